"""Addresses of people, accounts and, in the demo, one-click sign-in."""

from django.urls import path

from secretome_record.people import subject_views, views

app_name = "people"
urlpatterns = [
    path("people/", views.people_list, name="list"),
    path("people/add/", views.add_person, name="add"),
    path("people/<uuid:person_id>/", views.person_page, name="person"),
    path("people/<uuid:person_id>/grant/", views.grant, name="grant"),
    path("people/<uuid:person_id>/identity/", views.confirm_identity, name="confirm_identity"),
    path("people/<uuid:person_id>/sessions/end/", views.end_sessions, name="end_sessions"),
    path("people/<uuid:person_id>/close/", views.close, name="close"),
    path("people/grants/<uuid:grant_id>/end/", views.end_role, name="end_role"),
    path("people/<uuid:person_id>/password/", views.set_password, name="set_password"),
    path(
        "people/<uuid:person_id>/authenticator/",
        views.remove_authenticator,
        name="remove_authenticator",
    ),
    path("people/subjects/", subject_views.find, name="subjects"),
    path("people/subjects/<uuid:subject_id>/", subject_views.subject_page, name="subject"),
    path("people/subjects/<uuid:subject_id>/export/", subject_views.export, name="export"),
    path("people/subjects/<uuid:subject_id>/erase/", subject_views.erase, name="erase"),
    path("account/me/", views.my_account, name="account"),
    path("demo/", views.demo_page, name="demo"),
    path("demo/sign-in/<str:username>/", views.demo_sign_in, name="demo_sign_in"),
]

"""Addresses of visits, measures, adverse events, and the look-back."""

from django.urls import path

from secretome_record.outcomes import views

app_name = "outcomes"

# Where a scanned or typed code of this room opens.
CODE_ADDRESSES = {"VI": "outcomes:visit", "AE": "outcomes:event"}

urlpatterns = [
    path("outcomes/", views.outcome_list, name="list"),
    path("outcomes/events/", views.event_list, name="events"),
    path("outcomes/measures/", views.measure_list, name="measures"),
    path("outcomes/measures/add/", views.measure_add, name="measure_add"),
    path("outcomes/visits/<str:code>/", views.visit, name="visit"),
    path("outcomes/visits/<str:code>/miss/", views.miss, name="miss"),
    path("outcomes/doses/<str:code>/report/", views.report, name="report"),
    path("outcomes/events/<str:code>/", views.event, name="event"),
    path("outcomes/events/<str:code>/assess/", views.assess, name="assess"),
    path("outcomes/events/<str:code>/close/", views.close, name="close"),
    path("outcomes/events/<str:code>/hold/", views.hold, name="hold"),
    path("outcomes/events/<str:code>/look-back/", views.look_back, name="look_back"),
]

"""Addresses of donors, their consents, screenings and donations."""

from django.urls import path

from secretome_record.donors import views

app_name = "donors"

# Where a scanned or typed code of this room opens.
CODE_ADDRESSES = {"DN": "donors:record", "DO": "donors:donation"}

urlpatterns = [
    path("donors/", views.donor_list, name="list"),
    path("donors/register/", views.register, name="register"),
    path("donors/consents/<uuid:consent_id>/withdraw/", views.withdraw, name="withdraw"),
    path("donors/screenings/<uuid:screening_id>/verify/", views.verify, name="verify"),
    path("donors/screenings/<uuid:screening_id>/set-aside/", views.set_aside, name="set_aside"),
    path("donors/<str:code>/", views.record, name="record"),
    path("donors/<str:code>/birth-date/", views.birth_date, name="birth_date"),
    path("donors/<str:code>/consent/", views.consent, name="consent"),
    path("donors/<str:code>/screening/", views.screening, name="screening"),
    path("donors/<str:code>/accept/", views.accept, name="accept"),
    path("donors/<str:code>/refuse/", views.refuse, name="refuse"),
    path("donors/<str:code>/defer/", views.defer, name="defer"),
    path("donors/<str:code>/donate/", views.donate, name="donate"),
    path("donations/<str:code>/", views.donation, name="donation"),
]

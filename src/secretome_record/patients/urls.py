"""Addresses of the public pages, the private link, requests and patients."""

from django.urls import path

from secretome_record.patients.views import private, public, staff

app_name = "patients"

# Where a scanned or typed code of this room opens.
CODE_ADDRESSES = {
    "PT": "patients:record",
    "RQ": "patients:request",
    "AN": "patients:answer_record",
}

urlpatterns = [
    path("welcome/", public.start, name="public"),
    path("known/", public.conditions, name="conditions"),
    path("known/<slug:slug>/", public.condition, name="condition"),
    path("sitemap.xml", public.sitemap, name="sitemap"),
    path("robots.txt", public.robots, name="robots"),
    path("ask/", public.ask, name="ask"),
    path("ask/<str:code>/", public.asked, name="asked"),
    path("answer/<str:token>/", private.answer, name="answer"),
    path("answer/<str:token>/decision/", private.decide, name="decide"),
    path("requests/", staff.request_list, name="requests"),
    path("requests/<str:code>/", staff.request_page, name="request"),
    path("requests/<str:code>/triage/", staff.triage, name="triage"),
    path("requests/<str:code>/assess/", staff.assess, name="assess"),
    path("requests/<str:code>/reopen/", staff.reopen, name="reopen"),
    path("requests/<str:code>/answer/", staff.answer_form, name="answer_form"),
    path("requests/<str:code>/link/", staff.new_link, name="new_link"),
    path("requests/<str:code>/close/", staff.close, name="close"),
    path("patients/", staff.patient_list, name="list"),
    path("patients/<str:code>/", staff.record, name="record"),
    path("answers/<str:code>/", staff.answer_record, name="answer_record"),
]

"""Addresses of the public pages, the private link, requests and patients."""

from django.urls import path

from secretome_record.patients.views import answering, private, public, staff, translations

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
    path("answer/<str:token>/pdf/", private.pdf, name="private_pdf"),
    path("answer/<str:token>/decision/", private.decide, name="decide"),
    path("requests/", staff.request_list, name="requests"),
    path("requests/<str:code>/", staff.request_page, name="request"),
    path("requests/<str:code>/triage/", staff.triage, name="triage"),
    path("requests/<str:code>/assess/", staff.assess, name="assess"),
    path("requests/<str:code>/reopen/", staff.reopen, name="reopen"),
    path("requests/<str:code>/answer/", answering.answer_form, name="answer_form"),
    path("requests/<str:code>/link/", answering.new_link, name="new_link"),
    path("requests/<str:code>/correct/", staff.correct, name="correct"),
    path("requests/<str:code>/close/", staff.close, name="close"),
    path("patients/", staff.patient_list, name="list"),
    path("patients/<str:code>/", staff.record, name="record"),
    path("answers/<str:code>/", staff.answer_record, name="answer_record"),
    path("answers/<str:code>/pdf/", answering.answer_pdf, name="answer_pdf"),
    path("translations/", translations.translations, name="translations"),
    path("translations/<slug:site>/<slug:language>/", translations.translation, name="translation"),
]

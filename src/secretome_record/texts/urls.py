"""Addresses of the claims page, the check, and texts for patients."""

from django.urls import path

from secretome_record.texts.views import public, staff

app_name = "texts"

# Where a scanned or typed code of this room opens.
CODE_ADDRESSES = {"TX": "texts:record"}

urlpatterns = [
    path("claims/", public.claims, name="claims"),
    path("claims/check/", staff.check, name="check"),
    path("leaflets/", public.leaflets, name="leaflets"),
    path("leaflets/<str:code>/", public.leaflet, name="leaflet"),
    path("texts/", staff.text_list, name="list"),
    path("texts/write/", staff.write, name="write"),
    path("texts/<str:code>/", staff.record, name="record"),
    path("texts/<str:code>/change/", staff.change, name="change"),
    path("texts/<str:code>/publish/", staff.publish, name="publish"),
    path("texts/<str:code>/publish-despite-claims/", staff.publish_despite, name="despite"),
    path("texts/<str:code>/withdraw/", staff.withdraw, name="withdraw"),
]

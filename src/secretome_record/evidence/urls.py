"""Addresses of a site's own study rows."""

from django.urls import path

from secretome_record.evidence import views

app_name = "evidence"

# Where a scanned or typed code of this room opens.
CODE_ADDRESSES = {"ST": "evidence:record"}

urlpatterns = [
    path("evidence/", views.table_list, name="list"),
    path("evidence/propose/", views.propose, name="propose"),
    path("evidence/template.csv", views.template, name="template"),
    path("evidence/<str:code>/", views.record, name="record"),
    path("evidence/<str:code>/file/", views.file, name="file"),
    path("evidence/<str:code>/accept/", views.accept, name="accept"),
    path("evidence/<str:code>/refuse/", views.refuse, name="refuse"),
    path("evidence/<str:code>/withdraw/", views.withdraw, name="withdraw"),
]

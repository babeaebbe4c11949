"""Addresses of the ledger: traces, entries, and the export that proves itself."""

from django.urls import path

from secretome_record.ledger import views

app_name = "ledger"
urlpatterns = [
    path("trace/", views.trace_start, name="trace_start"),
    path("trace/<str:code>/", views.trace_page, name="trace"),
    path("ledger/", views.event_list, name="list"),
    path("ledger/entry/<int:seq>/", views.event_page, name="event"),
    path("ledger/of/<str:code>/", views.history_page, name="history"),
    path("ledger/export/", views.export_page, name="export"),
]

"""Every address of the site: one line a room."""

from django.urls import include, path

from secretome_record.config import views
from secretome_record.config.search import search

_ROOMS = (
    "people",
    "evidence",
    "donors",
    "batches",
    "quality",
    "stock",
    "patients",
    "treatments",
    "outcomes",
    "texts",
    "ledger",
    "jobs",
)


urlpatterns = [
    path("", views.home, name="home"),
    path("search/", search, name="search"),
    path("accounts/", include("allauth.urls")),
    path("", include("secretome_record.pages.urls")),
    *(path("", include(f"secretome_record.{room}.urls")) for room in _ROOMS),
]

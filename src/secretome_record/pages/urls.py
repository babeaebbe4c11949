"""Addresses of the lowest room: the choice of display and the living list of pieces."""

from django.urls import path

from secretome_record.pages import views

app_name = "pages"
urlpatterns = [
    path("display/", views.choose_display, name="display"),
    path("components/", views.components, name="components"),
]

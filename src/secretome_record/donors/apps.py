"""The donors room as a Django app."""

from django.apps import AppConfig


class DonorsConfig(AppConfig):
    """Names the room."""

    name = "secretome_record.donors"
    label = "donors"

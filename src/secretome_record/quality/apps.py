"""The quality room as a Django app."""

from django.apps import AppConfig


class QualityConfig(AppConfig):
    """Names the room."""

    name = "secretome_record.quality"
    label = "quality"

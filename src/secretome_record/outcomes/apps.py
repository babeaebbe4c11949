"""The outcomes room as a Django app."""

from django.apps import AppConfig


class OutcomesConfig(AppConfig):
    """Names the room."""

    name = "secretome_record.outcomes"
    label = "outcomes"

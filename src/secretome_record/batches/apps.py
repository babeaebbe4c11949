"""The batches room as a Django app."""

from django.apps import AppConfig


class BatchesConfig(AppConfig):
    """Names the room."""

    name = "secretome_record.batches"
    label = "batches"

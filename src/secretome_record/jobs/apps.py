"""The jobs room as a Django app."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Names the room."""

    name = "secretome_record.jobs"
    label = "jobs"

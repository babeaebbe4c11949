"""The evidence room as a Django app."""

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    """Names the room; it holds nothing about any person."""

    name = "secretome_record.evidence"
    label = "evidence"

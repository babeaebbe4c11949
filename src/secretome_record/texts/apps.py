"""The texts room as a Django app."""

from django.apps import AppConfig


class TextsConfig(AppConfig):
    """Names the room; it holds nothing about any patient."""

    name = "secretome_record.texts"
    label = "texts"

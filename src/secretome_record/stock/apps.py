"""The stock room as a Django app."""

from django.apps import AppConfig


class StockConfig(AppConfig):
    """Names the room."""

    name = "secretome_record.stock"
    label = "stock"

"""The site itself as a Django app, last in the list."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Addresses, access, home page."""

    name = "secretome_record.config"
    label = "config"

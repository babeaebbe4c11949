"""The donors room as a Django app."""

from django.apps import AppConfig


class DonorsConfig(AppConfig):
    """Names the room and tells people what it holds about a data subject."""

    name = "secretome_record.donors"
    label = "donors"

    def ready(self) -> None:
        """Take part in exports of personal data."""
        from secretome_record.donors.queries import personal_data
        from secretome_record.people.personal_data import register_personal_data

        register_personal_data("donors", personal_data)

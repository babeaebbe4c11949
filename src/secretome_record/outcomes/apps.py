"""The outcomes room as a Django app."""

from django.apps import AppConfig


class OutcomesConfig(AppConfig):
    """Names the room and takes part in every export of a subject's data."""

    name = "secretome_record.outcomes"
    label = "outcomes"

    def ready(self) -> None:
        """Register what the room holds about people."""
        from secretome_record.outcomes.queries import personal_data_of
        from secretome_record.people.personal_data import register_personal_data

        register_personal_data("outcomes", personal_data_of)

"""The patients room as a Django app."""

from django.apps import AppConfig


class PatientsConfig(AppConfig):
    """Names the room and takes part in every export of a subject's data."""

    name = "secretome_record.patients"
    label = "patients"

    def ready(self) -> None:
        """Register what the room holds about people."""
        from secretome_record.patients.queries import personal_data_of
        from secretome_record.people.personal_data import register_personal_data

        register_personal_data("patients", personal_data_of)

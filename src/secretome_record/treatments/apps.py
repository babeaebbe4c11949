"""The treatments room as a Django app."""

from django.apps import AppConfig


class TreatmentsConfig(AppConfig):
    """Names the room and takes part in every export of a subject's data."""

    name = "secretome_record.treatments"
    label = "treatments"

    def ready(self) -> None:
        """Register what the room holds about people, and what an answer may name of it."""
        from secretome_record.patients.offers import register_offers
        from secretome_record.people.personal_data import register_personal_data
        from secretome_record.treatments.offers import offers_at
        from secretome_record.treatments.queries import personal_data_of

        register_personal_data("treatments", personal_data_of)
        register_offers(offers_at)

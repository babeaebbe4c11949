"""The batches room as a Django app."""

from django.apps import AppConfig


class BatchesConfig(AppConfig):
    """Names the room and lets its lots react to their donors."""

    name = "secretome_record.batches"
    label = "batches"

    def ready(self) -> None:
        """Hold the released lots of a donor who comes into doubt."""
        from secretome_record.batches.services.holds import hold_lots_of_donor
        from secretome_record.donors.reactions import on_doubt

        on_doubt(hold_lots_of_donor)

"""``secretome migrate``: bring the database up to date and put its triggers in place."""

from secretome_cli.record.setting_up import acting_as, django_ready
from secretome_cli.science.answering import AsJson, answer, say


def migrate(*, as_json: AsJson = False) -> None:
    """Bring the database up to date; every table gets the triggers of the ledger."""
    django_ready()
    migrate_database(quiet=as_json)
    from secretome_record.ledger.queries import event_count

    answer({"events": event_count()}, as_json=as_json, show=_show)


def migrate_database(*, quiet: bool) -> None:
    """Run the migrations; say each on stderr unless ``quiet``."""
    import io
    import sys

    from django.core.management import call_command

    with acting_as("migrate"):
        call_command(
            "migrate", interactive=False, verbosity=0 if quiet else 1,
            stdout=io.StringIO() if quiet else sys.stderr,
        )  # fmt: skip


def _show(found: dict) -> None:
    say(f"The database is up to date; its ledger holds {found['events']} entries.")

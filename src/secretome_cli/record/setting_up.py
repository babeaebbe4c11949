"""Makes Django ready for a command, with the settings of this place."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LOCAL = "secretome_record.config.settings.local"
DEMO = "secretome_record.config.settings.demo"


def django_ready(*, settings: str = LOCAL, home: Path | None = None) -> None:
    """Set Django up; DJANGO_SETTINGS_MODULE wins over ``settings`` except in the demo."""
    if home is not None:
        os.environ["SECRETOME_HOME"] = str(home)
    if settings == DEMO:
        os.environ["DJANGO_SETTINGS_MODULE"] = DEMO
    else:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", settings)
    import django

    django.setup()


def record_ready() -> None:
    """Set Django up for a command that needs a record to be there.

    Raises OSError with one sentence when there is none; nothing is created.
    """
    home = Path(os.environ.get("SECRETOME_HOME", Path.home() / ".secretome"))
    if "DATABASE_URL" not in os.environ and not (home / "record.sqlite3").exists():
        raise OSError(
            0,
            "no record is here. For the demo's record set SECRETOME_HOME to the folder it named; "
            "for a new one run: secretome migrate",
            str(home),
        )
    django_ready()


@contextmanager
def acting_as(name: str) -> Iterator[None]:
    """Let the named part of the system stand behind surroundings written in the block."""
    from secretome_record.ledger.acting import Acting, acting, system

    with acting(Acting(system(name).actor_code, f"secretome {name}", ambient=True)):
        yield

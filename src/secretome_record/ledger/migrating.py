"""What surrounds a migration: triggers step aside, come back, and the rows are accounted for."""

import logging

from django.db import connections

from secretome_record.ledger.policy import EVENT_TABLE
from secretome_record.ledger.triggers.adopt import adopt
from secretome_record.ledger.triggers.install import install, inventory, remove, tables

log = logging.getLogger("secretome.ledger")

_ACTOR = "system:migrate"
_lost_before: dict[str, frozenset[str]] = {}


def before_migration(using: str) -> None:
    """Remember which tables had lost triggers, then take all triggers away."""
    here = tables(connections[using])
    if EVENT_TABLE in here:
        _lost_before[using] = frozenset(inventory(using).missing) & frozenset(_with_events(using))
        if _lost_before[using]:
            log.error("tables without their triggers: %s", ", ".join(sorted(_lost_before[using])))
        remove(using)
    else:
        _lost_before[using] = frozenset()


def after_migration(using: str) -> None:
    """Put the triggers back and write events for what the migration made or reshaped.

    A table that had lost triggers before is not accounted for: ``verify`` must find it.
    """
    here = frozenset(tables(connections[using]))
    if EVENT_TABLE not in here:
        return
    install(using)
    adopt(here - _lost_before.pop(using, frozenset()), _ACTOR, using)


def _with_events(using: str) -> list[str]:
    with connections[using].cursor() as cursor:
        cursor.execute(f"SELECT DISTINCT table_name FROM {EVENT_TABLE}")
        return [row[0] for row in cursor.fetchall()]

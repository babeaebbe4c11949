"""Django's own check: a table without its triggers fails the build; wsgi refuses the start."""

from typing import Any

from django.core.checks import Error, Tags, register
from django.db import connections

from secretome_record.ledger.policy import EVENT_TABLE
from secretome_record.ledger.triggers.install import inventory, tables


@register(Tags.database)
def every_table_has_its_triggers(databases: Any = None, **_: Any) -> list[Error]:
    """Name each table whose triggers are missing."""
    found: list[Error] = []
    for using in databases or ():
        if EVENT_TABLE in tables(connections[using]):
            found += [
                Error(f"The table {table} lacks {', '.join(names)}.", id="ledger.E001")
                for table, names in inventory(using).missing.items()
            ]
    return found

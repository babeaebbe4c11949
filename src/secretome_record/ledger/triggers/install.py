"""Puts the triggers on every table after a migration, and says which are missing."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from secretome_record.ledger.policy import EVENT_TABLE, TablePolicy, policy_for
from secretome_record.ledger.triggers import postgres, sqlite
from secretome_record.ledger.triggers.guards import all_guards, all_views, state_guards

_OURS = ("capture_", "chain_", "frozen_", "no_truncate_", "guard_")


@dataclass(frozen=True, slots=True)
class Inventory:
    """Which triggers each table should have, and which it has."""

    expected: dict[str, tuple[str, ...]]
    present: dict[str, tuple[str, ...]]

    @property
    def missing(self) -> dict[str, tuple[str, ...]]:
        """The triggers that should be there and are not, by table."""
        gaps = {
            t: tuple(sorted(set(n) - set(self.present.get(t, ()))))
            for t, n in self.expected.items()
        }
        return {table: names for table, names in gaps.items() if names}


def spelling(connection: BaseDatabaseWrapper):
    """Return the module that spells triggers for this engine."""
    return sqlite if connection.vendor == "sqlite" else postgres


def tables(connection: BaseDatabaseWrapper) -> list[str]:
    """Return every table of the schema, the engine's own left out."""
    with connection.cursor() as cursor:
        cursor.execute(spelling(connection).TABLES)
        return [row[0] for row in cursor.fetchall()]


def key_and_columns(connection: BaseDatabaseWrapper, table: str) -> tuple[str, list[str]]:
    """Return the primary key's column and all columns of ``table``."""
    with connection.cursor() as cursor:
        columns = [c.name for c in connection.introspection.get_table_description(cursor, table)]
        key = connection.introspection.get_primary_key_column(cursor, table)
    return key or columns[0], columns


def statements(connection: BaseDatabaseWrapper) -> Iterator[tuple[str, str]]:
    """Yield (table, SQL) for every trigger that should be there."""
    speak = spelling(connection)
    for sql in speak.chain():
        yield EVENT_TABLE, sql
    here = tables(connection)
    for table in here:
        if table != EVENT_TABLE:
            yield from ((table, sql) for sql in _for_table(connection, policy_for(table)))
    for guard in all_guards():
        if guard.table in here:
            yield from ((guard.table, sql) for sql in _spell(speak, guard))


def _for_table(connection: BaseDatabaseWrapper, policy: TablePolicy) -> Iterator[str]:
    speak = spelling(connection)
    key, columns = key_and_columns(connection, policy.table)
    yield from speak.capture(policy, columns, key)
    if policy.append_only:
        yield from speak.frozen(policy.table)
    for guard in state_guards(policy):
        yield from _spell(speak, guard)


def _spell(speak, guard) -> list[str]:
    return speak.guard(guard.name, guard.table, guard.when, guard.condition, guard.message)


def _name(sql: str) -> str | None:
    if not sql.startswith("CREATE TRIGGER"):
        return None
    return sql.split()[2].strip('"')


def present(connection: BaseDatabaseWrapper) -> dict[str, tuple[str, ...]]:
    """Return the names of our triggers that are in the database now, by table."""
    found: dict[str, list[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(spelling(connection).PRESENT)
        for name, table in cursor.fetchall():
            if name.startswith(_OURS):
                found.setdefault(table, []).append(name)
    return {table: tuple(sorted(names)) for table, names in found.items()}


def inventory(using: str = "default") -> Inventory:
    """Compare the triggers that should be there with those that are."""
    return Inventory(_expected(using), present(connections[using]))


@cache
def _expected(using: str) -> dict[str, tuple[str, ...]]:
    """Return the names that should be there; the schema changes only with a migration."""
    expected: dict[str, list[str]] = {}
    for table, sql in statements(connections[using]):
        name = _name(sql)
        if name:
            expected.setdefault(table, []).append(name)
    return {table: tuple(sorted(names)) for table, names in expected.items()}


def remove(using: str = "default") -> None:
    """Take every trigger and view of ours away (before a migration rebuilds tables)."""
    connection = connections[using]
    speak = spelling(connection)
    with connection.cursor() as cursor:
        for table, names in present(connection).items():
            for name in names:
                cursor.execute(speak.drop_trigger(name, table))
        for view in reversed(all_views()):
            cursor.execute(f'DROP VIEW IF EXISTS "{view.name}"')


def install(using: str = "default") -> None:
    """Put every trigger and view in place, replacing what stood there."""
    connection = connections[using]
    _expected.cache_clear()
    remove(using)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(postgres.FUNCTIONS)
        here = set(tables(connection))
        for view in all_views():
            cursor.execute(f'CREATE VIEW "{view.name}" AS {view.select}')
        for table, sql in statements(connection):
            if table in here:
                cursor.execute(sql)

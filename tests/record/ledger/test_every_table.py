"""Every table of the schema: a raw insert, update and delete leaves an event, or is refused."""

import secrets
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from secretome_record.ledger.acting import Acting, acting
from secretome_record.ledger.models import Event
from secretome_record.ledger.policy import EVENT_TABLE, policy_for
from secretome_record.ledger.triggers.install import key_and_columns, present, spelling, tables

WORDS = Acting("system:tests", "a raw write, to see that it is written down")


def columns_of(table):
    """Name, type and whether null is allowed, for each column without a generated value."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f'PRAGMA table_info("{table}")')
            return [(r[1], r[2].lower(), not r[3]) for r in cursor.fetchall()]
        cursor.execute(
            """SELECT column_name, data_type, is_nullable = 'YES' FROM information_schema.columns
               WHERE table_name = %s AND table_schema = current_schema()""",
            [table],
        )
        return cursor.fetchall()


_VALUES = (
    (("uuid", "char(32)"), uuid4),
    (("bool",), lambda: False),
    (("small",), lambda: 7),
    (("int", "double", "real", "numeric"), lambda: 2_000_000 + secrets.randbelow(9_000)),
    (("time",), lambda: "2026-01-01 00:00:00+00:00"),
    (("inet",), lambda: "127.0.0.1"),
    (("date",), lambda: "2026-01-01"),
    (("json",), lambda: "{}"),
    (("bytea", "blob"), lambda: b"x"),
)


def value_for(name, kind, table):
    policy = policy_for(table)
    if name == "state" and policy.moves:
        return policy.moves.initial
    if kind == "text" and connection.vendor == "sqlite":
        return "{}"  # it may hold JSON, which SQLite stores as text
    found = next((make() for words, make in _VALUES if any(w in kind for w in words)), None)
    if found is None:
        return secrets.token_hex(1)
    return _spelled(found)


def _spelled(value):
    if hasattr(value, "hex") and not isinstance(value, bytes | float):
        return value.hex if connection.vendor == "sqlite" else str(value)
    return value


def loosen(table):
    """Inside a transaction that is rolled back: only the capture is under test, not the rules."""
    with connection.cursor() as cursor:
        for name in present(connection).get(table, ()):
            if name.startswith("guard_"):
                cursor.execute(spelling(connection).drop_trigger(name, table))
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA ignore_check_constraints = ON")
            cursor.execute("PRAGMA defer_foreign_keys = ON")
            return
        cursor.execute(
            """SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'c'""",
            [f'"{table}"'],
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"')


def insert(table):
    names, values = [], []
    for name, kind, nullable in columns_of(table):
        if not nullable or name == "id":
            names.append(f'"{name}"')
            values.append(value_for(name, kind, table))
    override = "OVERRIDING SYSTEM VALUE " if connection.vendor == "postgresql" else ""
    marks = ", ".join(["%s"] * len(values))
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{table}" ({", ".join(names)}) {override}VALUES ({marks})', values
        )


def changing_sql(table):
    key, _ = key_and_columns(connection, table)
    one = f'WHERE "{key}" IN (SELECT "{key}" FROM "{table}" LIMIT 1)'
    for name, kind, _nullable in columns_of(table):
        if name not in (key, "state") and (new := changed(name, kind)):
            return f'UPDATE "{table}" SET "{name}" = {new} {one}'
    raise AssertionError(f"{table} has no column to change")


def changed(name, kind):
    """SQL for another value of a column, whatever it holds now."""
    if ("char" in kind and kind != "char(32)") or kind == "text":
        return "'zz'"
    if "bool" in kind:
        return f'NOT "{name}"'
    if any(word in kind for word in ("int", "double", "real")):
        return f'"{name}" + 1'
    if "time" in kind:
        return "'2026-02-02 00:00:00+00:00'"
    return f"'{uuid4().hex}'" if kind in ("uuid", "char(32)") else None


def run(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)


def last_event(table):
    return Event.objects.filter(table_name=table).order_by("-seq").first()


def outcome(table, action, write):
    """Do ``write`` and say what the ledger holds of it: an event, or that it was refused."""
    before = Event.objects.order_by("-seq").first().seq
    try:
        with transaction.atomic():
            write()
    except IntegrityError as error:
        return f"refused: {error}"
    event = last_event(table)
    assert event, f"{action} on {table} left no event"
    assert event.seq > before, f"{action} on {table} left no event"
    assert (event.action, event.actor, event.why) == (action, WORDS.actor, WORDS.why)
    assert bool(event.before) == (action != "insert")
    assert bool(event.after) == (action != "delete")
    return "event"


def every_write(table):
    loosen(table)
    yield "insert", outcome(table, "insert", lambda: insert(table))
    yield "update", outcome(table, "update", lambda: run(changing_sql(table)))
    yield "delete", outcome(table, "delete", lambda: run(f'DELETE FROM "{table}"'))


class RolledBack(Exception):
    pass


@pytest.fixture(autouse=True)
def strict_again(db):
    yield
    if connection.vendor == "sqlite":
        run("PRAGMA ignore_check_constraints = OFF")


@pytest.mark.django_db
def test_every_raw_write_on_every_table_leaves_an_event_or_is_refused():
    seen = {}
    for table in tables(connection):
        if table == EVENT_TABLE:
            continue
        try:
            with transaction.atomic(), acting(WORDS):
                found = dict(every_write(table))
                seen[table] = found
                raise RolledBack
        except RolledBack:
            pass
    wrong = {t: f for t, f in seen.items() if not expected(t, f)}
    assert not wrong
    assert len(seen) > 50


def expected(table, found):
    """Append-only tables take inserts alone; every other table writes all three down."""
    frozen = "never changed or removed"
    if policy_for(table).append_only:
        return (
            found["insert"] == "event" and frozen in found["update"] and frozen in found["delete"]
        )
    return set(found.values()) == {"event"}


@pytest.mark.django_db
def test_nobody_can_write_to_any_table_without_a_name():
    allowed = []
    for table in tables(connection):
        try:
            with transaction.atomic():
                loosen(table)
                insert(table)
                allowed.append(table)
                raise RolledBack
        except (IntegrityError, RolledBack):
            pass
    assert not allowed


@pytest.mark.django_db
def test_an_edge_cannot_write_a_table_of_the_record():
    ambient = Acting("visitor", "POST /", ambient=True)
    refused = pytest.raises(IntegrityError, match="written by its services only")
    with refused, transaction.atomic(), acting(ambient):
        loosen("donors_donor")
        insert("donors_donor")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE ledger_event SET why = 'x'",
        "DELETE FROM ledger_event",
        "INSERT INTO ledger_event SELECT e.seq + 9999, e.at, e.actor, e.action, e.table_name, "
        "e.row_id, e.before, e.after, e.why, e.previous, e.hash FROM ledger_event e LIMIT 1",
    ],
)
def test_the_events_themselves_are_never_changed_removed_or_put_out_of_order(sql):
    with pytest.raises(IntegrityError), transaction.atomic(), acting(WORDS):
        run(sql)

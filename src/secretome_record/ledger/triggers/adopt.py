"""Brings rows into the ledger that a migration made or changed while no trigger could see them."""

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from secretome_record.ledger.acting import Acting
from secretome_record.ledger.policy import EVENT_TABLE, policy_for
from secretome_record.ledger.science import event_hash
from secretome_record.ledger.triggers.install import key_and_columns, spelling, tables

_WHY = "written or reshaped by a migration"
_LAST = f"SELECT seq, hash FROM {EVENT_TABLE} ORDER BY seq DESC LIMIT 1"


def rows(connection: BaseDatabaseWrapper, table: str) -> list[tuple[str, str]]:
    """Return (row id, row text) of every row of ``table``, spelled as the triggers spell them."""
    speak, policy = spelling(connection), policy_for(table)
    key, columns = key_and_columns(connection, table)
    row = f'"{table}".' if connection.vendor == "sqlite" else f'"{table}"'
    select = (
        f"{speak.row_id(key, policy.secret, row)}, {speak.row_text(columns, policy.secret, row)}"
    )
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT {select} FROM "{table}" ORDER BY 1')
        return cursor.fetchall()


def last_states(connection: BaseDatabaseWrapper, table: str) -> dict[str, str | None]:
    """Return the last state the ledger knows of every row of ``table``."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT e.row_id, e.after FROM {EVENT_TABLE} e JOIN (
                SELECT row_id, MAX(seq) AS seq FROM {EVENT_TABLE}
                WHERE table_name = %s GROUP BY row_id) l ON l.seq = e.seq""",
            [table],
        )
        return dict(cursor.fetchall())


def adopt(lost: frozenset[str], actor: str, using: str = "default") -> None:
    """Write events for rows of tables in ``lost`` that differ from what the ledger last knew.

    ``lost``: tables that had their triggers before the migration, or are new with it. A table
    whose triggers were missing before is left alone, so that ``verify`` finds it.
    """
    connection = connections[using]
    with transaction.atomic(using):
        for table in tables(connection):
            if table in lost and table != EVENT_TABLE:
                _adopt_table(connection, table, actor)


def _adopt_table(connection: BaseDatabaseWrapper, table: str, actor: str) -> None:
    known = last_states(connection, table)
    words = Acting(actor, _WHY)
    for row_id, text in rows(connection, table):
        before = known.pop(row_id, None)
        if before != text:
            _append(connection, words, table, (row_id, before, text))
    for row_id, before in known.items():
        if before is not None:
            _append(connection, words, table, (row_id, before, None))


def _append(
    connection: BaseDatabaseWrapper,
    words: Acting,
    table: str,
    change: tuple[str, str | None, str | None],
) -> None:
    row_id, before, after = change
    with connection.cursor() as cursor:
        cursor.execute(_LAST)
        seq, previous = cursor.fetchone() or (0, "0" * 64)
        event = {
            "seq": str(seq + 1),
            "at": _server_moment(connection),
            "actor": words.actor,
            "action": "delete" if after is None else "update" if before else "insert",
            "table_name": table,
            "row_id": row_id,
            "before": before,
            "after": after,
            "why": words.why,
            "previous": previous,
        }
        values = [seq + 1, *list(event.values())[1:], event_hash(event)]
        names = ", ".join([*event, "hash"])
        marks = ", ".join(["%s"] * len(values))
        cursor.execute(f"INSERT INTO {EVENT_TABLE} ({names}) VALUES ({marks})", values)


def _server_moment(connection: BaseDatabaseWrapper) -> str:
    now = (
        "strftime('%%Y-%%m-%%dT%%H:%%M:%%fZ', 'now')"
        if connection.vendor == "sqlite"
        else """to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')"""
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {now}", [] if connection.vendor == "sqlite" else None)
        return cursor.fetchone()[0]

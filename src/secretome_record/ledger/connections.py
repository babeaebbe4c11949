"""Tells each database connection who is acting, so that its triggers can write it down."""

import hashlib
from collections.abc import Callable
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg.pq import TransactionStatus

from secretome_record.ledger.acting import acting_now
from secretome_record.ledger.science import event_hash

# Statements that cannot write a row; before everything else the words are said and after it
# taken back, so that no later statement on a kept connection is booked on whoever wrote last.
_HARMLESS = ("SELECT ", "SAVEPOINT ", "RELEASE ", "ROLLBACK", "SET ", "SHOW ", "EXPLAIN ")
_FIELDS = (
    "seq",
    "at",
    "actor",
    "action",
    "table_name",
    "row_id",
    "before",
    "after",
    "why",
    "previous",
)
_NOBODY = ("", "", "0")
_PUSH = """SELECT set_config('secretome.actor', %s, false),
 set_config('secretome.why', %s, false), set_config('secretome.ambient', %s, false)"""


def prepare(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Give a fresh connection the functions (SQLite) or the wrapper (PostgreSQL) it needs."""
    if connection.vendor == "sqlite":
        _prepare_sqlite(connection)
    elif connection.vendor == "postgresql" and _push not in connection.execute_wrappers:
        connection.execute_wrappers.append(_push)


def _prepare_sqlite(connection: BaseDatabaseWrapper) -> None:
    raw = connection.connection
    raw.create_function("secretome_actor", 0, lambda: (w := acting_now()) and w.actor)
    raw.create_function("secretome_why", 0, lambda: w.why if (w := acting_now()) else "")
    raw.create_function(
        "secretome_ambient", 0, lambda: int(bool((w := acting_now()) and w.ambient))
    )
    raw.create_function("secretome_sha256", 1, _sha256, deterministic=True)
    raw.create_function("secretome_event_hash", 10, _event_hash, deterministic=True)


def _sha256(value: Any) -> str:
    data = value if isinstance(value, bytes) else str(value).encode()
    return hashlib.sha256(data).hexdigest()


def _event_hash(*values: Any) -> str:
    event = dict(zip(_FIELDS, values, strict=True))
    return event_hash({**event, "seq": str(event["seq"])})


def _push(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001 - Django's signature
    text = sql if isinstance(sql, str) else str(sql)
    if text.lstrip().upper().startswith(_HARMLESS):
        return execute(sql, params, many, context)
    raw = context["connection"].connection
    words = acting_now()
    _say(raw, (words.actor, words.why, str(int(words.ambient))) if words else _NOBODY)
    try:
        return execute(sql, params, many, context)
    finally:
        _say(raw, _NOBODY)


def _say(raw: Any, values: tuple[str, str, str]) -> None:
    # In a failed transaction nothing can be said, and rolling it back takes the words back too.
    if raw.info.transaction_status != TransactionStatus.INERROR:
        raw.execute(_PUSH, values)

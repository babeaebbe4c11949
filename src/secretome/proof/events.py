"""An event of the ledger and its hash, the same in Python, SQLite and PostgreSQL."""

from collections.abc import Mapping

from secretome.errors import BadInput
from secretome.proof.canonical import _encode, sha256_hex

EVENT_FIELDS = (
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
FIRST_PREVIOUS = "0" * 64
_FIELDS = frozenset(EVENT_FIELDS)


def event_hash(event: Mapping[str, str | None]) -> str:
    """Hash the canonical JSON of an event: exactly EVENT_FIELDS, each a text or null.

    ``before`` and ``after`` are texts as the database wrote them, never parsed again.
    Raises BadInput when a field is missing, unknown, or neither text nor null.
    """
    if event.keys() != _FIELDS:
        wrong = sorted(_FIELDS ^ event.keys(), key=str)
        raise _bad_event(
            f"these fields are missing or unknown: {', '.join(map(str, wrong))}", event
        )
    for name, value in event.items():
        if value is not None and not isinstance(value, str):
            raise _bad_event(f"{name} is neither text nor null", event)
    try:
        return sha256_hex(_encode(dict(event)))
    except UnicodeEncodeError as error:
        raise _bad_event("a text holds half a character (a lone surrogate)", event) from error


def _bad_event(what: str, event: Mapping[str, str | None]) -> BadInput:
    return BadInput(
        what,
        where=f"ledger event {event.get('seq', 'without a number')}",
        do=f"Give exactly these fields as text or null: {', '.join(EVENT_FIELDS)}.",
    )

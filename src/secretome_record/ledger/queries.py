"""Reads of the ledger: the history of a row, single events, who stands behind a pseudonym."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from secretome_record.ledger.lineage import Trace
from secretome_record.ledger.models import Event, Move, Signature

# Bookkeeping that says nothing to a reader; the raw entry still shows it.
_SILENT = {"id", "recorded_at"}
# Columns that hold a word of ours, and columns that name a person.
_WORDS = frozenset({"state", "verdict", "outcome", "stage"})
_PERSON = "_by_id"
_SEALED = gettext_lazy("sealed: shown only where the person may be named")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a record's history, ready for the timeline."""

    at: datetime
    sentence: str
    who: str
    why: str
    before: dict[str, str]
    after: dict[str, str]
    seq: int
    tone: str = "neutral"
    url: str = ""


def history_of(*rows: models.Model) -> list[Entry]:
    """Return what happened to ``rows``, newest first, as the timeline shows it."""
    wanted = models.Q()
    for row in rows:
        wanted |= models.Q(table_name=row._meta.db_table, row_id=row_key(row))  # noqa: SLF001
    events = list(Event.objects.filter(wanted).order_by("-seq")) if rows else []
    names = names_of(_people_in(events))
    return [entry_of(event, names) for event in events]


def row_key(row: models.Model) -> str:
    """Return how the ledger names ``row``: its key, a UUID without dashes."""
    return row.pk.hex if isinstance(row.pk, UUID) else str(row.pk)


def entry_of(event: Event, names: dict[str, str]) -> Entry:
    """Return one event as a line of history; only what changed is shown."""
    before, after = _columns(event.before), _columns(event.after)
    changed = [
        name
        for name in {**before, **after}
        if before.get(name) != after.get(name) and name not in _SILENT
    ]
    return Entry(
        at=datetime.fromisoformat(event.at),
        sentence=_sentence(event, before, after, changed),
        who=names.get(event.actor, event.actor),
        why=event.why,
        before={_plain(n): _shown(n, before[n], names) for n in changed if n in before},
        after={_plain(n): _shown(n, after[n], names) for n in changed if n in after},
        seq=event.seq,
    )


def names_of(actors: Iterable[str]) -> dict[str, str]:
    """Return the printed names of people behind pseudonyms, in one query."""
    ids = {actor.removeprefix("person:") for actor in actors if actor.startswith("person:")}
    people = get_user_model().objects.filter(pk__in=ids) if ids else ()
    known = {person.actor_code: person.printed_name for person in people}
    return known | {
        "visitor": _("a visitor"),
        "system:demo": _("the demo builder"),
        "system:migrate": _("a software update"),
    }


def events_newest_first() -> QuerySet[Event]:
    """Return all events, newest first, without the rows' texts."""
    return Event.objects.defer("before", "after").order_by("-seq")


def signatures_of(row: models.Model) -> QuerySet[Signature]:
    """Return the signatures on ``row``, oldest first."""
    return Signature.objects.filter(subject_id=row.pk).order_by("recorded_at", "id")


def _columns(text: str | None) -> dict[str, Any]:
    return json.loads(text) if text else {}


def _plain(column: str) -> str:
    return column.removesuffix("_id").removesuffix("_sealed").replace("_", " ")


def _shown(column: str, value: Any, names: dict[str, str]) -> str:
    if column.endswith("_sealed") and value:
        return str(_SEALED)
    if column in _WORDS and isinstance(value, str):
        return value.replace("_", " ").lower()
    if column.endswith(_PERSON) and value:
        return names.get(_actor(value), str(value))
    return "" if value is None else str(value)


def _actor(person_id: object) -> str:
    return f"person:{str(person_id).replace('-', '')}"


def _people_in(events: Iterable[Event]) -> Iterator[str]:
    """Who acted, and whom the rows name."""
    for event in events:
        yield event.actor
        for columns in (_columns(event.before), _columns(event.after)):
            for name, value in columns.items():
                if name.endswith(_PERSON) and value:
                    yield _actor(value)


def _thing(table: str) -> str:
    for model in apps.get_models():
        if model._meta.db_table == table:  # noqa: SLF001 - Django's documented model API
            return str(model._meta.verbose_name)  # noqa: SLF001
    return table.replace("_", " ")


def _sentence(event: Event, before: dict, after: dict, changed: list[str]) -> str:
    row = after or before
    thing = f"{_thing(event.table_name).capitalize()} {row.get('code', '')}".strip()
    if event.action == "insert":
        return _("%(thing)s recorded") % {"thing": thing}
    if event.action == "delete":
        return _("%(thing)s removed") % {"thing": thing}
    if "state" in changed:
        return _("%(thing)s: from %(before)s to %(after)s") % {
            "thing": thing,
            "before": before["state"].replace("_", " ").lower(),
            "after": after["state"].replace("_", " ").lower(),
        }
    words = {"thing": thing, "what": ", ".join(map(_plain, changed))}
    return _("%(thing)s changed: %(what)s") % words


def history_of_subject(subject_id: UUID) -> list[Entry]:
    """Return the history of the row with this id, whatever its table."""
    events = list(Event.objects.filter(row_id=subject_id.hex).order_by("-seq"))
    names = names_of(_people_in(events))
    return [entry_of(event, names) for event in events]


def states_of(found: Trace) -> dict[str, str]:
    """Return the present state of every node of a trace that was ever moved, by code."""
    nodes = [found.node, *found.ancestors, *found.descendants]
    codes = {node.subject_id: node.code for node in nodes}
    moves = Move.objects.filter(subject_id__in=codes).order_by("subject_id", "number")
    return {codes[move.subject_id]: move.to_state for move in moves}


def event(seq: int) -> Event | None:
    """Return one event, or nothing."""
    return Event.objects.filter(seq=seq).first()


def event_count() -> int:
    """Return how many events the ledger holds."""
    return Event.objects.aggregate(n=models.Max("seq"))["n"] or 0

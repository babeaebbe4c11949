"""Where an answer comes from: one numbered entry for each row that a sentence stands on."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from secretome.answers.sections.asking import (
    PERMIT,
    PRICES,
    RECORDS,
    SCHEDULE,
    STOCK,
    TABLES,
    TRAVEL,
    Ask,
)
from secretome.evidence import link_to

_CLAIM = re.compile(r"C\d+")
_KINDS = ("studies", "harms", "leads", "cells", "own")


def sources_of(ask: Ask, used: Iterable[str]) -> list[dict[str, Any]]:
    """Return the sources in the order in which the answer first names them, numbered from 1."""
    studies = {row["id"]: row for kind in _KINDS for row in ask.evidence.get(kind) or []}
    return [
        {"n": n, "id": name, **_source(ask, name, studies)}
        for n, name in enumerate(dict.fromkeys(used), start=1)
    ]


def rows_in(part: Any) -> Iterator[str]:
    """Return every row id named anywhere in a part of a document, in reading order."""
    if isinstance(part, Mapping):
        for key, value in part.items():
            if key == "rows":
                yield from value
            else:
                yield from rows_in(value)
    elif isinstance(part, list | tuple):
        for value in part:
            yield from rows_in(value)


def _source(ask: Ask, name: str, studies: Mapping[str, Any]) -> dict[str, Any]:
    if name in studies:
        return _study(ask, studies[name])
    say = ask.speak.say
    made = _OWN.get(name)
    if made:
        return {"kind": name, "text": made(ask), "url": ""}
    if _CLAIM.fullmatch(name):
        return {"kind": "claim", "text": say("general.source.claim", id=name), "url": ""}
    return {"kind": "row", "text": f"{name.rstrip('.')}.", "url": link_to(name) or ""}


def _study(ask: Ask, row: Mapping[str, Any]) -> dict[str, Any]:
    say, reported = ask.speak.say, row.get("as_reported") or {}
    author = reported.get("first_author")
    who = f"{author} {reported.get('year', '')}".strip() if author else row["id"]
    is_harm = row["id"] in {harm["id"] for harm in ask.evidence["harms"]}
    parts = [say("general.source.harm")] if is_harm else [_arms(ask, row)]
    if row.get("finding") and not is_harm:
        parts.append(say(f"general.source.{row['finding']}"))
    if reported.get("registration"):
        parts.append(say("general.source.registered", number=reported["registration"]))
    text = say("general.source.study", who=who, what=" ".join(parts))
    return {"kind": "study", "text": text, "url": link_to(row["source"]) or ""}


def _arms(ask: Ask, row: Mapping[str, Any]) -> str:
    treated, control = row.get("n_treated"), row.get("n_control")
    if treated is None:
        return ask.speak.say("general.source.no_arms")
    if not control:
        return ask.speak.say("general.source.treated_only", treated=treated)
    return ask.speak.say("general.source.arms", treated=treated, control=control)


def _prices(ask: Ask) -> str:
    listed = ask.facts.price.price_list
    return ask.speak.say("general.source.prices", version=listed.version if listed else "")


def _day_of(ask: Ask, key: str, part: Mapping[str, Any] | None) -> str:
    day = ask.speak.write.day((part or {})["as_of"])
    return ask.speak.say(f"general.source.{key}", day=day)


def _permit(ask: Ask) -> str:
    basis = ask.facts.legal_basis
    return ask.speak.say("general.source.permit", reference=basis.reference if basis else "")


def _tables(ask: Ask) -> str:
    version = ask.evidence["evidence_version"].removeprefix("sha256:")[:12]
    return ask.speak.say("general.source.tables", version=version)


_OWN = {
    PRICES: _prices,
    SCHEDULE: lambda ask: ask.speak.say("general.source.schedule"),
    TRAVEL: lambda ask: ask.speak.say("general.source.travel"),
    RECORDS: lambda ask: _day_of(ask, "records", ask.facts.own_cells),
    STOCK: lambda ask: _day_of(ask, "stock", ask.facts.donor_stock),
    PERMIT: _permit,
    TABLES: _tables,
}

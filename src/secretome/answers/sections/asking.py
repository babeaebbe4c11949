"""What every section gets: the facts, the evidence and the speaker; and how a line is made."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from secretome.answers.facts import AnswerFacts
from secretome.answers.words import Speaker

Line = dict[str, Any]
Section = dict[str, Any]

PRICES, SCHEDULE, TRAVEL = "price-list", "schedule", "travel"
RECORDS, STOCK, PERMIT, TABLES = "records", "stock", "permit", "tables"


@dataclass(frozen=True, slots=True)
class Ask:
    """One request: its facts, the assessed evidence as plain values, and the language."""

    facts: AnswerFacts
    evidence: Mapping[str, Any]
    speak: Speaker

    @property
    def stance(self) -> str:
        """What is said to this patient; without one, the verdict."""
        return self.facts.stance or self.evidence["verdict"]

    @property
    def study_ids(self) -> tuple[str, ...]:
        """The rows of secretome in people that were counted."""
        return tuple(row["id"] for row in self.evidence["studies"])

    @property
    def controlled_ids(self) -> tuple[str, ...]:
        """The counted rows, or the tables themselves where there is none."""
        return self.study_ids or (TABLES,)

    def line(self, key: str, /, *, rows: Sequence[str] = (), **values: object) -> Line:
        """Say a sentence that stands on rows."""
        return line(self.speak.say(key, **values), rows)


def line(text: str, rows: Iterable[str] = ()) -> Line:
    """Return a sentence with the ids of the rows it stands on."""
    return {"text": text, "rows": distinct(rows)}


def distinct(rows: Iterable[str]) -> list[str]:
    """Return each id once, in order."""
    return list(dict.fromkeys(rows))


def section(
    ask: Ask,
    key: str,
    *,
    lead: Line | None = None,
    lines: Iterable[Line] = (),
    intro: Line | None = None,
    points: Iterable[Line] = (),
    after: Iterable[Line] = (),
    pictures: Iterable[Mapping[str, Any]] = (),
) -> Section:
    """Return a section: lead, lines, pictures, points, and what comes after.

    ``intro`` leads into the points: it is the last line, and marked so, because a picture may
    stand between the lines and the points.
    """
    return {
        "key": key,
        "heading": ask.speak.say(f"general.heading.{key}"),
        "lead": lead,
        "pictures": list(pictures),
        "lines": [*lines, *([intro | {"intro": True}] if intro else [])],
        "points": list(points),
        "after": list(after),
    }

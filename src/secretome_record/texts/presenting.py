"""Puts texts and claims into the words, passages and rows of their pages."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from secretome_record.pages.tables import Cell, Column
from secretome_record.texts import science
from secretome_record.texts.models import PatientText
from secretome_record.texts.states import DRAFT, PUBLISHED, WITHDRAWN

TONES = {DRAFT: "waiting", PUBLISHED: "good", WITHDRAWN: "held"}
_VERDICT_TONES = {
    "supported": "good",
    "partly_supported": "held",
    "untested": "unknown",
    "unsupported": "warning",
    "contradicted": "refused",
}
_WRAPPED = re.compile(r"\n(?![-*•#]|\d+[.)])")  # a line that only ran on
_PARAGRAPH = re.compile(r"(?:[^\n\f]|\n(?!\s*\n))+")


def state_word(state: str) -> str:
    """The state of a text as a fact."""
    words = {DRAFT: _("Draft"), PUBLISHED: _("Published"), WITHDRAWN: _("Withdrawn")}
    return words[state]


def state_choices() -> tuple[tuple[str, str], ...]:
    """The states a list may be narrowed to."""
    return tuple((state, state_word(state)) for state in TONES)


def verdict_word(verdict: str) -> str:
    """A verdict in words."""
    words = {
        "supported": _("Supported"),
        "partly_supported": _("Partly supported"),
        "untested": _("Untested"),
        "unsupported": _("Not supported"),
        "contradicted": _("Contradicted"),
    }
    return words[verdict]


def list_columns() -> list[Column]:
    """The headings of the list."""
    return [
        Column(_("Text"), "code", sort="code"),
        Column(_("Title")),
        Column(_("Claims")),
        Column(_("State"), "state", sort="state"),
        Column(_("Written"), "time", sort="written"),
    ]


def list_rows(texts: Iterable[PatientText]) -> list[list[Any]]:
    """One row for each text."""
    return [
        [
            Cell(text.code, reverse("texts:record", args=[text.code])),
            text.title,
            _count_words(text),
            Cell(state_word(text.state), tone=TONES[text.state]),
            text.recorded_at,
        ]
        for text in texts
    ]


def _count_words(text: PatientText) -> str:
    if not text.findings:
        return _("none")
    counts = {"all": len(text.findings), "blocking": text.blocking_count}
    return _("%(all)s, %(blocking)s blocking") % counts


def facts(text: PatientText) -> list[dict[str, Any]]:
    """What is on record about a text."""
    shown = [
        {"name": _("Site"), "value": text.site.name},
        {"name": _("Written by"), "value": text.written_by.printed_name},
        {
            "name": _("Checked with"),
            "value": text.checked_by[:19],
            "note": _("The version of the rules and of the evidence."),
        },
    ]
    if text.state == PUBLISHED:
        url = reverse("texts:leaflet", args=[text.code])
        shown.append({"name": _("Public page"), "value": url, "url": url})
    return shown


def summary(findings: Sequence[Mapping[str, Any]]) -> str:
    """How many claims were found, and how many of them block, as one sentence."""
    if not findings:
        return _("No claim was found.")
    blocking = sum(bool(one["blocks"]) for one in findings)
    return ngettext(
        "%(all)s claim was found, %(blocking)s without enough evidence.",
        "%(all)s claims were found, %(blocking)s without enough evidence.",
        len(findings),
    ) % {"all": len(findings), "blocking": blocking}


def passages(text: str, findings: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The paragraphs of a text, each with its marked words and the notes that belong beside it."""
    claims = science.claims()
    numbers = {
        place: number
        for number, place in enumerate(dict.fromkeys(_place(one) for one in findings), start=1)
    }
    return [
        {
            "pieces": _pieces(match.group(), match.start(), numbers),
            "notes": [
                _note(one, claims[one["claim_id"]], numbers[_place(one)])
                for one in findings
                if match.start() <= one["start"] < match.end()
            ],
        }
        for match in _PARAGRAPH.finditer(text)
        if match.group().strip()
    ]


def _place(finding: Mapping[str, Any]) -> tuple[int, int]:
    return finding["start"], finding["end"]


def _pieces(
    paragraph: str, start: int, numbers: Mapping[tuple[int, int], int]
) -> list[dict[str, Any]]:
    """A paragraph cut where marks begin and end."""
    pieces: list[dict[str, Any]] = []
    at = 0
    for (begin, end), number in sorted(numbers.items()):
        if not start <= begin < start + len(paragraph):
            continue
        pieces.append({"text": paragraph[at : begin - start], "number": None})
        pieces.append({"text": paragraph[begin - start : end - start], "number": number})
        at = end - start
    pieces.append({"text": paragraph[at:], "number": None})
    return [{**one, "text": _WRAPPED.sub(" ", one["text"])} for one in pieces if one["text"]]


def _note(finding: Mapping[str, Any], claim: Mapping[str, Any], number: int) -> dict[str, Any]:
    return {**shown_claim(claim), "number": number}


def shown_claim(claim: Mapping[str, Any]) -> dict[str, Any]:
    """A claim with its verdict in words and its sources as links."""
    verdict = str(claim["verdict"])
    return {
        **claim,
        "id": claim["claim_id"],
        "word": verdict_word(verdict),
        "tone": _VERDICT_TONES[verdict],
        "shown_sources": [_source(one) for one in claim["sources"]],
    }


def _source(text: str) -> dict[str, str]:
    link = science.link_to(text)
    return {"label": text.removeprefix("https://"), "url": link or ""}


def claim_rows(numbers: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Every claim in the order of the table, each with the live numbers that test it."""
    live: dict[str, list[dict[str, Any]]] = {}
    for number in numbers:
        live.setdefault(number["claim_id"], []).append(_live(number))
    return [
        {**shown_claim(claim), "live": live.get(claim_id, [])}
        for claim_id, claim in science.claims().items()
    ]


def verdict_sums() -> list[dict[str, Any]]:
    """How many claims have which verdict, the best first."""
    verdicts = [str(claim["verdict"]) for claim in science.claims().values()]
    return [
        {"word": verdict_word(verdict), "tone": tone, "count": verdicts.count(verdict)}
        for verdict, tone in _VERDICT_TONES.items()
    ]


def _live(number: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "what": number["what"],
        "value": _figure(number["value"]),
        "low": _figure(number["low"]),
        "high": _figure(number["high"]),
        "unit": number["unit"],
        "reason": number["reason"],
        "source": number["source"],
    }


def _figure(value: float | None) -> str | None:
    """Two figures are enough where the spread is wide; whole numbers stay whole."""
    if value is None:
        return None
    if abs(value) >= 10 or value == round(value):
        return f"{value:,.0f}"
    return f"{value:.2g}" if abs(value) >= 0.01 else _("less than 0.01")


def blocks(body: str) -> list[dict[str, Any]]:
    """A text for patients as headings, paragraphs and lists."""
    made: list[dict[str, Any]] = []
    for line in body.split("\n"):
        kind, words = _kind_of(line.strip())
        if kind == "item" and made and made[-1]["kind"] == "list":
            made[-1]["items_shown"].append(words)
        elif kind == "item":
            made.append({"kind": "list", "items_shown": [words]})
        elif kind == "paragraph" and words and made and made[-1]["kind"] == kind:
            made[-1]["text"] += f" {words}"
        else:
            made.append({"kind": kind, "text": words})
    return [block for block in made if block.get("text") or block.get("items_shown")]


def _kind_of(line: str) -> tuple[str, str]:
    if line.startswith("#"):
        return "heading", line.lstrip("# ")
    if line.startswith(("- ", "* ", "• ")):
        return "item", line[2:].strip()
    return ("paragraph", line) if line else ("gap", "")


def description_of(text: PatientText) -> str:
    """The first words of a text, for search engines."""
    words = " ".join(block.get("text", "") for block in blocks(text.body)).strip()
    return words if len(words) <= 155 else f"{words[:152].rsplit(' ', 1)[0]}..."

"""The answer to a patient as one plain document, in one language, made from stored plain values.

The same facts and evidence always give the same document, and the same document the same file:

    >>> from secretome.answers import answer_document
    >>> from secretome.evidence import assess, assessment_document
    >>> evidence = assessment_document(assess("gout"))
    >>> answer = answer_document({"on": "2026-03-01"}, evidence, language="en")
    >>> answer["possibility"]["word"], answer["may_be_sent"]
    ('Nobody knows', False)
"""

from collections.abc import Mapping
from typing import Any

from secretome.answers.facts import read_facts
from secretome.answers.sections.asking import Ask, Line, Section, line, section
from secretome.answers.sections.choices import choices
from secretome.answers.sections.expecting import expected_section, short_expected
from secretome.answers.sections.paying import cost_section, short_cost
from secretome.answers.sections.permitting import law_section, who_section
from secretome.answers.sections.possible import possibility, possible_section, require_stance
from secretome.answers.sections.risking import else_section, risk_section, unknown_section
from secretome.answers.sections.sources import rows_in, sources_of
from secretome.answers.sections.waiting import short_time, time_section
from secretome.answers.words import reading_age, speaker, words_version

FORMAT = 1


def answer_document(
    facts: Mapping[str, Any], evidence: Mapping[str, Any], *, language: str = "en"
) -> dict[str, Any]:
    """Return the answer for a request.

    ``facts`` are plain values (``facts_schema``), ``evidence`` is an ``assessment_document``.
    Raises BadInput for facts that do not fit and for a stance above the verdict.
    """
    ask = Ask(read_facts(facts), evidence, speaker(language))
    require_stance(ask)
    said = {
        "possibility": possibility(ask),
        "short": _short(ask),
        "sections": _sections(ask),
        "choices": choices(ask),
    }
    return {
        **_head(ask),
        **said,
        "sources": sources_of(ask, rows_in(said)),
        "reading_age": reading_age(answer_texts(said), language),
        **_sending(ask),
        "notice": ask.speak.say("general.notice"),
    }


def options_document(
    facts: Mapping[str, Any], evidence: Mapping[str, Any], *, language: str = "en"
) -> dict[str, Any]:
    """Return own or donor cells, cells or secretome, usual care and nothing side by side."""
    ask = Ask(read_facts(facts), evidence, speaker(language))
    require_stance(ask)
    table = choices(ask)
    return {**_head(ask), **table, "sources": sources_of(ask, rows_in(table))}


def answer_texts(said: Mapping[str, Any]) -> list[str]:
    """Return every sentence of the sections, one after the other."""
    parts = [part for one in said["sections"] for part in _lines_of(one)]
    return [part["text"] for part in parts]


def _lines_of(one: Section) -> list[Line]:
    lead = [one["lead"]] if one["lead"] else []
    return [*lead, *one["lines"], *one["points"], *one["after"]]


def _head(ask: Ask) -> dict[str, Any]:
    facts, say = ask.facts, ask.speak.say
    name = ask.speak.condition(ask.evidence["condition"])["name"]
    day = ask.speak.write.day(facts.on)
    asked = {"product": facts.product or "", "route": ask.speak.typed(facts.route or "")}
    return {
        "document": "answer",
        "format": FORMAT,
        "language": ask.speak.language,
        "words_version": words_version(ask.speak.language),
        "evidence_version": ask.evidence["evidence_version"],
        "code": facts.code,
        "version": facts.version,
        "on": facts.on,
        "title": say("general.title"),
        "dated": say("general.dated", day=day, version=facts.version),
        "condition": ask.evidence["condition"],
        "condition_name": name,
        "icd10": list(ask.evidence["icd10"]),
        "about": say("general.about", condition=name),
        "asked_for": say("general.route", **asked) if facts.route and facts.product else "",
        "example": say("general.example") if facts.example else "",
    }


def _short(ask: Ask) -> list[dict[str, Any]]:
    """The four things asked for, in one line each."""
    heading = ask.speak.say
    said = {
        "possible": line(possibility(ask)["word"]),
        "expected": _short_expected(ask),
        "cost": short_cost(ask),
        "time": short_time(ask),
    }
    return [
        {"key": key, "heading": heading(f"general.heading.{key}"), **one}
        for key, one in said.items()
    ]


def _short_expected(ask: Ask) -> Line:
    expected = ask.evidence["expected"]
    return short_expected(ask, expected) if expected["known"] else ask.line("general.unknown")


def _sections(ask: Ask) -> list[Section]:
    note = [section(ask, "note", lines=[line(ask.facts.note)])] if ask.facts.note else []
    return [
        possible_section(ask),
        expected_section(ask),
        cost_section(ask),
        time_section(ask),
        risk_section(ask),
        unknown_section(ask),
        else_section(ask),
        law_section(ask),
        *note,
        who_section(ask),
    ]


def _sending(ask: Ask) -> dict[str, Any]:
    """A draft and a translation that no named person read cannot be sent."""
    say, language = ask.speak.say, ask.speak.language
    reviewed = _reviewed_by(ask)
    against = [] if ask.facts.answered_by else [say("general.draft")]
    if language != "en" and reviewed is None:
        against.append(say("general.not_reviewed"))
    return {
        "translation_reviewed_by": reviewed,
        "translation_note": say("general.reviewed", by=reviewed) if reviewed else "",
        "may_be_sent": not against,
        "not_sent_because": against,
    }


def _reviewed_by(ask: Ask) -> str | None:
    """A review counts only for the very words it read."""
    review, language = ask.facts.translation_review or {}, ask.speak.language
    same = review.get("language") == language
    return review["by"] if same and review["words_version"] == words_version(language) else None

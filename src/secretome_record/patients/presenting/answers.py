"""Puts an answer into the sections, sources and choices of its pages."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from secretome_record.patients import queries, rules, science
from secretome_record.patients.drafting import is_made_again, versions_of
from secretome_record.patients.models import Answer, TranslationReview
from secretome_record.patients.page_words import LANGUAGE_NAMES, page_words, words_in
from secretome_record.patients.presenting.known import (
    condition_address,
    condition_shown,
    plots_shown,
    rows_on_page,
    study_anchor,
    study_columns,
)
from secretome_record.patients.presenting.words import (
    EXCLUSION_TONES,
    VERDICT_TONES,
    exclusion_word,
    short_version,
)
from secretome_record.patients.queries import SignedAnswer
from secretome_record.people.models import Person, Site


def answer_shown(
    document: Mapping[str, Any], *, mark: str = "answer", compared: Iterable[str] = ()
) -> dict[str, Any]:
    """An answer ready for its template; ``mark`` keeps places of several answers apart.

    ``compared`` are the options somebody chose to see beside each other; none means all.
    """
    numbers = {row["id"]: row["n"] for row in document["sources"]}
    page = condition_address(document["condition"])
    there = rows_on_page(document["condition"])
    return {
        "mark": mark,
        "words": words_in(document["language"]),
        "language": document["language"],
        "about": document["about"],
        "asked_for": document["asked_for"],
        "example": document["example"],
        "dated": document["dated"],
        "notice": document["notice"],
        "translation_note": document["translation_note"],
        "tone": VERDICT_TONES[document["possibility"]["stance"]],
        "short": [{**row, "refs": _refs(row, numbers)} for row in document["short"]],
        "sections": [_section(one, numbers) for one in document["sections"]],
        "choices": _choices(document["choices"], numbers, frozenset(compared)),
        "sources": [{**row, "row_url": _row_url(row, page, there)} for row in document["sources"]],
    }


def exclusions_shown(exclusions: Iterable[Mapping[str, str]]) -> list[dict[str, str]]:
    """Each contraindication with what was found out about it in the patient."""
    return [
        {
            "kind": _("Contraindication"),
            "text": row["text"][:1].upper() + row["text"][1:],
            "word": exclusion_word(row["state"]),
            "tone": EXCLUSION_TONES[row["state"]],
        }
        for row in exclusions
    ]


def signed_words(signed: SignedAnswer | None, language: str) -> str:
    """Who signed, in the language of the page; the moment follows."""
    if signed is None:
        return ""
    say = page_words(language)
    return say("signed_by", name=signed.printed_name, role=say("advisor"))


def link_facts(answer: Answer) -> list[tuple[str, Any]]:
    """What the staff see of a private link: never the link itself."""
    tries = ngettext("%(n)d wrong try", "%(n)d wrong tries", answer.wrong_tries)
    locked = answer.wrong_tries >= rules.WRONG_TRIES_ALLOWED
    return [
        (_("Answer"), answer.code),
        (_("Opened"), answer.opened_at or _("not yet")),
        (_("Wrong birth dates"), _("locked") if locked else tries % {"n": answer.wrong_tries}),
    ]


def languages_of(answer: Answer, chosen: str, offered: Iterable[str]) -> list[dict[str, Any]]:
    """The languages in which the patient may read, each with its own name."""
    names = {"en": "English", "de": "Deutsch"}
    return [
        {"code": code, "name": names[code], "current": code == chosen}
        for code in science.LANGUAGES
        if code in {answer.language, *offered}
    ]


def _section(section: Mapping[str, Any], numbers: Mapping[str, int]) -> dict[str, Any]:
    lead = section["lead"]
    return {
        "key": section["key"],
        "heading": section["heading"],
        "lead": _line(lead, numbers) if lead else None,
        "lines": [_line(row, numbers) for row in section["lines"] if not row.get("intro")],
        # What leads into the points stands beside them, after the pictures.
        "intros": [_line(row, numbers) for row in section["lines"] if row.get("intro")],
        "points": [_line(row, numbers) for row in section["points"]],
        "after": [_line(row, numbers) for row in section["after"]],
        "pictures": [
            # Drawn by the science, which escapes every word in it.
            {**row, "svg": SafeString(row["svg"]), "refs": _refs(row, numbers)}
            for row in section["pictures"]
        ],
    }


def _line(row: Mapping[str, Any], numbers: Mapping[str, int]) -> dict[str, Any]:
    return {"text": row["text"], "refs": _refs(row, numbers)}


def _refs(row: Mapping[str, Any], numbers: Mapping[str, int]) -> list[int]:
    return sorted({numbers[name] for name in row["rows"] if name in numbers})


def _choices(
    choices: Mapping[str, Any], numbers: Mapping[str, int], compared: frozenset[str]
) -> dict[str, Any]:
    known = {option["key"] for option in choices["options"]}
    wanted = compared & known or known
    shown = [number for number, o in enumerate(choices["options"]) if o["key"] in wanted]
    names = [choices["options"][number]["name"] for number in shown]
    return {
        "intro": _line(choices["intro"], numbers),
        "note": _line(choices["note"], numbers),
        "options": [{**o, "chosen": o["key"] in wanted} for o in choices["options"]],
        "names": names,
        "rows": [
            {
                "name": question["name"],
                "cells": [
                    {**_line(question["cells"][number], numbers), "option": name}
                    for number, name in zip(shown, names, strict=True)
                ],
            }
            for question in choices["questions"]
        ],
    }


def _row_url(source: Mapping[str, Any], page: str, there: frozenset[str]) -> str:
    """Where the public shows the row; a row of the site's own stands on no public page."""
    if source["kind"] == "tables":
        return page
    return f"{page}#{study_anchor(source['id'])}" if source["id"] in there else ""


def version_shown(answer: Answer, signed: SignedAnswer | None) -> dict[str, Any]:
    """One version of an answer as the staff read it, with its signature and its printed file."""
    return {
        "answer": answer,
        "signed": signed,
        "exclusions": exclusions_shown(answer.exclusions),
        "shown": answer_shown(answer.content, mark=answer.code.lower()),
        "language": answer.content["language"],
        "printed": answer.document.sha256[:12],
        "made_again": _made_again(answer),
    }


def _made_again(answer: Answer) -> dict[str, str]:
    """Whether the stored inputs give the signed file again, or why that cannot be expected."""
    if answer.content["words_version"] != science.words_version(answer.language):
        words = _("The wording changed since; the signed file is what counts")
        return {"word": words, "tone": "neutral"}
    if is_made_again(answer):
        words = _("Made again from its stored inputs: the same, byte for byte")
        return {"word": words, "tone": "good"}
    words = _("Made again from its stored inputs it differs; the signed file is what counts")
    return {"word": words, "tone": "warning"}


def evidence_shown(evidence: Mapping[str, Any]) -> dict[str, Any]:
    """The evidence behind an answer for the advisor: all that the public page shows, and plots."""
    return {
        "condition": condition_shown(evidence),
        "columns": study_columns(),
        "harm_columns": study_columns(of_harm=True),
        "plots": plots_shown(evidence),
    }


def translation_rows(reader: Person) -> list[dict[str, Any]]:
    """Each site and language with who reviewed the words in use now, and who did before."""
    reviews = list(queries.reviews_for(reader))
    return [
        _translation_row(site, language, [r for r in reviews if r.site_id == site.pk])
        for site in queries.sites_of(reader)
        for language in science.LANGUAGES
        if language != "en"
    ]


def words_to_read(language: str) -> list[dict[str, str]]:
    """Every sentence of an answer and of its page, English and the translation beside each."""
    english, other = words_in("en"), words_in(language)
    page = [{"key": f"page {k}", "english": t, "other": other[k]} for k, t in english.items()]
    return [*science.words_beside(language), *page]


def _translation_row(site: Site, language: str, reviews: list[TranslationReview]) -> dict[str, Any]:
    versions = versions_of(language)
    here = [r for r in reviews if r.language == language]
    current = [
        r for r in here if (r.words_version, r.page_version) == (versions.words, versions.page)
    ]
    return {
        "site": site,
        "language": language,
        "name": LANGUAGE_NAMES[language],
        "version": short_version(versions.words),
        "current": [{"review": r, "signed": queries.review_signature(r)} for r in current],
        "earlier": [r for r in here if r not in current],
    }

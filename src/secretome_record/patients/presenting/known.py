"""Puts what is known of each condition into the public pages, the verdict first."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from secretome_record.pages.tables import Column
from secretome_record.patients import science
from secretome_record.patients.content import POSSIBLE, counted, sentence
from secretome_record.patients.presenting.words import (
    VERDICT_TONES,
    short_version,
    verdict_word,
)

_SHORT = 155


def slug_of(name: str) -> str:
    """The condition's name as it stands in an address."""
    return slugify(name.replace("'", ""))


def study_anchor(study_id: str) -> str:
    """Where a study's row stands on the page of its condition."""
    return f"study-{slugify(study_id)}"


def rows_on_page(name: str) -> frozenset[str]:
    """The ids of the study rows that stand on the public page of a condition."""
    if not condition_address(name):
        return frozenset()
    evidence = science.published(name)
    kinds = ("studies", "harms", "leads", "cells")
    return frozenset(row["id"] for kind in kinds for row in evidence[kind])


def condition_named(slug: str) -> str | None:
    """The catalogue's name for a slug, or nothing."""
    names = {slug_of(row["name"]): row["name"] for row in science.catalogue()}
    return names.get(slug)


def condition_address(name: str) -> str:
    """The public page of a condition of the catalogue; nothing for any other."""
    slug = slug_of(name)
    return reverse("patients:condition", args=[slug]) if condition_named(slug) else ""


def public_addresses() -> list[str]:
    """The pages anybody may find by searching the web: start, overviews, form, every condition."""
    names = (
        "patients:public", "patients:conditions", "texts:claims", "texts:leaflets", "patients:ask",
    )  # fmt: skip
    conditions = (condition_address(row["name"]) for row in science.catalogue())
    return [*(reverse(name) for name in names), *conditions]


def catalogue_groups(asked: str) -> list[dict[str, Any]]:
    """The catalogue by group, or the conditions that the words or the code could mean."""
    near = science.names_near(asked) if asked else None
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in science.catalogue():
        if near is None or row["name"] in near:
            groups.setdefault(row["group"], []).append(_catalogue_row(row))
    return [{"name": sentence(name)[:-1], "rows": rows} for name, rows in groups.items()]


def catalogue_sums() -> list[dict[str, Any]]:
    """How many conditions there are of each verdict, from the most to the least positive."""
    verdicts = [row["verdict"] for row in science.catalogue()]
    return [
        {"word": verdict_word(v), "tone": VERDICT_TONES[v], "count": verdicts.count(v)}
        for v in science.VERDICTS
    ]


def not_in_catalogue(asked: str) -> dict[str, Any] | None:
    """What is said of an ICD-10 code that the catalogue does not have; a word has no verdict."""
    if not science.is_icd10(asked) or science.names_near(asked):
        return None
    return condition_shown(science.assessment_of(asked))


def condition_shown(evidence: Mapping[str, Any]) -> dict[str, Any]:
    """What is known for one condition, in plain words, the verdict first."""
    verdict = evidence["verdict"]
    return {
        "name": sentence(evidence["condition"])[:-1],
        "icd10": ", ".join(evidence["icd10"]),
        "verdict_word": verdict_word(verdict),
        "tone": VERDICT_TONES[verdict],
        "sentence": POSSIBLE[verdict],
        "description": _description(evidence),
        "why": [sentence(evidence["reasons"][0]), counted(evidence)],
        "certainty": _certainty(evidence),
        "certainty_why": certainty_reasons(evidence),
        "expected": sentence(evidence["expected"]["reason"]),
        "unknown": evidence["unknown"],
        "cautions": [sentence(caution) for caution in evidence["cautions"]],
        "contraindications": [
            {**row, "reason": sentence(row["reason"]), "routes": ", ".join(row["routes"])}
            for row in science.contraindications_of(evidence["condition"])
        ],
        "standard_care": sentence(evidence["standard_care"] or _("We have no list for it")),
        "studies": [_study(row) for row in evidence["studies"]],
        "leads": [
            {
                "id": row["id"],
                "anchor": study_anchor(row["id"]),
                "url": science.link_to(row["source"]),
            }
            for row in evidence["leads"]
        ],
        "harms": [{**_study(row), "finding": ""} for row in evidence["harms"]],
        "cells": [_study(row) for row in evidence["cells"]],
        "own": [_study(row) for row in evidence.get("own", ())],
        "entered": evidence["expected"]["entered"],
        "left_out": [
            {"id": row["id"], "why": sentence(row["why"])}
            for row in evidence["expected"]["left_out"]
        ],
        "version": short_version(evidence["evidence_version"]),
    }


def study_columns(*, of_harm: bool = False) -> list[Column]:
    """The headings of a table of studies."""
    what = _("What was reported") if of_harm else _("What it showed")
    return [
        Column(_("Study")), Column(_("Kind")), Column(_("Treated / compared")),
        Column(_("Given")), Column(what),
    ]  # fmt: skip


def plots_shown(evidence: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The forest plots of a condition, with what was pooled or why nothing was."""
    return [
        # Drawn by the science, which escapes every word in it.
        {**row, "title": sentence(row["outcome"])[:-1], "svg": SafeString(row["svg"])}
        for row in science.plots_of(evidence)
    ]


def certainty_reasons(evidence: Mapping[str, Any]) -> list[str]:
    """Why one may be no surer of a benefit, one reason a line; empty where nothing was studied."""
    said = evidence.get("certainty_reasons") or evidence["reasons"][1:]
    return [sentence(_reason_text(row)) for row in said]


def _reason_text(row: Any) -> str:
    return f"{row['domain']}: {row['sentence']}" if isinstance(row, Mapping) else str(row)


def _certainty(evidence: Mapping[str, Any]) -> str:
    if not evidence["study_count"]:
        return _("None: there is no study to be sure of.")
    return sentence(evidence["certainty"])


def _description(evidence: Mapping[str, Any]) -> str:
    """One sentence or two for whoever lists the page: the verdict and what it stands on."""
    words = _("Stem cell secretome and exosomes for %(condition)s: %(verdict)s. %(counted)s") % {
        "condition": evidence["condition"],
        "verdict": verdict_word(evidence["verdict"]).lower(),
        "counted": counted(evidence),
    }
    return words if len(words) <= _SHORT else f"{words[: _SHORT - 1].rsplit(' ', 1)[0]} …"


def _catalogue_row(row: Mapping[str, Any]) -> dict[str, Any]:
    studies = ngettext("%(n)d human study", "%(n)d human studies", row["study_count"])
    return {
        "name": sentence(row["name"])[:-1],
        "url": reverse("patients:condition", args=[slug_of(row["name"])]),
        "word": verdict_word(row["verdict"]),
        "tone": VERDICT_TONES[row["verdict"]],
        "studies": studies % {"n": row["study_count"]},
    }


def _study(row: Mapping[str, Any]) -> dict[str, Any]:
    findings = {
        "favours_treated": _("Treated patients did better than untreated ones."),
        "no_difference": _("No difference between treated and untreated patients."),
        "not_shown": _("It shows nothing about treated beside untreated patients."),
    }
    printed = row["as_reported"]
    return {
        "id": row["id"],
        "anchor": study_anchor(row["id"]),
        "who": " ".join(x for x in (printed.get("first_author"), printed.get("year")) if x),
        "design": sentence(row["design"])[:-1] if row["design"] else _("not stated"),
        "product": sentence(printed.get("cell_source", ""))[:-1],
        "treated": row["n_treated"] if row["n_treated"] is not None else _("not stated"),
        "control": row["n_control"] if row["n_control"] is not None else _("none stated"),
        "route": row["route"] or _("not stated"),
        "dose": _joined([printed.get("dose_text"), printed.get("schedule")]),
        "outcome": sentence(row["outcome"])[:-1] if row["outcome"] else "",
        "finding": findings.get(row["finding"] or "", ""),
        "reading": sentence(row["reading"]) if row["reading"] else "",
        "harm": sentence(printed["ae_text"]) if printed.get("ae_text") else "",
        "url": science.link_to(row["source"]),
        "source": row["source"],
    }


def _joined(parts: Iterable[str | None]) -> str:
    return "; ".join(part for part in parts if part)

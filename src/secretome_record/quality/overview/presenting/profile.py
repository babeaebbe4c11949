"""The page of one lot as a whole: rows of composition, completeness, purity."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from secretome_record.pages.numbers import typeset
from secretome_record.pages.tables import Cell, Column
from secretome_record.quality.models import Result
from secretome_record.quality.overview.facts import Chosen
from secretome_record.quality.overview.science import profile as door
from secretome_record.quality.science import label_of, powers_of_ten

_SHOWN = 15


def class_word(component_class: str) -> str:
    """A class of components in words."""
    return {
        "PROTEIN": _("Protein"), "LIPID": _("Lipid"), "NUCLEIC_ACID": _("Nucleic acid"),
        "EV": _("Vesicles"),
    }[component_class]  # fmt: skip


def checklist_word(name: str) -> str:
    """A checklist by the name that people know it by."""
    return {"misev2023": "MISEV2023", "ev_track": "EV-TRACK", "miflowcyt_ev": "MIFlowCyt-EV"}[name]


def total_columns() -> list[Column]:
    """The headings of the totals of each class."""
    return [
        Column(_("What is counted")), Column(_("Amount"), "number"), Column(_("From"), "code"),
        Column(_("Verified as")),
    ]  # fmt: skip


def component_columns() -> list[Column]:
    """The headings of the components of a class."""
    return [
        Column(_("Identifier")), Column(_("Database")), Column(_("Measure")),
        Column(_("Share in its file"), "number"), Column(_("From"), "code"),
    ]  # fmt: skip


def classes(found: Any, chosen: Chosen, verified: Sequence[Result]) -> list[dict[str, Any]]:
    """Each class with its totals, its largest components, and what fits no database."""
    runs = {file.key[0]: file.run for file in chosen.files}
    by_run = {(r.run.code, r.attribute): r for r in reversed(verified)}
    return [_class(one, runs, by_run) for one in found.classes]


def _class(one: Any, runs: Mapping[str, str], by_run: Mapping[Any, Result]) -> dict[str, Any]:
    parts = [*one.components, *one.unknown]
    return {
        "word": class_word(one.component_class.value),
        "absent": one.absent,
        "totals": [_total(total, _run_of(total.source, runs), by_run) for total in one.totals],
        "components": [_component(part, runs) for part in parts[:_SHOWN]],
        "more": max(len(parts) - _SHOWN, 0),
        "unknown": len(one.unknown),
    }


def _run_of(source: str, runs: Mapping[str, str]) -> str:
    return runs[source.rpartition("SHA-256 ")[2]]


def _run_cell(run: str) -> Cell:
    return Cell(run, reverse("quality:run", args=[run]))


def _total(total: Any, run: str, by_run: Mapping[Any, Result]) -> list[object]:
    result = by_run.get((run, total.measure))
    if result is None:
        verified: object = _("not verified")
    else:
        words = f"{result.as_reported} {result.unit}"
        verified = Cell(powers_of_ten(words), reverse("quality:result", args=[result.code]))
    amount = Cell(typeset(f"{total.value:.3g}"), unit=total.unit)
    return [label_of(total.measure), amount, _run_cell(run), verified]


def _component(part: Any, runs: Mapping[str, str]) -> list[object]:
    measure = part.measure.replace("_", " ")
    return [
        part.identifier, part.database or _("fits none"), measure, f"{part.share * 100:.2g} %",
        _run_cell(_run_of(part.source, runs)),
    ]  # fmt: skip


def left_out(chosen: Chosen, undiluted: Sequence[tuple[str, str, str]]) -> list[dict[str, str]]:
    """What was not counted and why, each with the run to mend it at."""
    rows = [(run, f"{run}: {why}.") for run, why in chosen.left_out]
    rows += [(run, f"{run}, {label_of(name)}: {why}.") for run, name, why in undiluted]
    return [
        {"sentence": words, "url": reverse("quality:run", args=[run]), "action": _("Open the run")}
        for run, words in rows
    ]


def scores(found: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Each checklist with its score and what is missing, section by section."""
    return [_score(name, one) for name, one in found.items()]


def _score(name: str, one: Any) -> dict[str, Any]:
    sections: dict[str, list[str]] = {}
    for item in one.missing:
        sections.setdefault(item.section, []).append(item.text)
    count = len(one.missing)
    return {
        "name": checklist_word(name),
        "percent": None if one.score_pct is None else round(one.score_pct),
        "note": one.note,
        "missing": sections,
        "count": ngettext("%(n)d item is missing", "%(n)d items are missing", count) % {"n": count},
        "reported": [item.text for item in one.reported],
        "not_asked": len(one.not_applicable),
    }


def purity(lot_totals: Sequence[Result]) -> dict[str, Any]:
    """Particles per microgram protein of one sample, or why it cannot be said."""
    particles, protein, why = _pair(lot_totals)
    if particles is None or protein is None:
        return {"why": why}
    below = protein.value if protein.comparator.startswith("<") else None
    answer = door.purity_of(particles.estimate or {}, protein.estimate, below)
    if answer.found is None:
        return {"why": answer.why}
    found, estimate = answer.found, answer.found.estimate
    return {
        "why": "",
        "value": f"{found.comparator}{found.value:.3g}",
        "low": estimate.low if estimate else None,
        "high": estimate.high if estimate else None,
        "level": estimate.level if estimate else None,
        "reason": found.no_estimate_reason or "",
        "class": door.purity_word(estimate) if estimate else "",
        "results": [
            (r.code, reverse("quality:result", args=[r.code])) for r in (particles, protein)
        ],
    }


def _pair(totals: Sequence[Result]) -> tuple[Result | None, Result | None, str]:
    """The newest verified particles and protein of the same sample that carry their error."""
    particles = [r for r in totals if r.attribute == "particle_concentration" and r.estimate]
    protein = [
        r for r in totals
        if r.attribute == "protein_concentration" and (r.estimate or r.comparator.startswith("<"))
    ]  # fmt: skip
    lacking = [
        word for word, rows in ((_("particle concentration"), particles), (_("protein"), protein))
        if not rows
    ]  # fmt: skip
    if lacking:
        words = _("It needs a verified result with its interval of: %(names)s.")
        return None, None, words % {"names": ", ".join(lacking)}
    for one in particles:
        for other in protein:
            if one.run.sample_id == other.run.sample_id:
                return one, other, ""
    return None, None, _("Particles and protein were measured in different samples of this lot.")


def has_ratio(found: Mapping[str, Any]) -> bool:
    """Whether a ratio stands on the page."""
    return not found["why"]


def techniques_sentence(used: Sequence[str]) -> str:
    """Which techniques the score takes as used, and from where."""
    if not used:
        return _("The words of the recipe name no technique of the lists; what depends on one is "
                 "not asked.")  # fmt: skip
    words = "; ".join(door.technique_words(used))
    return _("Read from the words of the recipe: %(names)s.") % {"names": words}

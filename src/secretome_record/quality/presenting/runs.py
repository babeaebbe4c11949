"""Samples and runs in words: facts, the numbers of a file, its warnings."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from secretome_record.pages.numbers import shown_unit
from secretome_record.quality import science
from secretome_record.quality.models import Run, Sample

# A proteome has thousands of numbers; the file itself is one click away.
_NUMBERS_SHOWN = 60
_FOUR_DIGITS, _WRITTEN_OUT = 1e4, 1e6
_TONES = {"note": "neutral", "caution": "warning", "unreliable": "refused"}


def sample_facts(sample: Sample) -> list[dict[str, Any]]:
    """What a sample is."""
    facts = [
        {
            "name": _("Taken from"),
            "value": f"{sample.node.kind} {sample.node.code}",
            "url": reverse("ledger:trace", args=[sample.node.code]),
        },
        {"name": _("What for"), "value": sample.purpose},
        {"name": _("Taken by"), "value": str(sample.taken_by)},
    ]
    if sample.lot:
        address = reverse("quality:release", args=[sample.lot.code])
        facts.append({"name": _("Lot"), "value": sample.lot.code, "url": address})
    return facts


def run_facts(run: Run) -> list[dict[str, Any]]:
    """What was done, with what, by whom."""
    return [
        {
            "name": _("Sample"),
            "value": run.sample.code,
            "url": reverse("quality:sample", args=[run.sample.code]),
        },
        {"name": _("Method"), "value": f"{run.method}, {_('version')} {run.method_version}"},
        {"name": _("Instrument"), "value": run.instrument},
        {"name": _("Run by"), "value": str(run.run_by)},
        *_file_facts(run),
        *_statement_facts(run),
    ]


def _file_facts(run: Run) -> Iterator[dict[str, Any]]:
    if run.file is None:
        return
    yield {
        "name": _("File"),
        "value": run.file.name,
        "url": reverse("quality:file", args=[run.code]),
        "note": f"SHA-256 {run.file.sha256}",
    }
    yield {"name": _("Read by"), "value": run.reader_version}


def _statement_facts(run: Run) -> Iterator[dict[str, Any]]:
    if run.sample_in_file:
        yield {"name": _("Sample in the file"), "value": run.sample_in_file}
    if run.dilution_factor_text:
        yield {
            "name": _("Dilution, stated by a person"),
            "value": run.dilution_factor_text,
            "note": run.dilution_reason,
        }
    if run.dilution_sd_pct_text:
        yield {"name": _("Error of the dilution"), "value": f"{run.dilution_sd_pct_text} %"}


def samples_in(run: Run) -> list[str]:
    """The names of the samples in the run's file."""
    return [sample["id"] for sample in (run.reading or {}).get("samples", [])]


def number_rows(run: Run, chosen: str) -> list[dict[str, Any]]:
    """Every number the file gives for one sample; those that became results are marked."""
    samples = (run.reading or {}).get("samples", [])
    found = next((s for s in samples if s["id"] == chosen), None)
    taken = {r.attribute: r for r in run.results.all()} if found else {}
    return [
        {
            "label": science.label_of(a["name"]),
            "value": a["value"],
            "text": a["reason"] if a["value"] is None else _written(a["value"]),
            "unit": shown_unit(a["unit"]),
            "n": a["n"],
            "as_reported": a["as_reported"],
            "result": taken.get(a["name"]),
        }
        for a in (found["attributes"][:_NUMBERS_SHOWN] if found else [])
    ]


def _written(value: float) -> str:
    """In four digits; every digit before the point where the number can be read at a glance."""
    is_long = _FOUR_DIGITS <= abs(value) < _WRITTEN_OUT
    return f"{value:.0f}" if is_long else f"{value:.4g}"


def numbers_left_out(run: Run, chosen: str) -> int:
    """How many numbers of the sample stand in the file and not on the page."""
    samples = (run.reading or {}).get("samples", [])
    found = next((s for s in samples if s["id"] == chosen), None)
    return max(len(found["attributes"]) - _NUMBERS_SHOWN, 0) if found else 0


def warning_rows(run: Run, chosen: str) -> list[dict[str, str]]:
    """What the instrument and its reader said about the file or this sample."""
    return said_once(w for w in run.warnings if w["sample"] in (None, chosen))


def said_once(warnings: Iterable[dict[str, Any]]) -> list[dict[str, str]]:
    """Warnings in words; one that is given twice, of a sample and of its file, stands once."""
    found = {(w["severity"], w["text"]): None for w in warnings}
    return [
        {"text": text, "tone": tone_of(severity), "word": severity_of(severity)}
        for severity, text in found
    ]


def tone_of(severity: str) -> str:
    """The tone of a warning."""
    return _TONES[severity]


def severity_of(severity: str) -> str:
    """How grave a warning is, in one word."""
    return {"note": _("Note"), "caution": _("Caution"), "unreliable": _("Unreliable")}[severity]

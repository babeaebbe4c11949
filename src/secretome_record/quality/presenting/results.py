"""One result in words: from the number down to the file, the person and the reader."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from secretome_record.quality.models import Result
from secretome_record.quality.presenting.release import limits_text
from secretome_record.quality.presenting.words import VERDICT_TONES, verdict_word


def verdict_of(result: Result) -> str:
    """The verdict as people say it; none where no line asks for the attribute."""
    return verdict_word(result.verdict) if result.line_id else _("No limit applies")


def tone_of(result: Result) -> str:
    """The tone of the verdict."""
    return VERDICT_TONES[result.verdict] if result.line_id else "neutral"


def facts_of(result: Result) -> list[dict[str, Any]]:
    """Where the number comes from, step by step."""
    run = result.run
    facts = [
        {"name": _("Attribute"), "value": result.label},
        {"name": _("As reported"), "value": f"{result.as_reported} {result.unit}".strip()},
        {"name": _("Limits"), "value": limits_text(result.line) if result.line else _("none")},
        {"name": _("Rule"), "value": result.line.rule.lower() if result.line else _("none")},
        {"name": _("Why this verdict"), "value": result.verdict_reason},
        _address(_("Run"), run.code, "quality:run"),
        _address(_("Sample"), run.sample.code, "quality:sample"),
        {"name": _("Method"), "value": f"{run.method} {run.method_version}, {run.instrument}"},
    ]
    if result.lot:
        facts.append(_address(_("Lot"), result.lot.code, "quality:release"))
    return [*facts, *_origin(result)]


def _origin(result: Result) -> list[dict[str, Any]]:
    run = result.run
    person = {"name": _("Entered by"), "value": str(result.entered_by)}
    second = {
        "name": _("Verified by"),
        "value": str(result.verified_by) if result.verified_by else _("nobody yet"),
    }
    if not result.is_from_file or run.file is None:
        return [{"name": _("Origin"), "value": _("entered by hand")}, person, second]
    return [
        {
            "name": _("File"),
            "value": run.file.name,
            "url": reverse("quality:file", args=[run.code]),
            "note": f"SHA-256 {run.file.sha256}",
        },
        {"name": _("Read by"), "value": run.reader_version},
        {"name": _("Sample in the file"), "value": run.sample_in_file},
        *_dilution(result),
        person,
        second,
    ]


def _dilution(result: Result) -> list[dict[str, Any]]:
    run = result.run
    if not run.dilution_factor_text:
        return []
    note = f"{result.entered_by}: {run.dilution_reason}"
    return [{"name": _("Dilution stated"), "value": run.dilution_factor_text, "note": note}]


def bar_of(result: Result) -> dict[str, Any]:
    """The interval bar of the result against its limits."""
    line = result.line
    return {
        "value": result.value,
        "low": result.interval_low,
        "high": result.interval_high,
        "lower": line.low if line else None,
        "upper": line.high if line else None,
        "censored": result.comparator.startswith("<"),
    }


def own_work_reasons() -> list[dict[str, str]]:
    """Why the person who entered a result cannot verify it."""
    return [{"sentence": _("You entered this result yourself. A second person verifies it.")}]


def invalidate_heading() -> str:
    """The name of the act."""
    return _("Set this result aside")


def _address(name: str, code: str, address: str) -> dict[str, Any]:
    return {"name": name, "value": code, "url": reverse(address, args=[code])}

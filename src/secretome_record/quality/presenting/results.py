"""One result in words: from the number down to the file, the person and the reader."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from secretome_record.people.roles import Role
from secretome_record.quality.models import Investigation, Result
from secretome_record.quality.presenting.release import limits_text
from secretome_record.quality.presenting.words import VERDICT_TONES, verdict_word
from secretome_record.quality.science import apart_from_verdict, powers_of_ten
from secretome_record.quality.states import INCONCLUSIVE, VERIFIED


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
        {"name": _("Limits"), "value": _limits(result)},
        {"name": _("Rule"), "value": result.line.rule.lower() if result.line else _("none")},
        {"name": _("Why this verdict"), "value": result.verdict_reason},
        *(
            {"name": _("Between laboratories"), "value": said}
            for said in apart_from_verdict(result.attribute, run.method)
        ),
        _address(_("Run"), run.code, "quality:run"),
        _address(_("Sample"), run.sample.code, "quality:sample"),
        {"name": _("Method"), "value": f"{run.method} {run.method_version}, {run.instrument}"},
    ]
    if result.lot:
        facts.append(_address(_("Lot"), result.lot.code, "quality:release"))
    return [*facts, *_origin(result)]


def _limits(result: Result) -> str:
    return powers_of_ten(limits_text(result.line)) if result.line else _("none")


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
    rows = []
    if run.dilution_factor_text:
        note = f"{result.entered_by}: {run.dilution_reason}"
        rows.append({"name": _("Dilution stated"), "value": run.dilution_factor_text, "note": note})
    if run.dilution_sd_pct_text:
        error = f"{run.dilution_sd_pct_text} %"
        rows.append({"name": _("Error of the dilution"), "value": error})
    return rows


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


def is_open(result: Result, found: Investigation | None) -> bool:
    """Whether only the qualified person can still say what this result is worth."""
    no_cause = found is not None and found.state == INCONCLUSIVE
    told = result.verdict == "CANNOT_TELL" and result.line_id is not None
    return result.state == VERIFIED and not result.is_unreliable and (told or no_cause)


def may_investigate(
    result: Result, found: Investigation | None, here: frozenset[str] | set[Role]
) -> bool:
    """Whether the investigation of a failing result can be opened by hand now."""
    fails = result.verdict == "FAIL" and result.line_id is not None and not result.is_unreliable
    waits = found is None and result.retest_of_id is None and result.state == "RECORDED"
    return fails and waits and bool(set(here) & {Role.QC_ANALYST, Role.QA})


def why_of(result: Result, found: Investigation | None) -> str:
    """Why the numbers cannot tell."""
    if found is not None and found.state == INCONCLUSIVE:
        words = _("%(code)s found no cause, and every retest passes. The first result counts.")
        return words % {"code": found.code}
    return result.verdict_reason


def decision_rows(decisions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What was decided under which protocol, with whether the signature holds."""
    return [
        {
            "word": _("Accepted under a protocol")
            if row["decision"].is_accepted
            else _("Not accepted under a protocol"),
            "tone": "good" if row["decision"].is_accepted else "refused",
            "decision": row["decision"],
            "signature": row["signature"],
            "holds": _("Signature holds") if row["holds"] else _("Changed since it was signed"),
            "holds_tone": "good" if row["holds"] else "warning",
        }
        for row in decisions
    ]


def own_work_reasons() -> list[dict[str, str]]:
    """Why the person who entered a result cannot verify it."""
    return [{"sentence": _("You entered this result yourself. A second person verifies it.")}]


def invalidate_heading() -> str:
    """The name of the act."""
    return _("Set this result aside")


def _address(name: str, code: str, address: str) -> dict[str, Any]:
    return {"name": name, "value": code, "url": reverse(address, args=[code])}

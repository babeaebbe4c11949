"""The sentences and numbers of a printed plan, formatted once for every rendition."""

from datetime import date
from typing import Any

_VERDICTS = {
    "SUPPORTED": "Supported by human studies",
    "TRIAL_ONLY": "For trials only: too little is known",
    "NOT_SUPPORTED": "Not supported by human studies",
    "NO_HUMAN_STUDY": "No human study found",
    "CONTRAINDICATED": "Contraindicated",
}
_MARKS = {True: "yes", False: "NO", None: "cannot tell"}
_BASES = {
    "trial": "Clinical trial",
    "hospital_exemption": "Hospital exemption",
    "named_patient": "Named-patient supply",
    "compassionate_use": "Compassionate use",
}
_RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def shown(plan: dict[str, Any]) -> dict[str, Any]:
    """Return everything the template sets that is not a plain field of the plan."""
    day = date.fromisoformat(plan["on"])
    return {
        "title": "Treatment plan, refused" if plan["refused"] else "Treatment plan",
        "date": [day.year, day.month, day.day],
        "icd10": (plan["icd10"] or "none").replace(";", ", "),
        "verdict": _VERDICTS[plan["verdict"]],
        "duration": _duration(plan),
        "price": _price(plan["price"]),
        "price_rows": [_price_row(row) for row in plan["price"]["items"]],
        "basis": _basis(plan["legal_basis"]),
        "statement": _statement(plan["statement"]),
        "harms": [_harm(row) for row in plan["harms"]],
        "checks": [[_words(c["name"]), _MARKS[c["passed"]], c["reason"]] for c in plan["checks"]],
        "studies": [_study(row) for row in plan["evidence"]],
        **_dose(plan["dose"]),
    }


def number(value: float) -> str:
    """Print a number with three digits; large ones as a power of ten."""
    if value == 0 or 1e-3 <= abs(value) < 1e5:
        return f"{value:.3g}"
    mantissa, _, power = f"{value:.2e}".partition("e")
    return f"{mantissa} × 10{str(int(power)).translate(_RAISED)}"


def _dose(dose: dict[str, Any] | None) -> dict[str, str]:
    if dose is None:
        return {}
    volume, target = dose["volume_ml"], dose["target"]
    return {
        "volume": "" if volume is None else f"{number(volume['value'])} mL",
        "interval": "" if volume is None else f"({_interval(volume)} mL, {volume['level']:.0%})",
        "target": f"per session, to give {number(target['value'])} {target['unit']}.",
        "vials": _vials(dose["vials"]),
        "concentration": _concentration(dose["measurement"]),
    }


def _interval(estimate: dict[str, Any]) -> str:
    return f"{number(estimate['low'])} – {number(estimate['high'])}"


def _vials(vials: dict[str, Any] | None) -> str:
    if vials is None:
        return "The fill volume of a vial was not given, so the number of vials is not known."
    count = "1 vial" if vials["needed"] == 1 else f"{vials['needed']} vials"
    part = f"{number(vials['part_ml'])} mL from the last" if vials["part_ml"] else "all of the last"
    return (
        f"Open {count} of {number(vials['vial_ml'])} mL; draw {part};"
        f" {number(vials['waste_ml'])} mL is waste."
    )


def _concentration(measurement: dict[str, Any]) -> str:
    estimate = measurement["concentration_per_ml"]
    sample = f"Sample {measurement['sample']}. " if measurement["sample"] else ""
    if estimate is None:
        return f"{sample}No concentration could be taken from it."
    return (
        f"{sample}Concentration {number(estimate['value'])} per mL"
        f" ({_interval(estimate)}, {estimate['level']:.0%}). Dilution: {measurement['dilution']}."
    )


def _duration(plan: dict[str, Any]) -> str:
    schedule = plan["schedule"]
    if schedule is None:
        return "Unknown: no schedule was given."
    if plan["sessions"] == 1:
        sessions = "One session"
    else:
        sessions = f"{plan['sessions']} sessions, {schedule['interval_days']:g} days apart"
    return f"{sessions}; with follow-up {plan['duration_weeks']:g} weeks."


def _price(price: dict[str, Any]) -> str:
    if price["total"] is None:
        return f"Unknown. {price['reason']}"
    return f"{price['total']} {price['currency']}  (price list {price['price_list']})"


def _price_row(row: dict[str, Any]) -> list[str]:
    blank = "–"
    count, total = row["count"], row["total"]
    return [
        row["item"],
        row["amount"],
        row["per"],
        blank if count is None else str(count),
        blank if total is None else total,
    ]


def _basis(basis: dict[str, Any] | None) -> str:
    if basis is None:
        return ""
    approved = f", approved by {basis['approved_by']}" if basis["approved_by"] else ""
    return f"{_BASES[basis['kind']]} {basis['reference']}, {basis['jurisdiction']}{approved}."


def _statement(statement: dict[str, Any] | None) -> list[str]:
    if statement is None:
        return []
    names = {"dilution_sd_pct": "dilution error, %"}
    said = {k: f"{v:g}" if isinstance(v, float) else v for k, v in statement.items()}
    return [f"{names.get(k, k)}: {v}" for k, v in said.items() if v is not None]


def _harm(row: dict[str, Any]) -> str:
    reported = row["as_reported"]
    effect = reported.get("effect")
    if effect:
        interval = f"{reported['ci_low']} to {reported['ci_high']}"
        return f"{row['outcome']}: {effect} (95 % {interval}), {row['source']}"
    return f"{row['outcome']}, {row['source']}"


def _study(row: dict[str, Any]) -> list[str]:
    arms = [str(n) if n is not None else "?" for n in (row["n_treated"], row["n_control"])]
    return [row["id"], " / ".join(arms), row["design"], row["reading"] or row["outcome"]]


def _words(name: str) -> str:
    return name.replace("_", " ")

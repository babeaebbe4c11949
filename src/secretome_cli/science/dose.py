"""``secretome dose``: the volume to draw from a lot, with its interval and every check."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from secretome_cli.science.answering import BLOCKED, DONE, AsJson, answer, say, say_table
from secretome_cli.science.dose_options import (
    DeadVolumeMl,
    DurationH,
    Endotoxin,
    LabelDecision,
    LabelPerMl,
    Lot,
    MadeUpToMl,
    MaxVolumeMl,
    NebuliserMlPerMin,
    RateMlPerH,
    Recovery,
    RecoverySd,
    Risk,
    RouteName,
    SiteName,
    Sites,
    SmallestMl,
    Target,
    TolerancePct,
    Unit,
    VialDeadMl,
    VialMl,
    WeightKg,
)
from secretome_cli.science.lot_options import (
    DilutionFactor,
    DilutionSd,
    SampleName,
    StatedBy,
    StatedWhy,
    read_lots,
)

if TYPE_CHECKING:
    from secretome.answers import Statement
    from secretome.dosing import EndotoxinResult, LabelRule
    from secretome.units import Estimate

_MARKS = {True: "yes", False: "NO", None: "?"}


def dose(  # noqa: PLR0913 - one parameter for each option of the command
    *,
    lot: Lot,
    target: Target,
    unit: Unit,
    route: RouteName,
    sample: SampleName = None,
    dilution: DilutionFactor = None,
    dilution_sd_pct: DilutionSd = None,
    by: StatedBy = None,
    reason: StatedWhy = None,
    weight_kg: WeightKg = None,
    recovery: Recovery = None,
    recovery_sd: RecoverySd = None,
    tolerance_pct: TolerancePct = None,
    risk: Risk = 0.05,
    vial_ml: VialMl = None,
    smallest_ml: SmallestMl = None,
    max_volume_ml: MaxVolumeMl = None,
    endotoxin: Endotoxin = None,
    duration_h: DurationH = None,
    label_per_ml: LabelPerMl = None,
    label_rule: LabelDecision = "simple",
    made_up_to_ml: MadeUpToMl = None,
    dead_volume_ml: DeadVolumeMl = None,
    vial_dead_ml: VialDeadMl = 0.0,
    rate_ml_per_h: RateMlPerH = None,
    nebuliser_ml_per_min: NebuliserMlPerMin = None,
    site: SiteName = None,
    sites: Sites = 1,
    as_json: AsJson = False,
) -> None:
    """Compute the volume to draw; a refused dose has no volume and leaves with 3."""
    from secretome.answers import Statement

    statement = Statement(sample, dilution, by, reason, dilution_sd_pct)
    giving = made_up_to_ml, dead_volume_ml, nebuliser_ml_per_min, rate_ml_per_h, site, sites
    limits = {
        "weight_kg": weight_kg,
        "recovery": _recovery(recovery, recovery_sd),
        "tolerance_pct": tolerance_pct,
        "risk": risk,
        "vial_ml": vial_ml,
        "smallest_volume_ml": smallest_ml,
        "max_volume_ml": max_volume_ml,
        "endotoxin": _endotoxin(endotoxin),
        "duration_h": duration_h,
        "label_per_ml": label_per_ml,
        "label_rule": _label_rule(label_rule),
    }
    document = _document(lot, statement, (target, unit), route, (*giving, vial_dead_ml), limits)
    answer(document, as_json=as_json, show=show_dose, exit_code=_code(document))


def _document(
    lot: Path,
    statement: "Statement",
    target: tuple[str, str],
    route: str,
    giving: tuple[Any, ...],
    limits: dict[str, Any],
) -> dict[str, Any]:
    """Ask the science for the dose of one lot."""
    from secretome.answers import measure_lot
    from secretome.dosing import DoseRequest, Giving, dose_document, parse_target
    from secretome.dosing import dose as compute

    (file,) = read_lots([lot])
    measured = measure_lot(file, statement=statement)
    asked = {"target": parse_target(*target), "route": route, "measured": measured}
    answered = compute(DoseRequest(**asked, **limits, giving=Giving(*giving)))
    stated = None if statement.is_empty else statement
    return {"lot": file.name, **dose_document(answered), "statement": stated}


def show_dose(document: dict[str, Any]) -> None:
    """Print a dose for people: the volume first, then why or why not."""
    volume, vials = document["volume_ml"], document["vials"]
    if volume is None:
        say("The dose is refused:")
        for reason in document["refused"]:
            say(f"  - {reason['text']}")
    else:
        low, high = volume["low"], volume["high"]
        interval = f"({low:.3g} - {high:.3g}, {volume['level']:.0%})"
        say(f"Draw {volume['value']:.3g} mL  {interval}{unchecked(document['checks'])}")
    if document["giving"]:
        _show_giving(document["giving"])
    if vials:
        waste = f"discard {vials['waste_ml']:.3g} mL"
        opened = "1 vial" if vials["needed"] == 1 else f"{vials['needed']} vials"
        say(f"Open {opened} of {vials['vial_ml']:g} mL, {waste}")
    say()
    show_checks(document["checks"])


def unchecked(checks: list[dict[str, Any]]) -> str:
    """How much of a dose nobody could check; it belongs beside the volume, not below it."""
    missing = sum(check["passed"] is None for check in checks)
    return f"  BUT {missing} of {len(checks)} checks could not be made" if missing else ""


def show_checks(checks: list[dict[str, Any]]) -> None:
    """Print every check with its mark: yes, NO, or ? where nobody can tell."""
    rows = [(check["name"], _MARKS[check["passed"]], check["reason"]) for check in checks]
    say_table(("check", "holds", "reason"), rows)


def _show_giving(giving: dict[str, Any]) -> None:
    """Print what is set on the device: carrier, sites, rate, time."""
    if giving["carrier_ml"] > 0:
        say(f"Add {giving['carrier_ml']:.3g} mL of carrier to make {giving['total_ml']:.3g} mL")
    if giving["sites"] > 1:
        say(f"Give {giving['each_site_ml']:.3g} mL at each of {giving['sites']} sites")
    if giving["rate_ml_per_h"] is not None:
        say(f"Set {giving['rate_ml_per_h']:.3g} mL/h for {giving['duration_h']:g} h")
    if giving["nebulised_min"] is not None:
        say(f"Nebulise for about {giving['nebulised_min']:.1f} min")


def _endotoxin(text: str | None) -> "EndotoxinResult | None":
    from secretome.answers import endotoxin_result

    return None if text is None else endotoxin_result(text)


def _label_rule(text: str) -> "LabelRule":
    from secretome.dosing import LabelRule
    from secretome.errors import BadInput

    found = text.strip().upper()
    if found not in {rule.value for rule in LabelRule}:
        do = "Write simple or guarded."
        raise BadInput(f"no decision rule is called '{text}'", where="--label-rule", do=do)
    return LabelRule(found)


def _code(document: dict[str, Any]) -> int:
    return BLOCKED if document["refused"] else DONE


def _recovery(share: float | None, relative_sd: float | None) -> "Estimate | None":
    """Recovery with its interval; without a spread the interval is the number itself."""
    from secretome.errors import BadInput
    from secretome.units import Estimate, EstimateKind, two_sided_z

    if share is None:
        return None
    sd = relative_sd or 0.0
    if not 0 < share <= 1:
        what, do = f"a recovery of {share:g} cannot be", "Write 80 % as 0.8."
        raise BadInput(what, where="--recovery", do=do)
    if not 0 <= sd < 1:
        what, do = f"a relative error of {sd:g} cannot be", "Write 5 % as 0.05."
        raise BadInput(what, where="--recovery-sd", do=do)
    half = two_sided_z(0.95) * sd
    low, high = share / (1 + half), min(1.0, share * (1 + half))
    return Estimate(share, low, high, 0.95, EstimateKind.CONFIDENCE, "the command line")

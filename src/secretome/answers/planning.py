"""The plan: one case, its lots, the evidence and a person's statement, joined into one answer.

Stands on: the rules of plan_checks and of dosing; a plan with any refusing check is refused whole.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from secretome.answers.case import Case
from secretome.answers.lot import LotFile, measure_lot
from secretome.answers.plan_checks import plan_checks
from secretome.answers.prices import Price, price_of
from secretome.answers.stated import Statement
from secretome.dosing import Check, DoseAnswer, DoseRequest, dose
from secretome.errors import Reason
from secretome.evidence import Assessment, assess

_RISK = 0.05


@dataclass(frozen=True, slots=True)
class LotDose:
    """The dose one lot would give."""

    lot: LotFile
    answer: DoseAnswer


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan to be signed by a physician, or refused with every reason.

    ``dose`` is that of the first lot that may be used, or of the first lot where none may.
    """

    case: Case
    on: date
    statement: Statement
    assessment: Assessment
    doses: tuple[LotDose, ...]
    dose: LotDose | None
    price: Price
    checks: tuple[Check, ...]
    refused: tuple[Reason, ...]


def plan(case: Case, *, lots: Sequence[LotFile], statement: Statement, on: date) -> Plan:
    """Make the plan of a case as of a day.

    Raises BadInput when the statement names a sample that a file does not hold.
    """
    assessment = assess_case(case)
    doses = tuple(LotDose(lot, _dose_from(case, lot, statement)) for lot in lots)
    usable = [one for one in doses if not one.answer.refused]
    chosen = usable[0] if usable else doses[0] if doses else None
    price = price_of(case.prices, case.schedule, vials_per_session=_vials(chosen))
    checks = (*plan_checks(case, assessment, price, on=on), _lot_is_real(case, chosen))
    refused = tuple(Reason(c.name, c.reason) for c in checks if c.refuses)
    return Plan(
        case=case,
        on=on,
        statement=statement,
        assessment=assessment,
        doses=doses,
        dose=chosen,
        price=price,
        checks=checks,
        refused=(*refused, *_against_dose(chosen)),
    )


def assess_case(case: Case) -> Assessment:
    """Assess the case's condition for its route, with what a physician found in this patient."""
    found = tuple(f"{c.finding} (found by {c.by})." for c in case.contraindications)
    asked = case.condition or case.icd10 or ""
    return assess(asked, route=case.route, found=found)


def _dose_from(case: Case, lot: LotFile, statement: Statement) -> DoseAnswer:
    order = case.dose
    return dose(
        DoseRequest(
            target=order.target,
            route=case.route,
            measured=measure_lot(lot, statement=statement),
            recovery=order.recovery,
            weight_kg=case.weight_kg,
            tolerance_pct=order.tolerance_pct,
            risk=_RISK if order.risk is None else order.risk,
            vial_ml=order.vial_ml,
            smallest_volume_ml=order.smallest_volume_ml,
            max_volume_ml=order.max_volume_ml,
            endotoxin=order.endotoxin,
            duration_h=order.duration_h,
            label_per_ml=order.label_per_ml,
            protocol_range=order.protocol_range,
            lot_factor=order.lot_factor,
            label_rule=order.label_rule,
            giving=order.giving,
        )
    )


def _lot_is_real(case: Case, chosen: LotDose | None) -> Check:
    """A made-up file may carry an example, never a patient."""
    name, limit = "lot_is_real", "a file that an instrument wrote, or an example"
    if chosen is None:
        return Check(name, limit, None, None, "No lot file was given.")
    codes = {warning.code for warning in chosen.lot.measurement.warnings}
    if "synthetic_file" not in codes:
        reason = "Nothing in the file says that it was made up."
        return Check(name, limit, chosen.lot.name, passed=True, reason=reason)
    reason = "The file says that it is synthetic or a demo: it may carry an example only."
    return Check(name, limit, chosen.lot.name, case.example, reason)


def _vials(chosen: LotDose | None) -> int | None:
    vials = chosen.answer.vials if chosen else None
    return vials.needed if vials else None


def _against_dose(chosen: LotDose | None) -> tuple[Reason, ...]:
    if chosen is None:
        text = "No lot file was given; there is no dose without a measured lot."
        return (Reason("no_lot", text),)
    return chosen.answer.refused

"""Which measurement a target can be drawn from, and the amount for this patient.

Refuses: a target in a unit no measurement here answers to (BadInput, with the units that do).
"""

import re
from dataclasses import dataclass

from secretome.dosing.request import DoseRequest
from secretome.errors import BadInput, UnitMismatch
from secretome.units import Estimate, Kind, Quantity, parse_quantity, quotient


@dataclass(frozen=True, slots=True)
class TargetKind:
    """A kind of target dose: what must be measured for it, and whether it goes by body weight."""

    target: Kind
    measured: Kind
    per_kg: bool


TARGET_KINDS: tuple[TargetKind, ...] = (
    TargetKind(Kind.PARTICLE_NUMBER, Kind.PARTICLE_CONCENTRATION, per_kg=False),
    TargetKind(Kind.PARTICLES_PER_BODY_MASS, Kind.PARTICLE_CONCENTRATION, per_kg=True),
    TargetKind(Kind.PROTEIN_MASS, Kind.PROTEIN_CONCENTRATION, per_kg=False),
    TargetKind(Kind.PROTEIN_PER_BODY_MASS, Kind.PROTEIN_CONCENTRATION, per_kg=True),
    TargetKind(Kind.CELL_NUMBER, Kind.CELL_CONCENTRATION, per_kg=False),
    TargetKind(Kind.CELLS_PER_BODY_MASS, Kind.CELL_CONCENTRATION, per_kg=True),
    TargetKind(Kind.CELL_EQUIVALENTS, Kind.CELL_EQUIVALENT_CONCENTRATION, per_kg=False),
    TargetKind(
        Kind.CELL_EQUIVALENTS_PER_BODY_MASS, Kind.CELL_EQUIVALENT_CONCENTRATION, per_kg=True
    ),
)


_BEGINS_AS_NUMBER = re.compile(r"[+-]?\.?[0-9]|[<>≤≥~]")
_WITH_UNIT = re.compile(r"([+-]?[0-9.]+(?:[eE][+-]?[0-9]+)?)\s*([^\W\d_][^\d]*)$")
_WRITE_PER_ML = "/mL"
_VOLUMES = frozenset({"ml", "l", "ul", "µl", "drop", "drops", "vial", "vials"})


def parse_target(number: str, unit: str) -> Quantity:
    """Read a target dose; the unit says which kind it is.

    Raises BadInput for text that is no clear number, a volume, or a unit of no known kind.
    """
    plain = number.strip()
    if not _BEGINS_AS_NUMBER.match(plain):
        raise _no_number(plain)
    own = _WITH_UNIT.match(plain)
    if own and own[2].strip() == unit.strip():
        plain = own[1]
    found = _of_any_kind(plain, unit)
    if found is not None:
        return found
    if _of_any_kind("1", unit) is not None:  # the unit is sound, so the number is to blame
        raise _second_unit(plain, unit) if own else _no_number(plain)
    raise UnitMismatch(
        f"'{unit}' is not a unit of dose that a lot's measurement can answer{_why(unit)}",
        where="target",
        do="Write particles, particles/kg, ug, ug/kg, cells or cell_equivalents.",
    )


def _of_any_kind(number: str, unit: str) -> Quantity | None:
    """The amount in the first kind that knows the unit; None where none does."""
    for entry in TARGET_KINDS:
        try:
            return parse_quantity(f"{number} {unit}".strip(), entry.target)
        except UnitMismatch:
            continue
        except BadInput as error:
            if _WRITE_PER_ML in error.do:  # advice for a concentration; a target is an amount
                raise _no_number(number) from None
            raise BadInput(error.what, where="target", do=error.do) from None
    return None


def _no_number(number: str) -> BadInput:
    what = f"'{number[:40]}' is not a number" if number else "an empty amount is not a number"
    return BadInput(what, where="target", do="Write one number, for example 2e9.")


def _second_unit(number: str, unit: str) -> UnitMismatch:
    what = f"the target '{number[:40]}' carries a unit of its own beside the unit '{unit}'"
    return UnitMismatch(what, where="target", do="Write the number alone, and its unit once.")


def _why(unit: str) -> str:
    """What is wrong with the units that registries print and nobody can dose by."""
    words = unit.casefold()
    if "exosome" in words:
        return "; 'exosomes' is a claim of origin, what is counted are particles"
    if words.strip() in _VOLUMES:
        return "; a volume says nothing of what is in it"
    return ""


def target_kind(kind: Kind) -> TargetKind:
    """Return the table line of a target's kind; raises BadInput for a kind without one."""
    for entry in TARGET_KINDS:
        if entry.target is kind:
            return entry
    raise BadInput(
        f"a target stated as {kind} cannot be drawn from a measured concentration",
        where="target",
        do="State the dose as particles, protein mass, cells or cell equivalents.",
    )


def total_target(request: DoseRequest) -> float | None:
    """Amount for this patient in canonical units; None while a weight is needed and absent."""
    if not target_kind(request.target.kind).per_kg:
        return request.target.canonical
    return None if request.weight_kg is None else request.target.canonical * request.weight_kg


def needs_factor(request: DoseRequest) -> bool:
    """Whether target and measurement count different things."""
    return request.measured.kind is not target_kind(request.target.kind).measured


def usable_concentration(request: DoseRequest) -> Estimate | None:
    """Concentration in the target's own unit per mL, or None where nothing lawful leads there.

    The one bridge is particles to protein mass over a factor measured on this lot and named.
    """
    measured = request.measured
    needed = target_kind(request.target.kind).measured
    if measured.concentration is None or measured.kind is needed:
        return measured.concentration
    bridge = (measured.kind, needed) == (Kind.PARTICLE_CONCENTRATION, Kind.PROTEIN_CONCENTRATION)
    if not bridge or request.lot_factor is None:
        return None
    factor = request.lot_factor.particles_per_ug
    return quotient(measured.concentration, factor, source=f"{measured.source} over lot factor")

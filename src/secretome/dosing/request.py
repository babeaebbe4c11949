"""What a dose is asked for with: target, route, the lot's measurement and the protocol's limits."""

from dataclasses import dataclass
from enum import StrEnum

from secretome.dosing.giving import AS_IT_IS, Giving
from secretome.errors import BadInput, Reason
from secretome.units import Estimate, Kind, Quantity


class LabelRule(StrEnum):
    """How the label claim is decided; named with the dose, as on a specification line.

    SIMPLE holds the measured value itself against the limits, GUARDED its whole interval.
    """

    SIMPLE = "SIMPLE"
    GUARDED = "GUARDED"


@dataclass(frozen=True, slots=True)
class MeasurementNote:
    """What the instrument file says against its own numbers; ``blocks`` means unreliable."""

    code: str
    text: str
    blocks: bool


@dataclass(frozen=True, slots=True)
class ErrorPart:
    """One share of the concentration's error on the log scale, and what would make it smaller."""

    name: str
    log_sd: float
    remedy: str


@dataclass(frozen=True, slots=True)
class LotMeasurement:
    """The lot's own measurement as it reaches dosing: an estimate, or the reasons why none.

    ``dilution`` says in words how the dilution is known; None means nobody knows it. Its own
    error is ``dilution_relative_sd``, None where nobody stated one. ``is_counted`` is False where
    the file holds no such concentration of any sample: then neither is asked for.
    """

    kind: Kind
    concentration: Estimate | None
    source: str
    sample: str | None = None
    samples_in_file: int = 1
    dilution: str | None = None
    dilution_relative_sd: float | None = None
    absent: tuple[Reason, ...] = ()
    warnings: tuple[MeasurementNote, ...] = ()
    parts: tuple[ErrorPart, ...] = ()
    is_counted: bool = True

    def __post_init__(self) -> None:
        """Refuse a concentration from a file that is said to hold none."""
        if not self.is_counted and self.concentration is not None:
            what = "a file without this concentration cannot give one"
            raise BadInput(what, where="measurement", do="Leave one of the two out.")


@dataclass(frozen=True, slots=True)
class LotFactor:
    """Particles per microgram protein, measured on this lot and named by a person."""

    particles_per_ug: Estimate
    by: str
    reason: str

    def __post_init__(self) -> None:
        """Refuse a factor that nobody answers for."""
        if not self.by.strip() or not self.reason.strip():
            raise BadInput(
                "the factor between particles and protein has no name or no reason",
                where="lot factor",
                do="Say who measured it on this lot, and how.",
            )


@dataclass(frozen=True, slots=True)
class EndotoxinResult:
    """The lot's endotoxin; ``upper_eu_per_ml`` is the value, or the bound of a '<' result.

    The number of a '>' result is no upper end of anything: it is never used.
    """

    upper_eu_per_ml: float
    as_reported: str

    @property
    def is_above(self) -> bool:
        """Whether the result only says that there is more than its number."""
        return self.as_reported.strip().startswith((">", "≥"))


@dataclass(frozen=True, slots=True)
class DoseRequest:
    """Everything a dose is computed from; what is None was not given and never passes a check.

    ``risk`` is the largest accepted chance of missing the target by more than ``tolerance_pct``.
    """

    target: Quantity
    route: str
    measured: LotMeasurement
    recovery: Estimate | None = None
    weight_kg: float | None = None
    tolerance_pct: float | None = None
    risk: float = 0.05
    vial_ml: float | None = None
    smallest_volume_ml: float | None = None
    max_volume_ml: float | None = None
    endotoxin: EndotoxinResult | None = None
    duration_h: float | None = None
    label_per_ml: float | None = None
    protocol_range: tuple[Quantity, Quantity] | None = None
    lot_factor: LotFactor | None = None
    level: float = 0.95
    giving: Giving = AS_IT_IS
    label_rule: LabelRule = LabelRule.SIMPLE

    def __post_init__(self) -> None:
        """Refuse numbers that cannot be meant."""
        if self.target.value <= 0:
            raise BadInput("the target dose is zero", where="target", do="Give a positive dose.")
        for name, low, high, do in _BOUNDS:
            value = getattr(self, name)
            if value is not None and not low < value <= high:
                what = f"{value:g} is not above {low:g} and up to {high:g}"
                raise BadInput(what, where=name, do=do)
        _require_possible(self.recovery)


_BOUNDS = (
    ("weight_kg", 0, 500, "Give the body weight in kilograms."),
    ("tolerance_pct", 0, 99, "Give the tolerance in per cent, for example 20."),
    ("risk", 0, 0.5, "Give the accepted chance as a share, for example 0.05."),
    ("vial_ml", 0.01, 1000, "Give the fill volume of a vial in millilitres."),
    ("smallest_volume_ml", 0, 100, "Give the smallest volume the syringe measures, in mL."),
    ("max_volume_ml", 0, 5000, "Give the largest volume for the route in millilitres."),
    ("duration_h", 0, 240, "Give the duration in hours."),
    ("label_per_ml", 0, 1e18, "Give the labelled concentration per millilitre."),
    ("level", 0.5, 0.999, "Give the level of the interval as a share, for example 0.95."),
)


def _require_possible(recovery: Estimate | None) -> None:
    if recovery is not None and not 0 < recovery.low <= recovery.high <= 1:
        what = f"a recovery of {recovery.low:g} to {recovery.high:g} cannot be"
        do = "Write 80 % as 0.8; it lies above 0 and not above 1."
        raise BadInput(what, where="recovery", do=do)

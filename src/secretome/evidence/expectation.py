"""What may be expected of treatment: an interval where the rows allow one, else why not."""

from dataclasses import dataclass

from secretome.evidence.pooled import Pooled
from secretome.units import Estimate


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A study row that could not enter the expectation, and why."""

    study_id: str
    why: str


@dataclass(frozen=True, slots=True)
class Mid:
    """The minimal important difference: the smallest change that patients notice as worthwhile."""

    value: float
    unit: str
    source_id: str
    note: str


@dataclass(frozen=True, slots=True)
class NotReaching:
    """Share (0 to 1) not expected to reach a worthwhile change, treated beside untreated.

    Two shares side by side; neither is caused by the treatment. None where unknown, with a reason.
    """

    treated: Estimate | None
    control: Estimate | None
    reason: str


@dataclass(frozen=True, slots=True)
class HarmRate:
    """How often a harm was reported; zero events still leave an upper bound.

    ``rate`` is a share (0 to 1), None where no number of treated patients is known.
    """

    name: str
    events: int | None
    n: int | None
    rate: Estimate | None
    reason: str
    study_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Covariate:
    """Something the result is said to depend on, and what is known of it."""

    name: str
    known: str
    study_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Allowance:
    """What uncontrolled series printed, and what is left after an allowance for their bias.

    Shown to professionals only; it never makes an expectation known.
    """

    printed: Estimate
    adjusted: Estimate
    study_ids: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Expectation:
    """The expected change beside the change without treatment, or the reason it is unknown.

    ``change`` is treated minus untreated after the allowance for bias (90 % interval), in ``unit``
    and in the direction of the outcome; it equals ``no_difference`` where treatment does nothing.
    ``entered`` are the ids of the rows it stands on; every other row is in ``left_out``.
    """

    known: bool
    reason: str
    entered: tuple[str, ...]
    left_out: tuple[LeftOut, ...]
    outcome: str | None = None
    unit: str | None = None
    higher_is_better: bool | None = None
    no_difference: float = 0.0
    change: Estimate | None = None
    observed_change: Estimate | None = None
    mid: Mid | None = None
    chance_worthwhile: Estimate | None = None
    share_not_reaching: NotReaching = NotReaching(None, None, "Unknown: nothing can be expected.")
    harms: tuple[HarmRate, ...] = ()
    covariates: tuple[Covariate, ...] = ()
    pooled: Pooled | None = None
    uncontrolled: Allowance | None = None

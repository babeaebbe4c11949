"""How much bias a row is believed to carry, from how it was done; uncontrolled rows carry most."""

from dataclasses import dataclass
from math import sqrt

from secretome.evidence.assumptions import assumed
from secretome.evidence.contrasts import Contrast
from secretome.evidence.outcomes import OutcomeKind

SMALL_TRIAL = 100
_UNBLINDED = {
    OutcomeKind.PATIENT: "patient_unblinded_bias",
    OutcomeKind.INSTRUMENT: "objective_unblinded_bias",
    OutcomeKind.DEATH: "objective_unblinded_bias",
}


@dataclass(frozen=True, slots=True)
class Bias:
    """Bias towards benefit in standard deviations, and how much it varies."""

    mean: float
    sd: float


def bias_of(contrast: Contrast, variance: float) -> Bias:
    """Add up what the design of a controlled row leaves open.

    ``variance`` of its effect in standard deviations tells its size, also where no number is
    printed.
    """
    parts = [
        _of_size(variance),
        _of_blinding(blinded=contrast.graded.blinded, reported_by=contrast.reported_by),
    ]
    if not contrast.is_randomised:
        parts.append(Bias(assumed("not_randomised_bias"), assumed("not_randomised_bias_sd")))
    return _sum(parts)


def uncontrolled_bias() -> Bias:
    """Placebo response, regression to the mean and selection of a series without a control."""
    names = ("placebo_response", "regression_to_the_mean", "selection")
    return Bias(sum(assumed(name) for name in names), assumed("uncontrolled_bias_sd"))


def _of_size(variance: float) -> Bias:
    """Two equal arms of n patients together give a variance of about 4 / n."""
    if variance > 4 / SMALL_TRIAL:
        return Bias(assumed("small_trial_bias"), assumed("small_trial_bias_sd"))
    return Bias(assumed("any_trial_bias"), assumed("any_trial_bias_sd"))


def _of_blinding(*, blinded: bool | None, reported_by: OutcomeKind) -> Bias:
    if blinded:
        return Bias(0.0, 0.0)
    whole = assumed(_UNBLINDED.get(reported_by, "observer_unblinded_bias"))
    share = 1.0 if blinded is False else assumed("unclear_blinding_share")
    return Bias(whole * share, assumed("unblinded_bias_sd"))


def _sum(parts: list[Bias]) -> Bias:
    return Bias(sum(p.mean for p in parts), sqrt(sum(p.sd**2 for p in parts)))

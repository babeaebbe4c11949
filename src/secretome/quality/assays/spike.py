"""Recovery of a known addition: what of it was found again.

Refuses: an addition that is not above zero (BadInput).
Stands on: ICH M10 accuracy figures are the laboratory's to set; 80 to 120 % is usual.
"""

from secretome.errors import Reason
from secretome.quality.assays.intervals import difference
from secretome.quality.assays.result import AssayResult, positive
from secretome.units import Estimate

USUAL_PCT = (80.0, 120.0)


def spike_recovery(
    analyte: str,
    spiked: Estimate,
    neat: Estimate,
    added: float,
    *,
    allowed_pct: tuple[float, float] = USUAL_PCT,
) -> AssayResult:
    """(spiked - neat) / added in per cent; the addition is taken as known without error."""
    positive(added, where="addition")
    found = difference(spiked, neat, source=f"spike of {added:g}").scaled(100 / added)
    low, high = allowed_pct
    text = f"{found.value:.0f} % of the addition was found; {low:g} to {high:g} % are allowed."
    invalid = () if low <= found.value <= high else (Reason("spike_recovery", text),)
    return AssayResult(f"spike_recovery[{analyte}]", found.value, found, invalid=invalid)

"""From measurements to verdicts: release statistics with their errors."""

from secretome.quality.concentration import (
    FEWEST_CAPTURES,
    Dilution,
    concentration_estimate,
    reasons_against_estimate,
)

__all__ = [
    "FEWEST_CAPTURES",
    "Dilution",
    "concentration_estimate",
    "reasons_against_estimate",
]

"""How many vials a volume needs, how much of the last one is drawn, and what is thrown away."""

from dataclasses import dataclass
from math import ceil, floor

_CLOSE = 1e-9  # a volume that fills its last vial to this share opens no further one


@dataclass(frozen=True, slots=True)
class VialUse:
    """Vials to open: whole ones, the part drawn from the last, and the rest that is waste."""

    needed: int
    whole: int
    part_ml: float
    waste_ml: float
    vial_ml: float


def vials_for(volume_ml: float, *, vial_ml: float) -> VialUse:
    """Split a volume over vials of one fill."""
    filled = volume_ml / vial_ml
    needed = max(1, ceil(filled - _CLOSE))
    whole = floor(filled + _CLOSE)
    part_ml = max(0.0, volume_ml - whole * vial_ml)
    return VialUse(needed, whole, part_ml, max(0.0, needed * vial_ml - volume_ml), vial_ml)

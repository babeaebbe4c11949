"""How many vials a volume needs, how much of the last one is drawn, and what is thrown away."""

from dataclasses import dataclass
from math import ceil, floor

from secretome.errors import BadInput

MOST_VIALS = 100  # of one dose; more can only be a slip of the fill volume or of the target
_NO_LONGER_COUNTED = 1e15  # an infinite share has no whole number above it
_CLOSE = 1e-9  # a volume that fills its last vial to this share opens no further one


@dataclass(frozen=True, slots=True)
class VialUse:
    """Vials to open: whole ones, the part drawn from the last, and the rest that is waste.

    ``draws_ml`` is what is drawn from each in turn; ``kept_ml`` is what no needle gets out of one.
    """

    needed: int
    whole: int
    part_ml: float
    waste_ml: float
    vial_ml: float
    draws_ml: tuple[float, ...] = ()
    kept_ml: float = 0.0


def vials_for(volume_ml: float, *, vial_ml: float, kept_ml: float = 0.0) -> VialUse:
    """Split a volume over vials of one fill; an opened vial is used up, its rest is waste.

    Raises BadInput when a vial keeps all that it holds, and for more vials than a dose opens.
    """
    usable_ml = _usable_ml(vial_ml, kept_ml)
    needed = vials_needed(volume_ml, vial_ml=vial_ml, kept_ml=kept_ml)
    if needed > MOST_VIALS:
        what = f"{volume_ml:.3g} mL from vials of {vial_ml:g} mL would open {needed:.4g} vials"
        raise BadInput(what, where="vial", do=f"Check both volumes; at most {MOST_VIALS} vials")
    whole = floor(volume_ml / usable_ml + _CLOSE)
    part_ml = max(0.0, volume_ml - whole * usable_ml)
    waste_ml = max(0.0, needed * vial_ml - volume_ml)
    draws = (usable_ml,) * whole + ((part_ml,) if needed > whole else ())
    return VialUse(needed, whole, part_ml, waste_ml, vial_ml, draws, kept_ml)


def vials_needed(volume_ml: float, *, vial_ml: float, kept_ml: float = 0.0) -> int:
    """How many vials a volume opens, however many; raises BadInput when a vial keeps it all."""
    filled = min(volume_ml / _usable_ml(vial_ml, kept_ml), _NO_LONGER_COUNTED)
    return max(1, ceil(filled - _CLOSE))


def _usable_ml(vial_ml: float, kept_ml: float) -> float:
    usable_ml = vial_ml - kept_ml
    if usable_ml <= 0:
        what = f"a vial of {vial_ml:g} mL that keeps {kept_ml:g} mL gives nothing"
        raise BadInput(what, where="vial", do="Check the fill and the dead volume of a vial")
    return usable_ml

"""What a person states for a lot file, and results typed as text."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from secretome.dosing import EndotoxinResult, Giving
from secretome.errors import BadInput
from secretome.units import Kind, parse_quantity

_GIVING_NUMBERS = {
    "made_up_to_ml": "made_up_to_ml",
    "dead_volume_ml": "dead_volume_ml",
    "vial_dead_ml": "vial_dead_ml",
    "nebuliser_ml_per_min": "device_ml_per_min",
    "rate_ml_per_h": "rate_ml_per_h",
}


@dataclass(frozen=True, slots=True)
class Statement:
    """Which sample is the lot and how it was diluted, by whom and why; kept word for word.

    ``dilution_sd_pct`` is the dilution's own relative standard deviation in per cent.
    """

    sample: str | None = None
    dilution: float | None = None
    by: str | None = None
    reason: str | None = None
    dilution_sd_pct: float | None = None

    def __post_init__(self) -> None:
        """Refuse a dilution that nobody stands for."""
        if self.dilution_sd_pct is not None and not 0 <= self.dilution_sd_pct < 100:
            raise BadInput(
                f"a dilution error of {self.dilution_sd_pct:g} % cannot be",
                where="statement on the lot",
                do="Write 2 % as 2.",
            )
        named = bool((self.by or "").strip() and (self.reason or "").strip())
        if self.dilution is not None and not named:
            raise BadInput(
                "a dilution is stated, but not by whom or not why",
                where="statement on the lot",
                do="Give --by with a name and --reason with a sentence.",
            )

    @property
    def is_empty(self) -> bool:
        """Say whether nothing was stated at all."""
        return self.sample is None and self.dilution is None and self.dilution_sd_pct is None


def giving_stated(data: Mapping[str, Any]) -> Giving:
    """Return how a dose is given, as a case states it.

    Raises BadInput for volumes that leave nothing.
    """
    numbers = {
        field: float(data[name])
        for name, field in _GIVING_NUMBERS.items()
        if data.get(name) is not None
    }
    return Giving(**numbers, site=data.get("site"), sites=int(data.get("sites", 1)))


def endotoxin_result(text: str) -> EndotoxinResult:
    """Read an endotoxin result in EU/mL; '<0.05' counts with its bound.

    Raises BadInput for another unit, a lower bound, or no number.
    """
    plain = text.strip()
    number = plain.removeprefix("<").strip()
    if not number:
        do = "Write it in EU/mL, for example <0.05, or leave it out."
        raise BadInput("there is no result in it", where="endotoxin", do=do)
    try:
        quantity = parse_quantity(
            number if number[-1:].isalpha() else f"{number} EU/mL", Kind.ENDOTOXIN_CONCENTRATION
        )
    except BadInput as error:
        raise BadInput(
            error.what, where="endotoxin", do="Write it in EU/mL, for example <0.05."
        ) from None
    reported = f"{'<' if plain.startswith('<') else ''}{quantity.canonical:g}"
    return EndotoxinResult(quantity.canonical, reported)

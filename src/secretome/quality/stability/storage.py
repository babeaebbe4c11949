"""The storage rules that goods are held to: limits, spikes, and whether a kinetic mean is valid.

Stands on: USP <659> and <1079.2> (read in secondary sources); ISCT 2017 for liquid nitrogen.
"""

from dataclasses import dataclass

from secretome.errors import BadInput

_FROZEN = (
    "A mean kinetic temperature is not valid for frozen goods (USP <1079.2>); the highest reading "
    "and the time above the limit decide."
)


@dataclass(frozen=True, slots=True)
class StorageRule:
    """Between which temperatures goods are kept; ``mkt_limit_c`` is None with a reason.

    ``spike_c`` is the temperature that no short stay outside may pass.
    """

    name: str
    low_c: float | None
    high_c: float
    source: str
    mkt_limit_c: float | None = None
    mkt_window_h: float = 0.0
    mkt_reason: str = _FROZEN
    spike_c: float | None = None

    def __post_init__(self) -> None:
        """Refuse limits that allow nothing, and a kinetic mean for frozen goods."""
        if self.low_c is not None and self.low_c >= self.high_c:
            what = f"{self.low_c:g} °C is not below {self.high_c:g} °C"
            raise BadInput(what, where=f"storage rule {self.name}", do="Exchange them")
        if self.mkt_limit_c is not None and self.high_c <= 0:
            do = "Leave it out; time above the limit decides"
            raise BadInput(_FROZEN, where=f"storage rule {self.name}", do=do)

    def is_outside(self, celsius: float, *, above: bool) -> bool:
        """Whether a reading lies beyond one of the limits."""
        if above:
            return celsius > self.high_c
        return self.low_c is not None and celsius < self.low_c


STORAGE_RULES: tuple[StorageRule, ...] = (
    StorageRule("room", 15.0, 30.0, "USP <659>: 20-25 °C, excursions 15-30 °C, spikes to 40 °C",
                mkt_limit_c=25.0, mkt_window_h=720.0, mkt_reason="", spike_c=40.0),
    StorageRule("cold", 2.0, 8.0, "USP <659>, <1079.2>: 2-8 °C, spikes to 15 °C (recall)",
                mkt_limit_c=8.0, mkt_window_h=24.0, mkt_reason="", spike_c=15.0),
    StorageRule("freezer", None, -15.0, "freezer at -20 °C, the label's own limit decides"),
    StorageRule("deep_freezer", None, -60.0, "freezer at -80 °C, the label's own limit decides"),
    StorageRule("nitrogen_vapour", None, -150.0, "ISCT 2017: vapour at or below -150 °C"),
)  # fmt: skip


def storage_rule(name: str) -> StorageRule:
    """Return the rule of this name. Raises BadInput with the known ones otherwise."""
    for rule in STORAGE_RULES:
        if rule.name == name:
            return rule
    known = ", ".join(rule.name for rule in STORAGE_RULES)
    raise BadInput(f"no storage rule is called '{name}'", where="storage", do=f"Known: {known}")

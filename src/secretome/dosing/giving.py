"""How a dose is given: carrier, device, rate, sites; and what the device keeps for itself.

Refuses: a dead volume that leaves nothing, a site of another route (BadInput).
Stands on: what stays in a device holds as much of the dose as any other drop of it.
"""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from secretome.dosing.routes import Route
from secretome.errors import BadInput
from secretome.units import Estimate

_MOST_ML = 5000.0


@dataclass(frozen=True, slots=True)
class InjectionSite:
    """One place on the body, with the most that practice texts give there."""

    name: str
    route: str
    max_volume_ml: float
    usual_volume_ml: float | None
    source: str


@dataclass(frozen=True, slots=True)
class Giving:
    """What is None was not given. ``made_up_to_ml`` is the volume after the carrier was added.

    ``dead_volume_ml`` stays in device or line, ``vial_dead_ml`` in each vial; ``rate_ml_per_h`` is
    the largest rate of infusion, ``device_ml_per_min`` the output of a nebuliser.
    """

    made_up_to_ml: float | None = None
    dead_volume_ml: float | None = None
    device_ml_per_min: float | None = None
    rate_ml_per_h: float | None = None
    site: str | None = None
    sites: int = 1
    vial_dead_ml: float = 0.0

    def __post_init__(self) -> None:
        """Refuse numbers that cannot be meant."""
        for name in ("made_up_to_ml", "device_ml_per_min", "rate_ml_per_h"):
            value = getattr(self, name)
            if value is not None and not 0 < value <= _MOST_ML:
                do = "Give a number above zero, or leave it out"
                raise BadInput(f"{value:g} cannot be", where=name, do=do)
        if not 1 <= self.sites <= 100:
            do = "Give how many sites share the dose, 1 to 100"
            raise BadInput(f"{self.sites} sites cannot be", where="sites", do=do)
        self._require_rest()

    def _require_rest(self) -> None:
        dead, total = self.dead_volume_ml, self.made_up_to_ml
        if not (0 <= self.vial_dead_ml <= _MOST_ML and 0 <= (dead or 0.0) <= _MOST_ML):
            do = "Give it in mL, zero or more"
            kept = f"{dead or 0:g} mL in the device, {self.vial_dead_ml:g} mL in a vial"
            raise BadInput(f"{kept}: such a dead volume cannot be", where="dead volume", do=do)
        if dead is not None and total is not None and dead >= total:
            what = f"a dead volume of {dead:g} mL leaves nothing of {total:g} mL"
            raise BadInput(what, where="dead volume", do="Check both volumes")


AS_IT_IS = Giving()


@cache
def injection_sites() -> tuple[InjectionSite, ...]:
    """Return the known sites."""
    table = files("secretome.dosing") / "tables" / "sites.csv"
    rows = csv.DictReader(table.read_text(encoding="utf-8").splitlines(), strict=True)
    return tuple(
        InjectionSite(
            row["site"],
            row["route"],
            float(row["max_volume_ml"]),
            float(row["usual_volume_ml"]) if row["usual_volume_ml"] else None,
            row["source"],
        )
        for row in rows
    )


def find_site(name: str, route: Route) -> InjectionSite:
    """Return the site of a route. Raises BadInput with the route's sites for another name."""
    key = " ".join(name.casefold().split())
    for site in injection_sites():
        if site.name == key and site.route == route.name:
            return site
    known = ", ".join(one.name for one in injection_sites() if one.route == route.name) or "none"
    what = f"no site '{name}' is known for {route.name}"
    raise BadInput(what, where="site", do=f"Known: {known}. Or give your own volume limit.")


def drawn_ml(wanted: Estimate, giving: Giving) -> Estimate:
    """Volume to draw so that ``wanted`` leaves the device.

    Made up with carrier, the device keeps its share of the mixture; without, its dead volume of
    undiluted product.
    """
    dead, total = giving.dead_volume_ml, giving.made_up_to_ml
    if not dead:
        return wanted
    if total is not None:
        return wanted.scaled(total / (total - dead))
    ends = (wanted.value + dead, wanted.low + dead, wanted.high + dead)
    return Estimate(*ends, wanted.level, wanted.kind, wanted.source)


def total_ml(volume_ml: float, giving: Giving) -> float:
    """What enters device or body: the mixture with carrier, or the product alone."""
    return volume_ml if giving.made_up_to_ml is None else giving.made_up_to_ml

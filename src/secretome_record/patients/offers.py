"""What a site can offer and at what price: said here by the room that keeps permits and prices."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from secretome_record.people.models import Site


@dataclass(frozen=True, slots=True)
class PriceOffer:
    """One version of a price list, as it is written; ``key`` finds it again."""

    key: str
    version: str
    currency: str
    per_session_text: str
    per_visit_text: str
    not_included: tuple[str, ...]

    @property
    def label(self) -> str:
        """How the advisor reads it in a list."""
        return f"{self.version}: {self.per_session_text} {self.currency} a session"


@dataclass(frozen=True, slots=True)
class BasisOffer:
    """One legal basis with its scope; ``key`` is its code."""

    key: str
    kind: str
    jurisdiction: str
    reference: str
    document_sha256: str
    is_approved_trial: bool
    charging_approved_by: str
    valid_from: date
    valid_to: date
    product: str
    autologous: bool
    condition: str
    route: str

    @property
    def label(self) -> str:
        """How the advisor reads it in a list."""
        return f"{self.reference}: {self.kind}, {self.condition}, {self.route}, {self.product}"


@dataclass(frozen=True, slots=True)
class Offers:
    """The legal bases that hold today, and the price lists in force, newest first."""

    bases: tuple[BasisOffer, ...] = ()
    prices: tuple[PriceOffer, ...] = ()

    def basis(self, key: str) -> BasisOffer | None:
        """The legal basis with this key, if it holds today."""
        return next((row for row in self.bases if row.key == key), None)

    def price(self, key: str) -> PriceOffer | None:
        """The price list with this key, if it is in force."""
        return next((row for row in self.prices if row.key == key), None)


Finder = Callable[[Site, datetime], Offers]

_finders: list[Finder] = []


def register_offers(finder: Finder) -> None:
    """Name who knows permits and prices; called in that room's ``AppConfig.ready``.

    The patients room stands below the treatments room and cannot ask it. The last one counts.
    """
    _finders[:] = [finder]


def offers_at(site: Site, at: datetime) -> Offers:
    """What the site can offer on the day of ``at``; nothing where no room knows."""
    return _finders[0](site, at) if _finders else Offers()

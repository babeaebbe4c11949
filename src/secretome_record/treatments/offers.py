"""What an answer may name of this room: the legal bases that hold today, the prices in force."""

from datetime import datetime

from secretome_record.patients.offers import BasisOffer, Offers, PriceOffer
from secretome_record.people.models import Site
from secretome_record.treatments.models import LegalBasis, PriceList
from secretome_record.treatments.queries import site_day

_MOST_PRICE_LISTS = 5


def offers_at(site: Site, at: datetime) -> Offers:
    """The legal bases of a site that hold on its day, and its newest price lists."""
    today = site_day(site, at)
    bases = LegalBasis.objects.filter(site=site, valid_from__lte=today, valid_to__gte=today)
    prices = PriceList.objects.filter(site=site, valid_from__lte=today).order_by("-version", "-id")
    return Offers(
        tuple(
            _basis(row)
            for row in bases.select_related("product", "document").order_by("condition", "code")
        ),
        tuple(_price(row) for row in prices[:_MOST_PRICE_LISTS]),
    )


def _basis(row: LegalBasis) -> BasisOffer:
    return BasisOffer(
        key=row.code, kind=row.kind, jurisdiction=row.jurisdiction, reference=row.reference,
        document_sha256=row.document.sha256, is_approved_trial=row.approved_trial,
        charging_approved_by=row.charging_approved_by, valid_from=row.valid_from,
        valid_to=row.valid_to, product=row.product.name, autologous=row.product.autologous,
        condition=row.condition, route=row.route,
    )  # fmt: skip


def _price(row: PriceList) -> PriceOffer:
    return PriceOffer(
        key=str(row.version), version=str(row.version), currency=row.currency,
        per_session_text=row.per_session_text, per_visit_text=row.per_visit_text,
        not_included=tuple(row.not_included),
    )  # fmt: skip

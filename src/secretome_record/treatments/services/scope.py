"""Legal bases and price lists: what a plan may stand on, and what it may cost."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from secretome_record.batches.models import Product
from secretome_record.ledger.acting import Actor
from secretome_record.ledger.files import keep_file
from secretome_record.ledger.refusal import Reason, refuse_if_any
from secretome_record.ledger.writing import writing
from secretome_record.people.models import Site
from secretome_record.people.once import keyed, made_before
from secretome_record.people.roles import Role
from secretome_record.people.standing import require_role_at
from secretome_record.treatments import queries, science
from secretome_record.treatments.models import LegalBasis, PriceList
from secretome_record.treatments.rules import amounts, planning


def add_legal_basis(  # noqa: PLR0913 - each is one line of the permit
    *,
    site: Site,
    kind: str,
    jurisdiction: str,
    reference: str,
    document: bytes,
    document_name: str,
    valid_from: date,
    valid_to: date,
    product: Product,
    condition: str,
    route: str,
    by: Actor,
    at: datetime,
    approved_trial: bool = False,
    charging_approved_by: str = "",
    media_type: str = "application/pdf",
    is_demo: bool = False,
    form_key: UUID | None = None,
) -> LegalBasis:
    """Record what allows a treatment, with its document by hash. Raises Refusal with all faults."""
    require_role_at(by, site.pk, Role.QA, Role.MEDICAL_ADVISOR, Role.PHYSICIAN)
    words = {"jurisdiction": jurisdiction, "reference": reference, "condition": condition}
    against = list(
        planning.reasons_against_basis_record(
            kind, valid_from, valid_to, words, approved_trial=approved_trial
        )
    )
    if not document:
        against.append(Reason("document", "The permit's document is missing or empty."))
    if product.site_id != site.pk:
        against.append(Reason("product", "This product is not made at this site."))
    refuse_if_any(against)
    with writing(by=by, at=at, why=f"Legal basis {reference.strip()[:80]}") as entry:
        if before := made_before(LegalBasis, form_key):
            return before
        return entry.create(
            LegalBasis,
            site=site,
            kind=kind,
            jurisdiction=" ".join(jurisdiction.split()),
            reference=reference.strip(),
            document=keep_file(document, name=document_name, media_type=media_type),
            valid_from=valid_from,
            valid_to=valid_to,
            product=product,
            condition=science.condition_name(condition),
            route=science.route_name(route),
            approved_trial=approved_trial,
            charging_approved_by=charging_approved_by.strip(),
            is_demo=is_demo,
            **keyed(form_key),
        )


def add_price_list(  # noqa: PLR0913 - each is one line of the list
    *,
    site: Site,
    currency: str,
    per_session_text: str,
    per_visit_text: str,
    not_included: Iterable[str],
    valid_from: date,
    by: Actor,
    at: datetime,
    form_key: UUID | None = None,
) -> PriceList:
    """Record the next version of what things cost; older plans keep theirs."""
    require_role_at(by, site.pk, Role.COORDINATOR, Role.MEDICAL_ADVISOR)
    currency = currency.strip().upper()
    given = {"per_session_text": per_session_text, "per_visit_text": per_visit_text}
    digits = science.currency_digits(currency)
    refuse_if_any(amounts.reasons_against_price_list(currency, digits, given))
    with writing(by=by, at=at, why=f"Price list in {currency}") as entry:
        if before := made_before(PriceList, form_key):
            return before
        return entry.create(
            PriceList,
            site=site,
            version=queries.next_price_list_version(site),
            currency=currency,
            per_session_text=per_session_text.strip(),
            per_visit_text=per_visit_text.strip(),
            not_included=[line.strip() for line in not_included if line.strip()],
            valid_from=valid_from,
            **keyed(form_key),
        )

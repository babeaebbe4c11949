"""Reads of plans, sessions, legal bases and prices, scoped to the reader's sites."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.http import Http404

from secretome_record.batches.models import Lot, Product
from secretome_record.batches.states import RELEASED
from secretome_record.ledger.codes import read_code
from secretome_record.ledger.refusal import Refusal
from secretome_record.patients.models import Request
from secretome_record.patients.states import ACCEPTED
from secretome_record.people.models import Person, Site, Subject
from secretome_record.treatments.models import (
    Administration,
    BedsideCheck,
    LegalBasis,
    Plan,
    PlanConsent,
    PlannedVisit,
    PriceList,
    Reservation,
    Session,
)

_MOST = 50


def plans_for(person: Person) -> QuerySet[Plan]:
    """The plans of the reader's sites."""
    return Plan.objects.filter(site__in=person.site_ids).select_related(
        "site", "patient", "patient__subject", "request", "product", "lot", "legal_basis",
        "legal_basis__document", "legal_basis__product", "price_list", "physician", "assessment",
        "replaces",
    )  # fmt: skip


def sessions_for(person: Person) -> QuerySet[Session]:
    """The sessions of the reader's sites."""
    return Session.objects.filter(site__in=person.site_ids).select_related(
        "site", "plan", "plan__patient", "plan__patient__subject", "plan__lot", "plan__product",
        "prepared_by",
    )  # fmt: skip


def legal_bases_for(person: Person) -> QuerySet[LegalBasis]:
    """The legal bases of the reader's sites."""
    return LegalBasis.objects.filter(site__in=person.site_ids).select_related(
        "site", "product", "document"
    )


def price_lists_for(person: Person) -> QuerySet[PriceList]:
    """The price lists of the reader's sites."""
    return PriceList.objects.filter(site__in=person.site_ids).select_related("site")


def visits_for(person: Person) -> QuerySet[PlannedVisit]:
    """The planned visits of the reader's sites."""
    return PlannedVisit.objects.filter(site__in=person.site_ids).select_related(
        "site", "plan", "plan__patient", "plan__patient__subject"
    )


def administrations_for(person: Person) -> QuerySet[Administration]:
    """The doses given at the reader's sites."""
    return Administration.objects.filter(site__in=person.site_ids).select_related(
        "site", "session", "session__plan", "session__plan__patient", "vial", "vial__lot",
        "given_by",
    )  # fmt: skip


def products_for(person: Person) -> QuerySet[Product]:
    """The products of the reader's sites."""
    return Product.objects.filter(site__in=person.site_ids).order_by("name", "id")


def usable_lots_at(site: Site, at: datetime) -> QuerySet[Lot]:
    """The lots of a site that are released and in date."""
    usable = Lot.objects.filter(site=site, state=RELEASED, expires_at__gt=at)
    return usable.select_related("product").order_by("expires_at", "id")


def reservations_for(person: Person) -> QuerySet[Reservation]:
    """The kept vials of the reader's sites."""
    kept = Reservation.objects.filter(session__site__in=person.site_ids)
    return kept.select_related("session", "session__plan", "vial", "vial__lot")


def requests_without_plan(person: Person) -> list[Request]:
    """The accepted requests of the reader's sites that have no plan yet, oldest first."""
    has_plan = Plan.objects.filter(request=OuterRef("pk"))
    waiting = Request.objects.filter(site__in=person.site_ids, state=ACCEPTED)
    found = waiting.filter(~Exists(has_plan)).order_by("recorded_at", "id")
    return list(found.only("code", "site_id", "recorded_at", "received_at")[:_MOST])


def consents_of(plan: Plan) -> list[PlanConsent]:
    """The consents to a plan, newest first."""
    return list(plan.consents.select_related("explained_by").order_by("-recorded_at", "-id"))


def plan_for(person: Person, code: str) -> Plan:
    """One plan of the reader's sites. Raises Http404 for any other."""
    return _one(plans_for(person), code)


def session_for(person: Person, code: str) -> Session:
    """One session of the reader's sites. Raises Http404 for any other."""
    return _one(sessions_for(person), code)


def legal_basis_for(person: Person, code: str) -> LegalBasis:
    """One legal basis of the reader's sites. Raises Http404 for any other."""
    return _one(legal_bases_for(person), code)


def visit_for(person: Person, code: str) -> PlannedVisit:
    """One planned visit of the reader's sites. Raises Http404 for any other."""
    return _one(visits_for(person), code)


def administration_for(person: Person, code: str) -> Administration:
    """One given dose of the reader's sites. Raises Http404 for any other."""
    return _one(administrations_for(person), code)


def session_of_administration(person: Person, code: str) -> Session:
    """The session in which a dose was given."""
    return administration_for(person, code).session


def sessions_of(plan: Plan) -> list[Session]:
    """The sessions of a plan in their order, each with its vials and doses."""
    kept = Reservation.objects.filter(ended_at__isnull=True).select_related("vial")
    return list(
        plan.sessions.order_by("number").prefetch_related(
            Prefetch("reservations", kept, to_attr="kept"), "administrations"
        )
    )


def checks_of(session: Session) -> list[BedsideCheck]:
    """Every try at the bedside, newest first."""
    return list(
        session.checks.select_related("checked_by", "vial").order_by("-recorded_at", "-id")[:50]
    )


def administrations_of(session: Session) -> list[Administration]:
    """The doses given in a session."""
    given = session.administrations.select_related("vial", "vial__lot", "given_by")
    return list(given.order_by("given_at", "id"))


def plans_of(subject: Subject) -> list[Plan]:
    """The plans of a data subject, oldest first."""
    return list(
        Plan.objects.filter(patient__subject=subject)
        .select_related("product", "lot", "legal_basis")
        .order_by("recorded_at", "id")
    )


def _one(rows: QuerySet[Any], code: str) -> Any:
    try:
        wanted = read_code(code)
    except Refusal as refusal:
        raise Http404 from refusal
    found = rows.filter(code=wanted).first()
    if found is None:
        raise Http404
    return found

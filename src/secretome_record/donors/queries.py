"""Reads about donors: scoped to the reader's sites, with every reason against a donor."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from secretome_record.donors import rules
from secretome_record.donors.models import Donation, Donor, DonorConsent, Screening
from secretome_record.donors.states import REGISTERED
from secretome_record.ledger.refusal import Reason
from secretome_record.ledger.signing import holds, signatures_on
from secretome_record.pages.work import Urgency, WorkItem
from secretome_record.people.models import Person, Site, Subject
from secretome_record.people.roles import Role
from secretome_record.people.sealing import Erased

ACCEPTED = "donor eligible"


def donors_for(person: Person) -> QuerySet[Donor]:
    """The donors of the reader's sites, with the person whose key opens their names."""
    return Donor.objects.filter(site__in=person.site_ids).select_related("subject", "site")


def donor_for(person: Person, code: str) -> Donor:
    """One donor by code. Raises Http404 for another site's donor."""
    return _one(donors_for(person), code)


def named(donors: QuerySet[Donor], name: str, reader: Person) -> QuerySet[Donor]:
    """The donors of exactly this name, at the sites where the reader may read names."""
    field = Donor._meta.get_field("name_index")  # noqa: SLF001
    here = [site for site in reader.site_ids if rules.NAMERS & reader.roles_at(site)]
    return donors.filter(site__in=here, name_index=field.index_of(name))  # type: ignore[union-attr]


def donations_for(person: Person) -> QuerySet[Donation]:
    """The donations of the reader's sites."""
    return Donation.objects.filter(site__in=person.site_ids).select_related(
        "donor", "donor__subject", "collected_by", "site"
    )


def donation_for(person: Person, code: str) -> Donation:
    """One donation by code. Raises Http404 for another site's."""
    return _one(donations_for(person), code)


def screenings_for(person: Person) -> QuerySet[Screening]:
    """The screenings of the reader's sites."""
    return Screening.objects.filter(donor__site__in=person.site_ids).select_related(
        "donor", "donor__site", "entered_by", "verified_by"
    )


def consents_for(person: Person) -> QuerySet[DonorConsent]:
    """The consents of the reader's sites."""
    return DonorConsent.objects.filter(donor__site__in=person.site_ids).select_related(
        "donor", "donor__site", "explained_by"
    )


def screenings_of(donor: Donor) -> QuerySet[Screening]:
    """Every screening of one donor, newest sample first."""
    return donor.screenings.select_related("entered_by", "verified_by").order_by(
        "-sampled_at", "-id"
    )


def consents_of(donor: Donor) -> QuerySet[DonorConsent]:
    """Every consent of one donor, newest first."""
    return donor.consents.select_related("explained_by").order_by("-given_at", "-id")


def donations_of(donor: Donor) -> QuerySet[Donation]:
    """Every donation of one donor, newest first."""
    return donor.donations.select_related("collected_by").order_by("-collected_at", "-id")


def sites_of_coordinator(person: Person) -> QuerySet[Site]:
    """The sites where the person may register donors."""
    return Site.objects.filter(
        grants__person=person, grants__role=Role.DONOR_COORDINATOR, grants__until_at__isnull=True
    ).order_by("code")


def facts_about(donor: Donor) -> rules.DonorFacts:
    """Collect what the eligibility of the donor is judged by."""
    return rules.DonorFacts(
        code=donor.code,
        state=donor.state,
        birth_date=born_on(donor),
        consents=tuple(
            rules.ConsentFact(tuple(c.purposes), c.given_at, c.withdrawn_at)
            for c in donor.consents.all()
        ),
        screenings=tuple(
            rules.ScreeningFact(s.marker, s.result, s.sampled_at, s.verified_by_id is not None)
            for s in donor.screenings.all()
            if not s.set_aside_reason
        ),
    )


def born_on(donor: Donor) -> date | None:
    """Return the birth date; nothing when it is missing or was erased."""
    text = donor.birth_date
    return date.fromisoformat(text) if text and not isinstance(text, Erased) else None


def reasons_against_donating(donor: Donor, moment: datetime) -> tuple[Reason, ...]:
    """All reasons against a donation at ``moment``: the donor's state and everything behind it."""
    facts = facts_about(donor)
    return (
        *rules.reasons_against_state(facts),
        *rules.reasons_against_eligibility(facts, moment),
    )


def donor_reasons(donor: Donor, at: datetime) -> tuple[Reason, ...]:
    """All reasons against this donor's material at ``at``.

    Samples count around the donations made; before the first one, around ``at``. An erased
    donor's age cannot be checked again: it was when tissue was taken.
    """
    facts = facts_about(donor)
    moments = list(donor.donations.values_list("collected_at", flat=True)) or [at]
    found = [*rules.reasons_against_state(facts)]
    for moment in moments:
        found += rules.reasons_against_eligibility(facts, moment)
    withdrawn = donor.subject.destroyed_at is not None
    return tuple(dict.fromkeys(r for r in found if not (withdrawn and r.code == "age_missing")))


def acceptance_content(donor: Donor) -> dict[str, Any]:
    """What an acceptance signs: consents and screenings as they stand, under codes only."""
    return {
        "donor": donor.code,
        "autologous": str(donor.autologous),
        "consents": [
            [c.text_version, c.text_hash, sorted(c.purposes), c.given_at.isoformat()]
            for c in donor.consents.order_by("given_at", "id")
        ],
        "screenings": [
            [s.marker, s.result, s.as_reported, s.laboratory, s.sampled_at.isoformat()]
            for s in donor.screenings.filter(
                set_aside_reason="", verified_by__isnull=False
            ).order_by("sampled_at", "id")
        ],
    }


def acceptances_of(donor: Donor) -> list[dict[str, Any]]:
    """The acceptance signatures with whether each still covers what stands there today."""
    content = acceptance_content(donor)
    return [
        {"signature": signature, "holds": holds(signature, content)}
        for signature in signatures_on(donor, ACCEPTED)
    ]


def waiting_for(person: Person) -> list[WorkItem]:
    """What waits in this room: results to verify, donors to accept."""
    if Role.DONOR_COORDINATOR not in person.roles:
        return []
    donors = donors_for(person).filter(_has_unverified(person)).order_by("recorded_at", "id")
    return [*_to_verify(donors), *_to_accept(person)]


def _has_unverified(person: Person) -> Exists:
    waiting = Screening.objects.filter(
        donor=OuterRef("pk"), verified_by__isnull=True, set_aside_reason=""
    )
    return Exists(waiting.exclude(entered_by=person))


def _to_verify(donors: Iterable[Donor]) -> list[WorkItem]:
    return [
        WorkItem(
            room="donors",
            urgency=Urgency.NOW,
            sentence=_("%(code)s has screening results that a second person must verify.")
            % {"code": donor.code},
            action=_("Verify them"),
            url=reverse("donors:record", args=[donor.code]),
            since=donor.recorded_at,
        )
        for donor in donors[:20]
    ]


def _to_accept(person: Person) -> list[WorkItem]:
    registered = (
        donors_for(person)
        .filter(state=REGISTERED)
        .annotate(
            open_consents=Count(
                "consents", filter=Q(consents__withdrawn_at__isnull=True), distinct=True
            ),
            tested=Count("screenings__marker", filter=_NEGATIVE_AND_VERIFIED, distinct=True),
        )
    )
    return [_acceptance_item(donor) for donor in registered.order_by("recorded_at", "id")[:20]]


_NEGATIVE_AND_VERIFIED = Q(screenings__result=rules.NEGATIVE, screenings__verified_by__isnull=False)


def _acceptance_item(donor: Any) -> WorkItem:
    missing = max(len(rules.panel.PANEL) - donor.tested, 0)
    words = {"code": donor.code, "n": missing}
    if donor.open_consents == 0:
        sentence, action = _("%(code)s has no consent yet."), _("Record consent")
    elif missing:
        sentence = ngettext(
            "%(code)s waits for %(n)d verified test.",
            "%(code)s waits for %(n)d verified tests.",
            missing,
        )
        action = _("See what is missing")
    else:
        sentence, action = _("%(code)s can be accepted or refused."), _("Decide")
    return WorkItem(
        room="donors",
        urgency=Urgency.SOON if missing else Urgency.NOW,
        sentence=sentence % words,
        action=action,
        url=reverse("donors:record", args=[donor.code]),
        since=donor.recorded_at,
    )


def with_facts(donors: QuerySet[Donor]) -> QuerySet[Donor]:
    """The same donors with what eligibility needs, in a fixed number of queries."""
    return donors.prefetch_related(
        Prefetch("consents"), Prefetch("screenings"), Prefetch("donations")
    )


def _one(rows: QuerySet[Any], code: str) -> Any:
    found = rows.filter(code=code.strip().upper()).first()
    if found is None:
        raise Http404
    return found


def personal_data(subject: Subject) -> dict[str, Any]:
    """Everything this room holds about one person, for their export."""
    donor = Donor.objects.filter(subject=subject).select_related("subject").first()
    if donor is None:
        return {}
    return {
        "code": donor.code,
        "name": str(donor.name),
        "birth_date": str(donor.birth_date),
        "contact": str(donor.contact),
        "tissue": donor.tissue,
        "state": donor.state,
        **acceptance_content(donor),
        "donations": [
            [d.code, d.tissue, d.quantity_text, d.collected_at.isoformat()]
            for d in donor.donations.order_by("collected_at", "id")
        ],
    }

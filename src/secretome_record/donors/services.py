"""Writes about donors: registration, consent, screening, the decision, donations."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from secretome_record.donors import queries, rules
from secretome_record.donors.models import Donation, Donor, DonorConsent, Screening
from secretome_record.donors.reactions import tell_doubt
from secretome_record.ledger.acting import Actor
from secretome_record.ledger.codes import new_code
from secretome_record.ledger.lineage import link
from secretome_record.ledger.moments import reasons_against_moment, require_moment
from secretome_record.ledger.refusal import refuse, refuse_if_any
from secretome_record.ledger.science import sha256_hex
from secretome_record.ledger.signing import SignedIntent
from secretome_record.ledger.writing import writing
from secretome_record.people.models import Site, Subject, SubjectKind
from secretome_record.people.once import keyed, made_before
from secretome_record.people.roles import Role
from secretome_record.people.sealing import new_key, seal
from secretome_record.people.standing import acting_person, require_move_at, require_role_at

_IDENTITY_PREFIX = "CI"


def register_donor(  # noqa: PLR0913
    *,
    site: Site,
    name: str,
    birth_date: date | None,
    contact: str,
    tissue: str,
    autologous: bool,
    by: Actor,
    at: datetime,
    is_demo: bool = False,
    form_key: UUID | None = None,
) -> Donor:
    """Register somebody who wants to give tissue; their name is sealed with a key of their own."""
    require_role_at(by, site.pk, Role.DONOR_COORDINATOR)
    refuse_if_any(rules.reasons_against_registration(name, birth_date, at.date()))
    with writing(by=by, at=at, why="Register a donor") as entry:
        if before := made_before(Donor, form_key):
            return before
        subject = entry.create(Subject, site=site, kind=SubjectKind.DONOR, key_wrapped=new_key())
        return entry.create(
            Donor,
            **keyed(form_key),
            site=site,
            subject=subject,
            name=name.strip(),
            birth_date=birth_date.isoformat() if birth_date else "",
            contact=contact.strip(),
            tissue=tissue.strip(),
            autologous=autologous,
            is_demo=is_demo,
        )


def enter_birth_date(*, donor: Donor, birth_date: date, by: Actor, at: datetime) -> Donor:
    """Enter a birth date that was missing at registration."""
    require_role_at(by, donor.site_id, Role.DONOR_COORDINATOR)
    with writing(by=by, at=at, why=f"Enter the birth date of {donor.code}") as entry:
        now = Donor.objects.select_related("subject").get(pk=donor.pk)
        if now.birth_date:
            raise refuse("birth_date", "The birth date is on the record already.")
        refuse_if_any(rules.reasons_against_registration(now.name, birth_date, at.date()))
        field = Donor._meta.get_field("birth_date")  # noqa: SLF001
        sealed = seal(now.subject, field.bound_name, birth_date.isoformat())
        return entry.change(now, birth_date_sealed=sealed)


def record_consent(  # noqa: PLR0913 - each is one column of the row
    *,
    donor: Donor,
    text_version: str,
    text: str,
    language: str,
    purposes: Sequence[str],
    given_at: datetime,
    by: Actor,
    at: datetime,
    form_key: UUID | None = None,
) -> DonorConsent:
    """Record what the donor agreed to; the text shown is bound by its hash."""
    require_role_at(by, donor.site_id, Role.DONOR_COORDINATOR)
    refuse_if_any(rules.reasons_against_consent(purposes, text, given_at, at))
    with writing(by=by, at=at, why=f"Record the consent of {donor.code}") as entry:
        if before := made_before(DonorConsent, form_key):
            return before
        return entry.create(
            DonorConsent,
            **keyed(form_key),
            donor=donor,
            text_version=text_version.strip(),
            text_hash=sha256_hex(text),
            language=language,
            purposes=list(dict.fromkeys(purposes)),
            explained_by=acting_person(by),
            given_at=given_at,
        )


def withdraw_consent(
    *, consent: DonorConsent, by: Actor, at: datetime, reason: str = ""
) -> DonorConsent:
    """Record that the donor withdrew; from now on nothing may be taken or made from them."""
    require_role_at(by, consent.donor.site_id, Role.DONOR_COORDINATOR, Role.SAFETY_OFFICER)
    with writing(by=by, at=at, why=f"{consent.donor.code} withdrew consent") as entry:
        now = DonorConsent.objects.get(pk=consent.pk)
        if now.withdrawn_at is not None:
            raise refuse("withdrawn_already", "This consent was withdrawn already.")
        entry.change(now, withdrawn_at=at, withdrawn_reason=reason.strip())
        tell_doubt(entry, consent.donor, f"The donor {consent.donor.code} withdrew consent")
        return now


def enter_screening(  # noqa: PLR0913 - each is one column of the row
    *,
    donor: Donor,
    marker: str,
    result: str,
    as_reported: str,
    laboratory: str,
    sampled_at: datetime,
    by: Actor,
    at: datetime,
    form_key: UUID | None = None,
) -> Screening:
    """Enter one infection test as the laboratory reported it; a second person verifies it."""
    require_role_at(by, donor.site_id, Role.DONOR_COORDINATOR, Role.QC_ANALYST)
    # A report comes days after its sample, so only the future is refused here.
    refuse_if_any(
        [
            *rules.reasons_against_screening(marker, result, as_reported),
            *reasons_against_moment(sampled_at, at, late_reason="reported by the laboratory"),
        ]
    )
    with writing(by=by, at=at, why=f"Enter the {marker} result of {donor.code}") as entry:
        if before := made_before(Screening, form_key):
            return before
        entered = entry.create(
            Screening,
            **keyed(form_key),
            donor=donor,
            marker=marker,
            result=result,
            as_reported=as_reported.strip(),
            laboratory=laboratory.strip(),
            sampled_at=sampled_at,
            entered_by=acting_person(by),
        )
        if result == rules.POSITIVE:
            tell_doubt(entry, donor, f"{marker} of the donor {donor.code} was reported positive")
        return entered


def verify_screening(*, screening: Screening, by: Actor, at: datetime) -> Screening:
    """Confirm as a second person that the entry agrees with the laboratory's report."""
    require_role_at(by, screening.donor.site_id, Role.DONOR_COORDINATOR, Role.QC_ANALYST, Role.QA)
    person = acting_person(by)
    with writing(by=by, at=at, why=f"Verify a screening of {screening.donor.code}") as entry:
        now = Screening.objects.get(pk=screening.pk)
        refuse_if_any(_against_verifying(now, own_entry=now.entered_by_id == person.pk))
        return entry.change(now, verified_by=person, verified_at=at)


def set_screening_aside(*, screening: Screening, reason: str, by: Actor, at: datetime) -> Screening:
    """Set a wrongly typed, unverified entry aside; a positive one only by a second person."""
    require_role_at(by, screening.donor.site_id, Role.DONOR_COORDINATOR, Role.QC_ANALYST, Role.QA)
    if not reason.strip():
        raise refuse("reason_missing", "Say what is wrong with this entry.")
    with writing(by=by, at=at, why=f"Set a screening of {screening.donor.code} aside") as entry:
        now = Screening.objects.get(pk=screening.pk)
        own = now.result == rules.POSITIVE and now.entered_by_id == acting_person(by).pk
        if own:
            raise refuse(
                "own_entry",
                "A second person sets a positive result aside: you entered this one yourself.",
            )
        refuse_if_any(_against_verifying(now, own_entry=False))
        return entry.change(now, set_aside_reason=reason.strip())


def accept_donor(*, donor: Donor, by: Actor, at: datetime, signature: SignedIntent) -> Donor:
    """Accept a registered donor with a signature; refuses with every reason against."""
    return _accept(donor, "accept", by, at, signature, reason="")


def accept_again(
    *, donor: Donor, reason: str, by: Actor, at: datetime, signature: SignedIntent
) -> Donor:
    """End a deferral with a signature and a reason; everything is judged as on the first day."""
    return _accept(donor, "accept_again", by, at, signature, reason=reason)


def refuse_donor(*, donor: Donor, reason: str, by: Actor, at: datetime) -> Donor:
    """Refuse a registered donor for good."""
    require_move_at(by, donor, "refuse")
    with writing(by=by, at=at, why=f"Refuse the donor {donor.code}") as entry:
        return entry.move(Donor.objects.get(pk=donor.pk), "refuse", reason=reason)


def defer_donor(*, donor: Donor, reason: str, by: Actor, at: datetime) -> Donor:
    """Defer an eligible donor: nothing more is taken or made until they are accepted again."""
    require_move_at(by, donor, "defer")
    with writing(by=by, at=at, why=f"Defer the donor {donor.code}") as entry:
        now = entry.move(Donor.objects.get(pk=donor.pk), "defer", reason=reason)
        tell_doubt(entry, now, f"The donor {now.code} was deferred")
        return now


def record_donation(
    *,
    donor: Donor,
    tissue: str,
    quantity_text: str,
    collected_at: datetime,
    by: Actor,
    at: datetime,
    late_reason: str = "",
    form_key: UUID | None = None,
) -> Donation:
    """Record tissue taken from an eligible donor; own cells get their identity code here."""
    require_role_at(by, donor.site_id, Role.DONOR_COORDINATOR)
    require_moment(collected_at, at, late_reason)
    with writing(by=by, at=at, why=f"Record a donation of {donor.code}") as entry:
        if before := made_before(Donation, form_key):
            return before
        now = Donor.objects.select_related("subject").get(pk=donor.pk)
        refuse_if_any(queries.reasons_against_donating(now, collected_at))
        donation = entry.create(
            Donation,
            **keyed(form_key),
            site_id=now.site_id,
            donor=now,
            tissue=tissue.strip() or now.tissue,
            quantity_text=quantity_text.strip(),
            collected_at=collected_at,
            collected_by=acting_person(by),
            late_reason=late_reason.strip(),
            identity_code=_identity_code(now),
            is_demo=now.is_demo,
        )
        link(child=donation, parents=[now], kind="given by")
        return donation


def _identity_code(donor: Donor) -> str:
    """The code of own cells: minted at the first donation, the same for every later one."""
    if not donor.autologous:
        return ""
    first = donor.donations.order_by("recorded_at", "id").first()
    return first.identity_code if first else new_code(_IDENTITY_PREFIX)


def _accept(
    donor: Donor, action: str, by: Actor, at: datetime, signature: SignedIntent, *, reason: str
) -> Donor:
    require_move_at(by, donor, action)
    with writing(by=by, at=at, why=f"Accept {donor.code} as a donor") as entry:
        now = Donor.objects.select_related("subject").get(pk=donor.pk)
        facts = queries.facts_about(now)
        refuse_if_any(rules.reasons_against_eligibility(facts, at))
        content = queries.acceptance_content(now)
        return entry.move(now, action, signature=signature, content=content, reason=reason)


def _against_verifying(screening: Screening, *, own_entry: bool) -> tuple:
    return tuple(
        rules.reasons_against_verifying(
            is_verified=screening.verified_by_id is not None,
            is_set_aside=bool(screening.set_aside_reason),
            own_entry=own_entry,
        )
    )

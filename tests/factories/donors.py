"""Donors for tests, made through the services like everybody else's."""

from datetime import date, datetime, timedelta

from factories.people import AT, Crew, signed
from secretome_record.donors import panel, services
from secretome_record.donors.models import Donation, Donor, Screening
from secretome_record.people.roles import Role

BORN = date(1990, 5, 17)
CONSENT_TEXT = "You give tissue. From it cells are grown and a product is made. You may withdraw."


def make_donor(crew: Crew, at: datetime = AT, **more) -> Donor:
    """A registered donor, neither consented nor tested."""
    given = {
        "name": "Dora Donor", "birth_date": BORN, "contact": "dora@example.org",
        "tissue": "umbilical cord", "autologous": False, **more,
    }  # fmt: skip
    return services.register_donor(site=crew.site, by=crew.donor_coordinator, at=at, **given)


def give_consent(donor: Donor, crew: Crew, at: datetime = AT, purposes=panel.NEEDED_PURPOSES):
    """Consent for everything the programme needs."""
    return services.record_consent(
        donor=donor, text_version="2026-1", text=CONSENT_TEXT, language="en", purposes=purposes,
        given_at=at, by=crew.donor_coordinator, at=at,
    )  # fmt: skip


def enter(
    donor: Donor, crew: Crew, marker: str, result: str = "NEGATIVE", *,
    sampled_at: datetime | None = None, at: datetime = AT,
) -> Screening:  # fmt: skip
    """One screening, entered by the donor coordinator and not verified."""
    return services.enter_screening(
        donor=donor, marker=marker, result=result, as_reported=result.lower(),
        laboratory="Lab North", sampled_at=sampled_at or at - timedelta(hours=2),
        by=crew.donor_coordinator, at=at,
    )  # fmt: skip


def screen(donor: Donor, crew: Crew, at: datetime = AT, markers=panel.MARKERS) -> list[Screening]:
    """The whole panel, negative and verified by a second person."""
    entered = [enter(donor, crew, marker, at=at) for marker in markers]
    return [services.verify_screening(screening=s, by=crew.qc_analyst, at=at) for s in entered]


def accept(donor: Donor, crew: Crew, at: datetime = AT) -> Donor:
    """Accept with the coordinator's signature."""
    who = crew.donor_coordinator
    signature = signed(who, "donor eligible", Role.DONOR_COORDINATOR, at)
    return services.accept_donor(donor=donor, by=who, at=at, signature=signature)


def eligible_donor(crew: Crew, at: datetime = AT, **more) -> Donor:
    """A donor with consent and screening who was accepted."""
    donor = make_donor(crew, at, **more)
    give_consent(donor, crew, at)
    screen(donor, crew, at)
    return accept(donor, crew, at)


def make_donation(crew: Crew, donor: Donor | None = None, at: datetime = AT, **more) -> Donation:
    """A donation from an eligible donor."""
    donor = donor or eligible_donor(crew, at, **more)
    return services.record_donation(
        donor=donor, tissue=donor.tissue, quantity_text="22 cm", collected_at=at,
        by=crew.donor_coordinator, at=at,
    )  # fmt: skip

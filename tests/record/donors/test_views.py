"""Pages about donors: they render whole, hold their tongue, and refuse in sentences."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from factories.browsing import browser_of, sign_words
from factories.donors import (
    CONSENT_TEXT,
    eligible_donor,
    enter,
    give_consent,
    make_donation,
    make_donor,
    screen,
)
from factories.people import AT, SETTER, Crew
from secretome_record.donors.models import Donation, Donor, Screening
from secretome_record.donors.services import defer_donor
from secretome_record.people.roles import Role
from secretome_record.people.services import grant_role

HOSTILE = '<script>alert("x")</script><img src=x onerror=y>'


def page_of(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status, answer.content.decode()[:500]
    text = answer.content.decode()
    assert "«missing:" not in text, text[text.index("«missing:") - 200 :][:400]
    return text


@pytest.fixture
def coordinator(crew):
    return browser_of(crew.donor_coordinator)


def test_an_empty_list_says_how_the_first_donor_comes_into_being(coordinator):
    assert "comes into being" in page_of(coordinator, "/donors/")


def test_the_list_takes_a_fixed_number_of_queries(crew, coordinator):
    def count():
        with CaptureQueriesContext(connection) as caught:
            page_of(coordinator, "/donors/")
        return len(caught)

    make_donor(crew)
    first = count()
    for _ in range(5):
        make_donor(crew)
    assert count() == first
    assert first <= 12


def test_a_donor_is_registered_once_however_often_the_form_is_sent(crew, coordinator):
    page = coordinator.get("/donors/register/")
    sent = {
        "site": str(crew.site.pk), "name": HOSTILE, "birth_date": "1990-05-17", "contact": "",
        "tissue": "cord", "autologous": "no",
        "form_key": str(page.context["form"]["form_key"].value()),
    }  # fmt: skip
    first = coordinator.post("/donors/register/", sent)
    second = coordinator.post("/donors/register/", sent)
    assert first["Location"] == second["Location"]
    donor = Donor.objects.get()
    text = page_of(coordinator, first["Location"])
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert" in text
    assert donor.autologous is False


def test_a_name_is_shown_to_the_coordinator_and_to_nobody_who_does_not_need_it(crew, coordinator):
    donor = make_donor(crew, name="Dora Donor")
    assert "Dora Donor" in page_of(coordinator, f"/donors/{donor.code}/")
    for role in ("inspector", "operator", "qa", "qc_analyst", "qualified_person"):
        client = browser_of(getattr(crew, role))
        assert "Dora Donor" not in page_of(client, f"/donors/{donor.code}/")
        assert "Dora Donor" not in page_of(client, "/donors/")


def test_a_donor_is_found_by_the_whole_name_without_it_in_the_address(crew, coordinator):
    donor = make_donor(crew, name="Dora Donor")
    page_of(coordinator, "/donors/")
    assert donor.code in coordinator.post("/donors/", {"name": "dora  DONOR"}).content.decode()
    assert donor.code not in coordinator.post("/donors/", {"name": "Dora"}).content.decode()
    assert donor.code not in coordinator.post("/donors/", {"name": "Nobody"}).content.decode()
    assert 'name="name"' not in page_of(browser_of(crew.qa), "/donors/")
    for role in ("qa", "inspector", "operator"):
        client = browser_of(getattr(crew, role))
        assert client.post("/donors/", {"name": "Dora Donor"}).status_code == 403


def test_a_name_in_the_address_of_the_list_finds_nobody(crew, coordinator):
    other = make_donor(crew, name="Else Where")
    make_donor(crew, name="Dora Donor")
    assert other.code in page_of(coordinator, "/donors/?name=Dora+Donor")


def test_a_name_is_searched_only_at_sites_where_the_reader_may_see_names(crew, other_site):
    make_donor(crew, name="Dora Donor")
    hers = Crew(other_site).donor_coordinator
    grant_role(person=hers, site=crew.site, role=Role.QA, by=SETTER, at=AT)
    found = browser_of(hers).post("/donors/", {"name": "Dora Donor"}).content.decode()
    assert "No donor fits" in found


def test_the_record_lists_every_reason_with_its_way(crew, coordinator):
    donor = make_donor(crew, birth_date=None)
    text = page_of(coordinator, f"/donors/{donor.code}/")
    assert "Why not yet: 7 reasons" in text
    assert f"/donors/{donor.code}/consent/" in text
    assert f"/donors/{donor.code}/screening/" in text
    assert "It cannot be signed yet." in text
    assert "2006/17/EC" in text


def test_another_sites_donor_is_not_there(crew, other_site):
    donor = make_donor(crew)
    stranger = browser_of(Crew(other_site).donor_coordinator)
    for end in ("", "consent/", "screening/", "donate/", "refuse/"):
        page_of(stranger, f"/donors/{donor.code}/{end}", status=404)
    assert stranger.post(f"/donors/{donor.code}/accept/").status_code == 404


def test_a_donor_goes_from_consent_to_donation_through_the_pages(crew, coordinator):
    now = timezone.now()
    donor = make_donor(crew, at=now)
    base = f"/donors/{donor.code}/"
    consent = {
        "text_version": "1", "text": CONSENT_TEXT, "language": "en",
        "purposes": ["donate tissue", "make a product"], "given_at": berlin(now),
    }  # fmt: skip
    assert coordinator.post(base + "consent/", consent).status_code == 302
    screen(donor, crew, at=now)
    text = page_of(coordinator, base)
    assert "Sign the acceptance" in text
    answer = coordinator.post(base + "accept/", sign_words(crew.donor_coordinator))
    assert answer.status_code == 302, answer.content.decode()
    given = {"tissue": "cord", "quantity_text": "20 cm", "collected_at": berlin(timezone.now())}
    answer = coordinator.post(base + "donate/", given)
    assert answer.status_code == 302, answer.content.decode()
    assert "20 cm" in page_of(coordinator, answer["Location"])
    assert Donation.objects.get().donor == donor
    assert "Signature holds" in page_of(coordinator, base)


def berlin(when):
    return f"{when.astimezone(ZoneInfo('Europe/Berlin')):%Y-%m-%dT%H:%M}"


def test_a_wrong_password_leaves_the_donor_as_they_were(crew, coordinator):
    now = timezone.now()
    donor = make_donor(crew, at=now)
    give_consent(donor, crew, at=now)
    screen(donor, crew, at=now)
    words = sign_words(crew.donor_coordinator, password="wrong")
    answer = coordinator.post(f"/donors/{donor.code}/accept/", words)
    assert answer.status_code == 422
    assert "That was not right" in answer.content.decode()
    assert Donor.objects.get().state == "REGISTERED"


def test_a_screening_is_verified_from_the_page_by_a_second_person(crew, coordinator):
    donor = make_donor(crew)
    screening = enter(donor, crew, "HCV")
    own = coordinator.post(f"/donors/screenings/{screening.pk}/verify/", follow=True)
    assert "A second person verifies" in own.content.decode()
    second = browser_of(crew.qc_analyst)
    assert "/verify/" in page_of(second, f"/donors/{donor.code}/")
    second.post(f"/donors/screenings/{screening.pk}/verify/")
    assert Screening.objects.get().verified_by == crew.qc_analyst


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"marker": "HTLV"}, "id_marker"),
        ({"result": ""}, "id_result"),
        ({"sampled_at": "2099-01-01T10:00"}, "in the future"),
        ({"sampled_at": "yesterday"}, "id_sampled_at"),
    ],
)
def test_bad_input_to_a_screening_is_answered_beside_the_form(crew, coordinator, change, words):
    donor = make_donor(crew)
    sent = {
        "marker": "HCV", "result": "NEGATIVE", "as_reported": "neg", "laboratory": "Lab",
        "sampled_at": "2026-03-01T10:00", **change,
    }  # fmt: skip
    answer = coordinator.post(f"/donors/{donor.code}/screening/", sent)
    assert answer.status_code == 422
    assert not Screening.objects.exists()
    faults = answer.context["form"].errors.as_data()
    text = answer.content.decode()
    assert faults
    assert words in text


def test_withdrawing_deferring_and_setting_aside_ask_for_a_reason(crew, coordinator):
    donor = eligible_donor(crew)
    consent = donor.consents.get()
    for address in (f"/donors/consents/{consent.pk}/withdraw/", f"/donors/{donor.code}/defer/"):
        page_of(coordinator, address)
        assert coordinator.post(address, {"reason": " "}).status_code == 422
        assert coordinator.post(address, {"reason": "asked to"}).status_code == 302
    text = page_of(coordinator, f"/donors/{donor.code}/")
    assert "Withdrawn" in text
    assert "Deferred" in text


def test_a_stale_page_gets_a_sentence_and_changes_nothing(crew, coordinator):
    donor = eligible_donor(crew)
    defer_donor(donor=donor, reason="x", by=crew.qa, at=timezone.now())
    answer = coordinator.post(f"/donors/{donor.code}/refuse/", {"reason": "late"})
    assert answer.status_code == 422
    assert "somebody moved it on. Open the page again." in answer.content.decode()


def test_a_donation_page_shows_where_it_leads(crew):
    donation = make_donation(crew, autologous=True)
    text = page_of(browser_of(crew.operator), f"/donations/{donation.code}/")
    assert donation.identity_code in text
    assert "None yet" in text


def test_a_scanned_code_opens_its_record(crew, coordinator):
    donation = make_donation(crew)
    for code, address in (
        (donation.code, f"/donations/{donation.code}/"),
        (donation.donor.code, f"/donors/{donation.donor.code}/"),
    ):
        assert coordinator.get("/search/", {"q": code.lower()})["Location"] == address


def test_a_late_donation_says_why(crew, coordinator):
    now = timezone.now()
    donor = eligible_donor(crew, at=now - timedelta(days=3))
    given = {
        "tissue": "cord", "quantity_text": "1 cm",
        "collected_at": berlin(now - timedelta(days=2)),
    }  # fmt: skip
    answer = coordinator.post(f"/donors/{donor.code}/donate/", given)
    assert "Say why it is entered so late" in answer.content.decode()

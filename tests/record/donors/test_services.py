"""Donors through the services: the move, its row in the ledger, the refusal."""

from datetime import timedelta

import pytest

from factories.donors import (
    accept,
    eligible_donor,
    enter,
    give_consent,
    make_donation,
    make_donor,
    screen,
)
from factories.people import AT, Crew, erase, signed
from secretome_record.donors import panel, queries, services
from secretome_record.donors.models import Donation, Donor
from secretome_record.ledger.lineage import trace
from secretome_record.ledger.models import Event, Move
from secretome_record.ledger.refusal import Refusal
from secretome_record.people.roles import Role


def refused(act) -> frozenset[str]:
    with pytest.raises(Refusal) as caught:
        act()
    return caught.value.codes


def test_an_accepted_donor_moves_with_a_signature_and_a_line_in_the_ledger(crew):
    donor = eligible_donor(crew)
    move = Move.objects.get(subject_id=donor.pk)
    assert (move.from_state, move.to_state) == ("REGISTERED", "ELIGIBLE")
    assert move.signature.meaning == "donor eligible"
    assert queries.acceptances_of(donor)[0]["holds"] is True


def test_the_acceptance_breaks_visibly_when_a_later_result_is_verified(crew):
    donor = eligible_donor(crew)
    later = enter(donor, crew, "HCV", "NEGATIVE")
    services.verify_screening(screening=later, by=crew.qc_analyst, at=AT)
    assert queries.acceptances_of(donor)[0]["holds"] is False


def test_a_donor_without_anything_is_refused_with_every_reason(crew):
    donor = make_donor(crew, birth_date=None)
    assert refused(lambda: accept(donor, crew)) == {
        "age_missing", "no_consent", "screening_missing",
    }  # fmt: skip


def test_a_missing_birth_date_is_entered_once_and_sealed(crew):
    donor = make_donor(crew, birth_date=None)
    enter_date = {"donor": donor, "by": crew.donor_coordinator, "at": AT}
    services.enter_birth_date(birth_date=AT.date() - timedelta(days=30 * 365), **enter_date)
    stored = Donor.objects.select_related("subject").get(pk=donor.pk)
    assert queries.born_on(stored) == AT.date() - timedelta(days=30 * 365)
    assert stored.birth_date_sealed.startswith("s1:")
    assert refused(lambda: services.enter_birth_date(birth_date=AT.date(), **enter_date)) == {
        "birth_date"
    }


def test_nobody_verifies_their_own_entry(crew):
    screening = enter(make_donor(crew), crew, "HCV")
    own = {"screening": screening, "by": crew.donor_coordinator, "at": AT}
    assert refused(lambda: services.verify_screening(**own)) == {"own_entry"}


def test_a_screening_is_verified_once(crew):
    screening = enter(make_donor(crew), crew, "HCV")
    services.verify_screening(screening=screening, by=crew.qa, at=AT)
    again = {"screening": screening, "by": crew.qc_analyst, "at": AT}
    assert refused(lambda: services.verify_screening(**again)) == {"verified_already"}


def test_a_wrongly_typed_positive_is_set_aside_and_does_not_count(crew):
    donor = make_donor(crew)
    give_consent(donor, crew)
    wrong = enter(donor, crew, "HCV", "POSITIVE")
    services.set_screening_aside(screening=wrong, reason="typed wrongly", by=crew.qa, at=AT)
    screen(donor, crew)
    assert accept(donor, crew).state == "ELIGIBLE"


def test_an_unknown_marker_a_strange_result_and_no_words_are_three_reasons(crew):
    donor = make_donor(crew)
    given = {
        "donor": donor, "marker": "HTLV", "result": "maybe", "as_reported": " ",
        "laboratory": "Lab", "sampled_at": AT, "by": crew.qc_analyst, "at": AT,
    }  # fmt: skip
    assert refused(lambda: services.enter_screening(**given)) == {
        "unknown_marker", "unknown_result", "as_reported",
    }  # fmt: skip


def test_a_sample_from_the_future_is_refused(crew):
    donor = make_donor(crew)
    later = AT + timedelta(hours=1)
    assert refused(lambda: enter(donor, crew, "HCV", sampled_at=later)) == {"in_the_future"}


def test_a_donation_comes_only_from_an_eligible_donor_in_consent(crew):
    donor = eligible_donor(crew)
    consent = donor.consents.get()
    services.withdraw_consent(consent=consent, by=crew.donor_coordinator, at=AT, reason="asked")
    assert refused(lambda: make_donation(crew, donor)) == {"consent_withdrawn"}
    services.defer_donor(donor=donor, reason="withdrew", by=crew.qa, at=AT)
    assert refused(lambda: make_donation(crew, donor)) == {
        "donor_not_eligible", "consent_withdrawn",
    }  # fmt: skip


def test_a_consent_is_withdrawn_once(crew):
    donor = make_donor(crew)
    consent = give_consent(donor, crew)
    services.withdraw_consent(consent=consent, by=crew.donor_coordinator, at=AT)
    again = {"consent": consent, "by": crew.donor_coordinator, "at": AT}
    assert refused(lambda: services.withdraw_consent(**again)) == {"withdrawn_already"}


def test_a_donation_ten_days_after_the_sample_is_refused(crew):
    donor = eligible_donor(crew)
    later = AT + timedelta(days=10)
    assert refused(lambda: make_donation(crew, donor, later)) == {"screening_out_of_window"}


def test_a_late_entry_says_why(crew):
    donor = eligible_donor(crew)
    late = {
        "donor": donor, "tissue": "cord", "quantity_text": "20 cm", "collected_at": AT,
        "by": crew.donor_coordinator, "at": AT + timedelta(days=2),
    }  # fmt: skip
    assert refused(lambda: services.record_donation(**late)) == {"late"}
    assert services.record_donation(**late, late_reason="ward was closed").late_reason


def test_own_cells_get_one_identity_code_for_all_donations_and_donor_cells_none(crew):
    own = eligible_donor(crew, autologous=True)
    first, second = make_donation(crew, own), make_donation(crew, own)
    assert first.identity_code == second.identity_code
    assert first.identity_code.startswith("CI-")
    assert make_donation(crew).identity_code == ""


def test_a_donation_stands_below_its_donor_in_the_lineage(crew):
    donation = make_donation(crew)
    assert [n.code for n in trace(donation.code).ancestors] == [donation.donor.code]


def test_a_deferred_donor_is_accepted_again_only_with_a_reason_and_a_fresh_panel(crew):
    donor = eligible_donor(crew)
    services.defer_donor(donor=donor, reason="travel", by=crew.qa, at=AT)
    donor.refresh_from_db(fields=["state"])
    later = AT + timedelta(days=30)
    who = crew.donor_coordinator
    again = {
        "donor": donor, "by": who, "at": later,
        "signature": signed(who, "donor eligible", Role.DONOR_COORDINATOR, later),
    }  # fmt: skip
    assert refused(lambda: services.accept_again(reason="home", **again)) == {
        "screening_out_of_window"
    }
    screen(donor, crew, at=later)
    assert refused(lambda: services.accept_again(reason=" ", **again)) == {"reason_missing"}
    assert services.accept_again(reason="home again", **again).state == "ELIGIBLE"


def test_somebody_of_another_site_may_not_act_here(crew, other_site):
    donor = make_donor(crew)
    stranger = Crew(other_site)
    assert refused(lambda: enter(donor, stranger, "HCV")) == {"not_your_role"}
    assert refused(lambda: accept(donor, stranger)) == {"not_your_role"}
    refuse = {"donor": donor, "reason": "no", "by": stranger.donor_coordinator, "at": AT}
    assert refused(lambda: services.refuse_donor(**refuse)) == {"not_your_role"}


def test_a_form_sent_twice_makes_one_donor_and_one_donation(crew):
    from uuid_utils.compat import uuid7

    key, other = uuid7(), uuid7()
    first = make_donor(crew, form_key=key)
    assert make_donor(crew, form_key=key).pk == first.pk
    donor = eligible_donor(crew)
    given = {
        "donor": donor, "tissue": "cord", "quantity_text": "20 cm", "collected_at": AT,
        "by": crew.donor_coordinator, "at": AT, "form_key": other,
    }  # fmt: skip
    assert services.record_donation(**given) == services.record_donation(**given)
    assert Donation.objects.count() == 1


def test_no_name_stands_open_in_the_ledger_and_erasure_leaves_the_codes(crew):
    donor = make_donor(crew, name="Rosalind Unmistakable")
    rows = Event.objects.filter(table_name="donors_donor")
    assert not any("Rosalind" in (row.after or "") for row in rows)
    erase(donor.subject, crew.administrator)
    stored = Donor.objects.select_related("subject").get(pk=donor.pk)
    assert str(stored.name).startswith("erased on")
    assert stored.code == donor.code


def test_screening_after_the_donation_counts_and_donor_reasons_look_at_the_donation(crew):
    donation = make_donation(crew)
    donor = Donor.objects.select_related("subject").get(pk=donation.donor_id)
    assert queries.donor_reasons(donor, AT + timedelta(days=200)) == ()
    late = enter(donor, crew, panel.MARKERS[0], "POSITIVE", at=AT + timedelta(days=3))
    assert late.verified_by is None
    found = queries.donor_reasons(donor, AT + timedelta(days=200))
    assert [r.code for r in found] == ["screening_positive"]

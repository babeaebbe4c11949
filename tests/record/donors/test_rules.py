"""Eligibility as plain rules: each reason alone, all together, and the window as a property."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secretome_record.donors import panel, rules
from secretome_record.donors.states import DEFERRED, ELIGIBLE, REFUSED, REGISTERED

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
CONSENT = rules.ConsentFact(panel.NEEDED_PURPOSES, AT - timedelta(days=1), None)


def test_fact(marker, **more):
    return rules.ScreeningFact(
        **{
            "marker": marker, "result": "NEGATIVE", "sampled_at": AT - timedelta(hours=3),
            "is_verified": True, **more,
        }
    )  # fmt: skip


test_fact.__test__ = False


def facts(**more):
    whole = {
        "code": "DN-TEST", "state": ELIGIBLE, "birth_date": date(1990, 5, 17),
        "consents": (CONSENT,), "screenings": tuple(test_fact(m) for m in panel.MARKERS), **more,
    }  # fmt: skip
    return rules.DonorFacts(**whole)


def codes(found):
    return [reason.code for reason in found]


def with_hiv(**more):
    others = tuple(test_fact(m) for m in panel.MARKERS[1:])
    return facts(screenings=(test_fact("HIV-1/2", **more), *others))


def test_a_complete_donor_has_no_reason_against():
    assert codes(rules.reasons_against_eligibility(facts(), AT)) == []


ALONE = {
    "age_missing": facts(birth_date=None),
    "too_young": facts(birth_date=date(2008, 3, 3)),
    "no_consent": facts(consents=()),
    "consent_withdrawn": facts(
        consents=(rules.ConsentFact(panel.NEEDED_PURPOSES, CONSENT.given_at, AT),)
    ),
    "purpose_missing": facts(
        consents=(rules.ConsentFact((panel.DONATE,), CONSENT.given_at, None),)
    ),
    "screening_missing": facts(screenings=tuple(test_fact(m) for m in panel.MARKERS[1:])),
    "screening_unverified": with_hiv(is_verified=False),
    "screening_positive": with_hiv(result="POSITIVE"),
    "screening_invalid": with_hiv(result="INVALID"),
    "screening_out_of_window": with_hiv(sampled_at=AT - timedelta(days=8)),
}


@pytest.mark.parametrize("code", ALONE)
def test_each_reason_can_be_the_only_one(code):
    assert codes(rules.reasons_against_eligibility(ALONE[code], AT)) == [code]


def test_a_donor_with_nothing_is_told_everything_at_once():
    found = rules.reasons_against_eligibility(
        facts(birth_date=None, consents=(), screenings=()), AT
    )
    assert codes(found) == ["age_missing", "no_consent", *["screening_missing"] * 5]


def test_a_consent_given_later_does_not_cover_an_earlier_donation():
    later = rules.ConsentFact(panel.NEEDED_PURPOSES, AT + timedelta(minutes=1), None)
    assert codes(rules.reasons_against_eligibility(facts(consents=(later,)), AT)) == ["no_consent"]


def test_an_unverified_positive_refuses_although_a_verified_negative_stands_beside_it():
    both = facts()
    both = facts(
        screenings=(*both.screenings, test_fact("HCV", result="POSITIVE", is_verified=False))
    )
    assert codes(rules.reasons_against_eligibility(both, AT)) == ["screening_positive"]


def test_an_invalid_test_is_mended_by_a_new_one():
    both = facts(screenings=(*facts().screenings, test_fact("HCV", result="INVALID")))
    assert codes(rules.reasons_against_eligibility(both, AT)) == []


@given(st.integers(-30 * 24 * 60, 30 * 24 * 60))
def test_a_sample_counts_exactly_within_seven_days_either_side(minutes):
    found = codes(
        rules.reasons_against_eligibility(with_hiv(sampled_at=AT + timedelta(minutes=minutes)), AT)
    )
    inside = abs(minutes) <= 7 * 24 * 60
    assert found == ([] if inside else ["screening_out_of_window"])


@given(st.dates(date(1900, 1, 1), date(2007, 12, 31)), st.dates(date(2008, 1, 1), date(2030, 1, 1)))
def test_age_counts_completed_years(born, day):
    years = rules.age_years(born, day)
    assert (day - born).days // 366 <= years <= (day - born).days // 365


@pytest.mark.parametrize("state", [REGISTERED, REFUSED, DEFERRED])
def test_only_an_accepted_donor_gives(state):
    assert codes(rules.reasons_against_state(facts(state=state))) == ["donor_not_eligible"]


def test_every_marker_of_the_panel_names_its_source():
    assert all(marker.source and marker.title for marker in panel.PANEL)
    assert panel.MARKERS == ("HIV-1/2", "HBsAg", "anti-HBc", "HCV", "syphilis")

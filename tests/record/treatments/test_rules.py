"""The rules of treatments: every reason can be the only one, and volumes never drift."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secretome_record.ledger.refusal import Reason, Refusal
from secretome_record.treatments.rules import amounts, bedside, planning
from secretome_record.treatments.rules.planning import BasisFacts, LotFacts, PlanFacts, VisitText

TODAY = date(2026, 3, 16)
DAY = timedelta(days=1)
SAFETY = VisitText("Safety, day 7", 7, is_safety_visit=True)
BASIS = BasisFacts(
    "LB-1", "trial", "Germany", "product", "MSC-EV", "pulmonary fibrosis", "nebulised",
    TODAY - timedelta(days=1), TODAY + timedelta(days=60), approved_trial=True, site="site",
)  # fmt: skip
LOT = LotFacts("LT-1", "RELEASED", False, "product", "", "site")
FACTS = PlanFacts(
    site="site", request_code="RQ-1", request_state="ACCEPTED",
    verdicts=frozenset({"TRIAL_ONLY"}), basis=BASIS, product="product", product_name="MSC-EV",
    autologous=False, condition="pulmonary fibrosis", route="nebulised", jurisdiction="Germany",
    today=TODAY, first_session_on=TODAY, last_session_on=TODAY + timedelta(days=7),
    session_count=2, session_interval_days=7, visits=(SAFETY,), lot=LOT, identity_code="",
)  # fmt: skip


def basis(**changed) -> PlanFacts:
    return replace(FACTS, basis=replace(BASIS, **changed))


def lot(**changed) -> PlanFacts:
    return replace(FACTS, lot=replace(LOT, **changed))


def codes(facts: PlanFacts) -> set[str]:
    return {reason.code for reason in planning.reasons_against_plan(facts)}


ALONE = {
    "no_legal_basis": replace(FACTS, basis=None),
    "basis_expired": basis(valid_to=TODAY - timedelta(days=1), valid_from=date(2020, 1, 1)),
    "basis_not_begun": basis(valid_from=TODAY + timedelta(days=1)),
    "basis_too_short": basis(valid_to=TODAY + timedelta(days=3)),
    "starts_on": replace(FACTS, first_session_on=TODAY - DAY),
    "basis_product": basis(product="another"),
    "basis_condition": basis(condition="gout"),
    "basis_route": basis(route="intravenous"),
    "basis_jurisdiction": basis(jurisdiction="Norway"),
    "contraindicated": replace(FACTS, verdicts=frozenset({"CONTRAINDICATED"})),
    "only_in_trial": replace(
        basis(kind="named patient", approved_trial=False), verdicts=frozenset({"NO_HUMAN_STUDY"})
    ),
    "request_not_accepted": replace(FACTS, request_state="ANSWERED"),
    "no_visits": replace(FACTS, visits=()),
    "no_safety_visit": replace(FACTS, visits=(VisitText("Outcome", 90),)),
    "visit_day": replace(FACTS, visits=(replace(SAFETY, days_after_first_dose=0), SAFETY)),
    "visit_name": replace(FACTS, visits=(SAFETY, VisitText(" ", 30))),
    "session_count": replace(FACTS, session_count=0),
    "session_interval_days": replace(FACTS, session_interval_days=0),
    "lot_not_released": lot(state="ON_HOLD"),
    "lot_expired": lot(is_expired=True),
    "lot_product": lot(product="another"),
    "identity_mismatch": lot(identity_code="CI-1"),
    "identity_missing": replace(FACTS, autologous=True),
    "dose_unit_agrees": replace(FACTS, dose_against=(Reason("dose_unit_agrees", "No."),)),
    "charged_in_trial": replace(FACTS, price_against=(Reason("charged_in_trial", "No."),)),
}


def test_nothing_speaks_against_a_whole_plan():
    assert codes(FACTS) == set()


@pytest.mark.parametrize("code", ALONE)
def test_each_reason_against_a_plan_can_be_the_only_one(code):
    assert codes(ALONE[code]) == {code}


def test_a_plan_that_starts_before_its_legal_basis_says_so():
    long_ago = replace(FACTS, first_session_on=date(1990, 1, 1))
    assert codes(long_ago) == {"starts_on", "basis_begins_later"}
    sentences = " ".join(r.sentence for r in planning.reasons_against_plan(long_ago))
    assert "1990-01-01" in sentences
    assert "today is 2026-03-16" in sentences


def test_all_reasons_come_at_once():
    bad = replace(FACTS, basis=None, request_state="CLOSED", visits=(), session_count=0)
    assert codes(bad) >= {"no_legal_basis", "request_not_accepted", "no_visits", "session_count"}


@pytest.mark.parametrize("verdict", ["NOT_SUPPORTED", "NO_HUMAN_STUDY"])
def test_what_is_unproven_needs_an_approved_trial_and_not_just_a_trial(verdict):
    unproven = replace(FACTS, verdicts=frozenset({verdict}))
    assert codes(unproven) == set()
    unapproved = replace(unproven, basis=replace(BASIS, approved_trial=False))
    assert codes(unapproved) == {"only_in_trial"}


def test_no_trial_makes_a_contraindication_possible():
    facts = replace(FACTS, verdicts=frozenset({"TRIAL_ONLY", "CONTRAINDICATED"}))
    assert "contraindicated" in codes(facts)


@given(st.integers(0, 9_999_999))
def test_microlitres_survive_the_way_through_text(count):
    assert amounts.microlitres(amounts.millilitres_text(count)) == count


@given(st.text(max_size=12))
def test_a_volume_is_read_exactly_or_refused(text):
    try:
        read = amounts.microlitres(text)
    except Refusal:
        return
    assert Decimal(text.strip().replace(",", ".")) * 1000 == read


@pytest.mark.parametrize("text", ["", "-1", "1e3", "2.4567", "NaN", "1.", ".5", "2 mL", "١"])
def test_an_unclear_volume_is_refused(text):
    with pytest.raises(Refusal, match=r"is no volume volume|is no"):
        amounts.microlitres(text)


VOLUMES = bedside.Volumes(
    drawn_ul=1200, given_ul=1000, wasted_ul=200, waste_reason="rest", dose_reason="",
    vial_ul=3000, given_before_ul=0, dose_low_ul=900, dose_high_ul=1100, is_last_vial=True,
)  # fmt: skip


def volume_codes(**changed) -> set[str]:
    return {r.code for r in bedside.reasons_against_volumes(replace(VOLUMES, **changed))}


@given(st.integers(0, 5000), st.integers(0, 5000), st.integers(0, 5000))
def test_a_dose_stands_exactly_when_drawn_is_given_and_wasted(drawn, given_ul, wasted):
    found = volume_codes(
        drawn_ul=drawn, given_ul=given_ul, wasted_ul=wasted, dose_low_ul=0, dose_high_ul=10_000
    )
    balanced = drawn == given_ul + wasted and drawn <= 3000
    assert ("drawn_ml_text" in found) == (not balanced)
    assert ("given_ml_text" in found) == (given_ul == 0)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"drawn_ul": 1201}, "drawn_ml_text"),
        ({"drawn_ul": 12_000, "given_ul": 11_800, "dose_high_ul": 20_000}, "drawn_ml_text"),
        ({"waste_reason": " "}, "waste_reason"),
        ({"given_ul": 0, "wasted_ul": 1200, "dose_reason": "vomited"}, "given_ml_text"),
        ({"drawn_ul": 1400, "given_ul": 1200}, "given_ml_text"),
        ({"drawn_ul": 1400, "given_ul": 1200, "dose_reason": "asked for"}, "given_ml_text"),
        ({"drawn_ul": 1000, "given_ul": 800}, "dose_reason"),
    ],
)
def test_each_reason_against_volumes_can_be_the_only_one(changed, code):
    assert volume_codes(**changed) == {code}


@given(st.integers(-9, 9), st.integers(0, 9))
def test_the_earliest_day_is_neither_before_the_plan_nor_too_soon_after_a_dose(ago, interval):
    dose_on = TODAY - ago * DAY
    earliest = bedside.earliest_day(TODAY, dose_on, interval)
    assert earliest >= TODAY
    assert (earliest - dose_on).days >= interval
    assert bedside.earliest_day(TODAY, None, interval) == TODAY


def test_a_first_vial_of_two_may_hold_less_than_the_dose_but_never_more():
    assert volume_codes(given_ul=500, drawn_ul=700, is_last_vial=False) == set()
    assert volume_codes(given_ul=2000, drawn_ul=2200, is_last_vial=False) == {"given_ml_text"}
    assert volume_codes(given_before_ul=500, given_ul=500, drawn_ul=700) == set()


SESSION = bedside.SessionFacts(
    "SE-1", "PREPARED", "PL-1", "CONSENTED", "", "PT-1", has_consent=True, signature_holds=True
)
VIAL = bedside.VialFacts("VL-1", "RESERVED", "", "LT-1", "RELEASED", False, True, True, "SE-1")
SCANS = bedside.Scans("PT-1", "PL-1", "VL-1")

REFUSED = {
    "wrong_patient": (replace(SCANS, patient="PT-2"), SESSION, VIAL),
    "wrong_plan": (replace(SCANS, plan="PL-2"), SESSION, VIAL),
    "unknown_vial": (SCANS, SESSION, None),
    "not_reserved": (SCANS, SESSION, replace(VIAL, is_kept_for_this_session=False, kept_for="")),
    "kept_for_another": (SCANS, SESSION, replace(VIAL, is_kept_for_this_session=False)),
    "vial_given": (SCANS, SESSION, replace(VIAL, state="GIVEN")),
    "vial_destroyed": (SCANS, SESSION, replace(VIAL, state="DESTROYED")),
    "lot_on_hold": (SCANS, SESSION, replace(VIAL, lot_state="ON_HOLD")),
    "lot_not_released": (SCANS, SESSION, replace(VIAL, lot_state="QUARANTINED")),
    "lot_expired": (SCANS, SESSION, replace(VIAL, is_expired=True)),
    "another_lot": (SCANS, SESSION, replace(VIAL, is_of_the_plans_lot=False)),
    "identity_mismatch": (SCANS, SESSION, replace(VIAL, identity_code="CI-1")),
    "session_state": (SCANS, replace(SESSION, state="PLANNED"), VIAL),
    "too_early": (SCANS, replace(SESSION, today=TODAY, earliest_on=TODAY + DAY), VIAL),
    "plan_not_consented": (SCANS, replace(SESSION, plan_state="STOPPED"), VIAL),
    "no_consent": (SCANS, replace(SESSION, has_consent=False), VIAL),
    "signature_broken": (SCANS, replace(SESSION, signature_holds=False), VIAL),
    "safety_visit_overdue": (SCANS, replace(SESSION, overdue=("VI-1",)), VIAL),
    "basis_expired": (
        SCANS, replace(SESSION, plan_against=(Reason("basis_expired", "Over."),)), VIAL,
    ),
    "wrong_check_character": (
        replace(SCANS, faults=(Reason("wrong_check_character", "No."),)), SESSION, VIAL,
    ),
}  # fmt: skip


def test_three_right_codes_match():
    assert list(bedside.reasons_against_match(SCANS, SESSION, VIAL)) == []


@pytest.mark.parametrize("code", REFUSED)
def test_each_reason_against_a_match_can_be_the_only_one(code):
    assert [r.code for r in bedside.reasons_against_match(*REFUSED[code])] == [code]


def test_every_refusal_says_what_to_do():
    for code in REFUSED:
        assert bedside.what_to_do(code).endswith(".")


def test_an_unreadable_scan_is_told_in_one_short_sentence():
    for what in ("patient", "plan", "vial"):
        for code in ("not_a_code", "wrong_check_character", "wrong_kind_of_code"):
            reason = bedside.unreadable(what, code)
            assert reason.code == code
            assert len(reason.sentence) < 70


def test_the_wrong_patient_is_named_before_the_wrong_vial():
    scans = replace(SCANS, patient="PT-2")
    found = list(bedside.reasons_against_match(scans, SESSION, replace(VIAL, lot_state="ON_HOLD")))
    assert found[0].code == "wrong_patient"


def test_a_physicians_signature_lets_an_overdue_visit_pass():
    session = replace(SESSION, overdue=("VI-1",), overdue_is_signed=True)
    assert list(bedside.reasons_against_match(SCANS, session, VIAL)) == []


def test_a_match_is_used_within_half_an_hour_and_never_before_it_was_made():
    at = datetime(2026, 3, 16, 12, tzinfo=UTC)
    fresh, old = at - timedelta(minutes=30), at - timedelta(minutes=31)
    assert list(bedside.reasons_against_freshness(fresh, at)) == []
    for checked in (old, at + timedelta(seconds=1)):
        found = [r.code for r in bedside.reasons_against_freshness(checked, at)]
        assert found == ["match_too_old"]
    assert [r.code for r in bedside.reasons_against_freshness(None, at)] == ["not_matched"]


def test_a_price_is_added_up_without_rounding():
    assert amounts.total_of("120.10", 3, "35.05", 2, 2) == "430.40"
    assert amounts.total_of("1000", 2, "0", 1, 0) == "2000"
    assert amounts.total_of("0.001", 3, "0", 0, 3) == "0.003"


def test_money_has_an_iso_currency_and_no_more_decimals_than_it():
    wrong = {"per_session_text": "12.345", "per_visit_text": "free"}
    found = [r.code for r in amounts.reasons_against_price_list("EUR", 2, wrong)]
    assert found == ["per_session_text", "per_visit_text"]
    fine = {"per_session_text": "12.34", "per_visit_text": "0"}
    assert [r.code for r in amounts.reasons_against_price_list("EURO", None, fine)] == ["currency"]
    assert list(amounts.reasons_against_price_list("EUR", 2, fine)) == []


def test_under_a_trial_nothing_is_charged_unless_somebody_approved_it():
    def found(total, *, in_trial=True, approved=""):
        return [
            r.code
            for r in amounts.reasons_against_price(
                total_text=total, in_trial=in_trial, charging_approved_by=approved
            )
        ]

    assert found("0.00") == []
    assert found("0.01") == ["charged_in_trial"]
    assert found("0.01", approved="Ethics committee, 3 March 2026") == []
    assert found("500", in_trial=False) == []


def test_consent_is_to_a_text_for_the_treatment_and_to_what_was_signed():
    signed_at = datetime(2026, 3, 2, 9, 0, 40, tzinfo=UTC)

    def found(text="Text", purposes=("treatment",), *, holds=True, minutes=0):
        moment = signed_at.replace(second=0) + timedelta(minutes=minutes)
        against = planning.reasons_against_consent(
            text, purposes, signature_holds=holds, given_at=moment, signed_at=signed_at
        )
        return [reason.code for reason in against]

    assert found() == []
    assert found(text=" ") == ["text"]
    assert found(purposes=()) == ["purposes"]
    assert found(purposes=("treatment", "advertising")) == ["purposes"]
    assert found(holds=False) == ["signature_broken"]
    assert found(minutes=-1) == ["given_at"]

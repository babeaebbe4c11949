"""A plan is given with everything in it, or refused whole with every reason."""

from datetime import date

import pytest

from science.answers.cases import a_case, a_lot
from secretome.answers import Statement, plan, plan_document
from secretome.errors import BadInput

ON = date(2026, 3, 1)
UNRECORDED = {"dilution": None, "replicate_cv": 0.04}


def made(case=None, lots=None, statement=None, on=ON):
    """The plan document of a case."""
    lots = (a_lot(),) if lots is None else lots
    return plan_document(
        plan(case or a_case(), lots=lots, statement=statement or Statement(), on=on)
    )


def codes(document):
    """What refuses the plan."""
    return {reason["code"] for reason in document["refused"]}


def test_a_sound_case_with_a_sound_lot_is_planned():
    document = made()
    assert document["refused"] == []
    assert document["verdict"] == "TRIAL_ONLY"
    assert document["dose"]["volume_ml"]["value"] == pytest.approx(0.5, rel=0.1)
    assert document["sessions"] == 5
    assert document["duration_weeks"] == 52
    assert document["schedule"]["treatment_weeks"] == 4
    assert document["price"]["total"] == "0.00"
    assert document["statement"] is None


def test_what_nobody_knows_is_said_and_carries_no_number():
    document = made()
    assert document["expected"]["known"] is False
    share = document["share_not_reaching_mid"]
    assert (share["treated"], share["control"], share["text"]) == (None, None, "unknown")
    assert "control group" in share["reason"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"legal_basis": None}, "legal_basis_named"),
        ({"legal_basis__valid_to": "2026-02-28"}, "legal_basis_valid"),
        ({"legal_basis__valid_from": "2026-03-02"}, "legal_basis_valid"),
        ({"legal_basis__valid_to": "2026-03-15"}, "legal_basis_valid"),
        ({"legal_basis__product": "EV 02"}, "legal_basis_covers_product"),
        ({"legal_basis__condition": "gout"}, "legal_basis_covers_condition"),
        ({"legal_basis__route": "intravenous"}, "legal_basis_covers_route"),
        ({"icd10": "M10"}, "code_names_condition"),
        ({"schedule": None}, "visits_planned"),
        ({"schedule__visits": None}, "visits_planned"),
        ({"schedule__visits": [{"week": "0", "purpose": "same day"}]}, "visits_planned"),
        (
            {"prices__items": [{"item": "x", "amount": "10.00", "per": "session"}]},
            "charging_approved",
        ),
        ({"example": None}, "lot_is_real"),
        (
            {"patient__contraindications": [{"finding": "active cancer", "by": "Dr. Example"}]},
            "verdict_allows",
        ),
    ],
)
def test_each_reason_alone_refuses_the_plan(change, code):
    document = made(a_case(**change))
    assert codes(document) == {code}
    assert document["dose"]["volume_ml"] is None
    assert document["dose"]["vials"] is None


@pytest.mark.parametrize("condition", ["post-COVID condition", "gout", "a rare thing"])
def test_without_support_a_plan_stands_only_inside_an_approved_trial(condition):
    named = {"condition": condition, "icd10": None, "legal_basis__condition": condition}
    assert made(a_case(**named))["refused"] == []
    for weaker in (
        {"legal_basis__kind": "named_patient"},
        {"legal_basis__approved_by": None},
    ):
        assert "verdict_allows" in codes(made(a_case(**named, **weaker)))


def test_a_contraindicated_use_is_refused_even_inside_a_trial():
    use = {
        "condition": "photo-ageing",
        "icd10": "L57.8",
        "route": "intradermal",
        "legal_basis__condition": "photo-ageing",
        "legal_basis__route": "intradermal",
        "dose__max_volume_ml": "5",
    }
    document = made(a_case(**use))
    assert document["verdict"] == "CONTRAINDICATED"
    assert codes(document) == {"verdict_allows"}
    assert "granulomas" in document["refused"][0]["text"]


def test_the_legal_basis_may_name_the_condition_by_code_or_synonym():
    assert made(a_case(legal_basis__condition="IPF"))["refused"] == []
    assert made(a_case(condition=None, legal_basis__condition="J84"))["refused"] != []


def test_without_a_lot_there_is_no_dose_and_the_rest_is_answered():
    document = made(lots=())
    assert codes(document) == {"no_lot"}
    assert document["dose"] is None
    assert document["duration_weeks"] == 52


def test_an_unrecorded_dilution_refuses_until_a_person_states_it():
    lots = (a_lot(**UNRECORDED),)
    assert codes(made(lots=lots)) == {"dilution_known"}
    stated = Statement(dilution=1, by="A. Nalyst", reason="bench book p. 12; undiluted <b>")
    document = made(lots=lots, statement=stated)
    assert document["refused"] == []
    assert document["statement"]["reason"] == "bench book p. 12; undiluted <b>"
    assert document["statement"]["by"] == "A. Nalyst"


def test_a_dilution_that_nobody_stands_for_is_refused():
    with pytest.raises(BadInput, match="not by whom"):
        Statement(dilution=100, by=None, reason="because")


def test_a_dilution_is_never_applied_twice():
    stated = Statement(dilution=100, by="A. Nalyst", reason="memory")
    document = made(statement=stated)
    assert codes(document) == {"measurement_reliable"}
    assert "already multiplied" in document["refused"][0]["text"]


def test_the_first_lot_that_may_be_used_gives_the_dose():
    unusable, usable = a_lot("bad.csv", captures=2), a_lot("good.csv")
    document = made(lots=(unusable, usable))
    assert document["refused"] == []
    assert document["dose"]["lot"] == "good.csv"
    assert document["other_lots"][0]["lot"] == "bad.csv"
    assert document["other_lots"][0]["refused"]


def test_money_is_added_exactly_and_unknown_counts_stay_unknown():
    items = [
        {"item": "infusion", "amount": "480.10", "per": "session"},
        {"item": "vial", "amount": "0.10", "per": "vial"},
        {"item": "visit", "amount": "120.50", "per": "visit"},
    ]
    priced = {"prices__items": items, "prices__charging_approved_by": "ethics committee"}
    assert made(a_case(**priced))["price"]["total"] == "2642.00"
    without_vials = made(a_case(**priced, dose__vial_ml=None))
    assert without_vials["price"]["total"] is None
    assert "vials" in without_vials["price"]["reason"]


def test_a_short_follow_up_is_a_caution():
    short = [{"week": "4", "purpose": "safety"}]
    assert any("12 months" in c for c in made(a_case(schedule__visits=short))["cautions"])
    assert not any("12 months" in c for c in made()["cautions"])


def test_the_same_case_on_the_same_day_gives_the_same_plan():
    assert made() == made()

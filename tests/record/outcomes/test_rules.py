"""The rules of outcomes: scores on their scale, visits after the dose, events that add up."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secretome_record.outcomes import rules

AT = datetime(2026, 3, 16, 12, tzinfo=UTC)
WALK = rules.MeasureFacts("Walk", "0.0", "900.0", "1.0")
PAIN = rules.MeasureFacts("Pain", "0.0", "10.0", "0.5")
VISIT = rules.VisitFacts("Month 3", ("Walk",), AT - timedelta(days=90), is_missed=False)
SCORE = rules.ReadScore(WALK, "420", "")


def score(text, missing="", measure=WALK):
    return rules.ReadScore(measure, text, missing)


def codes(found) -> list[str]:
    return [reason.code for reason in found]


@given(st.decimals(-50, 60, places=2))
def test_a_score_stands_exactly_when_it_lies_on_its_scale(value):
    found = codes(rules.reasons_against_score(score(str(value), measure=PAIN)))
    on_scale = 0 <= value <= 10 and value % Decimal("0.5") == 0
    assert (found == []) == on_scale


@given(st.text(max_size=8))
def test_any_text_as_a_score_gives_reasons_and_never_an_error(text):
    assert set(codes(rules.reasons_against_score(score(text)))) <= {"score_Walk"}


@pytest.mark.parametrize("text", ["NaN", "inf", "12 m", "--", "1e999"])
def test_what_is_no_number_is_no_score(text):
    assert codes(rules.reasons_against_score(score(text))) == ["score_Walk"]


def test_a_missing_score_says_why():
    assert codes(rules.reasons_against_score(score(""))) == ["score_Walk"]
    assert codes(rules.reasons_against_score(score("", "used a wheelchair"))) == []


def test_a_score_and_a_reason_for_its_absence_exclude_each_other():
    both = score(SCORE.as_reported, "used a wheelchair")
    assert codes(rules.reasons_against_score(both)) == ["missing_Walk"]


def test_a_visit_is_held_from_its_due_day_less_its_grace_on():
    earliest = rules.earliest_day(AT.date() + timedelta(days=3), 3)
    assert earliest == AT.date()
    early = replace(VISIT, earliest_on=earliest, held_on=AT.date() - timedelta(days=1))
    [reason] = rules.reasons_against_visit(early, AT, [SCORE], "")
    assert reason.code == "held_at"
    assert f"from {earliest} on" in reason.sentence
    assert (
        codes(rules.reasons_against_visit(replace(early, held_on=earliest), AT, [SCORE], "")) == []
    )


def test_a_visit_has_every_planned_score_once_and_follows_the_dose():
    def found(visit=VISIT, held_at=AT, scores=(SCORE,), late=""):
        return codes(rules.reasons_against_visit(visit, held_at, scores, late))

    assert found() == []
    assert found(scores=()) == ["score_Walk"]
    assert found(scores=(SCORE, SCORE)) == ["score_Walk"]
    assert found(held_at=AT - timedelta(days=91)) == ["held_at"]
    assert found(visit=replace(VISIT, first_dose_at=None)) == ["held_at"]
    missed = replace(VISIT, is_missed=True)
    assert found(visit=missed) == ["late_reason"]
    assert found(visit=missed, late="Was abroad.") == []


def test_the_minute_of_the_dose_counts_as_after_it_and_the_one_before_does_not():
    dose_at = AT + timedelta(seconds=41)
    assert rules.as_after(AT, dose_at) == dose_at
    assert rules.as_after(AT - timedelta(minutes=1), dose_at) < dose_at
    same = replace(VISIT, first_dose_at=dose_at)
    assert codes(rules.reasons_against_visit(same, AT, [SCORE], "")) == []


def test_a_visit_is_missed_only_when_its_day_is_over():
    day = date(2026, 3, 16)
    assert codes(rules.reasons_against_missing(day, day)) == ["not_yet"]
    assert codes(rules.reasons_against_missing(None, day)) == ["not_yet"]
    assert codes(rules.reasons_against_missing(day, day + timedelta(days=1))) == []


EVENT = {
    "what": "Fever", "onset_at": AT, "given_at": AT - timedelta(hours=2), "at": AT, "grade": 2,
    "seriousness": (), "grading_version": "CTCAE v6.0",
}  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"what": " "}, "what"),
        ({"onset_at": AT + timedelta(minutes=1)}, "onset_at"),
        ({"onset_at": AT - timedelta(hours=3)}, "onset_at"),
        ({"grade": 0}, "grade"),
        ({"grade": 6}, "grade"),
        ({"grade": 5}, "seriousness"),
        ({"seriousness": ("death",)}, "grade"),
        ({"seriousness": ("annoying",)}, "seriousness"),
        ({"grading_version": "CTCAE"}, "grading_version"),
    ],
)
def test_each_reason_against_an_event_can_be_the_only_one(changed, code):
    assert codes(rules.reasons_against_event(**EVENT | changed)) == [code]


def test_a_whole_event_stands_and_death_is_grade_five():
    assert codes(rules.reasons_against_event(**EVENT)) == []
    fatal = EVENT | {"grade": 5, "seriousness": ("death",)}
    assert codes(rules.reasons_against_event(**fatal)) == []


def test_an_assessment_is_a_category_with_a_reason():
    assert codes(rules.reasons_against_assessment("possible", "Timing fits.")) == []
    assert codes(rules.reasons_against_assessment("surely", " ")) == [
        "causality", "causality_reason",
    ]  # fmt: skip


def test_a_measure_has_a_scale_that_goes_upwards_and_a_source_for_what_matters():
    fine = {
        "name": "Walk", "low": "0", "high": "900", "step": "1", "worthwhile": "30",
        "worthwhile_source": "10.1183/09031936.00150414",
    }  # fmt: skip
    assert codes(rules.reasons_against_measure(**fine)) == []
    for changed, code in (
        ({"name": " "}, "name"), ({"low": "x"}, "low"), ({"high": "0"}, "high"),
        ({"step": "0"}, "step"), ({"worthwhile_source": ""}, "worthwhile_source"),
        ({"worthwhile": "much"}, "worthwhile_change"),
    ):  # fmt: skip
        assert codes(rules.reasons_against_measure(**fine | changed)) == [code]

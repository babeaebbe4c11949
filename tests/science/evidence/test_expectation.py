"""What may be expected: sceptical, beside the untreated, unknown where that is the truth."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories.study_rows import EVENTS, MEANS, reports, study
from secretome.evidence import (
    ConditionVerdict,
    Origin,
    assess,
    assessment_document,
    assumptions,
    conditions,
    expected_document,
    study_from_row,
)
from secretome.evidence.adjusting import Allowed, believe
from secretome.evidence.expecting import expectation
from secretome.evidence.outcomes import instruments

WELL = MEANS | {"n_treated": "200", "n_control": "200"}
SERIES = {
    "study_id": "S1", "doi_or_pmid": "10.1000/s1", "design": "single arm open label",
    "n_treated": "30", "n_control": "0", "treated_mean": "-40", "treated_sd": "20",
    "effect_measure": "mean_change_from_baseline", "effect": "-40",
}  # fmt: skip


def width(estimate):
    return estimate.high - estimate.low


def test_one_controlled_result_gives_a_wide_interval_nearer_to_no_difference():
    found = expectation(reports(1, **MEANS))
    assert found.known
    assert found.outcome == "pain VAS 0-100"
    assert found.unit == "points of 100"
    assert found.observed_change.value == pytest.approx(-10)
    assert -10 < found.change.value < 0
    assert width(found.change) > width(found.observed_change)
    assert found.change.level == 0.90


def test_more_agreeing_studies_make_it_surer_but_never_as_sure_as_printed():
    one, many = expectation(reports(1, **WELL)), expectation(reports(6, **WELL))
    assert width(many.change) < width(one.change)
    assert width(many.change) > width(many.observed_change)
    assert many.pooled is not None


def test_unblinded_and_not_randomised_studies_are_believed_less():
    told = [
        expectation(reports(3, **(WELL | {"design": design}))).change.value
        for design in (
            "RCT double-blind placebo",
            "RCT placebo",
            "RCT open label, usual care",
            "controlled, open label, not randomised, usual care",
        )
    ]
    assert told == sorted(told)


def test_death_is_hardly_bent_by_who_knows_the_treatment_and_pain_is():
    def taken_off(**cells):
        told = [
            expectation(reports(3, **(WELL | cells | {"design": design}))).change.value
            for design in ("RCT double-blind placebo", "RCT open label, usual care")
        ]
        return abs(told[1] - told[0]) / abs(told[0])

    deaths = EVENTS | {"outcome": "death", "outcome_direction": "lower_better",
                       "treated_events": "5", "treated_mean": "", "control_mean": ""}  # fmt: skip
    assert taken_off(**deaths) < 0.5 * taken_off()


def test_events_are_expected_in_percentage_points_beside_the_untreated():
    found = expectation(reports(3, **EVENTS))
    assert found.unit == "percentage points"
    assert found.observed_change.value == pytest.approx(25)
    assert 0 < found.change.value < 25
    share = found.share_not_reaching
    assert share.control.value == pytest.approx(0.75)
    assert share.treated.value < share.control.value
    assert found.chance_worthwhile.value == pytest.approx(1 - share.treated.value)


def test_where_the_event_is_a_harm_being_free_of_it_is_the_worthwhile_result():
    cells = EVENTS | {"outcome": "death", "outcome_direction": "lower_better"}
    found = expectation(reports(2, **cells))
    assert found.share_not_reaching.control.value == pytest.approx(0.25)
    assert found.share_not_reaching.treated.value > 0.25
    assert "freedom from the event" in found.share_not_reaching.reason


def test_the_share_not_reaching_stands_beside_the_same_share_untreated():
    share = expectation(reports(3, **WELL)).share_not_reaching
    assert share.control.value == pytest.approx(0.5968, abs=1e-3)  # normal, mean -15, sd 20, 19.9
    assert share.treated.low <= share.treated.value <= share.treated.high
    assert share.treated.value < share.control.value
    assert "19.9" in share.reason


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ({"outcome": "pain VAS (0-100 mm)"}, "no row prints change and spread"),
        ({"outcome": "change of KOOS", "outcome_direction": "higher_better"}, "worthwhile change"),
        (
            {"effect_measure": "SMD", "effect": "-0.5", "ci_low": "-0.9", "ci_high": "-0.1",
             "treated_mean": "", "control_mean": ""},
            "does not say who",
        ),
    ],
)  # fmt: skip
def test_the_share_is_unknown_where_spread_or_worthwhile_change_is_missing(cells, why):
    found = expectation(reports(2, **(WELL | cells)))
    assert found.known
    assert found.share_not_reaching.treated is None
    assert found.share_not_reaching.control is None
    assert found.share_not_reaching.reason.startswith("Unknown")
    assert why in found.share_not_reaching.reason
    assert found.chance_worthwhile is None


def test_a_series_without_control_makes_nothing_known():
    found = expectation((study(**SERIES),))
    assert not found.known
    assert found.change is None
    assert found.uncontrolled.printed.value == -40
    left = found.uncontrolled.adjusted
    assert left.low < 0 < left.high
    assert width(left) >= 20 * (believe([]).quantile(0.95) - believe([]).quantile(0.05)) - 1e-6


def test_a_series_beside_controlled_rows_can_only_widen():
    alone = expectation(reports(2, **WELL))
    both = expectation((*reports(2, **WELL), study(**SERIES)))
    assert both.change.value == alone.change.value
    assert both.change.low <= alone.change.low
    assert both.change.high >= alone.change.high
    assert both.entered == alone.entered


controlled = st.lists(
    st.builds(Allowed, st.floats(-2, 2), st.floats(0.01, 1), st.floats(0, 0.6), st.floats(0, 0.5)),
    max_size=5,
)


@given(controlled, st.floats(0, 0.5))
def test_more_assumed_bias_never_helps(studies, more):
    worse = [Allowed(s.value, s.variance, s.bias + more, s.bias_sd) for s in studies]
    assert believe(worse).quantile(0.05) <= believe(studies).quantile(0.05) + 1e-9


@given(controlled)
def test_a_belief_is_a_distribution(studies):
    found = believe(studies)
    assert sum(found.weights) == pytest.approx(1)
    low, middle, high = (found.quantile(q) for q in (0.05, 0.5, 0.95))
    assert low < middle < high
    assert found.share_below(middle) == pytest.approx(0.5, abs=1e-6)


def test_without_studies_the_belief_is_centred_on_no_difference():
    assert believe([]).mean == pytest.approx(0)
    assert 0.1 < 1 - believe([]).share_below(0.5) < 0.15


def test_the_outcome_is_chosen_by_rows_and_patients_never_by_result():
    pain = reports(2, **(WELL | {"treated_mean": "-15"}))
    better = study(study_id="W", doi_or_pmid="10.1000/w", **(
        WELL | {"outcome": "change of WOMAC function", "treated_mean": "-60"}))  # fmt: skip
    found = expectation((*pain, better))
    assert found.outcome == "pain VAS 0-100"
    assert [row.why for row in found.left_out] == ["about another outcome (WOMAC function)"]


def test_an_unknown_expectation_has_no_effect_anywhere_in_it():
    for condition in conditions():
        expected = assess(condition).expected
        assert not expected.known
        document = expected_document(expected)
        for name in ("change", "observed_change", "chance_worthwhile"):
            assert document[name] is None
        assert document["text"] == "unknown"


def test_no_sentence_says_that_the_treatment_causes_a_share():
    document = assessment_document(assess("gout", extra=reports(3, **WELL)))
    told = document["share_not_reaching_mid"]["text"]
    assert told.endswith("without the treatment it is 60 in 100.")
    assert "because" not in told
    assert "caus" not in told


def test_own_results_are_kept_apart_and_change_no_verdict():
    own = tuple(study_from_row(s.reported, origin=Origin.OWN_PROGRAMME) for s in reports(4, **WELL))
    alone, beside = assess("gout"), assess("gout", extra=own)
    assert beside.verdict is alone.verdict is ConditionVerdict.NO_HUMAN_STUDY
    assert beside.study_count == 0
    assert not beside.expected.known
    assert len(beside.own) == 4
    assert beside.own_pools[0].pooled.random.value == pytest.approx(-10)


def test_rows_of_cells_stand_beside_and_never_in():
    cells = reports(3, **(WELL | {"product_kind": "cells"}))
    found = assess("gout", extra=cells)
    assert found.cells_expected.known
    assert not found.expected.known
    assert found.verdict is ConditionVerdict.NO_HUMAN_STUDY
    assert {row.why for row in found.expected.left_out} == {"cells, another product"}


def test_a_site_may_bring_rows_for_a_condition_outside_the_catalogue():
    cells = WELL | {"condition": "hiccups", "icd10": "R06.6"}
    found = assess("R06.6", extra=reports(2, **cells))
    assert found.study_count == 2
    assert not found.in_catalogue
    assert found.expected.known
    assert assess("R06.5", extra=reports(2, **cells)).study_count == 0


def test_every_assumption_has_a_source_or_is_marked_as_a_judgement():
    for one in assumptions():
        assert one.verified in {"read", "recall", "judgement"}, one.name
        assert one.source, one.name
    assert {a.name for a in assumptions() if a.verified == "read"} >= {
        "placebo_response", "patient_unblinded_bias", "observer_unblinded_bias",
    }  # fmt: skip


def test_every_worthwhile_change_has_a_source_and_its_mark():
    with_mid = [i for i in instruments() if i.mid]
    assert len(with_mid) > 15
    for instrument in with_mid:
        assert instrument.mid.source_id
        assert instrument.mid.note.endswith(("read", "recall")), instrument.name
        assert instrument.mid.value > 0

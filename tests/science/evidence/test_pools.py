"""Rows are pooled where they can be, and each other row says why it was not."""

import math

import pytest

from factories.study_rows import EVENTS, MEANS, reports, study
from secretome.evidence import Measure, assess, conditions, forest_rows, studies
from secretome.evidence.contrasts import contrast_of
from secretome.evidence.outcomes import read_outcome
from secretome.evidence.pools import pool_of, sort_rows


def only_pool(rows):
    (group,) = sort_rows(rows).groups
    return pool_of(group)


def test_three_reports_of_one_outcome_are_pooled_in_its_own_unit():
    pooled = only_pool(reports(3, **MEANS)).pooled
    assert pooled.measure is Measure.MEAN_DIFFERENCE
    assert pooled.unit == "points of 100"
    assert pooled.random.value == pytest.approx(-10)
    assert len(pooled.rows) == 3
    assert pooled.prediction.low < pooled.random.low
    assert not pooled.small_studies.known


def test_ratios_are_shown_as_ratios_and_exclude_nothing_by_a_log():
    pooled = only_pool(reports(2, **EVENTS)).pooled
    assert pooled.measure is Measure.RISK_RATIO
    assert pooled.random.value == pytest.approx(2)
    assert pooled.random.low > 1
    assert pooled.prediction is None
    assert "2 studies" in pooled.prediction_reason


def test_a_reduction_printed_as_a_positive_number_is_turned_round():
    fall = study(outcome="pain VAS (0-100 mm) reduction", outcome_direction="higher_better",
                 **(MEANS | {"treated_mean": "25", "control_mean": "15"}))  # fmt: skip
    change = study(study_id="X2", doi_or_pmid="10.1000/x2", **MEANS)
    pooled = only_pool((fall, change)).pooled
    assert pooled.random.value == pytest.approx(-10)
    assert pooled.higher_is_better is False


def test_two_rows_of_one_report_count_once_and_the_longer_follow_up_stands():
    early = study(**(MEANS | {"follow_up_weeks": "4", "treated_mean": "-60"}))
    late = study(study_id="X2", **MEANS)
    found = sort_rows((early, late))
    assert [c.study.study_id for c in found.groups[0].contrasts] == ["X2"]
    assert found.left_out[0].study_id == "X1"
    assert "same report" in found.left_out[0].why


def test_of_two_arms_of_one_report_the_better_one_is_not_picked():
    better = study(**(MEANS | {"treated_mean": "-60"}))
    plain = study(study_id="X2", **MEANS)
    for rows in ((better, plain), (plain, better)):
        assert sort_rows(rows).groups[0].contrasts[0].study.study_id == "X2"


def test_a_published_pool_is_not_added_to_its_own_trials():
    pool = study(study_id="M1", doi_or_pmid="10.1000/m", design="meta-analysis of 5 RCTs",
                 effect_measure="MD", effect="-12", ci_low="-15", ci_high="-9")  # fmt: skip
    found = sort_rows((pool, *reports(2, **MEANS)))
    assert len(found.groups[0].contrasts) == 2
    assert found.left_out[0].study_id == "M1"
    assert sort_rows((pool,)).groups[0].contrasts[0].study.study_id == "M1"


def test_rows_by_another_measure_stay_out_and_say_so():
    other = study(study_id="S1", doi_or_pmid="10.1000/s", effect_measure="SMD", effect="-0.5",
                  ci_low="-0.9", ci_high="-0.1")  # fmt: skip
    two = tuple(
        study(study_id=f"D{i}", doi_or_pmid=f"10.1000/d{i}", effect_measure="MD", effect="-10",
              ci_low="-18", ci_high="-2") for i in range(2)
    )  # fmt: skip
    found = sort_rows((other, *two))
    assert [x.study_id for x in found.left_out] == ["S1"]
    assert "cannot be joined with mean difference" in found.left_out[0].why


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ({"verified": "recall"}, "from memory"),
        ({"design": "single arm", "n_control": "0"}, "no control group"),
        ({"design": "RCT versus hyaluronic acid"}, "no untreated control"),
        ({"ae_text": "the effect cannot be separated from the cells"}, "cannot be judged alone"),
        ({"outcome_direction": ""}, "whether higher or lower"),
        ({"outcome": "pain VAS, WOMAC function and KOOS"}, "several outcomes"),
        ({"outcome_direction": "higher_better"}, "contradicts pain VAS 0-100"),
        ({"control_sd": ""}, "not printed in the text that was read: control_sd"),
        ({"n_control": ""}, "arm sizes"),
    ],
)
def test_each_row_that_stays_out_says_why(cells, why):
    assert why in contrast_of(study(**(MEANS | cells)))


def test_two_arms_without_any_event_say_nothing_about_a_ratio():
    for events in ("0", "60"):
        cells = EVENTS | {"treated_events": events, "control_events": events}
        assert "no event in either arm" in contrast_of(study(**cells))


def test_all_reasons_are_given_not_the_first():
    told = contrast_of(study(verified="recall", design="single arm"))
    assert "memory" in told
    assert "no control group" in told


def test_printed_effects_need_interval_and_sign():
    for cells, why in (
        ({"effect_measure": "RR", "effect": "0.5"}, "without its interval"),
        ({"effect_measure": "risk_difference_pct_magnitude", "effect": "1",
          "ci_low": "0", "ci_high": "2"}, "has no sign"),
        ({"effect_measure": "HR", "effect": "0.5", "ci_low": "0.2", "ci_high": "0.9"},
         "'HR' cannot be pooled"),
    ):  # fmt: skip
        assert why in contrast_of(study(**cells))


def test_a_printed_ratio_enters_on_the_log_scale():
    found = contrast_of(study(effect_measure="RR", effect="0.5", ci_low="0.25", ci_high="1"))
    effect = found.effects[Measure.RISK_RATIO]
    assert effect.value == pytest.approx(math.log(0.5))
    assert effect.se == pytest.approx(math.log(4) / (2 * 1.959964), rel=1e-6)


def test_every_row_of_every_condition_entered_or_says_why():
    for condition in conditions():
        expected = assess(condition).expected
        rows = [s.study_id for s in studies() if s.condition in condition.study_labels]
        told = [*expected.entered, *(row.study_id for row in expected.left_out)]
        assert sorted(told) == sorted(rows), condition.name
        assert all(row.why for row in expected.left_out)


def test_no_secretome_row_of_our_tables_can_be_pooled_today():
    for condition in conditions():
        assert all(pool.pooled is None for pool in assess(condition).pools)


def test_a_forest_plot_shows_who_entered_and_who_did_not():
    early = study(study_id="E1", doi_or_pmid="10.1000/x1", **(MEANS | {"follow_up_weeks": "4"}))
    rows = forest_rows(only_pool((*reports(2, **MEANS), early)))
    assert [r.entered for r in rows] == [True, True, False]
    assert sum(r.weight_pct for r in rows if r.entered) == pytest.approx(100)
    assert rows[2].estimate is None
    assert "same report" in rows[2].why_not


def test_points_of_an_unstated_scale_are_standardised_or_not_joined():
    pooled = only_pool(reports(2, **(MEANS | {"outcome": "pain VAS"}))).pooled
    assert pooled.measure is Measure.STANDARDISED_DIFFERENCE
    printed = {"outcome": "pain VAS", "effect_measure": "MD", "effect": "-10", "ci_low": "-18",
               "ci_high": "-2"}  # fmt: skip
    found = sort_rows(reports(2, **printed))
    assert "its scale is not stated" in found.left_out[0].why


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("change of pain VAS (0-100 mm) at week 12", "pain VAS 0-100"),
        ("Pain VAS 0 to 10", "pain 0-10"),
        ("MDS-UPDRS part IV, difference from placebo (95% credible interval)", "MDS-UPDRS IV"),
        ("FEV1/FVC percent, baseline 82.57", "FEV1/FVC"),
        ("FVC percent predicted", "FVC % predicted"),
        ("EASI-75 at week 16", "EASI-75"),
        ("all-cause mortality at day 60", "death"),
        ("FVC change in mL", None),
        ("EASI, percent change", None),
        ("WOMAC responders", None),
        ("PASI 33% reduction", None),
        ("proportion reaching 4 points of SGRQ", None),
    ],
)
def test_an_outcome_is_what_its_words_say_and_not_its_neighbour(words, name):
    known = read_outcome(words).instrument
    assert (known.name if known else None) == name


def test_a_decline_printed_as_a_positive_number_is_turned_round():
    row = study(outcome="FVC decline, litres", outcome_direction="lower_better",
                **(MEANS | {"treated_mean": "0.1", "treated_sd": "0.2",
                            "control_mean": "0.3", "control_sd": "0.2"}))  # fmt: skip
    found = contrast_of(row)
    assert found.higher_is_better
    assert found.effects[Measure.MEAN_DIFFERENCE].value == pytest.approx(0.2)


def test_the_usual_and_the_hksj_interval_are_both_there_and_the_wider_is_shown():
    pooled = only_pool(reports(3, **MEANS)).pooled
    assert pooled.hksj.high - pooled.hksj.low < pooled.usual.high - pooled.usual.low
    assert pooled.random == pooled.usual
    assert any("narrower" in note for note in pooled.notes)


def test_a_pool_says_where_products_and_follow_up_differ():
    other = study(study_id="P", doi_or_pmid="10.1000/p", product_kind="secretome",
                  **(MEANS | {"follow_up_weeks": "12"}))  # fmt: skip
    notes = " ".join(only_pool((*reports(1, **MEANS), other)).pooled.notes)
    assert "Products differ between the rows (ev, secretome)." in notes
    assert "weeks: 12, 26" in notes

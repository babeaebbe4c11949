"""Harm has an upper bound at zero events; certainty says domain by domain why it is low."""

import pytest

from factories.study_rows import MEANS, reports, study
from secretome.evidence import Certainty, assess, certainty_rules, conditions, studies
from secretome.evidence.certainty import certainty_table, lower_of
from secretome.evidence.covariates import covariates_of
from secretome.evidence.expecting import expectation
from secretome.evidence.harms import harm_rates

ORDER = list(Certainty)
WELL = MEANS | {"n_treated": "200", "n_control": "200"}
COVARIATES = {"condition at the start", "duration of illness", "age", "heredity", "lifestyle"}


def harms_of(*rows):
    return {h.name: h for h in harm_rates(rows, ())}


def grade(rows, reviewer=None):
    return certainty_table(rows, expectation(rows), reviewer=reviewer)


def test_no_event_in_ten_still_allows_thirty_one_in_a_hundred():
    found = harms_of(study(n_treated="10", serious_ae_treated="0"))["serious adverse event"]
    assert (found.events, found.n) == (0, 10)
    assert found.rate.low == 0
    assert found.rate.high == pytest.approx(0.3085, abs=1e-4)
    assert "31 in 100 patients are possible" in found.reason


def test_two_rows_of_one_report_are_one_group_of_patients_and_the_worse_count_stands():
    found = harms_of(
        study(n_treated="20", ae_treated="1"),
        study(study_id="X2", n_treated="20", ae_treated="3"),
        study(study_id="Y", doi_or_pmid="10.1000/y", n_treated="10", ae_treated="0"),
    )["any adverse event"]
    assert (found.events, found.n) == (3, 30)
    assert found.study_ids == ("X2", "Y")


def test_where_nobody_printed_a_count_the_rate_is_unknown_and_not_zero():
    found = harms_of(study(n_treated="10"))["any adverse event"]
    assert found.rate is None
    assert found.events is None
    assert found.reason.startswith("Unknown")


def test_cases_without_a_denominator_have_no_rate_and_are_told():
    told = {h.study_ids: h for h in assess("photo-ageing").expected.harms}
    nahm = told["NAHM2024",]
    assert nahm.events == 8
    assert nahm.rate is None
    assert "not known" in nahm.reason


def test_the_pooled_rates_of_all_conditions_stand_in_every_answer():
    for condition in conditions():
        rates = {h.study_ids: h.rate for h in assess(condition).expected.harms}
        assert rates["VANDELEN2024-SAE",].high == pytest.approx(0.052)
        assert rates["VANDELEN2024-AE",].value == pytest.approx(0.044)


def test_every_covariate_of_the_article_is_named_and_none_is_claimed_to_be_known():
    for condition in conditions():
        found = {c.name: c.known for c in covariates_of(condition.name)}
        assert set(found) >= COVARIATES
        assert all(known.startswith("Not known") for known in found.values())


def test_a_source_of_a_covariate_is_a_row_or_a_report():
    rows = {s.study_id for s in studies()} | {"C30"}
    for condition in conditions():
        for c in covariates_of(condition.name):
            assert all(s in rows or s.startswith("10.") for s in c.study_ids), c


def test_a_series_alone_is_very_low_whatever_its_size():
    found = grade(reports(9, design="single arm", n_treated="900", n_control="0"))
    assert found.by_rule is Certainty.VERY_LOW
    assert "no_control" in {r.finding for r in certainty_rules()}
    assert any("No study with an untreated control" in r.sentence for r in found.reasons)


def test_good_trials_reach_moderate_and_a_rule_alone_never_says_high():
    good = reports(12, **(WELL | {"treated_mean": "-35"}))
    assert grade(good).by_rule is Certainty.MODERATE


@pytest.mark.parametrize(
    ("cells", "domain"),
    [
        ({"design": "RCT open label, usual care"}, "risk of bias"),
        ({"design": "controlled, double-blind, usual care"}, "risk of bias"),
        ({"n_treated": "10", "n_control": "10"}, "imprecision"),
        ({"cell_source": "amniotic fluid (not MSC-derived)"}, "indirectness"),
    ],
)
def test_each_weakness_costs_a_step_and_names_its_rows(cells, domain):
    strong = reports(12, **(WELL | {"treated_mean": "-35"}))
    weak = reports(12, **(WELL | {"treated_mean": "-35"} | cells))
    lost = [r for r in grade(weak).reasons if r.steps]
    assert not [r for r in grade(strong).reasons if r.steps]
    assert domain in {r.domain for r in lost}
    assert all(r.study_ids for r in lost)


def test_two_weaknesses_leave_low_certainty():
    weak = WELL | {"treated_mean": "-45", "design": "RCT open label, usual care"}
    found = grade(reports(12, cell_source="amniotic fluid (not MSC-derived)", **weak))
    assert [r.domain for r in found.reasons] == ["risk of bias", "indirectness"]
    assert found.by_rule is Certainty.LOW


def test_studies_that_disagree_are_less_certain():
    favour = reports(6, **(WELL | {"treated_mean": "-35"}))
    null = tuple(
        study(study_id=f"N{i}", doi_or_pmid=f"10.1000/n{i}", **(WELL | {"treated_mean": "-15"}))
        for i in range(6)
    )
    found = grade((*favour, *null))
    assert {r.domain for r in found.reasons} >= {"inconsistency"}
    assert found.by_rule is not Certainty.MODERATE


def test_the_grade_of_a_person_stands_and_the_verdict_takes_the_lower():
    rows = reports(1, **MEANS)
    found = grade(rows, reviewer=Certainty.HIGH)
    assert found.level is Certainty.HIGH
    assert found.for_verdict is found.by_rule
    assert lower_of(Certainty.NONE, Certainty.HIGH) is Certainty.NONE


def test_every_condition_with_a_study_has_reasons_with_version_and_date():
    for condition in conditions():
        found = assess(condition)
        assert bool(found.certainty_table.reasons) is bool(found.studies), condition.name
        assert found.certainty_table.version
        assert found.certainty_table.date >= "2026-11-25"
        assert ORDER.index(found.certainty) <= ORDER.index(condition.certainty)


def test_every_rule_of_certainty_is_used_and_has_a_sentence():
    domains = {"risk of bias", "inconsistency", "indirectness", "imprecision", "publication"}
    assert {rule.domain for rule in certainty_rules()} == domains
    assert all(rule.sentence.endswith(".") and rule.steps >= 0 for rule in certainty_rules())

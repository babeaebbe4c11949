"""The verdict is never more positive than what was read in controlled human studies."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from factories.study_rows import MEANS
from factories.study_rows import study as study_row
from secretome.evidence import (
    VERDICT_RULES,
    Certainty,
    ConditionVerdict,
    Weight,
    assess,
    conditions,
)
from secretome.evidence.rows import Finding
from secretome.evidence.verdict import decide

RANK = {
    ConditionVerdict.CONTRAINDICATED: 0,
    ConditionVerdict.NO_HUMAN_STUDY: 1,
    ConditionVerdict.NOT_SUPPORTED: 2,
    ConditionVerdict.TRIAL_ONLY: 3,
    ConditionVerdict.SUPPORTED: 4,
}
counts = st.integers(0, 5)
weights = st.builds(
    Weight,
    contraindications=st.lists(st.just("harm"), max_size=1).map(tuple),
    studies=counts,
    controlled_favouring=counts,
    blinded_favouring=counts,
    blinded_without_difference=counts,
    certainty=st.sampled_from(Certainty),
    adjusted_better=st.booleans(),
)


@given(weights)
def test_supported_needs_two_blinded_studies_and_certainty(weight):
    if decide(weight).verdict is ConditionVerdict.SUPPORTED:
        assert weight.blinded_favouring >= 2
        assert weight.certainty in {Certainty.MODERATE, Certainty.HIGH}
        assert weight.adjusted_better
        assert weight.blinded_without_difference == 0
        assert not weight.contraindications


def test_support_falls_where_the_result_does_not_stand_after_the_allowance_for_bias():
    strong = Weight((), 3, 3, 3, 0, Certainty.MODERATE, adjusted_better=True)
    assert decide(strong).verdict is ConditionVerdict.SUPPORTED
    assert decide(replace(strong, adjusted_better=False)).verdict is ConditionVerdict.TRIAL_ONLY
    assert decide(replace(strong, blinded_favouring=1)).verdict is ConditionVerdict.TRIAL_ONLY
    assert decide(replace(strong, certainty=Certainty.LOW)).verdict is ConditionVerdict.TRIAL_ONLY


@given(weights)
def test_a_blinded_study_without_a_difference_never_improves_a_verdict(weight):
    worse = replace(weight, blinded_without_difference=weight.blinded_without_difference + 1)
    assert RANK[decide(worse).verdict] <= RANK[decide(weight).verdict]


@given(weights, st.sampled_from(Certainty))
def test_less_certainty_never_improves_a_verdict(weight, certainty):
    less = replace(weight, certainty=min(weight.certainty, certainty, key=list(Certainty).index))
    assert RANK[decide(less).verdict] <= RANK[decide(weight).verdict]


designs = st.sampled_from(
    ["RCT double-blind placebo", "RCT open label, usual care", "single arm", "RCT versus PRP"]
)
rows = st.builds(
    lambda number, design, gain, n, verified: study_row(
        study_id=f"R{number}",
        doi_or_pmid=f"10.1000/r{number}",
        verified=verified,
        **(
            MEANS
            | {"design": design, "treated_mean": str(-15 - gain), "n_treated": str(n)}
            | {"n_control": "0" if design == "single arm" else str(n)}
        ),
    ),
    st.integers(0, 6),
    designs,
    st.integers(-10, 30),
    st.integers(10, 300),
    st.sampled_from(["read", "recall"]),
)


@given(st.lists(rows, max_size=8))
def test_no_verdict_is_more_positive_than_its_rows(found):
    assessed = assess("gout", extra=tuple(found))
    better = [s for s in assessed.studies if s.grading.finding is Finding.FAVOURS_TREATED]
    if assessed.verdict in (ConditionVerdict.TRIAL_ONLY, ConditionVerdict.SUPPORTED):
        assert better
    if assessed.verdict is ConditionVerdict.SUPPORTED:
        assert len({s.grading.report for s in better if s.grading.blinded}) >= 2
        assert assessed.expected.change.high < 0
        assert assessed.certainty in {Certainty.MODERATE, Certainty.HIGH}


@given(st.lists(rows, max_size=5), st.integers(8, 80), st.integers(0, 60))
def test_a_series_without_control_never_improves_a_verdict(found, n, gain):
    series = study_row(
        study_id="S", doi_or_pmid="10.1000/s", design="single arm", n_treated=str(n),
        n_control="0", treated_mean=str(-gain), treated_sd="20",
        effect_measure="mean_change_from_baseline", effect=str(-gain),
    )  # fmt: skip
    before, after = (assess("gout", extra=tuple(x)) for x in (found, [*found, series]))
    if before.study_count:
        assert RANK[after.verdict] <= RANK[before.verdict]
    assert after.verdict is not ConditionVerdict.SUPPORTED or (
        before.verdict is ConditionVerdict.SUPPORTED
    )
    if before.expected.known:
        assert after.expected.change.low <= before.expected.change.low
        assert after.expected.change.high >= before.expected.change.high


@given(weights)
def test_reported_harm_for_the_use_always_decides(weight):
    harmed = replace(weight, contraindications=("necrosis",))
    assert decide(harmed).verdict is ConditionVerdict.CONTRAINDICATED


@given(weights)
def test_without_a_study_nothing_better_than_no_human_study_is_said(weight):
    none_read = replace(weight, studies=0, contraindications=())
    assert decide(none_read).verdict is ConditionVerdict.NO_HUMAN_STUDY


def test_every_rule_of_the_table_has_a_sentence_and_the_last_always_holds():
    assert all(rule.sentence.endswith(".") for rule in VERDICT_RULES)
    assert VERDICT_RULES[-1].holds(Weight((), 1, 1, 0, 0, Certainty.LOW))


def test_no_condition_of_the_catalogue_is_supported_today():
    verdicts = {c.name: assess(c).verdict for c in conditions()}
    assert ConditionVerdict.SUPPORTED not in verdicts.values()
    assert verdicts["pulmonary fibrosis"] is ConditionVerdict.TRIAL_ONLY
    assert verdicts["osteoarthritis (knee and other joints)"] is ConditionVerdict.NOT_SUPPORTED
    assert verdicts["androgenetic alopecia"] is ConditionVerdict.NOT_SUPPORTED
    assert verdicts["gout"] is ConditionVerdict.NO_HUMAN_STUDY


def test_an_uncontrolled_series_alone_supports_nothing():
    found = assess("post-COVID condition")
    assert found.study_count == 1
    assert found.controlled_count == 0
    assert found.verdict is ConditionVerdict.NOT_SUPPORTED


def test_skin_injection_for_photo_ageing_is_contraindicated_and_its_cream_is_not():
    assert assess("photo-ageing", route="local injection").verdict is (
        ConditionVerdict.CONTRAINDICATED
    )
    assert assess("photo-ageing", route="topical").verdict is ConditionVerdict.TRIAL_ONLY


def test_what_a_physician_found_in_the_patient_contraindicates():
    found = assess("pulmonary fibrosis", found=("active cancer (found by Dr. Example).",))
    assert found.verdict is ConditionVerdict.CONTRAINDICATED
    assert found.reasons[:2] == (
        "A contraindication was found in this patient.",
        "active cancer (found by Dr. Example).",
    )

"""Whatever rows pass the checks, the answer is made of finite numbers in order, or says why not."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from factories.study_rows import MEANS, row, table
from secretome.errors import BadInput
from secretome.evidence import assess, assessment_document, read_study_table

numbers = st.sampled_from(["0", "1", "2", "7", "40", "0.5", "-3", "-25", "1e-8", "900000", "1e14"])
sizes = st.sampled_from(["0", "1", "2", "9", "400", "1000000"])
cells = st.fixed_dictionaries(
    {},
    optional={
        "n_treated": sizes,
        "n_control": sizes,
        "treated_events": sizes,
        "control_events": sizes,
        "treated_mean": numbers,
        "control_mean": numbers,
        "treated_sd": numbers,
        "control_sd": numbers,
        "effect": numbers,
        "ci_low": numbers,
        "ci_high": numbers,
        "ae_treated": sizes,
        "effect_measure": st.sampled_from(
            ["MD", "SMD", "RR", "OR", "risk_difference_pct", "mean_change_from_baseline", "HR"]
        ),
        "design": st.sampled_from(
            ["RCT double-blind placebo", "single arm", "RCT open, usual care", "meta-analysis"]
        ),
        "outcome": st.sampled_from(
            ["grip strength", "complete healing", "change of pain VAS", "EDSS", "FVC litres"]
        ),
        "outcome_direction": st.sampled_from(["higher_better", "lower_better"]),
        "product_kind": st.sampled_from(["ev", "cells", "secretome"]),
    },
)
start = st.sampled_from([MEANS, {}])


@settings(max_examples=120)
@given(st.lists(st.tuples(start, cells), min_size=1, max_size=4))
def test_any_rows_are_answered_or_refused(parts):
    rows = []
    for i, (first, more) in enumerate(parts):
        one = row(study_id=f"A{i}", doi_or_pmid=f"10.1/{i}", first_author=f"A{i}", **(first | more))
        try:
            rows += read_study_table(table(one)).studies
        except BadInput:
            continue
    document = assessment_document(assess("gout", extra=rows))
    assert json.dumps(document, allow_nan=False)
    expected = document["expected"]
    told = {*expected["entered"], *(x["id"] for x in expected["left_out"])}
    assert told == {s.study_id for s in rows}
    assert expected["known"] is (expected["change"] is not None)

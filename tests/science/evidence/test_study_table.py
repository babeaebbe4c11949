"""A study table is taken whole, or refused with every fault at once, one clear sentence each."""

import csv
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories.study_rows import EVENTS, MEANS, row, table
from secretome.errors import BadInput
from secretome.evidence import (
    BadStudyTable,
    Origin,
    assess,
    conditions,
    read_study_table,
    studies,
    study_table_columns,
)
from secretome.evidence.rows import Finding


def faults(*rows):
    with pytest.raises(BadStudyTable) as refused:
        read_study_table(table(*rows))
    return refused.value.faults


def told(data):
    """What a reader gets: the rows, or the sentence of a refusal; anything else fails the test."""
    try:
        return read_study_table(data, known=()).rows
    except BadInput as refused:
        return str(refused)


def second(**cells):
    return row(study_id="X2", **({"doi_or_pmid": "10.1000/x2"} | cells))


def test_a_sound_table_is_taken_with_its_rows_graded():
    found = read_study_table(table(row(**MEANS)), origin=Origin.OWN_PROGRAMME)
    (study,) = found.studies
    assert study.origin is Origin.OWN_PROGRAMME
    assert study.grading.blinded is True
    assert study.grading.finding is Finding.FAVOURS_TREATED
    assert found.rows[0]["treated_mean"] == "-25"
    assert found.warnings == ()


def test_our_own_table_passes_its_own_checks(shared):
    data = (shared / "data" / "evidence" / "studies.csv").read_bytes()
    assert len(read_study_table(data, known=()).studies) == len(studies())


def test_the_rule_never_grades_better_than_the_reviewer(shared):
    data = (shared / "data" / "evidence" / "studies.csv").read_bytes()
    by_rule = {s.study_id: s.grading for s in read_study_table(data, known=()).studies}
    for study in studies():
        if study.grading is None:
            continue
        rule = by_rule[study.study_id]
        assert rule.comparison is study.grading.comparison, study.study_id
        assert rule.blinded is study.grading.blinded, study.study_id
        if rule.finding is Finding.FAVOURS_TREATED:
            assert study.grading.finding is Finding.FAVOURS_TREATED


def test_every_fault_is_told_at_once_with_line_and_column():
    found = faults(
        row(condition="nonsense", icd10="", n_treated="many"),
        second(outcome_direction="sideways", dose_value="5"),
    )
    assert {(f.line, f.column) for f in found} == {
        (2, "condition"), (2, "n_treated"), (3, "outcome_direction"), (3, "dose_unit"),
    }  # fmt: skip
    assert all(f.text.endswith(".") for f in found)


@pytest.mark.parametrize(
    ("cells", "column", "what"),
    [
        ({"study_id": ""}, "study_id", "empty"),
        ({"study_id": "a b"}, "study_id", "no id"),
        ({"doi_or_pmid": ""}, "source_url", "no source"),
        ({"product_kind": "magic"}, "product_kind", "not among"),
        ({"icd10": "gout"}, "icd10", "no ICD-10 code"),
        ({"icd10": "L40"}, "icd10", "not the code of gout"),
        ({"n_treated": "12,5"}, "n_treated", "no number"),
        ({"n_treated": "12.5"}, "n_treated", "no whole number"),
        ({"n_treated": "-3"}, "n_treated", "negative"),
        ({"n_treated": "nan"}, "n_treated", "no number"),
        ({"effect": "1e400"}, "effect", "no number"),
        (MEANS | {"treated_sd": "1e-200"}, "treated_sd", "impossibly"),
        ({"year": "20250"}, "year", "no year"),
        ({"dose_value": "5", "dose_unit": "drops"}, "dose_unit", "no unit"),
        (EVENTS | {"treated_events": "61"}, "treated_events", "61 patients"),
        ({"n_treated": "5", "serious_ae_treated": "6"}, "serious_ae_treated", "among 5"),
        (MEANS | {"n_control": "0"}, "control_mean", "no control patients"),
        (MEANS | {"design": "single arm"}, "n_control", "contradicts 50"),
        (MEANS | {"treated_sd": "0"}, "treated_sd", "spread of zero"),
        (MEANS | {"treated_sd": "-1"}, "treated_sd", "negative"),
        (MEANS | {"treated_sd": "150"}, "treated_sd", "wider than the whole scale"),
        (MEANS | {"treated_mean": "250"}, "treated_mean", "outside pain VAS"),
        (MEANS | {"outcome_direction": "higher_better"}, "outcome_direction", "contradicts"),
        ({"effect_measure": "MD", "effect": "1", "ci_low": "0"}, "ci_high", "one end"),
        ({"effect_measure": "MD", "effect": "1", "ci_low": "2", "ci_high": "0"}, "ci_low",
         "upside down"),
        ({"effect_measure": "MD", "effect": "9", "ci_low": "0", "ci_high": "2"}, "effect",
         "outside its own interval"),
        ({"effect_measure": "MD", "ci_low": "0", "ci_high": "2"}, "effect", "without its effect"),
        ({"effect": "1"}, "effect_measure", "no measure"),
        ({"effect_measure": "RR", "effect": "-1"}, "effect", "no ratio"),
        ({"effect_measure": "proportion_pct", "effect": "120"}, "effect", "no percentage"),
        ({"effect_measure": "risk_difference_pct", "effect": "120"}, "effect", "percentages"),
        ({"p_value": "1.5"}, "p_value", "no probability"),
        ({"verified": "maybe"}, "verified", "not among"),
        ({"source_url": "javascript:alert(1)"}, "source_url", "no address"),
        ({"first_author": "<img src=x>"}, "first_author", "markup"),
        ({"condition": "knee\u202eeenk", "icd10": "M17"}, "condition", "cannot be seen"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_where_it_stands(cells, column, what):
    found = faults(row(**cells))
    assert [(f.column, what in f.what) for f in found] == [(column, True)], found


def test_repeated_rows_and_the_same_patients_in_two_reports_are_refused():
    again = row(**MEANS)
    assert faults(row(**MEANS), again)[0].column == "study_id"
    same_arm = row(**MEANS) | {"study_id": "X2"}
    assert "same source, arm and outcome as X1" in faults(row(**MEANS), same_arm)[0].what
    registered = {"registration": "NCT01"}
    twice = faults(row(**registered), second(**registered, first_author="Other"))
    assert "same registration as X1" in twice[0].what
    alike = faults(row(n_treated="9"), second(n_treated="9"))
    assert "same author, condition, product and numbers" in alike[0].what


def test_two_reports_of_the_same_patients_may_say_so_and_count_once():
    later = second(n_treated="9", ae_text="same patients as X1", follow_up_weeks="52")
    found = read_study_table(table(row(n_treated="9", registration="", doi_or_pmid="X1"), later))
    assert found.studies[1].grading.report == "X1"


def test_two_reports_that_only_look_alike_may_say_so_and_count_twice():
    table_of_two = table(
        row(n_treated="9"), second(n_treated="9", ae_text="other patients than X1")
    )
    assert len({s.grading.report for s in read_study_table(table_of_two).studies}) == 2


@pytest.mark.parametrize("unit", ["particles/kg", "ug protein", "mL/eye", "percent gel", "IU/kg"])
def test_units_of_doses_are_taken_as_printed(unit):
    found = read_study_table(table(row(dose_value="2e8", dose_unit=unit)))
    assert found.studies[0].reported["dose_unit"] == unit


def test_rows_that_the_package_holds_are_not_taken_twice():
    own = next(s for s in studies() if s.study_id == "BOLANDNAZAR2024")
    with pytest.raises(BadStudyTable, match="stands in the evidence tables already"):
        read_study_table(table(dict(own.reported)))
    renamed = dict(own.reported) | {"study_id": "OTHER"}
    with pytest.raises(BadStudyTable, match="as BOLANDNAZAR2024"):
        read_study_table(table(renamed))


def test_one_outcome_cannot_be_better_both_ways():
    one = row(outcome="grip strength", outcome_direction="higher_better", n_treated="8")
    two = second(outcome="grip strength", outcome_direction="lower_better", n_treated="9")
    assert "contradicts X1 (in line 2)" in faults(one, two)[0].what


def test_what_can_be_but_looks_odd_is_shown_and_taken():
    odd = row(**(EVENTS | {"effect_measure": "RR", "effect": "0.4", "ci_low": "0.3",
                           "ci_high": "0.6", "p_value": "0.6"}))  # fmt: skip
    found = read_study_table(table(odd))
    words = " ".join(w.text for w in found.warnings)
    assert "0.4 is printed, the arms give 2" in words
    assert "p is 0.6 while the interval excludes no difference" in words


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "columns are wrong"),
        (b"a,b\n1,2\n", "missing: study_id"),
        (b"PK\x03\x04\0\0", "zero bytes"),
        (b"\xff\xfeabc", "not UTF-8"),
        (b"x" * 2_000_001, "2000001 bytes"),
        (table(), "no rows"),
        (table(row()) + b'"open', "broken CSV"),
        (table(*(row(study_id=f"R{i}") for i in range(2001))), "more than 2000 rows"),
        (table(row()).replace(b"gout", b"g" * 4001), "longer than 4000"),
        (table(row()) + b"one,cell\n", "2 cells"),
        (table(row()).replace(b"first_author", b"study_id", 1), "twice: study_id"),
    ],
)
def test_hostile_bytes_are_one_clear_sentence(data, what):
    with pytest.raises(BadInput, match=what) as refused:
        read_study_table(data)
    assert "\n" not in str(refused.value)


def test_the_order_of_columns_and_a_byte_order_mark_do_not_matter():
    columns = list(reversed(study_table_columns()))
    text = StringIO()
    writer = csv.DictWriter(text, columns)
    writer.writeheader()
    writer.writerow(row(**MEANS))
    found = read_study_table("\ufeff".encode() + text.getvalue().encode())
    assert found.studies[0].study_id == "X1"


def test_a_thousand_faults_are_counted_and_twenty_are_named():
    with pytest.raises(BadStudyTable) as refused:
        read_study_table(table(*(row(study_id=f"R{i}", n_treated="x") for i in range(300))))
    assert len(refused.value.faults) >= 300
    assert str(refused.value).count("Line ") == 20
    assert " more." in str(refused.value)


@given(st.binary(max_size=400))
def test_no_bytes_end_in_anything_but_a_table_or_one_sentence(data):
    for given_bytes in (data, table(row()) + data):
        assert told(given_bytes)


cell = st.text(max_size=12) | st.sampled_from(["1", "-1", "0", "1e9", "=1+1", "NaN", "0.5", "1e-8"])


@given(st.dictionaries(st.sampled_from(study_table_columns()), cell, max_size=12))
def test_no_cells_end_in_anything_but_a_table_or_one_sentence(cells):
    assert told(table(row(**(MEANS | cells))))


def test_a_name_we_do_not_know_counts_by_its_code_where_that_means_one_condition_only():
    one = row(condition="IPF in adults", icd10="J84.1", **MEANS)
    found = read_study_table(table(one))
    assert "it counts for pulmonary fibrosis" in found.warnings[0].what
    assert assess("pulmonary fibrosis", extra=found.studies).study_count == 2
    two = read_study_table(table(row(condition="bowel trouble", icd10="K50", **MEANS)))
    assert "counts for neither" in two.warnings[0].what
    for condition in conditions():
        assert assess(condition, extra=two.studies).study_count == assess(condition).study_count


def test_a_known_name_is_not_lent_to_another_condition_by_its_code():
    one = row(condition="gout", icd10="M10", **MEANS)
    (study,) = read_study_table(table(one)).studies
    assert assess("gout", extra=(study,)).study_count == 1
    assert assess("rheumatoid arthritis", extra=(study,)).study_count == 0

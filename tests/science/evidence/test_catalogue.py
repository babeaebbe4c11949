"""A condition is found by name, synonym or code; a near name is shown and never taken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secretome.errors import BadInput
from secretome.evidence import ConditionVerdict, assess, conditions, find_condition


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("J84.1", "pulmonary fibrosis"),
        ("j841", "pulmonary fibrosis"),
        ("M17.1", "osteoarthritis (knee and other joints)"),
        ("U09.9", "post-COVID condition"),
        ("IPF", "pulmonary fibrosis"),
        ("  Long   covid ", "post-COVID condition"),
        ("Sjögren’s syndrome", "Sjogren's syndrome"),
    ],
)
def test_names_synonyms_and_codes_find_their_condition(asked, name):
    assert find_condition(asked).condition.name == name


def test_a_misspelled_name_is_not_lent_the_evidence_of_its_neighbour():
    found = find_condition("pulmonary fibrosys")
    assert found.condition is None
    assert found.near == ("pulmonary fibrosis",)
    assessed = assess("pulmonary fibrosys")
    assert assessed.verdict is ConditionVerdict.NO_HUMAN_STUDY
    assert assessed.near == ("pulmonary fibrosis",)


def test_a_code_of_several_conditions_asks_which_is_meant():
    with pytest.raises(BadInput, match=r"K50.*stands for 2 conditions.*perianal"):
        assess("K50")


def test_a_group_code_points_to_the_finer_one():
    assert find_condition("J84").near == ("pulmonary fibrosis",)


def test_any_condition_outside_the_catalogue_is_answered_with_no_human_study():
    found = assess("Z99.8")
    assert found.verdict is ConditionVerdict.NO_HUMAN_STUDY
    assert found.study_count == 0
    assert found.unknown


@given(st.text(min_size=1, max_size=60))
def test_no_text_is_answered_with_more_than_its_own_condition_allows(text):
    names = {c.name for c in conditions()}
    found = find_condition(text)
    assert found.condition is None or found.condition.name in names
    if found.condition is None and not found.several:
        assert assess(text).verdict is ConditionVerdict.NO_HUMAN_STUDY


@pytest.mark.parametrize(
    "asked",
    [
        "multiple sclerosis", "Parkinson's disease", "Alzheimer's disease", "F03", "fibromyalgia",
        "osteoarthritis", "rheumatoid arthritis", "gout", "Sjogren's syndrome", "lupus", "stroke",
        "spinal cord injury", "brain injury", "asthma", "COPD", "pulmonary fibrosis", "cirrhosis",
        "ulcerative colitis", "peptic ulcer", "psoriasis", "eczema", "chronic skin ulcer", "burns",
        "photo-ageing", "post-COVID",
    ],
)  # fmt: skip
def test_every_condition_of_the_article_is_in_the_catalogue(asked):
    found = assess(asked)
    assert found.in_catalogue
    assert found.standard_care
    assert found.cautions
    assert found.expected.reason

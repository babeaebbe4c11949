"""Any condition can be looked up by words or code; what we know of it is nothing, said plainly."""

import pytest

from secretome.errors import MissingExtra
from secretome.evidence import ConditionVerdict, assess, name_of_code, search_conditions
from secretome.evidence import icd as room


def test_the_catalogue_comes_first():
    assert search_conditions("eczema")[0]["name"] == "eczema (atopic dermatitis)"
    assert search_conditions("IPF")[0]["name"] == "pulmonary fibrosis"
    assert search_conditions("J84.1")[0]["in_catalogue"]


def test_any_other_condition_is_found_in_the_classification_and_answered_with_no_study():
    found = next(row for row in search_conditions("hiccough") if row["icd10"] == ["R06.6"])
    assert not found["in_catalogue"]
    assert assess("R06.6").verdict is ConditionVerdict.NO_HUMAN_STUDY
    assert name_of_code("R06.6") == "Hiccough"
    assert name_of_code("Q999.99") is None


def test_without_the_extra_only_the_catalogue_is_searched(monkeypatch):
    monkeypatch.setattr(room, "has_classification", lambda: False)
    assert search_conditions("hiccough") == []
    assert len(search_conditions("gout")) == 1
    with pytest.raises(MissingExtra, match=r"\[icd\]"):
        name_of_code("R06.6")

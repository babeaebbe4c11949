"""The figures of the check are those that docs/explanation/checking-texts.md reports."""

import re
from pathlib import Path

import pytest

from science.claims.scoring import score

PAGE = Path(__file__).parents[3] / "docs" / "explanation" / "checking-texts.md"


SETS = ["train", "dev", "second dev", "held out", "second held out"]
FILES = {"second dev": "second_dev", "held out": "held_out", "second held out": "held_out_second"}


@pytest.mark.parametrize("name", SETS)
def test_the_reported_figures_are_true(name):
    reported = re.findall(rf"^\| {name} \|.*$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert reported == [score(FILES.get(name, name)).row(name)]


def test_there_are_enough_sentences_of_both_kinds():
    scores = [score(FILES.get(name, name)) for name in SETS]
    assert sum(one.sentences for one in scores) >= 300
    assert scores[3].sentences + scores[4].sentences >= 300
    assert all(one.hits + one.misses >= 30 for one in scores)
    assert all(one.false_marks + one.rightly_left >= 30 for one in scores)

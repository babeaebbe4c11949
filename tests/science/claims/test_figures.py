"""The figures of the check are those that docs/explanation/checking-texts.md reports."""

import re
from pathlib import Path

import pytest

from science.claims.scoring import score

PAGE = Path(__file__).parents[3] / "docs" / "explanation" / "checking-texts.md"


@pytest.mark.parametrize(
    ("name", "file"), [("train", "train"), ("dev", "dev"), ("held out", "held_out")]
)
def test_the_reported_figures_are_true(name, file):
    reported = re.findall(rf"^\| {name} \|.*$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert reported == [score(file).row(name)]


def test_there_are_enough_sentences_of_both_kinds():
    scores = [score(name) for name in ("train", "dev", "held_out")]
    assert sum(one.sentences for one in scores) >= 300
    assert scores[2].sentences >= 90
    assert all(one.hits + one.misses >= 30 for one in scores)
    assert all(one.false_marks + one.rightly_left >= 30 for one in scores)

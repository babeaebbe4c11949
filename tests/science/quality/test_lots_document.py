"""The page on lots and stability computes what it says."""

import doctest
from pathlib import Path

from secretome.quality import OOS_STEPS

PAGE = Path(__file__).parents[3] / "docs" / "explanation" / "lots-and-stability.md"


def test_every_number_on_the_page_is_computed():
    found = doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8")
    assert found.attempted > 20
    assert found.failed == 0


def test_the_table_of_steps_on_the_page_is_that_of_the_code():
    text = PAGE.read_text(encoding="utf-8")
    rows = [line.split(" | ") for line in text.splitlines() if line.startswith("| `")]
    shown = [(row[0].strip("| `"), row[1], row[2], row[3]) for row in rows]
    assert shown == [(s.name, s.from_phase, s.to_phase, " or ".join(s.decides)) for s in OOS_STEPS]

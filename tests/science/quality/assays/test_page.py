"""The page on assay statistics: its examples print what the code gives, its tables name what is."""

import doctest
import re
from pathlib import Path

from secretome.quality import RULES

ROOT = Path(__file__).resolve().parents[4]
PAGE = ROOT / "docs" / "explanation" / "assay-statistics.md"
ASSAYS = ROOT / "src" / "secretome" / "quality" / "assays"
_NO_RESULTS = {"__init__", "from_files", "intervals", "lines", "result", "solving"}
_HELPERS = {"curve_models", "potency"}


def test_every_example_prints_what_stands_there():
    found = doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8")
    assert found.failed == 0
    assert found.attempted > 40


def test_the_table_of_rules_is_the_table_of_the_code():
    text = PAGE.read_text(encoding="utf-8")
    for row in RULES:
        cells = (row.compared, row.passes, row.fails, row.cannot_tell, row.used_for)
        assert f"| `{row.rule}` | {' | '.join(cells)} |" in text


def test_every_file_with_results_stands_in_the_table():
    named = set(re.findall(r"`([a-z_]+)\.py`", PAGE.read_text(encoding="utf-8")))
    files = {path.stem for path in ASSAYS.glob("*.py")} - _NO_RESULTS - _HELPERS
    assert named - {"from_files"} == files

"""The example cases do what their README says."""

import json
from pathlib import Path

import pytest

from secretome_cli.main import main

CASES = Path(__file__).resolve().parents[2] / "examples" / "cases"


@pytest.mark.parametrize(
    ("case", "lot", "exit_code", "refused"),
    [
        ("pulmonary_fibrosis", "lot_ex01_synthetic", 0, set()),
        ("post_covid", "lot_ex01_synthetic", 3, {"verdict_allows"}),
        ("chronic_ulcer", "lot_ex02_synthetic", 3, {"dilution_known", "measurement_reliable"}),
    ],
)
def test_each_example_does_what_its_readme_says(case, lot, exit_code, refused, tmp_path, capsys):
    pdf = tmp_path / "plan.pdf"
    words = [str(CASES / f"{case}.yaml"), "--lot", str(CASES / f"{lot}.csv"), "--pdf", str(pdf)]
    assert main(["plan", *words, "--on", "2026-03-01", "--json"]) == exit_code
    document = json.loads(capsys.readouterr().out)
    assert {reason["code"] for reason in document["refused"]} == refused
    assert document["example"] is True
    assert pdf.read_bytes().startswith(b"%PDF-1.7")


def test_every_example_case_stands_in_the_readme_and_says_that_it_is_one():
    readme = (CASES.parent / "README.md").read_text(encoding="utf-8")
    for case in CASES.glob("*.yaml"):
        assert case.name in readme
        assert case.read_text(encoding="utf-8").startswith("# EXAMPLE")

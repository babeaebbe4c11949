"""``secretome plan`` on a real file: the statement is in the plan, and so is every reason."""

import json
from pathlib import Path

import pypdfium2
import pytest

from secretome_cli.main import main

CASES = Path(__file__).resolve().parents[2] / "examples" / "cases"
STATED = ["--dilution", "500", "--by", "A. Nalyst", "--reason", "bench book p. 12"]


@pytest.fixture
def case_file(tmp_path):
    """The case that goes through, without the label and smallest volume of its own lot."""
    text = (CASES / "pulmonary_fibrosis.yaml").read_text(encoding="utf-8")
    kept = [x for x in text.splitlines() if "label_per_ml" not in x and "smallest_" not in x]
    path = tmp_path / "case.yaml"
    path.write_text("\n".join(kept).replace("example: true", "example: false"), encoding="utf-8")
    return path


@pytest.mark.shared_data
def test_the_main_job_on_a_real_file_refused_then_stated_then_given(
    shared, case_file, tmp_path, capsys
):
    folder = shared / "data" / "instruments" / "nanosight"
    lot = str(folder / "tidynano_plasma_ev_nta32_combined.csv")
    words = ["plan", str(case_file), "--lot", lot, "--on", "2026-03-01", "--json"]
    assert main(words) == 3
    refused = json.loads(capsys.readouterr().out)
    assert {r["code"] for r in refused["refused"]} == {"sample_named", "dilution_known"}
    pdf = tmp_path / "plan.pdf"
    assert main([*words, "--sample", "100_no_125", *STATED, "--pdf", str(pdf)]) == 0
    given = json.loads(capsys.readouterr().out)
    assert given["statement"] == {
        "sample": "100_no_125",
        "dilution": 500.0,
        "by": "A. Nalyst",
        "reason": "bench book p. 12",
        "dilution_sd_pct": None,
    }
    assert given["dose"]["volume_ml"]["low"] > 0
    pages = pypdfium2.PdfDocument(pdf)
    text = " ".join(page.get_textpage().get_text_range() for page in pages)
    assert "bench book p. 12" in text
    assert f"{given['dose']['volume_ml']['value']:.3g} mL" in text


def test_people_get_the_four_answers(capsys):
    lot = str(CASES / "lot_ex01_synthetic.csv")
    case = str(CASES / "pulmonary_fibrosis.yaml")
    assert main(["plan", case, "--lot", lot, "--on", "2026-03-01"]) == 0
    told = capsys.readouterr().out
    for word in ("EXAMPLE", "Possible?", "Expected", "Dose", "Duration", "Cost", "Not a medical"):
        assert word in told


def test_faults_of_the_case_leave_one_line_and_exit_2(tmp_path, capsys):
    path = tmp_path / "case.yaml"
    path.write_text("patient: {pseudonym: Jane Doe}\nroute: nebulised\n", encoding="utf-8")
    assert main(["plan", str(path)]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.count("\n") == 1
    for said in ("lacks product and dose", "no name of a person", "condition or an icd10 code"):
        assert said in told.err
    assert main(["plan", str(tmp_path / "none.yaml")]) == 2
    assert "no such file" in capsys.readouterr().err
    assert main(["plan", str(CASES / "post_covid.yaml"), "--on", "1.3.2026"]) == 2
    assert "Write it as 2026-01-31" in capsys.readouterr().err


def test_the_schema_is_published(capsys):
    assert main(["schema", "case"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert main(["schema", "case", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == shown
    assert shown["title"] == "A case for `secretome plan`"

"""``secretome plan`` writes the answer to the patient beside the plan, in either language."""

import json
import re
from pathlib import Path

import pypdfium2
import pytest

from secretome_cli.main import main

CASES = Path(__file__).resolve().parents[2] / "examples" / "cases"
WORDS = [
    "plan", str(CASES / "pulmonary_fibrosis.yaml"),
    "--lot", str(CASES / "lot_ex01_synthetic.csv"), "--on", "2026-03-01",
]  # fmt: skip


def text_of(path):
    """All text of a PDF on one line."""
    pages = pypdfium2.PdfDocument(path)
    return " ".join(" ".join(page.get_textpage().get_text_range() for page in pages).split())


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "about 64 days until we can start"), ("de", "etwa 64 Tage bis zum Beginn")],
)
def test_the_answer_is_written_in_the_language_asked_for(language, said, tmp_path, capsys):
    file = tmp_path / "answer.pdf"
    assert main([*WORDS, "--answer-pdf", str(file), "--language", language, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)["answer"]
    assert answer["language"] == language
    assert answer["may_be_sent"] is (language == "en")
    assert said in text_of(file)


def test_an_unknown_language_is_one_line_and_nothing_is_written(tmp_path, capsys):
    file = tmp_path / "answer.pdf"
    assert main([*WORDS, "--answer-pdf", str(file), "--language", "tlh"]) == 2
    assert "no answer is written in 'tlh'" in capsys.readouterr().err
    assert not file.exists()


def test_a_refused_plan_still_answers_the_patient(capsys):
    assert main(["plan", str(CASES / "post_covid.yaml"), "--on", "2026-03-01", "--json"]) == 3
    answer = json.loads(capsys.readouterr().out)["answer"]
    assert answer["possibility"]["stance"] == "NOT_SUPPORTED"
    assert answer["may_be_sent"] is False


def test_a_stance_above_the_evidence_is_refused_in_one_line(tmp_path, capsys):
    case = tmp_path / "case.yaml"
    text = (CASES / "pulmonary_fibrosis.yaml").read_text(encoding="utf-8")
    case.write_text(text.replace("  code: EX-ANSWER-1", "  stance: SUPPORTED"), encoding="utf-8")
    assert main(["plan", str(case), "--on", "2026-03-01"]) == 2
    assert "the answer says SUPPORTED, the evidence says TRIAL_ONLY" in capsys.readouterr().err


def test_no_file_of_a_call_silently_replaces_another(tmp_path, capsys):
    one, same = tmp_path / "one.pdf", tmp_path / "x" / ".." / "one.pdf"
    (tmp_path / "x").mkdir()
    lot = tmp_path / "lot.csv"
    lot.write_bytes((CASES / "lot_ex01_synthetic.csv").read_bytes())
    for words in (
        ["--pdf", str(one), "--answer-pdf", str(same)],
        ["--lot", str(lot), "--pdf", str(lot)],
    ):
        assert main([*WORDS, *words]) == 2
        assert "is already used in this call. Name a file of its own." in capsys.readouterr().err
    assert not one.exists()
    assert lot.read_bytes() == (CASES / "lot_ex01_synthetic.csv").read_bytes()


def test_a_file_that_cannot_be_written_is_named_with_the_reason(tmp_path, capsys):
    lost, other = tmp_path / "nowhere" / "plan.pdf", tmp_path / "answer.pdf"
    assert main([*WORDS, "--pdf", str(lost), "--answer-pdf", str(other)]) == 2
    assert f"{lost}: the folder {lost.parent} is missing. Make it" in capsys.readouterr().err
    assert not other.exists()
    if Path("/dev/full").exists():
        assert main([*WORDS, "--answer-pdf", "/dev/full"]) == 2
        assert "/dev/full: the disk is full" in capsys.readouterr().err


def test_one_session_is_one_session(tmp_path, capsys):
    text = (CASES / "pulmonary_fibrosis.yaml").read_text(encoding="utf-8")
    case = tmp_path / "case.yaml"
    case.write_text(re.sub(r"sessions: \d+", "sessions: 1", text), encoding="utf-8")
    main(["plan", str(case), *WORDS[2:]])
    assert "Duration   1 session;" in capsys.readouterr().out

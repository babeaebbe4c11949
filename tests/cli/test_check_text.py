"""``secretome check-text``: findings as promised, exit codes, and one line for every bad file."""

import json
from pathlib import Path

import pytest

from secretome_cli.main import main

TEXTS = Path(__file__).parents[2] / "examples" / "texts"
KEYS = {"start", "end", "text", "claim_id", "verdict", "sources", "wording", "why", "line", "page"}


def test_findings_have_the_promised_keys_and_leave_with_three(capsys):
    assert main(["check-text", str(TEXTS / "advertisement.txt"), "--text", "--json"]) == 3
    document = json.loads(capsys.readouterr().out)
    assert document["findings"]
    for finding in document["findings"]:
        assert finding.keys() >= KEYS
        assert document["text"][finding["start"] : finding["end"]] == finding["text"]
        assert finding["sources"]
    assert document["blocking"] == sum(one["blocks"] for one in document["findings"])


def test_an_honest_leaflet_leaves_with_zero(capsys):
    assert main(["check-text", str(TEXTS / "honest_leaflet.md")]) == 0
    assert "no claim found" in capsys.readouterr().out


def test_people_read_verdict_reason_and_better_words(capsys):
    assert main(["check-text", str(TEXTS / "advertisement.txt")]) == 3
    told = capsys.readouterr().out
    assert "C10 contradicted" in told
    assert "better: Side effects occur" in told
    assert "10.1002/jev2.12458" in told


def test_a_partly_supported_claim_is_marked_and_does_not_block(capsys, tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("Secretome modulates the immune system.", encoding="utf-8")
    assert main(["check-text", str(path), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert [one["verdict"] for one in document["findings"]] == ["partly_supported"]


def test_a_bad_file_is_one_line(capsys, tmp_path):
    for name, data in (("a.txt", b"\xff\xfe\xff"), ("a.docx", b"PK\x03\x04"), ("a.zip", b"PK")):
        path = tmp_path / name
        path.write_bytes(data)
        assert main(["check-text", str(path)]) == 2
        told = capsys.readouterr()
        assert told.out == ""
        assert told.err.count("\n") == 1
    assert main(["check-text", str(tmp_path / "none.txt")]) == 2
    assert "there is no such file" in capsys.readouterr().err


@pytest.mark.parametrize("case", ["pulmonary_fibrosis", "post_covid"])
def test_our_own_plan_and_answer_pass_the_check(capsys, tmp_path, case):
    file = TEXTS.parent / "cases" / f"{case}.yaml"
    plan, answer = tmp_path / "plan.pdf", tmp_path / "answer.pdf"
    words = ["plan", str(file), "--on", "2026-03-01", "--pdf", str(plan)]
    assert main([*words, "--answer-pdf", str(answer)]) in {0, 3}
    capsys.readouterr()
    for printed in (plan, answer):
        assert main(["check-text", str(printed)]) == 0, capsys.readouterr().out

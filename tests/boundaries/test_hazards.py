"""Every hazard has its control, and every test it leans on is really there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs/hazards.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## (\d+\. [^\n]+)\n(.*?)(?=^## |\Z)", TEXT, re.M | re.S))
# Hazards that this house promised to tell of, whatever else it finds.
PROMISED = (
    "Wrong vial", "Wrong patient", "Tenfold dose", "Stale lot", "Unit slip", "Time zone",
    "Lost hold", "Two people, one vial", "Forged release", "Lost trigger",
    "Unreliable measurement", "Merged files", "Own cells to another person",
    "Private link leaked",
)  # fmt: skip


def proofs(section: str) -> list[tuple[str, str]]:
    """Every (file, test) that a section names; a file named alone counts with an empty test."""
    found: list[tuple[str, str]] = []
    file = ""
    for word in re.findall(r"`([^`\s]+)`", section):
        if word.startswith("tests/"):
            file = word
            found.append((file, ""))
        elif word.startswith("test_"):
            found.append((file, word))
    return found


def missing(pairs: list[tuple[str, str]], root: Path = ROOT) -> list[str]:
    """Those of ``pairs`` that are not there."""
    gone = []
    for file, test in pairs:
        path = root / file
        if not file or not path.is_file():
            gone.append(file or test)
        elif test and not re.search(
            rf"^(async )?def {test}\(", path.read_text(encoding="utf-8"), re.MULTILINE
        ):
            gone.append(f"{file}: {test}")
    return gone


@pytest.mark.parametrize("title", SECTIONS)
def test_every_test_that_a_hazard_names_is_there(title):
    assert missing(proofs(SECTIONS[title])) == []


@pytest.mark.parametrize("title", SECTIONS)
def test_a_hazard_has_harm_control_and_proof_or_says_what_is_missing(title):
    text = SECTIONS[title]
    assert "**Harm.**" in text
    assert "**Control.**" in text
    assert any(test for _, test in proofs(text)) or "**Not proved yet.**" in text


def test_no_promised_hazard_is_forgotten():
    told = [title.split(". ", 1)[1] for title in SECTIONS]
    assert [name for name in PROMISED if name not in told] == []


def test_hazards_are_numbered_in_order():
    assert [int(title.split(".")[0]) for title in SECTIONS] == list(range(1, len(SECTIONS) + 1))


def test_a_test_that_is_not_there_is_found(tmp_path):
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests/test_a.py").write_text("def test_one():\n    pass\n", encoding="utf-8")
    named = proofs("`tests/test_a.py`: `test_one`, `test_two`; `tests/test_b.py`")
    assert missing(named, tmp_path) == ["tests/test_a.py: test_two", "tests/test_b.py"]

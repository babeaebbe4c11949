"""An answer is one JSON document or a page; nothing in it can break the reader's terminal."""

import io
import json
import math
import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st

from secretome_cli.science import progress as progress_module
from secretome_cli.science.answering import BLOCKED, answer, plain, say, say_table
from secretome_cli.science.progress import progress


class Verdict(Enum):
    """Two words."""

    YES = "yes"


@dataclass(frozen=True, slots=True)
class Found:
    """A small answer."""

    value: float
    verdict: Verdict


def answered(document: Any, capsys: pytest.CaptureFixture[str]) -> Any:
    with pytest.raises(typer.Exit) as left:
        answer(document, as_json=True, show=pytest.fail, exit_code=BLOCKED)
    assert left.value.exit_code == BLOCKED
    return json.loads(capsys.readouterr().out, parse_constant=pytest.fail)


def test_what_the_science_holds_becomes_json(capsys: pytest.CaptureFixture[str]) -> None:
    document = {
        Verdict.YES: Found(math.nan, Verdict.YES),
        "when": [datetime(2026, 3, 1, tzinfo=UTC), date(2026, 3, 1)],
        "price": Decimal("0.10"),
        "file": Path("a/b.csv"),
        "array": np.array([[1.5, np.inf]]),
        "scalar": np.float64(2.5),
        "count": np.int64(3),
        "set": {"b", "a"},
        "pair": (1, True, None),
        "other": 1j,
        "text": "µm\ud800",
    }
    assert answered(document, capsys) == {
        "yes": {"value": None, "verdict": "yes"},
        "when": ["2026-03-01T00:00:00+00:00", "2026-03-01"],
        "price": 0.1,
        "file": "a/b.csv",
        "array": [[1.5, None]],
        "scalar": 2.5,
        "count": 3,
        "set": ["a", "b"],
        "pair": [1, True, None],
        "other": "1j",
        "text": "µm\ud800",
    }


@given(st.recursive(st.floats() | st.text() | st.decimals(), st.lists, max_leaves=10))
def test_no_number_is_ever_written_that_json_does_not_have(value: object) -> None:
    json.loads(json.dumps(plain(value), allow_nan=False))


def test_json_is_utf8_whatever_the_terminal_speaks(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="ascii"))
    with pytest.raises(typer.Exit):
        answer({"unit": "µm"}, as_json=True, show=pytest.fail)
    assert json.loads(raw.getvalue().decode("utf-8")) == {"unit": "µm"}


def test_a_page_gets_the_plain_document(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit) as left:
        answer(Found(1.0, Verdict.YES), as_json=False, show=lambda ready: say(ready["verdict"]))
    assert (left.value.exit_code, capsys.readouterr().out) == (0, "yes\n")


def test_control_characters_of_a_file_never_reach_the_terminal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    say("a\x1b[2Jb\u202ec\n")
    say_table(["na\x07me"], [["x\x1b]0;title\x07"]])
    told = capsys.readouterr().out
    assert not set("\x1b\x07\u202e") & set(told)


def test_a_table_lines_up_and_shows_what_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    say_table(["name", "value"], [["long name", 1.23456], ["b", None]])
    assert capsys.readouterr().out.splitlines() == [
        "name       value",
        "---------  -----",
        "long name  1.235",
        "b          -",
    ]


def test_progress_is_silent_for_what_is_quick(capsys: pytest.CaptureFixture[str]) -> None:
    with progress("Reading", total=10) as advance:
        advance(5)
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(("total", "part"), [(10, "Reading: 50 %"), (None, "Reading: 5 done")])
def test_progress_of_what_is_long_is_a_line_now_and_then(
    total: float | None,
    part: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(progress_module, "_QUIET_S", -1.0)
    with progress("Reading", total=total) as advance:
        advance(5)
        advance(1)
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", f"{part}\n")


def test_progress_is_a_bar_on_a_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(progress_module, "_QUIET_S", -1.0)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    with progress("Reading", total=10) as advance:
        advance(5)
    told = capsys.readouterr()
    assert told.out == ""
    assert "Reading" in told.err

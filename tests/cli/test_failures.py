"""Whatever goes wrong is one clear line on stderr and exit code 2, never a traceback."""

import errno
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import pytest
import typer

from secretome.errors import BadInput, MissingExtra
from secretome_cli import main as shell
from secretome_cli.main import main
from secretome_cli.science import verify as verify_module
from secretome_cli.science.failures import line_for, missing_record


class Refusal(Exception):
    """As the record raises it, which the science commands never import."""

    reasons = ("one",)


def raising(error: BaseException) -> Callable[[], None]:
    def command() -> None:
        raise error

    return command


@pytest.fixture
def put(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[..., Any]], None]:
    """Put another function in the place of ``secretome verify``."""
    return lambda function: monkeypatch.setattr(verify_module, "verify", function)


@pytest.mark.parametrize(
    ("error", "part"),
    [
        (BadInput("the unit is not known", where="row 3", do="Write mL."), "row 3: the unit is"),
        (MissingExtra("The record", extra="record"), "pip install"),
        (FileNotFoundError(errno.ENOENT, "x", "a.csv"), "a.csv: there is no such file"),
        (PermissionError(errno.EACCES, "x", "a.csv"), "a.csv: reading or writing it is not"),
        (IsADirectoryError(errno.EISDIR, "x", "a"), "a: this is a folder"),
        (OSError(errno.EIO, "Input/output error", "a"), "a: Input/output error"),
        (OSError("no number\nand two lines"), "no number and two lines"),
        (OSError(), "OSError"),
        (UnicodeDecodeError("utf-8", b"\xff", 0, 1, "x"), "not utf-8 text (byte 0)"),
        (BrokenPipeError(errno.EPIPE, "x"), "stopped before its end"),
        (MemoryError(), "not enough memory"),
        (KeyboardInterrupt(), "was stopped"),
        (Refusal("The lot is on hold."), "The lot is on hold."),
        (ZeroDivisionError("float division"), "failed unexpectedly: ZeroDivisionError"),
        (typer.BadParameter("not a number"), "not a number. See: secretome verify --help"),
        (typer.Abort(), "failed unexpectedly: Abort"),
        (SystemExit("text"), ""),
    ],
)
def test_any_failure_is_one_line_and_exit_code_two(
    error: BaseException,
    part: str,
    put: Callable[..., None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    put(raising(error))
    assert main(["verify"]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.count("\n") == (0 if isinstance(error, SystemExit) else 1)
    assert part in told.err
    assert "Traceback" not in told.err


@pytest.mark.parametrize(("error", "exit_code"), [(typer.Exit(3), 3), (SystemExit(3), 3)])
def test_a_command_that_leaves_with_a_code_keeps_it(
    error: BaseException, exit_code: int, put: Callable[..., None]
) -> None:
    put(raising(error))
    assert main(["verify"]) == exit_code


def test_a_file_named_as_an_argument_must_be_there_before_anything_is_loaded(
    put: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    def command(files: Annotated[list[Path], typer.Argument()]) -> None:
        pytest.fail("the command was called")

    put(command)
    assert main(["verify", __file__, "missing.zip"]) == 2
    assert "missing.zip: there is no such file" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("word", "part"),
    [("raed", "Did you mean read?"), ("", "no command ''"), ("a\x1b[31m\n", "'a?[31m?'")],
)
def test_an_unknown_command_is_one_line(
    word: str, part: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([word]) == 2
    told = capsys.readouterr()
    assert (told.out, told.err.count("\n")) == ("", 1)
    assert part in told.err


def test_no_words_at_all_are_a_call_for_help(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["secretome"])
    assert main() == 0
    assert "Usage: secretome COMMAND" in capsys.readouterr().out


def test_the_version_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("secretome 0.")


def test_a_command_that_is_not_installed_is_unknown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(shell.COMMANDS, "trace", ("secretome_cli.nowhere.trace:trace", "Help."))
    assert main(["trace", "LT-1"]) == 2
    assert "there is no command 'trace'" in capsys.readouterr().err


def test_a_record_command_without_django_names_the_extra(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    here = shell._is_here
    monkeypatch.setattr(shell, "_is_here", lambda name: name != "django" and here(name))
    row = ("secretome_cli.record.absent:absent", "Help.")
    monkeypatch.setitem(shell.COMMANDS, "trace", row)
    monkeypatch.setattr(shell, "commands_here", lambda: {"trace": "Help."})
    assert main(["trace", "LT-1"]) == 2
    assert "pip install '.[record]'" in capsys.readouterr().err
    assert "`secretome trace`" in str(missing_record("trace"))


@pytest.mark.parametrize("words", [["--help"], ["verify", "--help"], ["evidence", "--all"]])
def test_a_reader_that_goes_away_leaves_no_traceback(words: list[str]) -> None:
    readable, writable = os.pipe()
    os.close(readable)
    with os.fdopen(writable, "w") as gone:
        code = _in_a_process(words, gone)
    assert code[0] == 2
    assert code[1].count("\n") == 1
    assert "Traceback" not in code[1]
    assert "Exception ignored" not in code[1]


def _in_a_process(words: list[str], output: Any) -> tuple[int, str]:
    start = "import sys; from secretome_cli.main import main; sys.exit(main(sys.argv[1:]))"
    done = subprocess.run(
        [sys.executable, "-c", start, *words],
        stdout=output,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    return done.returncode, done.stderr


def test_a_full_disk_is_told() -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    with Path("/dev/full").open("w") as full:
        code, told = _in_a_process(["evidence", "J84.1", "--json"], full)
    assert code == 2
    assert "disk is full" in told


def test_an_error_of_the_command_line_is_told_without_its_own_full_stop() -> None:
    line = line_for(typer.BadParameter("too small."), command="secretome dose")
    assert line.endswith("too small. See: secretome dose --help")


def test_a_closed_output_is_told_without_a_traceback() -> None:
    start = "import sys; from secretome_cli.main import main; sys.exit(main(sys.argv[1:]))"
    words = [sys.executable, "-c", start, "evidence", "--all"]
    done = subprocess.run(
        ["sh", "-c", 'exec "$@" >&-', "sh", *words], stderr=subprocess.PIPE, text=True, check=False
    )
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "the output is closed" in done.stderr

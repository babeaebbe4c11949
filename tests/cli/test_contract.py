"""What every command promises: help, one line for bad words, one JSON document, no Django."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from secretome_cli.main import COMMANDS, commands_here, main

CASES = Path(__file__).parents[2] / "examples" / "cases"
LOT = str(CASES / "lot_ex01_synthetic.csv")
CASE = str(CASES / "pulmonary_fibrosis.yaml")
DOSE = ["--target", "1e9", "--unit", "particles", "--route", "nebulised"]
# Words that make each science command answer, and the keys that its document must have.
EXAMPLES: dict[str, tuple[list[str], set[str]]] = {
    "read": ([LOT], {"kind", "instrument", "software", "sha256", "samples", "warnings", "unused"}),
    "dose": (["--lot", LOT, *DOSE], {"volume_ml", "vials", "checks", "refused"}),
    "plan": (
        [CASE, "--lot", LOT, "--on", "2026-03-01"],
        {"verdict", "legal_basis", "evidence", "expected", "dose", "price", "checks", "refused"},
    ),
    "schema": (["case"], {"$schema", "properties"}),
    "evidence": (["J84.1"], {"condition", "icd10", "verdict", "certainty", "studies", "cautions"}),
    "check-text": (
        [str(CASES.parent / "texts" / "advertisement.txt")],
        {"file", "kind", "sha256", "findings", "blocking"},
    ),
    "verify": (["BUNDLE"], {"events", "ok", "first_fault"}),
    "simulate": (
        ["--patients", "4", "--days", "2"],
        {"model_version", "outcome", "tissues", "summary", "mass_balance", "sources"},
    ),
    "qualify": (
        ["--draws", "50", "--data", str(CASES.parent / "timecourses")],
        {"datasets", "coverage", "within_2fold"},
    ),
}
HERE = tuple(commands_here())
SCIENCE = tuple(name for name in HERE if ".science." in COMMANDS[name][0])
RECORD = tuple(name for name in COMMANDS if ".record." in COMMANDS[name][0])

Run = Callable[..., subprocess.CompletedProcess[str]]


def example_of(name: str, bundle: Path) -> list[str]:
    return [str(bundle) if word == "BUNDLE" else word for word in EXAMPLES[name][0]]


def test_every_science_command_has_an_example_here() -> None:
    assert set(SCIENCE) <= EXAMPLES.keys()


def test_the_table_names_functions_that_exist() -> None:
    for name in HERE:
        module_name, function_name = COMMANDS[name][0].split(":")
        __import__(module_name)
        assert callable(getattr(sys.modules[module_name], function_name)), name


def test_help_lists_the_commands_that_are_here_and_no_others(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["--help"]) == 0
    told = capsys.readouterr().out
    listed = {line.split()[0] for line in told.split("Commands:")[1].splitlines() if line.strip()}
    assert listed & COMMANDS.keys() == set(HERE)


@pytest.mark.parametrize("name", HERE)
def test_a_command_explains_itself(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([name, "--help"]) == 0
    told = capsys.readouterr()
    assert f"Usage: secretome {name}" in told.out
    assert "--json" in told.out
    assert told.err == ""


@pytest.mark.parametrize("name", HERE)
def test_a_word_nobody_knows_is_one_line_and_exit_code_two(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([name, "--no-such-option"]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.count("\n") == 1
    assert f"See: secretome {name} --help" in told.err


@pytest.mark.parametrize("name", SCIENCE)
def test_a_science_command_answers_one_json_document_without_django(
    name: str, bundle: Path, without_django: Run
) -> None:
    done = without_django(name, *example_of(name, bundle), "--json")
    assert done.returncode in {0, 3}, done.stderr
    assert not _besides_progress(done.stderr)
    document = json.loads(done.stdout, parse_constant=pytest.fail)
    assert EXAMPLES[name][1] <= document.keys()


@pytest.mark.parametrize("name", SCIENCE)
def test_a_science_command_answers_people_too(
    name: str, bundle: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([name, *example_of(name, bundle)]) in {0, 3}
    told = capsys.readouterr()
    assert told.out.strip()
    assert "\x1b" not in told.out
    assert not _besides_progress(told.err)


def _besides_progress(told: str) -> list[str]:
    """What stderr holds besides progress, which any slow machine may show."""
    return [
        line for line in told.splitlines() if not re.fullmatch(r"[a-z ]+: [\d.e+]+ (%|done)", line)
    ]


@pytest.mark.parametrize("name", SCIENCE)
def test_the_file_of_a_science_command_loads_nothing_heavy(name: str) -> None:
    """So that help and errors answer in under 0.3 s; benchmarks/startup.py measures it."""
    module_name = COMMANDS[name][0].partition(":")[0]
    code = (
        f"import sys, {module_name}; "
        "print(*({'numpy', 'scipy', 'django', 'rich', 'yaml', 'jsonschema', 'cryptography'}"
        " & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_record_commands_without_django_name_the_extra(without_django: Run) -> None:
    for name in RECORD:
        done = without_django(name)
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
        told = "pip install '.[record]'" if name in HERE else "there is no command"
        assert told in done.stderr

"""The examples of the body model run as they stand."""

import runpy
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "examples" / "body"
WORDS = {
    "one_dose.py": "intact_liver",
    "population.py": "500 patients, complete",
    "cells_against_secretome.py": "cells for the same exposure",
}


@pytest.mark.parametrize("name", sorted(path.name for path in FOLDER.glob("*.py")))
def test_an_example_runs_and_says_what_it_promises(name, capsys):
    runpy.run_path(str(FOLDER / name))
    assert WORDS[name] in capsys.readouterr().out

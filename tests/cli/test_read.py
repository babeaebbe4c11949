"""``secretome read``: one document, one table, or one line that says what is wrong."""

import json
import subprocess
import sys

import numpy as np
import pytest

from secretome.instruments.nanosight.specimen import Specimen, write_specimen
from secretome_cli.main import main

VALIDITY = ("Concentration Warnings", "Validity of concentration measurement")


@pytest.fixture
def a_file(tmp_path):
    """Write one synthetic export and answer its path."""

    def write(**parts):
        specimen = Specimen("S1", 2e8, captures=3, **parts)
        path = tmp_path / "export.csv"
        path.write_bytes(write_specimen(specimen, rng=np.random.default_rng(5)))
        return str(path)

    return write


def test_a_sound_file_is_answered_as_one_json_document(a_file, capsys):
    assert main(["read", a_file(), "--json"]) == 0
    told = capsys.readouterr()
    document = json.loads(told.out)
    assert told.err == ""
    assert document["kind"] == "nanosight"
    assert document["samples"][0]["attributes"][0]["name"] == "particle_concentration"
    assert "distribution" not in document["samples"][0]["captures"][0]


def test_the_bins_come_when_asked_for(a_file, capsys):
    assert main(["read", a_file(), "--json", "--bins"]) == 0
    capture = json.loads(capsys.readouterr().out)["samples"][0]["captures"][0]
    assert len(capture["distribution"]["particles_per_ml"]) == 1000


def test_people_get_a_table_and_the_warnings(a_file, capsys):
    assert main(["read", a_file()]) == 0
    told = capsys.readouterr().out
    assert "particle_concentration [particles/mL]" in told
    assert "not recorded" in told
    assert "synthetic_file" in told


def test_an_unreliable_measurement_is_answered_with_exit_code_three(a_file, capsys):
    assert main(["read", a_file(words={VALIDITY: "Unreliable"}), "--json"]) == 3
    codes = {warning["code"] for warning in json.loads(capsys.readouterr().out)["warnings"]}
    assert "nta_concentration_unreliable" in codes


@pytest.mark.parametrize(
    ("content", "part"),
    [(b"time,value\n1,2\n", "Expected"), (b"", "empty"), (b"\x00\x01", "layout is unknown")],
)
def test_another_file_is_refused_in_one_line(tmp_path, capsys, content, part):
    path = tmp_path / "other.csv"
    path.write_bytes(content)
    assert main(["read", str(path), "--json"]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.count("\n") == 1
    assert part in told.err
    assert "other.csv" in told.err


def test_a_missing_file_is_refused_in_one_line(tmp_path, capsys):
    assert main(["read", str(tmp_path / "nothing.csv")]) == 2
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.shared_data
def test_a_real_file_with_unreliable_captures_is_blocked(shared, capsys):
    path = shared / "data/instruments/nanosight/tidynano_plasma_ev_nta32_combined.csv"
    assert main(["read", str(path), "--json"]) == 3
    assert len(json.loads(capsys.readouterr().out)["samples"]) == 12


def test_reading_works_where_django_cannot_be_imported(a_file):
    code = (
        "import sys; sys.modules['django'] = None; from secretome_cli.main import main;"
        f"sys.exit(main(['read', {a_file()!r}, '--json']))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert done.returncode == 0
    assert json.loads(done.stdout)["kind"] == "nanosight"


TABLE = "Charge;Ergebnis (EU/ml);Platte\nLT-1;0,12;A\nLT-2;<0,05;A\n"
MAPPING = "sample: Charge\ncolumns:\n  Ergebnis (EU/ml): {attribute: endotoxin, unit: EU/mL}\n"


@pytest.fixture
def a_table(tmp_path):
    path = tmp_path / "results.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def test_any_table_is_read_by_a_mapping_and_stays_as_reported(a_table, tmp_path, capsys):
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text(MAPPING, encoding="utf-8")
    assert main(["read", str(a_table), "--mapping", str(mapping), "--json"]) == 0
    samples = json.loads(capsys.readouterr().out)["samples"]
    found = [(one["id"], one["attributes"][0]["value"]) for one in samples]
    assert found == [("LT-1", 0.12), ("LT-2", None)]
    assert main(["read", str(a_table), "--mapping", str(mapping)]) == 0
    assert "<0,05" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a list", "not complete"),
        (
            "sample: Charge\ncolumns: {X: {attribute: endotoxin}}",
            "Expected one row with: Charge, X",
        ),
        ("sample: Charge\ncolumns: {X: {attribute: luck}}", "luck"),
        ("sample: [", "mapping.yaml"),
    ],
)
def test_a_mapping_that_does_not_fit_is_refused_in_one_line(a_table, tmp_path, capsys, text, words):
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text(text, encoding="utf-8")
    assert main(["read", str(a_table), "--mapping", str(mapping)]) == 2
    told = capsys.readouterr()
    assert not told.out
    assert told.err.count("\n") == 1
    assert words in told.err


def test_a_mapping_for_an_instrument_file_is_refused(a_table, capsys):
    assert main(["read", str(a_table), "--mapping", str(a_table), "--kind", "gen5"]) == 2
    assert "not for gen5" in capsys.readouterr().err

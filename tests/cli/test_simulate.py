"""The commands simulate and qualify: their documents, their pictures, and one line for what cannot
be done.
"""

import json

import pytest

from secretome.kinetics import cautions_of_dose, usual_dose
from secretome_cli.main import main

FAST = ["simulate", "--patients", "8", "--days", "3"]


@pytest.fixture(autouse=True, scope="module")
def _cache(tmp_path_factory):
    patch = pytest.MonkeyPatch()
    patch.setenv("SECRETOME_CACHE", str(tmp_path_factory.mktemp("kernels")))
    yield
    patch.undo()


def document_of(capsys, *words):
    assert main([*words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_a_simulation_keeps_its_contract(capsys):
    document = document_of(capsys, *FAST)
    assert {
        "model_version",
        "outcome",
        "tissues",
        "summary",
        "mass_balance",
        "sources",
    } <= document.keys()
    liver = document["tissues"]["liver"]
    assert len(liver["t_h"]) == len(liver["median"]) == len(liver["p05"]) == len(liver["p95"])
    assert document["mass_balance"]["holds"] is True
    assert any("ICRP89" in source["source"] for source in document["sources"])


def test_the_same_seed_gives_the_same_answer_and_another_does_not(capsys):
    first, second = (document_of(capsys, *FAST, "--seed", "4") for _ in range(2))
    other = document_of(capsys, *FAST, "--seed", "5")
    assert first == second
    assert first["tissues"] != other["tissues"]


def test_cells_are_laid_beside_secretome(capsys):
    document = document_of(
        capsys, *FAST, "--product", "secretome", "--versus", "cells", "--versus-dose", "1e6"
    )
    assert document["versus"]["product"] == "cells"
    assert document["versus"]["exposure_ratio"] > 0
    assert document["summary"]["producer_cells"] > 0


@pytest.mark.parametrize(("ending", "mark"), [("svg", b"<svg"), ("png", b"\x89PNG")])
def test_a_picture_is_drawn(capsys, tmp_path, ending, mark):
    path = tmp_path / f"body.{ending}"
    assert main([*FAST, "--plot", str(path)]) == 0
    assert path.read_bytes().lstrip().startswith(mark)
    assert "left after" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--dose", "-1"], "a dose of -1 is not above zero"),
        (["--route", "soup"], "unknown route 'soup'"),
        (["--species", "dragon"], "no physiology for 'dragon'"),
        (["--patients", "0"], "0 patients"),
        (["--product", "cells", "--route", "inhalation"], "cells cannot be given by inhalation"),
        (["--target", "soul"], "no organ named soul"),
        (["--session-days", "monday"], "is not a list of days"),
        (["--session-days", "0,nan"], "sessions need times from zero"),
        (["--session-days", "0,40"], "a session comes after the 3 days"),
        (["--contact-h", "-1"], "a contact of -1 h"),
        (["--contact-share", "2"], "a contact share of 2"),
        (["--versus", "cells", "--versus-dose", "0"], "a dose of 0 is not above zero"),
        (["--dose", "nan"], "a dose of nan is not above zero"),
        (["--days", "inf"], "inf days is not above 0"),
        (["--plot", "picture.gif"], "cannot draw '.gif'"),
        (["--plot", "nowhere/a.svg"], "there is no folder 'nowhere'"),
        (["--label", "FOO"], "unknown label 'FOO' (known: metal, iodine, dye"),
        (["--patients", "100000000000"], "100000000000 patients are more than 100000000"),
        (["--dose", "0.5"], "a dose of 0.5 particles is less than one"),
        (
            ["--product", "cells", "--species", "mouse", "--dose", "1e11"],
            "1e+11 cells would fill 419 mL, more than all blood of a mouse",
        ),
    ],
)
def test_what_cannot_be_simulated_gets_one_line(capsys, words, sentence):
    assert main([*FAST, *words]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    (line,) = [row for row in told.err.splitlines() if row.strip()]
    assert sentence in line


def test_no_days_at_all_is_one_reason_and_says_what_to_do(capsys):
    assert main([*FAST, "--days", "0"]) == 2
    told = capsys.readouterr().err
    assert told.count(";") == 1
    assert "0 days is not above 0 and at most 3650. Change what is named here" in told


@pytest.mark.parametrize(
    ("product", "species", "dose", "unit"),
    [
        ("cells", "mouse", 5e5, "cells"),
        ("cells", "human", 7e7, "cells"),
        ("ev", "mouse", 1.1e10, "particles"),
        ("ev", "human", 1e11, "particles"),
    ],
)
def test_the_usual_dose_is_one_of_the_product_and_the_species(product, species, dose, unit):
    assert usual_dose(product, species).amount == pytest.approx(dose, rel=0.05)
    assert usual_dose(product, species).unit == unit
    assert cautions_of_dose(product, species, dose) == ()


def test_a_simulation_without_a_dose_takes_the_usual_one(capsys):
    document = document_of(capsys, *FAST, "--product", "cells", "--species", "mouse")
    assert document["dose"] == usual_dose("cells", "mouse").amount
    assert document["cautions"] == []


def test_a_dose_far_from_the_usual_carries_a_caution(capsys):
    document = document_of(capsys, *FAST, "--dose", "1e15")
    assert "1e+04 times the 1e+11 usual for a human" in document["cautions"][0]
    assert main([*FAST, "--dose", "1e15"]) == 0
    assert "Caution: The dose of 1e+15" in capsys.readouterr().out


def test_a_report_into_a_missing_folder_is_refused_before_anything_is_computed(capsys, tmp_path):
    page = tmp_path / "nowhere" / "report.html"
    assert main(["qualify", "--data", str(tmp_path), "--html", str(page)]) == 2
    assert "there is no folder" in capsys.readouterr().err


def test_a_qualification_keeps_its_contract(capsys, tmp_path):
    header = "dataset_id,species,source_material,label,route,time_h,tissue,quantity,value,unit"
    row = "B1,mouse,exosomes,DiR,iv,24,liver,concentration,12,%ID/g"
    (tmp_path / "blind_timecourses.csv").write_text(
        f"{header}\n{row}\nB2,newt,exosomes,DiR,iv,1,liver,x,1,y\n", encoding="utf-8"
    )
    page = tmp_path / "report.html"
    document = document_of(
        capsys, "qualify", "--data", str(tmp_path), "--draws", "50", "--html", str(page)
    )
    assert {"datasets", "coverage", "within_2fold"} <= document.keys()
    first, second = document["datasets"]
    assert {"dataset_id", "quantity", "observed", "predicted", "fold", "inside"} <= first.keys()
    assert {"median", "p05", "p95"} == first["predicted"].keys()
    assert second["predicted"] is None
    assert "newt" in second["reason"]
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")

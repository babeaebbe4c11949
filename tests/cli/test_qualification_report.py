"""The qualification report on the shared tables, made in every run and kept in test-artifacts."""

import json
import os
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import pytest

from secretome_cli.main import main

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "test-artifacts"
SHARED = Path(os.environ.get("SECRETOME_SHARED", ROOT.parent / "shared")) / "data" / "kinetics"


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    """The command's document and its page; the packaged tables where the shared ones are absent."""
    KEPT.mkdir(exist_ok=True)
    page, kept = KEPT / "qualification.html", KEPT / "qualification.json"
    tables = ["--data", str(SHARED)] if SHARED.is_dir() else []
    words = ["qualify", *tables, "--draws", "150", "--html", str(page), "--json"]
    told = StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(told):
        patch.setenv("SECRETOME_CACHE", str(tmp_path_factory.mktemp("kernels")))
        assert main(words) == 0
    kept.write_text(told.getvalue(), encoding="utf-8")
    return json.loads(told.getvalue()), page.read_text(encoding="utf-8")


def test_the_shared_tables_are_met_without_their_own_study(report):
    document, _ = report
    left, inside = document["leave_one_study_out"], document["in_sample"]
    assert left["rows"] == 103
    assert left["predicted"] >= 60
    assert left["coverage"] >= 0.8
    assert left["median_fold"] < 2.2  # 1.9 with the usual draws; few draws scatter
    assert left["median_width"] < 20
    assert inside["coverage"] >= 0.8
    assert inside["median_fold"] <= left["median_fold"]
    assert len(document["in_calibration"]) >= 8


def test_the_page_lays_left_out_beside_in_sample_with_widths_and_plots(report):
    _, page = report
    for words in ("leave one study out", "in sample", "median width", "<svg", "why not"):
        assert words in page


def test_every_row_has_a_prediction_or_a_reason(report):
    document, _ = report
    assert all(entry["predicted"] or entry["reason"] for entry in document["datasets"])

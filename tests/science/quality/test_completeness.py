"""Checklists: what is missing is named, what does not apply says why."""

import csv
from pathlib import Path

import pytest

from secretome.errors import BadInput
from secretome.instruments import Measurement
from secretome.quality.completeness.checklists import (
    Checklist,
    checklist_items,
    codes_known_from,
    techniques,
)
from secretome.quality.completeness.score import answers_from_files, ev_metric, score_completeness


def everything(checklist):
    return {item.code: "said" for item in checklist_items(checklist)}


@pytest.mark.parametrize("checklist", Checklist)
def test_a_lot_that_reports_everything_is_complete_and_an_empty_one_names_all(checklist):
    full = score_completeness(checklist, everything(checklist), used=techniques())
    assert (full.score_pct, full.missing) == (100.0, ())
    empty = score_completeness(checklist, {}, used=techniques())
    assert empty.score_pct == 0.0
    assert empty.missing == checklist_items(checklist)


def test_items_of_a_technique_that_was_not_used_do_not_apply_and_say_why():
    found = score_completeness(Checklist.EV_TRACK, {}, used=["tff"])
    reasons = {item.code: why for item, why in found.not_applicable}
    assert reasons["duc_pelleting_time"] == "Only where differential ultracentrifugation was used."
    assert "tff_membrane_cut_off" in {item.code for item in found.missing}


def test_one_missing_item_is_named_and_lowers_the_score():
    answers = everything(Checklist.MISEV2023) | {"category_3": "  "}
    found = score_completeness(Checklist.MISEV2023, answers, used=techniques())
    assert [item.code for item in found.missing] == ["category_3"]
    assert found.score_pct == pytest.approx(100 * 28 / 29)
    assert found.note.startswith("28 of 29 applicable items are reported. 28 items are from memory")


def test_without_flow_cytometry_its_list_has_no_score():
    found = score_completeness(Checklist.MIFLOWCYT_EV, {})
    assert found.score_pct is None
    assert "does not apply" in found.note


def test_the_ev_metric_has_nine_components_three_only_where_used():
    every = ev_metric(everything(Checklist.EV_TRACK), used=techniques())
    assert (every.score_pct, len(every.met)) == (100.0, 9)
    without = ev_metric(everything(Checklist.EV_TRACK), used=["sec"])
    assert set(without.not_applicable) == {
        "ultracentrifugation specifics",
        "antibody specifics",
        "lysate preparation",
    }
    assert without.score_pct == 100.0


def test_a_missed_component_names_what_lacks_and_one_protein_is_enough():
    answers = everything(Checklist.EV_TRACK) | {"ev_density": ""}
    detected = "western_blot_detected_ev_associated_proteins"
    found = ev_metric(answers | {detected: ""}, used=techniques())
    assert found.missed == (("EV density", ("EV density (g/mL)",)),)
    assert found.score_pct == pytest.approx(100 * 8 / 9)


def test_instrument_files_answer_their_own_items():
    file = Measurement("nanosight", "NTA", "NTA 3.4", "ab" * 32, ())
    assert answers_from_files([file], Checklist.MISEV2023) == {
        "particle_number": f"nanosight, SHA-256 {'ab' * 32}"
    }
    for checklist in Checklist:
        codes = {item.code for item in checklist_items(checklist)}
        for kind in ("nanosight", "zetaview", "vicell_xr", "maxquant", "read_counts"):
            assert set(codes_known_from(kind, checklist)) <= codes


def test_words_that_no_checklist_knows_are_refused():
    with pytest.raises(BadInput, match="no item charm"):
        score_completeness(Checklist.MISEV2023, {"charm": "yes"})
    with pytest.raises(BadInput, match="the technique dowsing"):
        score_completeness(Checklist.MISEV2023, {}, used=["dowsing"])


def test_every_condition_of_an_item_is_a_known_technique():
    needed = {i.applies_when for c in Checklist for i in checklist_items(c)} - {""}
    assert needed == set(techniques())


@pytest.mark.shared_data
def test_the_ev_track_table_holds_every_field_of_the_shared_list(shared):
    table = shared / "data" / "manufacturing" / "ev_track_parameters.csv"
    rows = list(csv.DictReader(Path(table).read_text(encoding="utf-8").splitlines()))
    fields = [row["parameter"] for row in rows if not row["section"].startswith("EV-METRIC")]
    texts = [item.text for item in checklist_items(Checklist.EV_TRACK)]
    assert len(fields) == len(texts)
    assert all(text.startswith(field) for field, text in zip(fields, texts, strict=True))

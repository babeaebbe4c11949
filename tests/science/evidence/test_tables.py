"""The tables that travel with the package: complete, marked, never overread."""

import csv

from secretome.evidence import assess, claims, conditions, evidence_version, studies
from secretome.evidence.rows import Role, Verified


def test_the_package_carries_every_row_of_the_review(shared):
    for name, rows in (("studies", studies()), ("conditions", conditions()), ("claims", claims())):
        with (shared / "data" / "evidence" / f"{name}.csv").open(encoding="utf-8") as file:
            assert len(list(csv.DictReader(file))) == len(rows)


def test_every_secretome_row_is_graded_and_no_cell_row_is():
    for study in studies():
        is_cells = study.reported["product_kind"] == "cells"
        assert is_cells is (study.grading is None), study.study_id


def test_every_study_label_of_a_condition_stands_in_the_studies():
    known = {study.condition for study in studies()}
    for condition in conditions():
        assert set(condition.study_labels) <= known, condition.name


def test_rows_from_memory_are_leads_and_never_counted():
    found = assess("graft-versus-host disease")
    assert found.study_count == 0
    assert found.certainty == "none"
    assert {lead.study_id for lead in found.leads} == {"KORDELAS2014", "ZHOU2022"}
    assert any("KORDELAS2014" in sentence for sentence in found.unknown)
    for condition in conditions():
        assert all(s.verified is Verified.READ for s in assess(condition).studies)


def test_cell_studies_stand_beside_and_do_not_count():
    found = assess("Parkinson's disease")
    assert found.study_count == 0
    assert [study.study_id for study in found.cells] == ["PD-ALLOHMSC"]


def test_two_rows_of_one_report_count_once():
    assert assess("asthma").study_count == 1
    assert assess("psoriasis").study_count == 4
    assert assess("osteoarthritis").study_count == 4


def test_harm_is_listed_for_every_condition_and_not_counted_as_a_study():
    found = assess("photo-ageing")
    assert {"NAHM2024", "NECROSIS-CASE", "VANDELEN2024-SAE"} <= {h.study_id for h in found.harms}
    assert found.study_count == 2
    assert all(h.grading.role in {Role.HARM, Role.POOLED_HARM} for h in found.harms)


def test_every_row_left_out_of_the_expectation_says_why():
    for condition in conditions():
        expected = assess(condition).expected
        assert not expected.known
        assert expected.reason.startswith("Unknown")
        assert all(row.why for row in expected.left_out)


def test_reported_text_is_kept_as_printed():
    row = next(s for s in studies() if s.study_id == "ZARRABI2023-MSC+EV")
    assert row.reported["p_value"] == "0.07"
    assert row.reported["effect"] == "0.08"


def test_claims_carry_one_of_five_verdicts_and_their_sources():
    known = {"supported", "partly_supported", "unsupported", "untested", "contradicted"}
    assert {claim.verdict for claim in claims()} <= known
    assert all(claim.sources for claim in claims())


def test_the_version_names_the_content_of_the_tables():
    assert evidence_version().startswith("sha256:")
    assert len(evidence_version()) == 71

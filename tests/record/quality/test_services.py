"""Each verb of the room: what it writes, what it refuses, and what is left behind."""

import re
from datetime import timedelta

import numpy as np
import pytest
from django.conf import settings

from factories import quality as make
from factories.batches import make_bank, make_batch, make_lot, make_product, vials_of
from factories.people import AT, signed
from factories.quality import READY_AT
from factories.raw_sql import execute, force, without_guard
from factories.stock import place
from secretome_record.batches.models import Lot
from secretome_record.ledger.models import Edge, KeptFile, Move, Node
from secretome_record.ledger.refusal import Refusal
from secretome_record.people.roles import Role
from secretome_record.quality import queries, services
from secretome_record.quality.certificates import certificate_pdf
from secretome_record.quality.models import Result, Specification
from secretome_record.quality.services import LineText


def codes(act, **given):
    with pytest.raises(Refusal) as refused:
        act(**given)
    return refused.value.codes


@pytest.fixture
def lot(crew):
    found = make.demo_lot(crew)
    make.make_specification(crew, found.product)
    return found


@pytest.fixture
def sample(crew, lot):
    return make.make_sample(crew, lot)


# Specifications


def test_one_specification_is_in_force_and_the_next_replaces_it(crew):
    product = make_product(crew)
    first = make.make_specification(crew, product)
    second = make.make_specification(crew, product)
    states = dict(Specification.objects.order_by("version").values_list("code", "state"))
    assert states == {first.code: "REPLACED", second.code: "IN_FORCE"}


def test_whoever_wrote_a_specification_does_not_approve_it(crew):
    draft = services.write_specification(
        product=make_product(crew), lines=make.LINES, by=crew.qa, at=AT
    )
    signature = signed(crew.qa, "specification approved", Role.QA)
    given = {"specification": draft, "by": crew.qa, "at": AT, "signature": signature}
    assert codes(services.approve_specification, **given) == {"own_work"}


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (LineText("endotoxin", "SIMPLE", "mg", "", "0.5"), "limit"),
        (LineText("endotoxin", "SIMPLE", "EU/mL"), "limit"),
        (LineText("endotoxin", "SIMPLE", "EU/mL", "2", "1"), "limit"),
        (LineText("endotoxin", "SIMPLE", "EU/mL", "", "<1"), "limit"),
        (LineText("endotoxin", "BY_FEEL", "EU/mL", "", "1"), "rule"),
        (LineText("endotoxin", "QUALITATIVE", expected_text="low"), "rule"),
        (LineText("sterility", "QUALITATIVE"), "expected_text"),
        (LineText("glow", "SIMPLE", "", "", "1"), "attribute"),
    ],
)
def test_a_line_that_cannot_be_judged_is_refused(crew, line, code):
    given = {"product": make_product(crew), "lines": [line], "by": crew.qa, "at": AT}
    assert codes(services.write_specification, **given) == {code}
    assert not Specification.objects.exists()


def test_a_limit_in_another_unit_of_its_kind_is_kept_in_the_canonical_one(crew):
    lines = [LineText("size_mode", "SIMPLE", "um", "", "0.2")]
    made = services.write_specification(product=make_product(crew), lines=lines, by=crew.qa, at=AT)
    line = made.lines.get()
    assert (line.high, line.unit, line.high_text) == (pytest.approx(200), "nm", "0.2 um")


# Samples, runs, files


def test_a_sample_hangs_on_its_lot_in_the_lineage(crew, lot, sample):
    edge = Edge.objects.get(child__subject_id=sample.pk)
    assert edge.parent.subject_id == lot.pk
    assert sample.is_demo


def test_a_sample_can_be_taken_of_a_batch(crew, lot):
    node = Node.objects.get(subject_id=lot.batch_id)
    sample = services.take_sample(node=node, purpose="bulk", taken_at=AT, by=crew.operator, at=AT)
    assert sample.lot is None
    assert sample.node == node


def test_a_sample_from_the_future_or_before_the_fill_is_refused(crew, lot):
    later = {"lot": lot, "purpose": "x", "taken_at": AT + timedelta(days=1)}
    assert codes(services.take_sample, **later, by=crew.operator, at=AT) == {"in_the_future"}
    before = {"lot": lot, "purpose": "x", "taken_at": AT - timedelta(hours=1)}
    assert codes(services.take_sample, **before, by=crew.operator, at=AT) == {"taken_at"}


BAD_FILES = {
    "another layout": b"some other instrument;1;2;3\n",
    "nothing": b"",
    "cut in the middle": make.nanosight_file()[:9000],
    "cut near the end": make.nanosight_file()[: len(make.nanosight_file()) // 2],
    "too large": b"NTA Experiment Summary File\n" + b"x" * (33 * 1024 * 1024),
    "binary": b"\x00\xff" * 4000,
}


@pytest.mark.parametrize("what", BAD_FILES)
def test_a_bad_file_is_refused_in_one_sentence_and_leaves_nothing(crew, sample, what):
    run = make.start_run(crew, sample)
    before = KeptFile.objects.count()
    with pytest.raises(Refusal) as refused:
        services.add_file(run=run, data=BAD_FILES[what], name="x.csv", by=crew.qc_analyst, at=AT)
    (reason,) = refused.value.reasons
    assert "Traceback" not in reason.sentence
    assert len(reason.sentence) < 400
    run.refresh_from_db()
    assert run.file is None
    assert run.reading is None
    assert KeptFile.objects.count() == before


def test_a_synthetic_file_is_never_taken_for_a_real_lot(crew):
    lot = make_lot(crew, make_batch(crew, make_bank(crew)))
    run = make.start_run(crew, make.make_sample(crew, lot))
    given = {"run": run, "data": make.nanosight_file(), "name": "x.csv"}
    refused = codes(services.add_file, **given, by=crew.qc_analyst, at=AT)
    assert refused == {"synthetic_file"}


def test_a_run_takes_one_file(crew, sample):
    run = make.run_with_file(crew, sample)
    given = {"run": run, "data": make.nanosight_file(), "name": "x.csv"}
    assert codes(services.add_file, **given, by=crew.qc_analyst, at=AT) == {"file"}


def test_the_dilution_must_be_stated_by_a_person_with_a_reason(crew, sample):
    run = make.run_with_file(crew, sample)
    given = {"run": run, "sample_in_file": "S1", "by": crew.qc_analyst, "at": AT}
    take = services.take_results
    assert codes(take, **given) == {"dilution_factor_text"}
    assert codes(take, **given, dilution_factor_text="100") == {"dilution_reason"}
    words = {"dilution_reason": "sheet 9"}
    assert codes(take, **given, dilution_factor_text="ten", **words) == {"dilution_factor_text"}
    assert codes(take, **given, dilution_factor_text="0.1", **words) == {"dilution_factor_text"}
    assert not Result.objects.exists()
    results = take(**given, dilution_factor_text="100", **words)
    number = next(r for r in results if r.attribute == "particle_concentration")
    assert crew.qc_analyst.printed_name in number.estimate["source"]
    assert "sheet 9" in number.estimate["source"]
    assert number.interval_low < number.estimate["value"] < number.interval_high


def test_a_file_that_applied_its_dilution_takes_none(crew, sample):
    data = make.nanosight_file(2e10, dilution=100.0)
    run = make.run_with_file(crew, sample, data=data)
    given = {"run": run, "sample_in_file": "", "by": crew.qc_analyst, "at": AT}
    words = {"dilution_factor_text": "100", "dilution_reason": "sheet 9"}
    assert codes(services.take_results, **given, **words) == {"dilution_factor_text"}
    assert services.take_results(**given)


def test_an_unknown_sample_in_the_file_is_refused(crew, sample):
    run = make.run_with_file(crew, sample)
    given = {"run": run, "sample_in_file": "S9", "by": crew.qc_analyst, "at": AT}
    assert codes(services.take_results, **given) == {"sample_in_file"}


def test_one_sample_of_one_file_is_taken_once(crew, lot, sample):
    make.take_from_file(crew, sample)
    again = make.run_with_file(crew, make.make_sample(crew, lot))
    given = {"run": again, "sample_in_file": "S1", "by": crew.qc_analyst, "at": AT}
    words = {"dilution_factor_text": "100", "dilution_reason": "sheet 9"}
    assert codes(services.take_results, **given, **words) == {"taken_elsewhere"}


def test_numbers_are_taken_once_from_a_run(crew, sample):
    results = make.take_from_file(crew, sample)
    given = {"run": results[0].run, "sample_in_file": "S1", "by": crew.qc_analyst, "at": AT}
    assert codes(services.take_results, **given) == {"taken_already"}


# Results by hand


def test_what_comes_from_a_file_is_never_typed(crew, sample):
    run = make.start_run(crew, sample)
    given = {"run": run, "attribute": "particle_concentration", "as_reported": "2e10"}
    refused = codes(
        services.enter_result, **given, unit="particles/mL", by=crew.qc_analyst, at=AT,
        no_estimate_reason="none",
    )  # fmt: skip
    assert refused == {"from_file_only"}


def test_a_number_says_its_interval_or_why_it_has_none(crew, sample):
    run = make.start_run(crew, sample, "LAL")
    given = {"run": run, "attribute": "endotoxin", "as_reported": "0.1", "unit": "EU/mL"}
    enter = services.enter_result
    assert codes(enter, **given, by=crew.qc_analyst, at=AT) == {"no_estimate_reason"}
    made = enter(**given, low_text="0.08", high_text="0.12", by=crew.qc_analyst, at=AT)
    assert (made.interval_low, made.interval_high) == (0.08, 0.12)


@pytest.mark.parametrize(("text", "unit"), [("0.1", "mg"), ("1,5", "EU/mL"), ("low", "EU/mL")])
def test_a_text_that_is_no_number_of_its_unit_is_refused(crew, sample, text, unit):
    run = make.start_run(crew, sample, "LAL")
    given = {"run": run, "attribute": "endotoxin", "as_reported": text, "unit": unit}
    refused = codes(
        services.enter_result, **given, by=crew.qc_analyst, at=AT, no_estimate_reason="none"
    )
    assert refused == {"as_reported"}


def test_sterility_is_not_read_before_its_time_unless_it_fails(crew, sample):
    run = make.start_run(crew, sample, "USP 71", incubation_days=14)
    day_9 = AT + timedelta(days=9)
    given = {"run": run, "attribute": "sterility", "unit": "", "by": crew.qc_analyst, "at": day_9}
    assert codes(services.enter_result, **given, as_reported="no growth") == {"incubation"}
    assert services.enter_result(**given, as_reported="growth").verdict == "FAIL"


def test_sterility_without_its_incubation_is_refused(crew, sample):
    run = make.start_run(crew, sample, "USP 71", incubation_days=7)
    later = AT + timedelta(days=8)
    given = {"run": run, "attribute": "sterility", "unit": "", "as_reported": "no growth"}
    refused = codes(services.enter_result, **given, by=crew.qc_analyst, at=later)
    assert refused == {"incubation_days"}


def test_the_same_result_is_entered_once(crew, sample):
    run = make.start_run(crew, sample, "LAL")
    make.enter(crew, run, "endotoxin", "0.1", "EU/mL")
    given = {"run": run, "attribute": "endotoxin", "as_reported": "0.1", "unit": "EU/mL"}
    refused = codes(
        services.enter_result, **given, by=crew.qc_analyst, at=AT, no_estimate_reason="none"
    )
    assert refused == {"given_already"}


def test_whoever_entered_a_result_does_not_verify_it(crew, sample):
    result = make.enter(crew, make.start_run(crew, sample, "LAL"), "endotoxin", "0.1", "EU/mL")
    who = crew.qc_analyst
    signature = signed(who, "result verified", Role.QC_ANALYST)
    given = {"result": result, "by": who, "at": AT, "signature": signature}
    assert codes(services.verify_result, **given) == {"own_entry"}
    assert force(result, "VERIFIED", who, AT)


def test_a_verified_result_cannot_be_verified_again(crew, sample):
    result = make.enter(crew, make.start_run(crew, sample, "LAL"), "endotoxin", "0.1", "EU/mL")
    make.verify(result, crew)
    assert codes(make.verify, result=result, crew=crew) == {"not_recorded"}


def test_a_race_that_was_lost_is_told(crew, sample):
    result = make.enter(crew, make.start_run(crew, sample, "LAL"), "endotoxin", "0.1", "EU/mL")
    stale = Result.objects.get(pk=result.pk)
    services.invalidate_result(result=result, reason="Wrong tube.", by=crew.qa, at=AT)
    assert codes(make.verify, result=stale, crew=crew) == {"not_recorded"}


@pytest.mark.parametrize(
    "change",
    [
        "verdict = 'PASS'", "value = 0.01", "as_reported = '0.01'", "is_unreliable = FALSE",
        "interval_low = 0", "entered_by_id = verified_by_id", "lot_id = NULL",
    ],
)  # fmt: skip
def test_a_number_and_its_verdict_cannot_be_rewritten_by_raw_sql(crew, change):
    lot = make.ready_lot(crew, endotoxin="0.9", data=make.nanosight_file(captures=2))
    where = "attribute IN ('endotoxin', 'particle_concentration')"
    assert execute(f"UPDATE quality_result SET {change} WHERE {where}", crew.qa)
    assert lot.results.get(attribute="endotoxin").verdict == "FAIL"


def test_rows_of_quality_are_never_removed(crew):
    make.ready_lot(crew)
    for table in ("result", "run", "sample", "specification", "specificationline"):
        assert execute(f"DELETE FROM quality_{table}", crew.qa), table


# Vials of a lot


def test_a_vial_is_reserved_only_from_a_released_lot_before_its_expiry(crew):
    lot = make.reviewed_lot(crew)
    vial = place(crew, vials_of(lot)[0], at=READY_AT)
    # The guards of the treatments room ask for a session too; here only this room's is on trial.
    for name in ("vial_reserved_for_somebody", "vial_given_to_somebody"):
        without_guard(name, "batches_vial")
    said = "Only a vial of a released lot"
    assert said in force(vial, "RESERVED", crew.nurse, READY_AT)
    make.release(lot, crew)
    assert said in force(vial, "RESERVED", crew.nurse, lot.expires_at + timedelta(seconds=1))
    assert force(vial, "RESERVED", crew.nurse, READY_AT) == ""
    make.hold(Lot.objects.get(pk=lot.pk), crew)
    assert said in force(vial, "GIVEN", crew.nurse, READY_AT)


# Certificate


def test_the_same_record_gives_the_same_bytes(crew):
    certificate = queries.standing_certificate(make.released_lot(crew))
    first, second = certificate_pdf(certificate.data), certificate_pdf(certificate.data)
    assert first == second
    path = settings.SECRETOME_FILES / certificate.document.sha256[:2] / certificate.document.sha256
    assert path.read_bytes() == first


def test_the_certificate_is_pdf_a_3_and_carries_its_data(crew):
    import json
    from io import BytesIO

    import pikepdf

    certificate = queries.standing_certificate(make.released_lot(crew))
    pdf = pikepdf.open(BytesIO(certificate_pdf(certificate.data)))
    meta = pdf.open_metadata()
    assert (meta["pdfaid:part"], meta["pdfaid:conformance"]) == ("3", "A")
    (name,) = pdf.attachments
    held = json.loads(pdf.attachments[name].get_file().read_bytes())
    assert held == certificate.data
    assert held["is_demo"]
    labels = [row["label"] for row in held["results"]]
    assert labels == ["Particle concentration", "Mode size", "Endotoxin", "Sterility"]
    assert {s["role"] for s in held["signatures"]} == {"QC analyst", "Qualified person"}
    assert all(re.search(r"UTC[+-]\d{4}", s["signed_at"]) for s in held["signatures"])


def test_the_data_matrix_of_the_certificate_reads_back(crew):
    import pypdfium2
    import zxingcpp

    certificate = queries.standing_certificate(make.released_lot(crew))
    page = pypdfium2.PdfDocument(certificate_pdf(certificate.data))[0]
    image = np.asarray(page.render(scale=3).to_pil().convert("L"))
    texts = [code.text for code in zxingcpp.read_barcodes(image)]
    assert texts == [certificate.data["check"]]


# Concentration for the dose


def test_the_concentration_of_a_lot_is_its_verified_number(crew):
    lot = make.ready_lot(crew, unverified=("particle_concentration",))
    assert queries.concentration_of(lot) is None
    make.verify(lot.results.get(attribute="particle_concentration"), crew, READY_AT)
    found = queries.concentration_of(lot)
    assert found["estimate"]["low"] < 2e10 < found["estimate"]["high"]
    assert found["unit"] == "particles/mL"
    assert found["dilution_factor"] == "100"
    assert len(found["sha256"]) == 64


def test_a_typed_concentration_never_drives_a_dose(crew):
    lot = make.ready_lot(crew, leave_out=("particle_concentration",))
    lines = make.LINES[1:]
    make.make_specification(crew, lot.product, READY_AT, lines=lines)
    run = make.start_run(crew, make.make_sample(crew, lot, READY_AT), "NTA", READY_AT)
    typed = services.enter_result(
        run=run, attribute="particle_concentration", as_reported="2e10", unit="particles/mL",
        low_text="1.9e10", high_text="2.1e10", by=crew.qc_analyst, at=READY_AT,
    )  # fmt: skip
    make.verify(typed, crew, READY_AT)
    assert typed.estimate is not None
    assert queries.concentration_of(lot) is None


def test_usable_lots_are_released_and_not_expired(crew):
    lot = make.released_lot(crew)
    assert list(queries.usable_lots_for(lot.product, READY_AT)) == [lot]
    assert not queries.usable_lots_for(lot.product, lot.expires_at)
    make.hold(lot, crew)
    assert not queries.usable_lots_for(lot.product, READY_AT)


def test_every_move_of_a_lot_leaves_its_signed_row(crew):
    lot = make.released_lot(crew)
    moves = Move.objects.filter(subject_id=lot.pk).order_by("number")
    assert [(m.action, m.signature.printed_name) for m in moves] == [
        ("review", crew.second("qc_analyst").printed_name),
        ("release", crew.qualified_person.printed_name),
    ]

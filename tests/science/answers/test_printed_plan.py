"""The printed plan carries the numbers, holds what people typed as text, and is reproducible."""

import sys
from datetime import date

import pikepdf
import pypdfium2
import pytest

from science.answers.cases import a_case, a_lot
from secretome.answers import Statement, plan, plan_document, plan_pdf
from secretome.errors import MissingExtra

ON = date(2026, 3, 1)
HOSTILE = '#panic("x") $ \\ <script> *bold* =HYPERLINK("a") [/] // "q"'


def document_of(**changes):
    """The plan document of the sound case with changes."""
    return plan_document(plan(a_case(**changes), lots=(a_lot(),), statement=Statement(), on=ON))


def text_of(data):
    """All text of a PDF on one line."""
    pages = pypdfium2.PdfDocument(data)
    return " ".join(" ".join(page.get_textpage().get_text_range() for page in pages).split())


def test_the_printed_plan_carries_dose_interval_price_and_schedule():
    document = document_of()
    volume = document["dose"]["volume_ml"]
    text = text_of(plan_pdf(document))
    for said in (
        f"{volume['value']:.3g} mL",
        f"{volume['low']:.3g} – {volume['high']:.3g} mL, 95%",
        "0.00 EUR",
        "5 sessions, 7 days apart",
        "CT-1",
        "P-1",
        "Example.",
        "Not a medical device",
        "Page 1 of",
        document["evidence_version"][7:20],
    ):
        assert said in text


def test_the_same_plan_prints_the_same_bytes():
    assert plan_pdf(document_of()) == plan_pdf(document_of())


def test_the_file_declares_pdf_a_and_is_tagged(tmp_path):
    path = tmp_path / "plan.pdf"
    path.write_bytes(plan_pdf(document_of()))
    with pikepdf.open(path) as pdf:
        metadata = pdf.open_metadata()
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "A")
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "en"


def test_what_people_typed_is_set_as_text_and_never_run():
    words = HOSTILE.replace('"', "'")
    lots, stated = (a_lot(dilution=None),), Statement(dilution=1, by="A", reason=words)
    document = plan_document(plan(a_case(), lots=lots, statement=stated, on=ON))
    text = text_of(plan_pdf(document))
    assert "#panic(" in text
    assert "*bold*" in text


def test_a_refused_plan_prints_its_reasons_and_no_volume():
    document = document_of(legal_basis=None)
    text = text_of(plan_pdf(document))
    assert "Treatment plan, refused" in text
    assert document["refused"][0]["text"] in text
    assert "No dose." in text
    assert "Physician" not in text


def test_a_plan_without_lot_schedule_and_prices_prints():
    case = a_case(
        schedule=None, prices=None, legal_basis=None, icd10=None, condition="a rare thing"
    )
    document = plan_document(plan(case, lots=(), statement=Statement(), on=ON))
    assert "No human study found" in text_of(plan_pdf(document))


def test_without_the_printer_the_extra_to_install_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(MissingExtra, match=r"'\.\[documents\]'"):
        plan_pdf(document_of())

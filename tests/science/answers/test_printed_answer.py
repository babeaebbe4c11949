"""The printed answer is tagged PDF/A in large print and comes again byte for byte."""

import json
import re

import pikepdf
import pypdfium2
import pytest

from science.answers.requests import (
    FACTS,
    an_answer,
    evidence_of,
    known_evidence,
    reviewed,
)
from secretome.answers import answer_document, answer_pdf
from secretome.errors import BadInput

HOSTILE = '#panic("x") $ \\ <script> *bold* =HYPERLINK("a") [/] // "q"'


def text_of(data):
    pages = pypdfium2.PdfDocument(data)
    text = " ".join(page.get_textpage().get_text_range() for page in pages)
    return " ".join(text.replace("\ufffe", "").split())


@pytest.fixture(scope="module")
def printed():
    return answer_pdf(an_answer(evidence=known_evidence(), note="Bring your last test."))


def test_the_printed_answer_carries_what_the_document_says(printed):
    text = text_of(printed)
    for said in (
        "Your answer", "Possible, but not proven", "Of 100 treated people, about 52",
        "900.50 EUR in all", "about 64 days", "Side by side", "Where this comes from", "A. Example",
        "Bring your last test.", "Not a medical device", "Page 1 of", "version 2", "Example.",
    ):  # fmt: skip
        assert said in text


def test_the_same_inputs_print_the_same_bytes_after_a_round_trip_through_storage(printed):
    stored = json.loads(json.dumps([FACTS | {"note": "Bring your last test."}, known_evidence()]))
    document = answer_document(*stored)
    assert answer_pdf(document) == printed
    assert answer_pdf(json.loads(json.dumps(document))) == printed


def test_another_version_prints_other_bytes(printed):
    other = an_answer(evidence=known_evidence(), note="Bring your last test.", version=3)
    assert answer_pdf(other) != printed


def test_the_file_declares_pdf_a_is_tagged_and_describes_its_pictures(printed, tmp_path):
    path = tmp_path / "answer.pdf"
    path.write_bytes(printed)
    with pikepdf.open(path) as pdf:
        metadata = pdf.open_metadata()
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "A")
        assert metadata["{http://www.aiim.org/pdfua/ns/id/}part"] == "1"
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "en"
        tags = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and "/S" in o]
        alts = [str(o.Alt) for o in tags if o.S == "/Figure"]
        assert len(alts) == 3
        assert any("52 of 100 (36 to 70)" in alt for alt in alts)
        kinds = {str(o.S) for o in tags if isinstance(o.S, pikepdf.Name)}
        assert {"/H1", "/H2", "/Table", "/TH", "/L", "/Link"} <= kinds


def test_the_body_is_set_in_large_print(printed):
    page = pypdfium2.PdfDocument(printed)[0].get_textpage()
    place = page.search("We read").get_next()
    assert place is not None
    box = page.get_charbox(place[0], loose=True)
    assert box[3] - box[1] >= 15


def test_every_mark_of_a_source_leads_to_it(printed, tmp_path):
    path = tmp_path / "answer.pdf"
    path.write_bytes(printed)
    with pikepdf.open(path) as pdf:
        links = [link for page in pdf.pages for link in page.get("/Annots", [])]
        inside = [link for link in links if "/Dest" in link.keys()]  # noqa: SIM118 - a PDF object
        assert len(inside) > 20
    marked = re.findall(r"\[[\d, –]+\]", text_of(printed))
    assert len(marked) > 20


def test_what_people_typed_is_set_as_text_and_never_run():
    text = text_of(answer_pdf(an_answer(note=HOSTILE, caution=HOSTILE)))
    assert "#panic(" in text
    assert "*bold*" in text


def test_the_german_answer_says_on_its_first_page_that_it_cannot_be_sent():
    data = answer_pdf(an_answer("de"))
    first = pypdfium2.PdfDocument(data)[0].get_textpage().get_text_range()
    assert "Sie darf nicht verschickt werden" in " ".join(first.split())
    sent = text_of(answer_pdf(an_answer("de", translation_review=reviewed())))
    assert "verschickt" not in sent
    assert "Übersetzung geprüft von T. Reader" in sent


def test_an_answer_with_nothing_known_prints():
    document = answer_document({"on": "2026-03-01"}, evidence_of("a rare thing nobody studied"))
    text = text_of(answer_pdf(document))
    assert "Nobody knows" in text
    assert "Draft." in text


@pytest.mark.parametrize("text", ["患者", "well 😀", "bell\x07", "\ue000"])
def test_a_letter_that_cannot_be_printed_is_refused_with_its_place(text):
    with pytest.raises(BadInput, match=r"note holds .*U\+[0-9A-F]{4,5}"):
        an_answer(note=text)


def test_a_letter_that_only_the_printer_lacks_is_one_sentence_too():
    document = an_answer() | {"code": "AN-患"}
    with pytest.raises(BadInput, match="the printed page has no letter for"):
        answer_pdf(document)


@pytest.mark.parametrize("text", ["Müller Ñ ő ą", "Иван", "Ωμέγα", "שלום", "العربية", "a\r\nb\tc"])
def test_letters_of_many_scripts_are_printed(text):
    assert answer_pdf(an_answer(note=text)).startswith(b"%PDF-1.7")

"""Texts come out of every kind of file whole, and every bad file is one clear sentence."""

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pikepdf
import pytest

from secretome.claims import check_document, text_of_bytes
from secretome.claims.files import pdf_pages
from secretome.errors import BadInput, MissingExtra

CLAIM = "Exosomes have no side effects."
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def docx(body: str, *, part: str = "word/document.xml", head: str = "", more=()) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(part, f"{head}<w:document {W}><w:body>{body}</w:body></w:document>")
        for name, text in more:
            archive.writestr(name, text)
    return file.getvalue()


def paragraph(*runs: str, item: bool = False) -> str:
    mark = "<w:pPr><w:numPr/></w:pPr>" if item else ""
    return f"<w:p>{mark}{''.join(f'<w:r><w:t>{run}</w:t></w:r>' for run in runs)}</w:p>"


def pdf(*pages: str, **save) -> bytes:
    document = pikepdf.new()
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    for text in pages:
        page = document.add_blank_page(page_size=(400, 400))
        page.Contents = document.make_stream(f"BT /F1 12 Tf 20 300 Td ({text}) Tj ET".encode())
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    file = io.BytesIO()
    document.save(file, **save)
    return file.getvalue()


GOOD = {
    "a.txt": CLAIM.encode(),
    "b.TXT": b"\xef\xbb\xbf" + CLAIM.encode(),
    "c.txt": CLAIM.encode("utf-16"),
    "d.md": f"# Title\r\n\r\n> {CLAIM}\r\n".encode(),
    "e.html": f"<html><head><style>a</style></head><body><p>Exosomes have <b>no</b> side effects."
    f"</p><script>{CLAIM}</script></body>".encode(),
    "f.htm": b"<ul><li>Exosomes have no<br>side effects.</ul>",
    "g.docx": docx(paragraph("Exosomes have ", "no side", " effects.")),
    "h.pdf": pdf("Welcome.", CLAIM),
}


@pytest.mark.parametrize("name", GOOD)
def test_the_claim_is_found_in_every_kind_of_file(name):
    file = text_of_bytes(GOOD[name], name=name)
    document = check_document(file, with_text=True)
    (finding,) = document["findings"]
    assert finding["claim_id"] == "C10"
    cut = document["text"][finding["start"] : finding["end"]]
    assert cut == finding["text"]
    assert " ".join(cut.replace("*", "").split()) == CLAIM


def test_lines_and_pages_are_told():
    (finding,) = check_document(text_of_bytes(GOOD["d.md"], name="d.md"))["findings"]
    assert (finding["line"], finding["page"]) == (3, None)
    (finding,) = check_document(text_of_bytes(GOOD["h.pdf"], name="h.pdf"))["findings"]
    assert finding["page"] == 2


def test_what_a_page_tells_search_engines_and_the_blind_is_read_too():
    for markup in (
        f"<title>{CLAIM}</title>",
        f"<meta name='description' content='{CLAIM}'>",
        f"<img alt='{CLAIM}'>",
    ):
        assert CLAIM in text_of_bytes(markup.encode(), name="a.html").text


def test_lists_of_word_and_html_lean_on_their_headings():
    word = docx(paragraph("Exosomes help with:") + paragraph("gout", item=True))
    page = b"<p>Exosomes help with:</p><ul><li>gout</li></ul>"
    for data, name in ((word, "a.docx"), (page, "a.html")):
        found = check_document(text_of_bytes(data, name=name))["findings"]
        assert [(one["claim_id"], one["text"]) for one in found] == [("C05b", "gout")]


def test_headers_and_notes_of_a_word_document_are_read_and_struck_words_are_not():
    note = f"<w:footnotes {W}>{paragraph(CLAIM)}</w:footnotes>"
    struck = f"<w:p><w:del><w:r><w:delText>{CLAIM}</w:delText></w:r></w:del></w:p>"
    data = docx(paragraph("Welcome.") + struck, more=[("word/footnotes.xml", note)])
    assert text_of_bytes(data, name="a.docx").text.count(CLAIM) == 1


def test_code_in_markdown_is_no_text_for_patients():
    data = f"`{CLAIM}`\n\n```\n{CLAIM}\n```\n\nWelcome.\n".encode()
    assert check_document(text_of_bytes(data, name="a.md"))["findings"] == []


def bomb() -> bytes:
    return docx("<w:t>" + "a" * 40_000_000 + "</w:t>")


LAUGHS = '<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;&b;">]>'
BAD = {
    "empty": (b"", "a.txt", "holds no text"),
    "blank": (b" \n\t", "a.md", "holds no text"),
    "picture": (b"\x89PNG", "a.png", "no kind of text"),
    "no suffix": (CLAIM.encode(), "leaflet", "no kind of text"),
    "old word": (b"\xd0\xcf\x11\xe0", "a.doc", "no kind of text"),
    "latin": ("Café".encode("latin-1"), "a.txt", "not UTF-8"),
    "binary": (b"a\0b", "a.txt", "not a text file"),
    "long": (b"a " * 600_000, "a.txt", "longer than 1,000,000 letters"),
    "large": (b"a" * (10 * 1024**2 + 1), "a.txt", "larger than 10 MB"),
    "html of scripts": (b"<script>a</script>", "a.html", "holds no text"),
    "no pdf": (CLAIM.encode(), "a.pdf", "not a PDF"),
    "cut pdf": (pdf(CLAIM)[:200], "a.pdf", "damaged"),
    "broken pdf": (b"%PDF-1.7\n" + b"\xff" * 500, "a.pdf", "damaged"),
    "scanned pdf": (pdf(""), "a.pdf", "holds no text"),
    "many pages": (pdf(*["a"] * 301), "a.pdf", "has 301 pages"),
    "no docx": (CLAIM.encode(), "a.docx", "not a Word document"),
    "other zip": (docx("", part="xl/workbook.xml"), "a.docx", "no Word document"),
    "cut docx": (docx(paragraph(CLAIM))[:-30], "a.docx", "damaged"),
    "zip bomb": (bomb(), "a.docx", "unpacks to more"),
    "xml bomb": (docx(paragraph("&c;"), head=LAUGHS), "a.docx", "entities"),
    "broken xml": (docx("<w:p>"), "a.docx", "XML is damaged"),
    "deep xml": (docx("<w:p>" * 90 + "</w:p>" * 90), "a.docx", "deeper"),
}


@pytest.mark.parametrize("fault", BAD)
def test_a_bad_file_is_one_clear_sentence(fault):
    data, name, words = BAD[fault]
    with pytest.raises(BadInput) as caught:
        text_of_bytes(data, name=name)
    told = str(caught.value)
    assert words in told
    assert told.startswith(f"{name}: ")
    assert "\n" not in told
    assert "instrument" not in told


def test_a_locked_pdf_says_so():
    lock = pikepdf.Encryption(user="secret", owner="secret")
    with pytest.raises(BadInput, match="locked with a password"):
        text_of_bytes(pdf(CLAIM, encryption=lock), name="a.pdf")


def test_a_pdf_that_takes_too_long_is_given_up(monkeypatch):
    def never(command, **rest):
        raise subprocess.TimeoutExpired(command, rest["timeout"])

    monkeypatch.setattr(pdf_pages.subprocess, "run", never)
    with pytest.raises(BadInput, match="longer than 30 seconds"):
        text_of_bytes(GOOD["h.pdf"], name="h.pdf")


def test_a_pdf_that_ends_its_reader_is_damaged_or_too_large(monkeypatch):
    monkeypatch.setattr(pdf_pages.sys, "executable", "/bin/false")
    with pytest.raises(BadInput, match="damaged or too large"):
        text_of_bytes(GOOD["h.pdf"], name="h.pdf")


def test_without_the_reader_of_pdf_files_the_extra_is_named(monkeypatch):
    monkeypatch.setattr(pdf_pages, "find_spec", lambda name: None)
    with pytest.raises(MissingExtra, match=r"\[documents\]"):
        text_of_bytes(GOOD["h.pdf"], name="h.pdf")


def test_the_reader_of_pdf_files_has_limits():
    code = (
        "import resource, secretome.claims.files.pdf_worker as w; w._limit();"
        "print(resource.getrlimit(resource.RLIMIT_CPU)[0])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout.strip() == "25"


def test_a_file_on_disk_is_read_by_its_path(tmp_path: Path):
    from secretome.claims import read_text_file

    path = tmp_path / "leaflet.txt"
    path.write_text(CLAIM, encoding="utf-8")
    assert read_text_file(path).text == CLAIM

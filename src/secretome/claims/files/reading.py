"""Reads the text of a file, whatever it is packed in, under ceilings a file cannot talk past.

Refuses: other kinds of file, files without text, and files too large to be a text for patients.
"""

import codecs
import re
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePath

from secretome.claims.files.html_pages import text_of_html
from secretome.claims.files.pdf_pages import text_of_pdf
from secretome.claims.files.word_documents import text_of_docx
from secretome.errors import BadInput, UnknownLayout

SUFFIXES = (".txt", ".md", ".html", ".pdf", ".docx")
MOST_BYTES = 10 * 1024 * 1024
MOST_LETTERS = 1_000_000
_KINDS = {
    ".txt": "txt",
    ".text": "txt",
    ".md": "md",
    ".markdown": "md",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".pdf": "pdf",
    ".docx": "docx",
}
_CODE = re.compile(r"^(```|~~~).*?^\1[^\n]*$|`[^`\n]+`", re.M | re.S)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True, slots=True)
class TextFile:
    """What a file says, and where; pages are divided by form feeds."""

    name: str
    kind: str
    sha256: str
    text: str

    def line_at(self, place: int) -> int:
        """Line of a place in the text, from 1."""
        return self.text.count("\n", 0, place) + 1

    def page_at(self, place: int) -> int | None:
        """Page of a place, from 1; None where the file has no pages."""
        return self.text.count("\f", 0, place) + 1 if self.kind == "pdf" else None


def read_text_file(path: Path) -> TextFile:
    """Text of a file on disk."""
    with path.open("rb") as file:
        data = file.read(MOST_BYTES + 1)
    return text_of_bytes(data, name=path.name)


def text_of_bytes(data: bytes, *, name: str) -> TextFile:
    """Text of a file that was handed over; its name says what kind it is."""
    if len(data) > MOST_BYTES:
        what = f"it is larger than {MOST_BYTES // 1024**2} MB"
        raise BadInput(what, where=name, do="Check one text at a time, without its pictures.")
    kind = _KINDS.get(PurePath(name).suffix.lower())
    if kind is None:
        raise UnknownLayout(
            "it is no kind of text that can be checked",
            where=name,
            do=f"Give one of: {', '.join(SUFFIXES)}.",
        )
    text = _READERS[kind](data, name).replace("\r\n", "\n").replace("\r", "\n")
    _require_text(text, name)
    return TextFile(name, kind, sha256(data).hexdigest(), text)


def _require_text(text: str, name: str) -> None:
    if not text.strip():
        raise BadInput(
            "it holds no text",
            where=name,
            do="A scanned page is a picture: give the file that it was printed from.",
        )
    if len(text) > MOST_LETTERS:
        what = f"its text is longer than {MOST_LETTERS:,} letters"
        raise BadInput(what, where=name, do="Divide it and check the parts.")


def _decoded(data: bytes, name: str) -> str:
    encoding = next((word for mark, word in _MARKS if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as fault:
        what = f"it is not UTF-8 text (byte {fault.start})"
        raise BadInput(what, where=name, do="Save it as UTF-8 and try again.") from fault
    if "\0" in text:
        raise BadInput("it is not a text file", where=name, do="Check the name of the file.")
    return text


def _without_code(text: str) -> str:
    """Blanks in the place of code, so that every other place stays what it was."""
    return _CODE.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), text)


_READERS: dict[str, Callable[[bytes, str], str]] = {
    "txt": _decoded,
    "md": lambda data, name: _without_code(_decoded(data, name)),
    "html": lambda data, name: text_of_html(_decoded(data, name)),
    "pdf": lambda data, name: text_of_pdf(data, name=name),
    "docx": lambda data, name: text_of_docx(data, name=name),
}

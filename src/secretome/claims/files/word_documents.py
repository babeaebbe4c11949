"""Text of a Word document: its paragraphs, tables, notes, headers and footers, in file order.

Refuses: files that are no docx, are encrypted or damaged, or unpack to more than any leaflet.
"""

import re
from xml.etree.ElementTree import Element

from secretome.errors import BadInput
from secretome.instruments.containers import is_zip, unpack
from secretome.instruments.markup import parse

_MOST_BYTES = 32 * 1024 * 1024
_PARTS = re.compile(r"^word/(?:document|header\d*|footer\d*|footnotes|endnotes)\.xml$")
_BODY = "word/document.xml"
_AGAIN = "Save it again as .docx in the word processor, without a password."
_ITEM = "pPr/numPr"


def text_of_docx(data: bytes, *, name: str) -> str:
    """What the document says; text that was struck out by tracked changes is left out."""
    if not is_zip(data):
        raise BadInput("it is not a Word document (.docx)", where=name, do=_AGAIN)
    try:
        parts = unpack(data, name=name, most=_MOST_BYTES, wanted=_is_wanted)
        roots = [parse(parts[part], name=name) for part in sorted(parts, key=_order)]
    except BadInput as fault:
        raise BadInput(fault.what, where=name, do=_AGAIN) from fault
    if _BODY not in parts:
        raise BadInput("it holds no Word document", where=name, do=_AGAIN)
    return "\n\n".join(_paragraph(one) for root in roots for one in root.iter("p"))


def _is_wanted(part: str) -> bool:
    return bool(_PARTS.match(part))


def _order(part: str) -> tuple[bool, str]:
    return part != _BODY, part


def _paragraph(element: Element) -> str:
    dash = "- " if element.find(_ITEM) is not None else ""
    return dash + "".join(_pieces(element))


def _pieces(element: Element) -> list[str]:
    """Words of one paragraph; a paragraph in a text box inside it is told on its own."""
    pieces: list[str] = []
    waiting = list(reversed(element))
    while waiting:
        one = waiting.pop()
        if one.tag == "t":
            pieces.append(one.text or "")
        elif one.tag in {"br", "cr", "tab"}:
            pieces.append("\n" if one.tag != "tab" else " ")
        elif one.tag not in {"p", "del", "delText", "instrText"}:
            waiting.extend(reversed(one))
    return pieces

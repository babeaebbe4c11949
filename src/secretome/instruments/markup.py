"""XML from an instrument as a tree, with no entities, no outside references and a ceiling.

Refuses: a document type declaration, more or deeper elements than any export has, broken XML.
"""

import re
from xml.etree.ElementTree import Element, ParseError, XMLParser

from secretome.errors import BadInput

MOST_ELEMENTS = 2_000_000
MOST_DEPTH = 60
_AGAIN = "Export the file again from the instrument software"


def parse(data: bytes, *, name: str) -> Element:
    """The root element; names lose their namespace."""
    _require_harmless(data, name)
    parser = XMLParser()  # noqa: S314 - nothing that could declare an entity has come this far
    try:
        parser.feed(data)
        root: Element = parser.close()
    except (ParseError, ValueError, LookupError) as fault:
        raise BadInput(f"the XML is damaged ({fault})", where=name, do=_AGAIN) from fault
    _require_shallow(root, name)
    if b"xmlns" in data:
        prefixes = re.findall(rb"xmlns:([\w.-]+)", data)
        _drop_namespaces(root, in_keys=any(b" " + one + b":" in data for one in prefixes))
    return root


def _require_harmless(data: bytes, name: str) -> None:
    """Look at the bytes first: encodings in which a declaration could hide are refused too."""
    if b"\x00" in data[:4096] or data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise BadInput("the XML is in an unusual encoding", where=name, do=_AGAIN)
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        what = "the XML declares a document type or entities"
        raise BadInput(what, where=name, do=_AGAIN)
    if data.count(b"<") > 2 * MOST_ELEMENTS:
        raise BadInput("the XML has more elements than any export", where=name, do=_AGAIN)


def _require_shallow(root: Element, name: str) -> None:
    level, depth = [root], 0
    while level:
        depth += 1
        if depth > MOST_DEPTH:
            raise BadInput("the XML is deeper than any export", where=name, do=_AGAIN)
        level = [below for one in level for below in one]


def _drop_namespaces(root: Element, *, in_keys: bool) -> None:
    bare: dict[str, str] = {}
    for one in root.iter():
        tag = one.tag
        if tag not in bare:
            bare[tag] = tag.rpartition("}")[2]
        one.tag = bare[tag]
        if in_keys:
            found = {key.rpartition("}")[2]: text for key, text in one.items()}
            one.attrib.clear()
            one.attrib.update(found)


def text_of(element: Element | None, path: str) -> str:
    """Text of the first element on this path, without blanks; empty where there is none."""
    found = element.find(path) if element is not None else None
    return (found.text or "").strip() if found is not None else ""

"""XML from an instrument as a tree, with no entities, no outside references and a ceiling.

Refuses: a document type declaration, more or deeper elements than any export has, broken XML.
"""

from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from secretome.errors import BadInput

MOST_ELEMENTS = 2_000_000
MOST_DEPTH = 60
_AGAIN = "Export the file again from the instrument software"


class _Fence(Exception):
    """Something that no instrument writes; the message says what."""


def parse(data: bytes, *, name: str) -> Element:
    """The root element; names lose their namespace."""
    builder, parser = TreeBuilder(), expat.ParserCreate()
    counts = {"elements": 0, "depth": 0}

    def start(tag: str, attributes: dict[str, str]) -> None:
        counts["elements"] += 1
        counts["depth"] += 1
        if counts["elements"] > MOST_ELEMENTS or counts["depth"] > MOST_DEPTH:
            raise _Fence("the XML has more or deeper elements than any export")
        builder.start(_bare(tag), {_bare(key): text for key, text in attributes.items()})

    def end(tag: str) -> None:
        counts["depth"] -= 1
        builder.end(_bare(tag))

    def refuse(*_: object) -> None:
        raise _Fence("the XML declares a document type or entities")

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refuse
    parser.buffer_text = True
    try:
        parser.Parse(data, True)  # noqa: FBT003 - expat takes it by position only
        return builder.close()
    except _Fence as fault:
        raise BadInput(str(fault), where=name, do=_AGAIN) from fault
    except (expat.ExpatError, ValueError, LookupError, AssertionError) as fault:
        raise BadInput(f"the XML is damaged ({fault})", where=name, do=_AGAIN) from fault


def _bare(tag: str) -> str:
    return tag.rpartition(":")[2]


def text_of(element: Element | None, path: str) -> str:
    """Text of the first element on this path, without blanks; empty where there is none."""
    found = element.find(path) if element is not None else None
    return (found.text or "").strip() if found is not None else ""

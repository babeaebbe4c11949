"""Bytes of a NanoSight export to its bracketed sections of rows.

Refuses: text that is damaged, two exports in one file, a section that stands twice.
"""

from dataclasses import dataclass

from secretome.errors import BadInput
from secretome.instruments.nanosight.constants import MAY_REPEAT, NEEDED_SECTIONS, OPENINGS
from secretome.instruments.tables import Row, decode, rows

_AGAIN = "Export the experiment summary again from the NTA software"


@dataclass(frozen=True, slots=True)
class Section:
    """One bracketed section: its title row and the rows below, blank ones left out."""

    title: str
    line: int
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """The whole export before anything is understood."""

    name: str
    software: str
    encoding: str
    sections: tuple[Section, ...]

    def section(self, title: str) -> Section | None:
        """The first section of this title."""
        return next((one for one in self.sections if one.title == title), None)


def read_document(data: bytes, *, name: str) -> Document:
    """Split an export into sections; raises BadInput where it is damaged or glued together."""
    text, encoding = decode(data, name=name)
    lines = [row for row in rows(text, name=name) if not row.is_blank]
    starts = [row.line for row in lines if row.key.startswith(OPENINGS)]
    if len(starts) != 1:
        what = f"{len(starts)} exports stand in one file"
        raise BadInput(what, where=name, do="Give each export as a file of its own")
    sections = tuple(_sections(lines))
    _require_sections(sections, name)
    return Document(name, _software(lines), encoding, sections)


def _software(lines: list[Row]) -> str:
    """The line below the title, ``Created with NTA 3.2 ...``."""
    return next((row.key for row in lines[:4] if row.key.startswith("Created with")), "")


def _sections(lines: list[Row]) -> list[Section]:
    titles = [place for place, row in enumerate(lines) if _is_title(row.key)]
    ends = [*titles[1:], len(lines)] if titles else []
    return [
        Section(lines[start].key[1:-1].strip(), lines[start].line, tuple(lines[start + 1 : end]))
        for start, end in zip(titles, ends, strict=True)
    ]


def _is_title(key: str) -> bool:
    return len(key) > 2 and key.startswith("[") and key.endswith("]")


def _require_sections(sections: tuple[Section, ...], name: str) -> None:
    titles = [one.title for one in sections]
    missing = [title for title in NEEDED_SECTIONS if title not in titles]
    if missing:
        what = f"section [{missing[0]}] is missing: the file is cut off or not complete"
        raise BadInput(what, where=name, do=_AGAIN)
    for title in set(titles) - MAY_REPEAT:
        if titles.count(title) > 1:
            what = f"section [{title}] stands {titles.count(title)} times"
            raise BadInput(what, where=name, do=_AGAIN)

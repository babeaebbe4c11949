"""Header and TEXT segment of one FCS data set: where the segments lie and what the keywords say.

Refuses: another version, segments outside the file, keywords that are missing.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from secretome.errors import BadInput

VERSIONS = ("FCS2.0", "FCS3.0", "FCS3.1")
AGAIN = "Export the file again from the cytometer software"
_OFFSET = re.compile(rb"^[ \x00]*([0-9]{0,8})[ \x00]*$")
_NEEDED = ("$PAR", "$DATATYPE", "$BYTEORD")


@dataclass(frozen=True, slots=True)
class Segments:
    """First and last byte of TEXT, DATA and ANALYSIS, counted from the start of the data set."""

    version: str
    text: tuple[int, int]
    data: tuple[int, int]
    analysis: tuple[int, int]


def read_segments(data: bytes, start: int, *, name: str) -> Segments:
    """The fixed header; a blank offset is 0 and means that the keywords tell it."""
    head = data[start : start + 58]
    version = head[:6].decode("latin-1")
    if version not in VERSIONS:
        what = f"the data set at byte {start} is of version {version!r}"
        raise BadInput(what, where=name, do=f"Export it as one of: {', '.join(VERSIONS)}")
    fields = [_OFFSET.match(head[place : place + 8]) for place in range(10, 58, 8)]
    found = [int(field[1] or 0) if field else 0 for field in fields]
    if len(head) < 58 or not (fields[0] and fields[1]):
        raise BadInput("the header is cut off or damaged", where=name, do=AGAIN)
    pairs = list(zip(found[::2], found[1::2], strict=True))
    return Segments(version, *pairs)


def read_keywords(data: bytes, start: int, segments: Segments, *, name: str) -> dict[str, str]:
    """All keywords in capitals with their values, of the TEXT and the supplemental TEXT."""
    first, last = segments.text
    if not 58 <= first < last or start + last >= len(data):
        raise BadInput("the TEXT segment lies outside the file", where=name, do=AGAIN)
    found = _parsed(data[start + first : start + last + 1])
    missing = [key for key in _NEEDED if key not in found]
    if missing:
        what = f"keyword {missing[0]} is missing in the TEXT segment"
        raise BadInput(what, where=name, do=AGAIN)
    begin, end = (whole(found.get(key, "")) for key in ("$BEGINSTEXT", "$ENDSTEXT"))
    if begin and end and begin < end and (begin, end) != segments.text:
        found = _parsed(data[start + begin : start + end + 1]) | found
    return found


def _parsed(segment: bytes) -> dict[str, str]:
    """Keywords read with doubled delimiters as escapes; as empty values where that finds less."""
    if len(segment) < 2:
        return {}
    text = _text(segment)
    escaped, plain = (_keywords(_tokens(text, escapes=way)) for way in (True, False))
    return plain if _completeness(plain) > _completeness(escaped) else escaped


def _text(segment: bytes) -> str:
    try:
        return segment.decode("utf-8")
    except UnicodeDecodeError:
        return segment.decode("latin-1")


def _tokens(text: str, *, escapes: bool) -> list[str]:
    delimiter, body = text[0], text[1:]
    body = body.rstrip(" \r\n\x00") if delimiter not in " \r\n\x00" else body
    body = body.removesuffix(delimiter)
    if not escapes:
        return body.split(delimiter)
    parts = body.replace(delimiter * 2, "\0").split(delimiter)
    return [part.replace("\0", delimiter) for part in parts]


def _keywords(tokens: list[str]) -> dict[str, str]:
    """Keys and values in turn; the first of a key that stands twice counts."""
    found: dict[str, str] = {}
    for key, value in zip(tokens[::2], tokens[1::2], strict=False):
        found.setdefault(key.strip().upper(), value.strip())
    return found


def _completeness(keywords: Mapping[str, str]) -> int:
    count = whole(keywords.get("$PAR", "")) or 0
    needed = [key in keywords for key in (*_NEEDED, "$TOT")]
    per_channel = sum(f"$P{place}B" in keywords for place in range(1, min(count, 2000) + 1))
    return sum(needed) + per_channel


def whole(text: str) -> int | None:
    """A whole number of zero or more as keywords write it, or None."""
    bare = text.strip()
    return int(bare) if bare.isascii() and bare.isdigit() and len(bare) <= 15 else None

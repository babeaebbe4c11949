"""What the columns of a table are: attribute and unit each, in the words of the vocabulary.

Refuses: a name outside the vocabulary, a unit that belongs to another kind.
"""

import re
from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass, field

from secretome.errors import BadInput
from secretome.units import Kind, attribute, convert

_TITLE = re.compile(r"^([a-z0-9_]+(?:\[[^\[\]]{1,80}\])?)(?:\s+[\[(]([^\[\]()]+)[\])])?$")
_SAMPLE_TITLES = ("sample", "lot", "sample_id")
_CAPTURE_TITLES = ("capture", "replicate", "run")


@dataclass(frozen=True, slots=True)
class Column:
    """The attribute a column gives and the unit its numbers stand in (canonical when left out)."""

    attribute: str
    unit: str = ""
    dilution_applied: bool | None = None

    def __post_init__(self) -> None:
        """Refuse a name outside the vocabulary and a unit of another kind."""
        known = attribute(self.attribute)
        if self.unit and known.kind is not Kind.QUALITATIVE and known.printed_unit is None:
            convert(1.0, self.unit, known.kind)


@dataclass(frozen=True, slots=True)
class Mapping:
    """Titles of a table to columns; ``sample`` and ``capture`` are titles of its own."""

    sample: str
    columns: dict[str, Column] = field(default_factory=dict)
    capture: str = ""
    delimiter: str = ""
    instrument: str = ""

    @classmethod
    def from_plain(cls, plain: AnyMapping[str, object]) -> "Mapping":
        """A mapping from plain values, as JSON or YAML give them.

        ``{"sample": "Lot", "columns": {"EU/ml": {"attribute": "endotoxin", "unit": "EU/mL"}}}``
        """
        columns, sample = plain.get("columns"), plain.get("sample")
        if not isinstance(columns, dict) or not isinstance(sample, str):
            do = "Give 'sample' (a title) and 'columns' (title: attribute and unit)"
            raise BadInput("the mapping is not complete", where="mapping", do=do)
        texts = {
            key: str(plain.get(key, "") or "") for key in ("capture", "delimiter", "instrument")
        }
        return cls(sample, {str(title): _column(one) for title, one in columns.items()}, **texts)


def _column(plain: object) -> Column:
    if isinstance(plain, str):
        return Column(plain)
    if not isinstance(plain, dict) or not isinstance(plain.get("attribute"), str):
        do = "Give each column as {attribute: ..., unit: ...}"
        raise BadInput("a column names no attribute", where="mapping", do=do)
    applied = plain.get("dilution_applied")
    known = applied if isinstance(applied, bool) else None
    return Column(plain["attribute"], str(plain.get("unit", "") or ""), known)


def mapping_by_titles(titles: tuple[str, ...]) -> Mapping | None:
    """The mapping that titles such as ``endotoxin [EU/mL]`` state by themselves; None without."""
    sample = next((one for one in titles if one.casefold() in _SAMPLE_TITLES), "")
    capture = next((one for one in titles if one.casefold() in _CAPTURE_TITLES), "")
    columns = {one: column for one in titles if (column := _by_title(one)) is not None}
    return Mapping(sample, columns, capture) if sample and columns else None


def _by_title(title: str) -> Column | None:
    found = _TITLE.match(title.strip())
    try:
        return Column(found[1], found[2] or "") if found else None
    except BadInput:
        return None

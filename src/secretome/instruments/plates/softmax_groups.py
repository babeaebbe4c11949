"""Groups of a SoftMax Pro export: what each well is, as printed, to stand beside its reads."""

from collections.abc import Iterator, Sequence

from secretome.instruments.plates.structure import well_name
from secretome.instruments.tables import Row

_WELLS = ("Wells", "Well")
_PLATE = "WellPlateName"
_FORMULAS = ("Group Column", "Group Summaries")


def group_notes(block: Sequence[Row]) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Plate (empty where not printed), well and the other columns of each row of a group."""
    group = block[0].key.removeprefix("Group:").strip() or _second(block[0])
    titles = block[1].cells if len(block) > 1 else ()
    places = {title: place for place, title in enumerate(titles) if title}
    at = next((places[title] for title in _WELLS if title in places), None)
    if at is None:
        return
    sample = ""
    for row in block[2:]:
        if row.is_blank or row.key in _FORMULAS:
            return
        sample = _cell(row, places.get("Sample")) or sample  # printed on the first row only
        for well in filter(None, map(well_name, _cell(row, at).split(","))):
            others = {title: _cell(row, place) for title, place in places.items()
                      if title not in {*_WELLS, _PLATE, "Sample"}}  # fmt: skip
            yield _cell(row, places.get(_PLATE)), well, {"group": group, "sample": sample, **others}


def _second(row: Row) -> str:
    return row.cells[1] if len(row.cells) > 1 else ""


def _cell(row: Row, place: int | None) -> str:
    return row.cells[place] if place is not None and place < len(row.cells) else ""

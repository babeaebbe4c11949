"""The one door of this room into the science: study rows read whole, or refused with reasons."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from secretome.errors import BadInput
from secretome.evidence import (
    BadStudyTable,
    Study,
    read_study_table,
    studies,
    study_from_row,
    study_table_columns,
)
from secretome.evidence.rows import Origin
from secretome_record.ledger.refusal import Reason, Refusal


@dataclass(frozen=True, slots=True)
class ReadTable:
    """Study rows as reported, and what a reviewer should look at."""

    rows: tuple[dict[str, str], ...]
    warnings: tuple[str, ...]


def columns() -> tuple[str, ...]:
    """The columns of a table of study rows, in order."""
    return study_table_columns()


def read_rows(
    data: bytes, *, own_programme: bool, accepted: Iterable[Mapping[str, str]]
) -> ReadTable:
    """Read a table that repeats neither the published rows nor those ``accepted`` before.

    Raises Refusal with every fault of the file at once.
    """
    known = (*studies(), *(study_from_row(row) for row in accepted))
    try:
        table = read_study_table(data, origin=_origin(own_programme=own_programme), known=known)
    except BadStudyTable as faults:
        raise Refusal(*(Reason("file", fault.text) for fault in faults.faults)) from faults
    except BadInput as fault:
        raise Refusal(
            Reason("file", f"The file cannot be taken: {fault.what}. {fault.do}")
        ) from fault
    return ReadTable(table.rows, tuple(warning.text for warning in table.warnings))


def studies_of(rows: Iterable[Mapping[str, Any]]) -> tuple[Study, ...]:
    """Accepted rows of a site as the studies that ``assess`` takes beside the published ones."""
    return tuple(
        study_from_row(row["cells"], origin=_origin(own_programme=row["own_programme"]))
        for row in rows
    )


def _origin(*, own_programme: bool) -> Origin:
    return Origin.OWN_PROGRAMME if own_programme else Origin.LITERATURE

"""Makes a graded study of one row that is not in the package, by rule from words and numbers."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from secretome.evidence.contrasts import Contrast, contrast_of
from secretome.evidence.files import rows_of
from secretome.evidence.judging import grade
from secretome.evidence.pools import direction_of
from secretome.evidence.rows import Finding, Origin, Study
from secretome.evidence.tables import study_of

CELLS = "cells"


@cache
def study_table_columns() -> tuple[str, ...]:
    """Return the columns of a study table, in order: those of our own studies.csv."""
    return tuple(rows_of("studies")[0])


def study_from_row(row: Mapping[str, str], *, origin: Origin = Origin.LITERATURE) -> Study:
    """Return a row in the layout of studies.csv as a graded study; rows of cells stay ungraded.

    The row must have passed ``read_study_table``; what its words do not say counts against it.
    """
    cells = {name: (text or "").strip() for name, text in row.items()}
    plain = study_of(cells, None, origin=origin)
    if cells["product_kind"] == CELLS:
        return plain
    first = replace(plain, grading=grade(cells))
    return replace(plain, grading=grade(cells, _finding(first)))


def _finding(study: Study) -> Finding:
    found = contrast_of(study)
    return direction_of(found) if isinstance(found, Contrast) else Finding.NOT_SHOWN

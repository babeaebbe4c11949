"""Rows of a made-up study table, so that a test names only the cells it is about."""

import csv
from io import StringIO

from secretome.evidence import study_from_row, study_table_columns

PLAIN = {
    "study_id": "X1",
    "first_author": "Example",
    "year": "2025",
    "doi_or_pmid": "10.1000/x1",
    "condition": "gout",
    "icd10": "M10",
    "design": "RCT double-blind placebo",
    "product_kind": "ev",
    "outcome": "change of pain VAS (0-100 mm)",
    "outcome_direction": "lower_better",
    "follow_up_weeks": "26",
    "verified": "read",
}
MEANS = {
    "n_treated": "50", "treated_mean": "-25", "treated_sd": "20",
    "n_control": "50", "control_mean": "-15", "control_sd": "20",
}  # fmt: skip
EVENTS = {
    "n_treated": "60", "treated_events": "30", "n_control": "60", "control_events": "15",
    "outcome": "complete healing", "outcome_direction": "higher_better",
}  # fmt: skip


def row(**cells):
    return dict.fromkeys(study_table_columns(), "") | PLAIN | cells


def study(**cells):
    return study_from_row(row(**cells))


def reports(count, **cells):
    """So many rows of so many reports."""
    return tuple(
        study(**({"study_id": f"X{i}", "doi_or_pmid": f"10.1000/x{i}"} | cells))
        for i in range(count)
    )


def table(*rows):
    text = StringIO()
    writer = csv.DictWriter(text, study_table_columns())
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()

"""What the database itself refuses about study rows, whoever writes and by whatever path."""

from secretome_record.ledger.triggers.guards import (
    Guard,
    frozen_columns,
    never_removed,
    register,
)

GUARDS = (
    frozen_columns(
        "evidence_studytable",
        "code", "site_id", "title", "note", "own_programme", "file_id", "rows", "row_count",
        "warnings", "proposed_by_id",
    ),
    Guard(
        "study_rows_reviewed_once", "evidence_studytable", "UPDATE OF reviewed_by_id",
        """OLD.reviewed_by_id IS NOT NULL
        AND NEW.reviewed_by_id IS DISTINCT FROM OLD.reviewed_by_id""",
        "Who reviewed study rows stays who reviewed them",
    ),
    never_removed("evidence_studytable"),
)  # fmt: skip

register(guards=GUARDS)

"""What the database itself refuses about study rows, whoever writes and by whatever path."""

from secretome_record.ledger.triggers.guards import frozen_columns, never_removed, register

GUARDS = (
    frozen_columns(
        "evidence_studytable",
        "code", "site_id", "title", "note", "own_programme", "file_id", "rows", "row_count",
        "warnings", "proposed_by_id",
    ),
    never_removed("evidence_studytable"),
)  # fmt: skip

register(guards=GUARDS)

"""What somebody with the database in their hands could try: forged rows by raw SQL."""

from datetime import datetime
from uuid import uuid4

from django.db import DatabaseError, connection, transaction

from secretome_record.ledger.acting import Acting, acting
from secretome_record.ledger.models import Move, Signature
from secretome_record.people.models import Person

MEANINGS = {"REVIEWED": "quality control reviewed", "RELEASED": "certified and released"}
ROLES = {"REVIEWED": "QC_ANALYST", "RELEASED": "QUALIFIED_PERSON"}


def force(row, state: str, by: Person, at: datetime, *, forged_move: bool = True) -> str:
    """Set the state by raw SQL, with a forged signature and move; return what the database said.

    An empty answer means that it let the change through.
    """
    try:
        with transaction.atomic(), acting(Acting(by.actor_code, "forged")):
            if forged_move:
                _forge_move(row, state, by, at)
            with connection.cursor() as cursor:
                sql = f"UPDATE {row._meta.db_table} SET state = %s WHERE id = %s"
                cursor.execute(sql, [state, row._meta.pk.get_db_prep_value(row.pk, connection)])
    except DatabaseError as error:
        return str(error)
    return ""


def _forge_move(row, state: str, by: Person, at: datetime) -> None:
    last = Move.objects.filter(subject_id=row.pk).order_by("-number").first()
    signature = None
    if state in MEANINGS:
        signature = Signature.objects.create(
            signer_id=by.pk, printed_name=by.printed_name, role=ROLES[state],
            meaning=MEANINGS[state], method="none", signed_at=at,
            subject_table=row._meta.db_table, subject_id=row.pk, content="{}", content_hash="0",
        )  # fmt: skip
    Move.objects.create(
        id=uuid4(), subject_table=row._meta.db_table, subject_id=row.pk,
        number=(last.number if last else 0) + 1, action="forged",
        from_state=type(row).objects.get(pk=row.pk).state, to_state=state, actor=by.actor_code,
        occurred_at=at, signature=signature,
    )  # fmt: skip


def execute(sql: str, by: Person, *values) -> str:
    """Run one statement; return what the database said against it."""
    try:
        words = acting(Acting(by.actor_code, "raw SQL"))
        with transaction.atomic(), words, connection.cursor() as cursor:
            cursor.execute(sql, values)
    except DatabaseError as error:
        return str(error)
    return ""


def without_guard(name: str, table: str) -> None:
    """Take one guard away, to see whether the next line of defence stands; undone with the test."""
    with connection.cursor() as cursor:
        on = f' ON "{table}"' if connection.vendor == "postgresql" else ""
        cursor.execute(f'DROP TRIGGER "guard_{name}"{on}')

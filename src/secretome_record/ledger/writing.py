"""The one way to write: a block with a person, a moment and a reason, in one transaction."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import connection, models, transaction

from secretome_record.ledger.acting import Acting, Actor, acting
from secretome_record.ledger.base import CodedRecord
from secretome_record.ledger.codes import new_code
from secretome_record.ledger.lineage import add_node
from secretome_record.ledger.models import Move, Signature
from secretome_record.ledger.refusal import Reason, Refusal, refuse
from secretome_record.ledger.signing import SignedIntent, keep_signature
from secretome_record.ledger.triggers.postgres import WRITER_LOCK

Row = TypeVar("Row", bound=models.Model)
_MOST_DRAWS = 20


class Entry:
    """What a service may do inside ``writing``: create, change, move, remove rows."""

    def __init__(self, by: Actor, at: datetime, why: str) -> None:
        """Keep who, when and why; every row written through this entry carries them."""
        self.by, self.at, self.why = by, at, why

    def create(self, model: type[Row], **fields: Any) -> Row:
        """Insert one row; a coded record gets its code and its place in the lineage."""
        if issubclass(model, CodedRecord):
            fields.setdefault("code", free_code(model))
        row = model(**fields)
        _require_clean(row)
        row.save(force_insert=True)
        if isinstance(row, CodedRecord) and row.NODE_KIND:
            add_node(row)
        return row

    def change(self, row: Row, **fields: Any) -> Row:
        """Update named fields of one row; never its state. Raises Refusal when it is gone."""
        if "state" in fields:
            raise refuse("state_is_moved", "A state is moved, never set.")
        for name, value in fields.items():
            setattr(row, name, value)
        _require_clean(row)
        manager = type(row)._default_manager  # noqa: SLF001 - the manager every model has
        if manager.filter(pk=row.pk).update(**_stored(row, fields.keys())) != 1:
            raise refuse("gone", "This record is no longer there. Open the page again.")
        return row

    def remove(self, row: models.Model) -> None:
        """Delete one row; its last state stays readable in the ledger."""
        row.delete()

    def move(
        self,
        row: Row,
        action: str,
        *,
        reason: str = "",
        signature: SignedIntent | None = None,
        content: Mapping[str, Any] | None = None,
        occurred_at: datetime | None = None,
    ) -> Row:
        """Move ``row`` by ``action`` as its state table says, signed where the table asks.

        Raises Refusal when the table has no such move, the role or the signature is missing,
        or somebody was faster.
        """
        step = type(row).MOVES.step(row.state, action)
        _require_step(step, self.by, reason, signature)
        signed = self._sign(row, signature, content) if signature else None
        self._write_move(row, step, reason, signed, occurred_at or self.at)
        updated = (
            type(row)  # noqa: SLF001 - the manager every model has
            ._default_manager.filter(pk=row.pk, state=step.before)
            .update(state=step.after)
        )
        if updated != 1:
            raise refuse(
                "somebody_was_faster",
                "Somebody changed this record while you were working. Open the page again.",
            )
        row.state = step.after
        return row

    def sign(
        self, row: models.Model, signature: SignedIntent, content: Mapping[str, Any]
    ) -> Signature:
        """Keep a signature on ``row`` that moves nothing."""
        return self._sign(row, signature, content)

    def _sign(
        self, row: models.Model, intent: SignedIntent, content: Mapping[str, Any] | None
    ) -> Signature:
        return keep_signature(row, intent, content or {"code": str(row)}, by=self.by)

    def _write_move(
        self, row: Any, step: Any, reason: str, signed: Signature | None, occurred_at: datetime
    ) -> None:
        last = Move.objects.filter(subject_id=row.pk).aggregate(n=models.Max("number"))["n"] or 0
        Move.objects.create(
            subject_table=row._meta.db_table,  # noqa: SLF001
            subject_id=row.pk,
            number=last + 1,
            action=step.action,
            from_state=step.before,
            to_state=step.after,
            actor=self.by.actor_code,
            occurred_at=occurred_at,
            reason=reason,
            signature=signed,
        )


@contextmanager
def writing(*, by: Actor, at: datetime, why: str) -> Iterator[Entry]:
    """Open the one transaction in which a service writes; one writer at a time.

    ``at`` is the clock the edge read; ``why`` is a sentence a reader of the ledger understands.
    """
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [WRITER_LOCK])
        with acting(Acting(by.actor_code, why)):
            yield Entry(by, at, why)


def free_code(model: type[CodedRecord]) -> str:
    """Draw a code nobody has; of a hundred thousand drawn at random some would be drawn twice."""
    manager = model._default_manager  # noqa: SLF001 - the manager every model has
    for _ in range(_MOST_DRAWS):
        code = new_code(model.CODE_PREFIX)
        if not manager.filter(code=code).exists():
            return code
    raise refuse("no_code_left", "No free code was found for this record. Tell the administrator.")


def _require_clean(row: models.Model) -> None:
    # A column that may be NULL and is None is missing on purpose, not left blank by mistake;
    # that a row pointed at exists is the database's to say, without a query for each.
    left_out = {
        f.name for f in row._meta.fields  # noqa: SLF001 - Django's documented model API
        if f.is_relation or (f.null and getattr(row, f.attname) is None)
    }  # fmt: skip
    try:
        row.clean_fields(exclude=left_out)
    except ValidationError as error:
        raise Refusal(
            *(
                Reason("not_a_value", f"{name.replace('_', ' ').capitalize()}: {' '.join(words)}")
                for name, words in error.message_dict.items()
            )
        ) from error


def _stored(row: models.Model, names: Iterable[str]) -> dict[str, Any]:
    """Return what the database keeps of the named fields; sealed text with its blind index."""
    wanted = set(names)
    return {
        field.name: field.pre_save(row, add=False)
        for field in row._meta.concrete_fields  # noqa: SLF001 - Django's documented model API
        if {field.name, field.attname, getattr(field, "source", None)} & wanted
    }


def _require_step(step: Any, by: Actor, reason: str, signature: SignedIntent | None) -> None:
    if not by.roles & step.roles:
        wanted = " or ".join(sorted(r.replace("_", " ").lower() for r in step.roles))
        raise refuse("not_your_role", f"Only a {wanted} may do this.")
    if step.reason_needed and not reason.strip():
        raise refuse("reason_missing", "Say why; the reason stays with the record.")
    if step.meaning and (signature is None or signature.meaning != step.meaning):
        raise refuse("signature_missing", f"This needs a signature that says '{step.meaning}'.")

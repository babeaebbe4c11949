"""Tables of the ledger: events, moves, signatures, checkpoints, lineage, kept files."""

from django.db import models

from secretome_record.ledger.base import Record


class Event(models.Model):
    """One write to one row, chained to the one before it; filled by database triggers only."""

    seq = models.BigIntegerField(primary_key=True)
    at = models.CharField(max_length=32)
    actor = models.CharField(max_length=80)
    action = models.CharField(max_length=8)
    table_name = models.CharField(max_length=80)
    row_id = models.CharField(max_length=80)
    before = models.TextField(null=True)  # noqa: DJ001 - null says "there was no row", '' would not
    after = models.TextField(null=True)  # noqa: DJ001 - null says "there is no row any more"
    why = models.TextField()
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        db_table = "ledger_event"
        indexes = [models.Index(fields=["table_name", "row_id", "seq"], name="event_by_row")]

    def __str__(self) -> str:
        return f"{self.seq} {self.action} {self.table_name}"


class Signature(Record):
    """A person's signature: printed name, moment, meaning, bound to the hash of what was signed."""

    signer_id = models.UUIDField()
    printed_name = models.CharField(max_length=200)
    role = models.CharField(max_length=40)
    meaning = models.CharField(max_length=60)
    method = models.CharField(max_length=60)
    signed_at = models.DateTimeField()
    subject_table = models.CharField(max_length=80)
    subject_id = models.UUIDField()
    content = models.TextField()
    content_hash = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["subject_id", "meaning"], name="signature_by_subject")]

    def __str__(self) -> str:
        return f"{self.printed_name}: {self.meaning}"


class Move(Record):
    """One change of state of one record, numbered from 1 for each record."""

    subject_table = models.CharField(max_length=80)
    subject_id = models.UUIDField()
    number = models.PositiveIntegerField()
    action = models.CharField(max_length=60)
    from_state = models.CharField(max_length=40)
    to_state = models.CharField(max_length=40)
    actor = models.CharField(max_length=80)
    occurred_at = models.DateTimeField()
    reason = models.TextField(blank=True)
    signature = models.ForeignKey(Signature, models.PROTECT, null=True, related_name="moves")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject_id", "number"], name="one_move_per_number"),
            models.CheckConstraint(
                condition=~models.Q(from_state=models.F("to_state")), name="a_move_changes_state"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_state} -> {self.to_state}"


class Checkpoint(Record):
    """The root of the Merkle tree over the first ``size`` events, kept so a cut tail is found."""

    size = models.BigIntegerField(unique=True)
    head_hash = models.CharField(max_length=64)
    root_hash = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"checkpoint at {self.size}"


class Node(Record):
    """One coded thing in the lineage: donor, donation, cell bank, batch, lot, vial, session ..."""

    code = models.CharField(max_length=16, unique=True)
    kind = models.CharField(max_length=30)
    subject_id = models.UUIDField(unique=True)
    site_id = models.UUIDField()

    class Meta:
        indexes = [models.Index(fields=["site_id", "kind"], name="node_by_site")]

    def __str__(self) -> str:
        return self.code


class Edge(Record):
    """``child`` came from ``parent``; pools have many parents."""

    parent = models.ForeignKey(Node, models.PROTECT, related_name="to_children")
    child = models.ForeignKey(Node, models.PROTECT, related_name="to_parents")
    kind = models.CharField(max_length=30)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["parent", "child", "kind"], name="one_edge_per_kind"),
            models.CheckConstraint(
                condition=~models.Q(parent=models.F("child")), name="nothing_comes_from_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.parent_id} -> {self.child_id}"


class KeptFile(Record):
    """A file kept by its content: the bytes lie under their own hash and never change."""

    sha256 = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=255)
    media_type = models.CharField(max_length=100)
    size_bytes = models.BigIntegerField()

    def __str__(self) -> str:
        return self.name

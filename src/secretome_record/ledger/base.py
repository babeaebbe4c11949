"""The base of every table of the record: an id that sorts by time and the server's moment."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from uuid_utils.compat import uuid7


class Record(models.Model):
    """A row of the record; ``recorded_at`` is the server's clock in UTC, never a person's word."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        abstract = True


class CodedRecord(Record):
    """A record people name by a typed code with a check character, e.g. ``LT-7K3M92-H``.

    ``CODE_PREFIX`` is the type of the code; ``NODE_KIND`` its kind in the lineage, if it has one.
    """

    CODE_PREFIX: ClassVar[str] = ""
    NODE_KIND: ClassVar[str] = ""

    code = models.CharField(max_length=16, unique=True, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.code

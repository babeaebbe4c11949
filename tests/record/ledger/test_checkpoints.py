"""A checkpoint a day by the worker; no start while a table has lost its triggers."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from factories.people import SETTER, make_site
from secretome_record.ledger.export import checkpoint_if_due
from secretome_record.ledger.models import Checkpoint
from secretome_record.ledger.triggers.install import present, spelling
from secretome_record.ledger.triggers.watched import require_watched_tables


def test_a_checkpoint_is_kept_once_a_day_when_something_happened(site):
    now = timezone.now()
    assert checkpoint_if_due(by=SETTER, at=now)
    assert checkpoint_if_due(by=SETTER, at=now + timedelta(hours=23)) is None
    assert checkpoint_if_due(by=SETTER, at=now + timedelta(hours=25)) is None
    make_site("MUC", "Munich")
    assert checkpoint_if_due(by=SETTER, at=now + timedelta(hours=25))
    assert Checkpoint.objects.count() == 2


def test_a_site_starts_only_while_every_table_is_watched(site):
    require_watched_tables()
    with connection.cursor() as cursor:
        for name in present(connection)["people_site"]:
            cursor.execute(spelling(connection).drop_trigger(name, "people_site"))
    with pytest.raises(SystemExit, match="people_site"):
        require_watched_tables()

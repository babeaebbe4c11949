from datetime import UTC, datetime

import pytest
from django.db import connection

from factories.people import AT, SETTER
from secretome.proof import verify_bundle
from secretome_record.ledger.acting import Acting, acting
from secretome_record.ledger.export import export_bundle
from secretome_record.ledger.triggers.install import present, spelling
from secretome_record.people import services

NOW = datetime(2026, 4, 1, tzinfo=UTC)


@pytest.fixture
def bundle(tmp_path, site):
    def make():
        path = tmp_path / "ledger.zip"
        export_bundle(path, by=SETTER, at=NOW)
        return verify_bundle(path)

    return make


def drop_triggers(table):
    with connection.cursor() as cursor:
        for name in present(connection)[table]:
            cursor.execute(spelling(connection).drop_trigger(name, table))


def run(sql):
    with acting(Acting("system:tests", "a raw write")), connection.cursor() as cursor:
        cursor.execute(sql)


def test_an_honest_export_verifies(bundle, crew):
    assert crew.qa.pk
    found = bundle()
    assert found.ok, found.first_fault
    assert found.events > 300
    assert found.checked["rows"] > 300


def test_a_captured_bulk_update_verifies(bundle):
    run("UPDATE people_site SET name = 'renamed'")
    assert bundle().ok


def test_a_dropped_trigger_is_found(bundle):
    drop_triggers("people_site")
    assert bundle().first_fault.code == "trigger_missing"


def test_a_bulk_update_made_while_the_trigger_was_dropped_is_found(bundle):
    services.create_site(code="MUC", name="Munich", zone="Europe/Berlin", by=SETTER, at=AT)
    drop_triggers("people_site")
    run("UPDATE people_site SET name = 'forged'")
    found = bundle()
    assert "row_differs" in {fault.code for fault in found.faults}, found.faults


def test_migrating_again_does_not_hide_what_was_done_without_triggers(bundle):
    from secretome_record.ledger.migrating import after_migration, before_migration

    drop_triggers("people_site")
    run("UPDATE people_site SET name = 'forged'")
    before_migration("default")
    after_migration("default")
    codes = {fault.code for fault in bundle().faults}
    assert codes == {"row_differs"}

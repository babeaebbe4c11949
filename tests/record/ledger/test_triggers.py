from secretome_record.ledger.triggers.install import inventory


def test_every_table_has_its_triggers(db):
    assert inventory().missing == {}

"""A site with its crew, and a flush that steps around the triggers."""

import pytest
from django.db import connections
from django.db.backends.postgresql.base import DatabaseOperations as PostgresOperations
from django.db.backends.sqlite3.base import DatabaseOperations as SqliteOperations

from factories.people import Crew, make_site
from secretome_record.ledger.triggers.install import remove


@pytest.fixture(scope="session", autouse=True)
def flush_without_triggers():
    """Take the triggers away before Django empties tables; its post_migrate brings them back."""
    originals = {ops: ops.execute_sql_flush for ops in (PostgresOperations, SqliteOperations)}

    def flushing(ops):
        def execute(self, sql_list):
            if sql_list:
                remove(next(a for a in connections if connections[a] is self.connection))
            return originals[ops](self, sql_list)

        return execute

    for ops in originals:
        ops.execute_sql_flush = flushing(ops)
    yield
    for ops, original in originals.items():
        ops.execute_sql_flush = original


@pytest.fixture
def site(db):
    return make_site()


@pytest.fixture
def other_site(db):
    return make_site("OSL", "Oslo", "Europe/Oslo")


@pytest.fixture
def crew(site):
    """One person for each role of the site, made when asked for."""
    return Crew(site)

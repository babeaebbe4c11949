"""The demo command: a whole invented programme, built once, never over somebody's own record."""

import json
import os
import sqlite3
import subprocess
import sys

import pytest


def demo(home, *words):
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("DATABASE", "DJANGO"))}
    command = [sys.executable, "-m", "secretome_cli.main", "demo", "--home", str(home)]
    return subprocess.run(
        [*command, "--prepare-only", "--json", *words],
        capture_output=True, text=True, env=environment, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    home = tmp_path_factory.mktemp("demo")
    done = demo(home)
    assert done.returncode == 0, done.stderr
    return home, json.loads(done.stdout)


def rows(home, sql):
    with sqlite3.connect(home / "record.sqlite3") as connection:
        return connection.execute(sql).fetchall()


def test_the_document_names_home_address_accounts_lots_and_patients(built):
    home, document = built
    assert document["home"] == str(home)
    assert document["url"].startswith("http://localhost:")
    assert len(document["lots"]) >= 8
    assert len(document["patients"]) == 40
    assert {account["role"] for account in document["accounts"]} >= {"NURSE", "QUALIFIED_PERSON"}


def test_lots_requests_and_plans_stand_in_every_kind_of_state(built):
    home, document = built
    assert {lot["state"] for lot in document["lots"]} == {
        "QUARANTINED", "REVIEWED", "RELEASED", "REJECTED", "ON_HOLD",
    }  # fmt: skip
    requests = {state for (state,) in rows(home, "SELECT DISTINCT state FROM patients_request")}
    assert requests == {
        "RECEIVED", "TRIAGED", "ASSESSED", "ANSWERED", "ACCEPTED", "DECLINED", "CLOSED",
    }  # fmt: skip
    assert len(rows(home, "SELECT DISTINCT route FROM treatments_plan")) == 4
    assert rows(home, "SELECT 1 FROM batches_lot WHERE expires_at < CURRENT_TIMESTAMP")


def test_everything_in_it_is_marked_as_demo(built):
    home, _ = built
    tables = [name for (name,) in rows(home, "SELECT name FROM sqlite_master WHERE type = 'table'")]
    marked = [
        table for table in tables
        if any(column[1] == "is_demo" for column in rows(home, f'PRAGMA table_info("{table}")'))
    ]  # fmt: skip
    assert len(marked) >= 10
    for table in marked:
        assert rows(home, f'SELECT COUNT(*) FROM "{table}" WHERE NOT is_demo') == [(0,)], table


def test_a_second_start_finds_the_same_demo(built):
    home, document = built
    again = demo(home)
    assert json.loads(again.stdout)["lots"] == document["lots"]


def test_a_demo_that_was_not_built_to_its_end_is_not_served(built, tmp_path):
    home, _ = built
    (tmp_path / "record.sqlite3").write_bytes((home / "record.sqlite3").read_bytes())
    refused = demo(tmp_path)
    assert refused.returncode == 2
    assert refused.stdout == ""
    assert "not built to its end" in refused.stderr


def test_a_database_that_is_no_demo_is_refused_before_anything_is_changed_in_it(tmp_path):
    with sqlite3.connect(tmp_path / "record.sqlite3") as connection:
        connection.execute("CREATE TABLE somebodys_own (id INTEGER)")
    refused = demo(tmp_path)
    assert refused.returncode == 2
    assert "it is no demo" in refused.stderr
    assert rows(tmp_path, "SELECT name FROM sqlite_master") == [("somebodys_own",)]

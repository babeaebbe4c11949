"""A new record from nothing: migrate, then the first site and its administrator."""

import json
import os
import subprocess
import sys

import pytest

WORDS = ["--code", "BER", "--name", "Berlin", "--zone", "Europe/Berlin"]
WORDS += ["--username", "ann", "--printed-name", "Dr. Ann Berg"]


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("record")


def secretome(home, *words):
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("DATABASE", "DJANGO"))}
    return subprocess.run(
        [sys.executable, "-m", "secretome_cli.main", *words],
        capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL,
        env=environment | {"SECRETOME_HOME": str(home)},
    )  # fmt: skip


def test_a_new_record_gets_its_first_site_once(home, tmp_path):
    password = tmp_path / "password"
    password.write_text("violet-lantern-42-harbour\n", encoding="utf-8")
    words = ["first-site", *WORDS, "--password-file", str(password), "--json"]

    before = secretome(home, *words)
    assert before.returncode == 2
    assert "secretome migrate" in before.stderr

    assert secretome(home, "migrate").returncode == 0
    nobody = secretome(home, "first-site", *WORDS)
    assert nobody.returncode == 2
    assert "--password-file" in nobody.stderr

    done = secretome(home, *words)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {"site": "BER", "username": "ann"}

    again = secretome(home, *words)
    assert again.returncode == 2
    assert again.stderr.count("\n") == 1
    assert "already" in again.stderr

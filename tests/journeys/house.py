"""The real site for journeys: a demo built by the command, served by the command."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen
from uuid import uuid4

COMMAND = [sys.executable, "-m", "secretome_cli.main"]
# A demo that runs already, for work on a journey: its address, and the folder of its home.
RUNS_AT = os.environ.get("SECRETOME_JOURNEY_URL", "")
RUNS_IN = os.environ.get("SECRETOME_JOURNEY_HOME", "")
STARTS_WITHIN_S = 120


@dataclass(frozen=True, slots=True)
class House:
    """A running site: where it answers, and where its demo lives."""

    url: str
    home: Path
    environment: dict[str, str]

    def lots(self) -> list[str]:
        """The codes of the demo's lots, in the order of ``demo.building.STORIES``."""
        ready = json.loads((self.home / "demo-ready.json").read_text(encoding="utf-8"))
        return [lot["code"] for lot in ready["lots"]]

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run the command ``secretome`` in this house."""
        return subprocess.run(
            [*COMMAND, *words], env=self.environment, capture_output=True, text=True, check=False
        )


@contextmanager
def serving(home: Path) -> Iterator[House]:
    """Build the demo in ``home`` and serve it until the block ends."""
    if RUNS_AT:
        yield House(RUNS_AT, Path(RUNS_IN), {**os.environ, "SECRETOME_HOME": RUNS_IN})
        return
    with _database(home) as address:
        environment = {**os.environ, "DATABASE_URL": address, "SECRETOME_HOME": str(home)}
        environment.pop("DJANGO_SETTINGS_MODULE", None)
        _build(home, environment)
        port = _free_port()
        house = House(f"http://127.0.0.1:{port}", home, environment)
        with _server(house, port):
            yield house


@contextmanager
def _database(home: Path) -> Iterator[str]:
    server = os.environ.get("DATABASE_URL", "")
    if not server.startswith("postgres"):
        yield f"sqlite:///{home / 'record.sqlite3'}"
        return
    import psycopg

    name = f"journeys_{uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        try:
            yield urlsplit(server)._replace(path=f"/{name}").geturl()
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _build(home: Path, environment: dict[str, str]) -> None:
    words = [*COMMAND, "demo", "--home", str(home), "--prepare-only"]
    done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return asked.getsockname()[1]


@contextmanager
def _server(house: House, port: int) -> Iterator[None]:
    words = [*COMMAND, "demo", "--home", str(house.home), "--port", str(port)]
    with (house.home / "server.log").open("wb") as log:
        server = subprocess.Popen(
            words, env=house.environment, stdout=log, stderr=log, start_new_session=True
        )
        try:
            _wait_until_it_answers(house, server)
            yield
        finally:
            os.killpg(server.pid, signal.SIGTERM)
            server.wait(timeout=20)


def _wait_until_it_answers(house: House, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + STARTS_WITHIN_S
    while time.monotonic() < until:
        assert server.poll() is None, (house.home / "server.log").read_text(encoding="utf-8")
        with suppress(URLError, ConnectionError):
            urlopen(f"{house.url}/demo/", timeout=STARTS_WITHIN_S).close()  # noqa: S310 - our own address
            return
        time.sleep(0.2)
    raise AssertionError("the site did not answer in time")

"""One real site and one Chromium for all journeys; each journey opens windows of its own."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from conftest import leave_out
from journeys.desk import Desk
from journeys.house import House, serving

SWITCHES = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


def chromium() -> str | None:
    """Where Chromium is on this machine."""
    named = os.environ.get("CHROMIUM")
    return named or shutil.which("chromium") or shutil.which("chromium-browser")


# Pictures are made by hand (make screens), so that a test run leaves the tree as it was.
collect_ignore = [] if os.environ.get("SECRETOME_SCREENS") == "1" else ["test_screenshots.py"]


@pytest.fixture(scope="session")
def house(tmp_path_factory) -> Iterator[House]:
    """The site with its demo, built once for all journeys."""
    if chromium() is None:
        leave_out("no Chromium was found on this machine; CHROMIUM may name one")
    home: Path = tmp_path_factory.mktemp("house")
    with serving(home) as site:
        yield site


@pytest.fixture(scope="session")
def chrome() -> Iterator[Browser]:
    """The browser."""
    if chromium() is None:
        leave_out("no Chromium was found on this machine; CHROMIUM may name one")
    with sync_playwright() as play:
        started = play.chromium.launch(executable_path=chromium(), args=SWITCHES)
        yield started
        started.close()


@pytest.fixture
def desk(house: House, chrome: Browser) -> Iterator[Callable[..., Desk]]:
    """Open a window signed in as somebody; at the end no window may have complained."""
    opened: list[Desk] = []

    def sit_down(username: str = "", *, quiet: bool = True, **window) -> Desk:
        made = Desk(chrome, house.url, **window)
        if quiet:
            opened.append(made)
        return made.sign_in(username) if username else made

    yield sit_down
    faults = [fault for one in opened for fault in one.faults]
    for one in opened:
        one.context.close()
    assert faults == []

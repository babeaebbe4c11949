"""Progress on stderr for whatever takes longer than a second; silent for everything else."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Protocol

import typer

_QUIET_S = 1.0
_LINE_EVERY_S = 5.0


class _Display(Protocol):
    def move_to(self, done: float) -> None: ...

    def close(self) -> None: ...


@contextmanager
def progress(task: str, *, total: float | None = None) -> Iterator[Callable[[float], None]]:
    """Give an ``advance(amount)`` function; a bar on a terminal, a line now and then elsewhere."""
    steps = _Steps(task, total)
    try:
        yield steps.advance
    finally:
        steps.close()


class _Steps:
    """Counts what is done and opens a display once the task has lasted a second."""

    def __init__(self, task: str, total: float | None) -> None:
        self._task, self._total, self._done = task, total, 0.0
        self._started_s = time.monotonic()
        self._display: _Display | None = None

    def advance(self, amount: float = 1) -> None:
        self._done += amount
        if self._display is None and time.monotonic() - self._started_s < _QUIET_S:
            return
        if self._display is None:
            kind = _Bar if sys.stderr.isatty() else _Lines
            self._display = kind(self._task, self._total)
        self._display.move_to(self._done)

    def close(self) -> None:
        if self._display is not None:
            self._display.close()


class _Bar:
    """A moving bar for a person at a terminal."""

    def __init__(self, task: str, total: float | None) -> None:
        from rich.console import Console
        from rich.progress import Progress

        self._progress: Any = Progress(console=Console(stderr=True), transient=True)
        self._progress.start()
        self._task = self._progress.add_task(task, total=total)

    def move_to(self, done: float) -> None:
        self._progress.update(self._task, completed=done)

    def close(self) -> None:
        self._progress.stop()


class _Lines:
    """One line every few seconds for a log file."""

    def __init__(self, task: str, total: float | None) -> None:
        self._task, self._total = task, total
        self._next_s = 0.0

    def move_to(self, done: float) -> None:
        if time.monotonic() < self._next_s:
            return
        self._next_s = time.monotonic() + _LINE_EVERY_S
        share = f"{100 * done / self._total:.0f} %" if self._total else f"{done:g} done"
        typer.echo(f"{self._task}: {share}", err=True)

    def close(self) -> None:
        """Nothing stays open."""

"""How a command answers: one JSON document or a readable page, an exit code, progress on stderr.

A command is a plain function with Typer annotations that ends in ``answer``:

    def read(file: Annotated[Path, typer.Argument()], *, as_json: AsJson = False) -> None:
        '''Read an instrument file into a measurement.'''
        from secretome.instruments import read_file  # late: keeps --help and errors fast

        measurement = read_file(file)
        answer(document_of(measurement), as_json=as_json, show=show_measurement)

Only the standard library, typer and this file are imported at the top of a command's file; the
science is imported inside the function. Anything wrong is raised (BadInput, OSError ...), never
printed: the caller turns every failure into one line on stderr and exit code 2.
"""

import json
import math
import shutil
import sys
import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from pathlib import Path, PurePath
from typing import Annotated, Any, NoReturn

import typer

_PAGE = 110  # columns where no terminal says how wide it is
_NARROWEST = 40

DONE = 0
NOTHING_DONE = 2
BLOCKED = 3

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]


def answer(
    document: Any,
    *,
    as_json: bool,
    show: Callable[[Any], None],
    exit_code: int = DONE,
) -> NoReturn:
    """Print the answer and leave: as one JSON document, or through ``show(document)``.

    ``exit_code`` is DONE, or BLOCKED when the answer holds a finding that must stop the reader.
    ``show`` writes with ``say`` and ``say_table``, and gets the document as ``plain`` makes it.
    """
    ready = plain(document)
    if as_json:
        _use_utf8()
        typer.echo(json.dumps(ready, ensure_ascii=False, allow_nan=False, indent=2))
    else:
        show(ready)
    sys.stdout.flush()
    raise typer.Exit(exit_code)


def write_file(path: Path, data: bytes) -> None:
    """Write a file beside the answer; a full disk names the file that it stopped."""
    try:
        path.write_bytes(data)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error


def say(line: str = "") -> None:
    """Print one line for people; control characters from a file never reach the terminal."""
    typer.echo(_printable(line))


def say_table(headings: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Print a table for people; None is a dash, a long last column goes on below itself."""
    head, *cells = [[_printable(_cell(value)) for value in row] for row in (headings, *rows)]
    widths = [max(map(len, column)) for column in zip(head, *cells, strict=True)]
    before = sum(widths[:-1]) + 2 * (len(widths) - 1)
    last = max(shutil.get_terminal_size((_PAGE, 24)).columns - before, _NARROWEST)
    widths[-1] = min(widths[-1], last)
    for row in [head, ["-" * width for width in widths], *cells]:
        first, *more = textwrap.wrap(row[-1], last) or [""]
        fixed = [cell.ljust(width) for cell, width in zip(row[:-1], widths, strict=False)]
        typer.echo("  ".join([*fixed, first]).rstrip())
        for line in more:
            typer.echo(f"{' ' * before}{line}")


def plain(value: Any) -> Any:
    """Turn dataclasses, enums, decimals, times, paths and arrays into what JSON knows.

    A number that is not finite becomes null, because JSON has no such number.
    """
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None
    for kinds, change in _CHANGES:
        if isinstance(value, kinds):
            return change(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    as_list = getattr(value, "tolist", None)
    if as_list is not None:  # numpy, which is not imported for this
        return plain(as_list())
    return str(value)


def _plain_key(key: Any) -> str:
    return str(key.value if isinstance(key, Enum) else key)


_CHANGES: tuple[tuple[Any, Callable[[Any], Any]], ...] = (
    (Enum, lambda value: plain(value.value)),
    ((str, bool, int, type(None)), lambda value: value),
    (Decimal, lambda value: plain(float(value)) if value.is_finite() else None),
    ((datetime, date, time), lambda value: value.isoformat()),
    (PurePath, str),
    (Mapping, lambda value: {_plain_key(key): plain(part) for key, part in value.items()}),
    ((list, tuple), lambda value: [plain(part) for part in value]),
    ((set, frozenset), lambda value: sorted((plain(part) for part in value), key=str)),
)


def _cell(value: Any) -> str:
    return "-" if value is None else f"{value:.4g}" if isinstance(value, float) else str(value)


def _printable(line: str) -> str:
    """Keep letters of every language; replace escapes, line ends and other control characters."""
    return "".join(letter if letter.isprintable() else " " for letter in line)


def _use_utf8() -> None:
    """JSON is UTF-8 whatever the terminal speaks; half a character is written as its escape."""
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(encoding="utf-8", errors="backslashreplace")

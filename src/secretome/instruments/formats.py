"""The table of file formats: adding one is a folder beside this file and a line in it."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from secretome.instruments.loggers.hobo import looks_like_hobo
from secretome.instruments.sight import Sight

if TYPE_CHECKING:
    from secretome.instruments.measurement import Measurement

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Format:
    """One layout: how it begins, how large it may be, and the module that reads it.

    The module has ``read(data: bytes, *, sha256: str, name: str) -> Measurement``.
    """

    kind: str
    expected: str
    recognises: Callable[[Sight], bool]
    module: str
    max_bytes: int

    def reader(self) -> "Callable[..., Measurement]":
        """The reading function; its module is loaded only now."""
        function: Callable[..., Measurement] = import_module(self.module).read
        return function


def _begins(*openings: str) -> Callable[[Sight], bool]:
    """Recognise a text by its first words, past a byte-order mark, blanks and a quote."""

    def recognises(sight: Sight) -> bool:
        return sight.text.lstrip('"').startswith(openings)

    return recognises


def _holds_all(opening: str, *words: str) -> Callable[[Sight], bool]:
    """Recognise a text that begins so and has these words near its beginning."""

    def recognises(sight: Sight) -> bool:
        return sight.text.startswith(opening) and all(word in sight.text for word in words)

    return recognises


def _begins_with_cells(*cells: str) -> Callable[[Sight], bool]:
    """Recognise a tab-separated text by the first cells of its first line."""
    return lambda sight: tuple(sight.first_line.split("\t")[: len(cells)]) == cells


FORMATS: tuple[Format, ...] = (
    Format(
        kind="nanosight",
        expected="NanoSight NTA experiment summary (first line 'NTA Experiment Summary File')",
        recognises=_begins("NTA Experiment Summary File", "NTA Single Analysis Summary File"),
        module="secretome.instruments.nanosight.meaning",
        max_bytes=32 * MEGABYTE,
    ),
    Format(
        kind="zetaview",
        expected="ZetaView size text (first line 'Original File:')",
        recognises=_holds_all("Original File:", "ZetaView"),
        module="secretome.instruments.zetaview.meaning",
        max_bytes=16 * MEGABYTE,
    ),
    Format(
        kind="zetaview_positions",
        expected="ZetaView position table (columns 'Use', 'Position', 'X50 (nm)')",
        recognises=_begins_with_cells("Use", "Position"),
        module="secretome.instruments.zetaview.positions",
        max_bytes=MEGABYTE,
    ),
    Format(
        kind="fcs",
        expected="flow cytometry standard file (FCS2.0, FCS3.0, FCS3.1)",
        recognises=_begins("FCS"),
        module="secretome.instruments.fcs.meaning",
        max_bytes=1024 * MEGABYTE,
    ),
    Format(
        kind="fridge_tag",
        expected="Fridge-tag text report (first line 'Device: ...Fridge-tag...')",
        recognises=_holds_all("Device:", "Conf:", "Serial:"),
        module="secretome.instruments.loggers.fridge_tag_meaning",
        max_bytes=8 * MEGABYTE,
    ),
    Format(
        kind="hobo",
        expected="HOBOware export (columns 'Date Time, GMT...' and 'Temp, °C ...')",
        recognises=lambda sight: looks_like_hobo(sight.text),
        module="secretome.instruments.loggers.hobo_meaning",
        max_bytes=64 * MEGABYTE,
    ),
)

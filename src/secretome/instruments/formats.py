"""The table of file formats: adding one is a folder beside this file and a line in it."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

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
    recognises: Callable[[bytes], bool]
    module: str
    max_bytes: int

    def reader(self) -> "Callable[..., Measurement]":
        """The reading function; its module is loaded only now."""
        function: Callable[..., Measurement] = import_module(self.module).read
        return function


def _begins(*openings: bytes) -> Callable[[bytes], bool]:
    """Recognise a text by its first words, past a byte-order mark, blanks and a quote."""

    def recognises(head: bytes) -> bool:
        return head.removeprefix(b"\xef\xbb\xbf").lstrip(b' \t\r\n"').startswith(openings)

    return recognises


FORMATS: tuple[Format, ...] = (
    Format(
        kind="nanosight",
        expected="NanoSight NTA experiment summary (first line 'NTA Experiment Summary File')",
        recognises=_begins(b"NTA Experiment Summary File", b"NTA Single Analysis Summary File"),
        module="secretome.instruments.nanosight.meaning",
        max_bytes=32 * MEGABYTE,
    ),
)

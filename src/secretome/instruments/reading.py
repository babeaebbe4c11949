"""The one door: a file or its bytes in, a measurement out.

Refuses: an unknown layout (says what was expected), a missing, empty or oversized file.
"""

from hashlib import sha256
from pathlib import Path

from secretome.errors import BadInput, UnknownLayout
from secretome.instruments.formats import FORMATS, MEGABYTE, Format
from secretome.instruments.generic.mapping import Mapping
from secretome.instruments.measurement import Measurement
from secretome.instruments.sight import HEAD_BYTES, Sight, is_container

UNFORESEEN = "the file is damaged in a way that the reader did not foresee"
_UNFORESEEN_FAULTS = (ArithmeticError, LookupError, TypeError, ValueError, RecursionError)
_MOST_CONTAINER_BYTES = 64 * MEGABYTE


def read(
    path_or_bytes: Path | str | bytes, *, kind: str | None = None, name: str | None = None
) -> Measurement:
    """Recognise a file by its content and read it.

    ``kind`` says what it must be; ``name`` stands for the file in messages when bytes are given.
    Raises BadInput (UnknownLayout where nothing is recognised) with one sentence.
    """
    if isinstance(path_or_bytes, bytes):
        return _read_bytes(path_or_bytes, kind=kind, name=name or "the given bytes")
    return _read_file(Path(path_or_bytes), kind=kind, name=name)


def read_mapped(
    path_or_bytes: Path | str | bytes, mapping: Mapping, *, name: str | None = None
) -> Measurement:
    """Read any table of results by a mapping of its columns that a person wrote.

    Raises BadInput where the table lacks a mapped column or a result cannot be read.
    """
    layout = next(one for one in FORMATS if one.kind == "results_table")
    if isinstance(path_or_bytes, bytes):
        return _read_as(layout, path_or_bytes, name or "the given bytes", mapping=mapping)
    path = Path(path_or_bytes)
    shown = name or path.name
    try:
        _require_size(path.stat().st_size, layout, shown)
        data = path.read_bytes()
    except (OSError, ValueError) as fault:
        raise _unreadable(fault, shown) from fault
    return _read_as(layout, data, shown, mapping=mapping)


def _read_file(path: Path, *, kind: str | None, name: str | None) -> Measurement:
    """Look at the head and the size before reading the rest."""
    shown = name or path.name
    try:
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
            if is_container(head):  # the layout shows only inside
                head += file.read(_MOST_CONTAINER_BYTES)
            layout = _recognised(head, kind, shown)
            _require_size(path.stat().st_size, layout, shown)
            data = head + file.read(layout.max_bytes)
    except (OSError, ValueError) as fault:
        raise _unreadable(fault, shown) from fault
    return _read_as(layout, data, shown)


def _unreadable(fault: Exception, shown: str) -> BadInput:
    reason = getattr(fault, "strerror", None) or "not a readable file"
    do = "Name an instrument file that exists and may be read"
    return BadInput(f"cannot be read ({reason})", where=shown, do=do)


def _read_bytes(data: bytes, *, kind: str | None, name: str) -> Measurement:
    head = data if is_container(data) else data[:HEAD_BYTES]
    return _read_as(_recognised(head, kind, name), data, name)


def _read_as(
    layout: Format, data: bytes, name: str, *, mapping: Mapping | None = None
) -> Measurement:
    """Read; whatever a reader did not foresee is still one sentence and never a number."""
    _require_size(len(data), layout, name)
    try:
        known = {} if mapping is None else {"mapping": mapping}
        return layout.reader()(data, sha256=sha256(data).hexdigest(), name=name, **known)
    except _UNFORESEEN_FAULTS as fault:
        raise _unforeseen(fault, layout.kind, name) from fault


def _unforeseen(fault: Exception, kind: str, name: str) -> BadInput:
    do = f"Export it again; if it is sound, report this {kind} file to the makers"
    return BadInput(f"{UNFORESEEN} ({type(fault).__name__})", where=name, do=do)


def _recognised(head: bytes, kind: str | None, name: str) -> Format:
    if not head:
        raise BadInput("the file is empty", where=name, do="Export it again from the instrument")
    layouts = [layout for layout in FORMATS if kind in (None, layout.kind)]
    if not layouts:
        kinds = ", ".join(layout.kind for layout in FORMATS)
        raise BadInput(f"{kind!r} is no kind of file", where=name, do=f"Use one of: {kinds}")
    sight = Sight(head)
    found = _first_that_recognises(layouts, sight, name)
    if found is None and sight.fault is not None:
        raise BadInput(sight.fault.what, where=name, do=sight.fault.do) from sight.fault
    if found is None:
        do = f"Expected: {_expected(layouts)}"
        raise UnknownLayout("the layout is unknown", where=name, do=do)
    return found


def _first_that_recognises(layouts: list[Format], sight: Sight, name: str) -> Format | None:
    try:
        return next((layout for layout in layouts if layout.recognises(sight)), None)
    except _UNFORESEEN_FAULTS as fault:
        raise _unforeseen(fault, "unrecognised", name) from fault


def _expected(layouts: list[Format]) -> str:
    """How the one layout begins; of many only the names, or nobody would read the line."""
    if len(layouts) == 1:
        return layouts[0].expected
    return ", ".join(layout.expected.partition(" (")[0] for layout in layouts)


def _require_size(size_bytes: int, layout: Format, name: str) -> None:
    if size_bytes > layout.max_bytes:
        what = f"{size_bytes / MEGABYTE:.0f} MB is too large for a {layout.kind} file"
        do = f"Export one measurement per file, up to {layout.max_bytes // MEGABYTE} MB"
        raise BadInput(what, where=name, do=do)

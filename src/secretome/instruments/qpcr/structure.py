"""What every qPCR file comes down to: reactions with a Cq as printed."""

from dataclasses import dataclass, field
from enum import StrEnum


class Task(StrEnum):
    """What a reaction is for."""

    UNKNOWN = "unknown"
    STANDARD = "standard"
    NO_TEMPLATE = "no template"
    CONTROL = "control"
    NOT_STATED = "not stated"


@dataclass(frozen=True, slots=True)
class Reaction:
    """One target in one well: texts as printed; ``standard`` is the stated amount of a standard."""

    well: str
    sample: str
    target: str
    task: Task
    cq: str
    quantity: str = ""
    standard: str = ""
    is_omitted: bool = False
    notes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class PrintedCurve:
    """Parameters of a standard curve as the software printed them."""

    slope: str = ""
    intercept: str = ""
    r_squared: str = ""
    efficiency: str = ""


@dataclass(frozen=True, slots=True)
class Findings:
    """One code with one text, before it becomes a warning."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Plate:
    """All reactions of a file; ``limit_cycles`` is the Cq that stands for "nothing amplified"."""

    kind: str
    instrument: str
    software: str
    reactions: tuple[Reaction, ...]
    decimal: str = "."
    limit_cycles: float | None = None
    curves: dict[str, PrintedCurve] = field(default_factory=dict)
    details: tuple[tuple[str, str], ...] = ()
    unused: tuple[str, ...] = ()
    findings: tuple[Findings, ...] = ()
    has_printed_quantities: bool = False


_TASKS = {
    "unkn": Task.UNKNOWN, "unknown": Task.UNKNOWN, "std": Task.STANDARD, "standard": Task.STANDARD,
    "ntc": Task.NO_TEMPLATE, "ntp": Task.NO_TEMPLATE, "nac": Task.NO_TEMPLATE,
    "nrt": Task.NO_TEMPLATE, "neg": Task.NO_TEMPLATE, "pos": Task.CONTROL, "ipc": Task.CONTROL,
    "opt": Task.UNKNOWN, "": Task.NOT_STATED,
}  # fmt: skip


def task_of(text: str) -> Task:
    """The task behind a word such as ``UNKNOWN``, ``Std-01`` or ``Neg Ctrl``."""
    word = text.strip().casefold()
    stem = word.partition("-")[0].partition(" ")[0]
    return _TASKS.get(word) or _TASKS.get(stem) or Task.NOT_STATED

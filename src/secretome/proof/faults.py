"""What can be wrong with a bundle: a code, a sentence, a place, and which comes first."""

from dataclasses import dataclass

from secretome.errors import BadInput

# The order in which faults that belong to no event, or to the same event, are told.
FAULT_CODES = (
    "event_unreadable",
    "event_edited",
    "event_deleted",
    "event_reordered",
    "event_repeated",
    "chain_broken",
    "unrecorded_change",
    "signature_changed",
    "signature_by_another",
    "member_damaged",
    "tail_cut",
    "events_added",
    "head_differs",
    "root_differs",
    "checkpoint_differs",
    "signature_content_differs",
    "signature_differs",
    "signature_missing",
    "row_differs",
    "row_without_event",
    "row_missing",
    "table_unlisted",
    "trigger_missing",
    "member_changed",
    "seal_wrong",
    "other_key",
)
_RANK = {code: rank for rank, code in enumerate(FAULT_CODES)}
_KEPT = 100


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong; ``seq`` is the event it shows at, where there is one."""

    code: str
    sentence: str
    place: str
    seq: int | None = None


class FaultList:
    """Collects faults in bounded memory: the first hundred in order, and the count of all."""

    __slots__ = ("_kept", "total")

    def __init__(self) -> None:
        self.total = 0
        self._kept: list[Fault] = []

    def add(self, code: str, sentence: str, *, place: str, seq: int | None = None) -> None:
        """Note one fault."""
        self.total += 1
        self._kept.append(Fault(code, sentence, place, seq))
        if len(self._kept) >= 2 * _KEPT:
            self._kept = list(self.in_order())

    def in_order(self) -> tuple[Fault, ...]:
        """Answer faults at events by number, then the others as FAULT_CODES lists them."""
        return tuple(sorted(self._kept, key=_first_things_first)[:_KEPT])


def _first_things_first(fault: Fault) -> tuple[bool, int, int]:
    return fault.seq is None, fault.seq or 0, _RANK[fault.code]


def unreadable(what: str, *, where: str) -> BadInput:
    """Make the refusal of a file that cannot be judged at all."""
    return BadInput(what, where=where, do="Export the bundle again, or copy it again.")

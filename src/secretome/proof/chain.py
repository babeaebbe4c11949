"""The walk along the chain: is every event there, in order, unchanged, and tied to the last one."""

import json
from typing import Any

from secretome.errors import BadInput
from secretome.proof.events import EVENT_FIELDS, FIRST_PREVIOUS, event_hash
from secretome.proof.faults import FaultList
from secretome.proof.manifest import Checkpoint, Manifest
from secretome.proof.members import CHECKPOINTS, EVENTS, MANIFEST
from secretome.proof.merkle import MerkleTree

_LINE_FIELDS = frozenset((*EVENT_FIELDS, "hash"))
_GAPS_KEPT = 1000
Event = dict[str, Any]


class Chain:
    """Takes the lines of the events one by one; notes what is wrong with them."""

    def __init__(self, checkpoints: tuple[Checkpoint, ...], faults: FaultList) -> None:
        self.count = 0
        self.head: str | None = FIRST_PREVIOUS
        self._highest = 0
        self._gaps: set[int] = set()
        self._tree = MerkleTree()
        self._checkpoints = list(reversed(checkpoints))
        self._faults = faults
        self._judge_reached()

    def take(self, line: bytes) -> Event | None:
        """Judge one line; answer its event with its number, or None when it cannot be read."""
        self.count += 1
        read = _event_of(line)
        if read is None:
            self._note_unreadable()
            return None
        event, found = read
        self._judge_content(event, found)
        self._judge_place(int(event["seq"]), event)
        self.head = event["hash"]
        self._grow(found)
        return event

    def finish(self, manifest: Manifest) -> None:
        """Hold the whole chain against what the manifest and the checkpoints say."""
        for seq in sorted(self._gaps):
            sentence = f"event {seq} is not there, though later events are"
            self._faults.add("event_deleted", sentence, place=EVENTS, seq=seq)
        self._judge_length(manifest.events)
        if self.head != manifest.head:
            sentence = "the last event is not the one the manifest names"
            self._faults.add("head_differs", sentence, place=MANIFEST)
        if self._tree.root_hex() != manifest.root:
            sentence = "the events together are not those the manifest was made for (Merkle root)"
            self._faults.add("root_differs", sentence, place=MANIFEST)
        for checkpoint in self._checkpoints:
            sentence = (
                f"the checkpoint of {checkpoint.at} holds {checkpoint.size} events, the bundle "
                f"only {self.count}: the tail was cut"
            )
            self._faults.add("tail_cut", sentence, place=CHECKPOINTS)

    def _judge_content(self, event: Event, found: str) -> None:
        if found != event["hash"]:
            seq = int(event["seq"])
            sentence = f"event {seq} was edited: its content does not give its hash"
            self._faults.add("event_edited", sentence, place=self._place(), seq=seq)

    def _judge_place(self, seq: int, event: Event) -> None:
        if seq <= self._highest:
            self._judge_late(seq)
            return
        if seq > self._highest + 1:
            self._note_gap(self._highest + 1, seq)
        elif self.head is not None and event["previous"] != self.head:
            sentence = f"event {seq} does not follow event {seq - 1}: one of them was rewritten"
            self._faults.add("chain_broken", sentence, place=self._place(), seq=seq)
        self._highest = seq

    def _judge_late(self, seq: int) -> None:
        if seq in self._gaps:
            self._gaps.remove(seq)
            code, what = "event_reordered", "stands after a later event"
        else:
            code, what = "event_repeated", "is there more than once"
        self._faults.add(code, f"event {seq} {what}", place=self._place(), seq=seq)

    def _note_gap(self, start: int, end: int) -> None:
        """Remember single missing events, to tell a move from a deletion; a wide gap is one."""
        if end - start + len(self._gaps) <= _GAPS_KEPT:
            self._gaps.update(range(start, end))
            return
        sentence = f"events {start} to {end - 1} are not there, though later events are"
        self._faults.add("event_deleted", sentence, place=self._place(), seq=start)

    def _note_unreadable(self) -> None:
        self._highest += 1
        self.head = None
        sentence = f"line {self.count} is not an event with exactly the fields an event has"
        self._faults.add("event_unreadable", sentence, place=self._place(), seq=self._highest)
        self._grow("")

    def _grow(self, found: str) -> None:
        self._tree.add_event(found)
        self._judge_reached()

    def _judge_reached(self) -> None:
        while self._checkpoints and self._checkpoints[-1].size <= self.count:
            self._judge_checkpoint(self._checkpoints.pop())

    def _judge_checkpoint(self, checkpoint: Checkpoint) -> None:
        here = (self.count, self.head, self._tree.root_hex())
        if here == (checkpoint.size, checkpoint.head, checkpoint.root):
            return
        sentence = (
            f"the first {checkpoint.size} events are not those of the checkpoint of {checkpoint.at}"
        )
        self._faults.add("checkpoint_differs", sentence, place=CHECKPOINTS)

    def _judge_length(self, stated: int) -> None:
        if self._highest < stated:
            sentence = f"the tail was cut: {stated} events are stated, the last is {self._highest}"
            self._faults.add("tail_cut", sentence, place=EVENTS)
        if self._highest > stated:
            sentence = f"events were added: {stated} are stated, the last is {self._highest}"
            self._faults.add("events_added", sentence, place=EVENTS)

    def _place(self) -> str:
        return f"{EVENTS} line {self.count}"


def _event_of(line: bytes) -> tuple[Event, str] | None:
    """Read one line into its event and the hash its content gives; None for anything else."""
    try:
        event = json.loads(line.decode())
        if isinstance(event, dict) and event.keys() == _LINE_FIELDS and _is_named(event):
            return event, event_hash({field: event[field] for field in EVENT_FIELDS})
    except (ValueError, RecursionError, BadInput):
        return None
    return None


def _is_named(event: Event) -> bool:
    """Say whether number, table, row and hash can be taken from the event without surprise."""
    texts = (event["seq"], event["table_name"], event["row_id"], event["hash"])
    if not all(isinstance(text, str) for text in texts):
        return False
    seq = event["seq"]
    return seq.isascii() and seq.isdecimal() and len(seq) <= 18 and str(int(seq)) == seq

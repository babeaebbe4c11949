"""The check of a bundle: everything it claims, held against everything it holds, with no database.

Refuses: BadInput for a file that is no bundle, or whose manifest cannot be read.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from secretome.errors import BadInput
from secretome.proof.chain import Chain
from secretome.proof.faults import Fault, FaultList
from secretome.proof.manifest import (
    Checkpoint,
    Manifest,
    checkpoints_of,
    judge_members,
    judge_seal,
    judge_tables,
    manifest_of,
)
from secretome.proof.members import (
    CHECKPOINTS,
    EVENTS,
    MANIFEST,
    ROWS,
    SIGNATURES,
    DamagedMember,
    Members,
    opened,
)
from secretome.proof.replay import Replay, tables_of
from secretome.proof.seals import fingerprint_of
from secretome.proof.signatures import Signatures


@dataclass(frozen=True, slots=True)
class Verification:
    """What a check found; ``faults`` are the first hundred of ``faults_total``, in order.

    ``key_checked`` says whether the seal's key was held against a fingerprint known beforehand:
    without that, the seal shows only that nobody changed the bundle after sealing it.
    """

    ok: bool
    events: int
    first_fault: Fault | None
    faults: tuple[Fault, ...]
    faults_total: int
    fingerprint: str
    key_checked: bool
    made_at: str
    head: str
    root: str
    checked: Mapping[str, int]


def verify_bundle(
    path: Path,
    *,
    fingerprint: str | None = None,
    advance: Callable[[int], None] = lambda _: None,
) -> Verification:
    """Check a bundle in one pass and bounded memory; ``advance`` is told of bytes read.

    Raises BadInput when the file is no bundle or the fingerprint no fingerprint, and OSError
    when it cannot be opened.
    """
    expected = None if fingerprint is None else _fingerprint(fingerprint)
    faults = FaultList()
    with opened(path, advance) as members:
        manifest = manifest_of(members.document(MANIFEST))
        judge_seal(manifest, expected, faults)
        judge_tables(manifest, faults)
        checked = _judge_members(members, manifest, faults)
    return _verification(manifest, faults, checked, key_checked=expected is not None)


def _judge_members(members: Members, manifest: Manifest, faults: FaultList) -> dict[str, int]:
    checkpoints = _read_checkpoints(members, faults)
    signatures, replay = Signatures(faults), Replay(faults)
    events = _walk(members, manifest, checkpoints, (signatures, replay), faults)
    with _noting_damage(faults):
        for line in members.lines(SIGNATURES):
            signatures.judge(line)
        signatures.finish()
    with _noting_damage(faults):
        listed = tables_of(manifest)
        for line in members.lines(ROWS):
            replay.judge_row(line, listed)
        replay.finish()
    judge_members(manifest, members.hashes, faults)
    return {
        "events": events,
        "checkpoints": len(checkpoints),
        "signatures": signatures.count,
        "rows": replay.rows,
        "tables": len(manifest.tables),
    }


def _walk(
    members: Members,
    manifest: Manifest,
    checkpoints: tuple[Checkpoint, ...],
    followers: tuple[Signatures, Replay],
    faults: FaultList,
) -> int:
    chain = Chain(checkpoints, faults)
    with _noting_damage(faults):
        for line in members.lines(EVENTS):
            event = chain.take(line)
            if event is not None:
                for follower in followers:
                    follower.take(event)
    chain.finish(manifest)
    return chain.count


def _read_checkpoints(members: Members, faults: FaultList) -> tuple[Checkpoint, ...]:
    with _noting_damage(faults):
        return checkpoints_of(members.document(CHECKPOINTS))
    return ()


@contextmanager
def _noting_damage(faults: FaultList) -> Iterator[None]:
    try:
        yield
    except DamagedMember as error:
        faults.add("member_damaged", f"{error.where}: {error.what}", place=error.where)


def _verification(
    manifest: Manifest, faults: FaultList, checked: dict[str, int], *, key_checked: bool
) -> Verification:
    found = faults.in_order()
    return Verification(
        ok=not found,
        events=checked["events"],
        first_fault=found[0] if found else None,
        faults=found,
        faults_total=faults.total,
        fingerprint=fingerprint_of(manifest.public_key),
        key_checked=key_checked,
        made_at=manifest.made_at,
        head=manifest.head,
        root=manifest.root,
        checked=checked,
    )


def _fingerprint(text: str) -> str:
    """Take a fingerprint as people write it: with colons, spaces or capitals."""
    digits = "".join(text.replace(":", "").split()).lower()
    if len(digits) != 64 or not set(digits) <= set("0123456789abcdef"):
        raise BadInput(
            "the fingerprint is not 64 hexadecimal digits",
            where="key fingerprint",
            do="Give it as the site published it.",
        )
    return digits

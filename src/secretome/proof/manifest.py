"""The manifest of a bundle: what it claims to hold, and the seal on that claim."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from secretome.proof.faults import FaultList, unreadable
from secretome.proof.members import CHECKPOINTS, MANIFEST, SEALED_MEMBERS
from secretome.proof.seals import check_seal, fingerprint_of

FORMAT = "secretome-ledger-bundle"
FORMAT_VERSION = 1


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What the ledger was when it held ``size`` events."""

    size: int
    head: str
    root: str
    at: str


@dataclass(frozen=True, slots=True)
class TableTriggers:
    """A table of the record: the triggers it must have, and those found when exporting."""

    name: str
    expected: tuple[str, ...]
    present: tuple[str, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """The triggers that should be there and are not."""
        return tuple(sorted(set(self.expected) - set(self.present)))


@dataclass(frozen=True, slots=True)
class Manifest:
    """A manifest whose shape has been checked; ``document`` is what the seal covers."""

    made_at: str
    events: int
    head: str
    root: str
    checkpoints: int
    tables: tuple[TableTriggers, ...]
    members: Mapping[str, str]
    public_key: str
    seal: str
    document: dict[str, Any]


def manifest_of(document: Any) -> Manifest:
    """Check the shape of a manifest. Raises BadInput naming the key that is wrong."""
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise unreadable(f"this is not the manifest of a {FORMAT}", where=MANIFEST)
    if document.get("format_version") != FORMAT_VERSION:
        raise unreadable(f"only format version {FORMAT_VERSION} can be read", where=MANIFEST)
    return Manifest(
        **{key: _part(document, key, _is_text) for key in ("made_at", "head", "root")},
        **{key: _part(document, key, _is_text) for key in ("public_key", "seal")},
        **{key: _part(document, key, _is_count) for key in ("events", "checkpoints")},
        tables=tuple(map(_table_of, _part(document, "tables", _is_list_of_objects))),
        members=_part(document, "members", _is_hashes),
        document=document,
    )


def checkpoints_of(document: Any) -> tuple[Checkpoint, ...]:
    """Check the shape of the list of checkpoints and put them in order of size."""
    if not _is_list_of_objects(document):
        raise unreadable("this is not a list of checkpoints", where=CHECKPOINTS)
    found = (
        Checkpoint(
            size=_part(entry, "size", _is_count, CHECKPOINTS),
            **{key: _part(entry, key, _is_text, CHECKPOINTS) for key in ("head", "root", "at")},
        )
        for entry in document
    )
    return tuple(sorted(found, key=lambda checkpoint: checkpoint.size))


def judge_seal(manifest: Manifest, fingerprint: str | None, faults: FaultList) -> None:
    """Note a seal that does not fit the manifest, or a key that is not the expected one."""
    if not check_seal(manifest.document, manifest.seal, manifest.public_key):
        sentence = "the seal does not fit the manifest: it was changed after it was sealed"
        faults.add("seal_wrong", sentence, place=MANIFEST)
    own = fingerprint_of(manifest.public_key)
    if fingerprint is not None and own != fingerprint:
        sentence = f"the bundle is sealed with the key {own}, not with the key {fingerprint}"
        faults.add("other_key", sentence, place=MANIFEST)


def judge_tables(manifest: Manifest, faults: FaultList) -> None:
    """Note every table that was not guarded when the bundle was made."""
    for table in manifest.tables:
        if not table.expected:
            sentence = f"no trigger is expected on table {table.name}, so it is not guarded"
            faults.add("trigger_missing", sentence, place=f"table {table.name}")
        elif table.missing:
            sentence = f"table {table.name} has lost its trigger {', '.join(table.missing)}"
            faults.add("trigger_missing", sentence, place=f"table {table.name}")


def judge_members(manifest: Manifest, hashes: Mapping[str, str], faults: FaultList) -> None:
    """Note every member, read to its end, whose bytes are not those the manifest was made for."""
    for name, found in hashes.items():
        if name in SEALED_MEMBERS and manifest.members.get(name) != found:
            sentence = f"{name} is not the file this bundle was made with: its bytes were changed"
            faults.add("member_changed", sentence, place=name)


def _table_of(entry: dict[str, Any]) -> TableTriggers:
    names = {key: tuple(_part(entry, key, _is_texts)) for key in ("expected", "present")}
    return TableTriggers(_part(entry, "name", _is_text), **names)


def _part(
    document: dict[str, Any], key: str, fits: Callable[[Any], bool], where: str = MANIFEST
) -> Any:
    if not fits(document.get(key)):
        raise unreadable(f"`{key}` is missing or of the wrong kind", where=where)
    return document[key]


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(map(_is_text, value))


def _is_list_of_objects(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(entry, dict) for entry in value)


def _is_hashes(value: Any) -> bool:
    return isinstance(value, dict) and all(map(_is_text, value.values()))

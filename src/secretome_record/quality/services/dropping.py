"""A folder dropped on a sample: every file kept at once, each read by a job into its own run."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from secretome_record.jobs.services import start
from secretome_record.ledger.acting import Actor
from secretome_record.ledger.files import keep_file, read_file
from secretome_record.ledger.moments import require_moment
from secretome_record.ledger.refusal import Refusal, refuse
from secretome_record.ledger.writing import Entry, writing
from secretome_record.people.roles import Role
from secretome_record.people.standing import acting_person, require_role_at
from secretome_record.quality import kinds, queries, science
from secretome_record.quality.models import Run, Sample, SampleFile
from secretome_record.quality.services.sampling import refuse_if_file_is_not_for

READ_FILE = "quality.read_file"
MOST_FILES = 200


@dataclass(frozen=True, slots=True)
class Dropped:
    """One file as it arrived: its name without folders, and its bytes."""

    name: str
    data: bytes


def drop_files(
    *,
    sample: Sample,
    files: Sequence[Dropped],
    method_version: str,
    started_at: datetime,
    by: Actor,
    at: datetime,
    late_reason: str = "",
) -> list[SampleFile]:
    """Keep every file under its hash and let each be read; the same file twice is one file."""
    require_role_at(by, sample.site_id, Role.QC_ANALYST)
    require_moment(started_at, at, late_reason)
    _require_sound(sample, files, method_version, started_at)
    with writing(by=by, at=at, why=f"Drop {len(files)} files on {sample.code}") as entry:
        stated: dict[str, Any] = {
            "method_version": method_version.strip(), "started_at": started_at,
            "late_reason": late_reason.strip(), "dropped_by": acting_person(by),
        }  # fmt: skip
        found = [_keep(entry, sample, one, stated) for one in files]
        kept = list({row.pk: row for row in found}.values())
        for row in kept:
            if row.outcome != SampleFile.READ:
                _start(row, by)
        return kept


def _require_sound(
    sample: Sample, files: Sequence[Dropped], method_version: str, started_at: datetime
) -> None:
    if not files:
        raise refuse("files", "No file was dropped. Choose the folder or its files.")
    if len(files) > MOST_FILES:
        raise refuse("files", f"{len(files)} files at once are too many; drop {MOST_FILES}.")
    if not method_version.strip():
        raise refuse("method_version", "Name the version of the method.")
    if started_at < sample.taken_at:
        raise refuse("started_at", "The run cannot start before the sample was taken.")


def _keep(entry: Entry, sample: Sample, one: Dropped, stated: dict[str, Any]) -> SampleFile:
    kept = keep_file(one.data, name=one.name, media_type="application/octet-stream")
    there = SampleFile.objects.filter(sample=sample, file=kept).first()
    return there or entry.create(
        SampleFile, site_id=sample.site_id, sample=sample, file=kept, name=one.name[:120], **stated
    )


def _start(row: SampleFile, by: Actor) -> None:
    start(
        key=queries.reading_key(row), work=READ_FILE, arguments={"file_id": str(row.pk)},
        title=f"Read {row.name}"[:200], site_id=row.site_id, by=by,
    )  # fmt: skip


def read_dropped_file(*, file_id: str | UUID, by: Actor, at: datetime) -> SampleFile:
    """Read one dropped file into a run of its sample; what cannot be read says why and is kept.

    Raises Refusal with that sentence once it is written down. Doing it twice changes nothing.
    """
    row = SampleFile.objects.select_related("sample__lot", "file").get(pk=file_id)
    if row.outcome == SampleFile.READ:
        return row
    try:
        reading = science.read_instrument_file(read_file(row.file), row.name)
        return _take_in(row, reading, by, at)
    except Refusal as refusal:
        _say_why_not(row, str(refusal), by, at)
        raise


def _take_in(row: SampleFile, reading: dict[str, Any], by: Actor, at: datetime) -> SampleFile:
    require_role_at(by, row.site_id, Role.QC_ANALYST)
    refuse_if_file_is_not_for(reading, row.sample)
    with writing(by=by, at=at, why=f"Read {row.name} for {row.sample.code}") as entry:
        now = SampleFile.objects.get(pk=row.pk)
        if now.outcome == SampleFile.READ:
            return now
        there = Run.objects.filter(sample=row.sample, file=row.file).order_by("recorded_at").first()
        run = there or _run(entry, row, reading)
        return entry.change(now, outcome=SampleFile.READ, run=run, why_not="")


def _run(entry: Entry, row: SampleFile, reading: dict[str, Any]) -> Run:
    return entry.create(
        Run,
        site_id=row.site_id,
        sample=row.sample,
        method=kinds.method_of(reading["kind"]),
        method_version=row.method_version,
        instrument=(reading["instrument"].strip() or "not named in the file")[:120],
        run_by=row.dropped_by,
        started_at=row.started_at,
        late_reason=row.late_reason,
        file=row.file,
        reading=reading,
        warnings=reading["warnings"],
        reader_version=science.reader_version(),
    )


def _say_why_not(row: SampleFile, sentence: str, by: Actor, at: datetime) -> None:
    with writing(by=by, at=at, why=f"{row.name} could not be read") as entry:
        now = SampleFile.objects.get(pk=row.pk)
        if now.outcome != SampleFile.READ and now.why_not != sentence:
            entry.change(now, outcome=SampleFile.REFUSED, why_not=sentence)

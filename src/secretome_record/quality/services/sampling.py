"""Samples and runs: what was taken, by which method it was tested, the file the machine wrote."""

from datetime import datetime
from typing import Any
from uuid import UUID

from secretome_record.batches.models import Batch, CellBank, Lot, Vial
from secretome_record.donors.models import Donation, Donor
from secretome_record.ledger.acting import Actor
from secretome_record.ledger.files import keep_file
from secretome_record.ledger.models import Edge, Node
from secretome_record.ledger.moments import require_moment
from secretome_record.ledger.refusal import refuse, refuse_if_any
from secretome_record.ledger.writing import writing
from secretome_record.people.once import keyed, made_before
from secretome_record.people.roles import Role
from secretome_record.people.standing import acting_person, require_role_at
from secretome_record.quality import rules, science
from secretome_record.quality.models import Run, Sample

MIB = 1024 * 1024
LARGEST_FILE_BYTES = 32 * MIB
_MADE_OF: tuple[Any, ...] = (Lot, Vial, Batch, CellBank, Donation, Donor)


def take_sample(
    *,
    purpose: str,
    taken_at: datetime,
    by: Actor,
    at: datetime,
    lot: Lot | None = None,
    node: Node | None = None,
    late_reason: str = "",
    form_key: UUID | None = None,
) -> Sample:
    """Take a sample of a lot, or of anything else with a place in the lineage."""
    node = node or Node.objects.get(subject_id=_given(lot).pk)
    require_role_at(by, node.site_id, Role.QC_ANALYST, Role.OPERATOR)
    require_moment(taken_at, at, late_reason)
    if not purpose.strip():
        raise refuse("purpose", "Say what the sample is for.")
    source = _source_of(node)
    whose = _lot_of(source)
    if whose is not None and taken_at < whose.filled_at:
        raise refuse("taken_at", f"{whose.code} was not filled yet at that time. Check it.")
    with writing(by=by, at=at, why=f"Take a sample of {node.code}") as entry:
        made = made_before(Sample, form_key)
        if made:
            return made
        sample = entry.create(
            Sample,
            **keyed(form_key),
            site_id=node.site_id,
            node=node,
            lot=whose,
            taken_by=acting_person(by),
            taken_at=taken_at,
            late_reason=late_reason.strip(),
            purpose=purpose.strip(),
            is_demo=_is_demo(source),
        )
        child = Node.objects.get(subject_id=sample.pk)
        entry.create(Edge, parent=node, child=child, kind="sampled from")
        return sample


def _given(lot: Lot | None) -> Lot:
    if lot is None:
        raise refuse("node", "Say what the sample was taken from.")
    return lot


def _source_of(node: Node) -> Any:
    for model in _MADE_OF:
        if node.kind == model.NODE_KIND:
            return model.objects.get(pk=node.subject_id)
    raise refuse("node", f"A {node.kind} is not sampled. Choose a lot or something it came from.")


def _lot_of(source: Any) -> Lot | None:
    if isinstance(source, Lot):
        return source
    return source.lot if isinstance(source, Vial) else None


def _is_demo(source: Any) -> bool:
    owner = source.lot if isinstance(source, Vial) else source
    return owner.is_demo


def start_run(  # noqa: PLR0913
    *,
    sample: Sample,
    method: str,
    method_version: str,
    instrument: str,
    started_at: datetime,
    by: Actor,
    at: datetime,
    incubation_days: int = 0,
    late_reason: str = "",
    form_key: UUID | None = None,
) -> Run:
    """Start a method on a sample; an incubation says when it may be read."""
    require_role_at(by, sample.site_id, Role.QC_ANALYST)
    require_moment(started_at, at, late_reason)
    if not (method.strip() and method_version.strip() and instrument.strip()):
        raise refuse("method", "Name the method, its version and the instrument.")
    if started_at < sample.taken_at:
        raise refuse("started_at", "The run cannot start before the sample was taken.")
    with writing(by=by, at=at, why=f"Start {method.strip()} on {sample.code}") as entry:
        return made_before(Run, form_key) or entry.create(
            Run,
            **keyed(form_key),
            site_id=sample.site_id,
            sample=sample,
            method=method.strip(),
            method_version=method_version.strip(),
            instrument=instrument.strip(),
            run_by=acting_person(by),
            started_at=started_at,
            late_reason=late_reason.strip(),
            incubation_days=incubation_days,
            due_at=rules.due_at(started_at, incubation_days),
        )


def add_file(*, run: Run, data: bytes, name: str, by: Actor, at: datetime) -> Run:
    """Read an instrument file and keep it under its own hash; a bad file leaves nothing behind."""
    require_role_at(by, run.site_id, Role.QC_ANALYST)
    if len(data) > LARGEST_FILE_BYTES:
        raise refuse(
            "file",
            f"{name} is {len(data) / MIB:.0f} MB large; at most {LARGEST_FILE_BYTES // MIB} MB "
            "are taken. Export one measurement per file.",
        )
    reading = science.read_instrument_file(data, name)
    with writing(by=by, at=at, why=f"Add the file of {run.code}") as entry:
        now = Run.objects.select_related("sample").get(pk=run.pk)
        refuse_if_file_is_not_for(
            reading,
            now.sample,
            has_file=now.file_id is not None,
            has_results=now.results.exists(),
        )
        return entry.change(
            now,
            file=keep_file(data, name=name, media_type="application/octet-stream"),
            reading=reading,
            warnings=reading["warnings"],
            reader_version=science.reader_version(),
        )


def refuse_if_file_is_not_for(
    reading: dict[str, Any], sample: Sample, *, has_file: bool = False, has_results: bool = False
) -> None:
    """Raise Refusal when the file must not become the data of a run of this sample."""
    refuse_if_any(
        rules.reasons_against_file(
            has_file=has_file,
            has_results=has_results,
            is_synthetic=any(w["code"] == science.SYNTHETIC for w in reading["warnings"]),
            is_demo=sample.is_demo,
        )
    )

"""Temperature files: what each vial went through, and holds until quality assurance decides."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from secretome_record.batches.models import Vial
from secretome_record.ledger.acting import Actor
from secretome_record.ledger.files import keep_file
from secretome_record.ledger.moments import require_moment
from secretome_record.ledger.refusal import refuse, refuse_if_any
from secretome_record.ledger.signing import SignedIntent
from secretome_record.ledger.writing import Entry, writing
from secretome_record.people.models import Site
from secretome_record.people.once import keyed, made_before
from secretome_record.people.roles import Role
from secretome_record.people.standing import acting_person, require_role_at
from secretome_record.quality.science import reader_version
from secretome_record.stock import queries, rules
from secretome_record.stock.exposure import Exposed, exposed
from secretome_record.stock.models import (
    Exposure,
    Freezer,
    TemperatureFile,
    Transport,
    TransportedVial,
    VialHold,
)
from secretome_record.stock.science import TemperatureRecord, read_temperature_file
from secretome_record.stock.states import CONDEMNED, DESTROYED, GIVEN

MIB = 1024 * 1024
_KEEPERS = (Role.STOREKEEPER, Role.QC_ANALYST, Role.QA)


def record_transport(  # noqa: PLR0913 - each is one column of the row
    *,
    site: Site,
    name: str,
    vials: Sequence[Vial],
    left_at: datetime,
    arrived_at: datetime,
    by: Actor,
    at: datetime,
    late_reason: str = "",
    form_key: UUID | None = None,
) -> Transport:
    """Record a journey of vials that is over, so that its logger's file can be added to it."""
    require_role_at(by, site.pk, *_KEEPERS)
    require_moment(arrived_at, at, late_reason)
    refuse_if_any(
        rules.reasons_against_transport(
            name, left_at=left_at, arrived_at=arrived_at, vials=len(vials)
        )
    )
    if any(vial.site_id != site.pk for vial in vials):
        raise refuse("vials", "Every vial of a transport belongs to its site.")
    with writing(by=by, at=at, why=f"Transport of {len(vials)} vials") as entry:
        made = made_before(Transport, form_key)
        if made:
            return made
        transport = entry.create(
            Transport, **keyed(form_key), site=site, name=name.strip(), left_at=left_at,
            arrived_at=arrived_at, late_reason=late_reason.strip(),
            recorded_by=acting_person(by),
        )  # fmt: skip
        for vial in {vial.pk: vial for vial in vials}.values():
            entry.create(TransportedVial, transport=transport, vial=vial)
        return transport


def add_temperature_file(
    *,
    data: bytes,
    name: str,
    by: Actor,
    at: datetime,
    freezer: Freezer | None = None,
    transport: Transport | None = None,
) -> TemperatureFile:
    """Read a logger's file, say of each vial how long it was too warm, and hold those vials.

    The same file for the same place is one file.
    """
    place = _place(freezer, transport)
    require_role_at(by, place.site_id, *_KEEPERS)
    zone = Site.objects.get(pk=place.site_id).zone
    record = read_temperature_file(data, name, zone=zone)
    with writing(by=by, at=at, why=f"Add a temperature file to {place.code}") as entry:
        kept = keep_file(data, name=name, media_type="application/octet-stream")
        there = TemperatureFile.objects.filter(
            file=kept, freezer=freezer, transport=transport
        ).first()
        if there is not None:
            return there
        stays = queries.stays_in(place, record.readings[0].at, record.readings[-1].at)
        is_demo = all(stay.vial.lot.is_demo for stay in stays)
        refuse_if_any(
            rules.reasons_against_temperature(is_synthetic=record.is_synthetic, is_demo=is_demo)
        )
        added = _keep(entry, place, kept, name, record)
        _expose(entry, added, record, stays)
        return added


def _place(freezer: Freezer | None, transport: Transport | None) -> Freezer | Transport:
    place = freezer or transport
    if place is None or (freezer and transport):
        raise refuse("place", "Say in which freezer or on which transport it was recorded.")
    return place


def _keep(
    entry: Entry, place: Freezer | Transport, kept: Any, name: str, record: TemperatureRecord
) -> TemperatureFile:
    warmth = [reading.celsius for reading in record.readings]
    return entry.create(
        TemperatureFile,
        site_id=place.site_id,
        freezer=place if isinstance(place, Freezer) else None,
        transport=place if isinstance(place, Transport) else None,
        file=kept,
        name=name[:120],
        kind=record.kind,
        logger=record.logger[:200],
        clock=record.clock,
        first_at=record.readings[0].at,
        last_at=record.readings[-1].at,
        reading_count=len(record.readings),
        warmest_c=max(warmth),
        coldest_c=min(warmth),
        is_daily=record.is_daily,
        warnings=list(record.warnings),
        reader_version=reader_version(),
        added_by=acting_person(entry.by),
    )


def _expose(
    entry: Entry,
    added: TemperatureFile,
    record: TemperatureRecord,
    stays: Sequence[queries.VialStay],
) -> None:
    """One exposure for each vial: its stays under this logger together."""
    known: dict[tuple[Any, ...], Exposed] = {}
    by_vial: dict[Any, list[queries.VialStay]] = {}
    for stay in stays:
        by_vial.setdefault(stay.vial.pk, []).append(stay)
    for found in by_vial.values():
        limit_c = found[0].vial.lot.product.storage_max_c
        parts = []
        for one in found:
            key = (one.stay.start, one.stay.end, limit_c)
            # Vials that lay there together went through the same.
            known[key] = known.get(key) or exposed(record.readings, one.stay, limit_c)
            parts.append(known[key])
        _write_exposure(entry, added, found[0].vial, limit_c, parts)


def _write_exposure(
    entry: Entry, added: TemperatureFile, vial: Vial, limit_c: float, parts: Sequence[Exposed]
) -> None:
    seen = [part.warmest_c for part in parts if part.warmest_c is not None]
    if not seen:
        return
    above_s = sum(int(part.above.total_seconds()) for part in parts)
    first = min((p.first_above_at for p in parts if p.first_above_at), default=None)
    exposure = entry.create(
        Exposure, temperature_file=added, vial=vial, limit_c=limit_c,
        recorded_s=sum(int(part.recorded.total_seconds()) for part in parts), above_s=above_s,
        warmest_c=max(seen), first_above_at=first if above_s else None,
    )  # fmt: skip
    if above_s:
        _hold(entry, exposure)


def _hold(entry: Entry, exposure: Exposure) -> None:
    """A hold for each exposure: freeing one decides nothing about what came before or after."""
    vial = exposure.vial
    is_there = vial.state not in {GIVEN, DESTROYED}
    is_condemned = VialHold.objects.filter(vial=vial, state=CONDEMNED).exists()
    if is_there and not is_condemned:
        entry.create(
            VialHold, site_id=vial.site_id, vial=vial, exposure=exposure,
            reason=rules.hold_reason(
                exposure.above_s, exposure.limit_c, exposure.warmest_c,
                exposure.temperature_file.code,
            ),
        )  # fmt: skip


def decide_holds(
    *,
    holds: Sequence[VialHold],
    may_be_used: bool,
    reason: str,
    by: Actor,
    at: datetime,
    signature: SignedIntent,
) -> list[VialHold]:
    """Quality assurance frees held vials, or condemns them: then they are only destroyed."""
    for hold in holds:
        require_role_at(by, hold.site_id, Role.QA)
    action = "free" if may_be_used else "condemn"
    with writing(by=by, at=at, why=f"Decide on {len(holds)} held vials") as entry:
        rows = VialHold.objects.select_related("vial", "exposure__temperature_file")
        now = list(rows.filter(pk__in=[hold.pk for hold in holds]).order_by("recorded_at", "id"))
        refuse_if_any(rules.reasons_against_deciding([hold.state for hold in now], reason))
        for hold in now:
            content = queries.hold_content(hold) | {"reason": reason.strip()}
            entry.move(hold, action, reason=reason, signature=signature, content=content)
        return now

"""The look-back: from one event to every other patient, vial, session and sample it may concern."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from secretome_record.batches.models import Lot, Vial
from secretome_record.ledger.lineage import Trace, trace
from secretome_record.outcomes.models import AdverseEvent
from secretome_record.treatments.models import Administration, Reservation

SAME_LOT, SAME_DONOR = "same lot", "same donor"


@dataclass(frozen=True, slots=True)
class Concerned:
    """One vial that is concerned: of which lot, why, where it is, who got it or waits for it."""

    why: str
    lot: str
    vial: str
    vial_state: str
    patient: str
    session: str
    session_state: str
    administration: str
    given_at: datetime | None


@dataclass(frozen=True, slots=True)
class LookBack:
    """Everything that came from the same lot and the same donors as the dose of an event."""

    event: str
    lot: str
    lots: tuple[str, ...]
    donors: tuple[str, ...]
    rows: tuple[Concerned, ...]
    samples: tuple[str, ...]

    @property
    def other_patients(self) -> tuple[str, ...]:
        """The other patients who received or wait for any of it."""
        return tuple(sorted({row.patient for row in self.rows if row.patient}))

    @property
    def sessions(self) -> tuple[str, ...]:
        """The sessions in which any of it was given or is kept."""
        return tuple(sorted({row.session for row in self.rows if row.session}))

    def vials_in(self, state: str, why: str = "") -> tuple[str, ...]:
        """The concerned vials in one state, perhaps of the same lot only."""
        return tuple(r.vial for r in self.rows if r.vial_state == state and why in ("", r.why))


def look_back(event: AdverseEvent) -> LookBack:
    """Follow the lineage from the dose of an event up to lot and donors, and down to everything."""
    dose = event.administration
    up = trace(dose.vial.code)
    donors = [node.code for node in up.of_kind("donor")]
    below = [trace(code) for code in donors] or [trace(dose.vial.lot.code)]
    codes = _codes(below, "lot") | {dose.vial.lot.code}
    lots = list(Lot.objects.filter(code__in=codes).order_by("code"))
    return LookBack(
        event=event.code,
        lot=dose.vial.lot.code,
        lots=tuple(lot.code for lot in lots),
        donors=tuple(sorted(donors)),
        rows=_rows(event, lots),
        samples=tuple(sorted(_codes(below, "sample"))),
    )


def _codes(traces: Iterable[Trace], kind: str) -> set[str]:
    return {node.code for found in traces for node in found.of_kind(kind)}


def _rows(event: AdverseEvent, lots: list[Lot]) -> tuple[Concerned, ...]:
    own_lot = event.administration.vial.lot_id
    given = _given(lots)
    kept = _kept(lots)
    vials = Vial.objects.filter(lot__in=lots).select_related("lot").order_by("lot__code", "number")
    rows = [
        _row(vial, given.get(vial.pk), kept.get(vial.pk), is_own=vial.lot_id == own_lot)
        for vial in vials
        if vial.pk != event.administration.vial_id
    ]
    # The patient of the event itself is no other patient, but their other vials are shown.
    rows = [_without(row, event.patient.code) for row in rows]
    return tuple(sorted(rows, key=lambda row: (row.why != SAME_LOT, row.lot, row.vial)))


def _given(lots: list[Lot]) -> dict[object, Administration]:
    found = Administration.objects.filter(vial__lot__in=lots).select_related(
        "session", "session__plan__patient"
    )
    return {dose.vial_id: dose for dose in found}


def _kept(lots: list[Lot]) -> dict[object, Reservation]:
    found = Reservation.objects.filter(vial__lot__in=lots, ended_at__isnull=True).select_related(
        "session", "session__plan__patient"
    )
    return {reservation.vial_id: reservation for reservation in found}


def _row(
    vial: Vial, dose: Administration | None, kept: Reservation | None, *, is_own: bool
) -> Concerned:
    session = dose.session if dose else kept.session if kept else None
    return Concerned(
        why=SAME_LOT if is_own else SAME_DONOR,
        lot=vial.lot.code,
        vial=vial.code,
        vial_state=vial.state,
        patient=session.plan.patient.code if session else "",
        session=session.code if session else "",
        session_state=session.state if session else "",
        administration=dose.code if dose else "",
        given_at=dose.given_at if dose else None,
    )


def _without(row: Concerned, patient: str) -> Concerned:
    if row.patient != patient:
        return row
    return Concerned(
        row.why, row.lot, row.vial, row.vial_state, "", row.session, row.session_state,
        row.administration, row.given_at,
    )  # fmt: skip

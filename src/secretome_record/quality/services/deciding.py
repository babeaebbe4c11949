"""What happens to a lot: reviewed, reopened, released with a certificate, rejected, held."""

from datetime import datetime

from secretome_record.batches.models import Lot
from secretome_record.ledger.acting import Actor
from secretome_record.ledger.files import keep_file
from secretome_record.ledger.refusal import refuse_if_any
from secretome_record.ledger.signing import SignedIntent
from secretome_record.ledger.writing import Entry, free_code, writing
from secretome_record.people.standing import acting_person, require_move_at
from secretome_record.quality import queries
from secretome_record.quality.certificates import certificate_data, certificate_pdf
from secretome_record.quality.models import Certificate


def review_lot(*, lot: Lot, by: Actor, at: datetime, signature: SignedIntent) -> Lot:
    """Sign that quality control reviewed everything; refuses with every reason against."""
    require_move_at(by, lot, "review")
    person = acting_person(by)
    with writing(by=by, at=at, why=f"Review {lot.code}") as entry:
        now = _lot_for_change(lot)
        refuse_if_any(queries.reasons_against_reviewing(now, at, person))
        return entry.move(now, "review", signature=signature, content=queries.review_content(now))


def reopen_lot(*, lot: Lot, reason: str, by: Actor, at: datetime) -> Lot:
    """Send a reviewed lot back to quarantine, to be reviewed again."""
    return _plain_move(lot, "reopen", reason, by, at)


def release_lot(*, lot: Lot, by: Actor, at: datetime, signature: SignedIntent) -> Certificate:
    """Certify and release a reviewed lot; refuses with every reason against."""
    require_move_at(by, lot, "release")
    person = acting_person(by)
    with writing(by=by, at=at, why=f"Release {lot.code}") as entry:
        now = _lot_for_change(lot)
        refuse_if_any(queries.reasons_against_signing_release(now, at, person))
        content = queries.release_content(now)
        entry.move(now, "release", signature=signature, content=content)
        return _certify(entry, now)


def _certify(entry: Entry, lot: Lot) -> Certificate:
    before = queries.standing_certificate(lot)
    if before is not None:
        entry.change(before, superseded_at=entry.at)
    code = free_code(Certificate)
    data = certificate_data(lot, code=code, issued_at=entry.at)
    name = f"certificate-{lot.code}-{code}.pdf"
    document = keep_file(certificate_pdf(data), name=name, media_type="application/pdf")
    return entry.create(
        Certificate,
        code=code,
        site_id=lot.site_id,
        lot=lot,
        signature=queries.releases_of(lot)[-1]["signature"],
        document=document,
        data=data,
        issued_at=entry.at,
    )


def reject_lot(*, lot: Lot, reason: str, by: Actor, at: datetime, signature: SignedIntent) -> Lot:
    """Reject a lot for good."""
    return _signed_move(lot, "reject", reason, by, at, signature)


def hold_lot(*, lot: Lot, reason: str, by: Actor, at: datetime) -> Lot:
    """Put a released lot on hold: from now on none of its vials is reserved or given."""
    return _plain_move(lot, "hold", reason, by, at)


def lift_hold(*, lot: Lot, reason: str, by: Actor, at: datetime, signature: SignedIntent) -> Lot:
    """Lift a hold; the lot goes back to quarantine and through review and release again."""
    return _signed_move(lot, "lift", reason, by, at, signature)


def _plain_move(lot: Lot, action: str, reason: str, by: Actor, at: datetime) -> Lot:
    require_move_at(by, lot, action)
    with writing(by=by, at=at, why=f"{action.capitalize()} {lot.code}") as entry:
        return entry.move(_lot_for_change(lot), action, reason=reason)


def _signed_move(
    lot: Lot, action: str, reason: str, by: Actor, at: datetime, signature: SignedIntent
) -> Lot:
    require_move_at(by, lot, action)
    with writing(by=by, at=at, why=f"{action.capitalize()} {lot.code}") as entry:
        now = _lot_for_change(lot)
        content = queries.review_content(now) | {"reason": reason.strip()}
        return entry.move(now, action, reason=reason, signature=signature, content=content)


def _lot_for_change(lot: Lot) -> Lot:
    rows = Lot.objects.select_related(
        "product", "site", "batch__recipe", "batch__cell_bank", "filled_by"
    )
    return rows.get(pk=lot.pk)

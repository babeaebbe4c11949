"""Deviations: assessed, then closed with a signature, by quality assurance."""

from datetime import datetime

from secretome_record.batches.models import Deviation, Lot
from secretome_record.batches.states import REVIEWED
from secretome_record.ledger.acting import Actor
from secretome_record.ledger.refusal import refuse
from secretome_record.ledger.signing import SignedIntent
from secretome_record.ledger.writing import writing
from secretome_record.people.standing import acting_person, require_move_at
from secretome_record.quality import queries


def assess_deviation(
    *, deviation: Deviation, assessment: str, by: Actor, at: datetime
) -> Deviation:
    """Write down what the deviation means for the product and the patient."""
    require_move_at(by, deviation, "assess")
    if not assessment.strip():
        raise refuse("assessment", "Say what the deviation means for the product.")
    with writing(by=by, at=at, why=f"Assess the deviation {deviation.code}") as entry:
        now = Deviation.objects.get(pk=deviation.pk)
        entry.change(now, assessment=assessment.strip())
        entry.move(now, "assess", reason=assessment.strip())
        for lot in Lot.objects.filter(batch=now.batch_id, state=REVIEWED).order_by("id"):
            entry.move(lot, "reopen", reason=f"{now.code} was assessed after the review")
        return now


def close_deviation(
    *, deviation: Deviation, reason: str, by: Actor, at: datetime, signature: SignedIntent
) -> Deviation:
    """Close an assessed deviation with a signature; not by the person who raised it."""
    require_move_at(by, deviation, "close")
    with writing(by=by, at=at, why=f"Close the deviation {deviation.code}") as entry:
        now = Deviation.objects.get(pk=deviation.pk)
        if now.raised_by_id == acting_person(by).pk:
            raise refuse("same_person", "You raised this deviation. Somebody else closes it.")
        content = queries.deviation_content(now)
        return entry.move(now, "close", reason=reason, signature=signature, content=content)

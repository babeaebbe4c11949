"""The verbs of the treatments room: from the legal basis to the given dose."""

from secretome_record.treatments.rules.planning import VisitText
from secretome_record.treatments.science import DoseLimits
from secretome_record.treatments.services.giving import (
    give_dose,
    match_at_bedside,
    scan_at_bedside,
)
from secretome_record.treatments.services.planning import (
    complete_plan,
    record_plan_consent,
    sign_plan,
    stop_plan,
    withdraw_plan_consent,
    write_plan,
)
from secretome_record.treatments.services.reserving import release_reservation, reserve_vial
from secretome_record.treatments.services.scope import add_legal_basis, add_price_list
from secretome_record.treatments.services.sessions import (
    allow_despite_overdue,
    cancel_session,
    prepare_session,
)
from secretome_record.treatments.services.standing import (
    dose_now,
    reasons_against_next_step,
    reasons_against_plan_now,
    reasons_against_signing,
    session_facts_now,
)

__all__ = [
    "DoseLimits",
    "VisitText",
    "add_legal_basis",
    "add_price_list",
    "allow_despite_overdue",
    "cancel_session",
    "complete_plan",
    "dose_now",
    "give_dose",
    "match_at_bedside",
    "prepare_session",
    "reasons_against_next_step",
    "reasons_against_plan_now",
    "reasons_against_signing",
    "record_plan_consent",
    "release_reservation",
    "reserve_vial",
    "scan_at_bedside",
    "session_facts_now",
    "sign_plan",
    "stop_plan",
    "withdraw_plan_consent",
    "write_plan",
]

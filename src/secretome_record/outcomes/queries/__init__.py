"""Reads of the outcomes room: visits, scores, events, and the look-back an event starts."""

from secretome_record.outcomes.queries.lists import (
    ScorePoint,
    closures_of,
    course_of,
    days_late,
    event_content,
    event_for,
    events_for,
    first_dose_of,
    is_late,
    measures_at,
    measures_for,
    open_visits_for,
    proposes_hold,
    scores_of,
    serious_in_lot,
    visit_held,
)
from secretome_record.outcomes.queries.look_back import (
    SAME_DONOR,
    SAME_LOT,
    Concerned,
    LookBack,
    look_back,
)
from secretome_record.outcomes.queries.waiting import personal_data_of, waiting_for

__all__ = [
    "SAME_DONOR",
    "SAME_LOT",
    "Concerned",
    "LookBack",
    "ScorePoint",
    "closures_of",
    "course_of",
    "days_late",
    "event_content",
    "event_for",
    "events_for",
    "first_dose_of",
    "is_late",
    "look_back",
    "measures_at",
    "measures_for",
    "open_visits_for",
    "personal_data_of",
    "proposes_hold",
    "scores_of",
    "serious_in_lot",
    "visit_held",
    "waiting_for",
]

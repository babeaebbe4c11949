"""What the database itself refuses about outcomes: changed events, visits without their due."""

from secretome_record.ledger.triggers.guards import Guard, frozen_columns, never_removed, register

register(
    guards=(
        frozen_columns(
            "outcomes_adverseevent",
            "code", "site_id", "patient_id", "administration_id", "what", "onset_at", "grade",
            "grading_version", "reported_by_id", "reported_at", "is_demo",
        ),
        Guard(
            "event_assessed_once", "outcomes_adverseevent", "UPDATE",
            """(OLD.state <> 'REPORTED' AND (NEW.causality <> OLD.causality
                OR NEW.causality_reason <> OLD.causality_reason
                OR NEW.assessed_by_id IS DISTINCT FROM OLD.assessed_by_id))
            OR CAST(NEW.seriousness AS VARCHAR)
                IS DISTINCT FROM CAST(OLD.seriousness AS VARCHAR)""",
            "What was reported and assessed of an event is never changed",
        ),
        Guard(
            "event_of_its_dose", "outcomes_adverseevent", "INSERT",
            """NOT EXISTS (SELECT 1 FROM treatments_administration a
            JOIN treatments_session s ON s.id = a.session_id
            JOIN treatments_plan p ON p.id = s.plan_id
            WHERE a.id = NEW.administration_id AND p.patient_id = NEW.patient_id
            AND a.site_id = NEW.site_id AND NEW.onset_at >= a.given_at)""",
            "An event follows a dose of its own patient",
        ),
        never_removed("outcomes_adverseevent"),
        Guard(
            "visit_of_due", "outcomes_visit", "INSERT",
            """NOT EXISTS (SELECT 1 FROM treatments_plannedvisit v WHERE v.id = NEW.planned_id
            AND v.site_id = NEW.site_id AND v.state IN ('DUE', 'MISSED'))""",
            "A visit is held once it is due",
        ),
        Guard(
            "visit_held_by_visit", "treatments_plannedvisit", "UPDATE OF state",
            """NEW.state = 'HELD' AND OLD.state <> 'HELD' AND NOT EXISTS
            (SELECT 1 FROM outcomes_visit o WHERE o.planned_id = NEW.id)""",
            "A planned visit counts as held only with what was found at it",
        ),
    ),
)  # fmt: skip

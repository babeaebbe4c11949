"""What the database itself refuses about plans and doses, whoever writes and by whatever path.

That a vial is reserved or given only while its lot is released stands in the quality room.
"""

from secretome_record.ledger.triggers.guards import (
    Guard,
    View,
    frozen_columns,
    never_removed,
    register,
)

CARRIED = View(
    "treatments_carried",
    """SELECT p.id AS plan_id FROM treatments_plan p WHERE p.state = 'CONSENTED'
    AND EXISTS (SELECT 1 FROM treatments_planconsent c
                WHERE c.plan_id = p.id AND c.withdrawn_at IS NULL)""",
)

_PLAN_WORDS = (
    "code", "site_id", "patient_id", "request_id", "version", "replaces_id", "legal_basis_id",
    "product_id", "lot_id", "assessment_id", "condition", "verdict", "jurisdiction", "route",
    "target_text", "target_unit", "weight_kg_text", "session_count", "session_interval_days",
    "starts_on", "price_list_id", "price_text", "price_reason", "currency", "identity_code",
    "physician_id", "is_demo",
)  # fmt: skip


def _same_json(table: str, *columns: str) -> Guard:
    changed = " OR ".join(
        f"CAST(NEW.{c} AS VARCHAR) IS DISTINCT FROM CAST(OLD.{c} AS VARCHAR)" for c in columns
    )
    return Guard(
        f"same_{table}", table, "UPDATE", changed, f"What was written in {table} is never changed"
    )


# Held against the server's own clock, which no writer sets; whole seconds are enough. A demo lives
# in the past on purpose, so its lots are left out.
_EXPIRED_NOW = """EXISTS (SELECT 1 FROM batches_vial v JOIN batches_lot l ON l.id = v.lot_id
    WHERE v.id = NEW.vial_id AND NOT l.is_demo
    AND SUBSTR(CAST(l.expires_at AS VARCHAR(40)), 1, 19)
        <= SUBSTR(CAST(CURRENT_TIMESTAMP AS VARCHAR(40)), 1, 19))"""


def _in_date(table: str, when: str, what: str) -> Guard:
    return Guard(
        f"in_date_{table}", f"treatments_{table}", "INSERT", f"{when}{_EXPIRED_NOW}",
        f"A vial of a lot that has expired by the clock of the server is not {what}",
    )  # fmt: skip


_CLOCK = (
    _in_date("reservation", "NEW.ended_at IS NULL AND ", "kept"),
    _in_date("bedsidecheck", "NEW.matched AND ", "matched"),
    _in_date("administration", "", "given"),
)

_SCOPE = (
    frozen_columns(
        "treatments_legalbasis",
        "code", "site_id", "kind", "jurisdiction", "reference", "document_id", "valid_from",
        "valid_to", "product_id", "condition", "route", "approved_trial", "charging_approved_by",
    ),
    frozen_columns(
        "treatments_pricelist",
        "site_id", "version", "currency", "per_session_text", "per_visit_text", "valid_from",
    ),
)  # fmt: skip

_PLANS = (
    frozen_columns("treatments_plan", *_PLAN_WORDS),
    _same_json("treatments_plan", "dose", "dose_limits", "expected"),
    Guard(
        "plan_with_basis", "treatments_plan", "INSERT",
        """NEW.verdict = 'CONTRAINDICATED' OR NOT EXISTS (SELECT 1 FROM treatments_legalbasis b
        JOIN batches_lot l ON l.id = NEW.lot_id JOIN batches_product p ON p.id = NEW.product_id
        JOIN patients_patient t ON t.id = NEW.patient_id
        JOIN patients_request r ON r.id = NEW.request_id
        WHERE b.id = NEW.legal_basis_id AND b.product_id = NEW.product_id
        AND b.route = NEW.route AND b.site_id = NEW.site_id AND l.product_id = NEW.product_id
        AND l.site_id = NEW.site_id AND l.identity_code = NEW.identity_code
        AND t.site_id = NEW.site_id AND r.patient_id = NEW.patient_id
        AND (NOT p.autologous OR NEW.identity_code <> '')
        AND (NEW.verdict NOT IN ('NOT_SUPPORTED', 'NO_HUMAN_STUDY')
             OR (b.kind = 'trial' AND b.approved_trial)))""",
        "A plan stands on a legal basis for its product, route and verdict, with its identity code",
    ),
    Guard(
        "plan_signed_with_follow_up", "treatments_plan", "UPDATE OF state",
        """NEW.state = 'SIGNED' AND OLD.state = 'DRAFT' AND NOT EXISTS
        (SELECT 1 FROM treatments_plannedvisit v WHERE v.plan_id = NEW.id AND v.is_safety_visit)""",
        "A plan is signed only with a safety visit in its schedule",
    ),
    Guard(
        "plan_consented_by_consent", "treatments_plan", "UPDATE OF state",
        """NEW.state = 'CONSENTED' AND OLD.state <> 'CONSENTED' AND NOT EXISTS
        (SELECT 1 FROM treatments_planconsent c
         WHERE c.plan_id = NEW.id AND c.withdrawn_at IS NULL)""",
        "A plan counts as consented only with a consent that stands",
    ),
    Guard(
        "visits_while_draft", "treatments_plannedvisit", "INSERT",
        """NOT EXISTS (SELECT 1 FROM treatments_plan p WHERE p.id = NEW.plan_id
        AND p.state = 'DRAFT' AND p.site_id = NEW.site_id)""",
        "Visits are planned while the plan is a draft",
    ),
    frozen_columns(
        "treatments_plannedvisit",
        "code", "site_id", "plan_id", "number", "name", "days_after_first_dose", "grace_days",
        "is_safety_visit",
    ),
    Guard(
        "visit_day_once", "treatments_plannedvisit", "UPDATE OF due_on",
        "OLD.due_on IS NOT NULL AND NEW.due_on IS DISTINCT FROM OLD.due_on",
        "The day of a visit is set once, by the first dose",
    ),
    frozen_columns(
        "treatments_planconsent",
        "plan_id", "text_version", "text_hash", "language", "explained_by_id", "document_id",
        "given_at",
    ),
    _same_json("treatments_planconsent", "purposes"),
    Guard(
        "plan_consent_withdrawn_once", "treatments_planconsent", "UPDATE OF withdrawn_at",
        "OLD.withdrawn_at IS NOT NULL AND NEW.withdrawn_at IS DISTINCT FROM OLD.withdrawn_at",
        "A withdrawn consent stays withdrawn; a new consent is a new row",
    ),
)  # fmt: skip

_SESSIONS = (
    frozen_columns("treatments_session", "code", "site_id", "plan_id", "number", "is_demo"),
    Guard(
        "session_of_signed_plan", "treatments_session", "INSERT",
        """NOT EXISTS (SELECT 1 FROM treatments_plan p WHERE p.id = NEW.plan_id
        AND p.state = 'SIGNED' AND p.site_id = NEW.site_id)""",
        "Sessions belong to a signed plan of their site",
    ),
    Guard(
        "session_dose_stays", "treatments_session", "UPDATE",
        """OLD.state <> 'PLANNED'
        AND CAST(NEW.dose AS VARCHAR) IS DISTINCT FROM CAST(OLD.dose AS VARCHAR)""",
        "The dose of a prepared session is never changed",
    ),
    Guard(
        "session_prepared", "treatments_session", "UPDATE OF state",
        """NEW.state = 'PREPARED' AND OLD.state <> 'PREPARED' AND (
        NEW.dose IS NULL OR NEW.prepared_by_id IS NULL
        OR NOT EXISTS (SELECT 1 FROM treatments_carried k WHERE k.plan_id = NEW.plan_id)
        OR NOT EXISTS (SELECT 1 FROM treatments_reservation r
                       WHERE r.session_id = NEW.id AND r.ended_at IS NULL))""",
        "A session is prepared with its dose and a kept vial, under a plan with consent",
    ),
    Guard(
        "session_matched", "treatments_session", "UPDATE OF state",
        """NEW.state = 'MATCHED' AND OLD.state <> 'MATCHED' AND NOT EXISTS
        (SELECT 1 FROM treatments_bedsidecheck c WHERE c.session_id = NEW.id AND c.matched)""",
        "A session is matched only by a bedside check that matched",
    ),
    Guard(
        "session_given", "treatments_session", "UPDATE OF state",
        """NEW.state = 'GIVEN' AND OLD.state <> 'GIVEN' AND NOT EXISTS
        (SELECT 1 FROM treatments_administration a WHERE a.session_id = NEW.id)""",
        "A session counts as given only with a dose that was given",
    ),
    Guard(
        "reserved_for_its_plan", "treatments_reservation", "INSERT",
        """NEW.ended_at IS NOT NULL OR NOT EXISTS (SELECT 1 FROM treatments_session s
        JOIN treatments_plan p ON p.id = s.plan_id
        JOIN treatments_carried k ON k.plan_id = p.id
        JOIN batches_vial v ON v.id = NEW.vial_id JOIN batches_lot l ON l.id = v.lot_id
        WHERE s.id = NEW.session_id AND s.state = 'PLANNED' AND v.state = 'IN_STOCK'
        AND v.site_id = s.site_id AND v.lot_id = p.lot_id AND v.identity_code = p.identity_code
        AND l.state = 'RELEASED' AND NEW.reserved_at < l.expires_at)""",
        "A vial is kept for a planned session whose plan names its lot and its identity code",
    ),
    frozen_columns(
        "treatments_reservation", "session_id", "vial_id", "reserved_by_id", "reserved_at"
    ),
    Guard(
        "reservation_ends_once", "treatments_reservation", "UPDATE OF ended_at",
        "OLD.ended_at IS NOT NULL AND NEW.ended_at IS DISTINCT FROM OLD.ended_at",
        "A reservation that ended stays ended",
    ),
    Guard(
        "vial_reserved_for_somebody", "batches_vial", "UPDATE OF state",
        """NEW.state = 'RESERVED' AND OLD.state <> 'RESERVED' AND NOT EXISTS
        (SELECT 1 FROM treatments_reservation r WHERE r.vial_id = NEW.id AND r.ended_at IS NULL)""",
        "A vial counts as reserved only while it is kept for a session",
    ),
    Guard(
        "vial_given_to_somebody", "batches_vial", "UPDATE OF state",
        """NEW.state = 'GIVEN' AND OLD.state <> 'GIVEN' AND NOT EXISTS
        (SELECT 1 FROM treatments_administration a WHERE a.vial_id = NEW.id)""",
        "A vial counts as given only with a dose that was given from it",
    ),
)  # fmt: skip

_DOSES = (
    Guard(
        "check_of_its_session", "treatments_bedsidecheck", "INSERT",
        """NEW.matched AND NOT EXISTS (SELECT 1 FROM treatments_session s
        JOIN treatments_plan p ON p.id = s.plan_id
        JOIN treatments_carried k ON k.plan_id = p.id
        JOIN patients_patient t ON t.id = p.patient_id
        JOIN batches_vial v ON v.id = NEW.vial_id JOIN batches_lot l ON l.id = v.lot_id
        JOIN treatments_reservation r ON r.vial_id = v.id AND r.session_id = s.id
            AND r.ended_at IS NULL
        WHERE s.id = NEW.session_id AND s.state IN ('PREPARED', 'MATCHED')
        AND UPPER(REPLACE(NEW.patient_scan, ' ', '')) = t.code
        AND UPPER(REPLACE(NEW.plan_scan, ' ', '')) = p.code
        AND UPPER(REPLACE(NEW.vial_scan, ' ', '')) = v.code
        AND v.state = 'RESERVED' AND v.identity_code = p.identity_code AND v.lot_id = p.lot_id
        AND l.state = 'RELEASED' AND NEW.checked_at < l.expires_at)""",
        "A bedside check matches only the patient, plan and kept vial of its session",
    ),
    Guard(
        "dose_after_match", "treatments_administration", "INSERT",
        """NOT EXISTS (SELECT 1 FROM treatments_bedsidecheck c
        JOIN treatments_session s ON s.id = c.session_id
        JOIN treatments_plan p ON p.id = s.plan_id
        JOIN treatments_carried k ON k.plan_id = p.id
        JOIN batches_vial v ON v.id = c.vial_id JOIN batches_lot l ON l.id = v.lot_id
        JOIN treatments_reservation r ON r.vial_id = v.id AND r.session_id = s.id
            AND r.ended_at IS NULL
        WHERE c.id = NEW.check_made_id AND c.matched AND c.vial_id = NEW.vial_id
        AND c.session_id = NEW.session_id AND c.checked_at <= NEW.given_at
        AND s.state = 'MATCHED' AND s.site_id = NEW.site_id AND v.state = 'RESERVED'
        AND v.identity_code = p.identity_code AND v.lot_id = p.lot_id
        AND l.state = 'RELEASED' AND NEW.given_at < l.expires_at)""",
        "A dose is given only of the vial that was matched, under a plan with consent",
    ),
    frozen_columns(
        "treatments_administration",
        "code", "site_id", "session_id", "vial_id", "check_made_id", "drawn_ml_text",
        "given_ml_text", "wasted_ml_text", "drawn_ul", "given_ul", "wasted_ul", "waste_reason",
        "dose_reason", "given_by_id", "given_at", "is_demo",
    ),
)  # fmt: skip

_KEPT = tuple(
    never_removed(f"treatments_{name}")
    for name in (
        "legalbasis", "pricelist", "plan", "plannedvisit", "planconsent", "session",
        "reservation", "administration",
    )
)  # fmt: skip

register(guards=(*_SCOPE, *_PLANS, *_SESSIONS, *_DOSES, *_CLOCK, *_KEPT), views=[CARRIED])

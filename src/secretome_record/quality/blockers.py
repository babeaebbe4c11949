"""The views that tell, in the database itself, what speaks against each lot and who took part.

They say the same as ``rules.reasons_against_release``; a test holds the two against each other.
"""

from secretome_record.donors import panel
from secretome_record.ledger.triggers.guards import View

_NEVER = "CAST(NULL AS TIMESTAMPTZ)"
_MARKERS = ", ".join(f"'{name}'" for name in panel.MARKERS)
_AGREED = " AND ".join(
    f"""EXISTS (SELECT 1 FROM donors_donorconsent c WHERE c.donor_id = d.id
        AND c.withdrawn_at IS NULL AND CAST(c.purposes AS VARCHAR(4000)) LIKE '%"{purpose}"%')"""  # noqa: S608
    for purpose in panel.NEEDED_PURPOSES
)


def hex_of(column: str) -> str:
    """The id as the ledger names rows: without dashes on either engine."""
    return f"REPLACE(CAST({column} AS VARCHAR(36)), '-', '')"


HANDS = View(
    "lot_hands",
    """SELECT l.id AS lot_id, r.made_by_id AS person_id, 'MADE' AS part
    FROM batches_lot l JOIN batches_steprecord r ON r.batch_id = l.batch_id
    UNION ALL SELECT l.id, b.started_by_id, 'MADE'
    FROM batches_lot l JOIN batches_batch b ON b.id = l.batch_id
    UNION ALL SELECT l.id, l.filled_by_id, 'MADE' FROM batches_lot l
    UNION ALL SELECT r.lot_id, r.entered_by_id, 'MEASURED'
    FROM quality_result r WHERE r.lot_id IS NOT NULL""",
)

REVIEWS = View(
    "lot_reviews",
    f"""SELECT m.subject_id AS lot_id, g.signer_id AS signer_id, e.seq AS seq
    FROM ledger_move m
    JOIN ledger_signature g ON g.id = m.signature_id AND g.subject_id = m.subject_id
        AND g.meaning = 'quality control reviewed'
    JOIN ledger_event e ON e.table_name = 'ledger_move' AND e.row_id = {hex_of("m.id")}
    WHERE m.subject_table = 'batches_lot' AND m.to_state = 'REVIEWED'
    AND m.number = (SELECT MAX(x.number) FROM ledger_move x
                    WHERE x.subject_id = m.subject_id AND x.to_state = 'REVIEWED')""",  # noqa: S608
)

_DONORS = """FROM batches_lot l
    JOIN batches_batch b ON b.id = l.batch_id
    JOIN batches_bankeddonation k ON k.cell_bank_id = b.cell_bank_id
    JOIN donors_donation n ON n.id = k.donation_id
    JOIN donors_donor d ON d.id = n.donor_id"""

_LINES = """FROM batches_lot l
    JOIN quality_specification s ON s.product_id = l.product_id AND s.state = 'IN_FORCE'
    JOIN quality_specificationline n ON n.specification_id = s.id"""

_NO_LIVE = """NOT EXISTS (SELECT 1 FROM quality_result r WHERE r.lot_id = l.id
    AND r.line_id = n.id AND r.state <> 'INVALIDATED')"""

_INVALIDATED = """EXISTS (SELECT 1 FROM quality_result r WHERE r.lot_id = l.id
    AND r.line_id = n.id AND r.state = 'INVALIDATED')"""

_DUE = """(SELECT MAX(u.due_at) FROM quality_run u JOIN quality_sample a ON a.id = u.sample_id
    WHERE a.lot_id = l.id AND n.incubation_days > 0 AND u.incubation_days >= n.incubation_days)"""

_LIVE = f"""{_LINES} JOIN quality_result r ON r.lot_id = l.id AND r.line_id = n.id
    AND r.state <> 'INVALIDATED' JOIN quality_run u ON u.id = r.run_id"""

_CHANGED = f"""EXISTS (SELECT 1 FROM quality_result r
        JOIN ledger_event e ON e.table_name = 'quality_result' AND e.row_id = {hex_of("r.id")}
        WHERE r.lot_id = l.id AND e.seq > v.seq)
    OR EXISTS (SELECT 1 FROM batches_deviation d
        JOIN ledger_move m ON m.subject_id = d.id AND m.to_state = 'ASSESSED'
        JOIN ledger_event e ON e.table_name = 'ledger_move' AND e.row_id = {hex_of("m.id")}
        WHERE d.batch_id = l.batch_id AND e.seq > v.seq)
    OR EXISTS (SELECT 1 FROM batches_steprecord d
        JOIN ledger_event e ON e.table_name = 'batches_steprecord' AND e.row_id = {hex_of("d.id")}
        WHERE d.batch_id = l.batch_id AND e.seq > v.seq)
    OR EXISTS (SELECT 1 FROM quality_specification d
        JOIN ledger_event e ON e.table_name = 'quality_specification'
            AND e.row_id = {hex_of("d.id")}
        WHERE d.product_id = l.product_id AND d.state <> 'DRAFT' AND e.seq > v.seq)
    OR EXISTS (SELECT 1 FROM quality_investigation i
        JOIN ledger_event e ON e.table_name = 'quality_investigation'
            AND e.row_id = {hex_of("i.id")}
        WHERE i.lot_id = l.id AND e.seq > v.seq)
    OR EXISTS (SELECT 1 FROM quality_protocoldecision j
        JOIN quality_result r ON r.id = j.result_id
        JOIN ledger_event e ON e.table_name = 'quality_protocoldecision'
            AND e.row_id = {hex_of("j.id")}
        WHERE r.lot_id = l.id AND e.seq > v.seq)"""  # noqa: S608

# Where an investigation found no cause, the first result cannot be told any more; a signed
# decision under a protocol takes the block away.
_NO_CAUSE = """EXISTS (SELECT 1 FROM quality_investigation i
    WHERE i.result_id = r.id AND i.state = 'INCONCLUSIVE')"""
_ACCEPTED = """EXISTS (SELECT 1 FROM quality_protocoldecision j
    JOIN ledger_signature g ON g.subject_id = j.id AND g.meaning = 'decided under a protocol'
        AND g.signer_id = j.decided_by_id
    WHERE j.result_id = r.id AND j.line_id = r.line_id AND j.is_accepted)"""

# (code, holds from this moment, holds before this moment, where it is found)
_REASONS: tuple[tuple[str, str, str, str], ...] = (
    ("'on_hold'", _NEVER, _NEVER, "FROM batches_lot l WHERE l.state = 'ON_HOLD'"),
    ("'rejected'", _NEVER, _NEVER, "FROM batches_lot l WHERE l.state = 'REJECTED'"),
    ("'released_already'", _NEVER, _NEVER, "FROM batches_lot l WHERE l.state = 'RELEASED'"),
    ("'expired'", "l.expires_at", _NEVER, "FROM batches_lot l"),
    ("'step_open'", _NEVER, _NEVER, """FROM batches_lot l WHERE NOT EXISTS
        (SELECT 1 FROM batches_complete c WHERE c.batch_id = l.batch_id)"""),
    ("'deviation_open'", _NEVER, _NEVER, """FROM batches_lot l
        JOIN batches_deviation d ON d.batch_id = l.batch_id AND d.state = 'OPEN'"""),
    ("'deviation_not_closed'", _NEVER, _NEVER, """FROM batches_lot l JOIN batches_deviation d
        ON d.batch_id = l.batch_id AND d.state NOT IN ('OPEN', 'CLOSED')"""),
    ("'donor_not_eligible'", _NEVER, _NEVER, f"{_DONORS} WHERE d.state <> 'ELIGIBLE'"),
    ("'donor_consent'", _NEVER, _NEVER, f"{_DONORS} WHERE NOT ({_AGREED})"),
    ("'donor_screening'", _NEVER, _NEVER, f"""{_DONORS}
        WHERE EXISTS (SELECT 1 FROM donors_screening t WHERE t.donor_id = d.id
            AND t.result = 'POSITIVE' AND t.set_aside_reason = '')
        OR (SELECT COUNT(DISTINCT t.marker) FROM donors_screening t WHERE t.donor_id = d.id
            AND t.result = 'NEGATIVE' AND t.verified_by_id IS NOT NULL
            AND t.set_aside_reason = '' AND t.marker IN ({_MARKERS})) < {len(panel.PANEL)}"""),  # noqa: S608
    ("'no_specification'", _NEVER, _NEVER, """FROM batches_lot l WHERE NOT EXISTS
        (SELECT 1 FROM quality_specification s
         WHERE s.product_id = l.product_id AND s.state = 'IN_FORCE')"""),
    (f"CASE WHEN {_INVALIDATED} THEN 'result_invalid' ELSE 'result_missing' END", _DUE, _NEVER,
     f"{_LINES} WHERE {_NO_LIVE}"),
    ("'incubation'", _NEVER, _DUE, f"{_LINES} WHERE {_NO_LIVE} AND {_DUE} IS NOT NULL"),
    ("'incubation'", _NEVER, "u.due_at", f"{_LIVE} WHERE u.due_at IS NOT NULL"),
    ("'result_unverified'", _NEVER, _NEVER, f"{_LIVE} WHERE r.state <> 'VERIFIED'"),
    ("'demo_mismatch'", _NEVER, _NEVER, f"{_LIVE} WHERE r.is_demo <> l.is_demo"),
    ("'unreliable'", _NEVER, _NEVER, f"{_LIVE} WHERE r.is_unreliable"),
    ("'result_invalid'", _NEVER, _NEVER,
     f"{_LIVE} WHERE NOT r.is_unreliable AND r.verdict NOT IN ('PASS', 'FAIL', 'CANNOT_TELL')"),
    ("'result_failed'", _NEVER, _NEVER,
     f"{_LIVE} WHERE NOT r.is_unreliable AND r.verdict = 'FAIL' AND NOT {_NO_CAUSE}"),
    ("'cannot_tell'", _NEVER, _NEVER,
     f"""{_LIVE} WHERE NOT r.is_unreliable AND NOT {_ACCEPTED} AND (r.verdict = 'CANNOT_TELL'
        OR (r.verdict = 'FAIL' AND {_NO_CAUSE}))"""),
    ("'oos_open'", _NEVER, _NEVER, """FROM batches_lot l JOIN quality_investigation i
        ON i.lot_id = l.id AND i.state IN ('PHASE_1', 'PHASE_2', 'RETESTING')"""),
    ("'not_reviewed'", _NEVER, _NEVER, """FROM batches_lot l WHERE l.state = 'QUARANTINED'
        OR NOT EXISTS (SELECT 1 FROM lot_reviews v WHERE v.lot_id = l.id)"""),
    ("'review_broken'", _NEVER, _NEVER, f"""FROM batches_lot l
        JOIN lot_reviews v ON v.lot_id = l.id
        WHERE l.state <> 'QUARANTINED' AND ({_CHANGED})"""),
    ("'reviewer_took_part'", _NEVER, _NEVER, """FROM batches_lot l
        JOIN lot_reviews v ON v.lot_id = l.id WHERE l.state <> 'QUARANTINED' AND EXISTS
        (SELECT 1 FROM lot_hands h WHERE h.lot_id = l.id AND h.person_id = v.signer_id)"""),
)  # fmt: skip

BLOCKERS = View(
    "lot_release_blockers",
    " UNION ALL ".join(
        f"SELECT l.id AS lot_id, {code} AS code, {since} AS from_at, {until} AS until_at {where}"
        for code, since, until, where in _REASONS
    ),
)

CODES = tuple(
    dict.fromkeys(
        word
        for code, *_ in _REASONS
        for word in (("result_invalid", "result_missing") if "CASE" in code else (code.strip("'"),))
    )
)

"""What the database itself refuses: a release against a reason, a verdict that was not earned."""

from secretome_record.ledger.triggers.guards import Guard, frozen_columns, never_removed, register
from secretome_record.quality.blockers import BLOCKERS, HANDS, REVIEWS, hex_of
from secretome_record.quality.rules import AFTER_REVIEW

_LATEST = """m.subject_id = NEW.id
    AND m.number = (SELECT MAX(x.number) FROM ledger_move x WHERE x.subject_id = NEW.id)"""
_REVIEW_CODES = ", ".join(f"'{code}'" for code in sorted(AFTER_REVIEW))


def _blocked(codes: str) -> str:
    """Whether anything speaks against the lot at the moment its latest move happened."""
    return f"""EXISTS (SELECT 1 FROM lot_release_blockers k
        JOIN ledger_move m ON {_LATEST}
        WHERE k.lot_id = NEW.id {codes}
        AND (k.from_at IS NULL OR m.occurred_at >= k.from_at)
        AND (k.until_at IS NULL OR m.occurred_at < k.until_at))"""  # noqa: S608


# Whoever signs the latest move of the lot and took part in it.
_SIGNER_TOOK_PART = f"""EXISTS (SELECT 1 FROM ledger_move m
    JOIN ledger_signature g ON g.id = m.signature_id
    JOIN lot_hands h ON h.lot_id = NEW.id AND h.person_id = g.signer_id WHERE {_LATEST})"""  # noqa: S608
_SIGNER_REVIEWED = f"""EXISTS (SELECT 1 FROM ledger_move m
    JOIN ledger_signature g ON g.id = m.signature_id
    JOIN lot_reviews v ON v.lot_id = NEW.id AND v.signer_id = g.signer_id WHERE {_LATEST})"""  # noqa: S608
# Held against the ledger's own clock, which no writer sets; whole seconds are enough.
_CLOCK_OF_MOVE = f"""FROM ledger_move m
    JOIN ledger_event e ON e.table_name = 'ledger_move' AND e.row_id = {hex_of("m.id")}
    WHERE {_LATEST}"""
_IN_THE_FUTURE = f"""EXISTS (SELECT 1 {_CLOCK_OF_MOVE}
    AND SUBSTR(CAST(m.occurred_at AS VARCHAR(40)), 1, 19)
        > REPLACE(SUBSTR(e.at, 1, 19), 'T', ' '))"""


def _expired_by_the_clock(lot: str) -> str:
    """Whether the lot had expired by the ledger's clock, whatever moment the move states.

    Spared is only a demo lot that had expired by that clock when its own row was written: its
    whole past is written afterwards, and it was never a lot that somebody could use.
    """
    last = f"SUBSTR(CAST({lot}.expires_at AS VARCHAR(40)), 1, 19)"
    return f"""EXISTS (SELECT 1 {_CLOCK_OF_MOVE}
        AND REPLACE(SUBSTR(e.at, 1, 19), 'T', ' ') >= {last}
        AND NOT ({lot}.is_demo AND EXISTS (SELECT 1 FROM ledger_event b
            WHERE b.table_name = 'batches_lot' AND b.row_id = {hex_of(f"{lot}.id")}
            AND b.before IS NULL AND REPLACE(SUBSTR(b.at, 1, 19), 'T', ' ') >= {last})))"""  # noqa: S608


_LOTS = (
    Guard(
        "lot_review_allowed", "batches_lot", "UPDATE OF state",
        "NEW.state = 'REVIEWED' AND OLD.state <> 'REVIEWED' AND ("
        + _blocked(f"AND k.code NOT IN ({_REVIEW_CODES})")
        + f" OR {_SIGNER_TOOK_PART} OR {_IN_THE_FUTURE} OR {_expired_by_the_clock('NEW')})",
        "A lot is reviewed when nothing speaks against it, by somebody who took no part in it",
    ),
    Guard(
        "lot_release_allowed", "batches_lot", "UPDATE OF state",
        f"NEW.state = 'RELEASED' AND OLD.state <> 'RELEASED' AND ({_blocked('')}"
        f" OR {_SIGNER_TOOK_PART} OR {_SIGNER_REVIEWED} OR {_IN_THE_FUTURE}"
        f" OR {_expired_by_the_clock('NEW')})",
        "A lot is released when nothing speaks against it, by somebody who took no part in it",
    ),
    Guard(
        "vial_of_released_lot", "batches_vial", "UPDATE OF state",
        f"""NEW.state IN ('RESERVED', 'GIVEN') AND NEW.state <> OLD.state AND NOT EXISTS
        (SELECT 1 FROM batches_lot l JOIN ledger_move m ON {_LATEST}
         WHERE l.id = NEW.lot_id AND l.state = 'RELEASED' AND m.occurred_at < l.expires_at
         AND NOT {_expired_by_the_clock("l")})""",  # noqa: S608
        "Only a vial of a released lot before its expiry is reserved or given",
    ),
)  # fmt: skip

_SPECIFICATIONS = (
    Guard(
        "lines_while_draft", "quality_specificationline", "INSERT",
        """NOT EXISTS (SELECT 1 FROM quality_specification s
        WHERE s.id = NEW.specification_id AND s.state = 'DRAFT')""",
        "Lines are written while the specification is a draft",
    ),
    Guard(
        "specification_by_another", "quality_specification", "UPDATE OF state",
        f"""NEW.state = 'IN_FORCE' AND OLD.state <> 'IN_FORCE' AND (
        NOT EXISTS (SELECT 1 FROM quality_specificationline n WHERE n.specification_id = NEW.id)
        OR EXISTS (SELECT 1 FROM ledger_move m JOIN ledger_signature g ON g.id = m.signature_id
                   WHERE {_LATEST} AND g.signer_id = NEW.written_by_id))""",  # noqa: S608
        "A specification with lines is approved by somebody who did not write it",
    ),
    frozen_columns(
        "quality_specification", "code", "site_id", "product_id", "version", "written_by_id"
    ),
    never_removed("quality_specification"),
)  # fmt: skip

_RUNS = (
    frozen_columns(
        "quality_run",
        "code", "site_id", "sample_id", "method", "method_version", "instrument", "run_by_id",
        "started_at", "late_reason", "incubation_days", "due_at",
    ),
    Guard(
        "run_file_once", "quality_run", "UPDATE",
        """(OLD.file_id IS NOT NULL AND (NEW.file_id IS DISTINCT FROM OLD.file_id
            OR CAST(NEW.reading AS VARCHAR) IS DISTINCT FROM CAST(OLD.reading AS VARCHAR)
            OR CAST(NEW.warnings AS VARCHAR) IS DISTINCT FROM CAST(OLD.warnings AS VARCHAR)))
        OR (EXISTS (SELECT 1 FROM quality_result r WHERE r.run_id = NEW.id) AND (
            NEW.file_id IS DISTINCT FROM OLD.file_id
            OR NEW.sample_in_file IS DISTINCT FROM OLD.sample_in_file
            OR NEW.dilution_factor_text IS DISTINCT FROM OLD.dilution_factor_text
            OR NEW.dilution_reason IS DISTINCT FROM OLD.dilution_reason
            OR NEW.dilution_sd_pct_text IS DISTINCT FROM OLD.dilution_sd_pct_text))""",
        "A run gets its file once, and what was stated about it stays",
    ),
    never_removed("quality_run"),
)  # fmt: skip

_UNEARNED = """NEW.verdict = 'PASS' AND (NEW.is_unreliable OR NOT EXISTS (
    SELECT 1 FROM quality_specificationline n WHERE n.id = NEW.line_id AND (
        (n.rule = 'QUALITATIVE'
            AND LOWER(TRIM(NEW.as_reported)) = LOWER(TRIM(n.expected_text)))
        OR (n.rule = 'GUARDED'
            AND NEW.interval_low IS NOT NULL AND NEW.interval_high IS NOT NULL
            AND (n.low IS NULL OR NEW.interval_low >= n.low)
            AND (n.high IS NULL OR NEW.interval_high <= n.high))
        OR (n.rule = 'SIMPLE' AND NEW.value IS NOT NULL AND (
            (NEW.comparator = '' AND (n.low IS NULL OR NEW.value >= n.low)
                AND (n.high IS NULL OR NEW.value <= n.high))
            OR (NEW.comparator IN ('<', '<=') AND n.high IS NOT NULL AND NEW.value <= n.high
                AND (n.low IS NULL OR n.low <= 0))
            OR (NEW.comparator IN ('>', '>=') AND n.low IS NOT NULL AND NEW.value >= n.low
                AND n.high IS NULL))))))"""

_EARNED = "A result passes only when its line says so"

_RESULTS = (
    Guard(
        "result_of_its_run", "quality_result", "INSERT",
        """NEW.verified_by_id IS NOT NULL OR NOT EXISTS (
        SELECT 1 FROM quality_run u JOIN quality_sample a ON a.id = u.sample_id
        WHERE u.id = NEW.run_id AND u.site_id = NEW.site_id
        AND a.lot_id IS NOT DISTINCT FROM NEW.lot_id AND a.is_demo = NEW.is_demo
        AND (u.file_id IS NOT NULL OR NOT NEW.is_from_file))""",
        "A result belongs to its run and sample, and one from a file has its file",
    ),
    Guard(
        "result_of_its_line", "quality_result", "INSERT",
        """NEW.line_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM quality_specificationline n
        JOIN quality_specification s ON s.id = n.specification_id
        JOIN batches_lot l ON l.id = NEW.lot_id AND l.product_id = s.product_id
        JOIN quality_run u ON u.id = NEW.run_id
        WHERE n.id = NEW.line_id AND n.attribute = NEW.attribute AND s.state = 'IN_FORCE'
        AND (NEW.is_from_file OR NOT n.from_file_only)
        AND u.incubation_days >= n.incubation_days)""",
        "A result is judged by a line in force for it, from a file and incubated where it must be",
    ),
    Guard("result_pass_earned", "quality_result", "INSERT", _UNEARNED, _EARNED),
    Guard("result_pass_kept", "quality_result", "UPDATE", _UNEARNED, _EARNED),
    Guard(
        "result_verdict_by_line", "quality_result", "UPDATE",
        """(NEW.line_id IS NOT DISTINCT FROM OLD.line_id
            AND (NEW.verdict <> OLD.verdict OR NEW.verdict_reason <> OLD.verdict_reason))
        OR (NEW.line_id IS DISTINCT FROM OLD.line_id AND NOT EXISTS (
            SELECT 1 FROM quality_specificationline n
            JOIN quality_specification s ON s.id = n.specification_id
            JOIN batches_lot l ON l.id = NEW.lot_id AND l.product_id = s.product_id
            JOIN quality_run u ON u.id = NEW.run_id
            WHERE n.id = NEW.line_id AND n.attribute = NEW.attribute AND s.state = 'IN_FORCE'
            AND (NEW.is_from_file OR NOT n.from_file_only)
            AND u.incubation_days >= n.incubation_days))""",
        "A verdict changes only when another specification comes into force",
    ),
    frozen_columns(
        "quality_result",
        "code", "site_id", "run_id", "lot_id", "attribute", "as_reported", "value", "unit",
        "comparator", "interval_low", "interval_high", "no_estimate_reason", "is_from_file",
        "is_unreliable", "unreliable_reason", "entered_by_id", "retest_of_id", "is_demo",
    ),
    Guard(
        "result_by_a_second", "quality_result", "UPDATE",
        f"""(NEW.verified_by_id IS DISTINCT FROM OLD.verified_by_id AND OLD.state <> 'RECORDED')
        OR (NEW.state = 'VERIFIED' AND OLD.state <> 'VERIFIED' AND NOT EXISTS
            (SELECT 1 FROM ledger_move m JOIN ledger_signature g ON g.id = m.signature_id
             WHERE {_LATEST} AND g.signer_id = NEW.verified_by_id
             AND g.signer_id <> NEW.entered_by_id))""",  # noqa: S608
        "A result is verified once, by the signature of a second person",
    ),
    Guard(
        "result_estimate_kept", "quality_result", "UPDATE",
        "CAST(NEW.estimate AS VARCHAR) IS DISTINCT FROM CAST(OLD.estimate AS VARCHAR)",
        "The estimate of a result is never changed",
    ),
    never_removed("quality_result"),
)  # fmt: skip

_DEVIATIONS = (
    Guard(
        "deviation_assessed", "batches_deviation", "UPDATE",
        """(NEW.state IN ('ASSESSED', 'CLOSED') AND NEW.assessment = '')
        OR (OLD.state <> 'OPEN' AND NEW.assessment <> OLD.assessment)""",
        "A deviation is assessed before it is closed, and the assessment stays",
    ),
)  # fmt: skip

_OPEN = "('PHASE_1', 'PHASE_2', 'RETESTING')"
# An invalid run is no retest; whatever else was made under the plan counts, each by itself.
_COUNTS = "r.state <> 'INVALIDATED' AND NOT r.is_unreliable AND r.verdict <> 'INVALID'"

_INVESTIGATIONS = (
    Guard(
        "investigation_of_a_failure", "quality_investigation", "INSERT",
        """NOT EXISTS (SELECT 1 FROM quality_result r WHERE r.id = NEW.result_id
        AND r.lot_id = NEW.lot_id AND r.site_id = NEW.site_id AND r.verdict = 'FAIL'
        AND NOT r.is_unreliable AND r.state <> 'INVALIDATED' AND r.retest_of_id IS NULL)""",
        "An OOS investigation belongs to a failing result of its lot",
    ),
    frozen_columns(
        "quality_investigation", "code", "site_id", "lot_id", "result_id", "is_demo",
    ),
    Guard(
        "investigation_in_order", "quality_investigation", "UPDATE",
        """(NEW.phase_one_text <> OLD.phase_one_text AND OLD.state <> 'PHASE_1')
        OR ((NEW.planned_retests IS DISTINCT FROM OLD.planned_retests
             OR NEW.plan_text <> OLD.plan_text) AND OLD.state <> 'PHASE_2')
        OR ((NEW.conclusion <> OLD.conclusion OR NEW.making_text <> OLD.making_text)
            AND OLD.state NOT IN ('PHASE_2', 'RETESTING'))
        OR (NEW.state = 'RETESTING' AND (NEW.planned_retests IS NULL OR NEW.plan_text = ''))""",
        "What a phase found stays, and the retests are fixed before the first one",
    ),
    Guard(
        "oos_no_cause_earned", "quality_investigation", "UPDATE OF state",
        f"""NEW.state = 'INCONCLUSIVE' AND OLD.state <> 'INCONCLUSIVE' AND (
        (SELECT COUNT(*) FROM quality_result r WHERE r.retest_of_id = NEW.id
            AND r.state = 'VERIFIED' AND r.verdict = 'PASS' AND NOT r.is_unreliable)
            < NEW.planned_retests
        OR EXISTS (SELECT 1 FROM quality_result r WHERE r.retest_of_id = NEW.id AND {_COUNTS}
            AND (r.verdict <> 'PASS' OR r.state <> 'VERIFIED')))""",  # noqa: S608
        "No cause is found only where every planned retest passes by itself",
    ),
    Guard(
        "oos_signed_by_another", "quality_investigation", "UPDATE OF state",
        f"""NEW.state <> OLD.state AND EXISTS (SELECT 1 FROM ledger_move m
        JOIN ledger_signature g ON g.id = m.signature_id
        JOIN quality_result r ON (r.id = NEW.result_id OR r.retest_of_id = NEW.id)
            AND (r.entered_by_id = g.signer_id OR r.verified_by_id = g.signer_id)
        WHERE {_LATEST})""",  # noqa: S608
        "Whoever measured or verified a result does not sign its investigation",
    ),
    never_removed("quality_investigation"),
    Guard(
        "retest_under_its_plan", "quality_result", "INSERT",
        f"""(NEW.retest_of_id IS NULL AND EXISTS (SELECT 1 FROM quality_investigation i
            JOIN quality_result r ON r.id = i.result_id WHERE i.lot_id = NEW.lot_id
            AND r.attribute = NEW.attribute AND i.state IN {_OPEN}
            AND NEW.line_id IS NOT NULL))
        OR (NEW.retest_of_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM quality_investigation i
            JOIN quality_result f ON f.id = i.result_id WHERE i.id = NEW.retest_of_id
            AND i.state = 'RETESTING' AND i.lot_id = NEW.lot_id
            AND f.attribute = NEW.attribute AND f.entered_by_id <> NEW.entered_by_id
            AND (SELECT COUNT(*) FROM quality_result r
                WHERE r.retest_of_id = i.id AND r.id <> NEW.id AND {_COUNTS})
                < i.planned_retests))""",  # noqa: S608
        "While an OOS is investigated it is tested only under the plan, as often as planned",
    ),
    Guard(
        "oos_kept", "quality_result", "UPDATE OF state",
        """NEW.state = 'INVALIDATED' AND OLD.state <> 'INVALIDATED' AND OLD.verdict = 'FAIL'
        AND NOT OLD.is_unreliable AND OLD.line_id IS NOT NULL AND (NOT EXISTS
        (SELECT 1 FROM quality_investigation i JOIN quality_result r ON r.id = i.result_id
         WHERE r.run_id = NEW.run_id AND i.state = 'LABORATORY_ERROR')
        OR EXISTS (SELECT 1 FROM quality_investigation i
         WHERE i.result_id = NEW.id AND i.state <> 'LABORATORY_ERROR'))""",
        "A failing result is set aside only for a laboratory error that was found",
    ),
    Guard(
        "decision_of_an_open_result", "quality_protocoldecision", "INSERT",
        """NOT EXISTS (SELECT 1 FROM quality_result r WHERE r.id = NEW.result_id
        AND r.site_id = NEW.site_id AND r.line_id = NEW.line_id AND r.state = 'VERIFIED'
        AND NOT r.is_unreliable AND (r.verdict = 'CANNOT_TELL' OR (r.verdict = 'FAIL' AND EXISTS
            (SELECT 1 FROM quality_investigation i
             WHERE i.result_id = r.id AND i.state = 'INCONCLUSIVE'))))""",
        "Under a protocol only a verified result that cannot be told is decided",
    ),
)  # fmt: skip

_FILES = (
    Guard(
        "file_waits_first", "quality_samplefile", "INSERT", "NEW.outcome <> 'WAITING'",
        "A dropped file is kept first and read afterwards",
    ),
    frozen_columns(
        "quality_samplefile",
        "site_id", "sample_id", "file_id", "name", "dropped_by_id", "method_version",
        "started_at", "late_reason",
    ),
    Guard(
        "file_read_once", "quality_samplefile", "UPDATE",
        """OLD.outcome = 'READ' OR (NEW.outcome = 'READ' AND NOT EXISTS
        (SELECT 1 FROM quality_run u WHERE u.id = NEW.run_id AND u.sample_id = NEW.sample_id
         AND u.file_id = NEW.file_id))""",
        "A dropped file is read once, into a run of its own sample",
    ),
    never_removed("quality_samplefile"),
)  # fmt: skip

_CERTIFICATES = (
    Guard(
        "certificate_of_released", "quality_certificate", "INSERT",
        """NOT EXISTS (SELECT 1 FROM batches_lot l
        JOIN ledger_signature g ON g.id = NEW.signature_id
        WHERE l.id = NEW.lot_id AND l.state = 'RELEASED' AND l.site_id = NEW.site_id
        AND g.subject_id = l.id AND g.meaning = 'certified and released')""",
        "A certificate belongs to a released lot and the signature that released it",
    ),
    frozen_columns(
        "quality_certificate",
        "code", "site_id", "lot_id", "signature_id", "document_id", "issued_at",
    ),
    Guard(
        "certificate_superseded_once", "quality_certificate", "UPDATE",
        """(OLD.superseded_at IS NOT NULL
            AND NEW.superseded_at IS DISTINCT FROM OLD.superseded_at)
        OR CAST(NEW.data AS VARCHAR) IS DISTINCT FROM CAST(OLD.data AS VARCHAR)""",
        "A certificate is superseded once and never changed",
    ),
    never_removed("quality_certificate"),
)  # fmt: skip

register(
    guards=(
        *_LOTS, *_SPECIFICATIONS, *_RUNS, *_RESULTS, *_DEVIATIONS, *_INVESTIGATIONS, *_FILES,
        *_CERTIFICATES,
    ),
    views=[HANDS, REVIEWS, BLOCKERS],
)  # fmt: skip

"""What the database itself refuses about texts for patients, whoever writes by whatever path."""

from secretome_record.ledger.triggers.guards import Guard, frozen_columns, never_removed, register
from secretome_record.texts.states import DESPITE, DRAFT, PUBLISHED

_GOES_OUT = f"NEW.state = '{PUBLISHED}' AND OLD.state <> '{PUBLISHED}'"
_SIGNED = f"""SELECT 1 FROM ledger_move m JOIN ledger_signature g ON g.id = m.signature_id
WHERE m.subject_id = NEW.id AND g.subject_id = NEW.id AND g.meaning = '{DESPITE}'
AND m.reason <> '' AND m.number =
(SELECT MAX(n.number) FROM ledger_move n WHERE n.subject_id = NEW.id)"""  # noqa: S608

GUARDS = (
    Guard(
        "text_as_checked", "texts_patienttext", "UPDATE OF state",
        f"{_GOES_OUT} AND NEW.checked <> NEW.title || '\n\n' || NEW.body",
        "A text for patients goes out only as it was checked for claims",
    ),
    Guard(
        "text_claims_signed", "texts_patienttext", "UPDATE OF state",
        f"{_GOES_OUT} AND NEW.blocking_count > 0 AND NOT EXISTS ({_SIGNED})",
        "A text with claims that the evidence does not carry goes out only signed, with a reason",
    ),
    Guard(
        "text_findings_by_check", "texts_patienttext", "UPDATE",
        """NEW.checked = OLD.checked AND NEW.checked_by = OLD.checked_by
        AND (NEW.findings IS DISTINCT FROM OLD.findings
             OR NEW.blocking_count <> OLD.blocking_count)""",
        "What the check found changes only with the text or with the rules of the check",
    ),
    Guard(
        "text_fixed_once_out", "texts_patienttext", "UPDATE",
        f"""OLD.state <> '{DRAFT}' AND (NEW.title <> OLD.title OR NEW.body <> OLD.body
        OR NEW.checked <> OLD.checked OR NEW.checked_by <> OLD.checked_by
        OR NEW.published_at IS DISTINCT FROM OLD.published_at)""",
        "A text that went out is never changed; write a new one",
    ),
    frozen_columns("texts_patienttext", "code", "site_id", "written_by_id"),
    never_removed("texts_patienttext"),
)  # fmt: skip

register(guards=GUARDS)

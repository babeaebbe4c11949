"""What the database itself refuses about signatures: nobody signs as somebody else."""

from secretome_record.ledger.triggers.guards import Guard, register

_SIGNER = "REPLACE(CAST(NEW.signer_id AS VARCHAR(36)), '-', '')"

register(
    guards=[
        Guard(
            "signed_by_who_acts",
            "ledger_signature",
            "INSERT",
            f"""REPLACE(COALESCE(secretome_actor(), ''), '-', '') <> 'person:' || {_SIGNER}
            OR NOT EXISTS (SELECT 1 FROM people_rolegrant g JOIN people_person p
                ON p.id = g.person_id WHERE g.person_id = NEW.signer_id AND g.role = NEW.role
                AND g.until_at IS NULL AND p.is_active)""",
            "A signature is made by the person who acts, in a role they hold",
        )
    ]
)

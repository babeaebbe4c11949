"""What the database itself refuses about donors, whoever writes and by whatever path."""

from secretome_record.donors import panel
from secretome_record.ledger.triggers.guards import (
    Guard,
    View,
    frozen_columns,
    never_removed,
    register,
)

_PANEL_SIZE = len(panel.PANEL)
_NAMES = ", ".join(f"'{name}'" for name in panel.MARKERS)

CLEARED = View(
    "donors_cleared",
    f"""SELECT d.id AS donor_id FROM donors_donor d
    WHERE EXISTS (SELECT 1 FROM donors_donorconsent c
                  WHERE c.donor_id = d.id AND c.withdrawn_at IS NULL)
    AND (SELECT COUNT(DISTINCT s.marker) FROM donors_screening s WHERE s.donor_id = d.id
         AND s.result = 'NEGATIVE' AND s.verified_by_id IS NOT NULL
         AND s.set_aside_reason = '' AND s.marker IN ({_NAMES})) = {_PANEL_SIZE}
    AND NOT EXISTS (SELECT 1 FROM donors_screening s WHERE s.donor_id = d.id
                    AND s.result = 'POSITIVE' AND s.set_aside_reason = '')""",  # noqa: S608
)

_NOT_CLEARED = "NOT EXISTS (SELECT 1 FROM donors_cleared k WHERE k.donor_id = NEW.{column})"
_FROM_ELSEWHERE = """NOT EXISTS (SELECT 1 FROM donors_donor d WHERE d.id = NEW.donor_id
AND d.state = 'ELIGIBLE' AND d.site_id = NEW.site_id)"""


GUARDS = (
    Guard(
        "donor_cleared", "donors_donor", "UPDATE OF state",
        "NEW.state = 'ELIGIBLE' AND OLD.state <> 'ELIGIBLE' AND "
        + _NOT_CLEARED.format(column="id"),
        "A donor is accepted only with consent and a complete, verified, negative screening",
    ),
    Guard(
        "donation_from_eligible", "donors_donation", "INSERT",
        f"{_FROM_ELSEWHERE} OR {_NOT_CLEARED.format(column='donor_id')}",
        "A donation comes only from an eligible donor of the site, with consent and screening",
    ),
    Guard(
        "donation_identity", "donors_donation", "INSERT",
        """EXISTS (SELECT 1 FROM donors_donor d WHERE d.id = NEW.donor_id
        AND ((d.autologous AND NEW.identity_code = '')
             OR (NOT d.autologous AND NEW.identity_code <> '')))
        OR EXISTS (SELECT 1 FROM donors_donation o WHERE o.identity_code = NEW.identity_code
                   AND o.identity_code <> '' AND o.donor_id <> NEW.donor_id)
        OR EXISTS (SELECT 1 FROM donors_donation o WHERE o.donor_id = NEW.donor_id
                   AND o.identity_code <> NEW.identity_code)""",
        "Own cells carry one identity code of their donor, donor cells carry none",
    ),
    Guard(
        "screening_born_unverified", "donors_screening", "INSERT",
        "NEW.verified_by_id IS NOT NULL OR NEW.set_aside_reason <> ''",
        "A screening is entered first and verified by a second person afterwards",
    ),
    frozen_columns(
        "donors_screening",
        "donor_id", "marker", "result", "as_reported", "laboratory", "sampled_at", "entered_by_id",
    ),
    Guard(
        "screening_decided_once", "donors_screening", "UPDATE",
        """(OLD.verified_by_id IS NOT NULL
            AND NEW.verified_by_id IS DISTINCT FROM OLD.verified_by_id)
        OR (OLD.set_aside_reason <> '' AND NEW.set_aside_reason <> OLD.set_aside_reason)
        OR (OLD.set_aside_reason <> '' AND NEW.verified_by_id IS NOT NULL)""",
        "A screening is verified or set aside once",
    ),
    frozen_columns(
        "donors_donorconsent",
        "donor_id", "text_version", "text_hash", "language", "purposes", "explained_by_id",
        "given_at",
    ),
    Guard(
        "consent_withdrawn_once", "donors_donorconsent", "UPDATE OF withdrawn_at",
        "OLD.withdrawn_at IS NOT NULL AND NEW.withdrawn_at IS DISTINCT FROM OLD.withdrawn_at",
        "A withdrawn consent stays withdrawn; a new consent is a new row",
    ),
    frozen_columns("donors_donor", "code", "site_id", "subject_id", "autologous"),
    never_removed("donors_donor"),
    never_removed("donors_donorconsent"),
    never_removed("donors_screening"),
)  # fmt: skip

register(guards=GUARDS, views=[CLEARED])

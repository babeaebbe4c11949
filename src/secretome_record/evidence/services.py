"""Writes about a site's own study rows: proposed by one person, reviewed by another."""

from datetime import datetime
from uuid import UUID

from secretome_record.evidence import queries, rules, science
from secretome_record.evidence.models import StudyTable
from secretome_record.ledger.acting import Actor
from secretome_record.ledger.files import keep_file, read_file
from secretome_record.ledger.refusal import refuse_if_any
from secretome_record.ledger.science import sha256_hex
from secretome_record.ledger.signing import SignedIntent
from secretome_record.ledger.writing import writing
from secretome_record.people.models import Site
from secretome_record.people.once import keyed, made_before
from secretome_record.people.roles import Role
from secretome_record.people.standing import acting_person, require_move_at, require_role_at

MEDIA_TYPE = "text/csv"


def propose_table(  # noqa: PLR0913 - each is one column of the row
    *,
    site: Site,
    title: str,
    data: bytes,
    name: str,
    own_programme: bool,
    by: Actor,
    at: datetime,
    note: str = "",
    is_demo: bool = False,
    form_key: UUID | None = None,
) -> StudyTable:
    """Take in a table of study rows for review; with any fault in it nothing is kept."""
    require_role_at(by, site.pk, Role.MEDICAL_ADVISOR, Role.PHYSICIAN)
    accepted = [row["cells"] for row in queries.accepted_rows(site.pk)]
    read = science.read_rows(data, own_programme=own_programme, accepted=accepted)
    with writing(by=by, at=at, why=f"Propose study rows: {title.strip()[:80]}") as entry:
        if before := made_before(StudyTable, form_key):
            return before
        refuse_if_any(
            rules.reasons_against_proposal(
                title, kept_before=queries.same_file(site.pk, sha256_hex(data))
            )
        )
        return entry.create(
            StudyTable,
            **keyed(form_key),
            site=site,
            title=title.strip(),
            note=note.strip(),
            own_programme=own_programme,
            file=keep_file(data, name=name, media_type=MEDIA_TYPE),
            rows=list(read.rows),
            row_count=len(read.rows),
            warnings=list(read.warnings),
            proposed_by=acting_person(by),
            is_demo=is_demo,
        )


def accept_table(
    *, table: StudyTable, by: Actor, at: datetime, signature: SignedIntent
) -> StudyTable:
    """Accept the rows as a second person, with a signature; from now on they count here.

    The file is read once more beside everything that counts by now, so that patients of a table
    accepted meanwhile do not count twice.
    """
    require_move_at(by, table, "accept")
    person = acting_person(by)
    with writing(by=by, at=at, why=f"Accept the study rows of {table.code}") as entry:
        now = StudyTable.objects.select_related("file").get(pk=table.pk)
        clashing = {row["study_id"] for row in now.rows} & queries.accepted_names(now.site_id)
        refuse_if_any(
            rules.reasons_against_review(
                own_work=now.proposed_by_id == person.pk, clashing=clashing
            )
        )
        accepted = [row["cells"] for row in queries.accepted_rows(now.site_id)]
        science.read_rows(read_file(now.file), own_programme=now.own_programme, accepted=accepted)
        entry.change(now, reviewed_by=person)
        content = queries.review_content(now)
        return entry.move(now, "accept", signature=signature, content=content)


def refuse_table(*, table: StudyTable, reason: str, by: Actor, at: datetime) -> StudyTable:
    """Refuse proposed rows for good; a corrected file is proposed anew."""
    return _close(table, "refuse", reason, by, at)


def withdraw_table(*, table: StudyTable, reason: str, by: Actor, at: datetime) -> StudyTable:
    """Withdraw accepted rows: they no longer count, and stay readable with the reason."""
    return _close(table, "withdraw", reason, by, at)


def _close(table: StudyTable, action: str, reason: str, by: Actor, at: datetime) -> StudyTable:
    require_move_at(by, table, action)
    with writing(
        by=by, at=at, why=f"{action.capitalize()} the study rows of {table.code}"
    ) as entry:
        return entry.move(StudyTable.objects.get(pk=table.pk), action, reason=reason)

"""Reads about a site's own study rows: scoped to the reader's sites."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from secretome_record.evidence.models import StudyTable
from secretome_record.evidence.states import ACCEPTED, PROPOSED
from secretome_record.ledger.signing import holds, signatures_on
from secretome_record.pages.work import Urgency, WorkItem
from secretome_record.people.models import Person, Site
from secretome_record.people.roles import Role

REVIEWED = "study rows reviewed"


def tables_for(person: Person) -> QuerySet[StudyTable]:
    """The tables of the reader's sites; the rows themselves are left out of lists."""
    tables = StudyTable.objects.filter(site__in=person.site_ids)
    return tables.select_related("site", "proposed_by", "reviewed_by", "file")


def table_for(person: Person, code: str) -> StudyTable:
    """One table by code. Raises Http404 for another site's."""
    found = tables_for(person).filter(code=code.strip().upper()).first()
    if found is None:
        raise Http404
    return found


def sites_of_proposer(person: Person) -> QuerySet[Site]:
    """The sites where the person may propose study rows."""
    return Site.objects.filter(
        grants__person=person,
        grants__role__in=[Role.MEDICAL_ADVISOR, Role.PHYSICIAN],
        grants__until_at__isnull=True,
    ).distinct().order_by("code")  # fmt: skip


def accepted_rows(site_id: UUID) -> tuple[dict[str, Any], ...]:
    """The cells of every accepted row of a site, each with ``own_programme`` beside them."""
    tables = StudyTable.objects.filter(site=site_id, state=ACCEPTED).order_by("recorded_at", "id")
    return tuple(
        {"cells": row, "own_programme": table.own_programme, "table": table.code}
        for table in tables
        for row in table.rows
    )


def accepted_names(site_id: UUID) -> frozenset[str]:
    """The names of the rows that count at a site already."""
    return frozenset(row["cells"]["study_id"] for row in accepted_rows(site_id))


def same_file(site_id: UUID, sha256: str) -> str:
    """The code of a standing table that was made from the same bytes, or nothing."""
    standing = StudyTable.objects.filter(
        site=site_id, file__sha256=sha256, state__in=[PROPOSED, ACCEPTED]
    )
    return standing.values_list("code", flat=True).first() or ""


def review_content(table: StudyTable) -> dict[str, Any]:
    """What a review signs: the file by its hash, and every cell as reported."""
    return {
        "table": table.code,
        "title": table.title,
        "own_programme": str(table.own_programme),
        "file": table.file.sha256,
        "warnings": table.warnings,
        "rows": table.rows,
    }


def reviews_of(table: StudyTable) -> list[dict[str, Any]]:
    """The review signatures with whether each still covers what stands there."""
    content = review_content(table)
    return [
        {"signature": signature, "holds": holds(signature, content)}
        for signature in signatures_on(table, REVIEWED)
    ]


def waiting_for(person: Person) -> list[WorkItem]:
    """What waits in this room: rows that a second person must review."""
    if Role.MEDICAL_ADVISOR not in person.roles:
        return []
    waiting = tables_for(person).filter(state=PROPOSED).exclude(proposed_by=person)
    return [
        WorkItem(
            room="evidence",
            urgency=Urgency.SOON,
            sentence=_("%(code)s holds study rows that a second person must review.")
            % {"code": table.code},
            action=_("Review them"),
            url=reverse("evidence:record", args=[table.code]),
            since=table.recorded_at,
        )
        for table in waiting.defer("rows").order_by("recorded_at", "id")[:20]
    ]

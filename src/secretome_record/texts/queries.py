"""Reads about texts for patients: scoped to the reader's sites, or to what is published."""

from typing import Any

from django.conf import settings
from django.db.models import Max, OuterRef, QuerySet, Subquery
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from secretome_record.batches.models import Lot
from secretome_record.ledger.models import Move
from secretome_record.ledger.signing import holds, signatures_on
from secretome_record.pages.work import Urgency, WorkItem
from secretome_record.people.models import Person, Site
from secretome_record.people.roles import Role
from secretome_record.texts.models import PatientText
from secretome_record.texts.states import DESPITE, DRAFT, PUBLISHED, WRITERS
from secretome_record.treatments.models import PriceList

_DAY_S = 86400


def texts_for(person: Person) -> QuerySet[PatientText]:
    """The texts of the reader's sites."""
    texts = PatientText.objects.filter(site__in=person.site_ids)
    return texts.select_related("site", "written_by")


def text_for(person: Person, code: str) -> PatientText:
    """One text by code. Raises Http404 for another site's."""
    found = texts_for(person).filter(code=code.strip().upper()).first()
    if found is None:
        raise Http404
    return found


def sites_of_writer(person: Person) -> QuerySet[Site]:
    """The sites where the person may write for patients."""
    return Site.objects.filter(
        grants__person=person, grants__role__in=WRITERS, grants__until_at__isnull=True
    ).distinct().order_by("code")  # fmt: skip


def published_texts() -> QuerySet[PatientText]:
    """What anybody may read, newest first; texts of a demo only in the demo."""
    texts = PatientText.objects.filter(state=PUBLISHED).select_related("site")
    shown = texts if settings.DEMO else texts.filter(is_demo=False)
    return shown.order_by("-published_at", "code")


def published_text(code: str) -> PatientText:
    """One published text. Raises Http404 for any other."""
    found = published_texts().filter(code=code.strip().upper()).first()
    if found is None:
        raise Http404
    return found


def publish_content(text: PatientText, reason: str) -> dict[str, Any]:
    """What a signature on publishing covers: every letter, every claim, and the reason."""
    return {
        "text": text.code,
        "title": text.title,
        "body": text.body,
        "claims": [f"{one['claim_id']} {one['verdict']}: {one['text']}" for one in text.findings],
        "checked_by": text.checked_by,
        "reason": reason,
    }


def signatures_of(text: PatientText) -> list[dict[str, Any]]:
    """The signatures on a text, each with its reason and whether it still holds."""
    moves = Move.objects.filter(subject_id=text.pk, signature__isnull=False)
    reasons = {move.signature_id: move.reason for move in moves}
    return [
        {
            "signature": one,
            "reason": reasons.get(one.pk, ""),
            "holds": holds(one, publish_content(text, reasons.get(one.pk, ""))),
        }
        for one in signatures_on(text, DESPITE)
    ]


def release_days(*, own_cells: bool) -> list[float]:
    """Days from the start of a batch to the first release of each of its lots, at every site."""
    released = (
        Move.objects.filter(subject_id=OuterRef("pk"), action="release")
        .order_by("number")
        .values("occurred_at")[:1]
    )
    lots = Lot.objects.filter(product__autologous=own_cells).annotate(
        released_at=Subquery(released)
    )
    shown = lots if settings.DEMO else lots.filter(is_demo=False)
    pairs = shown.filter(released_at__isnull=False).values_list("batch__started_at", "released_at")
    return [(done - start).total_seconds() / _DAY_S for start, done in pairs]


def session_prices() -> list[tuple[float, str]]:
    """Price of one session by the newest price list of each site, with its currency."""
    newest = PriceList.objects.values("site").annotate(last=Max("version"))
    versions = {row["site"]: row["last"] for row in newest}
    lists = PriceList.objects.filter(site__in=versions)
    return [
        (float(one.per_session_text), one.currency)
        for one in lists
        if one.version == versions[one.site_id]
    ]


def waiting_for(person: Person) -> list[WorkItem]:
    """What waits in this room: drafts of the person's sites that nobody published yet."""
    if not frozenset(WRITERS) & frozenset(person.roles):
        return []
    drafts = texts_for(person).filter(state=DRAFT).defer("body", "checked", "findings")
    return [_waiting(text, person) for text in drafts.order_by("recorded_at", "id")[:20]]


def _waiting(text: PatientText, person: Person) -> WorkItem:
    needs_advisor = text.blocking_count > 0 and Role.MEDICAL_ADVISOR not in person.roles
    sentence = (
        _("The text %(code)s has claims that the evidence does not carry.")
        if text.blocking_count
        else _("The text %(code)s can be published.")
    )
    return WorkItem(
        room="texts",
        urgency=Urgency.OTHERS if needs_advisor else Urgency.SOON,
        sentence=sentence % {"code": text.code},
        action=_("Open the text"),
        url=reverse("texts:record", args=[text.code]),
        since=text.recorded_at,
    )

"""What waits for whom in the quality room, as sentences with one action each."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from secretome_record.batches.models import Deviation, Lot
from secretome_record.batches.states import (
    ASSESSED,
    ON_HOLD,
    OPEN,
    QUARANTINED,
    RELEASED,
    REVIEWED,
)
from secretome_record.pages.work import Urgency, WorkItem
from secretome_record.people.models import Person
from secretome_record.people.roles import Role
from secretome_record.quality.models import Investigation, Result
from secretome_record.quality.queries.gate import blockers_of
from secretome_record.quality.states import (
    INCONCLUSIVE,
    OPEN_INVESTIGATIONS,
    PHASE_1,
    PHASE_2,
    RECORDED,
    RETESTING,
    VERIFIED,
)

_MOST = 20
_WATCHED = 50
# A new number or another specification reopens the review only; it is no doubt by itself.
_NO_DOUBT = {"released_already", "review_broken"}


def waiting_for(person: Person) -> list[WorkItem]:
    """What needs this person, and what will."""
    found: list[WorkItem] = []
    if Role.QC_ANALYST in person.roles:
        found += _to_verify(person) + _to_review(person)
    if Role.QUALIFIED_PERSON in person.roles:
        found += _doubted(person) + _held(person) + _to_release(person) + _to_decide(person)
    if Role.QA in person.roles:
        found += _deviations(person) + _investigations(person)
    return found


def _to_verify(person: Person) -> list[WorkItem]:
    rows = Result.objects.filter(site__in=person.site_ids, state=RECORDED, line__isnull=False)
    rows = rows.exclude(entered_by=person).select_related("lot").order_by("recorded_at", "id")
    return [
        WorkItem(
            "quality",
            Urgency.NOW,
            _("The result %(code)s of %(lot)s waits for a second person.")
            % {"code": r.code, "lot": r.lot.code if r.lot else "–"},
            _("Verify it"),
            reverse("quality:result", args=[r.code]),
            r.recorded_at,
        )
        for r in rows[:_MOST]
    ]


def _to_review(person: Person) -> list[WorkItem]:
    rows = Lot.objects.filter(site__in=person.site_ids, state=QUARANTINED)
    return [
        WorkItem(
            "quality",
            Urgency.SOON,
            _("%(code)s is in quarantine and waits for its tests and its review.")
            % {"code": lot.code},
            _("See what is missing"),
            reverse("quality:release", args=[lot.code]),
            lot.filled_at,
        )
        for lot in rows.order_by("filled_at", "id")[:_MOST]
    ]


def _to_release(person: Person) -> list[WorkItem]:
    rows = Lot.objects.filter(site__in=person.site_ids, state=REVIEWED)
    return [
        WorkItem(
            "quality",
            Urgency.NOW,
            _("%(code)s is reviewed and waits for your decision.") % {"code": lot.code},
            _("Decide"),
            reverse("quality:release", args=[lot.code]),
            lot.filled_at,
        )
        for lot in rows.order_by("filled_at", "id")[:_MOST]
    ]


def _doubted(person: Person) -> list[WorkItem]:
    """Released lots that could not be released now, the last made first."""
    now = timezone.now()
    rows = Lot.objects.filter(site__in=person.site_ids, state=RELEASED, expires_at__gt=now)
    lots = list(rows.order_by("-filled_at", "-id")[:_WATCHED])
    against = blockers_of(lots, now)
    return [
        WorkItem(
            "quality",
            Urgency.NOW,
            _("%(code)s is released, but something now speaks against it.") % {"code": lot.code},
            _("See what, and decide"),
            reverse("quality:release", args=[lot.code]),
            lot.filled_at,
        )
        for lot in lots
        if set(against[lot.pk]) - _NO_DOUBT
    ][:_MOST]


def _held(person: Person) -> list[WorkItem]:
    rows = Lot.objects.filter(site__in=person.site_ids, state=ON_HOLD)
    return [
        WorkItem(
            "quality",
            Urgency.NOW,
            _("%(code)s is on hold and waits for your decision.") % {"code": lot.code},
            _("Decide"),
            reverse("quality:release", args=[lot.code]),
            lot.filled_at,
        )
        for lot in rows.order_by("filled_at", "id")[:_MOST]
    ]


def _deviations(person: Person) -> list[WorkItem]:
    rows = Deviation.objects.filter(site__in=person.site_ids, state__in=(OPEN, ASSESSED))
    return [
        WorkItem(
            "quality",
            Urgency.NOW,
            _("The deviation %(code)s must be assessed.") % {"code": d.code}
            if d.state == OPEN
            else _("The deviation %(code)s is assessed and can be closed.") % {"code": d.code},
            _("Assess it") if d.state == OPEN else _("Close it"),
            reverse("quality:deviation", args=[d.code]),
            d.recorded_at,
        )
        for d in rows.order_by("recorded_at", "id")[:_MOST]
    ]


def _investigations(person: Person) -> list[WorkItem]:
    rows = Investigation.objects.filter(site__in=person.site_ids, state__in=OPEN_INVESTIGATIONS)
    words = {
        PHASE_1: (_("%(what)s of %(lot)s is out of specification: phase I."), _("Investigate")),
        PHASE_2: (_("%(what)s of %(lot)s waits for a retest plan."), _("Fix the retests")),
        RETESTING: (_("%(what)s of %(lot)s is retested under its plan."), _("See the retests")),
    }
    found = rows.select_related("lot", "result").order_by("recorded_at", "id")[:_MOST]
    return [
        WorkItem(
            "quality",
            Urgency.SOON if one.state == RETESTING else Urgency.NOW,
            words[one.state][0] % {"what": one.result.label, "lot": one.lot.code},
            words[one.state][1],
            reverse("quality:oos", args=[one.code]),
            one.recorded_at,
        )
        for one in found
    ]


def _to_decide(person: Person) -> list[WorkItem]:
    """Results that cannot be told, or failed without a cause, and that nobody decided."""
    rows = Result.objects.filter(
        site__in=person.site_ids, state=VERIFIED, is_unreliable=False, decisions__isnull=True,
        lot__state__in=(QUARANTINED, REVIEWED, ON_HOLD),
    ).select_related("lot").order_by("recorded_at", "id")  # fmt: skip
    # Two reads, each by its own index: one with OR would look at every result of the site.
    told = rows.filter(verdict="CANNOT_TELL", line__isnull=False)
    no_cause = rows.filter(verdict="FAIL", investigation__state=INCONCLUSIVE)
    return [
        WorkItem(
            "quality",
            Urgency.NOW,
            (
                _("%(what)s of %(lot)s failed; no cause found; decide under a protocol.")
                if r.verdict == "FAIL"
                else _(
                    "%(what)s of %(lot)s cannot be told and waits for your decision "
                    "under a protocol."
                )
            )
            % {"what": r.label, "lot": r.lot.code if r.lot else "–"},
            _("Decide"),
            reverse("quality:result", args=[r.code]),
            r.recorded_at,
        )
        for r in [*told[:_MOST], *no_cause[:_MOST]]
    ]

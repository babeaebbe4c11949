"""What waits for a person in this room, as sentences with one action each."""

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from secretome_record.batches.models import Batch, Recipe, StepRecord
from secretome_record.pages.work import Urgency, WorkItem
from secretome_record.people.models import Person
from secretome_record.people.roles import Role

_MOST = 20


def waiting_for(person: Person) -> list[WorkItem]:
    """Steps to check, batches to carry on, recipes to approve."""
    found: list[WorkItem] = []
    if person.roles & {Role.OPERATOR, Role.QA}:
        found += _to_check(person)
    if Role.OPERATOR in person.roles:
        found += _to_carry_on(person)
    if Role.QA in person.roles:
        found += _to_approve(person)
    return found


def _to_check(person: Person) -> list[WorkItem]:
    rows = StepRecord.objects.filter(
        batch__site__in=person.site_ids, checked_by__isnull=True, batch__state="IN_PROGRESS"
    ).exclude(made_by=person)
    return [
        WorkItem(
            room="batches",
            urgency=Urgency.NOW,
            sentence=_("Step %(n)d of %(batch)s waits for a second person.")
            % {"n": row.step.number, "batch": row.batch.code},
            action=_("Check it"),
            url=reverse("batches:record", args=[row.batch.code]) + "#steps",
            since=row.occurred_at,
        )
        for row in rows.select_related("batch", "step").order_by("occurred_at", "id")[:_MOST]
    ]


def _to_carry_on(person: Person) -> list[WorkItem]:
    unchecked = StepRecord.objects.filter(batch=OuterRef("pk"), checked_by__isnull=True)
    rows = Batch.objects.filter(~Exists(unchecked), site__in=person.site_ids, state="IN_PROGRESS")
    return [
        WorkItem(
            room="batches",
            urgency=Urgency.NOW,
            sentence=_("%(batch)s (%(product)s) is being made.")
            % {"batch": row.code, "product": row.recipe.product.name},
            action=_("Carry on"),
            url=reverse("batches:record", args=[row.code]) + "#next",
            since=row.started_at,
        )
        for row in rows.select_related("recipe__product").order_by("started_at", "id")[:_MOST]
    ]


def _to_approve(person: Person) -> list[WorkItem]:
    rows = Recipe.objects.filter(site__in=person.site_ids, state="DRAFT").exclude(written_by=person)
    return [
        WorkItem(
            room="batches",
            urgency=Urgency.SOON,
            sentence=_("Version %(n)d of the recipe of %(product)s is a draft.")
            % {"n": row.version, "product": row.product.name},
            action=_("Read and approve it"),
            url=reverse("batches:recipe", args=[row.code]),
            since=row.recorded_at,
        )
        for row in rows.select_related("product").order_by("recorded_at", "id")[:_MOST]
    ]

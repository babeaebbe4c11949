"""Reads of the cold chain: which vials were where, what they went through, which are held."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Q, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from secretome_record.batches.models import Vial
from secretome_record.ledger.models import Move
from secretome_record.ledger.refusal import refuse
from secretome_record.ledger.signing import holds as still_holds
from secretome_record.ledger.signing import signatures_on
from secretome_record.pages.work import Urgency, WorkItem
from secretome_record.people.models import Person, Site
from secretome_record.people.roles import Role
from secretome_record.stock.exposure import Stay
from secretome_record.stock.models import (
    Exposure,
    Freezer,
    Placement,
    TemperatureFile,
    Transport,
    VialHold,
)
from secretome_record.stock.states import CONDEMNED, HELD

FREED_AS, CONDEMNED_AS = "vial hold lifted", "vial condemned"
_MOST = 20


@dataclass(frozen=True, slots=True)
class VialStay:
    """A vial, and from when until when it was under a logger."""

    vial: Vial
    stay: Stay


def stays_in(place: Freezer | Transport, first: datetime, last: datetime) -> list[VialStay]:
    """Every vial that was in a freezer or on a transport while its logger ran."""
    if isinstance(place, Transport):
        carried = place.carried.select_related("vial__lot__product").order_by("vial__code")
        stay = Stay(place.left_at, place.arrived_at)
        return [VialStay(one.vial, stay) for one in carried]
    found = Placement.objects.filter(position__freezer=place, placed_at__lt=last).filter(
        Q(taken_at__isnull=True) | Q(taken_at__gt=first)
    )
    legs = found.select_related("vial__lot__product").order_by("placed_at", "id")
    return [VialStay(leg.vial, Stay(leg.placed_at, leg.taken_at)) for leg in legs]


def temperature_files_for(person: Person) -> QuerySet[TemperatureFile]:
    """The temperature files of the reader's sites, with how many vials each found too warm."""
    rows = TemperatureFile.objects.filter(site__in=person.site_ids)
    return rows.select_related("site", "freezer", "transport", "file", "added_by")


def temperature_file_for(person: Person, code: str) -> TemperatureFile:
    """One temperature file of the reader's sites. Raises Http404 for any other."""
    return _one(temperature_files_for(person), code)


def files_at(place: Freezer | Transport) -> QuerySet[TemperatureFile]:
    """The temperature files of a freezer or a transport, the newest record first."""
    above = Count("exposures", filter=Q(exposures__above_s__gt=0))
    return place.temperature_files.annotate(vials_above=above).order_by("-last_at", "-id")


def transports_for(person: Person) -> QuerySet[Transport]:
    """The transports of the reader's sites, with how many vials travelled."""
    rows = Transport.objects.filter(site__in=person.site_ids).select_related("site", "recorded_by")
    return rows.annotate(vial_count=Count("carried"))


def transport_for(person: Person, code: str) -> Transport:
    """One transport of the reader's sites. Raises Http404 for any other."""
    return _one(transports_for(person), code)


def exposures_of(found: TemperatureFile) -> list[Exposure]:
    """What each vial went through, the longest above its limit first, with its latest hold."""
    rows = found.exposures.select_related("vial", "vial__lot").prefetch_related("holds")
    return list(rows.order_by("-above_s", "vial__code"))


def exposures_of_vial(vial: Vial) -> QuerySet[Exposure]:
    """What a vial went through by every temperature file, newest first."""
    rows = vial.exposures.select_related("temperature_file")
    return rows.order_by("-temperature_file__last_at", "-id")


def open_holds_of(found: TemperatureFile) -> QuerySet[VialHold]:
    """The holds by this file that wait for quality assurance."""
    rows = VialHold.objects.filter(exposure__temperature_file=found, state=HELD)
    return rows.select_related("vial", "exposure__temperature_file").order_by("vial__code")


def decided_holds_of(found: TemperatureFile) -> list[VialHold]:
    """The holds by this file that quality assurance decided."""
    rows = VialHold.objects.filter(exposure__temperature_file=found).exclude(state=HELD)
    joined = rows.select_related("vial", "exposure__temperature_file")
    return list(joined.order_by("recorded_at", "id"))


def vials_by_codes(person: Person, codes: Iterable[str]) -> list[Vial]:
    """The vials of these codes at the reader's sites. Raises Refusal for a code that is not."""
    wanted = list(dict.fromkeys(codes))
    found = {v.code: v for v in Vial.objects.filter(site__in=person.site_ids, code__in=wanted)}
    missing = [code for code in wanted if code not in found]
    if missing:
        raise refuse("vials", f"There is no vial {missing[0]} at your sites. Scan it again.")
    return [found[code] for code in wanted]


def sites_for_cold_chain(person: Person) -> QuerySet[Site]:
    """The sites where the person may record transports."""
    may = {Role.STOREKEEPER, Role.QC_ANALYST, Role.QA}
    kept = [site for site in person.site_ids if may & person.roles_at(site)]
    return Site.objects.filter(pk__in=kept).order_by("code")


def barring_hold(vial: Vial) -> VialHold | None:
    """The hold that keeps a vial from being reserved or given, if any."""
    rows = VialHold.objects.filter(vial=vial, state__in=(HELD, CONDEMNED))
    return rows.select_related("exposure__temperature_file").order_by("-recorded_at").first()


def barred_vials() -> QuerySet[VialHold]:
    """The holds that keep vials from being reserved or given."""
    return VialHold.objects.filter(state__in=(HELD, CONDEMNED))


def hold_content(hold: VialHold) -> dict[str, Any]:
    """What quality assurance signs about a held vial."""
    exposure = hold.exposure
    return {
        "hold": hold.code,
        "vial": hold.vial.code,
        "temperature_file": exposure.temperature_file.code,
        "why_held": hold.reason,
        "seconds_above": exposure.above_s,
        "limit_c": repr(exposure.limit_c),
        "warmest_c": repr(exposure.warmest_c),
    }


def decisions_of(holds: Iterable[VialHold]) -> list[dict[str, Any]]:
    """The signatures on decided holds with whether each still covers its hold."""
    rows = []
    for hold in holds:
        for signature in signatures_on(hold):
            last = hold_content(hold) | {"reason": _reason_of(hold)}
            rows.append({"signature": signature, "holds": still_holds(signature, last)})
    return rows


def _reason_of(hold: VialHold) -> str:
    last = Move.objects.filter(subject_id=hold.pk).order_by("-number").first()
    return last.reason.strip() if last else ""


def covered_until(freezer: Freezer) -> datetime | None:
    """Until when temperature files cover a freezer."""
    return freezer.temperature_files.aggregate(at=Max("last_at"))["at"]


def holds_waiting_for(person: Person) -> list[WorkItem]:
    """Temperature files with held vials that wait for quality assurance."""
    sites = [site for site in person.site_ids if Role.QA in person.roles_at(site)]
    rows = TemperatureFile.objects.filter(site__in=sites, exposures__holds__state=HELD)
    counted = rows.annotate(held=Count("exposures__holds", distinct=True)).order_by("recorded_at")
    words = (
        "%(n)d vial was too warm (%(code)s) and is on hold.",
        "%(n)d vials were too warm (%(code)s) and are on hold.",
    )
    return [
        WorkItem(
            "stock", Urgency.NOW,
            ngettext(*words, one.held) % {"n": one.held, "code": one.code},
            _("Decide"), reverse("stock:temperature", args=[one.code]), one.recorded_at,
        )
        for one in (counted[:_MOST] if sites else [])
    ]  # fmt: skip


def _one(rows: QuerySet[Any], code: str) -> Any:
    found = rows.filter(code=code).first()
    if found is None:
        raise Http404
    return found

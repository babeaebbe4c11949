"""Specifications, deviations and certificates in words."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from secretome_record.batches.models import Deviation
from secretome_record.pages.tables import Column
from secretome_record.quality.models import Certificate, Specification, SpecificationLine
from secretome_record.quality.presenting.release import limits_text
from secretome_record.quality.presenting.words import lot_word


def specification_facts(specification: Specification) -> list[dict[str, Any]]:
    """What a specification is."""
    return [
        {"name": _("Product"), "value": specification.product.name},
        {"name": _("Version"), "value": str(specification.version)},
        {"name": _("Written by"), "value": str(specification.written_by)},
    ]


def line_columns() -> list[Column]:
    """The headings of the lines."""
    return [
        Column(_("Attribute")),
        Column(_("Limits")),
        Column(_("Rule")),
        Column(_("Precision from run to run")),
        Column(_("Incubation"), "number"),
        Column(_("Origin")),
        Column(_("Source of the limit")),
    ]


def line_rows(lines: Iterable[SpecificationLine]) -> list[list[object]]:
    """One row for each line."""
    return [
        [
            n.label,
            limits_text(n),
            n.rule.lower(),
            f"{n.precision_text} % ({n.precision_source})" if n.precision_text else "",
            _("%(n)d days") % {"n": n.incubation_days} if n.incubation_days else "",
            _("instrument file only") if n.from_file_only else "",
            n.source,
        ]
        for n in lines
    ]


def own_specification_reasons() -> list[dict[str, str]]:
    """Why the writer cannot approve."""
    return [{"sentence": _("You wrote this specification. A second person approves it.")}]


def deviation_facts(deviation: Deviation) -> list[dict[str, Any]]:
    """What happened, where, and what it means."""
    batch = deviation.batch.code
    return [
        {"name": _("Batch"), "value": batch, "url": reverse("batches:record", args=[batch])},
        {"name": _("Raised by"), "value": str(deviation.raised_by)},
        {"name": _("What happened"), "value": deviation.what},
        {
            "name": _("What it means"),
            "value": deviation.assessment or _("not assessed yet"),
        },
    ]


def own_deviation_reasons() -> list[dict[str, str]]:
    """Why the person who raised it cannot close it."""
    return [{"sentence": _("You raised this deviation. Somebody else closes it.")}]


def standing_of(certificate: Certificate) -> tuple[str, str, str]:
    """Whether a certificate still stands: a word, its tone, a sentence."""
    lot = certificate.lot
    if certificate.superseded_at is not None:
        return _("Superseded"), "warning", _("A later certificate of this lot took its place.")
    if lot.state == "ON_HOLD":
        return _("Lot on hold"), "held", _("The lot is on hold: none of it may be given.")
    if lot.state != "RELEASED":
        words = _("The lot is not released now (%(state)s): none of it may be given.")
        return _("Not valid now"), "refused", words % {"state": lot_word(lot.state).lower()}
    if timezone.now() > lot.expires_at:
        return _("Expired"), "refused", _("The lot is past its last day of use.")
    return _("Valid"), "good", _("This is the certificate of a released lot.")


def certificate_facts(certificate: Certificate) -> list[dict[str, Any]]:
    """What the certificate covers and what it is made of."""
    return [
        {
            "name": _("Lot"),
            "value": certificate.lot.code,
            "url": reverse("quality:release", args=[certificate.lot.code]),
        },
        {"name": _("Product"), "value": certificate.lot.product.name},
        {"name": _("Specification"), "value": certificate.data["specification"]},
        *(
            {
                "name": s["meaning"].capitalize(),
                "value": f"{s['name']}, {s['role']}",
                "note": s["signed_at"],
            }
            for s in certificate.data["signatures"]
        ),
        {"name": _("Document"), "value": f"SHA-256 {certificate.document.sha256}"},
    ]


def printed_columns() -> list[Column]:
    """The headings of the printed results."""
    return [
        Column(_("Attribute")),
        Column(_("Limits")),
        Column(_("Result")),
        Column(_("Interval, or why none")),
        Column(_("Verdict")),
    ]


def printed_rows(certificate: Certificate) -> list[list[object]]:
    """The results as they were printed."""
    return [
        [r["label"], r["limits"], r["result"], r["interval"], r["verdict"]]
        for r in certificate.data["results"]
    ]


def public_facts(certificate: Certificate) -> list[dict[str, Any]]:
    """What anybody who holds the paper may compare with it."""
    facts = [
        {"name": _("Certificate"), "value": certificate.code},
        {"name": _("Lot"), "value": certificate.lot.code},
        {"name": _("Product"), "value": certificate.lot.product.name},
        {"name": _("Site"), "value": certificate.data["site"]},
        {"name": _("Issued"), "value": certificate.data["issued_at"]},
        {"name": _("Document"), "value": f"SHA-256 {certificate.document.sha256}"},
    ]
    if certificate.data["is_demo"]:
        facts.append({"name": _("DEMO"), "value": _("made up; never use it for a real person")})
    return facts

"""The certificate of a lot: its data as text, and the PDF/A-3 that carries them with it."""

import json
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

import typst
from django.conf import settings

from secretome_record.batches.labels import data_matrix_svg
from secretome_record.batches.models import Lot
from secretome_record.batches.queries import donors_of_lot
from secretome_record.ledger.models import Signature
from secretome_record.people.roles import title_of
from secretome_record.quality import queries
from secretome_record.quality.models import (
    Investigation,
    Result,
    Specification,
    SpecificationLine,
)
from secretome_record.quality.states import INVALIDATED

NOT_A_LICENCE = (
    "Says what was measured and who decided. It does not say that the product works; "
    "no regulator known to us has licensed one. secretome is not a medical device."
)


def check_text(code: str) -> str:
    """What the DataMatrix holds: the address where the certificate is checked, or its code."""
    base = getattr(settings, "SECRETOME_ADDRESS", "").rstrip("/")
    return f"{base}/quality/check/{code}/" if base else code


def certificate_data(lot: Lot, *, code: str, issued_at: datetime) -> dict[str, Any]:
    """Everything the certificate says, as text; the PDF is made from nothing else."""
    specification = queries.specification_of(lot.product_id)
    assert specification is not None, "the gate lets no lot through without a specification"  # noqa: S101
    zone = ZoneInfo(lot.site.zone)
    return {
        "certificate": code,
        "check": check_text(code),
        "issued_at": _clock(issued_at, zone),
        "issued_on": issued_at.astimezone(zone).date().isoformat(),
        "site": f"{lot.site.name} ({lot.site.code})",
        "is_demo": lot.is_demo,
        "lot": _lot_data(lot, zone),
        "specification": f"{specification.code}, version {specification.version}",
        "results": _results(lot, specification),
        "deviations": [
            {"code": d.code, "what": d.what, "assessment": d.assessment}
            for d in lot.batch.deviations.order_by("recorded_at", "id")
        ],
        "signatures": [_signature(s, zone) for s in _signatures(lot)],
        "notice": NOT_A_LICENCE,
    }


def _lot_data(lot: Lot, zone: ZoneInfo) -> dict[str, str]:
    bank = lot.batch.cell_bank
    return {
        "code": lot.code,
        "product": lot.product.name,
        "cell_source": lot.product.cell_source,
        "form": lot.product.form,
        "batch": lot.batch.code,
        "recipe": f"{lot.batch.recipe.code}, version {lot.batch.recipe.version}",
        "cell_bank": f"{bank.code}, passage {bank.passage}",
        "donors": ", ".join(donor.code for donor in donors_of_lot(lot)),
        "identity_code": lot.identity_code,
        "filled": _clock(lot.filled_at, zone),
        "expires": f"{lot.expires_at.astimezone(zone):%d %b %Y}",
        "storage": lot.product.storage_text,
        "vials": f"{lot.vial_count} x {lot.vial_volume_ml_text} mL",
    }


def _results(lot: Lot, specification: Specification) -> list[dict[str, str]]:
    found = [r for r in queries.results_of(lot) if r.state != INVALIDATED]
    return [
        _result(line, result)
        for line in specification.lines.order_by("number")
        for result in found
        if result.line_id == line.pk
    ]


def _result(line: SpecificationLine, result: Result) -> dict[str, str]:
    run = result.run
    return {
        "label": line.label,
        "rule": line.rule.lower(),
        "limits": limits_text(line),
        "result": f"{result.as_reported} {result.unit}".strip(),
        "interval": interval_text(result),
        "verdict": result.verdict.replace("_", " ").lower(),
        "code": result.code,
        "sample": run.sample.code,
        "method": f"{run.method} {run.method_version}, {run.instrument}",
        "date": f"{run.started_at:%d %b %Y}",
        "file": run.file.sha256 if run.file else "",
        "stated": " ".join([*_widened(line), *_stated(result)]),
    }


def _widened(line: SpecificationLine) -> Iterator[str]:
    if line.precision_text:
        yield f"Judged with {line.precision_text} % from run to run ({line.precision_source})."


def _stated(result: Result) -> list[str]:
    """What named persons added to the number: a dilution, an investigation, a decision."""
    return [*_dilution(result), *_investigated(result), *_decided(result)]


def _dilution(result: Result) -> Iterator[str]:
    run = result.run
    if run.dilution_factor_text and result.attribute == queries.CONCENTRATION:
        yield (
            f"Sample '{run.sample_in_file}', dilution {run.dilution_factor_text}, stated by "
            f"{result.entered_by.printed_name}: {run.dilution_reason}"
        )
    if run.dilution_sd_pct_text and result.attribute == queries.CONCENTRATION:
        yield f"Error of the dilution: {run.dilution_sd_pct_text} %."


def _investigated(result: Result) -> Iterator[str]:
    found = Investigation.objects.filter(result=result).first()
    if found is not None:
        yield f"OOS investigation {found.code}: {found.conclusion or found.phase_one_text}"
    if result.retest_of is not None:
        yield f"Retest under the OOS investigation {result.retest_of.code}."


def _decided(result: Result) -> Iterator[str]:
    for decision in result.decisions.select_related("decided_by").order_by("recorded_at"):
        word = "Accepted" if decision.is_accepted else "Not accepted"
        yield (
            f"{word} by {decision.decided_by.printed_name} under {decision.protocol}: "
            f"{decision.reason}"
        )


def limits_text(line: SpecificationLine) -> str:
    """The limits of a line as they were written."""
    if line.expected_text:
        return line.expected_text
    if line.low_text and line.high_text:
        low, _, unit = line.low_text.partition(" ")
        low = low if unit and line.high_text.endswith(f" {unit}") else line.low_text
        return f"{low} to {line.high_text}"
    return f"at least {line.low_text}" if line.low_text else f"at most {line.high_text}"


def interval_text(result: Result) -> str:
    """The interval of a result, or why it has none."""
    if result.interval_low is None or result.interval_high is None:
        return result.no_estimate_reason
    level = float((result.estimate or {}).get("level", 0.95)) * 100
    return f"{result.interval_low:.3g} to {result.interval_high:.3g} ({level:g} %)"


def _signatures(lot: Lot) -> list[Signature]:
    """The review that led to the release, and the release."""
    reviews, releases = queries.reviews_of(lot), queries.releases_of(lot)
    return [row["signature"] for row in (*reviews[-1:], *releases[-1:])]


def _signature(signature: Signature, zone: ZoneInfo) -> dict[str, str]:
    return {
        "name": signature.printed_name,
        "role": title_of(signature.role),
        "meaning": signature.meaning,
        "signed_at": _clock(signature.signed_at, zone),
        "method": signature.method,
        "content_hash": signature.content_hash,
    }


def _clock(moment: datetime, zone: ZoneInfo) -> str:
    local = moment.astimezone(zone)
    return f"{local:%d %b %Y, %H:%M:%S} {local:%Z} (UTC{local:%z})"


def certificate_pdf(data: dict[str, Any]) -> bytes:
    """Print the data as PDF/A-3 that embeds them as JSON; the same data give the same bytes."""
    text = json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True)
    day = datetime.fromisoformat(f"{data['issued_on']}T00:00:00+00:00")
    return typst.compile(
        _layout(),
        format="pdf",
        sys_inputs={"data": text, "symbol": data_matrix_svg(data["check"])},
        pdf_standards=["a-3a"],
        ignore_system_fonts=True,
        timestamp=day,
    )


@cache
def _layout() -> bytes:
    return files("secretome_record.quality").joinpath("certificate.typ").read_bytes()

"""Lists and single rows, always within the reader's sites."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from secretome_record.batches.models import Deviation, Lot, Product
from secretome_record.batches.queries import by_code, deviations_for, lots_for
from secretome_record.batches.states import RELEASED
from secretome_record.jobs.models import Job
from secretome_record.jobs.queries import jobs_by_key
from secretome_record.people.models import Person
from secretome_record.quality.models import (
    Certificate,
    Investigation,
    ProtocolDecision,
    Result,
    Run,
    Sample,
    SampleFile,
    Specification,
    SpecificationLine,
)
from secretome_record.quality.specifying import relative_sd_of
from secretome_record.quality.states import IN_FORCE, VERIFIED

__all__ = ["Deviation", "by_code", "deviations_for", "lots_for"]

CONCENTRATION = "particle_concentration"


def specifications_for(person: Person) -> QuerySet[Specification]:
    """The specifications of the reader's sites."""
    rows = Specification.objects.filter(site__in=person.site_ids)
    return rows.select_related("product", "written_by", "site")


def samples_for(person: Person) -> QuerySet[Sample]:
    """The samples of the reader's sites."""
    rows = Sample.objects.filter(site__in=person.site_ids)
    return rows.select_related("site", "node", "lot", "lot__product", "taken_by")


def runs_for(person: Person) -> QuerySet[Run]:
    """The runs of the reader's sites."""
    rows = Run.objects.filter(site__in=person.site_ids)
    return rows.select_related("site", "sample", "sample__lot", "sample__node", "run_by", "file")


def results_for(person: Person) -> QuerySet[Result]:
    """The results of the reader's sites."""
    return joined(Result.objects.filter(site__in=person.site_ids))


# Lists join nothing that every row has: with such joins SQLite starts at the small tables, reads
# every row of the site and sorts them. What a row needs beside itself is read in one more query.
def results_listed(person: Person) -> QuerySet[Result]:
    """The results of the reader's sites for a long list."""
    return Result.objects.filter(site__in=person.site_ids).select_related("lot")


def samples_listed(person: Person) -> QuerySet[Sample]:
    """The samples of the reader's sites for a long list."""
    rows = Sample.objects.filter(site__in=person.site_ids)
    return rows.prefetch_related("node", "taken_by")


def certificates_for(person: Person) -> QuerySet[Certificate]:
    """The certificates of the reader's sites."""
    rows = Certificate.objects.filter(site__in=person.site_ids)
    return rows.select_related("site", "lot", "lot__product", "document", "signature")


def results_of(lot: Lot) -> QuerySet[Result]:
    """Every result of one lot, oldest first."""
    return joined(lot.results.all()).order_by("recorded_at", "id")


def joined(rows: QuerySet[Result]) -> QuerySet[Result]:
    """Results with everything their pages and signatures read."""
    return rows.select_related(
        "site", "lot", "line", "run", "run__sample", "run__file", "run__run_by", "entered_by",
        "verified_by", "retest_of",
    )  # fmt: skip


def files_of(sample: Sample) -> QuerySet[SampleFile]:
    """The files dropped on a sample, newest first, each with the run that holds its reading."""
    rows = sample.files.select_related("file", "run", "dropped_by")
    return rows.order_by("-recorded_at", "-id")


def reading_key(row: SampleFile) -> str:
    """The key of the job that reads a dropped file."""
    return f"quality.read_file:{row.pk}"


def readings_of(rows: Iterable[SampleFile]) -> dict[Any, Job]:
    """The jobs that read these files, in one query, by the file."""
    keys = {reading_key(row): row.pk for row in rows}
    return {keys[key]: job for key, job in jobs_by_key(keys).items()}


def investigations_for(person: Person) -> QuerySet[Investigation]:
    """The OOS investigations of the reader's sites."""
    rows = Investigation.objects.filter(site__in=person.site_ids)
    return rows.select_related(
        "site", "lot", "result", "result__line", "result__run", "result__run__sample",
        "result__run__file", "result__entered_by", "result__verified_by",
    )  # fmt: skip


def investigations_of(lot: Lot) -> QuerySet[Investigation]:
    """The OOS investigations of one lot, oldest first."""
    return lot.investigations.select_related("lot", "result").order_by("recorded_at", "id")


def investigation_of(result: Result) -> Investigation | None:
    """The OOS investigation of a result, or nothing."""
    return Investigation.objects.filter(result=result).first()


def retests_of(investigation: Investigation) -> QuerySet[Result]:
    """Every result made under the plan of an investigation, oldest first."""
    return joined(investigation.retests.all()).order_by("recorded_at", "id")


def decisions_of(lot: Lot) -> QuerySet[ProtocolDecision]:
    """What the qualified person decided under a protocol about results of this lot."""
    return ProtocolDecision.objects.filter(result__lot=lot).select_related("result")


def specification_of(product_id: Any) -> Specification | None:
    """The specification in force for a product, or nothing."""
    rows = Specification.objects.filter(product_id=product_id, state=IN_FORCE)
    return rows.prefetch_related("lines").first()


def line_for(lot: Lot | None, attribute: str) -> SpecificationLine | None:
    """The line in force that judges an attribute of this lot, or nothing."""
    if lot is None:
        return None
    return SpecificationLine.objects.filter(
        specification__product_id=lot.product_id,
        specification__state=IN_FORCE,
        attribute=attribute,
    ).first()


def standing_certificate(lot: Lot) -> Certificate | None:
    """The certificate of the lot that no later one superseded, or nothing."""
    rows = Certificate.objects.filter(lot=lot, superseded_at__isnull=True)
    return rows.select_related("document", "signature", "lot").first()


def certificate_of(code: str) -> Certificate | None:
    """One certificate by code for anybody who holds the paper, or nothing."""
    rows = Certificate.objects.filter(code=code.strip().upper())
    return rows.select_related("lot", "lot__product", "site").first()


def usable_lots_for(product: Product, at: datetime) -> QuerySet[Lot]:
    """The released lots of a product that have not expired, those that expire first first."""
    rows = Lot.objects.filter(product=product, state=RELEASED, expires_at__gt=at)
    return rows.select_related("product", "site").order_by("expires_at", "id")


def concentration_of(lot: Lot) -> dict[str, Any] | None:
    """The lot's newest verified particle concentration: estimate, source, who stated what.

    Nothing when no verified, reliable result with an interval was read from a file: a typed
    number never drives a dose.
    """
    rows = Result.objects.filter(
        lot=lot, attribute=CONCENTRATION, state=VERIFIED, is_unreliable=False,
        is_from_file=True, estimate__isnull=False,
    )  # fmt: skip
    joined_rows = rows.select_related("run", "run__file", "verified_by", "line")
    newest = joined_rows.order_by("-recorded_at").first()
    return None if newest is None else _concentration(newest)


def _concentration(result: Result) -> dict[str, Any]:
    run = result.run
    return {
        "estimate": result.estimate,
        "unit": "particles/mL",
        "as_reported": result.as_reported,
        "result": result.code,
        "run": run.code,
        "sha256": run.file.sha256 if run.file else "",
        "sample_in_file": run.sample_in_file,
        "dilution_factor": run.dilution_factor_text,
        "dilution_reason": run.dilution_reason,
        "dilution_relative_sd": relative_sd_of(run.dilution_sd_pct_text),
        "line_rule": result.line.rule if result.line else "",
        "warnings": run.warnings,
        "source": (result.estimate or {}).get("source", ""),
    }

"""Specifications, samples, results and decided lots for tests, made through the services."""

from datetime import datetime, timedelta
from functools import cache

import numpy as np

from factories.batches import make_bank, make_batch, make_lot
from factories.donors import make_donation
from factories.people import AT, Crew, signed
from secretome.instruments.nanosight.specimen import Specimen, write_specimen
from secretome_record.batches.models import Deviation, Lot, Product, Recipe
from secretome_record.people.models import Person
from secretome_record.people.roles import Role
from secretome_record.quality import services
from secretome_record.quality.models import Certificate, Result, Run, Sample, Specification
from secretome_record.quality.services import LineText

STERILE_AFTER = timedelta(days=14)
READY_AT = AT + STERILE_AFTER + timedelta(hours=1)
WITHOUT_INTERVAL = "The method reports one number."

LINES = (
    LineText(
        "particle_concentration", "GUARDED", "particles/mL", "1e10", "4e10", from_file_only=True,
        source="label +/-20 %, 10.1038/s41392-025-02262-3",
    ),
    LineText("size_mode", "SIMPLE", "nm", "50", "200", from_file_only=True),
    LineText("endotoxin", "SIMPLE", "EU/mL", "", "0.5"),
    LineText("sterility", "QUALITATIVE", expected_text="no growth", incubation_days=14),
)  # fmt: skip


@cache
def nanosight_file(concentration: float = 2e8, seed: int = 7, captures: int = 5, **more) -> bytes:
    """A synthetic export whose dilution was not recorded; the same bytes each time."""
    specimen = Specimen("S1", concentration, captures=captures, **more)
    return write_specimen(specimen, rng=np.random.default_rng(seed))


def draft_specification(
    crew: Crew, product: Product, at: datetime = AT, lines=LINES
) -> Specification:
    """A specification nobody approved yet."""
    return services.write_specification(product=product, lines=lines, by=crew.qc_analyst, at=at)


def approve(specification: Specification, crew: Crew, at: datetime = AT) -> Specification:
    """Approve with the signature of quality assurance."""
    signature = signed(crew.qa, "specification approved", Role.QA, at)
    return services.approve_specification(
        specification=specification, by=crew.qa, at=at, signature=signature
    )


def make_specification(
    crew: Crew, product: Product, at: datetime = AT, lines=LINES
) -> Specification:
    """A specification in force."""
    return approve(draft_specification(crew, product, at, lines), crew, at)


def demo_lot(crew: Crew, at: datetime = AT, vial_count: int = 4, **more) -> Lot:
    """A lot that may carry synthetic files: its donor, and so everything after, is a demo."""
    bank = make_bank(crew, [make_donation(crew, at=at, is_demo=True)], at)
    return make_lot(crew, make_batch(crew, bank, at=at, **more), vial_count, at)


def make_sample(crew: Crew, lot: Lot, at: datetime = AT, purpose: str = "release") -> Sample:
    """A sample of a lot, taken now."""
    return services.take_sample(lot=lot, purpose=purpose, taken_at=at, by=crew.qc_analyst, at=at)


def start_run(
    crew: Crew, sample: Sample, method: str = "NTA", at: datetime = AT, incubation_days: int = 0
) -> Run:
    """A run just started."""
    return services.start_run(
        sample=sample, method=method, method_version="2", instrument="NS300 no 1", started_at=at,
        incubation_days=incubation_days, by=crew.qc_analyst, at=at,
    )  # fmt: skip


def run_with_file(crew: Crew, sample: Sample, at: datetime = AT, data: bytes | None = None) -> Run:
    """A run whose file is read and kept."""
    run = start_run(crew, sample, at=at)
    return services.add_file(
        run=run, data=data or nanosight_file(), name="export.csv", by=crew.qc_analyst, at=at
    )


def take_from_file(
    crew: Crew, sample: Sample, at: datetime = AT, data: bytes | None = None,
    dilution: str = "100", dilution_error: str = "",
) -> list[Result]:  # fmt: skip
    """The numbers of a file, with the dilution stated by the analyst."""
    return services.take_results(
        run=run_with_file(crew, sample, at, data), sample_in_file="S1", by=crew.qc_analyst, at=at,
        dilution_factor_text=dilution, dilution_reason="dilution sheet 12",
        dilution_sd_pct_text=dilution_error,
    )  # fmt: skip


def enter(crew: Crew, run: Run, attribute: str, text: str, unit: str = "", at: datetime = AT):
    """A result entered by hand."""
    return services.enter_result(
        run=run, attribute=attribute, as_reported=text, unit=unit, by=crew.qc_analyst, at=at,
        no_estimate_reason=WITHOUT_INTERVAL,
    )  # fmt: skip


def verify(result: Result, crew: Crew, at: datetime = AT) -> Result:
    """Verify as the second analyst."""
    who = crew.second("qc_analyst")
    signature = signed(who, "result verified", Role.QC_ANALYST, at)
    return services.verify_result(result=result, by=who, at=at, signature=signature)


def do_all_tests(
    crew: Crew, lot: Lot, at: datetime = AT, *, leave_out: tuple[str, ...] = (),
    endotoxin: str = "<0.05", data: bytes | None = None, unverified: tuple[str, ...] = (),
    dilution_error: str = "",
) -> dict[str, Result]:  # fmt: skip
    """Every result the specification asks for, verified; sterility is read after its 14 days."""
    sample = make_sample(crew, lot, at)
    found: list[Result] = []
    if "particle_concentration" not in leave_out:
        found += take_from_file(crew, sample, at, data, dilution_error=dilution_error)
    if "endotoxin" not in leave_out:
        run = start_run(crew, sample, "LAL", at)
        found.append(enter(crew, run, "endotoxin", endotoxin, "EU/mL", at))
    if "sterility" not in leave_out:
        run = start_run(crew, sample, "USP 71", at, incubation_days=14)
        found.append(enter(crew, run, "sterility", "no growth", at=at + STERILE_AFTER))
    for result in found:
        if result.attribute not in unverified:
            verify(result, crew, at + STERILE_AFTER)
    return {result.attribute: result for result in found}


def review(lot: Lot, crew: Crew, at: datetime = READY_AT, by: Person | None = None) -> Lot:
    """Reviewed by the second analyst, who entered nothing."""
    who = by or crew.second("qc_analyst")
    signature = signed(who, "quality control reviewed", Role.QC_ANALYST, at)
    return services.review_lot(lot=lot, by=who, at=at, signature=signature)


def release(lot: Lot, crew: Crew, at: datetime = READY_AT, by: Person | None = None) -> Certificate:
    """Released by the qualified person."""
    who = by or crew.qualified_person
    signature = signed(who, "certified and released", Role.QUALIFIED_PERSON, at)
    return services.release_lot(lot=lot, by=who, at=at, signature=signature)


def ready_lot(
    crew: Crew, at: datetime = AT, vial_count: int = 4, recipe: Recipe | None = None, **tests
) -> Lot:
    """A demo lot with all its tests, in quarantine, against which only the review is missing."""
    lot = demo_lot(crew, at, vial_count, recipe=recipe)
    make_specification(crew, lot.product, at)
    do_all_tests(crew, lot, at, **tests)
    return Lot.objects.get(pk=lot.pk)


def reviewed_lot(crew: Crew, at: datetime = AT, vial_count: int = 4) -> Lot:
    """A reviewed lot that waits for the qualified person only."""
    lot = ready_lot(crew, at, vial_count)
    return review(lot, crew, at + (READY_AT - AT))


def released_lot(crew: Crew, at: datetime = AT, vial_count: int = 4) -> Lot:
    """A released lot with its certificate; made at ``at``, released 14 days later."""
    lot = reviewed_lot(crew, at, vial_count)
    release(lot, crew, at + (READY_AT - AT))
    return Lot.objects.get(pk=lot.pk)


def hold(lot: Lot, crew: Crew, at: datetime = READY_AT) -> Lot:
    """Held by the safety officer."""
    return services.hold_lot(
        lot=lot, reason="A reaction was reported.", by=crew.safety_officer, at=at
    )


def close(deviation: Deviation, crew: Crew, at: datetime = AT) -> Deviation:
    """Assessed and closed by quality assurance."""
    assessed = services.assess_deviation(
        deviation=deviation, assessment="No effect on the product.", by=crew.qa, at=at
    )
    return services.close_deviation(
        deviation=assessed, reason="Assessed; no action.", by=crew.qa, at=at,
        signature=signed(crew.qa, "deviation closed", Role.QA, at),
    )  # fmt: skip

"""Quality control of the demo: a specification, written instrument files, results, decisions."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from secretome_record.batches.models import Lot
from secretome_record.demo.crew import DemoCrew
from secretome_record.demo.making import Making
from secretome_record.demo.science import nanosight_file
from secretome_record.quality import services
from secretome_record.quality.models import Result
from secretome_record.quality.services import LineText

STERILE_AFTER = timedelta(days=14)
_ONE_NUMBER = "The method reports one number (demo)."
_LINES = (
    LineText(
        "particle_concentration", "GUARDED", "particles/mL", "1e10", "4e10", from_file_only=True,
        source="demo limits around the label; label +/-20 % in 10.1038/s41392-025-02262-3",
        precision_text="5", precision_source="demo value, nobody validated it",
    ),
    LineText("size_mode", "SIMPLE", "nm", "50", "200", from_file_only=True, source="demo limit"),
    LineText("endotoxin", "SIMPLE", "EU/mL", "", "0.5", source="demo limit"),
    LineText(
        "sterility", "QUALITATIVE", expected_text="no growth", incubation_days=14,
        source="USP <71>, at least 14 days",
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Findings:
    """What the tests of one lot find; ``None`` leaves a test out."""

    concentration_per_ml: float = 2e8
    endotoxin: str | None = "<0.05"
    sterility: str | None = "no growth"
    unreliable: bool = False
    verified: bool = True


def set_specification(crew: DemoCrew, making: Making, at: datetime) -> None:
    """Write the specification and put it in force."""
    written = services.write_specification(
        product=making.product, lines=_LINES, by=crew["qc"], at=at
    )
    signature = crew.sign("qa", "specification approved", at)
    services.approve_specification(specification=written, by=crew["qa"], at=at, signature=signature)


def do_tests(crew: DemoCrew, lot: Lot, at: datetime, seed: int, found: Findings) -> None:
    """Take a sample, upload the file, enter results, verify them as the second analyst."""
    sample = services.take_sample(lot=lot, purpose="release", taken_at=at, by=crew["qc"], at=at)
    results = _from_file(crew, sample, at, seed, found)
    if found.endotoxin is not None:
        run = _start(crew, sample, "Endotoxin, kinetic chromogenic", at)
        results.append(_enter(crew, run, "endotoxin", found.endotoxin, "EU/mL", at))
    run = _start(crew, sample, "Sterility, membrane filtration", at, days=14)
    read_at = at + STERILE_AFTER + timedelta(hours=1)
    if found.sterility is not None:
        results.append(_enter(crew, run, "sterility", found.sterility, "", read_at))
    for result in results:
        if found.verified:
            _verify(crew, result, read_at if found.sterility is not None else at)


def review(crew: DemoCrew, lot: Lot, at: datetime) -> None:
    """Sign the review of quality control."""
    signature = crew.sign("qc2", "quality control reviewed", at)
    services.review_lot(lot=lot, by=crew["qc2"], at=at, signature=signature)


def release(crew: DemoCrew, lot: Lot, at: datetime) -> None:
    """Certify and release as the qualified person."""
    signature = crew.sign("qp", "certified and released", at)
    services.release_lot(lot=lot, by=crew["qp"], at=at, signature=signature)


def reject(crew: DemoCrew, lot: Lot, reason: str, at: datetime) -> None:
    """Reject as the qualified person."""
    signature = crew.sign("qp", "rejected", at)
    services.reject_lot(lot=lot, reason=reason, by=crew["qp"], at=at, signature=signature)


def confirm_oos(crew: DemoCrew, lot: Lot, at: datetime) -> None:
    """Lead an OOS through both phases: no laboratory error, a retest that fails, confirmed."""
    found = lot.investigations.get()
    found = services.find_no_error(
        investigation=found, by=crew["qa"], at=at,
        reason="Demo: cartridge, standards, dilution and sums were checked and are right.",
    )  # fmt: skip
    found = services.plan_retests(
        investigation=found, planned_retests=2, by=crew["qa"], at=at,
        plan_text="Demo: from a new sample, by the second analyst, same method.",
        signature=crew.sign("qa", "retest plan fixed", at),
    )  # fmt: skip
    sample = services.take_sample(lot=lot, purpose="retest", taken_at=at, by=crew["qc2"], at=at)
    for text in ("0.79", "0.81"):
        run = _start(crew, sample, "Endotoxin, kinetic chromogenic", at)
        retest = services.enter_result(
            run=run, attribute="endotoxin", as_reported=text, unit="EU/mL", by=crew["qc2"],
            at=at, no_estimate_reason=_ONE_NUMBER,
        )  # fmt: skip
        services.verify_result(
            result=retest, by=crew["qc"], at=at, signature=crew.sign("qc", "result verified", at)
        )
    services.confirm_oos(
        investigation=found, by=crew["qa"], at=at,
        making_text="Demo: the harvest of this batch stood longer than the others.",
        reason="Demo: both retests fail as the first result did.",
        signature=crew.sign("qa", "OOS confirmed", at),
    )  # fmt: skip


def _from_file(crew: DemoCrew, sample, at: datetime, seed: int, found: Findings) -> list[Result]:
    run = _start(crew, sample, "NTA", at)
    services.add_file(
        run=run, name=f"demo-nta-{seed}.csv", by=crew["qc"], at=at,
        data=nanosight_file(found.concentration_per_ml, seed, unreliable=found.unreliable),
    )  # fmt: skip
    return services.take_results(
        run=run, sample_in_file=f"DEMO-{seed}", by=crew["qc"], at=at, dilution_factor_text="100",
        dilution_reason="Demo dilution sheet: 10 µL in 1 mL filtered PBS.",
        dilution_sd_pct_text="2",
    )  # fmt: skip


def _start(crew: DemoCrew, sample, method: str, at: datetime, days: int = 0):
    return services.start_run(
        sample=sample, method=method, method_version="1", instrument="Demo instrument",
        started_at=at, incubation_days=days, by=crew["qc"], at=at,
    )  # fmt: skip


def _enter(crew: DemoCrew, run, attribute: str, text: str, unit: str, at: datetime) -> Result:
    return services.enter_result(
        run=run, attribute=attribute, as_reported=text, unit=unit, by=crew["qc"], at=at,
        no_estimate_reason=_ONE_NUMBER,
    )  # fmt: skip


def _verify(crew: DemoCrew, result: Result, at: datetime) -> None:
    signature = crew.sign("qc2", "result verified", at)
    services.verify_result(result=result, by=crew["qc2"], at=at, signature=signature)

"""Very many results at once: one bulk insert, still captured by every trigger."""

from datetime import datetime

from factories import quality as make
from factories.batches import make_batch
from factories.people import AT, Crew
from secretome_record.ledger.codes import with_check
from secretome_record.ledger.models import Node
from secretome_record.ledger.writing import writing
from secretome_record.quality import services
from secretome_record.quality.models import Result, Run

_AT_ONCE = 1000


def run_of_a_batch(crew: Crew, at: datetime = AT) -> Run:
    """A run on a sample that belongs to no lot."""
    batch = make_batch(crew, at=at)
    sample = services.take_sample(
        node=Node.objects.get(subject_id=batch.pk), purpose="In process", taken_at=at,
        by=crew.qc_analyst, at=at,
    )  # fmt: skip
    return make.start_run(crew, sample, "Glucose", at)


def many_results(crew: Crew, count: int, run: Run | None = None, at: datetime = AT) -> Run:
    """``count`` results of one run."""
    run = run or run_of_a_batch(crew, at)
    there = Result.objects.count()
    for start in range(0, count, _AT_ONCE):
        with writing(by=crew.qc_analyst, at=at, why="Many results for a test"):
            Result.objects.bulk_create(
                _result(run, there + n) for n in range(start, min(start + _AT_ONCE, count))
            )
    return run


def _result(run: Run, number: int) -> Result:
    return Result(
        # In order, because among so many two codes drawn by chance would be the same.
        code=with_check(Result.CODE_PREFIX, f"{number:06d}"), site_id=run.site_id, run=run,
        attribute="endotoxin", label="Endotoxin", as_reported=f"0.{number % 900 + 100}",
        value=0.1, unit="EU/mL",
        no_estimate_reason="one number", verdict="CANNOT_TELL",
        verdict_reason="No line covers it.", entered_by=run.run_by,
    )  # fmt: skip

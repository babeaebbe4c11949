"""How often harm was reported, with an upper bound even where nobody had any."""

from collections import defaultdict
from collections.abc import Iterable

from secretome.evidence.expectation import HarmRate
from secretome.evidence.files import number, whole
from secretome.evidence.judging import grade
from secretome.evidence.rates import exact_rate
from secretome.evidence.rows import Role, Study, Verified
from secretome.units import Estimate, EstimateKind

_COUNTS = (
    ("any adverse event", "ae_treated"),
    ("serious adverse event", "serious_ae_treated"),
)


def harm_rates(rows: Iterable[Study], reports: Iterable[Study]) -> tuple[HarmRate, ...]:
    """Rates over the studies of a condition, pooled rates over all, and cases without a rate.

    ``reports`` are the harm reports and pools that concern the condition.
    """
    read = [s for s in rows if s.verified is Verified.READ]
    own = [_counted(name, column, read) for name, column in _COUNTS]
    return (*own, *(_reported(s) for s in reports if s.verified is Verified.READ))


def _counted(name: str, column: str, rows: list[Study]) -> HarmRate:
    per_report: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    for s in rows:
        graded = s.grading or grade(s.reported)
        events = whole(s.reported.get(column, ""))
        if events is not None and s.n_treated and graded.role in (Role.EFFECT, Role.SAFETY):
            per_report[graded.report].append((min(events, s.n_treated), s.n_treated, s.study_id))
    if not per_report:
        reason = "Unknown: no study that was read prints how many of how many patients had one."
        return HarmRate(name, None, None, None, reason, ())
    worst = [max(counts, key=lambda c: (c[0] / c[1], -c[1])) for counts in per_report.values()]
    events, n = sum(c[0] for c in worst), sum(c[1] for c in worst)
    ids = tuple(c[2] for c in worst)
    rate = exact_rate(events, n, source=f"rows {', '.join(ids)}")
    return HarmRate(name, events, n, rate, _sentence(events, n, rate), ids)


def _sentence(events: int, n: int, rate: Estimate) -> str:
    bound = f"up to {100 * rate.high:.0f} in 100 patients are possible (95 % bound)"
    said = f"{events} of {n} treated patients" if events else f"None of {n} treated patients"
    return f"{said}; {bound}. Small studies miss rare and late harm."


def _reported(study: Study) -> HarmRate:
    row = study.reported
    name = study.outcome
    graded = study.grading or grade(row)
    if graded.role is Role.POOLED_HARM and row.get("effect"):
        rate = _pooled_rate(study)
        reason = "Pooled over many conditions; reporting in the field is incomplete."
        return HarmRate(name, None, None, rate, reason, (study.study_id,))
    events = whole(row.get("treated_events", "")) or whole(row.get("ae_treated", ""))
    reason = f"Cases were reported; of how many treated is not known ({graded.why})."
    return HarmRate(name, events, None, None, reason, (study.study_id,))


def _pooled_rate(study: Study) -> Estimate | None:
    cells = [number(study.reported.get(k, "")) for k in ("effect", "ci_low", "ci_high")]
    values = [cell / 100 for cell in cells if cell is not None]
    if len(values) < 3:
        return None
    value, low, high = values
    return Estimate(value, low, high, 0.95, EstimateKind.CONFIDENCE, study.source)

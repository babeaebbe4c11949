"""Claims as numbers computed now: what is left after six months, how often harm, cells per dose.

Stands on: decision 0018, which says why the body model may speak here and nowhere near a patient.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from statistics import median
from typing import Any

from secretome.evidence import HarmRate, Study, evidence_version, studies
from secretome.evidence.harms import harm_rates

_PATIENTS, _SEED, _DAYS = 64, 20261, 181.0
_PARTICLES, _CELLS = 2e9, 7e7  # a dose as in the nebulised trials; 1e6 cells per kg at 70 kg
_HARM_CLAIMS = ("C10", "C11")


@dataclass(frozen=True, slots=True)
class LiveNumber:
    """One number that tests a claim; ``value`` is None with a reason where there is none."""

    claim_id: str
    what: str
    value: float | None
    low: float | None
    high: float | None
    unit: str
    reason: str
    source: str


@cache
def live_numbers() -> tuple[LiveNumber, ...]:
    """Every number that needs no record of a site, computed once in a process."""
    return (*_harm(), *_six_months(), *_cells_per_dose())


def time_to_release(days: Sequence[float], *, own_cells: bool) -> LiveNumber:
    """Days from the start of a batch to the release of its lot, from a site's own records."""
    cells = "the patient's own cells" if own_cells else "donor cells"
    what = f"Days from the start of a batch to the release of its lot, {cells}, at this site"
    return _of_site("C09", what, days, "days", f"No lot from {cells} has been released here yet.")


def cost_per_dose(prices: Sequence[float], currency: str) -> LiveNumber:
    """Price of one session by the price lists of a site."""
    what = "Price of one session by the valid price lists of this site"
    return _of_site("C22", what, prices, currency, "This site has no valid price list.")


def _of_site(claim_id: str, what: str, values: Sequence[float], unit: str, none: str) -> LiveNumber:
    records = "1 record" if len(values) == 1 else f"{len(values)} records"
    source = f"{records} of this site: median, lowest and highest"
    if not values:
        return LiveNumber(claim_id, what, None, None, None, unit, none, "records of this site")
    return LiveNumber(claim_id, what, median(values), min(values), max(values), unit, "", source)


def _harm() -> list[LiveNumber]:
    own = [study for study in studies() if study.is_secretome]
    pooled = [study for study in own if _is_pooled(study)]
    rates = harm_rates([study for study in own if not _is_pooled(study)], pooled)
    return [_rate(claim_id, rate) for claim_id in _HARM_CLAIMS for rate in rates]


def _is_pooled(study: Study) -> bool:
    return study.grading is not None and study.grading.role == "pooled_harm"


def _rate(claim_id: str, rate: HarmRate) -> LiveNumber:
    what = f"Patients in 100 with: {rate.name.removesuffix(', percent')}"
    source = f"{', '.join(rate.study_ids)}; evidence tables {evidence_version()[:19]}"
    if rate.rate is None:
        return LiveNumber(claim_id, what, None, None, None, "of 100", rate.reason, source)
    value, low, high = (100 * x for x in (rate.rate.value, rate.rate.low, rate.rate.high))
    return LiveNumber(claim_id, what, value, low, high, "of 100", rate.reason, source)


def _six_months() -> list[LiveNumber]:
    vesicles, cells = _claims("ev", _PARTICLES), _claims("cells", _CELLS)
    needed = vesicles["half_life_needed_d_for_1_percent_at_180_d"]
    return [
        _left("C13", "Intact vesicles left of a drip after 180 days", vesicles, "180d"),
        _model("C13", "Half-life that 1 % left after 180 days would need", needed, "days"),
        _left("C14", "Intact vesicles left of a drip after one day", vesicles, "1d"),
        _left("C14", "Living cells left of a drip after one day", cells, "1d"),
    ]


def _left(claim_id: str, what: str, found: dict[str, Any], mark: str) -> LiveNumber:
    share = found["share_intact"][mark]
    low, middle, high = (100 * share[name] for name in ("p05", "median", "p95"))
    return LiveNumber(claim_id, what, middle, low, high, "of 100", "", _source())


def _cells_per_dose() -> list[LiveNumber]:
    made = _claims("ev", _PARTICLES)["producer_cells"]
    return [
        _model("C17", "Cells that secrete 2e9 particles in two days of culture", made, "cells"),
        _model("C17", "Cells in a dose of 1e6 per kg at 70 kg", _CELLS, "cells"),
    ]


def _model(claim_id: str, what: str, value: float, unit: str) -> LiveNumber:
    reason = "No human study says which dose of vesicles equals a dose of cells."
    return LiveNumber(
        claim_id, what, value, None, None, unit, reason if claim_id == "C17" else "", _source()
    )


def _source() -> str:
    from secretome.population import model_version  # late: a text is checked without the model

    return f"body model {model_version()}, {_PATIENTS} virtual patients, 5 to 95 % of them"


@cache
def _claims(product: str, dose: float) -> dict[str, Any]:
    from secretome.kinetics import Experiment
    from secretome.population import claims_of, plan_for, run_population

    given = Experiment(product, "iv", dose, days=_DAYS)
    return dict(claims_of(run_population(plan_for(given, patients=_PATIENTS, seed=_SEED))))

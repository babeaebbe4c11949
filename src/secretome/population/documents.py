"""The simulation as a document: curves by place, claims, balance, failures and what to cite."""

import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import numpy as np

from secretome.engine import even_times
from secretome.kinetics import (
    ORGANS,
    Experiment,
    Setup,
    body_model,
    cautions_of_dose,
    packaged,
    papers,
    setup_of,
)
from secretome.population.claims import claims_of, compare, marks_within
from secretome.population.posterior import stored
from secretome.population.runs import Plan, PopulationRun
from secretome.population.sensitivity import identifiability_warnings

RESPONSES = ("protein", "inflammation", "fibrosis", "repair", "viable")
_EXTRAS = (
    "auc_plasma",
    "auc_target",
    "mirna",
    "eaten",
    "ev_given",
    "ev_made",
    "cell_given",
    "sol_blood",
    "ev_own",
)
_POINTS = 60
_AFTER_A_SESSION_H = (0.0, 0.02, 0.25, 1.0, 6.0, 24.0, 48.0)
_NOTICE = "A model, not a promise: never used for a dose, a verdict or a patient's expected result."


def plan_for(
    experiment: Experiment,
    *,
    patients: int,
    seed: int,
    relative: float = 1e-6,
    single: bool = False,
) -> Plan:
    """The usual plan: curves of every place, the marks of the claims, balances and responses."""
    horizon = experiment.horizon_h
    times = {float(t) for t in even_times(horizon, _POINTS)} | set(marks_within(horizon).values())
    for start in experiment.sessions_at_h[1:]:
        times |= {start + after for after in _AFTER_A_SESSION_H if start + after < horizon}
    last = experiment.sessions_at_h[-1]
    times |= {last + hours for hours in marks_within(horizon - last).values()}
    living = {output.name for output in setup_of(experiment).model.outputs if output.terms}
    wanted = [*_places(experiment), *_EXTRAS, *RESPONSES]
    wanted += ["balance_ev", "balance_label", "balance_cells", "balance_soluble"]
    outputs = tuple(dict.fromkeys(name for name in wanted if name in living))
    return Plan(experiment, patients, seed, tuple(sorted(times)), outputs, relative, single)


def _places(experiment: Experiment) -> list[str]:
    kinds = ["alive", "cellmark"] if experiment.product == "cells" else ["intact"]
    if experiment.label and experiment.product != "cells":
        kinds.append("label")
    places = ["blood", *ORGANS, "site", "body"]
    return [f"{kind}_{place}" for kind in kinds for place in places]


def simulation_document(run: PopulationRun, versus: PopulationRun | None = None) -> dict[str, Any]:
    """Everything a reader needs of a run, ready for JSON."""
    given = run.plan.experiment
    document = {
        "model_version": model_version(),
        "outcome": run.outcome,
        "product": given.product,
        "route": given.route,
        "dose": given.dose,
        "dose_unit": "cells" if given.product == "cells" else "particles",
        "species": given.species,
        "days": given.days,
        "sessions_at_h": list(given.sessions_at_h),
        "patients": run.plan.patients,
        "seed": run.plan.seed,
        "target": given.target,
        "tissues": tissues_of(run),
        "summary": {**claims_of(run), "response_exploratory": _responses(run)},
        "mass_balance": _balance(run),
        "solver": {
            "steps": run.steps,
            "rejected": run.rejected,
            "relative_tolerance": run.plan.relative,
        },
        "failures": [
            {"patient": f.subject, "answered_by": f.answered_by, "reason": f.reason}
            for f in run.failures
        ],
        "sources": sources_of(setup_of(given)),
        "rests_on_priors": identifiability_warnings(given),
        "cautions": list(cautions_of_dose(given.product, given.species, given.dose)),
        "notice": _NOTICE,
    }
    if versus is not None:
        compared = compare(run, versus)
        document["versus"] = {
            **simulation_document(versus),
            "exposure_ratio": compared.exposure_ratio,
            "dose_for_equal_exposure": compared.dose_for_equal_exposure,
        }
    return document


_WHAT = {
    "intact": "intact vesicles",
    "label": "label",
    "alive": "living cells",
    "cellmark": "living cells and their debris",
}


def tissues_of(run: PopulationRun) -> dict[str, dict[str, Any]]:
    """Curves by place as shares of one session's dose; places without a prefix are the intact
    product.
    """
    dose = run.plan.experiment.dose
    found = {}
    for name in run.plan.outputs:
        kind, _, place = name.partition("_")
        if kind not in _WHAT:
            continue
        low, middle, high = run.curve(name) / dose
        key = place if kind in {"intact", "alive"} else f"{place}, {_WHAT[kind]}"
        found[key] = {
            "what": _WHAT[kind],
            "unit": "share of one dose",
            "t_h": list(run.plan.times_h),
            "median": middle.tolist(),
            "p05": low.tolist(),
            "p95": high.tolist(),
        }
    return found


def _responses(run: PopulationRun) -> dict[str, Any]:
    times = np.asarray(run.plan.times_h)
    marks = {"start": 0.0, **marks_within(run.plan.experiment.horizon_h), "end": float(times[-1])}
    found: dict[str, Any] = {
        "note": "exploratory; priors only, nothing here was fitted to a patient"
    }
    for name in RESPONSES:
        if name in run.plan.outputs:
            at = {mark: int(np.argmin(np.abs(times - hours))) for mark, hours in marks.items()}
            found[name] = {mark: float(run.curve(name)[1, i]) for mark, i in at.items()}
    return found


def _balance(run: PopulationRun) -> dict[str, Any]:
    worst, limit = run.worst_balance, 1e-3 if run.plan.single else 1e-9
    holds = worst is not None and worst < limit
    return {"worst_share_of_dose": worst, "limit": limit, "holds": holds}


def sources_of(setup: Setup) -> list[dict[str, str]]:
    """What to cite for this run: papers whose values were used, and what rests on nothing
    measured.
    """
    by_paper: dict[str, Mapping[str, str]] = {}
    for row in papers():
        by_paper.setdefault(row["paper"], row)
    used = {s for s in setup.priors if s in setup.model.parameter_index}
    cited: dict[str, list[str]] = {}
    for symbol in sorted(used):
        for source in setup.priors[symbol].source.split(";"):
            cited.setdefault(source.strip() or "label and route tables, priors", []).append(symbol)
    found = [_source(source, "", "body", "body") for source in setup.body.sources]
    for source, symbols in cited.items():
        row = by_paper.get(source, {})
        kind = "paper" if row else "assumption"
        text, doi = row.get("source", source), row.get("doi", "")
        found.append(_source(text, doi, ", ".join(symbols), kind))
    if stored():
        studies = ", ".join(stored()["studies"])
        text = f"calibration to shared studies {studies}"
        found.append(_source(text, "", "moved parameters", "calibration"))
    return found


def _source(source: str, doi: str, used_for: str, kind: str) -> dict[str, str]:
    return {"source": source, "doi": doi, "used_for": used_for, "kind": kind}


@cache
def model_version() -> str:
    """The package's version and a hash of description, parameters and calibration."""
    digest = hashlib.sha256(repr(body_model()).encode())
    for file in ("priors.csv", "labels.csv", "routes.csv", "physiology.csv", "posterior.json"):
        path = packaged("parameters", file)
        digest.update(path.read_bytes() if path.is_file() else b"")
    try:
        package = version("secretome")
    except PackageNotFoundError:
        package = "0"
    return f"{package}+body.{digest.hexdigest()[:12]}"

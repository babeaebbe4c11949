"""The one door to the body model; nothing that makes a dose, a verdict or an answer comes here."""

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any

from secretome.errors import SecretomeError
from secretome.kinetics import Experiment
from secretome.population import (
    model_version,
    plan_for,
    remaining,
    run_population,
    simulation_document,
)
from secretome_record.ledger.refusal import refuse

PATIENTS, SEED = 1000, 1
SHAPE = 1  # of the kept document; raised when the page needs something an older one lacks
LONGEST_DAYS = 3650
LOOK_DAYS = 180.0  # after the last dose, so that the last mark is reached
# The dose catalogue's routes under the model's names; a route not named here has no way in.
WAYS_IN: Mapping[str, str] = {
    "nebulised": "inhalation",
    "intravenous": "iv",
    "intrathecal": "spinal_fluid",
    "intramuscular": "muscle",
    "subcutaneous": "dermis",
    "intradermal": "dermis",
    "intra-articular": "joint",
    "local injection": "depot",
    "intranasal": "intranasal",
    "topical": "skin_intact",
}


def content_hash(inputs: Mapping[str, Any]) -> str:
    """What a computed course is known by: inputs, version of the model, shape of the document."""
    content = {"inputs": dict(inputs), "model": model_version(), "shape": SHAPE}
    text = json.dumps(content, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def compute_course(
    inputs: Mapping[str, Any], tell: Callable[[int], None] = lambda _: None
) -> dict[str, Any]:
    """Simulate a course; ``tell`` hears the per cent done. Raises Refusal for what cannot be run.

    ``inputs`` holds route, particles for each session as text, and the days of the sessions.
    """
    days = [float(day) for day in inputs["session_days"]]
    try:
        experiment = Experiment(
            "ev",
            inputs["route"],
            float(inputs["particles"]),
            days=days[-1] + LOOK_DAYS,
            sessions_at_h=tuple(day * 24 for day in days),
        )
        plan = plan_for(experiment, patients=PATIENTS, seed=SEED)
        run = run_population(plan, progress=lambda done, total: tell(100 * done // total))
    except SecretomeError as error:
        raise refuse("body", str(error)) from error
    since = experiment.sessions_at_h[-1]
    places = {
        name.removeprefix("intact_"): remaining(run, name, since_h=since)
        for name in plan.outputs
        if name.startswith("intact_")
    }
    return simulation_document(run) | {"after_last_dose": places}

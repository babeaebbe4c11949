"""Five hundred virtual patients: what is left of a dose, and how sure one can be."""

from secretome.kinetics import Experiment
from secretome.population import claims_of, plan_for, run_population

course = Experiment("ev", "iv", 1e11, species="human", days=30, sessions_at_h=(0.0, 168.0))
run = run_population(plan_for(course, patients=500, seed=1), threads=2)
print(f"{run.counted} patients, {run.outcome}")
for mark, left in claims_of(run)["share_intact"].items():
    print(
        f"after {mark:>4}: {left['median']:.2g} of a dose ({left['p05']:.2g} to {left['p95']:.2g})"
    )

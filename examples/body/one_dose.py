"""One dose of vesicles into a vein of a middle human body: where it is after an hour and a day."""

import numpy as np

from secretome.engine import Tolerance, load_kernel, run_ensemble, with_outputs
from secretome.kinetics import Experiment, setup_of, tolerances
from secretome.population import Draws, parameters_of

dose = 1e11
setup = setup_of(Experiment("ev", "iv", dose, species="human", sex="female", days=2))
places = ("intact_blood", "intact_liver", "intact_spleen", "intact_lung", "intact_body")
kernel = load_kernel(with_outputs(setup.model, places))
one_person = parameters_of(setup, Draws(seed=1, first=0, count=1))
times_h = np.array([1.0, 24.0])
tolerance = Tolerance(1e-6, tolerances(setup, 1e-6))
run = run_ensemble(kernel, one_person, setup.schedule, times_h, tolerance)
for place, (hour, day) in zip(places, (run.outputs[0] / dose).T, strict=True):
    print(f"{place:<14} {hour:8.2%} after 1 h   {day:8.2%} after 1 day")

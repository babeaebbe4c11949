"""The same people given cells or the secretome of cells: whose vesicles are seen by plasma?"""

from secretome.kinetics import Experiment
from secretome.population import compare, plan_for, run_population

runs = []
for product, dose in (("secretome", 1e11), ("cells", 7e7)):
    course = Experiment(product, "iv", dose, species="human", days=14)
    runs.append(run_population(plan_for(course, patients=200, seed=1)))
compared = compare(*runs)
print(f"plasma exposure, secretome over cells: {compared.exposure_ratio:.2g}")
print(f"cells for the same exposure: {compared.dose_for_equal_exposure:.2g}")

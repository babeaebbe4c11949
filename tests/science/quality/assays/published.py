"""Published data sets and what their publishers print for them."""

from secretome.quality.assays import DoseReading, Standard

# NIST StRD, linear least squares, Norris (36 observations)
NORRIS = """0.2 0.1|337.4 338.8|118.2 118.1|884.6 888.0|10.1 9.2|226.5 228.1|666.3 668.5|996.3 998.5
448.6 449.1|777.0 778.9|558.2 559.2|0.4 0.3|0.6 0.1|775.5 778.1|666.9 668.8|338.0 339.3|447.5 448.9
11.6 10.8|556.0 557.7|228.1 228.3|995.8 998.0|887.6 888.8|120.2 119.6|0.3 0.3|0.3 0.6|556.8 557.6
339.1 339.3|887.2 888.0|999.0 998.5|779.0 778.9|11.1 10.2|118.3 117.6|229.2 228.9|669.1 668.4
448.9 449.2|0.5 0.2"""
NORRIS_CERTIFIED = {
    "intercept": (-0.262323073774029, 0.232818234301152),
    "slope": (1.00211681802045, 0.429796848199937e-03),
    "residual_sd": 0.884796396144373,
}

# NIST StRD, linear least squares, Pontius (load cell, 40 observations, quadratic)
PONTIUS = (
    0.11019, 0.21956, 0.32949, 0.43899, 0.54803, 0.65694, 0.76562, 0.87487, 0.98292, 1.09146,
    1.20001, 1.30822, 1.41599, 1.52399, 1.63194, 1.73947, 1.84646, 1.95392, 2.06128, 2.16844,
    0.11052, 0.22018, 0.32939, 0.43886, 0.54798, 0.65739, 0.76596, 0.87474, 0.98300, 1.09150,
    1.20004, 1.30818, 1.41613, 1.52408, 1.63159, 1.73965, 1.84696, 1.95445, 2.06177, 2.16829,
)  # fmt: skip
PONTIUS_CERTIFIED = {
    "intercept": (0.673565789473684e-03, 0.107938612033077e-03),
    "slope": (0.732059160401003e-06, 0.157817399981659e-09),
    "curvature": (-0.316081871345029e-14, 0.486652849992036e-16),
}

# NIST StRD, nonlinear regression, Rat43 (Richards growth, 15 observations)
RAT43 = (
    16.08, 33.83, 65.80, 97.20, 191.55, 326.20, 386.87, 520.53, 590.03, 651.92, 724.93, 699.56,
    689.96, 637.56, 717.41,
)  # fmt: skip
RAT43_CERTIFIED = {
    "b1": (6.9964151270e02, 1.6302297817e01),
    "b2": (5.2771253025e00, 2.0828735829e00),
    "b3": (7.5962938329e-01, 1.9566123451e-01),
    "b4": (1.2792483859e00, 6.8761936385e-01),
    "residual_sum": 8.7864049080e03,
}

# R package drc, data set ryegrass (root length, ferulic acid in mM), model LL.4
RYEGRASS = {
    0: (7.58, 8.0, 8.3285714, 7.25, 7.375, 7.9625), 0.94: (8.3555556, 6.9142857, 7.75),
    1.88: (6.8714286, 6.45, 5.9222222), 3.75: (1.925, 2.8857143, 4.2333333),
    7.5: (1.1875, 0.8571429, 1.0571429), 15: (0.6875, 0.525, 0.825), 30: (0.25, 0.22, 0.44),
}  # fmt: skip
RYEGRASS_PRINTED = {"steepness": 2.98222, "infinite": 0.48141, "zero": 7.79296, "middle": 3.05796}
RYEGRASS_ERRORS = {"steepness": 0.46506, "infinite": 0.21219, "zero": 0.18857, "middle": 0.18573}
RYEGRASS_RESIDUAL = 0.5196256

# J. C. Miller and J. N. Miller, Statistics and Chemometrics for Analytical Chemistry: fluorescein
FLUORESCEIN = ((0, 2.1), (2, 5.0), (4, 9.0), (6, 12.6), (8, 17.3), (10, 21.0), (12, 24.7))

# Ph. Eur. 5.3, example 5.1.1: corticotrophin in rats, two doses each, ten rats a dose
ACTH_STANDARD = {
    0.25: (300, 310, 330, 290, 364, 328, 390, 360, 342, 306),
    1.0: (289, 221, 267, 236, 250, 231, 229, 269, 233, 259),
}
ACTH_TEST = {
    0.25: (310, 290, 360, 341, 321, 370, 303, 334, 295, 315),
    1.0: (230, 210, 280, 261, 241, 290, 223, 254, 216, 235),
}


def wells(levels):
    """Standard wells from levels with their responses."""
    return [Standard(x, y) for x, responses in levels.items() for y in responses]


def readings(levels):
    """Dose readings from doses with their responses."""
    return [DoseReading(x, y) for x, responses in levels.items() for y in responses]


def norris():
    pairs = (pair.split() for pair in NORRIS.replace("\n", "|").split("|"))
    return [Standard(float(x), float(y)) for x, y in pairs]

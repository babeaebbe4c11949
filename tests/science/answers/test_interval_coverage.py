"""The stated interval of the volume holds the true volume as often as it says."""

import numpy as np

from secretome.answers import LotFile, Statement, measure_lot
from secretome.dosing import DoseRequest, dose, parse_target
from secretome.instruments import AttributeValue, Capture, Measurement, Sample
from secretome.units import EstimateKind, from_log_sd

TRUE_PER_ML, TRUE_RECOVERY, RUNS = 5e9, 0.7, 400


def _file(values, tracks):
    captures = tuple(
        Capture(
            f"S_{i:02d}",
            (
                AttributeValue("particle_concentration", float(v), "", dilution_applied=False),
                AttributeValue("valid_tracks", float(tracks), ""),
            ),
        )
        for i, v in enumerate(values)
    )
    mean = AttributeValue(
        "particle_concentration",
        float(np.mean(values)),
        "",
        sd=float(np.std(values, ddof=1)),
        n=len(values),
        dilution_applied=False,
    )
    sample = Sample("S", captures, (mean,))
    return LotFile("sim.csv", Measurement("nanosight", "NTA", "NTA 3.4", "0" * 64, (sample,)))


def _covered(rng):
    stated_factor, dilution_sd, capture_sd, recovery_sd = 100, 0.03, 0.08, 0.05
    true_factor = stated_factor * np.exp(rng.normal(0, dilution_sd))
    values = TRUE_PER_ML / true_factor * np.exp(rng.normal(0, capture_sd, 5))
    seen_recovery = min(0.99, TRUE_RECOVERY * np.exp(rng.normal(0, recovery_sd)))
    statement = Statement("S", stated_factor, "A. Nalyst", "simulated", dilution_sd * 100)
    recovery = from_log_sd(
        seen_recovery, recovery_sd, level=0.95, kind=EstimateKind.CONFIDENCE, source="simulated"
    )
    target = parse_target("2e9", "particles")
    measured = measure_lot(_file(values, 2000), statement=statement)
    volume = dose(DoseRequest(target, "nebulised", measured, recovery=recovery)).volume_ml
    return volume.low <= 2e9 / (TRUE_PER_ML * TRUE_RECOVERY) <= volume.high


def test_the_interval_of_the_volume_covers_the_truth_at_its_level():
    rng = np.random.default_rng(20260301)
    share = np.mean([_covered(rng) for _ in range(RUNS)])
    assert 0.92 <= share <= 0.99

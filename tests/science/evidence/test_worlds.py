"""In made-up worlds with a known truth, intervals cover at their level and verdicts do not lie.

Tolerance: of 200 worlds a 90 % interval covers at least 85.5 % (two standard errors below 90 %);
a wrong verdict of support is allowed in fewer than 5 % of the worlds in which nothing works.
More worlds, and more kinds: benchmarks/evidence_worlds.py.
"""

from dataclasses import replace

import numpy as np
import pytest

from factories.evidence_worlds import World, published, true_effect
from secretome.evidence import ConditionVerdict, assess

WORLDS = 200
BIASED = World(mean_effect=0.0)
CLEAN = World(0.0, blinded_share=1.0, unblinded_bias=0.0, published_if_not_favourable=1.0, series=0)


def share_covered(worlds, rng):
    """Share of worlds whose interval holds the effect in one more group of patients."""
    inside = []
    for world in worlds:
        change = assess("gout", extra=published(world, rng)).expected.change
        if change is not None:
            inside.append(change.low <= -true_effect(world, rng) <= change.high)
    assert len(inside) > WORLDS * 0.8
    return sum(inside) / len(inside)


@pytest.mark.parametrize("world", [BIASED, CLEAN], ids=["biased", "unbiased"])
def test_intervals_cover_at_their_level_where_truths_are_as_a_sceptic_expects(world):
    rng = np.random.default_rng(20261125)
    worlds = [replace(world, mean_effect=rng.normal(0, 0.35)) for _ in range(WORLDS)]
    assert share_covered(worlds, rng) >= 0.855


def test_supported_is_wrong_in_fewer_than_five_of_a_hundred_null_worlds():
    rng = np.random.default_rng(7)
    large = replace(BIASED, trials=14, largest_arm=200, published_if_not_favourable=0.0)
    verdicts = [
        assess("gout", extra=published(world, rng)).verdict
        for world in (BIASED, large)
        for _ in range(WORLDS // 2)
    ]
    assert verdicts.count(ConditionVerdict.SUPPORTED) / len(verdicts) < 0.05


def test_a_large_true_effect_in_good_trials_can_be_supported():
    rng = np.random.default_rng(11)
    good = replace(CLEAN, mean_effect=0.9, spread=0.05, trials=12, largest_arm=200)
    verdicts = [assess("gout", extra=published(good, rng)).verdict for _ in range(20)]
    assert verdicts.count(ConditionVerdict.SUPPORTED) >= 1


def test_what_is_printed_overstates_and_what_is_expected_does_not():
    rng = np.random.default_rng(5)
    world = replace(BIASED, published_if_not_favourable=0.0, trials=10)
    printed, expected = [], []
    for _ in range(40):
        found = assess("gout", extra=published(world, rng)).expected
        if found.known:
            printed.append(found.observed_change.high < 0)
            expected.append(found.change.high < 0)
    assert np.mean(printed) > 0.5
    assert np.mean(expected) < 0.10

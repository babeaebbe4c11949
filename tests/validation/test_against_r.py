"""The statistics of this project beside R's, on the same invented data."""

import json
from pathlib import Path

import pytest

from secretome.evidence.effects import Effect
from secretome.evidence.pooling import Tau2Method, fit, hksj, small_study_check, wald
from secretome.evidence.rates import exact_rate
from secretome.quality import Limits, Margin, StabilityPoint, equivalence, first_order, shelf_life
from secretome.quality.assays.curve_fit import Standard, Weighting, fit_curve
from secretome.quality.assays.curve_models import CurveModel
from secretome.quality.assays.intervals import count_interval, share_interval
from secretome.quality.stability.extrapolation import (
    Extrapolation,
    SignificantChange,
    StoredAt,
)

HERE = Path(__file__).parent / "r"
GIVEN = json.loads((HERE / "inputs.json").read_text(encoding="utf-8"))
SAID = json.loads((HERE / "results.json").read_text(encoding="utf-8"))
POOLS = range(len(GIVEN["pools"]))
METHODS = {
    "reml": Tau2Method.REML, "dl": Tau2Method.DERSIMONIAN_LAIRD, "common": Tau2Method.COMMON,
}  # fmt: skip
WEIGHTS = {"none": Weighting.NONE, "by_y": Weighting.BY_Y, "by_y2": Weighting.BY_Y2}


def near(value, rel=1e-6, floor=1e-9):
    return pytest.approx(value, rel=rel, abs=floor)


def effects_of(place):
    data = GIVEN["pools"][place]
    pairs = zip(data["value"], data["variance"], strict=True)
    return [Effect(value, variance) for value, variance in pairs]


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("place", POOLS)
def test_a_pool_is_metafors(place, method):
    said = SAID["pools"][place][method]
    found = fit(effects_of(place), METHODS[method])
    span = wald(found)
    # metafor stops its search for tau2 at a change of 1e-5
    rel = 1e-4 if method == "reml" else 1e-6
    assert found.tau2 == near(said["tau2"], rel=1e-3, floor=1e-5)
    assert (found.value, found.se) == (near(said["value"], rel), near(said["se"], rel))
    assert (span.low, span.high) == (near(said["low"], rel), near(said["high"], rel))
    assert (found.q, found.q_p) == (near(said["q"]), near(said["q_p"], 1e-5))
    assert found.i2_pct == near(said["i2"], rel=1e-3, floor=1e-2)


@pytest.mark.parametrize("place", POOLS)
def test_hartung_and_knapps_interval_is_metafors(place):
    said = SAID["pools"][place]["hksj"]
    span = hksj(fit(effects_of(place)))
    assert (span.low, span.high) == (near(said["low"], 1e-4), near(said["high"], 1e-4))


@pytest.mark.parametrize("place", [p for p in POOLS if SAID["pools"][p]["egger"]])
def test_eggers_intercept_is_that_of_lm(place):
    said = SAID["pools"][place]["egger"]
    found = small_study_check(effects_of(place))
    assert (found.intercept, found.t, found.p) == (
        near(said["intercept"]), near(said["t"]), near(said["p"]),
    )  # fmt: skip


@pytest.mark.parametrize("weights", WEIGHTS)
@pytest.mark.parametrize("place", range(len(GIVEN["curves"])))
def test_a_four_parameter_curve_is_that_of_nls(place, weights):
    data, said = GIVEN["curves"][place], SAID["curves"][place][weights]
    standards = [Standard(x, y) for x, y in zip(data["x"], data["y"], strict=True)]
    found = fit_curve(standards, CurveModel.FOUR, weighting=WEIGHTS[weights])
    for name in ("zero", "infinite", "middle", "steepness"):
        assert found.curve.parameter(name) == near(said[name], 1e-4)
    for name in ("zero", "infinite", "log_middle", "steepness"):
        assert found.standard_error(name) == near(said[f"se_{name}"], 1e-3)


@pytest.mark.parametrize("place", range(len(GIVEN["stability"])))
def test_batches_are_pooled_and_cross_the_limit_as_in_r(place):
    data, said = GIVEN["stability"][place], SAID["stability"][place]
    rows = zip(data["batch"], data["months"], data["value"], strict=True)
    found = shelf_life(
        [StabilityPoint(*row) for row in rows],
        Limits(low=90.0, high=None),
        extrapolation=Extrapolation(StoredAt.FROZEN, SignificantChange.NOT_STUDIED),
    )
    assert found.pooling.model.value == said["model"]
    assert found.pooling.p_slopes == near(said["p_slopes"])
    assert found.pooling.p_intercepts == near(said["p_intercepts"])
    assert found.crossing_months == near(said["crossing"])


def test_loss_with_batches_as_random_effects_is_that_of_lmer():
    data, said = GIVEN["decay"], SAID["decay"]
    rows = zip(data["batch"], data["months"], data["value"], strict=True)
    found = first_order([StabilityPoint(*row) for row in rows])
    assert found.start == near(said["start"], 1e-4)
    assert found.rate_per_month.value == near(said["rate"], 1e-4)
    assert found.batch_sd == near(said["batch_sd"], 1e-2)
    assert found.residual_sd == near(said["residual_sd"], 1e-2)


@pytest.mark.parametrize("place", range(len(GIVEN["groups"])))
def test_equivalence_of_lots_is_that_of_two_t_tests(place):
    data, said = GIVEN["groups"][place], SAID["groups"][place]
    found = equivalence(data["first"], data["second"], Margin(-6, 6, "invented for a test"))
    assert found.p_value == near(said["p"])
    shown = found.difference
    assert (shown.low, shown.high) == (near(said["low"]), near(said["high"]))


@pytest.mark.parametrize("place", range(len(GIVEN["shares"])))
def test_exact_shares_are_those_of_binom_test(place):
    (events, n), (low, high) = GIVEN["shares"][place], SAID["shares"][place]
    shown = exact_rate(events, n, source="invented")
    assert (shown.low, shown.high) == (near(low), near(high))
    assert share_interval(events, n, 0.95) == (near(low), near(high))


@pytest.mark.parametrize("place", range(len(GIVEN["counts"])))
def test_exact_counts_are_those_of_poisson_test(place):
    low, high = SAID["counts"][place]
    assert count_interval(GIVEN["counts"][place], 0.95) == (near(low), near(high))

"""Calibration curves against certified and printed values, and what holds for every curve."""

from math import exp, log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from science.quality.assays import published
from secretome.errors import BadInput
from secretome.quality.assays import (
    Curve,
    CurveModel,
    Standard,
    Weighting,
    fit_curve,
    inverse_estimate,
    variance_function,
)

DOSES = (1.0, 3.0, 10.0, 30.0, 100.0, 300.0)
TRUE = Curve(CurveModel.FOUR, (0.05, 2.5, log(20.0), 1.2))


def plate(curve=TRUE, noise=0.0, seed=1, repeats=2, doses=DOSES):
    rng = np.random.default_rng(seed)
    return [
        Standard(x, float(curve.response(x)) * (1 + noise * rng.normal()))
        for x in doses for _ in range(repeats)
    ]  # fmt: skip


def test_nist_norris_is_met_to_ten_digits():
    fit, certified = fit_curve(published.norris(), CurveModel.LINEAR), published.NORRIS_CERTIFIED
    for name in ("intercept", "slope"):
        assert fit.curve.parameter(name) == pytest.approx(certified[name][0], rel=1e-9)
        assert fit.standard_error(name) == pytest.approx(certified[name][1], rel=1e-8)
    assert fit.residual_sd == pytest.approx(certified["residual_sd"], rel=1e-10)


def test_nist_pontius_is_met_by_the_parabola():
    loads = [150_000.0 * step for step in (*range(1, 21), *range(1, 21))]
    wells = [Standard(x, y) for x, y in zip(loads, published.PONTIUS, strict=True)]
    fit = fit_curve(wells, CurveModel.QUADRATIC)
    for name, (value, error) in published.PONTIUS_CERTIFIED.items():
        assert fit.curve.parameter(name) == pytest.approx(value, rel=1e-7)
        assert fit.standard_error(name) == pytest.approx(error, rel=1e-6)


@given(st.floats(-1, 1), st.floats(0.1, 5), st.floats(-0.002, 0.1), st.floats(0.01, 20))
def test_a_parabola_is_read_back_on_the_branch_that_starts_at_zero(a, b, c, x):
    curve = Curve(CurveModel.QUADRATIC, (a, b, c))
    assert curve.concentration(float(curve.response(x))) == pytest.approx(x, rel=1e-6)
    assert Curve(CurveModel.QUADRATIC, (0.0, 1.0, -0.01)).concentration(26.0) is None


def test_nist_rat43_is_met_as_a_five_parameter_curve():
    # Richards in x is a five parameter curve of exp(-x) that ends at zero
    wells = [Standard(exp(-x), y) for x, y in enumerate(published.RAT43, start=1)]
    fit, certified = (
        fit_curve(wells, CurveModel.FIVE, fixed={"infinite": 0}),
        published.RAT43_CERTIFIED,
    )
    assert fit.curve.parameter("zero") == pytest.approx(certified["b1"][0], rel=1e-6)
    assert fit.standard_error("zero") == pytest.approx(certified["b1"][1], rel=1e-4)
    assert fit.curve.parameter("steepness") == pytest.approx(certified["b3"][0], rel=1e-5)
    assert fit.standard_error("steepness") == pytest.approx(certified["b3"][1], rel=1e-3)
    asymmetry = fit.curve.parameter("asymmetry")
    assert 1 / asymmetry == pytest.approx(certified["b4"][0], rel=1e-5)
    assert fit.standard_error("asymmetry") / asymmetry**2 == pytest.approx(
        certified["b4"][1], rel=1e-3
    )
    assert fit.residual_sd**2 * fit.freedom == pytest.approx(certified["residual_sum"], rel=1e-8)


def test_drc_ryegrass_is_met_in_every_printed_digit():
    fit = fit_curve(published.wells(published.RYEGRASS), CurveModel.FOUR)
    for name, printed in published.RYEGRASS_PRINTED.items():
        assert fit.curve.parameter(name) == pytest.approx(printed, abs=1e-5)
        # drc inverts the Hessian, we the product of slopes: the errors agree to a few per cent
        assert fit.standard_error(name) == pytest.approx(published.RYEGRASS_ERRORS[name], rel=0.03)
    assert fit.residual_sd == pytest.approx(published.RYEGRASS_RESIDUAL, abs=1e-7)
    assert fit.freedom == 20


@pytest.mark.parametrize(
    ("reading", "concentration", "half"),
    [(2.9, 0.72, 0.68), (13.5, 6.21, 0.62), (23.0, 11.13, 0.68)],
)
def test_miller_s_fluorescein_is_read_back_as_printed(reading, concentration, half):
    wells = [Standard(x, y) for x, y in published.FLUORESCEIN]
    fit = fit_curve(wells, CurveModel.LINEAR)
    assert fit.standard_error("slope") == pytest.approx(0.0409, abs=5e-5)
    assert fit.standard_error("intercept") == pytest.approx(0.2949, abs=6e-5)
    found = inverse_estimate(fit, [reading], source="test")
    assert found.value == pytest.approx(concentration, abs=0.005)
    assert found.high - found.value == pytest.approx(half, abs=0.01)


@given(
    st.floats(-1, 1), st.floats(2, 5), st.floats(-2, 6), st.floats(0.3, 4), st.floats(-1.5, 1.5),
    st.floats(-3, 3), st.booleans(),
)  # fmt: skip
def test_a_concentration_survives_the_way_there_and_back(a, d, middle, b, g, away, falls):
    ends = (d, a) if falls else (a, d)
    curve = Curve(CurveModel.FIVE, (*ends, middle, b, g))
    x = exp(middle + away / b)
    back = curve.concentration(float(curve.response(x)))
    assert back == pytest.approx(x, rel=1e-4)


@settings(max_examples=15)
@given(st.floats(0.01, 0.5), st.floats(1, 4), st.floats(0, 5), st.floats(0.6, 3))
def test_a_curve_without_noise_is_found_again(a, d, middle, b):
    curve = Curve(CurveModel.FOUR, (a, d, middle, b))
    doses = [exp(middle + step / b) for step in (-3, -2, -1, 0, 1, 2, 3)]
    fit = fit_curve(plate(curve, doses=doses), CurveModel.FOUR)
    assert fit.curve.parameter("middle") == pytest.approx(exp(middle), rel=1e-4)
    assert fit.curve.parameter("steepness") == pytest.approx(b, rel=1e-4)


def test_beyond_its_ends_a_curve_has_no_concentration():
    assert TRUE.concentration(2.6) is None
    assert TRUE.concentration(2.5) is None
    assert TRUE.concentration(0.01) is None
    assert TRUE.concentration(0.05) == 0.0
    with pytest.raises(BadInput, match="beyond the curve"):
        inverse_estimate(fit_curve(plate(noise=0.01), CurveModel.FOUR), [9.0], source="t")


@pytest.mark.parametrize("model", list(CurveModel))
def test_twice_the_response_is_the_same_curve(model):
    wells = plate(noise=0.03)
    twice = [Standard(one.concentration, 2 * one.response) for one in wells]
    first, second = fit_curve(wells, model), fit_curve(twice, model)
    assert second.residual_sd == pytest.approx(2 * first.residual_sd, rel=1e-4)
    assert second.r_squared == pytest.approx(first.r_squared, rel=1e-6)


def test_weights_let_the_small_readings_count():
    curve = Curve(CurveModel.FOUR, (0.02, 3.0, log(50.0), 1.0))
    even, weighted = [], []
    for seed in range(8):
        wells = plate(curve, noise=0.08, seed=seed, repeats=3)
        for found, weighting in ((even, Weighting.NONE), (weighted, Weighting.BY_Y2)):
            fit = fit_curve(wells, CurveModel.FOUR, weighting=weighting)
            found.append(abs(float(fit.curve.response(1.0)) / float(curve.response(1.0)) - 1))
    assert np.mean(weighted) < np.mean(even)


def test_weighted_lines_agree_with_statsmodels():
    import statsmodels.api as sm

    wells = plate(noise=0.05)
    x, y = (np.asarray(part) for part in zip(*((w.concentration, w.response) for w in wells),
                                             strict=True))  # fmt: skip
    means = np.asarray([y[x == level].mean() for level in x])
    other = sm.WLS(y, sm.add_constant(x), weights=1 / means**2).fit()
    fit = fit_curve(wells, CurveModel.LINEAR, weighting=Weighting.BY_Y2)
    assert fit.curve.values == pytest.approx(tuple(other.params), rel=1e-6)
    assert fit.standard_error("slope") == pytest.approx(other.bse[1], rel=1e-6)


def test_the_variance_function_finds_the_power_of_the_scatter():
    wells = plate(noise=0.1, repeats=40, seed=4)
    assert variance_function(wells, Weighting.VARIANCE).power == pytest.approx(2, abs=0.2)
    assert variance_function(wells, Weighting.BY_Y).power == 1.0
    fit = fit_curve(wells, CurveModel.FOUR, weighting=Weighting.VARIANCE)
    assert fit.residual_sd == pytest.approx(1, abs=0.15)


@pytest.mark.parametrize(
    ("wells", "options", "words"),
    [
        (plate()[:4], {}, "too few"),
        ([Standard(x, 1.0) for x in DOSES], {}, "same response"),
        ([Standard(-1.0, 1.0), *plate()], {}, "below zero"),
        ([Standard(1.0, float("nan")), *plate()], {}, "missing"),
        (plate(), {"fixed": {"bottom": 0}}, "no parameter"),
        ([Standard(0.0, 0.0), *plate()], {"weighting": Weighting.BY_Y}, "not above zero"),
        (plate(repeats=1), {"weighting": Weighting.VARIANCE}, "scatter"),
    ],
)
def test_standards_that_carry_no_curve_are_refused(wells, options, words):
    with pytest.raises(BadInput, match=words):
        fit_curve(wells, CurveModel.FOUR, **options)


def test_the_interval_of_an_unknown_covers_its_concentration():
    rng, inside, runs = np.random.default_rng(8), 0, 60
    for run in range(runs):
        fit = fit_curve(
            plate(noise=0.04, seed=run, repeats=3), CurveModel.FOUR, weighting=Weighting.BY_Y2
        )
        seen = [float(TRUE.response(15.0)) * (1 + 0.04 * rng.normal()) for _ in range(2)]
        found = inverse_estimate(fit, seen, source="t")
        inside += found.low <= 15.0 <= found.high
    assert inside / runs >= 0.89

"""The interval covers, the chance refuses, and the refusal says what would fix it."""

from pathlib import Path

import numpy as np
import pytest

from science.dosing.asking import check, codes, estimate, measurement, request
from secretome.answers import LotFile, Statement, measure_lot
from secretome.dosing import (
    DoseRequest,
    ErrorPart,
    Giving,
    LabelRule,
    LotFactor,
    LotMeasurement,
    chance_of_missing,
    dose,
    dose_document,
    largest_spread,
    parse_target,
    remedies,
)
from secretome.dosing.chance import spread_of
from secretome.errors import BadInput
from secretome.instruments import read
from secretome.units import Estimate, EstimateKind, Kind, from_log_sd

TRUE_PER_ML, TRUE_RECOVERY, TRUE_FACTOR = 5e9, 0.6, 2.5e8
SDS = {"concentration": 0.08, "recovery": 0.06, "factor": 0.05}


def seen(rng, truth, log_sd):
    """One measurement of the truth, with the interval it would state."""
    value = truth * np.exp(rng.normal(0, log_sd))
    return from_log_sd(value, log_sd, level=0.95, kind=EstimateKind.CONFIDENCE, source="simulated")


def volume_of(rng, giving, *, by_protein):
    measured = LotMeasurement(
        Kind.PARTICLE_CONCENTRATION,
        seen(rng, TRUE_PER_ML, SDS["concentration"]),
        "simulated",
        sample="S",
        dilution="known",
    )
    factor = LotFactor(seen(rng, TRUE_FACTOR, SDS["factor"]), "A. Nalyst", "simulated")
    target = parse_target("20", "ug") if by_protein else parse_target("2e9", "particles")
    route = "intranasal" if by_protein else "nebulised"
    answer = dose(
        DoseRequest(
            target,
            route,
            measured,
            recovery=seen(rng, TRUE_RECOVERY, SDS["recovery"]),
            lot_factor=factor if by_protein else None,
            giving=giving,
        )
    )
    return answer.volume_ml


@pytest.mark.parametrize("by_protein", [False, True])
@pytest.mark.parametrize(
    "giving", [Giving(), Giving(dead_volume_ml=0.3), Giving(made_up_to_ml=3.0, dead_volume_ml=0.5)]
)
def test_the_interval_holds_the_true_volume_as_often_as_it_says(giving, by_protein):
    rng = np.random.default_rng(20261125)
    per_ml = TRUE_PER_ML / TRUE_FACTOR if by_protein else TRUE_PER_ML
    needed = (20 if by_protein else 2e9) / (per_ml * TRUE_RECOVERY)
    dead, whole = giving.dead_volume_ml or 0.0, giving.made_up_to_ml
    truth = needed + dead if whole is None else needed * whole / (whole - dead)
    found = [volume_of(rng, giving, by_protein=by_protein) for _ in range(400)]
    covered = np.mean([one.low <= truth <= one.high for one in found])
    assert covered == pytest.approx(0.95, abs=0.025)


def test_the_chance_is_the_share_of_doses_that_miss():
    rng = np.random.default_rng(4)
    volumes = [volume_of(rng, Giving(), by_protein=False).value for _ in range(2000)]
    given = np.array(volumes) * TRUE_PER_ML * TRUE_RECOVERY / 2e9
    missed = np.mean(np.abs(given - 1) > 0.15)
    log_sd = float(np.hypot(SDS["concentration"], SDS["recovery"]))
    assert missed == pytest.approx(chance_of_missing(log_sd, tolerance_pct=15), abs=0.02)


def test_the_largest_allowed_error_is_where_the_chance_equals_the_risk():
    for tolerance, risk in ((20, 0.05), (10, 0.01), (50, 0.2)):
        found = largest_spread(tolerance_pct=tolerance, risk=risk)
        assert chance_of_missing(found, tolerance_pct=tolerance) == pytest.approx(risk, rel=1e-6)


def test_a_recovery_cut_off_at_one_does_not_look_surer_than_it_is():
    cut = Estimate(0.9, 0.9 / 1.5, 1.0, 0.95, EstimateKind.CONFIDENCE, "runs")
    whole = Estimate(0.5, 0.5 / 1.5, 0.75, 0.95, EstimateKind.CONFIDENCE, "runs")
    spreads = [spread_of(request(recovery=one)).log_sd for one in (cut, whole)]
    assert spreads[0] == pytest.approx(spreads[1])


def parts(captures=0.05, dilution=0.30):
    total = float(np.hypot(captures, dilution))
    stated = (
        ErrorPart("the repeated captures", captures, "measure more captures"),
        ErrorPart("the dilution", dilution, "repeat the dilution"),
    )
    return measurement(concentration=estimate(5e9, total), parts=stated)


@pytest.mark.parametrize(
    ("measured", "recovery_sd", "said"),
    [
        (parts(captures=0.30, dilution=0.02), 0.02, "measure more captures"),
        (parts(captures=0.02, dilution=0.30), 0.02, "repeat the dilution"),
        (parts(captures=0.02, dilution=0.02), 0.30, "measure the recovery"),
        (measurement(concentration=estimate(5e9, 0.3)), 0.02, "measure the concentration again"),
    ],
)
def test_a_refusal_names_the_measurement_that_would_fix_it(measured, recovery_sd, said):
    recovery = from_log_sd(
        0.5, recovery_sd, level=0.95, kind=EstimateKind.CONFIDENCE, source="runs"
    )
    answer = dose(request(measured=measured, recovery=recovery))
    assert codes(answer) == {"dose_within_tolerance"}
    assert said in answer.refused[0].text.split("The largest error is")[1].split("Also")[0]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"recovery": None}, "the recovery"),
        ({"recovery": Estimate(0.8, 0.8, 0.8, 0.95, EstimateKind.CONFIDENCE, "x")}, "the recovery"),
        ({"measured": measurement(dilution_relative_sd=None)}, "the dilution"),
    ],
)
def test_an_error_that_nobody_stated_is_not_an_error_of_zero(changes, said):
    assert check(dose(request()), "dose_within_tolerance").passed is True
    sound = dose(request(**changes))
    found = check(sound, "dose_within_tolerance")
    assert (found.passed, sound.refused) == (None, ())
    assert said in found.reason
    assert found.value.startswith("at least ")
    narrow = check(dose(request(**changes, tolerance_pct=1.0)), "dose_within_tolerance")
    assert narrow.passed is False


def test_what_a_remedy_asks_for_is_enough_and_no_more():
    asked = request(measured=parts(dilution=0.3), recovery=None)
    spread = spread_of(asked)
    (found,) = remedies(spread, tolerance_pct=20, risk=0.05)
    rest = spread.log_sd**2 - found.part.log_sd**2
    after = float(np.sqrt(rest + found.must_be**2))
    assert chance_of_missing(after, tolerance_pct=20) == pytest.approx(0.05, rel=1e-4)
    assert "times as many independent repeats" in found.text


def test_where_one_measurement_is_not_enough_the_next_is_named_too():
    asked = request(measured=parts(captures=0.25, dilution=0.3), recovery=None)
    first, second = remedies(spread_of(asked), tolerance_pct=20, risk=0.05)
    assert first.must_be is None
    assert second.must_be is not None
    text = dose(asked).refused[0].text
    assert "The largest error is that of the dilution" in text
    assert "Also the repeated captures" in text


def test_the_parts_make_up_the_whole_error():
    asked = request(measured=parts())
    spread = spread_of(asked)
    assert sum(p.log_sd**2 for p in spread.parts) == pytest.approx(spread.log_sd**2)
    factor = LotFactor(estimate(2.5e8, 0.2), "A. Nalyst", "x")
    bridged = spread_of(
        request(target=parse_target("20", "ug"), route="intranasal", lot_factor=factor)
    )
    assert max(bridged.parts, key=lambda p: p.log_sd).name == "the lot's factor"
    assert sum(p.log_sd**2 for p in bridged.parts) == pytest.approx(bridged.log_sd**2)


def test_the_parts_stand_in_the_document_by_falling_size():
    errors = dose_document(dose(request(measured=parts(0.05, 0.06))))["errors"]
    assert [one["name"] for one in errors][:2] == ["the dilution", "the repeated captures"]


@pytest.mark.parametrize(
    ("label", "log_sd", "rule", "passed"),
    [
        (5e9 / 1.15, 0.10, LabelRule.SIMPLE, True),
        (5e9 / 1.15, 0.10, LabelRule.GUARDED, None),
        (5e9, 0.05, LabelRule.GUARDED, True),
        (5e9 / 1.25, 0.01, LabelRule.SIMPLE, False),
        (5e9 / 1.25, 0.01, LabelRule.GUARDED, False),
        (5e9 / 1.2, 0.03, LabelRule.SIMPLE, True),
    ],
)
def test_the_label_claim_is_decided_by_its_named_rule(label, log_sd, rule, passed):
    measured = measurement(concentration=estimate(5e9, log_sd))
    answer = dose(request(measured=measured, label_per_ml=label, label_rule=rule))
    found = check(answer, "label_agrees")
    assert found.passed is passed
    assert rule.value in found.limit
    assert ("label_agrees" in codes(answer)) == (passed is not True)


def test_the_error_of_a_dilution_that_the_file_applied_is_in_the_interval():
    folder = Path(__file__).parents[3] / "examples" / "cases"
    lot = LotFile("lot.csv", read(folder / "lot_ex01_synthetic.csv"))
    plain = measure_lot(lot, statement=Statement()).concentration
    stated = measure_lot(lot, statement=Statement(dilution_sd_pct=30.0)).concentration
    assert stated.log_sd == pytest.approx(np.hypot(plain.log_sd, 0.30))
    answer = dose(request(measured=measure_lot(lot, statement=Statement(dilution_sd_pct=30.0))))
    assert codes(answer) == {"dose_within_tolerance"}
    assert "repeat the dilution" in answer.refused[0].text
    for wrong in (-1.0, 100.0, float("nan")):
        with pytest.raises(BadInput, match="dilution error"):
            Statement(dilution_sd_pct=wrong)

"""Volume, vials and refusals of a dose."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from science.dosing.asking import check, codes, estimate, measurement, request
from secretome.dosing import (
    EndotoxinResult,
    ErrorPart,
    LotFactor,
    MeasurementNote,
    chance_of_missing,
    dose,
    parse_target,
    vials_for,
)
from secretome.errors import BadInput, Reason, UnitMismatch
from secretome.units import Estimate, EstimateKind, Kind


def test_a_sound_request_passes_every_check_and_gives_the_volume():
    answer = dose(request())
    assert answer.refused == ()
    assert {c.passed for c in answer.checks} == {True}
    assert answer.volume_ml.value == pytest.approx(2e9 / (5e9 * 0.8))
    assert answer.volume_ml.low < answer.volume_ml.value < answer.volume_ml.high


@given(st.floats(1e8, 1e12), st.floats(0.2, 1.0))
def test_half_the_concentration_needs_twice_the_volume(per_ml, share):
    recovery = Estimate(share, share, share, 0.95, EstimateKind.CONFIDENCE, "x")
    free = {"recovery": recovery, "label_per_ml": None, "max_volume_ml": 5000.0}
    free |= {"smallest_volume_ml": None, "vial_ml": None}
    whole = dose(request(measured=measurement(concentration=estimate(per_ml)), **free))
    half = dose(request(measured=measurement(concentration=estimate(per_ml / 2)), **free))
    assert half.volume_ml.value == pytest.approx(2 * whole.volume_ml.value)


OPTIONAL = {
    "recovery": "recovery_known",
    "weight_kg": "weight_known",
    "tolerance_pct": "dose_within_tolerance",
    "vial_ml": "vial_known",
    "smallest_volume_ml": "volume_can_be_drawn",
    "endotoxin": "endotoxin_within_limit",
    "label_per_ml": "label_agrees",
}


@given(st.sets(st.sampled_from(sorted(OPTIONAL)), min_size=1))
def test_what_was_not_given_never_passes(left_out):
    answer = dose(request(**dict.fromkeys(left_out)))
    for name in left_out:
        assert check(answer, OPTIONAL[name]).passed is None
        assert check(answer, OPTIONAL[name]).reason


def test_a_refused_dose_carries_no_volume_and_no_vials():
    answer = dose(request(measured=measurement(dilution=None)))
    assert codes(answer) == {"dilution_known"}
    assert answer.volume_ml is None
    assert answer.vials is None


def test_all_reasons_are_given_at_once():
    measured = measurement(
        concentration=None,
        sample=None,
        samples_in_file=12,
        dilution=None,
        absent=(Reason("too_few_captures", "1 capture."),),
    )
    answer = dose(
        request(measured=measured, target=parse_target("2e8", "particles/kg"), weight_kg=None)
    )
    assert codes(answer) == {
        "sample_named",
        "dilution_known",
        "measurement_reliable",
        "weight_known",
    }


def test_an_unreliable_measurement_is_refused_and_a_caution_is_only_noted():
    unreliable = (MeasurementNote("x", "Unreliable.", blocks=True),)
    caution = (MeasurementNote("y", "Noise.", blocks=False),)
    assert codes(dose(request(measured=measurement(warnings=unreliable)))) == {
        "measurement_reliable"
    }
    noted = dose(request(measured=measurement(warnings=caution)))
    assert noted.refused == ()
    assert "Noise." in check(noted, "measurement_reliable").reason


def test_a_wide_interval_is_refused_and_says_what_to_measure():
    parts = (
        ErrorPart("the repeated captures", 0.05, "measure more captures"),
        ErrorPart("the dilution", 0.30, "repeat the dilution"),
    )
    measured = measurement(concentration=estimate(5e9, 0.3), parts=parts)
    answer = dose(request(measured=measured))
    assert codes(answer) == {"dose_within_tolerance"}
    assert "repeat the dilution" in answer.refused[0].text


def test_protein_is_never_drawn_from_a_particle_count():
    answer = dose(request(target=parse_target("20", "ug"), route="intranasal"))
    assert "unit_agrees" in codes(answer)


def test_a_factor_measured_on_the_lot_and_named_by_a_person_is_the_only_bridge():
    factor = LotFactor(estimate(2.5e8, 0.05), by="A. Nalyst", reason="BCA and NTA of this lot")
    answer = dose(request(target=parse_target("20", "ug"), route="intranasal", lot_factor=factor))
    assert answer.refused == ()
    assert answer.volume_ml.value == pytest.approx(20 / (5e9 / 2.5e8 * 0.8))
    with pytest.raises(BadInput, match="no name or no reason"):
        LotFactor(estimate(2.5e8), by=" ", reason="x")


@pytest.mark.parametrize(
    ("number", "unit", "said"),
    [
        ("2 x 108", "particles", "power of ten"),
        ("2e9", "furlongs", "not a unit of dose"),
        ("15", "mL", "not a unit of dose"),
        ("2,5", "ug", "comma"),
        ("-2e9", "particles", "negative"),
        ("", "particles", "not a number"),
    ],
)
def test_unclear_targets_are_stopped_with_their_reason(number, unit, said):
    with pytest.raises(BadInput, match=said):
        parse_target(number, unit)


def test_milligrams_written_for_micrograms_are_stopped():
    protein = measurement(kind=Kind.PROTEIN_CONCENTRATION, concentration=estimate(50))
    asked = {"route": "intranasal", "measured": protein, "label_per_ml": 50.0}
    assert dose(request(target=parse_target("20", "ug"), **asked)).refused == ()
    slipped = dose(request(target=parse_target("20", "mg"), **asked))
    assert codes(slipped) == {"target_plausible", "vials_few_enough"}
    assert "check the unit" in slipped.refused[0].text


@pytest.mark.parametrize("factor", [10, 500, 0.1, 0.002])
def test_a_dilution_slip_is_stopped_by_the_label(factor):
    slipped = measurement(concentration=estimate(5e9 * factor))
    answer = dose(request(measured=slipped, smallest_volume_ml=None, max_volume_ml=5000.0))
    assert codes(answer) - {"vials_few_enough"} == {"label_agrees"}
    assert "dilution" in answer.refused[0].text


def test_the_protocols_own_range_decides_where_it_is_given():
    ends = (parse_target("1e9", "particles"), parse_target("2e9", "particles"))
    assert dose(request(protocol_range=ends)).refused == ()
    above = dose(request(target=parse_target("2e10", "particles"), protocol_range=ends))
    assert "target_plausible" in codes(above)


def test_a_target_by_weight_is_multiplied_by_the_weight():
    answer = dose(request(target=parse_target("3e7", "particles/kg"), weight_kg=70))
    assert answer.volume_ml.value == pytest.approx(2.1e9 / (5e9 * 0.8))


def test_a_volume_above_the_nebuliser_fill_is_refused_unless_the_site_names_its_own():
    large = {"target": parse_target("2e10", "particles")}
    assert codes(dose(request(**large))) == {"volume_within_route_limit"}
    assert dose(request(**large, max_volume_ml=6.0)).refused == ()


def test_endotoxin_counts_by_weight_and_hour():
    asked = {
        "route": "intravenous",
        "target": parse_target("4e10", "particles"),
        "label_per_ml": 5e9,
    }
    high = EndotoxinResult(40.0, "40")
    burden = 40.0 * 10.0 / 70.0
    answer = dose(request(**asked, endotoxin=high))
    assert codes(answer) == {"endotoxin_within_limit"}
    assert f"{burden:.3g}" in check(answer, "endotoxin_within_limit").value
    assert dose(request(**asked, endotoxin=high, duration_h=2.0)).refused == ()
    assert "endotoxin_within_limit" in codes(
        dose(request(**asked, endotoxin=high, duration_h=0.25))
    )
    intrathecal = dose(
        request(**(asked | {"route": "intrathecal"}), endotoxin=EndotoxinResult(2.0, "2"))
    )
    assert "endotoxin_within_limit" in codes(intrathecal)
    unweighed = dose(request(**asked, endotoxin=high, weight_kg=None))
    assert check(unweighed, "endotoxin_within_limit").passed is None


def test_no_sourced_limit_means_nobody_can_tell():
    answer = dose(request(route="topical"))
    assert check(answer, "endotoxin_within_limit").passed is None
    assert check(answer, "volume_within_route_limit").passed is None


@given(st.floats(0.001, 9.9), st.floats(0.1, 10))
def test_vials_balance_to_the_drop(volume, vial):
    use = vials_for(volume, vial_ml=vial)
    assert use.needed * vial == pytest.approx(volume + use.waste_ml, abs=1e-6)
    assert use.whole * vial + use.part_ml == pytest.approx(volume, abs=1e-6)
    assert 0 <= use.waste_ml < vial + 1e-6


def test_impossible_numbers_are_refused_in_one_sentence():
    for wrong, said in (
        ({"weight_kg": 0.0}, "weight_kg"),
        ({"tolerance_pct": 120.0}, "tolerance_pct"),
        ({"recovery": Estimate(80, 70, 90, 0.95, EstimateKind.RANGE, "x")}, "Write 80 % as 0.8"),
        ({"target": parse_target("0", "particles")}, "zero"),
    ):
        with pytest.raises(BadInput, match=said):
            request(**wrong)
    with pytest.raises(BadInput, match="Did you mean intravenous"):
        dose(request(route="intravenus"))
    with pytest.raises(UnitMismatch):
        parse_target("5", "EU")


def test_the_chance_of_missing_is_that_of_drawn_errors():
    rng = np.random.default_rng(7)
    errors = np.exp(rng.normal(0, 0.15, 200_000))
    missed = np.mean(np.abs(errors - 1) > 0.2)
    assert chance_of_missing(0.15, tolerance_pct=20) == pytest.approx(missed, abs=0.005)
    assert chance_of_missing(0.0, tolerance_pct=20) == 0


def test_a_file_without_a_particle_concentration_is_refused_for_that_alone():
    settled = Reason("no_particle_concentration", "The file holds no particle concentration.")
    nothing = {"concentration": None, "sample": None, "dilution": None, "is_counted": False}
    answer = dose(request(measured=measurement(**nothing, absent=(settled,))))
    assert [reason.text for reason in answer.refused] == [settled.text]
    for name in ("sample_named", "dilution_known", "unit_agrees"):
        assert check(answer, name).passed is None
    with pytest.raises(BadInput, match="cannot give one"):
        measurement(is_counted=False)

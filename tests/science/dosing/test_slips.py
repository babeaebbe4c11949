"""Every slip that published tables and benches make is stopped with a named reason."""

import pytest

from science.dosing.asking import check, codes, estimate, measurement, request
from secretome.answers import LotFile, Statement, measure_lot
from secretome.dosing import dose, parse_target
from secretome.errors import BadInput, UnitMismatch
from secretome.instruments import AttributeValue, Capture, Measurement, Sample
from secretome.units import Kind

PROTEIN = {"kind": Kind.PROTEIN_CONCENTRATION, "concentration": estimate(50)}
UNMARKED = {"label_per_ml": None, "smallest_volume_ml": None, "max_volume_ml": 5000.0}
VALUES = (5.0e7, 5.2e7, 4.9e7, 5.1e7)


def file(values=VALUES, *, dilution=None, applied=False):
    """A NanoSight file with one capture for each value."""
    captures = tuple(
        Capture(
            f"S_{place}",
            (
                AttributeValue("particle_concentration", value, "", dilution_applied=applied),
                AttributeValue("valid_tracks", 2000.0, ""),
            ),
        )
        for place, value in enumerate(values)
    )
    mean = AttributeValue(
        "particle_concentration",
        sum(values) / len(values),
        "",
        sd=1e6,
        n=len(values),
        dilution_applied=applied,
    )
    sample = Sample("S", captures, (mean,), dilution_factor=dilution)
    return LotFile("lot.csv", Measurement("nanosight", "NTA", "NTA 3.4", "0" * 64, (sample,)))


def stated(factor):
    return Statement("S", factor, "A. Nalyst", "bench book p. 12")


@pytest.mark.parametrize("factor", [500, 1 / 500])
def test_a_500_fold_dilution_slip_is_stopped_by_the_label(factor):
    slipped = measurement(concentration=estimate(5e9 * factor))
    answer = dose(request(measured=slipped, **(UNMARKED | {"label_per_ml": 5e9})))
    assert codes(answer) - {"vials_few_enough"} == {"label_agrees"}
    assert "Check the dilution" in answer.refused[0].text


def test_a_stated_dilution_that_the_file_contradicts_is_stopped():
    measured = measure_lot(file(dilution=100), statement=stated(50_000))
    answer = dose(request(measured=measured, **UNMARKED))
    assert codes(answer) == {"measurement_reliable"}
    assert "500-fold apart" in answer.refused[0].text
    assert dose(request(measured=measure_lot(file(dilution=100), statement=stated(100)))).volume_ml


def test_a_dilution_that_the_file_already_applied_is_not_applied_again():
    applied = file(tuple(v * 100 for v in VALUES), dilution=100, applied=True)
    answer = dose(request(measured=measure_lot(applied, statement=stated(100)), **UNMARKED))
    assert codes(answer) == {"measurement_reliable"}
    assert "already multiplied" in answer.refused[0].text


def test_more_particles_than_a_millilitre_can_hold_are_stopped_without_any_label():
    crowded = measurement(concentration=estimate(5e11 * 500))
    answer = dose(request(measured=crowded, **UNMARKED))
    assert codes(answer) == {"concentration_plausible"}
    assert "no room" in answer.refused[0].text


def test_a_concentration_outside_all_that_was_read_never_passes_silently():
    unusual = dose(request(measured=measurement(concentration=estimate(5e11)), **UNMARKED))
    found = check(unusual, "concentration_plausible")
    assert found.passed is None
    assert "labelled concentration can settle it" in found.reason


def test_a_label_with_the_same_slip_makes_no_impossible_concentration_possible():
    crowded = measurement(concentration=estimate(5e14))
    answer = dose(request(measured=crowded, label_per_ml=5e14, smallest_volume_ml=None))
    assert codes(answer) == {"concentration_plausible"}


def test_a_label_says_nothing_of_a_concentration_that_was_not_measured():
    missing = dose(request(measured=measurement(concentration=None)))
    assert check(missing, "concentration_plausible").passed is None
    other = dose(request(measured=measurement(concentration=estimate(5e11)), label_per_ml=5e9))
    assert check(other, "concentration_plausible").passed is None
    held = dose(request(measured=measurement(concentration=estimate(5e11)), label_per_ml=5e11))
    assert check(held, "concentration_plausible").passed is True


def test_a_doubled_table_is_stopped():
    doubled = measure_lot(file((*VALUES, *VALUES)), statement=stated(100))
    answer = dose(request(measured=doubled))
    assert codes(answer) == {"measurement_reliable"}
    assert "doubled table" in answer.refused[0].text
    assert dose(request(measured=measure_lot(file(VALUES), statement=stated(100)))).volume_ml


@pytest.mark.parametrize(
    ("number", "unit", "route"),
    [
        ("200", "mg", "intravitreal"),  # NCT03384433: ug in the registry, mg in one review
        ("150", "mg", "intravenous"),  # NCT04356300: 100 to 1000 times other trials
    ],
)
def test_milligrams_where_micrograms_are_meant_are_stopped(number, unit, route):
    measured = measurement(**PROTEIN)
    asked = {"measured": measured, "label_per_ml": 50.0, "route": route, "max_volume_ml": 5000.0}
    answer = dose(request(target=parse_target(number, unit), **asked))
    assert "target_plausible" in codes(answer)
    assert "check the unit" in answer.refused[0].text


def test_a_dose_by_the_unit_of_another_route_is_stopped():
    """NCT04213248: eye drops of 10 ug, printed under inhalation in one table."""
    asked = {"measured": measurement(**PROTEIN), "label_per_ml": 50.0}
    drops = dose(request(target=parse_target("10", "ug"), route="eye drops", **asked))
    assert "target_plausible" not in codes(drops)
    inhaled = dose(request(target=parse_target("10", "ug"), route="inhalation", **asked))
    assert codes(inhaled) == {"target_plausible"}
    assert "check the route and the unit" in inhaled.refused[0].text


@pytest.mark.parametrize(
    ("number", "unit", "said"),
    [
        ("2 x 108", "particles", "power of ten in '2 x 108 particles' was lost"),
        ("2 × 108", "particles", "power of ten"),
        ("2e8", "exosomes", "a claim of origin"),  # NCT04602104: mixed words for one dose
        ("1 million", "cells/kg of exosomes", "a claim of origin"),  # NCT05261360
        ("15", "mL", "a volume says nothing of what is in it"),
        ("4", "drops", "a volume says nothing"),
        ("20", "pmol/kg", "not a unit of dose"),
    ],
)
def test_words_that_registries_print_are_stopped_with_their_reason(number, unit, said):
    with pytest.raises(BadInput, match=said):
        parse_target(number, unit)


def test_cells_per_kilogram_are_never_taken_from_a_particle_count():
    answer = dose(request(target=parse_target("1e6", "cells/kg"), route="intra-articular"))
    assert "unit_agrees" in codes(answer)
    assert "only with a factor measured on this lot" in " ".join(r.text for r in answer.refused)


@pytest.mark.parametrize(
    ("unit", "measured_as"),
    [
        ("particles", Kind.PROTEIN_CONCENTRATION),
        ("particles", Kind.CELL_CONCENTRATION),
        ("ug", Kind.PARTICLE_CONCENTRATION),
        ("ug", Kind.CELL_CONCENTRATION),
        ("cells", Kind.PARTICLE_CONCENTRATION),
        ("cells", Kind.CELL_EQUIVALENT_CONCENTRATION),
        ("cell_equivalents", Kind.CELL_CONCENTRATION),
        ("cell_equivalents", Kind.PARTICLE_CONCENTRATION),
    ],
)
def test_nothing_turns_into_anything_else_by_itself(unit, measured_as):
    measured = measurement(kind=measured_as, concentration=estimate(1e6))
    answer = dose(request(target=parse_target("1e6", unit), measured=measured, label_per_ml=None))
    assert "unit_agrees" in codes(answer)
    assert answer.volume_ml is None


def test_a_particle_number_of_another_kind_of_unit_is_no_target():
    with pytest.raises(UnitMismatch):
        parse_target("5", "EU/kg")

"""What the site's dose knows: label, error of the dilution, way of giving, lowest endotoxin."""

from dataclasses import replace

import pytest

from factories.batches import make_product
from factories.quality import make_sample, ready_lot, take_from_file
from factories.treatments import (
    consented_plan,
    prepared_session,
    treatable_lot,
    write_plan,
)
from secretome_record.ledger.refusal import Refusal
from secretome_record.quality import queries as quality
from secretome_record.quality.models import Result
from secretome_record.treatments import science
from secretome_record.treatments.models import Plan
from secretome_record.treatments.presenting.giving import giving_facts
from secretome_record.treatments.queries.facts import measure_facts
from secretome_record.treatments.science import DoseLimits, DoseOrder, LotMeasure
from secretome_record.treatments.services.standing import dose_now

RECOVERED = {"recovery": "0.8", "recovery_low": "0.75", "recovery_high": "0.85"}
ORDER = DoseOrder("2e10", "particles", "nebulised", "71", DoseLimits())


def refused(act) -> frozenset[str]:
    with pytest.raises(Refusal) as caught:
        act()
    return caught.value.codes


def measured(value: float = 2e10, *, spread: float = 1.05, **more) -> LotMeasure:
    """A lot as quality hands it over; ``more`` goes to its concentration."""
    estimate = {
        "value": value, "low": value / spread, "high": value * spread, "level": 0.95,
        "kind": "confidence", "source": "captures",
    }  # fmt: skip
    found = {
        "estimate": estimate, "result": "RS-2026-00001", "run": "RN-2026-00001", "sha256": "00",
        "sample_in_file": "S1", "dilution_factor": "100", "dilution_reason": "sheet 12",
        "dilution_relative_sd": 0.02, "line_rule": "SIMPLE", "warnings": [], "source": "captures",
        **more,
    }  # fmt: skip
    return LotMeasure("LO-2026-00001", "3.0", found, endotoxin_value=0.05, endotoxin_text="<0.05")


def dose(measure: LotMeasure | None = None, order: DoseOrder = ORDER, **limits):
    with_limits = replace(order, limits=DoseLimits(**limits))
    return science.dose_of(with_limits, measure or measured())


def codes(found) -> frozenset[str]:
    return frozenset(reason.code for reason in found.against)


def check(found, name: str):
    return next(one for one in found.document["checks"] if one["name"] == name)


def test_a_dilution_five_hundred_fold_wrong_is_refused_by_the_label():
    label = {"label_text": "2e10", "label_unit": "particles/mL"}
    order = replace(ORDER, target_text="1e12")
    way = {"protocol_low": "1e9", "protocol_high": "1e13"}
    slipped = dose(replace(measured(2e10 * 500), **label), order, **way)
    assert codes(slipped) == {"dose_label_agrees"}
    assert slipped.document["volume_ml"] is None
    assert not dose(measured(2e10 * 500), order, **way).against
    right = dose(replace(measured(), **label))
    assert not right.against
    assert check(right, "label_agrees")["passed"] is True


def test_a_label_that_counts_by_vial_is_shared_by_the_fill():
    by_vial = {"label_text": "6e10", "label_unit": "particles/vial"}
    assert check(dose(replace(measured(), **by_vial)), "label_agrees")["passed"] is True
    wrong = replace(measured(), label_text="6e10", label_unit="particles/mL")
    assert codes(dose(wrong)) == {"dose_label_agrees"}


def test_the_label_is_decided_by_the_rule_of_the_specification_line():
    label = {"label_text": "2e10", "label_unit": "particles/mL"}
    wide = {"value": 2.2e10, "spread": 1.3}
    simple = replace(measured(**wide, line_rule="SIMPLE"), **label)
    assert not codes(dose(simple, tolerance_pct="60"))
    crossing = replace(measured(**wide, line_rule="GUARDED"), **label)
    assert codes(dose(crossing, tolerance_pct="60")) == {"dose_label_agrees"}


def test_the_tolerance_passes_only_when_every_error_was_stated():
    told = check(dose(**RECOVERED), "dose_within_tolerance")
    assert told["passed"] is True
    untold = dose(measured(dilution_relative_sd=None), **RECOVERED)
    assert check(untold, "dose_within_tolerance")["passed"] is None
    assert check(dose(), "dose_within_tolerance")["passed"] is None


def test_the_error_that_weighs_most_is_named():
    unsure = dose(measured(spread=1.6, dilution_relative_sd=0.2), **RECOVERED)
    assert codes(unsure) == {"dose_dose_within_tolerance"}
    assert "dilution" in unsure.against[0].sentence


def test_what_stays_in_the_device_is_drawn_too_and_the_carrier_fills_up():
    found = dose(made_up_to_ml="3", dead_volume_ml="0.6", device_ml_per_min="0.2", **RECOVERED)
    assert found.document["volume_ml"]["value"] == pytest.approx(1.25 * 3 / 2.4)
    shown = {row["name"]: row["value"] for row in giving_facts(found.document)}
    drawn = float(found.document["draw_ml_text"])
    assert float(shown["Carrier to add"].removesuffix(" mL")) == pytest.approx(3 - drawn, abs=0.005)
    assert shown["Stays in device or line"] == "0.6 mL"
    assert shown["Time in the nebuliser"] == "about 12 min"


def test_an_infusion_faster_than_its_limit_is_refused_and_says_its_shortest_time():
    order = replace(ORDER, route="intravenous")
    way = {"made_up_to_ml": "100", "rate_ml_per_h": "50", **RECOVERED}
    assert codes(dose(order=order, duration_h="1", **way)) == {"dose_rate_within_limit"}
    slow = dose(order=order, duration_h="4", **way)
    shown = {row["name"]: (row["value"], row["note"]) for row in giving_facts(slow.document)}
    assert shown["Given over"] == ("4 h", "25 mL/h")
    assert shown["Not faster than"][0] == "2 h"


def test_places_share_a_dose_and_each_keeps_its_own_limit():
    order = replace(ORDER, target_text="1.6e11", route="intramuscular")
    way = {"place": "deltoid", "protocol_low": "1e9", "protocol_high": "1e12"}
    assert "dose_volume_within_route_limit" in codes(dose(order=order, **way))
    shared = dose(order=order, place_count="4", **way)
    assert not shared.against
    assert giving_facts(shared.document)[-1] == {
        "name": "Places", "value": "4 × deltoid", "note": "2 mL each",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("way", "code"),
    [
        ({"dead_volume_ml": "some"}, "dead_volume_ml"),
        ({"place_count": "two"}, "place_count"),
        ({"place_count": "0"}, "dose_input"),
        ({"place": "deltoid"}, "dose_input"),
        ({"made_up_to_ml": "1", "dead_volume_ml": "2"}, "dose_input"),
        ({"rate_ml_per_h": "nan"}, "dose_input"),
        ({"made_up_to_ml": "0.5"}, "dose_fits_made_up_volume"),
    ],
)
def test_a_way_of_giving_that_cannot_be_is_refused_in_a_sentence(way, code):
    assert codes(dose(**way)) == {code}


def test_a_lowest_endotoxin_stops_a_dose_by_vein():
    order = replace(ORDER, route="intravenous")
    above = replace(measured(), endotoxin_text=">0.5", endotoxin_value=0.5)
    assert codes(dose(above, order)) == {"dose_endotoxin_within_limit"}
    assert not dose(order=order).against


def test_a_plan_keeps_its_way_of_giving_and_every_session_is_checked_by_it(crew):
    limits = DoseLimits(made_up_to_ml="3", dead_volume_ml="0.6", device_ml_per_min="0.2")
    plan = consented_plan(crew, limits=limits)
    assert plan.dose_limits["made_up_to_ml"] == "3"
    assert plan.dose["giving"]["is_made_up"] is True
    dose_again, against = dose_now(plan, plan.lot)
    assert (dose_again.document["giving"], against) == (plan.dose["giving"], ())
    ready = prepared_session(crew, plan=plan)
    assert ready.session.dose["giving"] == plan.dose["giving"]


def test_a_plan_from_a_lot_far_from_its_label_is_not_written(crew):
    lot = treatable_lot(crew, label="4e7")
    assert refused(lambda: write_plan(crew, lot=lot)) == {"dose_label_agrees"}
    assert not Plan.objects.exists()


def test_the_error_of_a_dilution_reaches_the_dose_from_the_result(crew):
    lot = treatable_lot(crew, dilution_error="2.5")
    found = quality.concentration_of(lot)
    assert found["dilution_relative_sd"] == 0.025
    plan = write_plan(crew, lot=lot, limits=DoseLimits(**RECOVERED))
    told = next(c for c in plan.dose["checks"] if c["name"] == "dose_within_tolerance")
    assert told["passed"] is True


@pytest.mark.parametrize("words", ["two", "0", "120", "-2"])
def test_an_error_of_a_dilution_that_cannot_be_is_refused(crew, words):
    lot = ready_lot(crew, leave_out=("particle_concentration", "endotoxin", "sterility"))
    sample = make_sample(crew, lot)
    act = lambda: take_from_file(crew, sample, dilution_error=words)  # noqa: E731
    assert refused(act) == {"dilution_sd_pct_text"}


@pytest.mark.parametrize(
    ("text", "unit", "code"),
    [
        ("much", "particles/mL", "label_text"),
        ("0", "particles/mL", "label_text"),
        ("2e10", "", "label_unit"),
    ],
)
def test_a_label_that_cannot_be_is_refused(crew, text, unit, code):
    act = lambda: make_product(crew, label_text=text, label_unit=unit)  # noqa: E731
    assert refused(act) == {code}


def test_an_endotoxin_keeps_its_sign_and_its_upper_end(crew):
    lot = treatable_lot(crew)
    facts = measure_facts(lot)
    assert (facts["endotoxin_value"], facts["endotoxin_text"]) == (0.05, "<0.05")
    rows = Result.objects.filter(lot=lot, attribute="endotoxin")
    assert rows.get().comparator == "<"

"""Carrier, device, rate, sites, vials and the endotoxin of a dose."""

import pytest

from science.dosing.asking import check, codes, request
from secretome.dosing import (
    EndotoxinResult,
    Giving,
    dose,
    dose_document,
    injection_sites,
    parse_target,
    vials_for,
)
from secretome.errors import BadInput

INFUSED = {"route": "intravenous", "target": parse_target("8e9", "particles")}
INJECTED = {"route": "intramuscular", "target": parse_target("1.2e10", "particles")}
NEEDED = 2e9 / (5e9 * 0.8)


def giving(**stated):
    return Giving(**stated)


def test_what_stays_in_the_nebuliser_is_drawn_in_addition():
    neat = dose(request(giving=giving(dead_volume_ml=0.4)))
    assert neat.volume_ml.value == pytest.approx(NEEDED + 0.4)
    mixed = dose(request(giving=giving(dead_volume_ml=0.5, made_up_to_ml=3.0)))
    assert mixed.volume_ml.value == pytest.approx(NEEDED * 3.0 / 2.5)
    delivered = mixed.volume_ml.value * 2.5 / 3.0 * 5e9 * 0.8
    assert delivered == pytest.approx(2e9)


def test_a_device_that_nobody_measured_never_passes():
    answer = dose(request(giving=giving()))
    assert check(answer, "device_loss_known").passed is None
    assert answer.refused == ()


def test_the_fill_of_the_nebuliser_counts_with_its_carrier():
    answer = dose(request(giving=giving(made_up_to_ml=4.0)))
    assert codes(answer) == {"volume_within_route_limit"}


def test_more_product_than_the_mixture_is_refused():
    answer = dose(request(giving=giving(made_up_to_ml=0.4)))
    assert codes(answer) == {"fits_made_up_volume"}


def test_nebulising_takes_as_long_as_the_device_needs():
    stated = giving(made_up_to_ml=3.0, dead_volume_ml=0.5, device_ml_per_min=0.25)
    document = dose_document(dose(request(giving=stated)))
    assert document["giving"]["nebulised_min"] == pytest.approx(10.0)
    assert document["giving"]["carrier_ml"] == pytest.approx(3.0 - NEEDED * 3 / 2.5)


def test_an_infusion_too_fast_is_refused_and_says_the_shortest_time():
    fast = dose(request(**INFUSED, giving=giving(made_up_to_ml=100, rate_ml_per_h=80)))
    assert codes(fast) == {"rate_within_limit"}
    assert "75 min" in fast.refused[0].text
    slow = dose(
        request(**INFUSED, duration_h=1.25, giving=giving(made_up_to_ml=100, rate_ml_per_h=80))
    )
    assert slow.refused == ()
    assert dose_document(slow)["giving"]["rate_ml_per_h"] == pytest.approx(80)


def test_a_rate_without_limit_or_without_time_never_passes():
    assert check(dose(request(**INFUSED)), "rate_within_limit").passed is None
    untimed = dose(request(**INFUSED, duration_h=None, giving=giving(rate_ml_per_h=80)))
    assert check(untimed, "rate_within_limit").passed is None


@pytest.mark.parametrize(
    ("site", "sites", "stopped"),
    [
        ("deltoid", 1, {"volume_within_route_limit"}),  # 3 mL against 2 mL
        ("deltoid", 2, set()),
        ("gluteal", 1, set()),
        ("infant muscle", 2, {"volume_within_route_limit"}),
        ("infant muscle", 3, set()),
    ],
)
def test_each_site_takes_no_more_than_its_own_volume(site, sites, stopped):
    answer = dose(request(**INJECTED, giving=giving(site=site, sites=sites)))
    assert codes(answer) == stopped


def test_a_site_of_another_route_is_refused_with_the_known_ones():
    with pytest.raises(BadInput, match="deltoid, gluteal"):
        dose(request(**INJECTED, giving=giving(site="skin")))
    assert all(one.source and one.max_volume_ml > 0 for one in injection_sites())


def test_an_intrathecal_dose_is_held_to_ten_millilitres_and_a_fifth_of_a_unit_per_kilogram():
    asked = {"route": "intrathecal", "weight_kg": 60.0}
    large = {"target": parse_target("5e10", "particles")}
    assert codes(dose(request(**asked, **large))) == {"volume_within_route_limit"}
    clean = dose(request(**asked, endotoxin=EndotoxinResult(4.0, "4"), max_volume_ml=3.0))
    assert clean.refused == ()
    # USP <85>, worked: 3 mL at 60 kg may hold 4 EU/mL
    three = {"target": parse_target("1.2e10", "particles")}
    at_limit = dose(request(**asked, **three, endotoxin=EndotoxinResult(4.0, "4")))
    assert at_limit.refused == ()
    above = dose(request(**asked, **three, endotoxin=EndotoxinResult(4.1, "4.1")))
    assert codes(above) == {"endotoxin_within_limit"}


@pytest.mark.parametrize(
    ("volume_ml", "weight_kg", "eu_per_ml"), [(2, 70, 175), (3, 60, 100), (100, 70, 3.5)]
)
def test_the_endotoxin_limit_is_that_of_the_worked_examples(volume_ml, weight_kg, eu_per_ml):
    target = parse_target(f"{volume_ml * 5e9 * 0.8:.6g}", "particles")
    asked = {"route": "intravenous", "target": target, "weight_kg": weight_kg}
    ends = (parse_target("1e8", "particles"), parse_target("1e13", "particles"))
    at = dose(request(**asked, protocol_range=ends, endotoxin=EndotoxinResult(eu_per_ml, "x")))
    assert "endotoxin_within_limit" not in codes(at)
    over = EndotoxinResult(eu_per_ml * 1.01, "x")
    above = dose(request(**asked, protocol_range=ends, endotoxin=over))
    assert codes(above) == {"endotoxin_within_limit"}


def test_the_burden_stands_beside_the_dose():
    document = dose_document(dose(request(endotoxin=EndotoxinResult(0.1, "0.1"))))
    assert document["endotoxin"]["total_eu"] == pytest.approx(0.1 * NEEDED)
    assert document["endotoxin"]["eu_per_kg_in_one_hour"] == pytest.approx(0.1 * NEEDED / 70)
    assert dose_document(dose(request(endotoxin=None)))["endotoxin"] is None


def test_vials_say_what_is_drawn_from_each_and_what_is_thrown_away():
    use = vials_for(2.5, vial_ml=1.1, kept_ml=0.1)
    assert (use.needed, use.whole) == (3, 2)
    assert use.draws_ml == pytest.approx((1.0, 1.0, 0.5))
    assert use.waste_ml == pytest.approx(3 * 1.1 - 2.5)
    assert vials_for(2.0, vial_ml=1.0).draws_ml == (1.0, 1.0)
    with pytest.raises(BadInput, match="gives nothing"):
        vials_for(1.0, vial_ml=0.1, kept_ml=0.1)


def test_givings_that_cannot_be_are_refused_in_one_sentence():
    for wrong, said in (
        ({"made_up_to_ml": 0.0}, "made_up_to_ml"),
        ({"dead_volume_ml": 3.0, "made_up_to_ml": 3.0}, "leaves nothing"),
        ({"dead_volume_ml": -0.1}, "dead volume cannot be"),
        ({"dead_volume_ml": float("nan")}, "dead volume cannot be"),
        ({"vial_dead_ml": float("nan")}, "dead volume cannot be"),
        ({"sites": 0}, "sites"),
        ({"rate_ml_per_h": -5.0}, "rate_ml_per_h"),
    ):
        with pytest.raises(BadInput, match=said):
            Giving(**wrong)


@pytest.mark.parametrize("route", ["nebulised", "intravenous"])
@pytest.mark.parametrize("shown", [">0.05", "≥ 0.05"])
def test_endotoxin_that_is_only_known_to_be_more_allows_no_dose(route, shown):
    answer = dose(request(route=route, endotoxin=EndotoxinResult(0.05, shown)))
    assert "endotoxin_within_limit" in codes(answer)
    assert check(answer, "endotoxin_within_limit").passed is None
    assert dose_document(answer)["endotoxin"] is None


def test_more_vials_than_anybody_opens_refuse_the_dose_and_build_no_list():
    answer = dose(request(vial_ml=0.02, giving=Giving(dead_volume_ml=0.0, vial_dead_ml=0.0199999)))
    assert codes(answer) == {"vials_few_enough"}
    assert "opens" in answer.refused[0].text
    assert "vial_ml" in answer.refused[0].text
    assert answer.vials is None
    assert dose(request(vial_ml=0.02)).vials.needed == 25
    for vial_ml in (1e-9, 1e-300):
        with pytest.raises(BadInput, match="at most 100 vials"):
            vials_for(1.0, vial_ml=vial_ml)
        with pytest.raises(BadInput, match="vial_ml"):
            request(vial_ml=vial_ml)

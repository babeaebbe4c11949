"""The pages that only read: what a lot is made of, an attribute over lots, stability."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from factories import quality as make
from factories.batches import make_bank, make_batch, make_lot, make_product, make_recipe
from factories.browsing import browser_of
from factories.donors import make_donation
from factories.people import AT, Crew
from secretome_record.quality import services

CEILING = 22
CONCENTRATIONS = (1.9e8, 2.0e8, 2.1e8, 1.95e8, 2.05e8, 2.0e8)


def page(client, name: str, *args) -> str:
    answer = client.get(reverse(f"quality:{name}", args=args))
    assert answer.status_code == 200, name
    text = answer.content.decode()
    assert "«missing" not in text
    return text


def lots_of_one_product(crew, values=CONCENTRATIONS):
    """One demo lot a day from one bank, each with one verified concentration."""
    recipe = make_recipe(crew, make_product(crew))
    make.make_specification(crew, recipe.product, AT)
    bank = make_bank(crew, [make_donation(crew, at=AT, is_demo=True)], AT)
    lots = []
    for day, value in enumerate(values, start=1):
        at = AT + timedelta(days=day)
        lot = make_lot(crew, make_batch(crew, bank, recipe, at), 2, at)
        measure(crew, lot, value, day, at)
        lots.append(lot)
    return lots


def measure(crew, lot, value: float, seed: int, at):
    sample = make.make_sample(crew, lot, at)
    found = make.take_from_file(crew, sample, at, make.nanosight_file(value, seed))
    first = next(r for r in found if r.attribute == "particle_concentration")
    return make.verify(first, crew, at)


@pytest.fixture
def lots(crew):
    return lots_of_one_product(crew)


def over_lots(client, product, attribute="particle_concentration") -> str:
    return page(client, "over_lots", product.pk, attribute)


def test_an_attribute_over_lots_shows_limits_capability_trend_and_the_newest_lots(crew, lots):
    text = over_lots(browser_of(crew.nurse), lots[0].product)
    assert "set by the first 6 lots" in text
    assert "Limits from 6 results are provisional" in text
    assert "Cpk" in text
    assert "No drift can be told" in text or "It drifts." in text
    assert "1 donors are too few to tell donors apart" in text
    assert "the margin is" in text
    for lot in lots:
        assert lot.code in text


def test_a_lot_far_off_is_named_by_the_rule_it_breaks(crew):
    values = (2.0e8, 2.01e8, 1.99e8, 2.0e8, 2.01e8, 2.0e8, 1.99e8, 2.01e8, 2.0e8, 2.0e8, 3.9e8)
    lots = lots_of_one_product(crew, values)
    text = over_lots(browser_of(crew.qa), lots[0].product)
    assert "1-3s: 1 in a row above +3 SD" in text
    assert "Out of control" in text


def test_two_lots_give_no_verdict_but_every_reason(crew):
    lots = lots_of_one_product(crew, (2.0e8, 2.1e8))
    text = over_lots(browser_of(crew.qa), lots[0].product)
    assert "Give at least 3 lots of different days" in text
    assert "2 lots with a number; the newest 3 are compared with at least 3 earlier ones." in text


def test_a_result_not_verified_or_only_a_bound_is_no_dot_and_says_so(crew, lots):
    at = lots[0].filled_at
    run = make.start_run(crew, make.make_sample(crew, lots[0], at), "LAL", at)
    bound = make.enter(crew, run, "endotoxin", "<0.05", "EU/mL", at)
    client = browser_of(crew.qa)
    assert "its result is not verified" in over_lots(client, lots[0].product, "endotoxin")
    make.verify(bound, crew, at)
    text = over_lots(client, lots[0].product, "endotoxin")
    assert "which is a bound and no number" in text
    assert "no result" in text
    assert "1 of 6 lots are reported as a bound." in text
    stability = page(client, "stability", lots[0].product_id)
    assert "1 results are reported as a bound." in stability
    assert "distribution" not in text
    address = reverse("quality:over_lots_picture", args=[lots[0].product_id, "endotoxin"])
    assert client.get(address).status_code == 404


def test_the_control_chart_is_drawn_on_both_grounds(crew, lots):
    address = reverse(
        "quality:over_lots_picture", args=[lots[0].product_id, "particle_concentration"]
    )
    client = browser_of(crew.nurse)
    for ground in ("light", "dark"):
        answer = client.get(address, {"ground": ground})
        assert answer["Content-Type"] == "image/svg+xml"
        assert b"mean + 3 SD" in answer.content
        assert b"lowest allowed" in answer.content


def test_a_lot_profile_tells_the_undiluted_amount_and_names_what_is_missing(crew, lots):
    text = page(browser_of(crew.nurse), "profile", lots[0].code)
    assert "Vesicles" in text
    # 1.9e8 in the file, diluted 100 times.
    assert re.search(r"1\.\d\d?\D+10<sup>(<span[^>]*>[^<]*</span>)?10<", text)
    assert "MISEV2023" in text
    assert "EV-TRACK" in text
    assert "MIFlowCyt-EV" in text
    assert "an image at wide field" in text
    assert "tangential flow filtration was used" in text
    assert "It needs a verified result with its interval of: protein." in text


def test_particles_per_microgram_carry_the_error_of_both(crew, lots):
    lot = lots[0]
    sample = lot.samples.get()
    run = make.start_run(crew, sample, "BCA", AT + timedelta(days=1))
    protein = services.enter_result(
        run=run, attribute="protein_concentration", as_reported="400", unit="ug/mL",
        by=crew.qc_analyst, at=AT + timedelta(days=1), low_text="360", high_text="440",
    )  # fmt: skip
    make.verify(protein, crew, AT + timedelta(days=1))
    text = page(browser_of(crew.nurse), "profile", lot.code)
    section = text[text.index("Particles per µg protein") : text.index("Composition by class")]
    assert "95" in section
    assert protein.code in section
    assert "Published class:" in section


def test_a_file_whose_dilution_nobody_stated_gives_no_amount(crew):
    lot = make.demo_lot(crew)
    run = make.run_with_file(crew, make.make_sample(crew, lot))
    text = page(browser_of(crew.nurse), "profile", lot.code)
    assert run.code in text
    assert "nobody stated the dilution" in text


def test_a_lot_without_files_says_how_a_profile_comes_into_being(crew):
    text = page(browser_of(crew.nurse), "profile", make.demo_lot(crew).code)
    assert "No file tells of this lot yet." in text


def follow(crew, lots, months=(3, 6, 9), loss: float = 0.02e8):
    """Measure every lot again and again, each time a little less."""
    for number, lot in enumerate(lots):
        for month in months:
            at = lot.filled_at + timedelta(days=30.4375 * month)
            measure(crew, lot, 2.0e8 - loss * month, 100 * number + 20 + month, at)


def test_three_lots_followed_over_time_carry_a_shelf_life_no_longer_than_the_data(crew):
    lots = lots_of_one_product(crew, (2.0e8, 2.01e8, 1.99e8))
    follow(crew, lots)
    client = browser_of(crew.nurse)
    text = page(client, "stability", lots[0].product_id)
    assert "These data carry the shelf life that the product names." in text
    assert "9 months" in text
    assert "ICH Q5C: a biological product is dated by real-time data alone" in text
    address = reverse(
        "quality:stability_picture", args=[lots[0].product_id, "particle_concentration"]
    )
    assert b"Age of the lot" in client.get(address).content


def test_lots_seen_once_carry_no_shelf_life_and_two_are_too_few(crew, lots):
    client = browser_of(crew.nurse)
    text = page(client, "stability", lots[0].product_id)
    assert "No lot was seen at three ages." in text
    assert f"{lots[0].code} (1)" in text
    follow(crew, lots[:2])
    text = page(client, "stability", lots[0].product_id)
    assert "2 batches were followed; ICH Q1E asks for at least 3." in text
    assert "These data carry the shelf life" not in text


def test_the_pages_stay_under_their_ceiling_however_many_lots(crew, lots):
    client = browser_of(crew.nurse)
    product = lots[0].product_id
    addresses = [
        reverse("quality:profile", args=[lots[0].code]),
        reverse("quality:over_lots", args=[product, "particle_concentration"]),
        reverse("quality:stability", args=[product]),
    ]
    for address in addresses:
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        assert len(queries) <= CEILING, (address, len(queries))


def test_another_site_sees_none_of_it(crew, other_site, lots):
    client, product = browser_of(Crew(other_site).qa), lots[0].product_id
    for name, *args in (
        ("profile", lots[0].code),
        ("over_lots", product, "particle_concentration"),
        ("over_lots_picture", product, "particle_concentration"),
        ("stability", product),
        ("stability_picture", product, "particle_concentration"),
    ):
        assert client.get(reverse(f"quality:{name}", args=args)).status_code == 404, name


def test_an_attribute_nobody_knows_is_not_found(crew, lots):
    address = reverse("quality:over_lots", args=[lots[0].product_id, "nonsense"])
    assert browser_of(crew.qa).get(address).status_code == 404


def test_the_page_of_the_lot_leads_to_them(crew, lots):
    text = page(browser_of(crew.nurse), "release", lots[0].code)
    for name, *args in (
        ("profile", lots[0].code),
        ("over_lots", lots[0].product_id, "particle_concentration"),
        ("stability", lots[0].product_id),
    ):
        assert reverse(f"quality:{name}", args=args) in text

"""Pages of making: they render whole, keep other sites out, and refuse in sentences."""

from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from factories.batches import (
    do_step,
    draft_recipe,
    make_bank,
    make_batch,
    make_lot,
    make_product,
    make_recipe,
    start_batch,
    vials_of,
)
from factories.browsing import browser_of, sign_words
from factories.donors import make_donation
from factories.people import AT, Crew
from secretome_record.batches import queries, services
from secretome_record.batches.models import Batch, Lot, PrintedLabel, Recipe, StepRecord
from secretome_record.people.models import Person

HOSTILE = '<script>alert("x")</script>'


def page_of(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status, answer.content.decode()[:500]
    text = answer.content.decode()
    assert "«missing:" not in text, text[text.index("«missing:") - 200 :][:400]
    return text


def berlin(when=None):
    there = (when or timezone.now()).astimezone(ZoneInfo("Europe/Berlin"))
    return f"{there:%Y-%m-%dT%H:%M}"


@pytest.fixture
def operator(crew):
    return browser_of(crew.operator)


def test_empty_lists_say_how_the_first_one_comes_into_being(operator):
    for address in ("/batches/", "/lots/", "/cell-banks/"):
        assert "comes into being" in page_of(operator, address)
    assert "Name a product" in page_of(operator, "/recipes/")
    assert "no product has been named yet" in page_of(operator, "/recipes/write/")


@pytest.mark.parametrize("address", ["/batches/", "/lots/", "/cell-banks/", "/recipes/"])
def test_a_list_takes_the_same_few_queries_however_long_it_is(crew, operator, address):
    def count():
        with CaptureQueriesContext(connection) as caught:
            page_of(operator, address)
        return len(caught)

    make_lot(crew, vial_count=1)
    first = count()
    for _ in range(3):
        make_lot(crew, vial_count=1)
    assert count() == first
    assert first <= 14


def test_a_batch_is_made_from_start_to_labels_through_the_pages(crew, operator):
    now = timezone.now()
    bank, recipe = make_bank(crew, [make_donation(crew, at=now)], at=now), make_recipe(crew, at=now)
    sent = {"cell_bank": bank.pk, "recipe": recipe.pk, "started_at": berlin(now)}
    page = operator.get("/batches/start/")
    sent["form_key"] = page.context["form"]["form_key"].value()
    first = operator.post("/batches/start/", sent)
    assert first.status_code == 302, first.content.decode()
    assert operator.post("/batches/start/", sent)["Location"] == first["Location"]
    base = first["Location"]
    second = browser_of(crew.second("operator"))
    for number, reading in ((1, ""), (2, "95"), (3, "61"), (4, "")):
        words = {"number": number, "as_read": reading, "occurred_at": berlin()}
        answer = operator.post(base + "step/", words)
        assert answer.status_code == 302, answer.content.decode()
        record = StepRecord.objects.get(step__number=number)
        assert f"Check step {number}" not in page_of(operator, base)
        assert f"Check step {number}" in page_of(second, base)
        second.post(f"/batches/steps/{record.pk}/check/")
    page_of(operator, base + "fill/")
    filled = operator.post(base + "fill/", {"vial_count": 3, "filled_at": berlin()})
    assert filled.status_code == 302, filled.content.decode()
    lot = Lot.objects.get()
    text = page_of(operator, filled["Location"])
    assert all(vial.code in text for vial in vials_of(lot))
    printed = operator.post(
        f"/lots/{lot.code}/labels/", {"vials": [v.pk for v in vials_of(lot)], "reason": ""}
    )
    sheet = operator.get(printed["Location"])
    assert sheet["Content-Type"] == "application/pdf"
    assert sheet.content.startswith(b"%PDF")
    operator.post(f"/lots/{lot.code}/labels/count/", {"used": 3, "destroyed": 0})
    assert "Balances" in page_of(operator, f"/lots/{lot.code}/labels/")
    page_of(operator, f"/vials/{vials_of(lot)[0].code}/")


def test_a_step_sent_twice_is_recorded_once_and_the_page_says_so(crew, operator):
    now = timezone.now()
    batch = start_batch(crew, make_bank(crew, [make_donation(crew, at=now)], at=now), at=now)
    sent = {"number": 1, "occurred_at": berlin(now)}
    address = f"/batches/{batch.code}/step/"
    assert operator.post(address, sent).status_code == 302
    again = operator.post(address, sent, follow=True)
    assert "not the next step any more" in again.content.decode()
    assert StepRecord.objects.count() == 1


@pytest.mark.parametrize(
    ("reading", "words"), [("92,5", "has a comma"), ("high", "not a plain number"), ("<5", "bound")]
)
def test_an_unclear_reading_is_answered_beside_the_field(crew, operator, reading, words):
    batch = start_batch(crew)
    do_step(batch, crew)
    sent = {"number": 2, "as_read": reading, "occurred_at": berlin(AT), "late_reason": "test"}
    answer = operator.post(f"/batches/{batch.code}/step/", sent)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "as_read" in answer.context["form"].errors
    assert StepRecord.objects.count() == 1


def test_a_reading_outside_shows_its_deviation_on_the_page(crew, operator):
    batch = make_batch(crew, readings={"Harvest": "82"})
    text = page_of(operator, f"/batches/{batch.code}/")
    assert "Outside its limits" in text
    assert "cell viability read 82 %, limits 90 to 100 %." in text
    assert "is-outside" in text


def test_the_batch_page_says_why_it_cannot_be_filled(crew, operator):
    batch = start_batch(crew)
    text = page_of(operator, f"/batches/{batch.code}/")
    assert text.count("is not recorded.") >= 4
    sent = {"vial_count": 3, "filled_at": berlin(AT), "late_reason": "x"}
    answer = operator.post(f"/batches/{batch.code}/fill/", sent)
    assert answer.status_code == 422
    assert "Step 1 (Thaw) is not recorded." in answer.content.decode()


def test_a_recipe_is_written_and_approved_through_the_pages(crew, operator):
    product = make_product(crew)
    sent = {
        "product": product.pk, "vial_volume_ml_text": "3.0", "form-TOTAL_FORMS": "5",
        "form-INITIAL_FORMS": "0", "form-0-name": "Thaw", "form-0-instruction": HOSTILE,
        "form-1-name": "Harvest", "form-1-instruction": "Take it.", "form-1-measures": "viability",
        "form-1-unit": "%", "form-1-low_text": "90",
    }  # fmt: skip
    wrong = operator.post("/recipes/write/", {**sent, "form-1-low_text": "90,5"})
    assert wrong.status_code == 422
    assert "has a comma" in wrong.content.decode()
    made = operator.post("/recipes/write/", sent)
    assert made.status_code == 302, made.content.decode()
    recipe = Recipe.objects.get()
    assert recipe.steps.count() == 2
    text = page_of(operator, f"/recipes/{recipe.code}/")
    assert "<script>alert" not in text
    qa = browser_of(crew.qa)
    assert "Sign the approval" in page_of(qa, f"/recipes/{recipe.code}/")
    bad = qa.post(f"/recipes/{recipe.code}/approve/", sign_words(crew.qa, password="wrong"))
    assert bad.status_code == 422
    good = qa.post(f"/recipes/{recipe.code}/approve/", sign_words(crew.qa))
    assert good.status_code == 302
    assert "Signature holds" in page_of(qa, f"/recipes/{recipe.code}/")
    retire = f"/recipes/{recipe.code}/retire/"
    page_of(qa, retire)
    assert qa.post(retire, {"reason": "replaced"}).status_code == 302


def test_nobody_approves_a_recipe_of_their_own(crew):
    recipe = services.write_recipe(
        product=make_product(crew), steps=(services.StepText("a", "b"),), vial_volume_ml_text="1",
        by=crew.qa, at=AT,
    )  # fmt: skip
    text = page_of(browser_of(crew.qa), f"/recipes/{recipe.code}/")
    assert "somebody else approves it" in text


def test_a_product_with_a_hostile_name_is_shown_as_text(crew, operator):
    sent = {
        "site": crew.site.pk, "name": HOSTILE, "cell_source": "x", "form": "frozen",
        "autologous": "no", "storage_text": "cold", "storage_max_c": "-70",
        "shelf_life_days": "180",
    }  # fmt: skip
    assert operator.post("/recipes/product/", sent).status_code == 302
    assert "<script>alert" not in page_of(operator, "/recipes/write/")
    assert operator.post("/recipes/product/", sent).status_code == 422


def test_a_bank_is_frozen_through_the_page_and_own_cells_are_not_mixed(crew, operator):
    now = timezone.now()
    donation = make_donation(crew, at=now)
    own = make_donation(crew, at=now, autologous=True)
    sent = {"passage": 3, "containers": 5, "frozen_at": berlin(timezone.now())}
    both = operator.post("/cell-banks/freeze/", {**sent, "donations": [donation.pk, own.pk]})
    assert "Own cells are never pooled" in both.content.decode()
    made = operator.post("/cell-banks/freeze/", {**sent, "donations": [donation.pk]})
    assert made.status_code == 302, made.content.decode()
    assert donation.code in page_of(operator, made["Location"])


def test_another_sites_things_are_not_there(crew, other_site):
    lot = make_lot(crew)
    batch, sheet = lot.batch, services.print_labels(vials=vials_of(lot), by=crew.operator, at=AT)
    stranger = browser_of(Crew(other_site).operator)
    for address in (
        f"/batches/{batch.code}/", f"/batches/{batch.code}/fill/", f"/lots/{lot.code}/",
        f"/lots/{lot.code}/labels/", f"/vials/{vials_of(lot)[0].code}/",
        f"/recipes/{batch.recipe.code}/", f"/cell-banks/{batch.cell_bank.code}/",
        f"/label-sheets/{sheet.file.sha256}/",
    ):  # fmt: skip
        page_of(stranger, address, status=404)
    assert queries.lots_for(stranger_person(other_site)).count() == 0


def stranger_person(site):
    return Person.objects.get(grants__site=site, grants__role="OPERATOR")


def test_a_second_copy_is_printed_only_with_a_reason(crew, operator):
    lot = make_lot(crew, vial_count=1)
    services.print_labels(vials=vials_of(lot), by=crew.operator, at=AT)
    address, sent = f"/lots/{lot.code}/labels/", {"vials": [vials_of(lot)[0].pk]}
    refused = operator.post(address, {**sent, "reason": ""})
    assert refused.status_code == 422
    assert "Say why again" in refused.content.decode()
    assert operator.post(address, {**sent, "reason": "smudged"}).status_code == 302
    assert PrintedLabel.objects.count() == 2


def test_a_deviation_is_raised_and_a_batch_stopped_from_their_pages(crew, operator):
    batch = start_batch(crew)
    base = f"/batches/{batch.code}/"
    page_of(operator, base + "deviation/")
    assert operator.post(base + "deviation/", {"what": "Incubator stood open."}).status_code == 302
    assert "Incubator stood open." in page_of(operator, base)
    page_of(operator, base + "stop/")
    assert operator.post(base + "stop/", {"reason": ""}).status_code == 422
    assert operator.post(base + "stop/", {"reason": "contaminated"}).status_code == 302
    assert Batch.objects.get().state == "STOPPED"


def test_scanned_codes_open_their_records(crew, operator):
    lot = make_lot(crew)
    batch = lot.batch
    for code, address in (
        (lot.code, f"/lots/{lot.code}/"),
        (batch.code, f"/batches/{batch.code}/"),
        (batch.recipe.code, f"/recipes/{batch.recipe.code}/"),
        (batch.cell_bank.code, f"/cell-banks/{batch.cell_bank.code}/"),
    ):  # fmt: skip
        assert operator.get("/search/", {"q": code})["Location"] == address


def test_the_work_list_names_steps_to_check_batches_to_carry_on_and_drafts(crew):
    batch = start_batch(crew)
    draft_recipe(crew)
    do_step(batch, crew, check=False)

    def actions(person):
        return [item.action for item in queries.waiting_for(Person.objects.get(pk=person.pk))]

    assert actions(crew.operator) == []
    assert actions(crew.second("operator")) == ["Check it"]
    assert actions(crew.qa) == ["Check it", "Read and approve it"]
    services.check_step(record=StepRecord.objects.get(), by=crew.qa, at=AT)
    assert actions(crew.operator) == ["Carry on"]

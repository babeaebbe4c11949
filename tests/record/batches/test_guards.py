"""The database itself refuses making out of order, alone, unmixed or without its record."""

import pytest
from django.db import DatabaseError, connection, transaction

from factories.batches import (
    autologous_lot,
    do_step,
    draft_recipe,
    make_bank,
    make_batch,
    make_lot,
    make_recipe,
    start_batch,
    vials_of,
)
from factories.donors import make_donation
from factories.people import AT, SETTER
from secretome_record.batches import guards, queries
from secretome_record.batches.models import (
    BankedDonation,
    Batch,
    CellBank,
    Deviation,
    Lot,
    PrintedLabel,
    RecipeStep,
    StepRecord,
    Vial,
)
from secretome_record.batches.services import print_labels
from secretome_record.ledger.models import Move
from secretome_record.ledger.triggers.install import inventory
from secretome_record.ledger.writing import writing


def raw_refused(act, words: str) -> None:
    with (
        pytest.raises(DatabaseError, match=words),
        transaction.atomic(),
        writing(by=SETTER, at=AT, why="Try it by raw SQL"),
    ):
        act()


def set_where(row, **columns) -> None:
    type(row).objects.filter(pk=row.pk).update(**columns)


def delete(row) -> None:
    table, key = row._meta.db_table, row._meta.pk.get_db_prep_value(row.pk, connection)
    with connection.cursor() as cursor:
        cursor.execute(f'DELETE FROM "{table}" WHERE id = %s', [key])


def forge(row, before: str, after: str) -> None:
    Move.objects.create(
        subject_table=row._meta.db_table, subject_id=row.pk, number=9, action="forged",
        from_state=before, to_state=after, actor="system:tests", occurred_at=AT,
    )  # fmt: skip
    set_where(row, state=after)


def step_row(batch, crew, step, **more) -> StepRecord:
    whole = {"batch": batch, "step": step, "made_by": crew.operator, "occurred_at": AT, **more}
    return StepRecord.objects.create(**whole)


def lot_row(batch, crew, **more) -> Lot:
    recipe = batch.recipe
    whole = {
        "code": "LT-FORGED", "site": batch.site, "batch": batch, "product": recipe.product,
        "filled_at": AT, "filled_by": crew.operator, "expires_at": AT, "vial_count": 3,
        "vial_volume_ml_text": recipe.vial_volume_ml_text, "vial_volume_ml": 3.0, **more,
    }  # fmt: skip
    return Lot.objects.create(**whole)


def vial_row(lot, **more) -> Vial:
    whole = {"code": "VL-FORGED", "site": lot.site, "lot": lot, "number": 9, **more}
    return Vial.objects.create(**whole)


def test_a_recipe_is_not_approved_without_a_signature_of_somebody_else(crew):
    raw_refused(lambda: forge(draft_recipe(crew), "DRAFT", "APPROVED"), "signature of somebody")


def test_an_approved_recipe_gets_no_step_and_no_change(crew):
    recipe = make_recipe(crew)
    more = {"recipe": recipe, "number": 9, "name": "x", "instruction": "y"}
    raw_refused(lambda: RecipeStep.objects.create(**more), "while the recipe is a draft")
    raw_refused(lambda: set_where(recipe.steps.first(), high=999.0), "never changed")
    raw_refused(lambda: set_where(recipe, vial_volume_ml_text="9"), "never changed")
    raw_refused(lambda: delete(recipe.steps.first()), "never changed or removed")


def test_a_shelf_life_is_not_stretched_afterwards(crew):
    lot = make_lot(crew)
    raw_refused(lambda: set_where(lot.product, shelf_life_days=999), "never changed")
    raw_refused(lambda: set_where(lot, expires_at=AT), "never changed")


def test_a_bank_holds_only_its_own_identity_and_eligible_donors(crew):
    bank = make_bank(crew)
    own = make_donation(crew, autologous=True)
    mix = {"cell_bank": bank, "donation": own}
    raw_refused(lambda: BankedDonation.objects.create(**mix), "its own identity code")


def test_a_bank_in_use_takes_no_further_donation(crew):
    bank = start_batch(crew).cell_bank
    more = {"cell_bank": bank, "donation": make_donation(crew)}
    raw_refused(lambda: BankedDonation.objects.create(**more), "no further donation")


def batch_row(crew, bank, recipe, **more) -> Batch:
    whole = {
        "code": "BA-FORGED", "site": crew.site, "cell_bank": bank, "recipe": recipe,
        "started_at": AT, "started_by": crew.operator, **more,
    }  # fmt: skip
    return Batch.objects.create(**whole)


def test_a_batch_needs_an_approved_recipe_and_a_bank_of_its_kind(crew):
    bank, words = make_bank(crew), "approved recipe from a bank"
    # Made before anything is rolled back, so that the people in it stay.
    draft, recipe = draft_recipe(crew), make_recipe(crew)
    raw_refused(lambda: batch_row(crew, bank, draft), words)
    own = make_bank(crew, [make_donation(crew, autologous=True)])
    raw_refused(lambda: batch_row(crew, own, recipe), words)

    def from_an_empty_bank():
        empty = CellBank.objects.create(
            code="CB-EMPTY", site=crew.site, passage=1, containers=1, frozen_at=AT,
            frozen_by=crew.operator,
        )  # fmt: skip
        batch_row(crew, empty, recipe)

    raw_refused(from_an_empty_bank, words)


def test_a_batch_from_a_deferred_donor_is_refused(crew):
    bank, recipe = make_bank(crew), make_recipe(crew)
    donor = bank.donations.get().donor
    with writing(by=SETTER, at=AT, why="Defer"):
        forge(donor, "ELIGIBLE", "DEFERRED")
    raw_refused(lambda: batch_row(crew, bank, recipe), "eligible donors only")


def test_a_step_is_not_recorded_before_the_one_ahead_of_it_is_checked(crew):
    batch = start_batch(crew)
    second = queries.steps_of(batch.recipe)[1]
    raw_refused(lambda: step_row(batch, crew, second, as_read="95", value=95.0), "in order")


def test_a_step_of_another_recipe_is_refused(crew):
    foreign = queries.steps_of(make_recipe(crew))[0]
    raw_refused(lambda: step_row(start_batch(crew), crew, foreign), "in order")


def test_nobody_checks_their_own_step_and_no_step_is_born_checked(crew):
    batch = start_batch(crew)
    first = queries.steps_of(batch.recipe)[0]
    raw_refused(lambda: step_row(batch, crew, first, checked_by=crew.qa), "checked by a second")
    record = do_step(batch, crew, check=False)
    raw_refused(lambda: set_where(record, checked_by=crew.operator), "second_person")


def test_a_reading_outside_does_not_pass_for_one_inside(crew):
    batch = start_batch(crew)
    do_step(batch, crew)
    second = queries.next_step_of(batch)
    raw_refused(lambda: step_row(batch, crew, second, as_read="82", value=82.0), "says so")
    raw_refused(lambda: step_row(batch, crew, second), "says so")


def test_a_record_of_a_step_is_never_changed_unchecked_or_removed(crew):
    batch = start_batch(crew)
    record = do_step(batch, crew)
    raw_refused(lambda: set_where(record, as_read="99"), "never changed")
    raw_refused(lambda: set_where(record, checked_by=None), "checked once")
    raw_refused(lambda: delete(record), "never removed")


def test_a_batch_is_not_filled_while_a_step_is_missing_or_unchecked(crew):
    batch = start_batch(crew)
    do_step(batch, crew, check=False)
    raw_refused(lambda: forge(batch, "IN_PROGRESS", "FILLED"), "every step is recorded")


def test_a_batch_with_a_reading_outside_and_no_deviation_is_not_filled(crew):
    batch = start_batch(crew)
    do_step(batch, crew)
    second = queries.next_step_of(batch)
    with writing(by=SETTER, at=AT, why="Record without a deviation"):
        record = step_row(batch, crew, second, as_read="82", value=82.0, outside_limits=True)
        set_where(record, checked_by=crew.qa, checked_at=AT)
    while queries.next_step_of(batch):
        do_step(batch, crew)
    raw_refused(lambda: forge(batch, "IN_PROGRESS", "FILLED"), "every step is recorded")


def test_a_lot_comes_only_from_a_filled_batch(crew):
    raw_refused(lambda: lot_row(make_batch(crew), crew), "from a filled batch")


def test_a_batch_is_not_filled_twice(crew):
    batch = make_lot(crew).batch
    raw_refused(lambda: lot_row(batch, crew), "one_fill_of_a_batch|batches_lot.batch_id")


def test_a_lot_carries_the_identity_code_of_its_bank(crew):
    lot = autologous_lot(crew)
    raw_refused(lambda: set_where(lot, identity_code=""), "never changed")
    raw_refused(lambda: set_where(vials_of(lot)[0], identity_code="CI-X"), "never changed")


def test_a_vial_carries_the_identity_code_of_its_lot_and_a_number_of_it(crew):
    own, words = autologous_lot(crew), "carries the identity code"
    raw_refused(lambda: vial_row(own, number=1), words)
    lot = make_lot(crew)
    raw_refused(lambda: vial_row(lot, number=9), words)
    raw_refused(lambda: vial_row(lot, number=1, identity_code=own.identity_code), words)


def test_vials_lots_batches_and_deviations_are_never_removed(crew):
    batch = make_batch(crew, readings={"Harvest": "82"})
    lot = make_lot(crew, batch)
    for row in (vials_of(lot)[0], lot, batch, batch.recipe, lot.product, Deviation.objects.get()):
        raw_refused(lambda row=row: delete(row), "never removed")


def test_a_lot_is_not_born_released_nor_a_state_set_without_its_move(crew):
    lot = make_lot(crew)
    raw_refused(lambda: set_where(lot, state="RELEASED"), "as its table says|moved, never set")


def test_a_deviation_keeps_its_words(crew):
    make_batch(crew, readings={"Harvest": "82"})
    raw_refused(lambda: set_where(Deviation.objects.get(), what="nothing"), "never changed")


def test_a_printed_label_stays_and_a_second_one_says_why(crew):
    lot = make_lot(crew)
    sheet = print_labels(vials=vials_of(lot), by=crew.operator, at=AT)
    label = sheet.labels[0]
    raw_refused(lambda: set_where(label, copy_number=2), "never changed")
    more = {
        "vial": label.vial, "copy_number": 2, "printed_by": crew.operator, "printed_at": AT,
        "sheet": sheet.file,
    }  # fmt: skip
    raw_refused(lambda: PrintedLabel.objects.create(**more), "a_second_label_says_why")


def test_every_guard_of_the_room_is_in_the_database(db):
    present = {name for names in inventory().present.values() for name in names}
    assert {f"guard_{name}" for name in (g.name for g in guards.GUARDS)} <= present

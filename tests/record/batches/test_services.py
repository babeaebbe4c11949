"""Making through the services: what each verb writes, refuses and leaves behind."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from uuid_utils.compat import uuid7

from factories.batches import (
    autologous_lot,
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
from factories.donors import eligible_donor, make_donation
from factories.people import AT, Crew, signed
from secretome_record.batches import queries, services
from secretome_record.batches.models import Batch, Deviation, Lot, StepRecord
from secretome_record.donors.services import defer_donor
from secretome_record.ledger.lineage import trace
from secretome_record.ledger.models import Event, Move
from secretome_record.ledger.refusal import Refusal
from secretome_record.people.roles import Role


def refused(act) -> frozenset[str]:
    with pytest.raises(Refusal) as caught:
        act()
    return caught.value.codes


def test_a_lot_is_born_with_numbered_vials_codes_and_the_way_back_to_the_donor(crew):
    lot = make_lot(crew)
    vials = vials_of(lot)
    assert [v.number for v in vials] == [1, 2, 3, 4]
    assert len({v.code for v in vials}) == 4
    kinds = [n.kind for n in trace(vials[0].code).ancestors]
    assert sorted(kinds) == ["batch", "cell bank", "donation", "donor", "lot"]
    assert lot.state == "QUARANTINED"


def test_the_lineage_of_a_donor_reaches_every_vial_of_a_pool(crew):
    donations = [make_donation(crew), make_donation(crew, name="Dana Second")]
    lot = make_lot(crew, make_batch(crew, make_bank(crew, donations)))
    for donation in donations:
        assert len(trace(donation.donor.code).of_kind("vial")) == 4
    assert {d.code for d in queries.donors_of_lot(lot)} == {d.donor.code for d in donations}


def test_own_cells_carry_one_identity_code_from_donation_to_vial(crew):
    lot = autologous_lot(crew)
    bank = lot.batch.cell_bank
    code = bank.donations.get().identity_code
    assert code
    assert {bank.identity_code, lot.identity_code} == {code}
    assert {v.identity_code for v in vials_of(lot)} == {code}


def test_own_cells_are_never_pooled_with_anybody_elses(crew):
    own = make_donation(crew, autologous=True, name="Otto Own")
    assert refused(lambda: make_bank(crew, [own, make_donation(crew)])) == {"identity_mixed"}


def test_expiry_ends_on_the_clock_of_the_site(crew):
    late_evening = AT.replace(hour=23, minute=30)
    crew.qa, crew.operator, crew.second("operator")
    lot = make_lot(crew, make_batch(crew, at=late_evening), at=late_evening)
    end = lot.expires_at.astimezone(ZoneInfo("Europe/Berlin"))
    # 23:30 in UTC is already the third of March in Berlin.
    assert f"{end:%Y-%m-%d %H:%M:%S}" == "2026-08-30 23:59:59"


def test_an_approval_needs_somebody_else_and_breaks_nowhere(crew):
    recipe = draft_recipe(crew)
    both = services.write_recipe(
        product=recipe.product, steps=(services.StepText("a", "b"),), vial_volume_ml_text="1",
        by=crew.qa, at=AT,
    )  # fmt: skip
    signature = signed(crew.qa, "recipe approved", Role.QA)
    own = {"recipe": both, "by": crew.qa, "at": AT, "signature": signature}
    assert refused(lambda: services.approve_recipe(**own)) == {"own_recipe"}
    services.approve_recipe(**own | {"recipe": recipe})
    assert queries.approvals_of(recipe)[0]["holds"] is True
    assert (recipe.version, both.version) == (1, 2)


def test_a_batch_starts_only_by_an_approved_recipe(crew):
    assert refused(lambda: start_batch(crew, recipe=draft_recipe(crew))) == {"recipe_not_approved"}
    recipe = make_recipe(crew)
    services.retire_recipe(recipe=recipe, reason="better one", by=crew.qa, at=AT)
    assert refused(lambda: start_batch(crew, recipe=recipe)) == {"recipe_not_approved"}


def test_a_batch_is_refused_once_its_donor_is_deferred(crew):
    donor = eligible_donor(crew)
    bank = make_bank(crew, [make_donation(crew, donor)])
    defer_donor(donor=donor, reason="new risk", by=crew.safety_officer, at=AT)
    assert refused(lambda: start_batch(crew, bank)) == {"donor_not_eligible"}
    later = {"donations": list(bank.donations.all()), "passage": 1, "containers": 1}
    again = {**later, "site": crew.site, "frozen_at": AT, "by": crew.operator, "at": AT}
    assert refused(lambda: services.bank_cells(**again)) == {"donor_not_eligible"}


def test_a_product_of_own_cells_is_not_made_from_donor_cells(crew):
    own = make_recipe(crew, make_product(crew, autologous=True))
    assert refused(lambda: start_batch(crew, recipe=own)) == {"wrong_cells"}


def test_a_step_waits_until_the_one_before_is_checked(crew):
    batch = start_batch(crew)
    do_step(batch, crew, check=False)
    assert refused(lambda: do_step(batch, crew, check=False)) == {"step_before"}


def test_nobody_checks_their_own_step(crew):
    record = do_step(start_batch(crew), crew, check=False)
    own = {"record": record, "by": crew.operator, "at": AT}
    assert refused(lambda: services.check_step(**own)) == {"own_work"}


def test_a_step_is_checked_once(crew):
    record = do_step(start_batch(crew), crew)
    again = {"record": record, "by": crew.qa, "at": AT}
    assert refused(lambda: services.check_step(**again)) == {"checked_already"}


def test_a_reading_outside_its_limits_raises_a_deviation_in_the_same_transaction(crew):
    batch = start_batch(crew)
    do_step(batch, crew)
    record = do_step(batch, crew, "82", check=False)
    deviation = Deviation.objects.get()
    assert record.outside_limits
    assert deviation.step_record_id == record.pk
    assert deviation.what == (
        f"Step 2. Harvest of {batch.code}: cell viability read 82 %, limits 90 to 100 %."
    )
    written = Event.objects.filter(table_name__in=["batches_steprecord", "batches_deviation"])
    assert {e.why for e in written} >= {f"Record step 2 of {batch.code}"}


def test_a_reading_on_the_limit_raises_nothing_and_is_kept_as_typed(crew):
    batch = start_batch(crew)
    do_step(batch, crew)
    record = do_step(batch, crew, "90.0")
    assert (record.as_read, record.value, record.outside_limits) == ("90.0", 90.0, False)
    assert not Deviation.objects.exists()


@pytest.mark.parametrize("text", ["92,5", "high", "", "<90"])
def test_an_unclear_reading_is_refused_and_nothing_is_written(crew, text):
    batch = start_batch(crew)
    do_step(batch, crew)
    assert refused(lambda: do_step(batch, crew, text)) == {"as_read"}
    assert StepRecord.objects.count() == 1


def test_a_step_before_the_batch_and_one_from_the_future_are_refused(crew):
    batch = start_batch(crew)
    assert refused(lambda: do_step(batch, crew, at=AT - timedelta(hours=1))) == {"occurred_at"}
    step = queries.next_step_of(batch)
    words = {"batch": batch, "step": step, "by": crew.operator, "at": AT}
    later = AT + timedelta(minutes=1)
    assert refused(lambda: services.record_step(occurred_at=later, **words)) == {"in_the_future"}


def test_a_fill_lists_every_step_that_is_missing(crew):
    batch = start_batch(crew)
    do_step(batch, crew, check=False)
    fill = {"batch": batch, "vial_count": 4, "filled_at": AT, "by": crew.operator, "at": AT}
    with pytest.raises(Refusal) as caught:
        services.fill_batch(**fill)
    assert [r.code for r in caught.value.reasons] == ["step_unchecked", *["step_missing"] * 3]
    assert not Lot.objects.exists()


def test_a_batch_is_filled_once(crew):
    batch = make_batch(crew)
    make_lot(crew, batch)
    assert refused(lambda: make_lot(crew, batch)) == {"batch_closed"}
    assert Lot.objects.count() == 1


def test_a_stopped_batch_says_why_and_takes_no_step(crew):
    batch = start_batch(crew)
    stop = {"batch": batch, "by": crew.operator, "at": AT}
    assert refused(lambda: services.stop_batch(reason=" ", **stop)) == {"reason_missing"}
    services.stop_batch(reason="contaminated", **stop)
    assert Move.objects.get(subject_id=batch.pk).reason == "contaminated"
    assert "batch_closed" in refused(lambda: do_step(batch, crew))


def test_somebody_of_another_site_makes_nothing_here(crew, other_site):
    batch, stranger = start_batch(crew), Crew(other_site)
    step = queries.next_step_of(batch)
    words = {"batch": batch, "step": step, "occurred_at": AT, "by": stranger.operator, "at": AT}
    assert refused(lambda: services.record_step(**words)) == {"not_your_role"}
    bank, recipe = make_bank(crew), make_recipe(crew)
    assert refused(lambda: start_batch(stranger, bank, recipe)) == {"not_your_role"}


def test_a_form_sent_twice_starts_one_batch(crew):
    words = {
        "cell_bank": make_bank(crew), "recipe": make_recipe(crew), "started_at": AT,
        "by": crew.operator, "at": AT, "form_key": uuid7(),
    }  # fmt: skip
    assert services.start_batch(**words) == services.start_batch(**words)
    assert Batch.objects.count() == 1


def test_a_product_has_a_name_of_its_own(crew):
    make_product(crew, name="Cord EV")
    assert refused(lambda: make_product(crew, name=" Cord EV ")) == {"name"}


def test_demo_cells_make_demo_lots(crew):
    lot = make_lot(crew, make_batch(crew, make_bank(crew, [make_donation(crew, is_demo=True)])))
    assert lot.is_demo
    assert refused(
        lambda: make_bank(crew, [make_donation(crew, is_demo=True), make_donation(crew)])
    ) == {"demo_mixed"}

"""Making: bank cells, start a batch, record and check its steps, fill it into a lot of vials."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Max

from secretome_record.batches import queries, rules
from secretome_record.batches.models import (
    BankedDonation,
    Batch,
    CellBank,
    Deviation,
    Lot,
    Recipe,
    RecipeStep,
    StepRecord,
    Vial,
)
from secretome_record.batches.readings import is_outside
from secretome_record.batches.services.holds import hold_released_lots
from secretome_record.donors.models import Donation
from secretome_record.ledger.acting import Actor
from secretome_record.ledger.lineage import link
from secretome_record.ledger.moments import require_moment
from secretome_record.ledger.refusal import refuse, refuse_if_any
from secretome_record.ledger.writing import Entry, writing
from secretome_record.people.models import Person, Site
from secretome_record.people.once import keyed, made_before
from secretome_record.people.roles import Role
from secretome_record.people.standing import acting_person, require_move_at, require_role_at


def bank_cells(  # noqa: PLR0913 - each is one column of the row
    *,
    site: Site,
    donations: Sequence[Donation],
    passage: int,
    containers: int,
    frozen_at: datetime,
    by: Actor,
    at: datetime,
    late_reason: str = "",
    form_key: UUID | None = None,
) -> CellBank:
    """Freeze cells grown from donations; own cells keep their identity code and stay unmixed."""
    require_role_at(by, site.pk, Role.OPERATOR)
    require_moment(frozen_at, at, late_reason)
    with writing(by=by, at=at, why="Freeze a cell bank") as entry:
        if before := made_before(CellBank, form_key):
            return before
        chosen = _again(donations)
        facts = [queries.donation_fact(donation, at) for donation in chosen]
        refuse_if_any(rules.reasons_against_bank(facts, passage=passage, containers=containers))
        if chosen[0].site_id != site.pk:
            raise refuse("other_site", "These donations belong to another site.")
        bank = entry.create(
            CellBank,
            **keyed(form_key),
            site=site,
            passage=passage,
            containers=containers,
            frozen_at=frozen_at,
            frozen_by=acting_person(by),
            late_reason=late_reason.strip(),
            identity_code=facts[0].identity_code,
            is_demo=facts[0].is_demo,
        )
        for donation in chosen:
            entry.create(BankedDonation, cell_bank=bank, donation=donation)
        link(child=bank, parents=chosen, kind="grown from")
        return bank


def _again(donations: Sequence[Donation]) -> list[Donation]:
    keys = {donation.pk for donation in donations}
    rows = Donation.objects.filter(pk__in=keys).select_related("donor", "donor__subject")
    return list(rows.order_by("collected_at", "id"))


def start_batch(
    *,
    cell_bank: CellBank,
    recipe: Recipe,
    started_at: datetime,
    by: Actor,
    at: datetime,
    late_reason: str = "",
    form_key: UUID | None = None,
) -> Batch:
    """Start making a product from a cell bank by an approved recipe."""
    require_role_at(by, cell_bank.site_id, Role.OPERATOR)
    require_moment(started_at, at, late_reason)
    with writing(by=by, at=at, why=f"Start a batch from {cell_bank.code}") as entry:
        if before := made_before(Batch, form_key):
            return before
        now = Recipe.objects.select_related("product").get(pk=recipe.pk)
        refuse_if_any(
            rules.reasons_against_start(
                recipe_state=now.state,
                recipe_code=now.code,
                product_is_autologous=now.product.autologous,
                identity_code=cell_bank.identity_code,
                same_site=now.site_id == cell_bank.site_id,
                donor_reasons=queries.donor_reasons_of_bank(cell_bank, at),
            )
        )
        batch = entry.create(
            Batch,
            **keyed(form_key),
            site_id=cell_bank.site_id,
            cell_bank=cell_bank,
            recipe=now,
            started_at=started_at,
            started_by=acting_person(by),
            late_reason=late_reason.strip(),
            is_demo=cell_bank.is_demo,
        )
        link(child=batch, parents=[cell_bank], kind="made from")
        return batch


def record_step(
    *,
    batch: Batch,
    step: RecipeStep,
    occurred_at: datetime,
    by: Actor,
    at: datetime,
    as_read: str = "",
    late_reason: str = "",
) -> StepRecord:
    """Record the next step; a reading outside its limits raises a deviation with it."""
    require_role_at(by, batch.site_id, Role.OPERATOR)
    require_moment(occurred_at, at, late_reason)
    with writing(by=by, at=at, why=f"Record step {step.number} of {batch.code}") as entry:
        now = Batch.objects.select_related("recipe").get(pk=batch.pk)
        facts = queries.facts_about(now)
        refuse_if_any(
            [
                *rules.reasons_against_step(
                    facts, step.number, measures=step.measures, as_read=as_read
                ),
                *rules.reasons_against_order(now.started_at, occurred_at, step.number),
            ]
        )
        value = float(as_read) if step.measures else None
        record = entry.create(
            StepRecord,
            batch=now,
            step=step,
            made_by=acting_person(by),
            occurred_at=occurred_at,
            late_reason=late_reason.strip(),
            as_read=as_read.strip(),
            value=value,
            outside_limits=value is not None and is_outside(value, queries.limits_of(step)),
        )
        if record.outside_limits:
            _raise_for_reading(entry, record, acting_person(by))
        return record


def _raise_for_reading(entry: Entry, record: StepRecord, person: Person) -> Deviation:
    step, batch = record.step, record.batch
    what = rules.deviation_sentence(
        batch=batch.code,
        step=str(step),
        what=step.measures,
        as_read=record.as_read,
        limits=queries.limits_of(step),
    )
    return entry.create(
        Deviation, site_id=batch.site_id, batch=batch, step_record=record, what=what,
        raised_by=person,
    )  # fmt: skip


def check_step(*, record: StepRecord, by: Actor, at: datetime) -> StepRecord:
    """Check a recorded step as a second person."""
    require_role_at(by, record.batch.site_id, Role.OPERATOR, Role.QA)
    person = acting_person(by)
    step, batch = record.step, record.batch
    with writing(by=by, at=at, why=f"Check step {step.number} of {batch.code}") as entry:
        now = StepRecord.objects.select_related("batch", "step").get(pk=record.pk)
        refuse_if_any(
            rules.reasons_against_check(
                own_work=now.made_by_id == person.pk,
                is_checked=now.checked_by_id is not None,
                batch_state=now.batch.state,
            )
        )
        return entry.change(now, checked_by=person, checked_at=at)


def raise_deviation(
    *,
    batch: Batch,
    what: str,
    by: Actor,
    at: datetime,
    form_key: UUID | None = None,
) -> Deviation:
    """Raise a deviation that no limit found; a released lot of the batch goes on hold with it."""
    require_role_at(by, batch.site_id, Role.OPERATOR, Role.QA, Role.QC_ANALYST)
    if not what.strip():
        raise refuse("what", "Say what went otherwise than written.")
    with writing(by=by, at=at, why=f"Raise a deviation on {batch.code}") as entry:
        if before := made_before(Deviation, form_key):
            return before
        raised = entry.create(
            Deviation, **keyed(form_key), site_id=batch.site_id, batch=batch, what=what.strip(),
            raised_by=acting_person(by),
        )  # fmt: skip
        hold_released_lots(
            entry, Lot.objects.filter(batch=batch), f"The deviation {raised.code} was raised"
        )
        return raised


def fill_batch(
    *,
    batch: Batch,
    vial_count: int,
    filled_at: datetime,
    by: Actor,
    at: datetime,
    late_reason: str = "",
) -> Lot:
    """Fill a complete batch: the lot and its vials are born, with codes, expiry and lineage."""
    require_move_at(by, batch, "fill")
    require_moment(filled_at, at, late_reason)
    with writing(by=by, at=at, why=f"Fill the batch {batch.code}") as entry:
        now = Batch.objects.select_related("recipe__product", "cell_bank", "site").get(pk=batch.pk)
        against = rules.reasons_against_fill(queries.facts_about(now), vial_count)
        last_at = now.step_records.aggregate(at=Max("occurred_at"))["at"]
        refuse_if_any([*against, *rules.reasons_against_fill_moment(last_at, filled_at)])
        entry.move(now, "fill", occurred_at=filled_at)
        lot = _create_lot(entry, now, vial_count, filled_at, late_reason)
        link(child=lot, parents=[now], kind="filled from")
        for number in range(1, vial_count + 1):
            _create_vial(entry, lot, number)
        return lot


def _create_lot(
    entry: Entry, batch: Batch, vial_count: int, filled_at: datetime, late_reason: str
) -> Lot:
    recipe, product = batch.recipe, batch.recipe.product
    return entry.create(
        Lot,
        site_id=batch.site_id,
        batch=batch,
        product=product,
        identity_code=batch.cell_bank.identity_code,
        filled_at=filled_at,
        filled_by=acting_person(entry.by),
        late_reason=late_reason.strip(),
        expires_at=rules.expiry_of(filled_at, product.shelf_life_days, batch.site.zone),
        vial_volume_ml_text=recipe.vial_volume_ml_text,
        vial_volume_ml=float(recipe.vial_volume_ml_text),
        vial_count=vial_count,
        is_demo=batch.is_demo,
    )


def _create_vial(entry: Entry, lot: Lot, number: int) -> Vial:
    vial = entry.create(
        Vial, site_id=lot.site_id, lot=lot, number=number, identity_code=lot.identity_code
    )
    link(child=vial, parents=[lot], kind="vial of")
    return vial


def stop_batch(*, batch: Batch, reason: str, by: Actor, at: datetime) -> Batch:
    """Stop a batch that will not be filled."""
    require_move_at(by, batch, "stop")
    with writing(by=by, at=at, why=f"Stop the batch {batch.code}") as entry:
        return entry.move(Batch.objects.get(pk=batch.pk), "stop", reason=reason)

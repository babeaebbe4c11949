"""Products, recipes, banks, batches, lots and vials for tests, made through the services."""

from datetime import datetime
from itertools import count

from factories.donors import make_donation
from factories.people import AT, Crew, signed
from secretome_record.batches import queries, services
from secretome_record.batches.models import Batch, CellBank, Lot, Product, Recipe, Vial
from secretome_record.batches.services import StepText
from secretome_record.donors.models import Donation
from secretome_record.people.roles import Role

_numbers = count(1)
STEPS = (
    StepText("Thaw", "Thaw one container of the bank and seed at 3000 cells/cm2."),
    StepText("Harvest", "Take the conditioned medium.", "cell viability", "%", "90", "100"),
    StepText("Concentrate", "Tangential flow filtration, 300 kDa.", "recovery", "%", "40", ""),
    StepText("Filter", "0.22 um into sterile vials."),
)


def make_product(crew: Crew, at: datetime = AT, **more) -> Product:
    """A product kept at -80 degrees for 180 days."""
    given = {
        "name": f"Cord MSC-EV {next(_numbers)}", "cell_source": "umbilical cord MSC",
        "form": "frozen solution", "autologous": False, "storage_text": "Keep at -70 °C or colder",
        "storage_max_c": -70.0, "shelf_life_days": 180, **more,
    }  # fmt: skip
    return services.make_product(site=crew.site, by=crew.qa, at=at, **given)


def draft_recipe(crew: Crew, product: Product | None = None, at: datetime = AT, **more) -> Recipe:
    """A recipe written by the operator and not approved."""
    given = {"steps": STEPS, "vial_volume_ml_text": "3.0", **more}
    return services.write_recipe(
        product=product or make_product(crew, at), by=crew.operator, at=at, **given
    )


def approve(recipe: Recipe, crew: Crew, at: datetime = AT) -> Recipe:
    """Approve with the signature of quality assurance."""
    signature = signed(crew.qa, "recipe approved", Role.QA, at)
    return services.approve_recipe(recipe=recipe, by=crew.qa, at=at, signature=signature)


def make_recipe(crew: Crew, product: Product | None = None, at: datetime = AT, **more) -> Recipe:
    """An approved recipe."""
    return approve(draft_recipe(crew, product, at, **more), crew, at)


def make_bank(crew: Crew, donations: list[Donation] | None = None, at: datetime = AT) -> CellBank:
    """A cell bank from one donation, or from those given."""
    return services.bank_cells(
        site=crew.site, donations=donations or [make_donation(crew, at=at)], passage=3,
        containers=10, frozen_at=at, by=crew.operator, at=at,
    )  # fmt: skip


def start_batch(
    crew: Crew, bank: CellBank | None = None, recipe: Recipe | None = None, at: datetime = AT
) -> Batch:
    """A batch just started."""
    return services.start_batch(
        cell_bank=bank or make_bank(crew, at=at), recipe=recipe or make_recipe(crew, at=at),
        started_at=at, by=crew.operator, at=at,
    )  # fmt: skip


def do_step(batch: Batch, crew: Crew, as_read: str | None = None, at: datetime = AT, check=True):
    """Record the next step with a reading inside its limits, and check it."""
    step = queries.next_step_of(batch)
    read = as_read if as_read is not None else ("95" if step.measures else "")
    record = services.record_step(
        batch=batch, step=step, occurred_at=at, as_read=read, by=crew.operator, at=at
    )
    return (
        services.check_step(record=record, by=crew.second("operator"), at=at) if check else record
    )


def make_batch(
    crew: Crew, bank: CellBank | None = None, recipe: Recipe | None = None, at: datetime = AT,
    readings: dict[str, str] | None = None,
) -> Batch:  # fmt: skip
    """A batch with every step recorded and checked; ``readings`` by name of the step."""
    batch = start_batch(crew, bank, recipe, at)
    while step := queries.next_step_of(batch):
        do_step(batch, crew, (readings or {}).get(step.name), at)
    return batch


def make_lot(
    crew: Crew, batch: Batch | None = None, vial_count: int = 4, at: datetime = AT, **more
) -> Lot:
    """A lot in quarantine with its vials."""
    batch = batch or make_batch(crew, at=at, **more)
    return services.fill_batch(
        batch=batch, vial_count=vial_count, filled_at=at, by=crew.operator, at=at
    )


def vials_of(lot: Lot) -> list[Vial]:
    """The vials of a lot in their order."""
    return list(queries.vials_of(lot))


def autologous_lot(crew: Crew, at: datetime = AT, vial_count: int = 2, **donor) -> Lot:
    """A lot of somebody's own cells, with an identity code from donation to vial."""
    donation = make_donation(crew, at=at, autologous=True, name="Otto Own", **donor)
    product = make_product(crew, at, autologous=True)
    batch = make_batch(crew, make_bank(crew, [donation], at), make_recipe(crew, product, at), at)
    return make_lot(crew, batch, vial_count, at)

"""The making of the demo: donors, a recipe, batches with their steps, filled lots."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from secretome_record.batches import queries as batch_queries
from secretome_record.batches import services as batches
from secretome_record.batches.models import Batch, Lot, Product, Recipe
from secretome_record.batches.services import StepText
from secretome_record.demo.clock import DemoClock
from secretome_record.demo.crew import DemoCrew
from secretome_record.donors import panel
from secretome_record.donors import services as donors
from secretome_record.donors.models import Donation, Donor

_NAMES = (
    "Anna Demodonor", "Bela Demodonor", "Carla Demodonor", "Dario Demodonor", "Elif Demodonor",
    "Farid Demodonor", "Greta Demodonor", "Hugo Demodonor", "Iris Demodonor",
)  # fmt: skip
_CONSENT = (
    "Demo consent: you give cord tissue. Cells are grown from it and a product is made from what "
    "they release. You may withdraw at any time; what was made until then is kept traceable."
)
_STEPS = (
    StepText(
        "Thaw and expand", "Thaw one container of the bank, seed at 3 000 cells/cm², passage 4."
    ),
    StepText("Condition", "48 h in medium without supplement.", "cell viability", "%", "80", "100"),
    StepText(
        "Concentrate", "Tangential flow filtration, 300 kDa.", "step recovery", "%", "40", "95"
    ),
    StepText("Filter and fill", "0.22 µm, 3 mL into each vial, freeze at -80 °C."),
)
READINGS = {"Condition": "94.0", "Concentrate": "71.5"}


@dataclass(frozen=True, slots=True)
class Making:
    """What every batch of the demo is made with."""

    product: Product
    recipe: Recipe


def set_up(crew: DemoCrew, at: datetime) -> Making:
    """Name the product and approve its recipe."""
    product = batches.make_product(
        site=crew.site, name="Demo cord MSC-EV, frozen", cell_source="umbilical cord MSC",
        form="frozen solution", autologous=False, storage_text="Keep at -70 °C or colder",
        storage_max_c=-70.0, shelf_life_days=180, label_text="2e10",
        label_unit="particles/mL", by=crew["qa"], at=at, is_demo=True,
    )  # fmt: skip
    recipe = batches.write_recipe(
        product=product, steps=_STEPS, vial_volume_ml_text="3.0", by=crew["operator"], at=at
    )
    signature = crew.sign("qa", "recipe approved", at)
    return Making(
        product, batches.approve_recipe(recipe=recipe, by=crew["qa"], at=at, signature=signature)
    )


def make_donors(crew: DemoCrew, clock: DemoClock) -> list[Donor]:
    """Register nine donors: seven accepted, one refused, one still being screened."""
    made = []
    for i, name in enumerate(_NAMES):
        at = clock.days_ago(250 - i)
        donor = donors.register_donor(
            site=crew.site, name=name, birth_date=date(1985 + i, 1 + i, 10 + i),
            contact=f"demo-donor-{i + 1}@example.org", tissue="umbilical cord", autologous=False,
            by=crew["donors"], at=at, is_demo=True,
        )  # fmt: skip
        made.append(_screen(crew, donor, i, at + timedelta(hours=1)))
    return made


def _screen(crew: DemoCrew, donor: Donor, i: int, at: datetime) -> Donor:
    donors.record_consent(
        donor=donor, text_version="demo-1", text=_CONSENT, language="en", purposes=panel.PURPOSES,
        given_at=at, by=crew["donors"], at=at,
    )  # fmt: skip
    refused, waiting = i == 7, i == 8
    for marker in panel.MARKERS[: 2 if waiting else None]:
        positive = refused and marker == "HBsAg"
        entered = donors.enter_screening(
            donor=donor, marker=marker, result="POSITIVE" if positive else "NEGATIVE",
            as_reported="reactive (demo)" if positive else "non-reactive (demo)",
            laboratory="Demo laboratory", sampled_at=at, by=crew["donors"], at=at,
        )  # fmt: skip
        donors.verify_screening(screening=entered, by=crew["qc"], at=at)
    if refused:
        return donors.refuse_donor(
            donor=donor, reason="HBsAg reactive; confirmed by a second sample (demo).",
            by=crew["donors"], at=at,
        )  # fmt: skip
    if waiting:
        return donor
    signature = crew.sign("donors", "donor eligible", at)
    return donors.accept_donor(donor=donor, by=crew["donors"], at=at, signature=signature)


def donate(crew: DemoCrew, donor: Donor, at: datetime) -> Donation:
    """Take cord tissue from an accepted donor."""
    return donors.record_donation(
        donor=donor, tissue="umbilical cord", quantity_text="24 cm", collected_at=at,
        by=crew["donors"], at=at,
    )  # fmt: skip


def make_batch(
    crew: DemoCrew, making: Making, donation: Donation, at: datetime, readings: dict[str, str]
) -> Batch:
    """Bank the cells, make a batch, record and check every step."""
    bank = batches.bank_cells(
        site=crew.site, donations=[donation], passage=3, containers=12, frozen_at=at,
        by=crew["operator"], at=at,
    )  # fmt: skip
    started = at + timedelta(days=1)
    batch = batches.start_batch(
        cell_bank=bank, recipe=making.recipe, started_at=started, by=crew["operator"], at=started
    )
    moment = started
    while step := batch_queries.next_step_of(batch):
        moment += timedelta(hours=12)
        record = batches.record_step(
            batch=batch, step=step, occurred_at=moment, by=crew["operator"], at=moment,
            as_read=(READINGS | readings).get(step.name, ""),
        )  # fmt: skip
        batches.check_step(record=record, by=crew["operator2"], at=moment)
    return batch


def fill(crew: DemoCrew, batch: Batch, vial_count: int, at: datetime) -> Lot:
    """Fill the batch into vials and print their labels."""
    lot = batches.fill_batch(
        batch=batch, vial_count=vial_count, filled_at=at, by=crew["operator"], at=at
    )
    batches.print_labels(vials=list(batch_queries.vials_of(lot)), by=crew["operator"], at=at)
    return lot

"""What speaks against a recipe, a cell bank, a batch, a step or a fill: every reason at once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from secretome_record.batches.readings import Limits, reasons_against_number
from secretome_record.batches.states import APPROVED, IN_PROGRESS
from secretome_record.ledger.refusal import Reason

# A label sheet of one fill; more vials than this is a slip of the finger.
MOST_VIALS = 500
# What a label can state of its content.
LABEL_UNITS = ("particles/mL", "particles/vial")
_FEWEST_ON_LABEL, _MOST_ON_LABEL = 1.0, 1e17


@dataclass(frozen=True, slots=True)
class StepText:
    """One step as somebody writes it: what to do, and what is measured against which limits."""

    name: str
    instruction: str
    measures: str = ""
    unit: str = ""
    low_text: str = ""
    high_text: str = ""

    @property
    def limits(self) -> Limits:
        """The limits as written."""
        return Limits(self.low_text.strip(), self.high_text.strip(), self.unit.strip())


@dataclass(frozen=True, slots=True)
class DonationFact:
    """A donation as a cell bank sees it: its donor's standing in reasons, its identity code."""

    code: str
    site: str
    identity_code: str
    is_demo: bool
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class StepFact:
    """One step of a batch: recorded or not, checked or not, its deviation if it needs one."""

    number: int
    name: str
    is_recorded: bool
    is_checked: bool
    lacks_deviation: bool = False


@dataclass(frozen=True, slots=True)
class BatchFacts:
    """What recording, checking and filling are judged by."""

    code: str
    state: str
    steps: tuple[StepFact, ...] = field(default=())


def reasons_against_product(
    name: str, shelf_life_days: int, *, taken: bool, label_text: str = "", label_unit: str = ""
) -> Iterator[Reason]:
    """A product has a name of its own at its site and keeps at least a day."""
    if not name.strip():
        yield Reason("name", "Give the product a name.")
    if taken:
        yield Reason("name", f"The site has a product named {name.strip()} already.")
    if not 1 <= shelf_life_days <= 3650:
        yield Reason("shelf_life_days", "The shelf life is between 1 and 3650 days.")
    if label_text.strip():
        yield from _against_label(label_text, label_unit)


def _against_label(text: str, unit: str) -> Iterator[Reason]:
    """A content that no scale can carry would make every dose look wrong, or right."""
    unreadable = reasons_against_number(text, "content on the label")
    yield from (Reason("label_text", r.sentence) for r in unreadable)
    if not unreadable and not _FEWEST_ON_LABEL <= float(text) <= _MOST_ON_LABEL:
        sentence = f"{text.strip()} on the label cannot be. Write the content such as 2e10."
        yield Reason("label_text", sentence)
    if unit not in LABEL_UNITS:
        yield Reason("label_unit", f"Say what the label counts: {' or '.join(LABEL_UNITS)}.")


def reasons_against_recipe(steps: Sequence[StepText], volume_text: str) -> Iterator[Reason]:
    """A recipe has steps that can be followed and limits that can be met."""
    if not steps:
        yield Reason("steps", "A recipe needs at least one step.")
    for number, step in enumerate(steps, start=1):
        yield from _against_step_text(number, step)
    unreadable = reasons_against_number(volume_text, "volume of a vial")
    yield from (Reason("vial_volume_ml_text", r.sentence) for r in unreadable)
    if not unreadable and float(volume_text) <= 0:
        yield Reason("vial_volume_ml_text", "The volume of a vial is more than zero.")


def _against_step_text(number: int, step: StepText) -> Iterator[Reason]:
    if not step.name.strip() or not step.instruction.strip():
        yield Reason("steps", f"Step {number} needs a name and an instruction.")
    against = [
        reason
        for text, what in ((step.low_text, "lower limit"), (step.high_text, "upper limit"))
        if text.strip()
        for reason in reasons_against_number(text, f"{what} of step {number}")
    ]
    yield from (Reason("steps", reason.sentence) for reason in against)
    if (step.low_text.strip() or step.high_text.strip()) and not step.measures.strip():
        yield Reason("steps", f"Step {number} has limits but does not say what is measured.")
    both = step.low_text.strip() and step.high_text.strip()
    if both and not against and float(step.low_text) > float(step.high_text):
        yield Reason("steps", f"Step {number}: the lower limit lies above the upper one.")


def reasons_against_bank(
    donations: Sequence[DonationFact], *, passage: int, containers: int
) -> Iterator[Reason]:
    """A bank comes from donations that may be used, and never mixes two people's own cells."""
    if not donations:
        yield Reason("donations", "Choose at least one donation.")
    if passage < 0 or containers < 1:
        yield Reason("containers", "A bank has a passage of 0 or more and at least one container.")
    if len({d.site for d in donations}) > 1:
        yield Reason("sites_mixed", "The donations belong to different sites.")
    if len({d.identity_code for d in donations}) > 1:
        yield Reason(
            "identity_mixed",
            "These donations carry different identity codes. Own cells are never pooled with "
            "the cells of anybody else.",
        )
    if len({d.is_demo for d in donations}) > 1:
        yield Reason("demo_mixed", "Demo donations and real ones are never pooled.")
    for donation in donations:
        yield from donation.reasons


def reasons_against_start(
    *,
    recipe_state: str,
    recipe_code: str,
    product_is_autologous: bool,
    identity_code: str,
    same_site: bool,
    donor_reasons: Sequence[Reason],
) -> Iterator[Reason]:
    """A batch is made by an approved recipe from cells of its kind whose donors stand."""
    if recipe_state != APPROVED:
        yield Reason(
            "recipe_not_approved",
            f"The recipe {recipe_code} is {recipe_state.lower()}. Only an approved one is used.",
            recipe_code,
        )
    if product_is_autologous != bool(identity_code):
        kind = "own cells" if product_is_autologous else "donor cells"
        yield Reason("wrong_cells", f"This product is made from {kind}; the bank holds the other.")
    if not same_site:
        yield Reason("other_site", "The cell bank and the recipe belong to different sites.")
    yield from donor_reasons


def reasons_against_step(
    facts: BatchFacts, number: int, *, measures: str, as_read: str
) -> Iterator[Reason]:
    """Step n is recorded once, in order, after step n-1 was recorded and checked."""
    yield from _against_state(facts)
    step = next((s for s in facts.steps if s.number == number), None)
    if step is None:
        yield Reason("not_this_recipe", f"The recipe of {facts.code} has no step {number}.")
        return
    if step.is_recorded:
        yield Reason("recorded_already", f"Step {number} of {facts.code} is recorded already.")
    for before in facts.steps:
        if before.number < number and not before.is_checked:
            done = "is not yet checked" if before.is_recorded else "is not yet recorded"
            yield Reason("step_before", f"Step {before.number} ({before.name}) {done}.")
    if measures:
        yield from reasons_against_number(as_read, f"reading of {measures}")
    elif as_read.strip():
        yield Reason("as_read", f"Step {number} measures nothing; leave the reading empty.")


def _minute(moment: datetime) -> datetime:
    # People state moments to the minute, so nothing is earlier than another within one.
    return moment.replace(second=0, microsecond=0)


def reasons_against_order(
    started_at: datetime, occurred_at: datetime, number: int
) -> Iterator[Reason]:
    """Nothing of a batch happened before it was started."""
    if occurred_at < _minute(started_at):
        yield Reason(
            "occurred_at", f"Step {number} cannot lie before the batch was started. Check the time."
        )


def reasons_against_fill_moment(
    last_step_at: datetime | None, filled_at: datetime
) -> Iterator[Reason]:
    """A fill follows the last step."""
    if last_step_at is not None and filled_at < _minute(last_step_at):
        yield Reason("filled_at", "The fill cannot lie before the last step. Check the time.")


def reasons_against_check(
    *, own_work: bool, is_checked: bool, batch_state: str
) -> Iterator[Reason]:
    """A second person checks, once, while the batch is being made."""
    if own_work:
        yield Reason("own_work", "A second person checks: you made this step yourself.")
    if is_checked:
        yield Reason("checked_already", "This step is checked already.")
    if batch_state != IN_PROGRESS:
        yield Reason("batch_closed", "The batch is no longer being made.")


def reasons_against_fill(facts: BatchFacts, vial_count: int) -> Iterator[Reason]:
    """A fill closes a complete batch record: all steps recorded, checked, deviations raised."""
    yield from _against_state(facts)
    for step in facts.steps:
        if not step.is_recorded:
            yield Reason("step_missing", f"Step {step.number} ({step.name}) is not recorded.")
        elif not step.is_checked:
            yield Reason("step_unchecked", f"Step {step.number} ({step.name}) is not checked.")
        if step.lacks_deviation:
            yield Reason(
                "deviation_missing", f"Step {step.number} was outside and has no deviation."
            )
    if not 1 <= vial_count <= MOST_VIALS:
        yield Reason("vial_count", f"A fill has 1 to {MOST_VIALS} vials.")


def _against_state(facts: BatchFacts) -> Iterator[Reason]:
    if facts.state != IN_PROGRESS:
        yield Reason(
            "batch_closed",
            f"The batch {facts.code} is {facts.state.lower()}: its record is closed.",
        )


def reasons_against_labels(copies: Sequence[int], reason: str) -> Iterator[Reason]:
    """A label is printed again only with a reason; ``copies`` are those printed so far."""
    if not copies:
        yield Reason("vials", "Choose at least one vial.")
    again = sum(1 for copy in copies if copy)
    if again and not reason.strip():
        word = "label was" if again == 1 else "labels were"
        yield Reason("reason", f"{again} {word} printed before. Say why again.")


def reasons_against_count(
    *, printed: int, used: int, destroyed: int, vials: int
) -> Iterator[Reason]:
    """A vial carries one label; what was not printed cannot be used."""
    if not printed:
        yield Reason("printed", "No label of this lot was printed yet.")
    if used > vials:
        yield Reason("used", f"The lot has {vials} vials, so at most {vials} labels are in use.")
    if used + destroyed > printed:
        yield Reason("destroyed", f"Only {printed} labels were printed. Count again.")


def labels_missing_sentence(lot: str, printed: int, used: int, destroyed: int) -> str:
    """Say which labels cannot be accounted for."""
    missing = printed - used - destroyed
    verb = "is" if missing == 1 else "are"
    return (
        f"Labels of {lot}: {printed} printed, {used} used, {destroyed} destroyed; "
        f"{missing} {verb} missing."
    )


def last_day_words(expires_at: datetime, zone: str) -> str:
    """Write the last day of use as a label carries it, on the clock of the site."""
    return f"{expires_at.astimezone(ZoneInfo(zone)):%d %b %Y}"


def deviation_sentence(*, batch: str, step: str, what: str, as_read: str, limits: Limits) -> str:
    """Say what was outside: ``Step 2. Harvest of BA-...: cell viability read 82 %, ...``."""
    unit = f" {limits.unit}" if limits.unit else ""
    return f"Step {step} of {batch}: {what} read {as_read}{unit}, limits {limits.words}."


def expiry_of(filled_at: datetime, shelf_life_days: int, zone: str) -> datetime:
    """Return the last second of the last day of use, on the clock of the site."""
    here = ZoneInfo(zone)
    last_day = filled_at.astimezone(here).date() + timedelta(days=shelf_life_days)
    return datetime.combine(last_day, time(23, 59, 59), tzinfo=here)

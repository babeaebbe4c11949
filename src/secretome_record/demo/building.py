"""Builds the demo programme through the services: donors, ten lots, forty patients."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from secretome_record.batches import queries as batch_queries
from secretome_record.batches.models import Lot
from secretome_record.demo import asking, care, cooling, making, telling, testing
from secretome_record.demo.clock import DemoClock
from secretome_record.demo.crew import DemoCrew
from secretome_record.demo.testing import Findings
from secretome_record.donors import services as donors
from secretome_record.donors.models import Donor
from secretome_record.ledger.export import make_checkpoint
from secretome_record.patients.models import Request
from secretome_record.treatments import queries as treatment_queries
from secretome_record.treatments.models import Administration, Plan, Session

PATIENTS = 40
Advance = Callable[[float], None]
_ASKED = (*(i.condition for i in care.INDICATIONS), "knee pain", "fibromyalgia")


@dataclass(frozen=True, slots=True)
class LotStory:
    """One lot of the demo: when it was filled, what its tests found, what became of it."""

    donor: int
    filled_days_ago: int
    vials: int
    ends: str
    found: Findings = field(default_factory=Findings)
    readings: dict[str, str] = field(default_factory=dict)


STORIES = (
    LotStory(0, 100, 40, "released"),
    LotStory(1, 80, 32, "released", Findings(1.8e8)),
    LotStory(2, 60, 12, "released", Findings(2.2e8)),
    LotStory(3, 50, 8, "rejected", Findings(endotoxin="0.84")),
    LotStory(4, 9, 10, "in test", Findings(sterility=None, verified=False)),
    LotStory(5, 185, 6, "expired", Findings(verified=False)),
    LotStory(6, 40, 8, "deviation open", readings={"Concentrate": "31.0"}),
    LotStory(0, 30, 12, "waits for the qualified person"),
    LotStory(1, 28, 8, "unreliable", Findings(unreliable=True)),
    LotStory(2, 26, 8, "out of specification", Findings(endotoxin="0.61")),
)


class DemoBuilder:
    """Keeps what the parts of the demo share while it is built."""

    def __init__(self, now: datetime, advance: Advance) -> None:
        """``advance`` is told of each part done, out of ``total_parts``."""
        self.clock, self.advance = DemoClock(now), advance
        self.crew = DemoCrew(self.clock.days_ago(260))
        self.lots: list[Lot] = []
        self.doses: list[Administration] = []

    def build(self) -> None:
        """Build everything, in the order in which it would have happened."""
        self._make_lots()
        self._treat_patients()
        self._report_a_reaction()
        self._read_the_loggers()
        telling.tell_patients(self.crew, self.clock.days_ago(20))
        make_checkpoint(by=self.crew["qa"], at=self.clock.now)

    def _make_lots(self) -> None:
        made = making.set_up(self.crew, self.clock.days_ago(255))
        testing.set_specification(self.crew, made, self.clock.days_ago(254))
        self.donors = self._donors()
        self.freezer = care.open_freezer(self.crew, self.clock.days_ago(250))
        self.second_freezer = cooling.open_second_freezer(self.crew, self.clock.days_ago(250))
        for number, story in enumerate(STORIES, start=1):
            self.lots.append(self._make_lot(made, number, story))
            self.advance(1)

    def _donors(self) -> list[Donor]:
        found = making.make_donors(self.crew, self.clock)
        self.donations = [
            making.donate(self.crew, donor, self.clock.days_ago(248 - i))
            for i, donor in enumerate(found) if donor.state == "ELIGIBLE"
        ]  # fmt: skip
        return found

    def _make_lot(self, made: making.Making, number: int, story: LotStory) -> Lot:
        filled = self.clock.days_ago(story.filled_days_ago)
        batch = making.make_batch(
            self.crew, made, self.donations[story.donor], filled - timedelta(days=4), story.readings
        )
        lot = making.fill(self.crew, batch, story.vials, filled)
        testing.do_tests(self.crew, lot, filled + timedelta(hours=2), number, story.found)
        vials = list(batch_queries.vials_of(lot))
        in_second = story.ends == "out of specification"
        freezer = self.second_freezer if in_second else self.freezer
        care.place_all(self.crew, freezer, vials, filled + timedelta(hours=3))
        self._decide(lot, story, filled + timedelta(days=15))
        return Lot.objects.get(pk=lot.pk)

    def _decide(self, lot: Lot, story: LotStory, at: datetime) -> None:
        if story.ends in {"released", "waits for the qualified person"}:
            testing.review(self.crew, lot, at)
        if story.ends == "released":
            testing.release(self.crew, Lot.objects.get(pk=lot.pk), at + timedelta(hours=4))
        if story.ends == "rejected":
            testing.confirm_oos(self.crew, lot, at)
            testing.reject(self.crew, lot, "Demo: endotoxin above its limit.", at)

    def _treat_patients(self) -> None:
        self.clinic = care.open_clinic(self.crew, self.lots[0].product, self.clock.days_ago(84))
        asking.review_german(self.crew, self.clock.days_ago(83))
        for number in range(PATIENTS):
            self._one_patient(number)
            self.advance(1)

    def _one_patient(self, number: int) -> None:
        at = self.clock.days_ago(60 - number)
        condition = _ASKED[number % len(_ASKED)] if number % 4 else care.INDICATIONS[0].condition
        request = asking.ask(self.crew, number, condition, at)
        if number >= 37:
            return
        asking.triage(self.crew, request, at + timedelta(hours=2), urgent=number == 36)
        if number >= 34:
            return
        asking.assess(self.crew, request, condition, at + timedelta(hours=5))
        if number == 33:
            asking.close(self.crew, request, at + timedelta(hours=6))
        if number >= 32:
            return
        token = asking.answer(self.crew, request, at + timedelta(hours=6))
        if number == 31:
            asking.correct(self.crew, request, at + timedelta(hours=7))
        if number >= 29:
            return
        trial = any(i.condition == condition for i in care.INDICATIONS)
        accepts = trial and number % 9 != 8
        request = asking.decide(token, number, at + timedelta(hours=20), accept=accepts)
        if accepts:
            self._plan(number, request, at + timedelta(days=2))

    def _plan(self, number: int, request: Request, at: datetime) -> None:
        lot = self.lots[2] if number in {4, 8} else self.lots[number % 2]
        # What nobody signed yet may still be signed by whoever tries the demo.
        starts_at = self.clock.now + timedelta(days=3) if number >= 27 else at + timedelta(days=1)
        plan = care.write_plan(self.crew, self.clinic, request, lot, at, starts_at)
        if number >= 27:
            return
        plan = care.sign_plan(self.crew, plan, at + timedelta(hours=1))
        if number >= 25:
            return
        care.consent(self.crew, plan, at + timedelta(hours=2))
        if number < 23:
            self._sessions(number, Plan.objects.get(pk=plan.pk), at + timedelta(days=1))

    def _sessions(self, number: int, plan: Plan, at: datetime) -> None:
        for session in treatment_queries.sessions_of(plan):
            # Two hours more than a week: no midnight or changed clock makes it too early.
            moment = at + timedelta(days=7, hours=2) * (session.number - 1)
            if moment > self.clock.now - timedelta(hours=6):
                return
            vial = care.prepare(self.crew, session, moment)
            if number in {21, 22}:
                return
            prepared = Session.objects.get(pk=session.pk)
            self.doses.append(care.give(self.crew, prepared, vial, moment + timedelta(minutes=10)))
            if session.number == 1:
                self._visits(number, plan, moment)
        self._end(number, Plan.objects.get(pk=plan.pk))

    def _end(self, number: int, plan: Plan) -> None:
        """Two plans of the demo have ended: one as planned, one because the patient wished it."""
        if number == 0:
            care.complete(self.crew, plan, self.clock.days_ago(2))
        if number == 2:
            care.stop(self.crew, plan, self.clock.days_ago(2))

    def _visits(self, number: int, plan: Plan, first_dose: datetime) -> None:
        """Hold the visits whose day has come; every fifth patient missed the last one."""
        for visit in treatment_queries.visits_of(plan):
            at = first_dose + timedelta(days=visit.days_after_first_dose - 1, hours=20)
            late = at > self.clock.now - timedelta(hours=6)
            if late or (not visit.is_safety_visit and number % 5 == 4):
                return
            care.hold_visit(self.crew, self.clinic, visit, str(4 + number % 4), at)

    def _report_a_reaction(self) -> None:
        dose = next(d for d in self.doses if d.vial.lot_id == self.lots[2].pk)
        care.report(self.crew, dose, max(dose.given_at + timedelta(days=1), self.clock.days_ago(3)))
        donors.defer_donor(
            donor=self.donors[6], reason="Demo: travelled to an area under watch.",
            by=self.crew["donors"], at=self.clock.days_ago(1),
        )  # fmt: skip
        self.advance(1)

    def _read_the_loggers(self) -> None:
        cooling.stays_cold(self.crew, self.freezer, self.clock.now)
        cooling.door_stands_open(self.crew, self.second_freezer, self.clock.now)


TOTAL_PARTS = len(STORIES) + PATIENTS + 1

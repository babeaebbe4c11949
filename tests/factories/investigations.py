"""OOS investigations and decisions under a protocol, made through the services."""

from datetime import datetime

from factories import quality as make
from factories.people import Crew, signed
from factories.quality import READY_AT
from secretome_record.batches.models import Lot
from secretome_record.people.models import Person
from secretome_record.people.roles import Role
from secretome_record.quality import queries, services
from secretome_record.quality.models import Investigation, ProtocolDecision, Result

_MAKING = "Batch record, sampling and the lots beside it show nothing."


def failed_lot(crew: Crew) -> tuple[Lot, Investigation]:
    """A lot whose verified endotoxin is above its limit, with the investigation that opened."""
    lot = make.ready_lot(crew, endotoxin="0.9")
    return lot, Investigation.objects.select_related("result__run").get(lot=lot)


def retesting_lot(crew: Crew, planned: int = 2) -> tuple[Lot, Investigation]:
    """The same, with phase I ended and a signed plan of retests."""
    lot, found = failed_lot(crew)
    find_none(crew, found)
    return lot, plan(crew, found, planned)


def find_error(crew: Crew, found: Investigation, at: datetime = READY_AT) -> Investigation:
    """Quality assurance finds a laboratory error."""
    return services.find_laboratory_error(
        investigation=_now(found), reason="Cartridge past its date.", by=crew.qa, at=at,
        signature=signed(crew.qa, queries.ERROR_FOUND, Role.QA, at),
    )  # fmt: skip


def find_none(crew: Crew, found: Investigation, at: datetime = READY_AT) -> Investigation:
    """Phase I ends without an error of the laboratory."""
    return services.find_no_error(
        investigation=_now(found), reason="Standards, reader and sums are right.", by=crew.qa,
        at=at,
    )  # fmt: skip


def plan(
    crew: Crew, found: Investigation, planned: int = 2, at: datetime = READY_AT
) -> Investigation:
    """Quality assurance fixes the number of retests."""
    return services.plan_retests(
        investigation=_now(found), planned_retests=planned,
        plan_text="From the same sample, by the second analyst.", by=crew.qa, at=at,
        signature=signed(crew.qa, queries.PLANNED_AS, Role.QA, at),
    )  # fmt: skip


def measure_again(
    crew: Crew, lot: Lot, text: str, at: datetime = READY_AT, by: Person | None = None
) -> Result:
    """Another endotoxin run by somebody who had no part in the first, verified by a third."""
    analyst = by or crew._person("qc_analyst", "retester")
    run = make.start_run(crew, make.make_sample(crew, lot, at), "LAL", at)
    result = services.enter_result(
        run=run, attribute="endotoxin", as_reported=text, unit="EU/mL", by=analyst, at=at,
        no_estimate_reason=make.WITHOUT_INTERVAL,
    )  # fmt: skip
    third = crew._person("qc_analyst", "third")
    return services.verify_result(
        result=result, by=third, at=at,
        signature=signed(third, "result verified", Role.QC_ANALYST, at),
    )  # fmt: skip


def confirm(crew: Crew, found: Investigation, at: datetime = READY_AT) -> Investigation:
    """Quality assurance confirms the OOS."""
    return services.confirm_oos(
        investigation=_now(found), making_text=_MAKING, reason="A retest fails too.", by=crew.qa,
        at=at, signature=signed(crew.qa, queries.CONFIRMED_AS, Role.QA, at),
    )  # fmt: skip


def find_no_cause(crew: Crew, found: Investigation, at: datetime = READY_AT) -> Investigation:
    """Quality assurance concludes that no cause was found."""
    return services.find_no_cause(
        investigation=_now(found), making_text=_MAKING, reason="Every retest passes.", by=crew.qa,
        at=at, signature=signed(crew.qa, queries.NO_CAUSE_AS, Role.QA, at),
    )  # fmt: skip


def decide(crew: Crew, result: Result, at: datetime = READY_AT, **words) -> ProtocolDecision:
    """The qualified person decides under a protocol."""
    qp = crew.qualified_person
    given = {"protocol": "PR-12 version 3", "reason": "Section 4 applies.", "is_accepted": True}
    return services.decide_under_protocol(
        result=Result.objects.get(pk=result.pk), by=qp, at=at,
        signature=signed(qp, queries.DECIDED_AS, Role.QUALIFIED_PERSON, at), **(given | words),
    )  # fmt: skip


def _now(found: Investigation) -> Investigation:
    return Investigation.objects.select_related("result__run").get(pk=found.pk)

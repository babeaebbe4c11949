"""What comes in at the demo's public door: requests, their assessment and their answers."""

from datetime import date, datetime, timedelta
from hashlib import sha256

from secretome_record.demo.crew import DemoCrew
from secretome_record.patients import science, services
from secretome_record.patients.drafting import versions_of
from secretome_record.patients.models import Request
from secretome_record.patients.offers import offers_at
from secretome_record.patients.services import Offering
from secretome_record.patients.states import ANSWER_GIVEN, TRANSLATION_REVIEWED

_FIRST = (
    "Alba", "Boris", "Chiara", "David", "Emine", "Frida", "Gustav", "Hana", "Ivan", "Jana", "Karim",
    "Lena", "Milan", "Nadia", "Oskar", "Pia", "Radek", "Selma", "Tomas", "Ursula",
)  # fmt: skip
_LAST = ("Demopatient", "Demoperson")
BIRTH = date(1950, 1, 1)


def name_of(number: int) -> str:
    """Return the invented name of the patient with this number."""
    return f"{_FIRST[number % len(_FIRST)]} {_LAST[number // len(_FIRST) % len(_LAST)]}"


def birth_date_of(number: int) -> date:
    """Return the invented birth date of the patient with this number."""
    return BIRTH + timedelta(days=377 * number)


def ask(crew: DemoCrew, number: int, condition: str, at: datetime) -> Request:
    """Send the public form as one invented patient."""
    return services.receive_request(
        site=crew.site, name=name_of(number), birth_date=birth_date_of(number),
        contact=f"demo-patient-{number}@example.org", condition_text=condition,
        story=f"Demo: I have had {condition} for {1 + number % 9} years. What is possible?",
        form_key=sha256(f"demo-{crew.site.pk}-{number}".encode()).hexdigest(), at=at, is_demo=True,
    )  # fmt: skip


def triage(crew: DemoCrew, request: Request, at: datetime, *, urgent: bool = False) -> Request:
    """Look at the request as the coordinator."""
    return services.triage_request(
        request=request, urgent=urgent, note="Demo: complete, nothing urgent.",
        by=crew["coordinator"], at=at,
    )  # fmt: skip


def assess(crew: DemoCrew, request: Request, condition: str, at: datetime) -> None:
    """Hold the request against the evidence as the medical advisor."""
    services.assess_request(
        request=request, condition=condition, note="", by=crew["advisor"], at=at,
        is_another=not science.is_listed(condition),
    )  # fmt: skip


def answer(crew: DemoCrew, request: Request, at: datetime) -> str:
    """Sign the answer and return the token of its private link."""
    signature = crew.sign("advisor", ANSWER_GIVEN, at)
    _answer, token = services.answer_request(
        request=request, by=crew["advisor"], at=at, offering=_offering(request, at),
        signature=signature,
    )  # fmt: skip
    return token


def correct(crew: DemoCrew, request: Request, at: datetime) -> str:
    """Take an answer back and sign its second version."""
    services.correct_answer(
        request=request, reason="Demo: the check-up after a year was missing.",
        by=crew["advisor"], at=at,
    )  # fmt: skip
    return answer(crew, request, at + timedelta(hours=1))


def review_german(crew: DemoCrew, at: datetime) -> None:
    """Read the German words and stand for them, as the demo's second, invented medical advisor."""
    services.review_translation(
        site=crew.site, language="de", words_read=versions_of("de").read,
        note="Demo: nobody has read them; an invented person stands here.",
        by=crew["advisor2"], at=at, signature=crew.sign("advisor2", TRANSLATION_REVIEWED, at),
    )  # fmt: skip


def _offering(request: Request, at: datetime) -> Offering:
    """The demo's trial for the condition, where there is one, with its price list and course."""
    offers = offers_at(request.site, at)
    condition = request.assessments.order_by("-assessed_at")[0].condition
    basis = next((row for row in offers.bases if row.condition == condition), None)
    if basis is None:
        return Offering()
    return Offering(
        legal_basis=basis.key, price_list=offers.prices[0].key if offers.prices else "",
        sessions=3, interval_days=7, visit_weeks=(1, 4, 52), vials_per_session=1,
        travel_days_per_session=1, travel_days_per_visit=1,
    )  # fmt: skip


def close(crew: DemoCrew, request: Request, at: datetime) -> None:
    """Close a request whose sender withdrew it."""
    services.close_request(
        request=request, reason="Demo: withdrawn by telephone.", by=crew["advisor"], at=at
    )


def decide(token: str, number: int, at: datetime, *, accept: bool) -> Request:
    """Open the private link as the patient and decide."""
    act = services.accept_answer if accept else services.decline_answer
    return act(token=token, birth_date=birth_date_of(number), at=at).request

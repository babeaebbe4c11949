"""Requests in every state, made through the services like everybody else's."""

from datetime import date, datetime
from uuid import uuid4

from factories.people import AT, Crew, signed
from secretome_record.patients import services
from secretome_record.patients.drafting import versions_of
from secretome_record.patients.models import Answer, Patient, Request, TranslationReview
from secretome_record.patients.states import ANSWER_GIVEN, TRANSLATION_REVIEWED
from secretome_record.people.models import Site
from secretome_record.people.roles import Role

BIRTH_DATE = date(1961, 4, 30)


def make_request(site: Site, *, at: datetime = AT, **given) -> Request:
    """A request as it comes in by the public form."""
    fields = {
        "name": "Maria Lindqvist", "birth_date": BIRTH_DATE, "contact": "+49 30 0000 0000",
        "condition_text": "pulmonary fibrosis", "story": "Short of breath for two years.",
        "form_key": uuid4().hex,
    }  # fmt: skip
    return services.receive_request(site=site, at=at, **{**fields, **given})


def make_triaged(crew: Crew, *, at: datetime = AT, urgent: bool = False, **given) -> Request:
    """A request that the coordinator triaged."""
    request = make_request(crew.site, at=at, **given)
    return services.triage_request(
        request=request, urgent=urgent, note="Complete, nothing urgent.", by=crew.coordinator, at=at
    )


def make_assessed(
    crew: Crew, *, condition: str = "pulmonary fibrosis", at: datetime = AT, **given
) -> Request:
    """A request assessed against the evidence."""
    request = make_triaged(crew, at=at, condition_text=condition, **given)
    services.assess_request(
        request=request,
        condition=condition,
        note="",
        is_another=True,
        by=crew.medical_advisor,
        at=at,
    )
    return request


def answer(
    crew: Crew, request: Request, *, at: datetime = AT, own=None, offering=None
) -> tuple[Answer, str]:
    """The next version of the answer to an assessed request, signed, and its link's token."""
    advisor = crew.medical_advisor
    return services.answer_request(
        request=request,
        by=advisor,
        at=at,
        own=own or services.OwnWords(),
        offering=offering or services.Offering(),
        signature=signed(advisor, ANSWER_GIVEN, Role.MEDICAL_ADVISOR, at),
    )


def make_answered(
    crew: Crew, *, at: datetime = AT, own=None, offering=None, **given
) -> tuple[Answer, str]:
    """A signed answer and the token of its private link."""
    request = make_assessed(crew, at=at, **given)
    return answer(crew, request, at=at, own=own, offering=offering)


def make_corrected(crew: Crew, *, at: datetime = AT, **given) -> tuple[Answer, str, str]:
    """A second version of an answer, the token of its link, and that of the first."""
    first, old = make_answered(crew, at=at, **given)
    services.correct_answer(
        request=first.request, reason="A number was wrong", by=crew.medical_advisor, at=at
    )
    second, new = answer(crew, first.request, at=at, own=services.OwnWords(note="Corrected."))
    return second, new, old


def review_german(crew: Crew, *, at: datetime = AT, site: Site | None = None) -> TranslationReview:
    """The German words, read and signed for by the medical advisor."""
    advisor = crew.medical_advisor
    return services.review_translation(
        site=site or crew.site, language="de", words_read=versions_of("de").read,
        note="Read aloud.", by=advisor, at=at,
        signature=signed(advisor, TRANSLATION_REVIEWED, Role.MEDICAL_ADVISOR, at),
    )  # fmt: skip


def make_accepted(crew: Crew, *, at: datetime = AT, **given) -> Request:
    """A request whose answer the patient accepted: a plan may be written."""
    birth_date = given.get("birth_date", BIRTH_DATE)
    _, token = make_answered(crew, at=at, **given)
    return services.accept_answer(token=token, birth_date=birth_date, at=at).request


def make_patient(crew: Crew, *, at: datetime = AT, **given) -> Patient:
    """A patient who asked, was answered and accepted."""
    return make_accepted(crew, at=at, **given).patient

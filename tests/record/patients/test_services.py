"""From a request to the accepted answer: each verb moves, is on the record, or refuses in words."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from factories.patients import (
    BIRTH_DATE,
    make_accepted,
    make_answered,
    make_assessed,
    make_patient,
    make_request,
    make_triaged,
)
from factories.people import AT, Crew, erase, signed
from secretome_record.ledger.acting import Acting, acting
from secretome_record.ledger.models import Event, KeptFile, Move, Node
from secretome_record.ledger.refusal import Refusal
from secretome_record.patients import queries, services
from secretome_record.patients.models import Answer, Assessment, Patient, Request
from secretome_record.patients.states import ANSWER_GIVEN
from secretome_record.people.roles import Role
from secretome_record.people.services import export_subject

pytestmark = pytest.mark.django_db

SOMEBODY_ELSE = date(1970, 1, 1)


def _answer(crew, request, **own):
    advisor = crew.medical_advisor
    return services.answer_request(
        request=request,
        by=advisor,
        at=AT,
        own=services.OwnWords(**own),
        signature=signed(advisor, ANSWER_GIVEN, Role.MEDICAL_ADVISOR),
    )


def test_a_request_makes_a_patient_with_a_place_in_the_lineage(site):
    request = make_request(site)
    assert request.code.startswith("RQ-")
    assert request.patient.code.startswith("PT-")
    assert Node.objects.get(subject_id=request.patient.pk).kind == "patient"
    assert request.state == "RECEIVED"


def test_the_same_form_sent_twice_is_the_same_request(site):
    key = uuid4().hex
    first = make_request(site, form_key=key)
    assert make_request(site, form_key=key).pk == first.pk
    assert (Request.objects.count(), Patient.objects.count()) == (1, 1)


def test_a_request_without_the_needed_words_is_refused_with_all_reasons(site):
    with pytest.raises(Refusal) as refused:
        make_request(
            site, name=" ", contact="", condition_text="", birth_date=AT.date() + timedelta(days=1)
        )
    assert refused.value.codes == {"name", "contact", "condition_text", "birth_date"}
    assert not Patient.objects.exists()


def test_the_sixth_request_in_an_hour_from_one_sender_is_refused(site):
    for number in range(5):
        make_request(site, sender="203.0.113.9", story=f"Since {number} May")
    with pytest.raises(Refusal) as refused:
        make_request(site, sender="203.0.113.9")
    assert refused.value.codes == {"too_many"}
    make_request(site, sender="203.0.113.10")
    make_request(site, sender="203.0.113.9", at=AT + timedelta(hours=1))
    assert Request.objects.count() == 7


def test_nothing_that_names_the_person_lies_in_the_ledger(site):
    make_request(
        site,
        name="Zacharias Quillfeather",
        contact="quill@example.org",
        story="My knee",
        condition_text="Quillfeather syndrome",
        sender="203.0.113.77",
    )
    written = " ".join(f"{e.after} {e.why}" for e in Event.objects.all())
    for secret in ("Quillfeather", "quill@example.org", "knee", "1961-04-30", "203.0.113.77"):
        assert secret not in written


def test_triage_says_whether_it_is_urgent_and_by_whom(crew):
    request = make_triaged(crew, urgent=True)
    assert (request.state, request.urgent) == ("TRIAGED", True)
    assert request.triaged_by == crew.coordinator
    assert Move.objects.get(subject_id=request.pk).action == "triage"


def test_a_second_triage_is_refused(crew):
    request = make_triaged(crew)
    with pytest.raises(Refusal) as refused:
        services.triage_request(request=request, urgent=False, note="", by=crew.coordinator, at=AT)
    assert refused.value.codes == {"not_from_this_state"}


def test_a_stale_request_is_refused_because_somebody_was_faster(crew):
    stale = Request.objects.get(pk=make_request(crew.site).pk)
    services.triage_request(
        request=Request.objects.get(pk=stale.pk), urgent=False, note="", by=crew.coordinator, at=AT
    )
    with pytest.raises(Refusal) as refused:
        services.triage_request(request=stale, urgent=True, note="", by=crew.coordinator, at=AT)
    assert refused.value.codes == {"somebody_was_faster"}


def test_a_role_at_another_site_does_not_count(crew, other_site):
    request = make_request(crew.site)
    with pytest.raises(Refusal) as refused:
        services.triage_request(
            request=request, urgent=False, note="", by=Crew(other_site).coordinator, at=AT
        )
    assert refused.value.codes == {"not_your_role"}


def test_the_assessment_is_a_copy_of_the_evidence_with_its_version(crew):
    request = make_assessed(crew)
    assessment = queries.assessment_of(request)
    assert assessment.verdict == "TRIAL_ONLY"
    assert assessment.evidence["study_count"] == assessment.study_count == 1
    assert assessment.evidence["unknown"]
    assert assessment.evidence["cautions"]
    assert assessment.evidence_version == assessment.evidence["evidence_version"]


def test_an_unknown_condition_is_assessed_as_no_human_study(crew):
    request = make_assessed(crew, condition="hiccups of the third kind")
    assert queries.assessment_of(request).verdict == "NO_HUMAN_STUDY"


def test_a_contraindication_of_the_patient_decides_the_assessment(crew):
    request = make_triaged(crew)
    assessment = services.assess_request(
        request=request,
        condition="pulmonary fibrosis",
        note="",
        by=crew.medical_advisor,
        at=AT,
        found=["active cancer"],
    )
    assert assessment.verdict == "CONTRAINDICATED"


def test_the_database_never_changes_an_assessment(crew):
    make_assessed(crew)
    with pytest.raises(DatabaseError), transaction.atomic(), acting(Acting("person:x", "raw")):
        Assessment.objects.update(verdict="SUPPORTED")


def test_an_assessment_can_be_reopened_and_stays_on_the_record(crew):
    request = make_assessed(crew, condition="gout")
    advisor = crew.medical_advisor
    services.reopen_assessment(request=request, reason="It is another illness", by=advisor, at=AT)
    services.assess_request(
        request=request, condition="pulmonary fibrosis", note="", by=advisor, at=AT
    )
    assert request.assessments.count() == 2
    assert queries.assessment_of(request).verdict == "TRIAL_ONLY"


def test_the_answer_holds_the_four_things_asked_for_and_what_else_there_is(crew):
    answer, _ = make_answered(crew)
    content = answer.content
    assert [row["key"] for row in content["short"]] == ["possible", "expected", "cost", "time"]
    assert all(row["text"] for row in content["short"])
    assert len(content["possibility"]["why"]) == 2
    keys = [section["key"] for section in content["sections"]]
    assert keys == [
        "possible", "expected", "cost", "time", "risks", "unknown", "else", "law", "who",
    ]  # fmt: skip
    assert crew.medical_advisor.printed_name in content["sections"][-1]["lead"]["text"]
    assert content["may_be_sent"]


def test_the_signature_covers_every_word_of_the_answer(crew):
    answer, _ = make_answered(crew)
    assert queries.signature_of(answer).holds
    answer.content["short"][2]["text"] = "Free"
    assert not queries.signature_of(answer).holds


def test_an_answer_without_a_signature_is_refused(crew):
    request = make_assessed(crew)
    with pytest.raises(Refusal) as refused:
        services.answer_request(request=request, by=crew.medical_advisor, at=AT, signature=None)
    assert refused.value.codes == {"signature_missing"}
    assert not Answer.objects.exists()


def test_an_answer_more_positive_than_the_evidence_is_refused(crew):
    request = make_assessed(crew, condition="gout")
    with pytest.raises(Refusal) as refused:
        _answer(crew, request, possibility="TRIAL_ONLY")
    assert refused.value.codes == {"more_positive_than_the_evidence"}


def test_an_answer_may_be_more_cautious_than_the_evidence(crew):
    answer, _ = _answer(crew, make_assessed(crew), possibility="NOT_SUPPORTED", note="Frail.")
    assert answer.possibility == "NOT_SUPPORTED"


def test_an_answer_that_promises_is_refused_word_by_word(crew):
    with pytest.raises(Refusal) as refused:
        _answer(crew, make_assessed(crew), note="We guarantee a cure.")
    assert [r.code for r in refused.value.reasons] == ["promise", "promise"]


def test_an_answer_on_old_evidence_is_refused(crew, monkeypatch):
    request = make_assessed(crew)
    monkeypatch.setattr(
        "secretome_record.patients.science.current_evidence_version", lambda rows: "newer"
    )
    with pytest.raises(Refusal) as refused:
        _answer(crew, request)
    assert refused.value.codes == {"evidence_changed"}


@pytest.mark.parametrize(
    "change",
    [
        {"content": {}},
        {"facts": {}},
        {"exclusions": [{"text": "x"}]},
        {"possibility": "SUPPORTED"},
        {"answered_at": AT + timedelta(1)},
        {"version": 2},
        {"language": "de"},
    ],
)
def test_the_database_never_changes_an_answer(crew, change):
    make_answered(crew)
    with pytest.raises(DatabaseError), transaction.atomic(), acting(Acting("person:x", "raw")):
        Answer.objects.update(**change)


def test_the_database_takes_no_answer_above_its_assessment(crew):
    request = make_assessed(crew, condition="gout")
    with (
        pytest.raises(DatabaseError, match="more positive"),
        transaction.atomic(),
        acting(Acting("person:x", "raw")),
    ):
        Answer.objects.create(
            code="AN-000000-0",
            site=crew.site,
            request=request,
            possibility="TRIAL_ONLY",
            assessment=queries.assessment_of(request),
            content={},
            facts={},
            document=KeptFile.objects.create(
                sha256="0" * 64, name="x", media_type="application/pdf", size_bytes=1
            ),
            answered_by=crew.medical_advisor,
            answered_at=AT,
            link_hash="x",
            link_expires_at=AT,
        )


def test_only_the_hash_of_the_link_is_stored(crew):
    answer, token = make_answered(crew)
    assert len(token) >= 40
    assert token not in answer.link_hash
    assert all(token not in f"{e.after}{e.why}" for e in Event.objects.all())


def test_the_right_birth_date_opens_the_answer_and_notes_when(crew):
    _, token = make_answered(crew)
    answer = services.open_answer(token=token, birth_date=BIRTH_DATE, at=AT)
    assert answer.opened_at == AT
    assert Answer.objects.get().opened_at == AT


def test_five_wrong_birth_dates_lock_the_link_even_for_the_right_one(crew):
    _, token = make_answered(crew)
    for _ in range(5):
        with pytest.raises(Refusal) as refused:
            services.open_answer(token=token, birth_date=SOMEBODY_ELSE, at=AT)
        assert refused.value.codes == {"birth_date"}
    with pytest.raises(Refusal) as refused:
        services.open_answer(token=token, birth_date=BIRTH_DATE, at=AT)
    assert refused.value.codes == {"locked"}
    assert Answer.objects.get().wrong_tries == 5


def test_a_right_birth_date_forgives_the_wrong_ones_before(crew):
    _, token = make_answered(crew)
    with pytest.raises(Refusal):
        services.open_answer(token=token, birth_date=SOMEBODY_ELSE, at=AT)
    services.open_answer(token=token, birth_date=BIRTH_DATE, at=AT)
    assert Answer.objects.get().wrong_tries == 0


def test_a_link_expires_after_thirty_days(crew):
    _, token = make_answered(crew)
    services.open_answer(token=token, birth_date=BIRTH_DATE, at=AT + timedelta(days=29))
    with pytest.raises(Refusal) as refused:
        services.open_answer(token=token, birth_date=BIRTH_DATE, at=AT + timedelta(days=30))
    assert refused.value.codes == {"expired"}


def test_a_new_link_opens_and_the_old_one_no_longer_does(crew):
    answer, old = make_answered(crew)
    new = services.give_new_link(answer=answer, reason="Lost", by=crew.coordinator, at=AT)
    services.open_answer(token=new, birth_date=BIRTH_DATE, at=AT)
    with pytest.raises(Refusal) as refused:
        services.open_answer(token=old, birth_date=BIRTH_DATE, at=AT)
    assert refused.value.codes == {"no_such_link"}


def test_accepting_and_declining_need_the_birth_date(crew):
    _, token = make_answered(crew)
    for decide in (services.accept_answer, services.decline_answer):
        with pytest.raises(Refusal) as refused:
            decide(token=token, birth_date=SOMEBODY_ELSE, at=AT)
        assert refused.value.codes == {"birth_date"}
    assert Request.objects.get().state == "ANSWERED"
    assert Answer.objects.get().wrong_tries == 2


def test_the_visitor_accepts_once(crew):
    request = make_accepted(crew)
    assert request.state == "ACCEPTED"
    assert Move.objects.filter(subject_id=request.pk).order_by("-number")[0].actor == "visitor"


def test_a_decision_is_not_taken_twice(crew):
    _, token = make_answered(crew)
    services.decline_answer(token=token, birth_date=BIRTH_DATE, at=AT)
    with pytest.raises(Refusal) as refused:
        services.accept_answer(token=token, birth_date=BIRTH_DATE, at=AT)
    assert refused.value.codes == {"decided"}


def test_a_closed_request_closes_its_link(crew):
    answer, token = make_answered(crew)
    services.close_request(request=answer.request, reason="Moved away", by=crew.coordinator, at=AT)
    with pytest.raises(Refusal) as refused:
        services.open_answer(token=token, birth_date=BIRTH_DATE, at=AT)
    assert refused.value.codes == {"closed"}


def test_the_export_of_a_person_holds_what_they_wrote_and_were_told(crew):
    patient = make_patient(crew)
    gathered = export_subject(subject=patient.subject, by=crew.administrator, at=AT)
    room = gathered["rooms"]["patients"]
    assert room["patients"][0]["name"] == "Maria Lindqvist"
    assert room["requests"][0]["story"] == "Short of breath for two years."
    assert room["requests"][0]["answer"]["content"]["sections"]
    assert room["requests"][0]["earlier_answers"] == []


def test_after_erasure_the_name_is_gone_and_the_link_opens_nothing(crew):
    answer, token = make_answered(crew)
    patient = answer.request.patient
    erase(patient.subject, crew.administrator)
    again = Patient.objects.get(pk=patient.pk)
    assert again.name.startswith("erased on")
    assert again.name_index == ""
    with pytest.raises(Refusal) as refused:
        services.open_answer(token=token, birth_date=BIRTH_DATE, at=AT)
    assert refused.value.codes == {"erased"}

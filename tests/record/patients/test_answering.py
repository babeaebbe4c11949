"""What an answer is made from, in which language it is sent, and how a new version replaces it."""

import json
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from factories import evidence, quality
from factories.batches import autologous_lot
from factories.browsing import browser_of
from factories.patients import (
    BIRTH_DATE,
    answer,
    make_answered,
    make_assessed,
    make_corrected,
    make_request,
    make_triaged,
    review_german,
)
from factories.people import AT, Crew, signed
from factories.quality import READY_AT
from factories.raw_sql import execute
from factories.treatments import START, make_basis, make_prices, treatable_lot
from secretome.answers.words.numbers import numbers_in
from secretome_record.ledger.acting import Acting, acting
from secretome_record.ledger.files import read_file
from secretome_record.ledger.refusal import Refusal
from secretome_record.ledger.signing import signatures_on
from secretome_record.patients import drafting, queries, science, services
from secretome_record.patients.models import Answer, TranslationReview
from secretome_record.patients.offering import chosen_first
from secretome_record.patients.offers import Offers, offers_at
from secretome_record.patients.services import Offering, OwnWords
from secretome_record.patients.states import ANSWER_GIVEN, TRANSLATION_REVIEWED
from secretome_record.people.roles import Role

pytestmark = pytest.mark.django_db
COURSE = {
    "sessions": 3, "interval_days": 7, "visit_weeks": (1, 4, 52), "vials_per_session": 1,
    "travel_days_per_session": 1, "travel_days_per_visit": 1,
}  # fmt: skip


def _refused(act, *codes):
    with pytest.raises(Refusal) as refused:
        act()
    assert refused.value.codes == set(codes)


def _section(given: Answer, key: str) -> str:
    return json.dumps(
        next(one for one in given.content["sections"] if one["key"] == key), ensure_ascii=False
    )


@pytest.fixture
def stocked(crew):
    """A site with a lot in stock, a trial that holds and a price list in force."""
    lot = treatable_lot(crew)
    return lot, make_basis(crew, lot.product), make_prices(crew, per_session="250.00")


def test_the_answer_tells_price_travel_stock_and_permit_from_the_record(crew, stocked):
    lot, basis, prices = stocked
    offering = Offering(legal_basis=basis.code, price_list=str(prices.version), **COURSE)
    given, _ = make_answered(crew, at=START, offering=offering)
    assert given.facts["legal_basis"]["reference"] == basis.reference
    assert given.facts["route"] == basis.route
    assert given.facts["product"] == lot.product.name
    assert "EU CT 2026-500001-11" in _section(given, "law")
    assert "Allowed by: the permit that we keep (Germany)." in _section(given, "law")
    assert "250.00" in _section(given, "cost")
    assert "Travel" in _section(given, "cost")
    assert "You travel on 6 days" in _section(given, "cost")
    assert "3 sessions, 7 days apart." in _section(given, "time")
    assert f"{lot.vial_count} vials are in stock" in _section(given, "time")


def test_the_wait_for_own_cells_is_the_time_from_donation_to_release_of_such_lots(crew):
    lot = autologous_lot(crew, is_demo=True)
    quality.make_specification(crew, lot.product)
    quality.do_all_tests(crew, lot)
    before = queries.own_cells_lead_time(crew.site, READY_AT)
    quality.release(quality.review(lot, crew), crew)
    after = queries.own_cells_lead_time(crew.site, READY_AT)
    assert (before.lots, before.median_days) == (0, None)
    assert (after.lots, after.rejected, after.median_days) == (1, 0, 14)
    assert queries.own_cells_lead_time(crew.site, READY_AT - timedelta(days=1)).lots == 0
    given, _ = make_answered(crew, at=READY_AT)
    assert "about 14 days until we can start" in _section(given, "time")


def test_an_empty_offering_is_answered_with_unknown_and_no_number_is_made_up(crew):
    given, _ = make_answered(crew)
    short = {row["key"]: row["text"] for row in given.content["short"]}
    assert short["cost"] == "Unknown."
    assert short["time"].startswith("Unknown.")
    assert "No permit is named" in _section(given, "law")


def test_a_basis_that_no_longer_holds_or_covers_something_else_is_refused(crew, stocked):
    _, basis, _ = stocked
    request = make_assessed(crew, condition="gout", at=START)
    _refused(
        lambda: answer(crew, request, at=START, offering=Offering(legal_basis=basis.code)),
        "legal_basis",
    )
    other = make_assessed(crew, at=START)
    late = START + timedelta(days=400)
    _refused(
        lambda: answer(crew, other, at=late, offering=Offering(legal_basis=basis.code)),
        "legal_basis",
    )
    assert not Answer.objects.exists()


def test_sessions_without_their_interval_are_refused_in_one_sentence(crew):
    request = make_assessed(crew)
    _refused(lambda: answer(crew, request, offering=Offering(sessions=3)), "answer")


def test_where_no_room_knows_prices_an_answer_offers_none(site, monkeypatch):
    monkeypatch.setattr("secretome_record.patients.offers._finders", [])
    assert offers_at(site, AT) == Offers()


def test_what_nobody_recorded_about_the_patient_is_unknown(crew):
    given, _ = make_answered(crew, condition="photo-ageing")
    assert given.exclusions
    assert {row["state"] for row in given.exclusions} == {"unknown"}


def test_a_caution_is_told_as_a_caution_and_never_asked_as_an_exclusion(crew):
    request = make_assessed(crew)
    evidence = queries.assessment_of(request).evidence
    assert any("antifibrotic" in caution for caution in evidence["cautions"])
    assert science.exclusions_of(evidence) == []
    given, _ = answer(crew, request)
    assert not given.exclusions
    told = json.dumps(given.content, ensure_ascii=False)
    assert "Found in you" not in told
    assert "This holds for you" not in told


def test_a_contraindication_that_holds_must_be_answered_with_a_refusal(crew):
    request = make_assessed(crew, condition="photo-ageing")
    listed = science.exclusions_of(queries.assessment_of(request).evidence)
    assert listed[0]["kind"] == "contraindication"
    met = Offering(exclusions={listed[0]["text"]: "met"})
    _refused(lambda: answer(crew, request, offering=met), "contraindication_met")
    given, _ = answer(crew, request, own=OwnWords("CONTRAINDICATED"), offering=met)
    assert given.possibility == "CONTRAINDICATED"
    assert f"This holds for you: {listed[0]['text']}" in _section(given, "risks")


def test_for_a_refusal_no_legal_basis_stands_chosen(crew, stocked):
    offers = offers_at(crew.site, AT)
    condition = offers.bases[0].condition
    assert chosen_first("TRIAL_ONLY", condition, offers)["legal_basis"]
    assert chosen_first("CONTRAINDICATED", condition, offers) == {
        "legal_basis": "", "price_list": "",
    }  # fmt: skip


def test_what_was_found_in_the_patient_is_the_reason_that_the_patient_reads(crew):
    request = make_triaged(crew)
    services.assess_request(
        request=request, condition="pulmonary fibrosis", note="", found=["active cancer"],
        by=crew.medical_advisor, at=AT,
    )  # fmt: skip
    given, _ = answer(crew, request)
    assert given.possibility == "CONTRAINDICATED"
    assert "because of what we found in you: active cancer." in _section(given, "possible")
    assert "harmed" not in _section(given, "possible")


def test_a_route_in_which_harm_was_reported_is_refused(crew):
    request = make_assessed(crew, condition="photo-ageing")
    _refused(lambda: answer(crew, request, offering=Offering(route="local injection")), "route")


def test_the_printed_answer_is_kept_and_made_again_byte_for_byte(crew):
    given, _ = make_answered(crew, offering=Offering(**COURSE))
    again = Answer.objects.get(pk=given.pk)
    assert read_file(again.document).startswith(b"%PDF")
    assert drafting.is_made_again(again)
    again.facts["schedule"]["sessions"] = 4
    assert not drafting.is_made_again(again)


def test_a_changed_fact_or_exclusion_breaks_the_signature(crew):
    given, _ = make_answered(crew, offering=Offering(**COURSE))
    assert queries.signature_of(given).holds
    given.facts["schedule"]["sessions"] = 4
    assert not queries.signature_of(given).holds


def test_a_correction_makes_a_second_version_and_keeps_the_first(crew):
    second, new, old = make_corrected(crew)
    first = second.replaces
    assert [a.version for a in queries.answers_of(second.request)] == [2, 1]
    assert queries.answer_of(second.request) == second
    assert second.content["version"] == 2
    assert len(signatures_on(second.request, ANSWER_GIVEN)) == 2
    assert queries.signature_of(first).holds
    assert queries.signature_of(second).holds
    assert services.open_answer(token=new, birth_date=BIRTH_DATE, at=AT) == second
    _refused(lambda: services.open_answer(token=old, birth_date=BIRTH_DATE, at=AT), "replaced")


def test_while_it_is_corrected_the_old_answer_does_not_open(crew):
    given, token = make_answered(crew)
    services.correct_answer(
        request=given.request, reason="Wrong condition", by=crew.medical_advisor, at=AT
    )
    _refused(
        lambda: services.open_answer(token=token, birth_date=BIRTH_DATE, at=AT), "in_correction"
    )
    _refused(
        lambda: services.give_new_link(answer=given, reason="Lost", by=crew.coordinator, at=AT),
        "closed",
    )


def test_an_accepted_answer_that_is_corrected_must_be_accepted_anew(crew):
    given, token = make_answered(crew)
    services.accept_answer(token=token, birth_date=BIRTH_DATE, at=AT)
    given.request.refresh_from_db()
    services.correct_answer(
        request=given.request, reason="New study", by=crew.medical_advisor, at=AT
    )
    _, new = answer(crew, given.request)
    assert given.request.state == "ANSWERED"
    assert services.accept_answer(token=new, birth_date=BIRTH_DATE, at=AT).version == 2


def test_a_new_assessment_stands_under_the_new_version_only(crew):
    given, _ = make_answered(crew, condition="gout")
    advisor, request = crew.medical_advisor, given.request
    services.correct_answer(request=request, reason="Another illness", by=advisor, at=AT)
    services.reopen_assessment(request=request, reason="Another illness", by=advisor, at=AT)
    services.assess_request(
        request=request, condition="pulmonary fibrosis", note="", by=advisor, at=AT
    )
    second, _ = answer(crew, request)
    assert (given.possibility, second.possibility) == ("NO_HUMAN_STUDY", "TRIAL_ONLY")


def test_only_the_advisor_corrects_and_says_why_without_the_name(crew):
    given, _ = make_answered(crew)
    request = given.request
    correct = services.correct_answer
    _refused(
        lambda: correct(request=request, reason="x", by=crew.coordinator, at=AT), "not_your_role"
    )
    _refused(
        lambda: correct(request=request, reason=" ", by=crew.medical_advisor, at=AT),
        "reason_missing",
    )
    _refused(
        lambda: correct(request=request, reason="Maria called", by=crew.medical_advisor, at=AT),
        "patient_named",
    )


def test_no_reason_and_no_note_about_a_request_names_the_patient(crew):
    said, by = "Maria called again", {"by": crew.medical_advisor, "at": AT}
    triaged, assessed = make_triaged(crew), make_assessed(crew)
    given, _ = make_answered(crew)
    for act in (
        lambda: services.assess_request(request=triaged, condition="gout", note=said, **by),
        lambda: services.triage_request(
            request=make_request(crew.site), urgent=False, note=said, by=crew.coordinator, at=AT
        ),
        lambda: services.reopen_assessment(request=assessed, reason=said, **by),
        lambda: services.close_request(request=assessed, reason=said, **by),
        lambda: services.give_new_link(answer=given, reason=said, **by),
    ):
        _refused(act, "patient_named")


def test_rows_that_two_people_of_the_site_accepted_count_in_its_assessments_only(crew, other_site):
    knee = "osteoarthritis (knee and other joints)"
    before = queries.assessment_of(make_assessed(crew, condition=knee))
    evidence.accept(crew, evidence.propose(crew))
    after = queries.assessment_of(make_assessed(crew, condition=knee))
    elsewhere = queries.assessment_of(make_assessed(Crew(other_site), condition=knee))
    assert after.study_count == before.study_count + 1
    assert elsewhere.study_count == before.study_count
    assert after.evidence_version != before.evidence_version == elsewhere.evidence_version


def test_own_results_are_kept_apart_from_the_literature(crew):
    knee = "osteoarthritis (knee and other joints)"
    before = queries.assessment_of(make_assessed(crew, condition=knee))
    evidence.accept(crew, evidence.propose(crew, own_programme=True))
    after = queries.assessment_of(make_assessed(crew, condition=knee))
    assert after.study_count == before.study_count
    assert [row["id"] for row in after.evidence["own"]] == ["SYNTH2026"]
    assert "Results of this programme" in _advisors_page(crew, after.request)


def test_rows_accepted_after_the_assessment_send_it_back(crew):
    request = make_assessed(crew)
    evidence.accept(crew, evidence.propose(crew))
    _refused(lambda: answer(crew, request), "evidence_changed")


def _advisors_page(crew, request) -> str:
    url = reverse("patients:answer_form", args=[request.code])
    return browser_of(crew.medical_advisor).get(url).content.decode()


def test_the_database_takes_no_version_out_of_turn(crew):
    second, _, _ = make_corrected(crew)
    copied = [
        f.column for f in Answer._meta.concrete_fields
        if f.column not in {"id", "code", "version", "replaces_id", "link_hash"}
    ]  # fmt: skip
    columns = ", ".join(f'"{name}"' for name in copied)
    sql = (
        f'INSERT INTO patients_answer ("id", "code", "version", "replaces_id", "link_hash",'
        f" {columns}) SELECT %s, 'AN-000000-0', %s, id, 'other', {columns}"
        " FROM patients_answer WHERE version = 2"
    )
    spare = make_request(crew.site).pk
    key = Answer._meta.pk.get_db_prep_value(spare, connection)
    said = execute(sql, crew.medical_advisor, key, 4)
    assert "follows the last version" in said
    assert Answer.objects.filter(request=second.request).count() == 2


def test_german_is_not_sent_before_a_named_person_read_its_words(crew):
    request = make_assessed(crew)
    _refused(lambda: answer(crew, request, offering=Offering(language="de")), "language")
    review = review_german(crew)
    given, _ = answer(crew, request, offering=Offering(language="de"))
    assert given.translation_review == review
    assert given.content["language"] == "de"
    assert crew.medical_advisor.printed_name in given.content["translation_note"]


def test_a_review_counts_for_its_own_site_and_its_own_words_only(crew, other_site, monkeypatch):
    review_german(Crew(other_site), site=other_site)
    request = make_assessed(crew)
    _refused(lambda: answer(crew, request, offering=Offering(language="de")), "language")
    review_german(crew)
    monkeypatch.setattr(
        "secretome_record.patients.drafting.page_words_version", lambda language: "newer"
    )
    _refused(lambda: answer(crew, request, offering=Offering(language="de")), "language")


def test_a_review_is_signed_by_who_read_the_words_of_today_and_never_twice(crew):
    review = review_german(crew)
    assert queries.review_signature(review).holds
    _refused(lambda: review_german(crew), "reviewed")
    advisor = crew.second("medical_advisor")
    old = {
        "site": crew.site, "language": "de", "note": "", "by": advisor, "at": AT,
        "signature": signed(advisor, TRANSLATION_REVIEWED, Role.MEDICAL_ADVISOR),
    }  # fmt: skip
    _refused(lambda: services.review_translation(**old, words_read="old"), "words_changed")
    fresh = drafting.versions_of("de").read
    _refused(
        lambda: services.review_translation(**{**old, "signature": None}, words_read=fresh),
        "signature_missing",
    )
    _refused(
        lambda: services.review_translation(**{**old, "language": "en"}, words_read=fresh),
        "language",
    )
    assert TranslationReview.objects.count() == 1


def test_a_review_is_never_changed(crew):
    review_german(crew)
    with pytest.raises(DatabaseError), transaction.atomic(), acting(Acting("person:x", "raw")):
        TranslationReview.objects.update(note="")


def test_the_database_takes_no_answer_in_words_that_nobody_read(crew):
    given, _ = make_answered(crew)
    with (
        pytest.raises(DatabaseError),
        transaction.atomic(),
        acting(Acting("person:x", "raw")),
    ):
        Answer.objects.filter(pk=given.pk).update(language="de")


@pytest.mark.parametrize("condition", ["pulmonary fibrosis", "gout", "photo-ageing"])
def test_both_languages_say_the_same_numbers_in_the_same_places(crew, condition):
    review_german(crew)
    given, _ = make_answered(crew, condition=condition, offering=Offering(**COURSE))
    german = drafting.document_in(given, "de")
    assert german["language"] == "de"
    for one, other in zip(given.content["sections"], german["sections"], strict=True):
        for english, deutsch in zip(_lines(one), _lines(other), strict=True):
            assert english["rows"] == deutsch["rows"]
            assert numbers_in(english["text"], ".") == numbers_in(deutsch["text"], ","), english


def test_an_answer_reads_in_the_other_language_only_when_its_words_were_read(crew):
    given, _ = make_answered(crew)
    assert drafting.document_in(given, "en") == given.content
    assert drafting.document_in(given, "de") is None
    review_german(crew)
    assert drafting.document_in(given, "de")["possibility"]["verdict"] == "TRIAL_ONLY"


def _lines(section):
    lead = [section["lead"]] if section["lead"] else []
    return [*lead, *section["lines"], *section["points"], *section["after"]]

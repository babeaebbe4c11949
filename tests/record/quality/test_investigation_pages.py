"""Pages of OOS investigations and of decisions under a protocol."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from factories import investigations as oos
from factories import quality as make
from factories.browsing import browser_of, sign_words
from factories.people import Crew
from secretome_record.batches.models import Lot
from secretome_record.quality.models import Investigation, ProtocolDecision, Result
from secretome_record.quality.queries import waiting_for

RECENT = timezone.now() - timedelta(days=20)
READY = RECENT + timedelta(days=14, hours=1)


_open: dict = {}


@pytest.fixture(autouse=True)
def closed_browsers():
    """Each test opens its own browsers; within one, a person keeps the same."""
    _open.clear()


def browser(person):
    return _open.setdefault(person.pk, browser_of(person))


def page(person, name, *args) -> str:
    answer = browser(person).get(reverse(f"quality:{name}", args=args))
    assert answer.status_code == 200, name
    text = answer.content.decode()
    assert "«missing" not in text, text[text.index("«missing") - 200 :][:400]
    return text


def post(person, name, code, **words):
    return browser(person).post(reverse(f"quality:{name}", args=[code]), words, follow=True)


def signed_words(person, **words):
    return sign_words(person) | {f"sign-{name}": text for name, text in words.items()}


@pytest.fixture
def found(crew):
    lot = make.ready_lot(crew, RECENT, endotoxin="0.9")
    return Investigation.objects.get(lot=lot)


def test_an_investigation_is_led_through_its_phases_on_its_pages(crew, found):
    qa, code = crew.qa, found.code
    assert "No laboratory error was found" in page(qa, "oos", code)
    text = post(qa, "oos_no_error", code, reason="All right.").content.decode()
    assert "needs a retest plan" in text
    words = signed_words(qa, planned_retests="1", plan_text="By another analyst.")
    text = post(qa, "oos_plan", code, **words).content.decode()
    assert "0 of 1 planned retests made." in text
    assert "planned 1 retest; 0 are made." in text
    now = timezone.now()
    oos.measure_again(crew, found.lot, "<0.05", at=now)
    words = signed_words(qa, making_text="Nothing.", reason="The retest passes.")
    text = post(qa, "oos_no_cause", code, **words).content.decode()
    assert "No cause found" in text
    assert "Signature holds" in text
    assert Investigation.objects.get(pk=found.pk).state == "INCONCLUSIVE"


def test_a_laboratory_error_is_signed_with_what_proves_it(crew, found):
    words = signed_words(crew.qa, reason="")
    assert post(crew.qa, "oos_error", found.code, **words).status_code == 422
    words = signed_words(crew.qa, reason="The cartridge was past its date.")
    text = post(crew.qa, "oos_error", found.code, **words).content.decode()
    assert "Laboratory error found" in text
    assert Result.objects.get(pk=found.result_id).state == "INVALIDATED"


def test_the_release_page_names_the_investigation_and_shows_the_result_that_decides(crew, found):
    text = page(crew.qualified_person, "release", found.lot.code)
    assert f"The OOS investigation {found.code} of Endotoxin is open in phase I." in text
    oos.find_none(crew, found, READY)
    oos.plan(crew, found, 2, READY)
    oos.measure_again(crew, found.lot, "<0.05", READY)
    text = page(crew.qualified_person, "release", found.lot.code)
    assert "1 other result stands beside it; each is judged by itself." in text


def test_a_failing_result_offers_its_investigation_and_not_to_be_set_aside(crew, found):
    text = page(crew.qa, "result", found.result.code)
    assert found.code in text
    assert "Set this result aside" not in text
    lot = make.ready_lot(
        crew, RECENT, endotoxin="0.9", unverified=("endotoxin",), data=make.nanosight_file(seed=3)
    )
    result = lot.results.get(attribute="endotoxin")
    assert "Open the OOS investigation" in page(crew.qc_analyst, "result", result.code)
    text = post(crew.qc_analyst, "oos_open", result.code).content.decode()
    assert "Phase I: laboratory check" in text


def test_the_qualified_person_decides_on_the_page_of_the_result(crew):
    lot = make.ready_lot(crew, RECENT, endotoxin="<1.0")
    result = lot.results.get(attribute="endotoxin")
    qp = crew.qualified_person
    assert any("waits for your decision" in item.sentence for item in waiting_for(qp))
    assert "Decide under a protocol" in page(qp, "result", result.code)
    page(qp, "decide", result.code)
    words = signed_words(qp, protocol="PR-12", reason="Section 4.", is_accepted="")
    assert post(qp, "decide", result.code, **words).status_code == 422
    words = signed_words(qp, protocol="PR-12", reason="Section 4.", is_accepted="yes")
    text = post(qp, "decide", result.code, **words).content.decode()
    assert "Accepted under a protocol" in text
    assert ProtocolDecision.objects.get().is_accepted
    assert not any("waits for your decision" in item.sentence for item in waiting_for(qp))


def test_a_failure_without_a_cause_is_called_one_and_its_row_names_who_accepted_it(crew, found):
    qp, now = crew.qualified_person, timezone.now()
    oos.find_none(crew, found, READY)
    oos.plan(crew, found, 1, READY)
    oos.measure_again(crew, found.lot, "<0.05", READY)
    oos.find_no_cause(crew, found, READY)
    sentences = [item.sentence for item in waiting_for(qp)]
    said = f"Endotoxin of {found.lot.code} failed; no cause found; decide under a protocol."
    assert said in sentences
    assert not any("cannot be told" in one for one in sentences)
    assert "failed; accepted" not in page(qp, "release", found.lot.code)
    oos.decide(crew, found.result, now)
    text = page(qp, "release", found.lot.code)
    assert f"failed; accepted under protocol PR-12 version 3 by {qp}: Section 4 applies." in text


def test_the_list_and_the_page_of_a_held_lot_give_the_same_reasons(crew):
    make.hold(make.released_lot(crew, RECENT), crew, timezone.now())
    text = page(crew.qa, "list")
    assert "is on hold" in page(crew.qa, "release", Lot.objects.get().code)
    assert ">nothing<" not in text
    assert "on hold" in text


def test_open_investigations_stand_in_the_list_and_in_the_work_of_quality_assurance(crew, found):
    assert found.code in page(crew.nurse, "oos_list")
    sentences = [item.sentence for item in waiting_for(crew.qa)]
    assert f"Endotoxin of {found.lot.code} is out of specification: phase I." in sentences


def test_nothing_of_another_site_is_found(crew, found, other_site):
    stranger = Crew(other_site).qa
    for name in ("oos", "oos_plan", "oos_error", "oos_confirm", "oos_no_cause", "oos_no_error"):
        answer = browser_of(stranger).get(reverse(f"quality:{name}", args=[found.code]))
        assert answer.status_code == 404
    assert found.code not in page(stranger, "oos_list")


def test_whoever_measured_it_is_offered_no_signature(crew, found):
    text = page(crew.qc_analyst, "oos", found.code)
    assert "You entered or verified a result of it." in text
    assert "A laboratory error was found" not in text

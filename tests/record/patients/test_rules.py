"""An answer never says more than its evidence; a link opens only for the right person, in time."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secretome_record.ledger.refusal import Refusal
from secretome_record.patients import rules
from secretome_record.patients.content import CAUTIOUS, POSSIBLE
from secretome_record.patients.medicines import words_against_medicines
from secretome_record.patients.science import VERDICTS, answer_document, assessment_of, catalogue
from secretome_record.patients.states import REQUEST_MOVES
from secretome_record.treatments.rules import planning
from secretome_record.treatments.rules.planning import BASIS_KINDS

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
verdicts = st.sampled_from(VERDICTS)


def _codes(reasons):
    return {reason.code for reason in reasons}


def _answer(possibility, verdict, *words, current=True):
    facts = rules.AnswerFacts(possibility, verdict, words, current)
    return _codes(rules.reasons_against_answer(facts))


def _link(**changes):
    facts = {
        "is_erased": False, "is_closed": False, "expires_at": AT + timedelta(days=1),
        "wrong_tries": 0, "birth_date_fits": True, **changes,
    }  # fmt: skip
    return _codes(rules.reasons_against_opening(rules.LinkFacts(**facts), AT))


def test_every_verdict_has_a_rank_and_words():
    assert set(VERDICTS) == set(rules.POSITIVITY) == set(POSSIBLE)


@given(verdicts, verdicts)
def test_an_answer_stands_only_at_or_below_its_verdict(possibility, verdict):
    if "more_positive_than_the_evidence" not in _answer(possibility, verdict):
        assert rules.POSITIVITY[possibility] <= rules.POSITIVITY[verdict]
        assert possibility == verdict or possibility in CAUTIOUS


@given(verdicts)
def test_the_verdict_itself_may_always_be_said_and_harm_always_refused(verdict):
    assert _answer(verdict, verdict) == set()
    assert _answer("CONTRAINDICATED", verdict) == set()


def test_an_answer_never_tells_of_missing_studies_where_there_are_some():
    assert _answer("NO_HUMAN_STUDY", "NOT_SUPPORTED") == {"more_positive_than_the_evidence"}


@given(st.text(max_size=20), verdicts)
def test_an_unheard_of_possibility_is_always_too_positive(possibility, verdict):
    if possibility not in rules.POSITIVITY:
        assert "more_positive_than_the_evidence" in _answer(possibility, verdict)


def test_all_reasons_against_an_answer_are_named_together():
    found = _answer("SUPPORTED", "NOT_SUPPORTED", "No side effects.", current=False)
    assert found == {"more_positive_than_the_evidence", "promise", "evidence_changed"}


@pytest.mark.parametrize(
    "text",
    [
        "This cures arthritis", "GUARANTEED", "without any side effects", "risk-free",
        "100% success",
        "You will improve", "a proven treatment", "safe and effective", "it rejuvenates skin",
    ],
)  # fmt: skip
def test_a_promise_is_found_in_the_advisors_words(text):
    assert rules.promises_in(text)


@pytest.mark.parametrize(
    "text", ["Secure transport is included", "Ask us again in a year", "Side effects are possible"]
)
def test_plain_words_are_no_promise(text):
    assert rules.promises_in(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "You can stop your antifibrotic medicine.",
        "Please discontinue nintedanib two weeks before.",
        "You may reduce the dose of your blood pressure tablets.",
        "Skip your appointments while you are here.",
        "This replaces your usual treatment.",
        "We give it instead of your current therapy.",
        "You no longer need your medicines.",
        "There is no need to see your doctor.",
        "Your medication can be stopped.",
        "The inhaler is no longer needed.",
        "Do not hesitate to stop your medicines.",
        "It is not dangerous, stop taking your pills",
        "You don't need any other treatment.",
        "Come off the steroids slowly.",
        "Afterwards you take fewer tablets.",
        "You can stop seeing your lung specialist.",
    ],
)
def test_words_that_tell_to_leave_medicines_or_doctors_are_refused(text):
    assert words_against_medicines(text)
    assert _answer("TRIAL_ONLY", "TRIAL_ONLY", text) == {"against_medicines"}


@pytest.mark.parametrize(
    "text",
    [
        "Do not stop your medicines",
        "Never skip a visit to your doctor.",
        "Please don't reduce your tablets without asking.",
        "This does not replace your usual treatment.",
        "Talk to your doctor before you stop any medicine.",
        "You can stop the treatment at any time.",
        "Nobody should stop taking prescribed medicines.",
        "Keep taking your medicines and see your doctor as usual.",
        "We stop at once when a reaction occurs; your doctor is told.",
        "It may reduce pain during treatment.",
        "Bring your list of medicines to the first visit.",
    ],
)
def test_words_that_keep_medicines_and_doctors_stand(text):
    assert words_against_medicines(text) == ()


@pytest.mark.parametrize("name", [row["name"] for row in catalogue()])
def test_no_answer_of_the_catalogue_promises_or_leaves_a_question_open(name):
    document = answer_document({"on": "2026-03-02"}, assessment_of(name), language="en")
    assert all(row["text"] for row in document["short"])
    assert len(document["possibility"]["why"]) == 2
    sections = {section["key"]: section for section in document["sections"]}
    assert sections["unknown"]["points"]
    assert len(sections["else"]["points"]) == 3
    said = [line["text"] for key in ("possible", "else") for line in sections[key]["points"]]
    said += [document["possibility"]["sentence"]]
    assert not [text for text in said if rules.promises_in(text)]


@pytest.mark.parametrize("verdict", VERDICTS)
@pytest.mark.parametrize("kind", BASIS_KINDS)
def test_an_answer_leaves_open_exactly_the_legal_bases_that_a_plan_takes(verdict, kind):
    basis = SimpleNamespace(kind=kind, approved_trial=kind == "trial")
    facts = SimpleNamespace(
        basis=basis, verdicts=frozenset({verdict}), condition="gout", route="nebulised"
    )
    plan_takes = not list(planning.reasons_against_verdict(facts))
    offer = rules.OfferFacts(
        verdict, "gout", "nebulised", "EV", kind, kind == "trial", "Gout", "nebulised", "EV"
    )
    assert (_codes(rules.reasons_against_offer(offer)) == set()) is plan_takes
    assert (kind in rules.BASES_UNDER[verdict]) is plan_takes


@pytest.mark.parametrize("verdict", VERDICTS)
def test_the_words_of_a_verdict_name_every_legal_basis_that_it_leaves_open(verdict):
    said = POSSIBLE[verdict].replace("-", " ")
    named = {kind for kind in rules.ALL_BASES if kind in said}
    assert named == set(rules.BASES_UNDER[verdict])


@pytest.mark.parametrize("changed", ["basis_condition", "basis_route", "basis_product"])
def test_a_legal_basis_for_something_else_is_refused(changed):
    offer = rules.OfferFacts(
        "TRIAL_ONLY", "gout", "nebulised", "EV", "trial", True, "gout", "nebulised", "EV"
    )
    assert _codes(rules.reasons_against_offer(offer)) == set()
    other = replace(offer, **{changed: "other"})
    assert _codes(rules.reasons_against_offer(other)) == {"legal_basis"}


@given(
    st.lists(st.text(min_size=1), unique=True, max_size=5),
    st.sampled_from((*rules.EXCLUSION_STATES, "", "maybe")),
)
def test_every_exclusion_has_one_of_three_states(listed, state):
    found = _codes(rules.reasons_against_exclusions(listed, dict.fromkeys(listed, state)))
    right = not listed or state in rules.EXCLUSION_STATES
    assert found == (set() if right else {"exclusion_open"})


def test_an_exclusion_that_is_not_listed_is_refused():
    found = rules.reasons_against_exclusions(["a"], {"a": "unknown", "b": "met"})
    assert _codes(found) == {"exclusion_unlisted"}


@given(verdicts, verdicts)
def test_a_contraindication_that_is_met_refuses_whatever_the_studies_say(possibility, verdict):
    facts = rules.AnswerFacts(possibility, verdict, (), True, met_contraindications=("cancer",))
    found = _codes(rules.reasons_against_answer(facts))
    assert ("contraindication_met" in found) is (possibility != "CONTRAINDICATED")


def test_a_route_in_which_harm_was_reported_is_refused():
    facts = rules.AnswerFacts(
        "TRIAL_ONLY", "TRIAL_ONLY", (), True, verdict_by_route="CONTRAINDICATED", route="injection"
    )
    assert _codes(rules.reasons_against_answer(facts)) == {"route"}


@pytest.mark.parametrize(
    ("language", "reviewed", "codes"),
    [("en", False, set()), ("de", True, set()), ("de", False, {"language"})],
)
def test_words_that_nobody_read_are_not_sent(language, reviewed, codes):
    assert _codes(rules.reasons_against_language(language, is_reviewed=reviewed)) == codes


def test_a_link_in_order_opens():
    assert _link() == set()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"is_erased": True}, "erased"),
        ({"is_closed": True}, "closed"),
        ({"is_replaced": True}, "replaced"),
        ({"is_in_correction": True}, "in_correction"),
        ({"expires_at": AT}, "expired"),
        ({"wrong_tries": 5}, "locked"),
        ({"birth_date_fits": False}, "birth_date"),
    ],
)
def test_each_reason_alone_keeps_a_link_closed(changes, code):
    assert _link(**changes) == {code}


@given(st.integers(min_value=5, max_value=99), st.booleans())
def test_a_locked_link_does_not_tell_whether_the_birth_date_was_right(tries, fits):
    assert _link(wrong_tries=tries, birth_date_fits=fits) == {"locked"}


@given(st.integers(min_value=0, max_value=20))
def test_a_flood_is_refused_from_the_limit_on(recent):
    asked = rules.AskedFor("Ada", date(1961, 4, 30), "phone", "gout", recent)
    refused = "too_many" in _codes(rules.reasons_against_request(asked, date(2026, 3, 2)))
    assert refused is (recent >= rules.REQUESTS_AN_HOUR)


def test_an_impossible_age_is_refused():
    asked = rules.AskedFor("Ada", date(1800, 1, 1), "phone", "gout", 0)
    assert _codes(rules.reasons_against_request(asked, date(2026, 3, 2))) == {"birth_date"}


def test_every_state_and_action_moves_as_the_table_says_and_no_other():
    allowed = {(step.before, step.action) for step in REQUEST_MOVES.steps}
    for state in REQUEST_MOVES.states:
        for action in REQUEST_MOVES.actions:
            if (state, action) in allowed:
                assert REQUEST_MOVES.step(state, action).roles
            else:
                with pytest.raises(Refusal):
                    REQUEST_MOVES.step(state, action)


def test_only_the_answer_is_signed_and_only_the_patient_decides():
    signed = {step.action for step in REQUEST_MOVES.steps if step.meaning}
    decided = {step.action for step in REQUEST_MOVES.steps if step.roles == {"VISITOR"}}
    assert (signed, decided) == ({"answer"}, {"accept", "decline"})


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Ask Ada to call us.", ("Ada",)),
        ("Frau LÖWE, ask again in May.", ("LÖWE",)),
        ("write to ada löwe", ("ada löwe",)),
        ("A lion may help; an adage does not.", ()),
        ("", ()),
    ],
)
def test_the_parts_of_a_name_are_found_in_own_words(text, named):
    assert rules.names_in(text, "ada  löwe") == named


def test_own_words_that_name_the_patient_are_refused():
    facts = rules.AnswerFacts("NOT_SUPPORTED", "NOT_SUPPORTED", ("Dear Ada",), True, "Ada Löwe")
    assert [r.code for r in rules.reasons_against_answer(facts)] == ["patient_named"]

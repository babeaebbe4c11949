"""The answer says possible, result, cost and time, what is unknown, and names rows for numbers."""

import json
import re

import pytest

from science.answers.requests import (
    FACTS,
    an_answer,
    estimate,
    evidence_of,
    known_evidence,
    part,
    said,
)
from secretome.answers import answer_document
from secretome.answers.sections.possible import WHY_OF_RULE
from secretome.errors import BadInput
from secretome.evidence import VERDICT_RULES, assess, assessment_document, conditions

EVERY_CONDITION = [*(c.name for c in conditions()), "a rare thing nobody studied"]


def lines_in(part):
    """Every sentence with rows, anywhere in a document."""
    if isinstance(part, dict):
        if "text" in part and "rows" in part:
            yield part
        for value in part.values():
            yield from lines_in(value)
    elif isinstance(part, list):
        for value in part:
            yield from lines_in(value)


def test_the_answer_has_verdict_two_sentences_of_why_and_the_four_things():
    answer = an_answer()
    assert answer["possibility"]["verdict"] == "TRIAL_ONLY"
    assert len(answer["possibility"]["why"]) == 2
    assert [one["key"] for one in answer["short"]] == ["possible", "expected", "cost", "time"]
    assert [one["key"] for one in answer["sections"]] == [
        "possible", "expected", "cost", "time", "risks", "unknown", "else", "law", "who",
    ]  # fmt: skip


@pytest.mark.parametrize("evidence", [evidence_of(), known_evidence()], ids=["unknown", "known"])
def test_every_number_of_a_sentence_names_the_rows_it_stands_on(evidence):
    answer = an_answer(evidence=evidence)
    ids = {source["id"] for source in answer["sources"]}
    names = ("COVID-19", "Vitamin", "IL-6", "J84.1", "25 November 2026")
    for line in lines_in([answer["sections"], answer["choices"], answer["short"]]):
        text = line["text"]
        for name in names:
            text = text.replace(name, "")
        assert line["rows"] or not re.search(r"\d", text), line["text"]
        assert set(line["rows"]) <= ids


@pytest.mark.parametrize("name", EVERY_CONDITION)
def test_every_condition_gets_an_answer_whose_rows_exist(name):
    evidence = evidence_of(name)
    answer = answer_document({"on": "2026-03-01"}, evidence)
    ids = [source["id"] for source in answer["sources"]]
    assert len(ids) == len(set(ids))
    assert all(set(line["rows"]) <= set(ids) for line in lines_in(answer["sections"]))
    assert answer["possibility"]["verdict"] == evidence["verdict"]
    if not evidence["expected"]["known"]:
        assert "Unknown" in said(answer, "expected")
        assert not part(answer, "expected")["pictures"]


def test_an_unknown_result_carries_no_number():
    lines = part(an_answer(), "expected")["lines"]
    assert not re.search(r"\d", " ".join(line["text"] for line in lines))


def test_a_known_result_says_range_noticeable_change_and_both_shares():
    text = said(an_answer(evidence=known_evidence()), "expected")
    assert "we expect a change of 31 metres" in text
    assert "between −14 and 78 (a 90 % range)" in text
    assert "may also be no change at all" in text
    assert "People notice a change of 28 metres" in text
    assert "about 61 in 100, likely 30 to 83" in text
    assert "Of 100 treated people, about 52 do not notice such a change (likely 36 to 70)" in text
    assert "Of 100 untreated people it is about 71 (likely 55 to 83)" in text


def test_the_share_that_notices_no_gain_is_never_worded_as_caused():
    text = said(an_answer(evidence=known_evidence()), "expected").casefold()
    assert not re.search(r"because of|caused|due to|thanks to|fails", text)


def test_a_share_without_a_control_is_unknown_and_has_no_picture():
    share = {"known": False, "treated": estimate(0.5, 0.4, 0.6), "control": None}
    answer = an_answer(evidence=known_evidence(share_not_reaching_mid=share))
    assert "is unknown" in said(answer, "expected")
    assert [one["key"] for one in part(answer, "expected")["pictures"]] == ["range"]


def test_a_known_change_that_excludes_no_difference_is_not_said_to_cross_it():
    answer = an_answer(evidence=known_evidence(change=estimate(31.4, 14.2, 78.4)))
    assert "no change at all" not in said(answer, "expected")


def test_zero_events_still_leave_an_upper_bound():
    harm = {
        "name": "serious adverse event", "events": 0, "n": 12, "reason": "",
        "rate": estimate(0.0, 0.0, 0.2215, 0.95), "study_ids": ["PF-UCEV2025"],
    }  # fmt: skip
    text = said(an_answer(evidence=known_evidence(harms=[harm])), "risks")
    assert "seen in 0 of 12 people. It can still happen to up to 23 of 100" in text


def test_cost_lists_items_travel_and_what_is_not_included():
    text = said(an_answer(), "cost")
    assert "12\u202f900.50 EUR in all" in text
    assert "Check-up: 5 times 80.00 EUR makes 400.00 EUR" in text
    assert "Not in this price: travel; overnight stays." in text
    assert "You travel on 12 days: 7 for treatment and 5 for check-ups" in text
    assert "Example ethics committee has allowed this one to charge" in text


def test_a_trial_that_charges_without_approval_tells_the_patient_not_to_pay():
    prices = {key: value for key, value in FACTS["prices"].items() if "approved" not in key}
    assert "Do not pay" in said(an_answer(prices=prices), "cost")


def test_a_free_trial_costs_nothing():
    item = {"item": "Treatment", "amount": "0.00", "per": "course"}
    text = said(an_answer(prices={"version": "1", "currency": "EUR", "items": [item]}), "cost")
    assert "You pay nothing for the treatment: 0.00 EUR" in text
    assert "In a trial you pay nothing" in text


def test_own_cells_take_what_the_records_show_and_donor_cells_what_is_in_stock():
    text = said(an_answer(), "time")
    assert "about 64 days until we can start (from 55 to 80). We have made 6 lots" in text
    assert "Lots that did not pass the tests: 1 of 6." in text
    assert "23 vials are in stock and may be used. You would need 14." in text


def test_without_records_or_stock_the_waiting_time_is_unknown():
    text = said(an_answer(own_cells=None, donor_stock=None), "time")
    assert "we do not know how long it takes" in text
    assert "nobody has looked yet" in text


def test_lots_that_failed_are_told_although_none_was_ever_ready():
    own = {"lots": 2, "failed": 2, "as_of": "2026-11-20"}
    text = said(an_answer(own_cells=own), "time")
    assert "we do not know how long it takes" in text
    assert "Lots that did not pass the tests: 2 of 2." in text


def test_the_chance_of_a_noticed_change_is_not_told_as_the_work_of_the_treatment():
    text = said(an_answer(evidence=known_evidence()), "expected")
    assert "a treated person notices such a change is about 61 in 100" in text
    assert "Some people notice it untreated, too." in text
    assert "true gain" not in text


def test_too_few_vials_are_told():
    text = said(an_answer(donor_stock={"vials": 3, "as_of": "2026-11-24"}), "time")
    assert "That is too few for you" in text


def test_an_answer_more_positive_than_the_verdict_is_refused():
    with pytest.raises(BadInput, match="the answer says SUPPORTED, the evidence says TRIAL_ONLY"):
        an_answer(stance="SUPPORTED")


def test_an_answer_may_be_more_careful_than_the_verdict():
    answer = an_answer(stance="NOT_SUPPORTED")
    assert answer["possibility"]["stance"] == "NOT_SUPPORTED"
    assert "We advise you against it" in said(answer, "possible")


def test_every_rule_of_the_verdict_has_plain_words():
    assert set(WHY_OF_RULE) == {rule.sentence for rule in VERDICT_RULES}


def test_a_contraindicated_use_says_what_was_reported_and_found():
    evidence = evidence_of("photo-ageing", route="intradermal")
    answer = an_answer(evidence=evidence, found=["bleeding disorder"])
    text = said(answer, "possible")
    assert answer["possibility"]["word"] == "No"
    assert "lumps of dead tissue (8 women)" in text
    assert "Found in you: bleeding disorder" in text


@pytest.mark.parametrize(
    ("language", "why", "harm"),
    [
        ("en", "because of what we found in you: active cancer.", "People were harmed"),
        ("de", "was wir bei Ihnen gefunden haben: active cancer.", "Menschen kamen zu Schaden"),
    ],
)
def test_what_was_found_in_one_patient_is_told_as_the_reason_and_not_as_harm(language, why, harm):
    evidence = assessment_document(assess("pulmonary fibrosis", found=("active cancer",)))
    answer = answer_document({**FACTS, "found": ["active cancer"]}, evidence, language=language)
    section = part(answer, "possible")
    assert why in str(section)
    assert harm not in str(section)
    assert not section["lines"][0]["rows"]


def test_a_permit_out_of_date_is_told():
    assert "It is not valid today" in said(an_answer(on="2029-01-01"), "law")
    assert "It is not valid today" not in said(an_answer(), "law")


def test_an_answer_without_a_name_is_a_draft_and_cannot_be_sent():
    answer = an_answer(answered_by=None)
    assert not answer["may_be_sent"]
    assert answer["not_sent_because"] == [
        "Draft. Nobody has taken this answer upon themselves yet."
    ]
    assert an_answer()["may_be_sent"]


def test_wrong_facts_are_all_named_at_once():
    with pytest.raises(BadInput) as fault:
        an_answer(on="yesterday", version=0, own_cells={"lots": "many", "as_of": "2026-11-20"})
    for text in ("3 faults", "write a date as", "version is '0'", "own_cells.lots must be"):
        assert text in str(fault.value)


def test_days_out_of_order_are_refused():
    own = {"lots": 2, "days": {"value": 90, "low": 55, "high": 80}, "as_of": "2026-11-20"}
    with pytest.raises(BadInput, match="not in the order low, value, high"):
        an_answer(own_cells=own)


def test_the_answer_is_the_same_from_stored_inputs():
    stored = json.loads(json.dumps([FACTS, known_evidence()]))
    assert answer_document(*stored) == answer_document(FACTS, known_evidence())


def test_the_evidence_of_an_older_version_still_gives_an_answer():
    evidence = evidence_of()
    evidence["reasons"][0] = "A sentence of an older table."
    for key in ("harms", "covariates", "mid", "no_difference"):
        evidence["expected"].pop(key)
    assert "too few and too small" in said(an_answer(evidence=evidence), "possible")


@pytest.mark.parametrize(
    ("counts", "said_so"),
    [
        ((1, 1), "We read 1 study in people, and it had untreated people"),
        ((1, 0), "We read 1 study in people, but it had no untreated people"),
        ((4, 0), "We read 4 studies in people, but none of them"),
        ((4, 1), "We read 4 studies in people, and 1 of them"),
    ],
)
def test_the_studies_are_counted_in_whole_sentences(counts, said_so):
    evidence = evidence_of() | dict(zip(("study_count", "controlled_count"), counts, strict=True))
    assert said_so in an_answer(evidence=evidence)["possibility"]["why"][1]["text"]


def test_a_noticeable_change_known_from_memory_says_so():
    mid = {"value": 28.0, "unit": "metres", "source_id": "A paper", "note": "for COPD; recall"}
    assert "from memory only" in said(an_answer(evidence=known_evidence(mid=mid)), "expected")
    assert "from memory only" not in said(an_answer(evidence=known_evidence()), "expected")


@pytest.mark.parametrize(
    ("days", "said_so"),
    [(0.5, "2 on each day"), (0.75, "0.75 days apart"), (7, "7 days apart"), (10.5, "10.5 days")],
)
def test_the_time_between_sessions_is_said_as_people_count_it(days, said_so):
    schedule = FACTS["schedule"] | {"interval_days": days}
    assert said_so in said(an_answer(schedule=schedule), "time")

"""Each reason against a text can be the only one, and blocking claims are each named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secretome_record.ledger.refusal import Refusal
from secretome_record.texts import rules


def codes(reasons):
    return [reason.code for reason in reasons]


@pytest.mark.parametrize(
    ("title", "body", "expected"),
    [
        ("A", "B", []),
        (" ", "B", ["title"]),
        ("A" * 121, "B", ["title"]),
        ("A", "\n", ["body"]),
        ("A", "b" * 60_001, ["body"]),
        ("A", "b\0", ["body"]),
        ("", "", ["title", "body"]),
    ],
)
def test_each_reason_against_a_text_can_be_the_only_one(title, body, expected):
    assert codes(rules.reasons_against_text(title, body)) == expected


FINDING = st.fixed_dictionaries(
    {
        "text": st.sampled_from(["a", "b " * 300, "c\nd"]),
        "claim_id": st.just("C10"),
        "verdict": st.just("contradicted"),
        "blocks": st.booleans(),
    }
)


@given(st.lists(FINDING, max_size=5))
def test_every_blocking_claim_is_a_reason_and_no_other(findings):
    reasons = list(rules.reasons_against_publishing(findings))
    assert len(reasons) == sum(one["blocks"] for one in findings)
    assert all(len(reason.sentence) < 320 for reason in reasons)


def test_a_stale_page_overwrites_nothing():
    assert codes(rules.reasons_against_a_stale_page("a", "b")) == ["stale"]
    assert codes(rules.reasons_against_a_stale_page("a", "a")) == []


def test_a_text_too_long_for_one_page_is_refused():
    rules.require_short("a" * 60_000)
    with pytest.raises(Refusal, match="longer than 60,000"):
        rules.require_short("a" * 60_001)

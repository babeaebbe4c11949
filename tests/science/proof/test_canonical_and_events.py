"""One content has one text and one hash; what has no canonical form is refused."""

import hashlib
import json
import sqlite3
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secretome import proof
from secretome.errors import BadInput

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
DOCUMENTS = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT,
    lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner),
    max_leaves=20,
)
EVENTS = st.fixed_dictionaries({name: st.none() | TEXT for name in proof.EVENT_FIELDS})


def test_keys_are_sorted_and_nothing_is_spaced_or_escaped_without_need() -> None:
    text = proof.canonical_json({"b": [1, True, None], "a": 'µ " \\ \n \x01 \x7f'})
    assert text == '{"a":"µ \\" \\\\ \\n \\u0001 \x7f","b":[1,true,null]}'


@given(DOCUMENTS)
def test_canonical_text_reads_back_to_the_same_document(document: object) -> None:
    text = proof.canonical_json(document)
    assert json.loads(text) == document
    assert proof.canonical_json(json.loads(text)) == text


@pytest.mark.parametrize(
    "document",
    [
        1.5,
        float("nan"),
        Decimal("1.5"),
        {"a": [0.1]},
        {1: "a"},
        ("a",),
        b"a",
        "\ud800",
        {"\ud800": "a"},
        pytest.param(10**5000, id="too-long-a-number"),
    ],
)
def test_what_has_no_canonical_form_is_refused(document: object) -> None:
    with pytest.raises(BadInput):
        proof.canonical_json(document)


def test_a_document_nested_without_end_is_refused() -> None:
    document: list[object] = []
    document.append(document)
    with pytest.raises(BadInput):
        proof.canonical_json(document)


def test_text_and_its_bytes_have_the_same_hash() -> None:
    assert proof.sha256_hex("µ") == proof.sha256_hex("µ".encode())
    assert proof.sha256_hex("") == hashlib.sha256(b"").hexdigest()


def test_the_hash_of_a_known_event_is_the_hash_of_its_written_out_text() -> None:
    event = dict.fromkeys(proof.EVENT_FIELDS, "x") | {"before": None, "seq": "1"}
    text = (
        '{"action":"x","actor":"x","after":"x","at":"x","before":null,"previous":"x",'
        '"row_id":"x","seq":"1","table_name":"x","why":"x"}'
    )
    assert proof.event_hash(event) == hashlib.sha256(text.encode()).hexdigest()


@given(EVENTS)
def test_a_database_that_joins_the_parts_itself_gets_the_same_hash(
    event: dict[str, str | None],
) -> None:
    connection = sqlite3.connect(":memory:")
    connection.create_function("j", 1, lambda text: json.dumps(text, ensure_ascii=False))
    names = sorted(proof.EVENT_FIELDS)
    joined = " || ',' || ".join(f"'\"{name}\":' || j(?)" for name in names)
    query = f"SELECT '{{' || {joined} || '}}'"
    row = connection.execute(query, [event[name] for name in names]).fetchone()
    connection.close()
    assert proof.event_hash(event) == proof.sha256_hex(row[0])


@given(EVENTS, EVENTS)
def test_different_events_have_different_hashes(
    one: dict[str, str | None], other: dict[str, str | None]
) -> None:
    assert (one == other) == (proof.event_hash(one) == proof.event_hash(other))


@pytest.mark.parametrize(
    "change", [{"extra": "x"}, {"seq": 1}, {"after": {"a": 1}}, {"why": "\udcff"}]
)
def test_an_event_of_another_shape_is_refused_by_its_number(change: dict[str, object]) -> None:
    event = dict.fromkeys(proof.EVENT_FIELDS, "5") | change
    with pytest.raises(BadInput, match="ledger event"):
        proof.event_hash(event)


def test_an_event_without_a_number_is_refused() -> None:
    with pytest.raises(BadInput, match=r"ledger event without a number: .*seq"):
        proof.event_hash({name: "x" for name in proof.EVENT_FIELDS if name != "seq"})

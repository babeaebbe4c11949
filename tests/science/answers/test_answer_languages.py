"""English and German carry the same numbers, stay readable, and say who reviewed the words."""

import re

import pytest

from science.answers.requests import (
    an_answer,
    estimate,
    evidence_of,
    known_evidence,
    reviewed,
    said,
)
from secretome.answers import LANGUAGES, READING_AGE_LIMIT, answer_document
from secretome.answers.words import speaker
from secretome.answers.words.numbers import numbers_in
from secretome.answers.words.tables import conditions as words_of_conditions
from secretome.answers.words.tables import phrases, read_table, sentences
from secretome.errors import BadInput
from secretome.evidence import conditions

RARE = "a rare thing nobody studied"
EVERY_CONDITION = [*(c.name for c in conditions()), RARE]
KNOWN = {
    "usual": known_evidence(),
    "ratio": known_evidence(no_difference=1.0, change=estimate(0.62, 0.31, 1.25), mid=None),
    "harm": known_evidence(
        harms=[
            {
                "name": "adverse event incidence, percent", "events": None, "n": None,
                "reason": "", "rate": estimate(0.044, 0.007, 0.222, 0.95), "study_ids": ["A1"],
            }
        ]
    ),
}  # fmt: skip


def texts_in(part):
    """Every text a reader sees, in order; pictures through their descriptions."""
    if isinstance(part, dict):
        for key, value in part.items():
            if key in ("text", "desc", "title", "heading", "name", "dated", "about"):
                yield value
            elif key != "svg":
                yield from texts_in(value)
    elif isinstance(part, list):
        for value in part:
            yield from texts_in(value)


def numbers_of(document):
    point = speaker(document["language"]).write.point
    shown = {key: document[key] for key in ("sections", "choices", "short", "sources", "dated")}
    return [number for text in texts_in(shown) for number in numbers_in(text, point)]


@pytest.mark.parametrize("evidence", KNOWN.values(), ids=KNOWN)
def test_both_languages_carry_identical_numbers_in_the_same_order(evidence):
    english, german = (an_answer(language, evidence=evidence) for language in LANGUAGES)
    assert len(numbers_of(english)) > 100
    assert numbers_of(english) == numbers_of(german)


@pytest.mark.parametrize("name", EVERY_CONDITION)
def test_both_languages_carry_identical_numbers_for_every_condition(name):
    english, german = (an_answer(lang, evidence=evidence_of(name)) for lang in LANGUAGES)
    assert numbers_of(english) == numbers_of(german)


def test_german_writes_a_comma_and_english_a_point():
    assert "12\u202f900,50 EUR" in said(an_answer("de"), "cost")
    assert "12\u202f900.50 EUR" in said(an_answer("en"), "cost")


def test_a_wrong_number_in_one_language_would_be_found():
    german = an_answer("de")
    english = an_answer("en")
    english["sections"][2]["points"][0]["text"] += " 17"
    assert numbers_of(english) != numbers_of(german)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", EVERY_CONDITION)
def test_every_answer_is_readable_at_about_twelve(name, language):
    answer = answer_document({"on": "2026-03-01"}, evidence_of(name), language=language)
    assert 0 < answer["reading_age"] <= READING_AGE_LIMIT


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("evidence", KNOWN.values(), ids=KNOWN)
def test_an_answer_full_of_numbers_is_readable_at_about_twelve(evidence, language):
    assert an_answer(language, evidence=evidence)["reading_age"] <= READING_AGE_LIMIT


def test_a_translation_nobody_named_reviewed_says_that_it_cannot_be_sent():
    answer = an_answer("de")
    assert answer["translation_reviewed_by"] is None
    assert not answer["may_be_sent"]
    assert "Sie darf nicht verschickt werden" in answer["not_sent_because"][0]


def test_a_review_of_these_very_words_lets_the_translation_be_sent():
    answer = an_answer("de", translation_review=reviewed())
    assert answer["translation_reviewed_by"] == "T. Reader"
    assert answer["may_be_sent"]


def test_a_review_of_other_words_does_not_count():
    old = reviewed() | {"words_version": "sha256:" + "0" * 64}
    assert not an_answer("de", translation_review=old)["may_be_sent"]


def test_an_unknown_language_is_refused_by_name():
    with pytest.raises(BadInput, match="no answer is written in 'tlh'"):
        an_answer("tlh")


def test_every_sentence_stands_in_both_languages_with_the_same_places():
    english, german = (sentences(language) for language in LANGUAGES)
    assert list(english) == list(german)
    for key, text in english.items():
        places = re.findall(r"\{(\w+)\}", text)
        assert sorted(places) == sorted(re.findall(r"\{(\w+)\}", german[key])), key


def test_every_condition_of_the_catalogue_has_words_in_both_languages():
    for language in LANGUAGES:
        words = words_of_conditions(language)
        assert set(words) == {condition.name for condition in conditions()}
        assert all(set(one) == {"name", "care", "careful"} for one in words.values())


def test_both_languages_list_the_same_care_and_cautions_without_numbers():
    tables = read_table("conditions.toml")
    for name, both in tables.items():
        for kind in ("care", "careful"):
            assert len(both["en"][kind]) == len(both["de"][kind]), name
            assert len(both["en"][kind]) > 0, name
    assert not re.search(r"\d", " ".join(t for b in tables.values() for t in b["en"]["careful"]))


def test_every_phrase_that_the_evidence_uses_has_plain_words():
    missing = set()
    for name in EVERY_CONDITION:
        evidence = evidence_of(name)
        for expected in (evidence["expected"], evidence["cells_expected"]):
            used = [expected.get("outcome"), expected.get("unit")]
            used += [harm["name"] for harm in expected["harms"]]
            used += [c[key] for c in expected["covariates"] for key in ("name", "known")]
            missing |= {text for text in used if text and text not in phrases("de")}
    assert not missing


def test_words_that_no_table_has_are_marked_as_english():
    text = said(an_answer("de", evidence=known_evidence(outcome="zebra score")), "expected")
    assert "„zebra score“ (so im Bericht, auf Englisch)" in text

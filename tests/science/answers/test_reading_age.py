"""The reading age is counted by hand on small texts, and grows with words and sentences."""

import pytest

from secretome.answers import reading_age
from secretome.answers.words.reading import count, syllables
from secretome.errors import BadInput


@pytest.mark.parametrize(
    ("word", "n"),
    [
        ("cat", 1), ("table", 2), ("make", 1), ("wanted", 2), ("looked", 1), ("studies", 2),
        ("people", 2), ("doses", 2), ("the", 1), ("infection", 3), ("treatment", 2),
    ],
)  # fmt: skip
def test_syllables_of_english_words(word, n):
    assert syllables(word, "en") == n


@pytest.mark.parametrize(
    ("word", "n"),
    [
        ("Haus", 1), ("Behandlung", 3), ("Studie", 2), ("Fläschchen", 2), ("Menschen", 2),
        ("neu", 1), ("Ärztin", 2), ("Chaos", 2), ("Knie", 1), ("Säure", 2),
    ],
)  # fmt: skip
def test_syllables_of_german_words(word, n):
    assert syllables(word, "de") == n


def test_the_english_formula_by_hand():
    """Two sentences, six words, seven syllables: 0.39 x 3 + 11.8 x 7/6 - 15.59 = -0.65."""
    text = "The cat sat. It was happy."
    counted = count(text, "en")
    assert (counted.sentences, counted.words, counted.syllables) == (2, 6, 7)
    assert reading_age(text, "en") == pytest.approx(-0.65 + 5.5, abs=0.06)


def test_the_german_formula_by_hand():
    """One sentence of four words: one with three syllables and long, two of one syllable.

    0.1935 x 25 + 0.1672 x 4 + 0.1297 x 25 - 0.0327 x 50 - 0.875 = 6.24.
    """
    text = "Das ist eine Behandlung."
    counted = count(text, "de")
    assert (counted.many_syllables, counted.long, counted.one_syllable) == (1, 1, 2)
    assert reading_age(text, "de") == pytest.approx(6.24 + 5.5, abs=0.06)


def test_long_words_and_sentences_need_an_older_reader():
    hard = (
        "Randomised controlled investigations of extracellular vesicle preparations administered "
        "intravenously demonstrated inconsistent immunomodulatory consequences."
    )
    assert reading_age(hard, "en") > 18
    assert reading_age(hard, "en") > reading_age("It may help. We do not know.", "en")


def test_a_decimal_number_ends_no_sentence():
    assert count("It costs 1250.50 EUR in all.", "en").sentences == 1


def test_an_empty_text_has_no_age():
    assert reading_age("", "en") == 0.0
    assert reading_age([], "de") == 0.0


def test_a_language_without_a_formula_is_refused():
    with pytest.raises(BadInput, match="no reading formula for the language 'fr'"):
        reading_age("Bonjour", "fr")

"""The words of an answer in each language, and how numbers and days are written in it."""

from secretome.answers.words.numbers import Writer
from secretome.answers.words.reading import READING_AGE_LIMIT, reading_age
from secretome.answers.words.speaker import LANGUAGES, Speaker, speaker
from secretome.answers.words.tables import words_version

__all__ = [
    "LANGUAGES",
    "READING_AGE_LIMIT",
    "Speaker",
    "Writer",
    "reading_age",
    "speaker",
    "words_version",
]

"""Whether a text is English: the rules read no other language, and must not seem to."""

from secretome.claims.words import words_of
from secretome.errors import BadInput

_FEWEST_WORDS = 20
_LEAST_SHARE = 0.08
_SAMPLE_LETTERS = 20_000
# Words without which hardly an English paragraph is written, and that neighbours do not share.
_WORDS = frozenset(
    {
        "the", "of", "and", "to", "that", "for", "with", "it", "this", "you", "our", "not", "be",
        "have", "has", "can", "by", "from", "or", "are", "they", "your", "which", "been", "no",
        "their", "who", "than", "if", "but",
    }
)  # fmt: skip


def reads_as_english(text: str) -> bool:
    """Whether enough of the words are English ones; a text of a few words is taken for English."""
    words = [word.text for word in words_of(text[:_SAMPLE_LETTERS]) if word.text.isalpha()]
    if len(words) < _FEWEST_WORDS:
        return True
    return sum(word in _WORDS for word in words) >= _LEAST_SHARE * len(words)


def require_english(text: str, *, where: str) -> None:
    """Raise BadInput for a text in another language, in which no claim would be found."""
    if not reads_as_english(text):
        raise BadInput(
            "it does not read as English, and claims are found in English only",
            where=where,
            do="Check its English version.",
        )

"""Says the sentences of an answer in one language, with numbers already written for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from secretome.answers.words.numbers import Writer, decimals_of
from secretome.answers.words.tables import LANGUAGES, conditions, phrases, sentences
from secretome.errors import BadInput

__all__ = ["LANGUAGES", "Speaker", "speaker"]

_WRITERS = {
    "en": Writer(
        ".",
        ("January", "February", "March", "April", "May", "June", "July", "August", "September",
         "October", "November", "December"),
        "{day} {month} {year}",
    ),
    "de": Writer(
        ",",
        ("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September",
         "Oktober", "November", "Dezember"),
        "{day}. {month} {year}",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Speaker:
    """One language: its sentences, its numbers, its names of conditions."""

    language: str
    write: Writer
    words: Mapping[str, str]

    def say(self, key: str, /, **values: object) -> str:
        """Return a sentence with its values; a missing value or key is a fault of ours."""
        return self.words[key].format(**values)

    def counted(self, key: str, n: int, **values: object) -> str:
        """Return the form of a sentence for one or for many."""
        return self.say(f"{key}.{'one' if n == 1 else 'other'}", n=n, **values)

    def knows(self, text: str) -> bool:
        """Say whether there are plain words for a phrase of the evidence."""
        return text.strip() in phrases(self.language)

    def phrase(self, text: str) -> str:
        """Return plain words for a phrase of the evidence; unknown words stand as they are."""
        known = phrases(self.language).get(text.strip())
        if known is not None or self.language == "en" or not text.strip():
            return known or text.strip()
        return self.say("general.in_english", text=text.strip())

    def typed(self, text: str) -> str:
        """Return plain words for what the site wrote, or its own words as they are."""
        return phrases(self.language).get(text.strip().casefold(), text)

    def condition(self, name: str) -> Mapping[str, Any]:
        """Return name, care and cautions; for a condition outside the catalogue only its name."""
        known = conditions(self.language).get(name)
        return known or {"name": name, "care": [], "careful": []}

    def interval(self, estimate: Mapping[str, Any]) -> tuple[str, str, str]:
        """Write value, low and high with the same decimals."""
        values = (estimate["value"], estimate["low"], estimate["high"])
        decimals = decimals_of(*values)
        value, low, high = (self.write.number(number, decimals) for number in values)
        return value, low, high


def speaker(language: str) -> Speaker:
    """Return the speaker of a language; raises BadInput for one that has no words."""
    if language not in LANGUAGES:
        do = f"Take one of: {', '.join(LANGUAGES)}."
        raise BadInput(f"no answer is written in '{language[:20]}'", where="language", do=do)
    return Speaker(language, _WRITERS[language], sentences(language))

"""What a person asked for: refused where it can name nothing, told at the top where it is unknown.

Refuses: no words, too many, characters that are no text, words without a letter.
"""

import unicodedata

from secretome.errors import BadInput
from secretome.evidence.assessment import Assessment
from secretome.evidence.catalogue import is_icd10

MOST_LETTERS = 200
_NO_TEXT = {"Cc", "Cs", "Co", "Cn"}  # control, half a character, private, not assigned
_DO = f"Write a name or an ICD-10 code of at most {MOST_LETTERS} characters."


def require_words(asked: str, *, where: str) -> None:
    """Refuse what cannot be the name or code of a condition; the words are not repeated."""
    what = _no_text(asked)
    if what is None and not any(sign.isalpha() for sign in asked):
        what = f"the condition '{asked}' has no letter"
    if what is not None:
        raise BadInput(what, where=where, do=_DO)


def require_search_words(asked: str, *, where: str) -> None:
    """Refuse what cannot stand in a name or code; a part of a code may be digits alone."""
    what = _no_text(asked)
    if what is not None:
        raise BadInput(what, where=where, do=_DO)


def _no_text(asked: str) -> str | None:
    if not asked.strip():
        return "the condition is empty"
    if len(asked) > MOST_LETTERS:
        return "the condition is too long"
    odd = [i for i, sign in enumerate(asked, 1) if unicodedata.category(sign) in _NO_TEXT]
    if odd:
        return f"character {odd[0]} of the condition is no text (a control sign or broken UTF-8)"
    return None


def not_known(assessment: Assessment) -> str | None:
    """Say that nobody here knows the words asked for; None for a condition of the catalogue."""
    if assessment.in_catalogue:
        return None
    asked = assessment.condition
    if assessment.near:
        return (
            f"'{asked}' is not in the catalogue; did you mean: {'; '.join(assessment.near)}? "
            "Ask again with that name."
        )
    if is_icd10(asked):
        return (
            f"No condition of the catalogue has the code {asked}, and it was not checked whether "
            "there is such a code."
        )
    return (
        f"We do not know the words '{asked}': they name no condition of the catalogue. "
        "Check the spelling, or look with --search."
    )

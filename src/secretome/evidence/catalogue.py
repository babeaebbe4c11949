"""Finds a condition by name, synonym or ICD-10 code; near names are shown, never taken."""

import difflib
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from secretome.evidence.rows import Condition, Study
from secretome.evidence.tables import conditions

_ICD10 = re.compile(r"[A-Z]\d[0-9A-Z](\.?[0-9A-Z]{1,4})?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Found:
    """What a search gave: exactly one condition, or several that share a code, and names nearby."""

    asked: str
    condition: Condition | None
    several: tuple[Condition, ...]
    near: tuple[str, ...]
    icd10: str | None


def find_condition(text: str) -> Found:
    """Find the condition that ``text`` names; an inexact name is never taken for a known one.

    A wrong match could lend a condition the evidence of another, so a misspelling gives only
    ``near``.
    """
    asked = " ".join(text.split())
    if _ICD10.fullmatch(asked):
        return _found_by_code(asked)
    key = _key(asked)
    hits = tuple(c for c in conditions() if key in _keys(c))
    return Found(
        asked=asked,
        condition=hits[0] if len(hits) == 1 else None,
        several=hits if len(hits) > 1 else (),
        near=() if hits else _near(key),
        icd10=None,
    )


def conditions_with_code(code: str) -> tuple[Condition, ...]:
    """Return the conditions whose codes cover ``code``; the longest covering code wins."""
    asked = _dotless(code)
    lengths = {
        c.name: max((len(_dotless(k)) for k in c.icd10 if asked.startswith(_dotless(k))), default=0)
        for c in conditions()
    }
    longest = max(lengths.values())
    return tuple(c for c in conditions() if longest and lengths[c.name] == longest)


def names_condition(condition: Condition, study: Study) -> bool:
    """Say whether a row is about the condition: by name, else by a code that means no other."""
    key = _key(study.condition)
    if key in _keys(condition):
        return True
    if any(key in _keys(other) for other in conditions()):
        return False
    codes = [code for code in study.reported.get("icd10", "").split(";") if is_icd10(code)]
    if not condition.group:
        return bool({_dotless(c) for c in codes} & {_dotless(c) for c in condition.icd10})
    return {c.name for code in codes for c in conditions_with_code(code)} == {condition.name}


def is_icd10(text: str) -> bool:
    """Say whether the text has the form of an ICD-10 code."""
    return bool(_ICD10.fullmatch(text.strip()))


def _found_by_code(code: str) -> Found:
    hits = conditions_with_code(code)
    return Found(
        asked=code,
        condition=hits[0] if len(hits) == 1 else None,
        several=hits if len(hits) > 1 else (),
        near=() if hits else _finer_than(code),
        icd10=code.upper(),
    )


def _finer_than(code: str) -> tuple[str, ...]:
    asked = _dotless(code)
    return tuple(
        c.name for c in conditions() if any(_dotless(k).startswith(asked) for k in c.icd10)
    )


def _near(key: str) -> tuple[str, ...]:
    names = {word: c.name for c in conditions() for word in _keys(c)}
    holding = [word for word in names if len(key) >= 4 and key in word]
    close = difflib.get_close_matches(key, names, n=6, cutoff=0.75)
    return tuple(dict.fromkeys(names[word] for word in [*holding, *close]))[:5]


@lru_cache(maxsize=256)
def _keys(condition: Condition) -> frozenset[str]:
    names = (condition.name, *condition.aliases, *condition.study_labels)
    return frozenset(_key(name) for name in names)


def _key(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold().replace("’", "'"))
    return " ".join("".join(ch for ch in plain if not unicodedata.combining(ch)).split())


def _dotless(code: str) -> str:
    return code.strip().upper().replace(".", "")

"""Names of ICD-10-CM codes outside the catalogue, where the extra ``icd`` is installed.

Loading the classification takes seconds, so nothing asks for it unless a person searches.
"""

import importlib
import importlib.util
import warnings
from functools import cache
from types import ModuleType
from typing import Any

from secretome.errors import MissingExtra
from secretome.evidence.catalogue import conditions_with_code
from secretome.evidence.tables import conditions

_LIBRARY = "simple_icd_10_cm"
_MOST = 30


def search_conditions(words: str) -> list[dict[str, Any]]:
    """Find conditions whose name or code holds the words: the catalogue first, then ICD-10-CM.

    A code outside the catalogue is a correct question; its answer is that no human study was found.
    """
    asked = " ".join(words.casefold().split())
    found = [
        {"name": c.name, "icd10": list(c.icd10), "in_catalogue": True}
        for c in conditions()
        if any(asked in text.casefold() for text in (c.name, *c.aliases, *c.icd10))
    ]
    return found + (_in_classification(asked) if has_classification() else [])


def has_classification() -> bool:
    """Say whether the extra is installed, without loading it."""
    return importlib.util.find_spec(_LIBRARY) is not None


def name_of_code(code: str) -> str | None:
    """Return the name of an ICD-10-CM code; None where there is no such code.

    Raises MissingExtra where the classification is not installed.
    """
    if not has_classification():
        raise MissingExtra("The ICD-10-CM classification", extra="icd")
    library = _library()
    return str(library.get_description(code)) if library.is_valid_item(code) else None


def _in_classification(asked: str) -> list[dict[str, Any]]:
    hits = [(code, text) for code, text in _codes() if asked in text.casefold()]
    own = [(code, text) for code, text in _codes() if code.casefold() == asked]
    return [
        {"name": text, "icd10": [code], "in_catalogue": bool(conditions_with_code(code))}
        for code, text in [*own, *hits][:_MOST]
    ]


@cache
def _codes() -> tuple[tuple[str, str], ...]:
    library = _library()
    return tuple((c, str(library.get_description(c))) for c in library.get_all_codes())


@cache
def _library() -> ModuleType:
    """Load the classification; its own way of reading its files is out of date and says so."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return importlib.import_module(_LIBRARY)

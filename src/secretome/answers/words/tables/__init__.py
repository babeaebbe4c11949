"""The words themselves, as tables that a translator can read; and how they are loaded."""

import hashlib
import json
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

LANGUAGES = ("en", "de")
_SENTENCES = ("general", "possible", "expected", "money_and_time", "beside", "risks")


def words_version(language: str) -> str:
    """Return the version of the words of one language; a review of a translation names it."""
    parts = [sentences(language), conditions(language), phrases(language)]
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True)
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


@cache
def sentences(language: str) -> Mapping[str, str]:
    """Return every sentence of a language by its key, such as ``expected.unknown``."""
    return {
        key: texts[language]
        for name in _SENTENCES
        for key, texts in _flat(read_table(f"{name}.toml"))
    }


@cache
def conditions(language: str) -> Mapping[str, Mapping[str, Any]]:
    """Return name, usual care and cautions of each condition of the catalogue."""
    return {name: texts[language] for name, texts in read_table("conditions.toml").items()}


@cache
def phrases(language: str) -> Mapping[str, str]:
    """Return the plain words for a phrase that the evidence tables use."""
    return {row["phrase"]: row[language] for row in read_table("phrases.toml")["phrases"]}


def read_table(name: str) -> dict[str, Any]:
    """Return one table as it is written."""
    text = (files("secretome.answers.words.tables") / name).read_text(encoding="utf-8")
    return tomllib.loads(text)


def _flat(table: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Mapping[str, str]]]:
    for key, value in table.items():
        if isinstance(value.get(LANGUAGES[0]), str):
            yield f"{above}{key}", value
        else:
            yield from _flat(value, f"{above}{key}.")

"""Every thing the record keeps, every state and every verdict stands in the glossary, once."""

import re
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.apps import apps

from secretome.evidence.verdict import ConditionVerdict
from secretome.quality.verdict import DecisionRule, Verdict
from secretome.units import EstimateKind
from secretome_record.jobs.models import Stage
from secretome_record.ledger.base import CodedRecord
from secretome_record.ledger.states import StateTable
from secretome_record.people.roles import ROLE_TITLES

GLOSSARY = (Path(__file__).resolve().parents[2] / "docs/glossary.md").read_text(encoding="utf-8")
MODELS = sorted(
    (model for model in apps.get_models() if model.__module__.startswith("secretome_record.")),
    key=lambda model: model.__name__,
)
THINGS = re.findall(r"^\| `(\w+)` \|", GLOSSARY.split("\n## States")[0], re.MULTILINE)


def state_tables() -> dict[str, StateTable]:
    """Every table of moves in any room, by what it moves."""
    rooms = {model.__module__.split(".")[1] for model in MODELS}
    names = [f"secretome_record.{room}.states" for room in sorted(rooms)]
    values = [v for name in names if find_spec(name) for v in vars(import_module(name)).values()]
    return {value.subject: value for value in values if isinstance(value, StateTable)}


TABLES = state_tables()


def meanings(subject: str) -> dict[str, str]:
    """The states told of one kind of record, with what the glossary says of each."""
    part = re.search(rf"^### {subject.capitalize()}\n(.*?)(?=^##)", GLOSSARY + "\n##", re.M | re.S)
    return dict(re.findall(r"^- `(\w+)`: (.+)$", part[1], re.MULTILINE)) if part else {}


def test_every_thing_the_record_keeps_stands_in_the_glossary_and_no_other():
    assert sorted(THINGS) == [model.__name__ for model in MODELS]


@pytest.mark.parametrize("subject", TABLES)
def test_every_state_is_told_and_no_other(subject):
    assert sorted(meanings(subject)) == sorted(TABLES[subject].states)


def test_no_states_are_told_of_a_thing_that_has_none():
    part = GLOSSARY.split("\n## States")[1].split("\n## ")[0]
    told = {heading.lower() for heading in re.findall(r"^### (.+)$", part, re.MULTILINE)}
    assert told == {*TABLES, "job"}
    assert sorted(meanings("job")) == sorted(Stage.values)


@pytest.mark.parametrize(
    "words",
    [ConditionVerdict, Verdict, DecisionRule, EstimateKind, ROLE_TITLES.values()],
    ids=["condition verdicts", "result verdicts", "decision rules", "intervals", "roles"],
)
def test_every_word_of_a_closed_list_is_told(words):
    assert [word for word in map(str, words) if f"`{word}`" not in GLOSSARY] == []


def test_every_type_of_code_is_told():
    prefixes = {m.CODE_PREFIX for m in MODELS if issubclass(m, CodedRecord)}
    assert [prefix for prefix in sorted(prefixes) if f"`{prefix}-`" not in GLOSSARY] == []


def test_a_term_is_told_once_and_found_by_its_letter():
    parts = [re.findall(r"^\*\*(.+?)\*\*", part, re.M) for part in GLOSSARY.split("\n## ")]
    terms = [term.casefold() for part in parts for term in part]
    assert sorted(terms) == sorted(set(terms))
    assert parts == [sorted(part, key=str.casefold) for part in parts]

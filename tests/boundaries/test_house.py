"""The house rules that no linter knows: sizes, writes in services only, views that ask queries."""

import ast
import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def _tool(name: str):
    spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


check_house = _tool("check_house")
FILES = sorted(
    path
    for folder in ("src", "tests")
    for path in (ROOT / folder).rglob("*.py")
    if "migrations" not in path.parts
)


def test_every_file_keeps_the_house_rules():
    assert [finding for path in FILES for finding in check_house.check(path)] == []


@pytest.mark.parametrize(
    ("place", "text", "word"),
    [
        ("src/secretome_record/stock/views.py", "Vial.objects.all()", "a view asks queries"),
        ("src/secretome_record/stock/rules.py", "vial.save()", "outside a service"),
        ("src/secretome/units/long.py", "\n" * 401, "401 lines"),
        ("tests/science/long.py", "\n" * 601, "601 lines"),
        ("src/secretome/units/slow.py", "def f():\n" + "    x = 1\n" * 60, "longer than 60"),
        ("src/secretome/units/door.py", "Path().read_text()", "name the encoding"),
    ],
)
def test_a_broken_rule_is_found(tmp_path, monkeypatch, place, text, word):
    monkeypatch.setattr(check_house, "ROOT", tmp_path)
    path = tmp_path / place
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    assert any(word in finding for finding in check_house.check(path))


def test_a_write_inside_a_service_is_the_house_way(tmp_path, monkeypatch):
    monkeypatch.setattr(check_house, "ROOT", tmp_path)
    path = tmp_path / "src/secretome_record/stock/services.py"
    path.parent.mkdir(parents=True)
    path.write_text("vial.save()", encoding="utf-8")
    assert check_house.check(path) == []


def test_every_module_says_in_one_sentence_what_it_is():
    silent = [
        str(path.relative_to(ROOT))
        for path in FILES
        if path.is_relative_to(ROOT / "src")
        and path.read_text(encoding="utf-8").strip()
        and not _doc(path)
    ]
    assert silent == []


def test_nothing_in_the_house_is_left_for_later():
    # Spelled in two halves, so that this file does not find itself.
    words = ("TO" + "DO", "FIX" + "ME", "X" + "XX")
    found = [
        f"{path.relative_to(ROOT)}: {word}"
        for path in FILES
        for word in words
        if word in path.read_text(encoding="utf-8")
    ]
    assert found == []


def _doc(path: Path) -> str | None:
    return ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))

"""The documents say what is there: links resolve, generated parts are fresh, names are real."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from secretome_cli.main import COMMANDS

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted(
    path
    for pattern in ("*.md", "docs/**/*.md", "examples/**/*.md", "src/**/*.md")
    for path in ROOT.glob(pattern)
)
NAMES = [str(path.relative_to(ROOT)) for path in DOCUMENTS]
ROOMS = sorted(
    path.parent
    for package in ("secretome", "secretome_record")
    for path in (ROOT / "src" / package).glob("*/__init__.py")
)
TEXTS = [
    *DOCUMENTS,
    *(path for path in ROOT.glob("*") if path.is_file()),
    *(
        path
        for folder in (".ci", "src", "tests", "tools", "examples", "benchmarks")
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    ),
]
MAKE_TARGETS = set(
    re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
)

_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_CODE = re.compile(r"```.*?```", re.DOTALL)
_PATH = re.compile(r"`((?:src|tests|docs|tools|examples|benchmarks)/[\w./-]+)`")
_MACHINE = re.compile(r"(?<![\w.])/(?:work|root|home|mnt|tmp|Users)/\w")
# Spelled in two halves, so that this file does not find itself.
_HOSTS = ("pypi." + "org", "python" + "hosted", "/sim" + "ple/", "npmjs." + "com", "conda." + "org")


def every_document(function):
    return pytest.mark.parametrize("document", DOCUMENTS, ids=NAMES)(function)


def headings(document: Path) -> set[str]:
    """The anchors of a document, as readers on the web spell them."""
    lines = re.findall(
        r"^#+ (.+)$", _CODE.sub("", document.read_text(encoding="utf-8")), re.MULTILINE
    )
    return {re.sub(r"[^\w\- ]", "", line.lower()).replace(" ", "-") for line in lines}


def dead_links(document: Path) -> list[str]:
    dead = []
    for link in _LINK.findall(_CODE.sub("", document.read_text(encoding="utf-8"))):
        if link.startswith(("http://", "https://", "mailto:")):
            continue
        name, _, anchor = link.partition("#")
        there = (document.parent / name).resolve() if name else document
        if not there.exists() or (anchor and anchor not in headings(there)):
            dead.append(link)
    return dead


def test_the_generated_parts_are_what_the_code_makes():
    made = subprocess.run(
        [sys.executable, "tools/make_docs.py", "--check"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert made.returncode == 0, f"run `make docs`:\n{made.stdout}{made.stderr}"


@every_document
def test_every_link_leads_somewhere(document):
    assert dead_links(document) == []


@every_document
def test_every_path_named_is_there(document):
    named = set(_PATH.findall(document.read_text(encoding="utf-8")))
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []


@every_document
def test_every_command_and_make_target_named_is_one(document):
    text = document.read_text(encoding="utf-8")
    commands = set(re.findall(r"(?:^|`|\$ )secretome ([a-z][a-z-]+)", text, re.MULTILINE))
    targets = set(re.findall(r"(?:^|`)make ([a-z][a-z-]+)", text, re.MULTILINE))
    assert commands <= set(COMMANDS)
    assert targets <= MAKE_TARGETS


def test_nothing_in_the_house_names_a_machine_or_a_registry():
    said = {path: path.read_text(encoding="utf-8", errors="replace") for path in TEXTS}
    assert [str(path) for path, text in said.items() if _MACHINE.search(text)] == []
    assert [str(path) for path, text in said.items() for h in _HOSTS if h in text] == []


def test_the_lock_names_no_registry_either():
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in text
    assert [host for host in _HOSTS if host in text] == []


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: f"{room.parent.name}/{room.name}")
def test_every_room_says_what_it_is(room):
    says = ast.get_docstring(ast.parse((room / "__init__.py").read_text(encoding="utf-8"))) or ""
    assert says.strip() or (room / "README.md").exists()


def test_the_changelog_has_a_place_for_the_next_change():
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(r"^## \[?Unreleased\]?", text, re.MULTILINE)


def test_decisions_are_numbered_without_gap_and_listed():
    folder = ROOT / "docs/decisions"
    found = sorted(path.name for path in folder.glob("[0-9]*.md"))
    assert [int(name[:4]) for name in found] == list(range(1, len(found) + 1))
    listed = (folder / "README.md").read_text(encoding="utf-8")
    assert [name for name in found if name not in listed] == []


def test_every_how_to_and_picture_is_reachable():
    said = "\n".join(path.read_text(encoding="utf-8") for path in DOCUMENTS)
    files = [*(ROOT / "docs").rglob("*.md"), *(ROOT / "docs").rglob("*.svg")]
    assert [path.name for path in files if path.name not in said] == []


def test_the_readme_says_what_this_is_not():
    text = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    for sentence in (
        "not a medical device",
        "not validated for clinical use",
        "no regulator we found has licensed one",
        "nothing here means that such products work",
        "untested on macOS",
        "Apache-2.0",
    ):
        assert sentence.lower() in text.lower()


def test_a_dead_link_is_found(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("# A page\n[good](#a-page) [bad](#another) [gone](gone.md)\n", encoding="utf-8")
    assert dead_links(page) == ["#another", "gone.md"]

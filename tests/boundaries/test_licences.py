"""Everything a site installs may stand beside Apache-2.0: no strong copyleft, nothing unknown."""

import re
from functools import cache
from importlib import metadata

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

# Families that may stand beside Apache-2.0; the LGPL ones as unmodified dependencies only.
WELCOME = re.compile(
    r"(\d-clause )?BSD\b|0BSD|MIT\b|Apache\b|PSF|Python Software Foundation|MPL|Mozilla Public"
    r"|ISC\b|ISCL|LGPL|GNU (Lesser|Library) General|Zlib|CC0|LLVM-exception|Unlicense"
)
UNWELCOME = re.compile(r"(?<!L)GPL|GNU (Affero )?General Public|Proprietary|SSPL|Commons Clause")

# What metadata does not say clearly, with what was read in its place.
REVIEWED = {
    "qrcode": "its LICENSE file holds BSD-3-Clause and, for the part it grew from, MIT",
}


@cache
def installed() -> dict[str, set[str]]:
    """Every distribution that ``secretome[record]`` brings here, with the extras asked of it."""
    found: dict[str, set[str]] = {}
    waiting = [("secretome", frozenset({"record"}))]
    while waiting:
        name, extras = waiting.pop()
        known = found.setdefault(canonicalize_name(name), set())
        fresh = ({"", *extras}) - known
        known |= fresh
        waiting += [(r.name, frozenset(r.extras)) for r in _wanted(name, fresh)]
    return found


def _wanted(name: str, extras: set[str]) -> list[Requirement]:
    asked = [Requirement(text) for text in metadata.distribution(name).requires or []]
    return [requirement for requirement in asked if extras and _applies(requirement, extras)]


def _applies(requirement: Requirement, extras: set[str]) -> bool:
    marker = requirement.marker
    return marker is None or any(marker.evaluate({"extra": extra}) for extra in extras)


def words_of(name: str) -> list[str]:
    """What a distribution says about its licence: every part of it, from the clearest field."""
    about = metadata.metadata(name)
    if about.get("License-Expression"):
        return _parts(about["License-Expression"])
    classified = [
        text.rpartition(" :: ")[2]
        for text in about.get_all("Classifier", [])
        if text.startswith("License ::") and text != "License :: OSI Approved"
    ]
    return classified or [line for line in (about.get("License") or "").splitlines()[:1] if line]


def _parts(expression: str) -> list[str]:
    """Every part that binds: of an 'A OR B' the first welcome one is chosen."""
    parts = []
    for part in expression.strip("()").split(" AND "):
        choices = part.strip("() ").split(" OR ")
        parts.append(next((c for c in choices if is_welcome(c)), choices[0]))
    return parts


def is_welcome(word: str) -> bool:
    """Whether a licence by this name may stand beside Apache-2.0."""
    return bool(WELCOME.search(word)) and not UNWELCOME.search(word)


def unclear() -> dict[str, list[str]]:
    """The distributions whose metadata names no licence, or one that is not welcome."""
    said = {name: words_of(name) for name in installed()}
    return {
        name: words
        for name, words in said.items()
        if not words or not all(is_welcome(word) for word in words)
    }


def test_every_installed_dependency_may_stand_beside_apache():
    unknown = {name: words for name, words in unclear().items() if name not in REVIEWED}
    assert unknown == {}, "read their licence files; see REVIEWED above, or choose another library"


def test_nothing_stands_in_the_reviewed_table_without_need():
    assert set(REVIEWED) <= set(unclear())


def test_the_closure_reaches_what_the_site_stands_on():
    assert {"django", "numpy", "psycopg", "pyhanko", "fido2"} <= set(installed())
    assert "pytest" not in installed()


def test_our_own_licence_is_in_the_package():
    about = metadata.metadata("secretome")
    assert about["License-Expression"] == "Apache-2.0"
    assert {"LICENSE", "NOTICE"} <= set(about.get_all("License-File", []))


@pytest.mark.parametrize(
    ("word", "welcome"),
    [
        ("MIT License", True), ("BSD", True), ("2-clause BSD", True), ("Apache-2.0", True),
        ("LGPL-3.0-only", True), ("GNU Lesser General Public License v2 or later (LGPLv2+)", True),
        ("Mozilla Public License 2.0 (MPL 2.0)", True), ("ISC License (ISCL)", True),
        ("GPL-3.0-or-later", False), ("AGPL-3.0", False), ("Other/Proprietary License", False),
        ("GNU General Public License v3 (GPLv3)", False), ("UNKNOWN", False), ("", False),
        ("GNU Affero General Public License v3", False),
    ],
)  # fmt: skip
def test_a_family_is_told_from_its_name(word, welcome):
    assert is_welcome(word) is welcome

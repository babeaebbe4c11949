"""The vocabulary of attribute names: one word for one thing, in every reader, result and dose.

Refuses: a name that is not in the table (BadInput, with the nearest names).
"""

import re
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache

from secretome.errors import BadInput
from secretome.units.kinds import Kind, canonical_unit, ucum_code

_NAMED = re.compile(r"^([a-z0-9_]+)(?:\[([^\[\]]{1,80})\])?$")


@dataclass(frozen=True, slots=True)
class Attribute:
    """One word of the vocabulary; ``per`` says what a qualifier in brackets names, if one may."""

    name: str
    kind: Kind
    label: str
    meaning: str
    per: str | None = None
    printed_unit: str | None = None

    @property
    def unit(self) -> str:
        """The canonical unit its numbers are kept in."""
        return canonical_unit(self.kind) if self.printed_unit is None else self.printed_unit

    @property
    def ucum(self) -> str:
        """UCUM code of the unit."""
        return ucum_code(self.kind) if self.printed_unit is None else self.printed_unit


@lru_cache(maxsize=16384)
def attribute(name: str) -> Attribute:
    """The entry for a name, with or without qualifier (``marker_positivity[CD63]``).

    Raises BadInput with near matches for a name that is not in the vocabulary.
    """
    from secretome.units.attribute_table import ATTRIBUTES

    found = _NAMED.match(name)
    entry = ATTRIBUTES.get(found[1]) if found else None
    if entry is None:
        near = get_close_matches(name, ATTRIBUTES, n=3, cutoff=0.5)
        do = f"Did you mean {' or '.join(near)}?" if near else "See secretome.units.ATTRIBUTES"
        raise BadInput(f"{name!r} is not in the vocabulary", where="attribute name", do=do)
    if found and found[2] and entry.per is None:
        do = f"Write {entry.name} alone"
        raise BadInput(f"{entry.name} takes no qualifier", where="attribute name", do=do)
    return entry

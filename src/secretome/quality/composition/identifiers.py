"""Recognises UniProt, miRBase and LIPID MAPS identifiers by their patterns; the rest is unknown.

A pattern says that an identifier can exist, not that it does: nothing is looked up.
Stands on: the identifier patterns that UniProt, miRBase and LIPID MAPS publish.
"""

import re
from dataclasses import dataclass
from enum import StrEnum


class ComponentClass(StrEnum):
    """The classes a composition is told by."""

    PROTEIN = "PROTEIN"
    LIPID = "LIPID"
    NUCLEIC_ACID = "NUCLEIC_ACID"
    EV = "EV"


@dataclass(frozen=True, slots=True)
class Identifier:
    """One identifier with the database it belongs to; ``database`` is None where none matches."""

    text: str
    database: str | None
    reason: str = ""


_UNIPROT = re.compile(
    r"^(?:[OPQ][0-9][A-Z0-9]{3}[0-9]|[A-NR-Z][0-9](?:[A-Z][A-Z0-9]{2}[0-9]){1,2})(?:-[0-9]{1,3})?$"
)
_MIRBASE = re.compile(r"^MI(?:MAT)?[0-9]{7}$")
_MIRNA_NAME = re.compile(
    r"^[a-z]{3,4}-(?:mir|miR|let|lin)-?[0-9]+[a-z]{0,2}(?:-[0-9]+)?(?:-[35]p)?\*?$"
)
_LIPID_MAPS = re.compile(r"^LM(?:FA|GL|GP|SP|ST|PR|SL|PK)[0-9]{4}(?:[0-9A-Z]{4,6})?$")
_DECORATED = re.compile(r"^(?:sp|tr)\|([^|]+)\|", re.IGNORECASE)
_OTHER = re.compile(r"^(?:CON__|REV__|DECOY_|rev_)")

_PATTERNS: dict[ComponentClass, tuple[tuple[str, re.Pattern[str]], ...]] = {
    ComponentClass.PROTEIN: (("UniProt", _UNIPROT),),
    ComponentClass.NUCLEIC_ACID: (("miRBase", _MIRBASE), ("miRBase name", _MIRNA_NAME)),
    ComponentClass.LIPID: (("LIPID MAPS", _LIPID_MAPS),),
    ComponentClass.EV: (),
}
_WANTED = {
    ComponentClass.PROTEIN: "a UniProt accession such as P21926",
    ComponentClass.NUCLEIC_ACID: "a miRBase accession or name such as hsa-miR-21-5p",
    ComponentClass.LIPID: "a LIPID MAPS identifier such as LMGP01010005",
    ComponentClass.EV: "nothing; vesicles have no such identifier",
}


def identify(text: str, component_class: ComponentClass) -> Identifier:
    """Say which database's pattern an identifier of a class fits, or why it fits none."""
    clean = text.strip()
    found = _DECORATED.match(clean)
    bare = found[1] if found else clean
    if _OTHER.match(bare):
        return Identifier(bare, None, f"'{bare}' marks a contaminant or a decoy.")
    for database, pattern in _PATTERNS[component_class]:
        if pattern.match(bare):
            return Identifier(bare, database)
    return Identifier(bare, None, f"'{bare}' is not {_WANTED[component_class]}.")

"""The five categories of EV proteins of MISEV2023: which were shown, which are missing.

Refuses: nothing; a protein outside the table is listed as unknown, it has no category.
Stands on: MISEV2018 Table 3 (10.1080/20013078.2018.1535750), kept by MISEV2023
(10.1002/jev2.12404); the members here are the common examples, the papers' lists are longer.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Category:
    """One category: what its proteins show, whether a claim of EV needs it, and examples."""

    number: int
    shows: str
    needed: str
    members: tuple[str, ...]

    @property
    def is_expected(self) -> bool:
        """Whether any claim of EV asks for a protein of this category to be present."""
        return self.number in {1, 2}


MISEV_CATEGORIES = (
    Category(
        1, "transmembrane or lipid-anchored protein of the plasma membrane or endosome",
        "at least one",
        ("CD9", "CD63", "CD81", "CD82", "CD47", "CD44", "CD73", "CD90", "CD105", "CD146", "HLA-ABC",
         "HLA-A", "HLA-B", "HLA-C", "ITGA2B", "ITGB1", "LAMP1", "LAMP2", "TFRC", "CD59", "CD55",
         "CD45", "CD41", "CD31", "EPCAM", "SDC1", "BSG", "ADAM10"),
    ),
    Category(
        2, "cytosolic protein taken along inside", "at least one",
        ("TSG101", "ALIX", "CHMP4A", "CHMP4B", "VPS4A", "VPS4B", "ARRDC1", "FLOT1", "FLOT2", "CAV1",
         "SDCBP", "HSC70", "HSPA8", "HSP84", "HSP90AB1", "ACTB", "TUBB", "GAPDH"),
    ),
    Category(
        3, "component that is often isolated along", "at least one looked for",
        ("ApoA1", "ApoA2", "ApoB", "APOB100", "ALB", "albumin", "UMOD", "IgG", "AGO2"),
    ),
    Category(
        4, "protein of other compartments of the cell", "if small EV are claimed",
        ("calnexin", "CANX", "GM130", "GOLGA2", "CYC1", "cytochrome c", "TOMM20", "histone H3",
         "H2A", "LMNA", "lamin A/C", "GRP94", "HSP90B1", "BIP", "HSPA5", "VDAC", "ACTN4", "ACTN1",
         "ATG9A", "KRT18"),
    ),
    Category(
        5, "secreted protein, inside or on the surface (corona)",
        "if such a protein is claimed to act",
        ("TGFB1", "TGFB2", "IFNG", "VEGFA", "FGF1", "FGF2", "EGF", "IL6", "IL10", "FN1", "COL1A1",
         "MFGE8", "LGALS3BP", "CD5L", "AHSG", "C3", "C4", "HGF"),
    ),
)  # fmt: skip

_OF = {name.casefold(): one for one in MISEV_CATEGORIES for name in one.members}


@dataclass(frozen=True, slots=True)
class CategoryFound:
    """What was read in one category; ``answered`` is None where nothing or only doubt was read."""

    category: Category
    present: tuple[str, ...]
    absent: tuple[str, ...]
    unclear: tuple[str, ...]

    @property
    def answered(self) -> bool | None:
        """Categories 1 and 2: one is present; 3 to 5: one was looked for with a clear answer."""
        if self.category.is_expected:
            return True if self.present else (False if self.absent and not self.unclear else None)
        return True if self.present or self.absent else None


def category_of(protein: str) -> int | None:
    """Category of a protein, or None where the table does not hold it."""
    found = _OF.get(protein.casefold())
    return found.number if found else None


def misev_categories(markers: Mapping[str, bool | None]) -> tuple[CategoryFound, ...]:
    """Sort markers (present, absent, None for unclear) into the five categories."""
    return tuple(
        CategoryFound(
            one,
            *(
                tuple(
                    name
                    for name, shown in markers.items()
                    if _OF.get(name.casefold()) is one and shown is wanted
                )
                for wanted in (True, False, None)
            ),
        )
        for one in MISEV_CATEGORIES
    )

"""Reads the evidence tables that travel with the package, once, and names their version.

Stands on: tables/README.md, which says where the rows come from and what their marks mean.
"""

import csv
import hashlib
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from secretome.errors import BadInput
from secretome.evidence.rows import (
    Certainty,
    Claim,
    Comparison,
    Condition,
    Contraindication,
    Finding,
    Grading,
    Role,
    Study,
    Verified,
)

TABLES = ("studies", "gradings", "conditions", "aliases", "contraindications", "claims")
_BLINDED = {"yes": True, "no": False, "unclear": None}


@cache
def evidence_version() -> str:
    """Return a hash of every table: the same version always gives the same verdicts."""
    digest = hashlib.sha256()
    for name in TABLES:
        digest.update(name.encode() + b"\0" + _bytes_of(name))
    return f"sha256:{digest.hexdigest()}"


@cache
def conditions() -> tuple[Condition, ...]:
    """Return the catalogue, in the order of its table."""
    aliases: dict[str, list[str]] = defaultdict(list)
    for row in _rows("aliases"):
        aliases[row["condition"]].append(row["alias"])
    return tuple(_condition(row, tuple(aliases[row["condition"]])) for row in _rows("conditions"))


@cache
def studies() -> tuple[Study, ...]:
    """Return every study row, secretome and cells, in the order of the table."""
    gradings = {row["study_id"]: _grading(row) for row in _rows("gradings")}
    return tuple(_study(row, gradings.get(row["study_id"])) for row in _rows("studies"))


@cache
def contraindications() -> tuple[Contraindication, ...]:
    """Return the uses in which harm was reported."""
    return tuple(
        Contraindication(
            row["condition"], _split(row["route"]), row["reason"], _split(row["sources"])
        )
        for row in _rows("contraindications")
        if row["verified"] == Verified.READ
    )


@cache
def claims() -> tuple[Claim, ...]:
    """Return the claims under test, each with its verdict and sources."""
    return tuple(
        Claim(
            claim_id=row["claim_id"],
            text=row["claim"],
            testable_form=row["testable_form"],
            evidence_for=row["evidence_for"],
            evidence_against=row["evidence_against"],
            verdict=row["verdict"].replace(" ", "_"),
            sources=_split(row["sources"]),
        )
        for row in _rows("claims")
    )


def _condition(row: dict[str, str], aliases: tuple[str, ...]) -> Condition:
    return Condition(
        name=row["condition"],
        group=row["group"],
        icd10=_split(row["icd10"]),
        certainty=_certainty(row["best_certainty"]),
        certainty_text=row["best_certainty"],
        highest_phase=row["highest_phase"],
        outcome_measures=_split(row["outcome_measures"]),
        standard_care=row["standard_care"],
        cautions=_split(row["cautions"]),
        study_labels=_split(row["study_condition_labels"]),
        aliases=aliases,
    )


def _certainty(text: str) -> Certainty:
    """Take the grade at the head of the cell; what follows in brackets is its reason."""
    grade = text.partition("(")[0].strip()
    try:
        return Certainty(grade)
    except ValueError:
        raise BadInput(
            f"'{text}' starts with no known certainty",
            where="evidence table conditions.csv, column best_certainty",
            do=f"Start the cell with one of: {', '.join(Certainty)}.",
        ) from None


def _grading(row: dict[str, str]) -> Grading:
    return Grading(
        report=row["report"],
        role=Role(row["role"]),
        comparison=Comparison(row["comparison"]),
        blinded=_BLINDED[row["blinded"]],
        finding=Finding(row["finding"]),
        why=row["why"],
    )


def _study(row: dict[str, str], grading: Grading | None) -> Study:
    return Study(
        study_id=row["study_id"],
        condition=row["condition"],
        design=row["design"],
        product_kind=row["product_kind"],
        route=row["route"],
        n_treated=_whole(row["n_treated"]),
        n_control=_whole(row["n_control"]),
        treated_sd=_number(row["treated_sd"]),
        control_sd=_number(row["control_sd"]),
        outcome=row["outcome"],
        verified=Verified(row["verified"]),
        source=row["doi_or_pmid"] or row["registration"] or row["source_url"],
        grading=grading,
        reported=MappingProxyType(row),
    )


def _rows(name: str) -> Iterator[dict[str, str]]:
    return csv.DictReader(_bytes_of(name).decode("utf-8").splitlines(), strict=True)


@cache
def _bytes_of(name: str) -> bytes:
    return (files("secretome.evidence") / "tables" / f"{name}.csv").read_bytes()


def _split(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(";") if part.strip())


def _whole(cell: str) -> int | None:
    return int(cell) if cell else None


def _number(cell: str) -> float | None:
    return float(cell) if cell else None

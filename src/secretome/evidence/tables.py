"""Makes facts of the evidence tables that travel with the package.

Stands on: tables/README.md, which says where the rows come from and what their marks mean.
"""

from collections import defaultdict
from functools import cache
from types import MappingProxyType

from secretome.errors import BadInput
from secretome.evidence.files import evidence_version, number, rows_of, split, whole
from secretome.evidence.rows import (
    Certainty,
    Claim,
    Comparison,
    Condition,
    Contraindication,
    Finding,
    Grading,
    Origin,
    Role,
    Study,
    Verified,
)

__all__ = ["claims", "conditions", "contraindications", "evidence_version", "studies", "study_of"]

_BLINDED = {"yes": True, "no": False, "unclear": None}


@cache
def conditions() -> tuple[Condition, ...]:
    """Return the catalogue, in the order of its table."""
    aliases: dict[str, list[str]] = defaultdict(list)
    for row in rows_of("aliases"):
        aliases[row["condition"]].append(row["alias"])
    return tuple(_condition(row, tuple(aliases[row["condition"]])) for row in rows_of("conditions"))


@cache
def studies() -> tuple[Study, ...]:
    """Return every study row, secretome and cells, in the order of the table."""
    gradings = {row["study_id"]: _grading(row) for row in rows_of("gradings")}
    return tuple(study_of(row, gradings.get(row["study_id"])) for row in rows_of("studies"))


@cache
def contraindications() -> tuple[Contraindication, ...]:
    """Return the uses in which harm was reported."""
    return tuple(
        Contraindication(
            row["condition"], split(row["route"]), row["reason"], split(row["sources"])
        )
        for row in rows_of("contraindications")
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
            sources=split(row["sources"]),
        )
        for row in rows_of("claims")
    )


def _condition(row: dict[str, str], aliases: tuple[str, ...]) -> Condition:
    return Condition(
        name=row["condition"],
        group=row["group"],
        icd10=split(row["icd10"]),
        certainty=_certainty(row["best_certainty"]),
        certainty_text=row["best_certainty"],
        highest_phase=row["highest_phase"],
        outcome_measures=split(row["outcome_measures"]),
        standard_care=row["standard_care"],
        cautions=split(row["cautions"]),
        study_labels=split(row["study_condition_labels"]),
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
        confounded_by=row["confounded_by"] or None,
    )


def study_of(
    row: dict[str, str], grading: Grading | None, *, origin: Origin = Origin.LITERATURE
) -> Study:
    """Return a row of a study table as a study; every cell is kept as reported."""
    return Study(
        study_id=row["study_id"],
        condition=row["condition"],
        design=row["design"],
        product_kind=row["product_kind"],
        route=row["route"],
        n_treated=whole(row["n_treated"]),
        n_control=whole(row["n_control"]),
        treated_sd=number(row["treated_sd"]),
        control_sd=number(row["control_sd"]),
        outcome=row["outcome"],
        verified=Verified(row["verified"]),
        source=row["doi_or_pmid"] or row["registration"] or row["source_url"],
        grading=grading,
        origin=origin,
        reported=MappingProxyType(row),
    )

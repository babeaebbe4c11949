"""``secretome evidence``: what is known of secretome for a condition, or for all of them."""

from typing import Annotated, Any

import typer

from secretome.errors import BadInput
from secretome_cli.science.answering import AsJson, answer, say, say_table


def evidence(
    condition: Annotated[
        str | None, typer.Argument(help="Name or ICD-10 code, for example 'J84.1'.")
    ] = None,
    *,
    route: Annotated[
        str | None, typer.Option(help="Route, to see whether harm speaks against it.")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Every condition of the catalogue.")] = False,
    as_json: AsJson = False,
) -> None:
    """Say what human studies show for a condition, and what nobody knows."""
    if every == (condition is not None):
        raise BadInput(
            "name one condition, or ask for all of them",
            where="secretome evidence",
            do="Write secretome evidence J84.1, or secretome evidence --all.",
        )
    if every:
        _answer_all(as_json=as_json)
    _answer_one(str(condition), route=route, as_json=as_json)


def _answer_one(asked: str, *, route: str | None, as_json: bool) -> None:
    from secretome.evidence import assess, assessment_document

    answer(
        assessment_document(assess(asked, route=route)),
        as_json=as_json,
        show=_show,
    )


def _answer_all(*, as_json: bool) -> None:
    from secretome.evidence import assess, assessment_document, conditions, evidence_version

    document = {
        "conditions": [assessment_document(assess(condition)) for condition in conditions()],
        "evidence_version": evidence_version(),
    }
    answer(document, as_json=as_json, show=_show_all)


def _show(document: dict[str, Any]) -> None:
    if document["near"]:
        say(f"not in the catalogue; did you mean: {'; '.join(document['near'])}")
    codes = " ".join(document["icd10"]) or "no ICD-10 code"
    say(f"{document['condition']}  ({codes})")
    say(f"{document['verdict']}, certainty of benefit: {document['certainty_as_reported']}")
    say(
        f"Human studies read: {document['study_count']}; "
        f"with a control group: {document['controlled_count']}"
    )
    say(f"Expected result: {document['expected']['reason']}")
    for heading, name in (
        ("Why", "reasons"),
        ("Cautions", "cautions"),
        ("Not known", "unknown"),
    ):
        _show_list(heading, document[name])
    if document["studies"]:
        say()
        say_table(
            ("study", "treated", "control", "finding", "design"),
            [
                (s["id"], s["n_treated"], s["n_control"], s["finding"], s["design"])
                for s in document["studies"]
            ],
        )
    say()
    say(f"Evidence tables {document['evidence_version'][:19]}")


def _show_list(heading: str, lines: list[str]) -> None:
    if lines:
        say()
        say(f"{heading}:")
        for line in lines:
            say(f"  - {line}")


def _show_all(document: dict[str, Any]) -> None:
    say_table(
        ("condition", "icd10", "verdict", "certainty", "studies", "with control"),
        [
            (
                row["condition"],
                ";".join(row["icd10"]),
                row["verdict"],
                row["certainty"],
                row["study_count"],
                row["controlled_count"],
            )
            for row in document["conditions"]
        ],
    )

"""``secretome schema``: the published JSON Schema of an input file."""

import json
from enum import StrEnum
from typing import Annotated, Any

import typer

from secretome_cli.science.answering import AsJson, answer


class Published(StrEnum):
    """The input files that have a schema."""

    CASE = "case"
    STUDY = "study"


def schema(
    name: Annotated[Published, typer.Argument(help="Which file.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Print the schema of an input file; it is JSON with and without --json."""
    answer(_schema_of(name), as_json=as_json, show=_show)


def _schema_of(name: Published) -> dict[str, Any]:
    if name is Published.STUDY:
        from secretome.evidence import study_schema

        return study_schema()
    from secretome.answers import case_schema

    return case_schema()


def _show(document: dict[str, Any]) -> None:
    typer.echo(json.dumps(document, ensure_ascii=False, indent=2))

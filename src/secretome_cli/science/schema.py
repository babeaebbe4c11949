"""``secretome schema``: the published JSON Schema of an input file."""

import json
from enum import StrEnum
from typing import Annotated, Any

import typer

from secretome_cli.science.answering import AsJson, answer


class Published(StrEnum):
    """The input files that have a schema."""

    CASE = "case"


def schema(
    name: Annotated[Published, typer.Argument(help="Which file.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Print the schema of an input file; it is JSON with and without --json."""
    from secretome.answers import case_schema

    schemas = {Published.CASE: case_schema}
    answer(schemas[name](), as_json=as_json, show=_show)


def _show(document: dict[str, Any]) -> None:
    typer.echo(json.dumps(document, ensure_ascii=False, indent=2))

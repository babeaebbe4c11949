"""The published JSON Schema of a case file."""

import json
from functools import cache
from importlib.resources import files
from typing import Any


def case_schema_text() -> str:
    """Return the schema as it is published."""
    return (files("secretome.answers") / "case.schema.json").read_text(encoding="utf-8")


@cache
def case_schema() -> dict[str, Any]:
    """Return the schema as values."""
    return json.loads(case_schema_text())

"""The equation document: every state, parameter and flux of a description in readable Markdown."""

from collections.abc import Iterable

from secretome.engine.description import Model


def equation_document(model: Model) -> str:
    """States with their equations, then parameters, inputs and outputs."""
    lines = [
        f"# {model.name}",
        "",
        "Generated from the description; do not edit.",
        "",
        "## Equations",
        "",
    ]
    for row in model.species:
        terms = [
            _term(flux.change[row.name], flux.rate)
            for flux in model.fluxes
            if flux.change.get(row.name)
        ]
        right = " ".join(terms).removeprefix("+ ") or "0"
        lines += [f"- **{row.name}** ({row.unit}), {row.meaning}; starts at `{row.initial}`:", ""]
        lines += [f"      d {row.name}/dt = {right}", ""]
    lines += _table(
        "Fluxes",
        ("flux", "rate", "meaning"),
        ((f.name, f"`{f.rate}`", f.meaning) for f in model.fluxes),
    )
    for title, rows in (
        ("Parameters", model.parameters),
        ("Inputs", model.inputs),
        ("Outputs", model.outputs),
    ):
        lines += _table(
            title, ("name", "unit", "meaning"), ((r.name, r.unit, r.meaning) for r in rows)
        )
    return "\n".join(lines) + "\n"


def _term(weight: float, rate: str) -> str:
    sign = "-" if weight < 0 else "+"
    size = "" if abs(weight) == 1 else f"{abs(weight):g} "
    return f"{sign} {size}({rate})" if "+" in rate or "-" in rate else f"{sign} {size}{rate}"


def _table(title: str, heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    lines = [
        f"## {title}",
        "",
        f"| {' | '.join(heads)} |",
        f"| {' | '.join('---' for _ in heads)} |",
    ]
    return [*lines, *(f"| {' | '.join(row)} |" for row in rows), ""]

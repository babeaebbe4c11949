"""``secretome qualify``: the model's predictions held against published observations."""

from pathlib import Path
from typing import Annotated, Any

import typer

from secretome_cli.science.answering import AsJson, answer, say, say_table

Data = Annotated[
    Path | None, typer.Option(help="Folder with *timecourses.csv; the packaged tables if left out.")
]
Html = Annotated[Path | None, typer.Option(help="Write the report as a page with plots.")]
Draws = Annotated[int, typer.Option(help="Virtual subjects for each experiment.", min=50)]


def qualify(
    *, data: Data = None, html: Html = None, draws: Draws = 400, as_json: AsJson = False
) -> None:
    """Predict every row of the tables and say which were met, by how much, and which cannot be."""
    from secretome.population import qualification_document, qualification_page, require_folder
    from secretome.population import qualify as compute

    if html is not None:
        require_folder(html)
    document = qualification_document(compute(data, draws=draws))
    if html is not None:
        html.write_text(qualification_page(document), encoding="utf-8")
        document["html"] = str(html)
    answer(document, as_json=as_json, show=_show)


def _show(document: dict[str, Any]) -> None:
    say_table(
        ("study", "tissue", "quantity", "observed", "predicted", "5 %", "95 %", "inside"),
        [_row(entry) for entry in document["datasets"] if entry["predicted"]],
    )
    say()
    for entry in document["datasets"]:
        if not entry["predicted"]:
            say(f"not predicted: {entry['dataset_id']}, {entry['quantity']}: {entry['reason']}")
    say()
    say_table(
        ("", "rows", "predicted", "inside", "within 2-fold", "median fold", "median width"),
        [
            _summary_row("each study left out", document["leave_one_study_out"]),
            _summary_row("all studies known", document["in_sample"]),
        ],
    )


def _row(entry: dict[str, Any]) -> tuple[Any, ...]:
    band = entry["predicted"]
    inside = "yes" if entry["inside"] else "NO"
    return (
        entry["dataset_id"],
        entry["tissue"],
        entry["quantity"],
        f"{entry['observed']:.4g} {entry['unit']}",
        band["median"],
        band["p05"],
        band["p95"],
        inside,
    )


def _summary_row(name: str, found: dict[str, Any]) -> tuple[Any, ...]:
    return (
        name,
        found["rows"],
        found["predicted"],
        found["coverage"],
        found["within_2fold"],
        found["median_fold"],
        found["median_width"],
    )

"""``secretome evidence``: what is known of a condition or of all, and a table's faults."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from secretome.errors import BadInput
from secretome_cli.science.answering import BLOCKED, DONE, AsJson, answer, say
from secretome_cli.science.evidence_pages import show_all, show_one, show_table_check

if TYPE_CHECKING:
    from secretome.evidence import Study


def evidence(  # noqa: PLR0913 - one parameter for each option of the command
    condition: Annotated[
        str | None, typer.Argument(help="Name or ICD-10 code, for example 'J84.1'.")
    ] = None,
    *,
    route: Annotated[
        str | None, typer.Option(help="Route, to see whether harm speaks against it.")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Every condition of the catalogue.")] = False,
    check: Annotated[
        Path | None, typer.Option(help="Say every fault of a study table (CSV); takes nothing.")
    ] = None,
    rows: Annotated[
        Path | None, typer.Option(help="A study table (CSV) to count beside our own rows.")
    ] = None,
    own: Annotated[
        bool, typer.Option("--own", help="The rows are results of the own programme: kept apart.")
    ] = False,
    search: Annotated[
        str | None, typer.Option(help="Words to look for in names and ICD-10 codes.")
    ] = None,
    template: Annotated[
        bool, typer.Option("--template", help="The first line of a study table, to be filled in.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Say what human studies show for a condition, and what nobody knows."""
    asked = [every, condition is not None, check is not None, search is not None, template]
    if sum(asked) != 1:
        raise BadInput(
            "name one condition, or ask for all of them",
            where="secretome evidence",
            do="Write secretome evidence J84.1, or --all, --check, --search or --template.",
        )
    if route is not None and condition is None:
        do = "Name the condition too, for example: secretome evidence J84.1 --route nebulised"
        raise BadInput("a route belongs to one condition", where="--route", do=do)
    _require_counted_rows(rows, own=own, are_counted=every or condition is not None)
    if template:
        _answer_template(as_json=as_json)
    if check is not None:
        _answer_check(check, as_json=as_json)
    if search is not None:
        _answer_search(search, as_json=as_json)
    extra = () if rows is None else _rows_of(rows, own=own)
    if every:
        _answer_all(extra, as_json=as_json)
    _answer_one(str(condition), route=route, extra=extra, as_json=as_json)


def _require_counted_rows(rows: Path | None, *, own: bool, are_counted: bool) -> None:
    """Rows that would be left aside without a word are refused."""
    do = "Write secretome evidence J84.1 --rows FILE, or --all --rows FILE."
    if rows is not None and not are_counted:
        raise BadInput("rows are counted for one condition or for all", where="--rows", do=do)
    if own and rows is None:
        raise BadInput("there are no rows to keep apart", where="--own", do=do)


def _answer_one(
    asked: str, *, route: str | None, extra: "tuple[Study, ...]", as_json: bool
) -> None:
    from secretome.dosing import find_route
    from secretome.evidence import assess, assessment_document, require_words

    require_words(asked, where="secretome evidence")
    by = None if route is None else find_route(route).name
    document = assessment_document(assess(asked, route=by, extra=extra))
    answer(document, as_json=as_json, show=show_one)


def _answer_all(extra: "tuple[Study, ...]", *, as_json: bool) -> None:
    from secretome.evidence import assess, assessment_document, conditions, evidence_version

    document = {
        "conditions": [assessment_document(assess(c, extra=extra)) for c in conditions()],
        "evidence_version": evidence_version(),
    }
    answer(document, as_json=as_json, show=show_all)


def _answer_check(file: Path, *, as_json: bool) -> None:
    """A dry run: the faults are the answer, so they go to stdout and the code is 3."""
    from secretome.evidence import BadStudyTable, read_study_table, study_document

    faults: list[Any] = []
    warnings: list[Any] = []
    taken: list[Any] = []
    try:
        table = read_study_table(file.read_bytes(), where=file.name)
        warnings = [{**_plain(w), "text": w.text} for w in table.warnings]
        taken = [study_document(study) for study in table.studies]
    except BadStudyTable as bad:
        faults = [{**_plain(f), "text": f.text} for f in bad.faults]
    document = {
        "file": file.name,
        "ok": not faults,
        "rows": len(taken),
        "faults": faults,
        "warnings": warnings,
        "studies": taken,
    }
    answer(document, as_json=as_json, show=show_table_check, exit_code=BLOCKED if faults else DONE)


def _answer_template(*, as_json: bool) -> None:
    """The header alone, so that it can be sent into a file; what each column means is a schema."""
    from secretome.evidence import study_table_columns

    document = {"columns": list(study_table_columns()), "schema": "secretome schema study"}
    answer(document, as_json=as_json, show=lambda shown: say(",".join(shown["columns"])))


def _answer_search(words: str, *, as_json: bool) -> None:
    from secretome.evidence import require_search_words, search_conditions

    require_search_words(words, where="--search")
    found = search_conditions(words)
    answer({"asked": words, "found": found}, as_json=as_json, show=_show_search)


def _show_search(document: dict[str, Any]) -> None:
    for row in document["found"]:
        place = "in the catalogue" if row["in_catalogue"] else "no human study found"
        say(f"{' '.join(row['icd10']):12} {row['name']}  ({place})")
    if not document["found"]:
        say("Nothing found. Any condition can be asked for by its name or ICD-10 code.")


def _rows_of(file: Path, *, own: bool) -> "tuple[Study, ...]":
    from secretome.evidence import Origin, read_study_table

    origin = Origin.OWN_PROGRAMME if own else Origin.LITERATURE
    return read_study_table(file.read_bytes(), origin=origin, where=file.name).studies


def _plain(fault: Any) -> dict[str, Any]:
    return {"line": fault.line, "column": fault.column, "what": fault.what, "do": fault.do}

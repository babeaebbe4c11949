"""``secretome plan``: a case and its lots become an answer and a plan, as JSON, page or PDF."""

from datetime import date, datetime
from errno import ENOENT
from pathlib import Path
from typing import Annotated, Any

import typer

from secretome_cli.science.answering import BLOCKED, DONE, AsJson, answer, say, write_file
from secretome_cli.science.dose import show_checks, unchecked
from secretome_cli.science.lot_options import (
    DilutionFactor,
    DilutionSd,
    LotFiles,
    SampleName,
    StatedBy,
    StatedWhy,
    read_lots,
)


def plan(  # noqa: PLR0913 - one parameter for each option of the command
    case: Annotated[Path, typer.Argument(help="Case file; its keys: secretome schema case.")],
    *,
    lot: LotFiles = None,
    sample: SampleName = None,
    dilution: DilutionFactor = None,
    dilution_sd_pct: DilutionSd = None,
    by: StatedBy = None,
    reason: StatedWhy = None,
    on: Annotated[
        str | None, typer.Option(help="Day of the plan, 2026-01-31; today when left out.")
    ] = None,
    pdf: Annotated[Path | None, typer.Option(help="Write the plan as a PDF/A file.")] = None,
    answer_pdf: Annotated[
        Path | None, typer.Option(help="Write the answer to the patient as a PDF/A file.")
    ] = None,
    language: Annotated[str, typer.Option(help="Language of the answer: en or de.")] = "en",
    as_json: AsJson = False,
) -> None:
    """Make the plan of a case; a refused plan names every reason and leaves with 3."""
    from secretome.answers import Statement, plan_document, plan_pdf, read_case
    from secretome.answers import plan as make_plan

    _require_own_files((pdf, answer_pdf), (case, *(lot or ())))
    made = make_plan(
        read_case(case),
        lots=read_lots(lot),
        statement=Statement(sample, dilution, by, reason, dilution_sd_pct),
        on=_day(on),
    )
    document = {**plan_document(made), "answer": _answer(made, language, answer_pdf)}
    if pdf is not None:
        write_file(pdf, plan_pdf(document))
    exit_code = BLOCKED if document["refused"] else DONE
    answer(document, as_json=as_json, show=_show, exit_code=exit_code)


def _answer(made: Any, language: str, file: Path | None) -> dict[str, Any]:
    from secretome.answers import answer_document, answer_pdf, facts_of_plan
    from secretome.evidence import assessment_document

    evidence = assessment_document(made.assessment)
    document = answer_document(facts_of_plan(made), evidence, language=language)
    if file is not None:
        write_file(file, answer_pdf(document))
    return document


def _require_own_files(written: tuple[Path | None, ...], used: tuple[Path, ...]) -> None:
    """What is written replaces neither what is read nor the other file, without a word; a folder
    that is missing is told before the other file is written.
    """
    from secretome.errors import BadInput

    taken = {path.resolve() for path in used}
    for path in written:
        if path is not None and path.resolve() in taken:
            what, do = f"{path} is already used in this call", "Name a file of its own."
            raise BadInput(what, where="--pdf or --answer-pdf", do=do)
        if path is not None and not path.parent.is_dir():
            raise FileNotFoundError(ENOENT, "no such folder", str(path))
        taken |= set() if path is None else {path.resolve()}


def _day(text: str | None) -> date:
    from secretome.errors import BadInput

    if text is None:
        return datetime.now().astimezone().date()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput(f"'{text}' is no date", where="--on", do="Write it as 2026-01-31.") from None


def _show(document: dict[str, Any]) -> None:
    if document["example"]:
        say("EXAMPLE: the values of this case are made up.")
    say(f"Plan for {document['patient']['pseudonym']} on {document['on']}")
    say(f"{document['condition']}, {document['product']}, {document['route']}")
    say()
    say(f"Possible?  {document['verdict']}: {document['verdict_reasons'][0]}")
    say(f"Expected   {document['expected']['reason']}")
    say(f"Dose       {_dose_line(document)}")
    say(f"Duration   {_duration_line(document)}")
    say(f"Cost       {_price_line(document['price'])}")
    if document["statement"]:
        say(f"Stated     {_statement_line(document['statement'])}")
    if document["refused"]:
        say()
        say("The plan is refused:")
        for reason in document["refused"]:
            say(f"  - {reason['text']}")
    say()
    show_checks(document["checks"])
    say()
    _show_sending(document["answer"])
    say(document["notice"])


def _show_sending(answer: dict[str, Any]) -> None:
    if answer["not_sent_because"]:
        say("The answer to the patient cannot be sent yet:")
        for reason in answer["not_sent_because"]:
            say(f"  - {reason}")
        say()


def _dose_line(document: dict[str, Any]) -> str:
    dose = document["dose"]
    if dose is None or dose["volume_ml"] is None:
        return "none"
    volume = dose["volume_ml"]
    interval = f"{volume['low']:.3g} - {volume['high']:.3g}"
    drawn = f"{volume['value']:.3g} mL ({interval}) from {dose['lot']}"
    return f"{drawn}{unchecked(dose['checks'])}"


def _duration_line(document: dict[str, Any]) -> str:
    if document["sessions"] is None:
        return "unknown, no schedule was given"
    count = document["sessions"]
    sessions = "1 session" if count == 1 else f"{count} sessions"
    return f"{sessions}; {document['duration_weeks']:g} weeks with follow-up"


def _price_line(price: dict[str, Any]) -> str:
    if price["total"] is None:
        return f"unknown. {price['reason']}"
    return f"{price['total']} {price['currency']} (price list {price['price_list']})"


def _statement_line(statement: dict[str, Any]) -> str:
    parts = [f"{name} {value}" for name, value in statement.items() if value is not None]
    return "; ".join(parts)

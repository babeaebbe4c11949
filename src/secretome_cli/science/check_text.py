"""``secretome check-text``: the claims of a text for patients, with verdict and better wording."""

from pathlib import Path
from typing import Annotated, Any

import typer

from secretome_cli.science.answering import BLOCKED, DONE, AsJson, answer, say
from secretome_cli.science.progress import progress


def check_text(
    file: Annotated[Path, typer.Argument(help="Text, .txt .md .html .pdf or .docx.")],
    *,
    with_text: Annotated[
        bool, typer.Option("--text", help="Add the text that start and end count in to the JSON.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Mark claims in a text; one without enough evidence leaves with 3."""
    from secretome.claims import check_document, read_text_file

    text = read_text_file(file)
    with progress("checking", total=len(text.text)) as advance:
        document = check_document(text, with_text=with_text, progress=advance)
    exit_code = BLOCKED if document["blocking"] else DONE
    answer(document, as_json=as_json, show=_show, exit_code=exit_code)


def _show(document: dict[str, Any]) -> None:
    findings = document["findings"]
    if not findings:
        say(f"{document['file']}: no claim found. This is no proof that the text is right.")
        return
    say(
        f"{document['file']}: {len(findings)} claim{'s' if len(findings) > 1 else ''} found, "
        f"{document['blocking']} without enough evidence"
    )
    for finding in findings:
        _show_finding(finding)


def _show_finding(finding: dict[str, Any]) -> None:
    page = f"page {finding['page']}, " if finding["page"] else ""
    verdict = finding["verdict"].replace("_", " ")
    say()
    say(f"{page}line {finding['line']}: {finding['text']}")
    say(f"  {finding['claim_id']} {verdict}: {finding['claim']}")
    say(f"  why: {finding['why']}")
    say(f"  better: {finding['wording']}")
    say(f"  sources: {'; '.join(finding['sources'])}")

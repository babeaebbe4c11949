"""Prints a document as PDF/A-2a and PDF/UA-1 with tags; the same one always gives the same bytes.

Refuses: printing without the extra ``documents`` (MissingExtra), a letter that no font of ours has
(BadInput).
"""

import json
import re
from datetime import UTC, date, datetime, time
from importlib.resources import as_file, files
from typing import Any

from secretome.answers.documents.wording import shown
from secretome.errors import BadInput, MissingExtra

_NO_LETTER = re.compile(r"(?:the text|the codepoint) `(\"[^`]*\")`")


def plan_pdf(document: dict[str, Any]) -> bytes:
    """Lay out a plan document; what people typed reaches the template as data only."""
    return laid_out("plan.typ", {**document, "shown": shown(document)}, document["on"])


def laid_out(template: str, document: dict[str, Any], on: str) -> bytes:
    """Lay out one document; the template reads it under the template's own name."""
    try:
        import typst
    except ImportError:
        raise MissingExtra("The printer of documents (typst)", extra="documents") from None
    data = json.dumps(document, ensure_ascii=False, default=str)
    midnight = datetime.combine(date.fromisoformat(on), time(), UTC)
    with as_file(files("secretome.answers.documents") / template) as path:
        try:
            return typst.compile(
                str(path),
                sys_inputs={template.removesuffix(".typ"): data},
                pdf_standards=["a-2a", "ua-1"],
                ignore_system_fonts=True,
                timestamp=midnight,
            )
        except typst.TypstError as error:
            raise _unprintable(str(error)) from error


def _unprintable(told: str) -> Exception:
    """Turn the printer's complaint about a letter into ours; any other one is a fault of ours."""
    found = _NO_LETTER.search(told)
    if found is None:
        return RuntimeError(told)
    return BadInput(
        f"the printed page has no letter for {found[1]}",
        where="the words of the document",
        do="Write that text in letters of Latin, Greek, Cyrillic, Hebrew or Arabic script.",
    )

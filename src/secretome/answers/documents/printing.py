"""Prints a document as PDF/A-2a and PDF/UA-1 with tags; the same one always gives the same bytes.

Refuses: printing without the extra ``documents`` (MissingExtra).
"""

import json
from datetime import UTC, date, datetime, time
from importlib.resources import as_file, files
from typing import Any

from secretome.answers.documents.wording import shown
from secretome.errors import MissingExtra


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
        return typst.compile(
            str(path),
            sys_inputs={template.removesuffix(".typ"): data},
            pdf_standards=["a-2a", "ua-1"],
            ignore_system_fonts=True,
            timestamp=midnight,
        )

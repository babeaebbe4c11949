"""Prints a plan as PDF/A-2a with tags; the same plan always gives the same bytes.

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
    try:
        import typst
    except ImportError:
        raise MissingExtra("The printer of documents (typst)", extra="documents") from None
    data = json.dumps({**document, "shown": shown(document)}, ensure_ascii=False, default=str)
    midnight = datetime.combine(date.fromisoformat(document["on"]), time(), UTC)
    with as_file(files("secretome.answers.documents") / "plan.typ") as template:
        return typst.compile(
            str(template),
            sys_inputs={"plan": data},
            pdf_standards=["a-2a"],
            ignore_system_fonts=True,
            timestamp=midnight,
        )

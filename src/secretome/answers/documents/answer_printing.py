"""Prints an answer as PDF/A-2a and PDF/UA-1 in large print; the same answer gives the same bytes.

Refuses: printing without the extra ``documents`` (MissingExtra), a letter that no font of ours has
(BadInput).
"""

import json
import re
from datetime import date
from typing import Any

from secretome.answers.documents.printing import laid_out
from secretome.answers.words import speaker

_WIDTH = re.compile(r' width="([0-9.]+)"')
_PAGE_WIDTH = 500.0
"""A picture this wide, in its own units, fills the width of the text."""


def answer_pdf(document: dict[str, Any]) -> bytes:
    """Lay out an answer document; what people typed reaches the template as data only."""
    return laid_out("answer.typ", {**_drawn(document), "shown": _shown(document)}, document["on"])


def _shown(document: dict[str, Any]) -> dict[str, Any]:
    say = speaker(document["language"]).say
    day = date.fromisoformat(document["on"])
    return {
        "date": [day.year, day.month, day.day],
        "description": say("general.description"),
        "page": say("general.page"),
        "of": say("general.of"),
        "options": say("general.heading.options"),
        "sources": say("general.heading.sources"),
        "numbers": {source["id"]: source["n"] for source in document["sources"]},
    }


def _drawn(document: dict[str, Any]) -> dict[str, Any]:
    """Say for each picture what share of the page it takes, so that all have one scale."""
    sections = [
        {**one, "pictures": [{**picture, "share": _share(picture)} for picture in one["pictures"]]}
        for one in document["sections"]
    ]
    return json.loads(json.dumps({**document, "sections": sections}, default=str))


def _share(picture: dict[str, Any]) -> float:
    found = _WIDTH.search(picture["svg"])
    return min(float(found[1]) / _PAGE_WIDTH, 1.0) if found else 1.0

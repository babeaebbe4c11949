"""Puts an answer into the sections and facts of its pages."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from secretome_record.patients import rules
from secretome_record.patients.models import Answer
from secretome_record.patients.presenting.known import source_url


def answer_sections(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The answer as questions: the four things asked for, then cautions, unknowns, what else."""
    possibility, expected = content["possibility"], content["expected"]
    cost, duration = content["cost"], content["duration"]
    return [
        _section(_("Is it possible?"), possibility["sentence"], notes=possibility["why"]),
        _section(_("What result can be expected?"), expected["text"], notes=[expected["reason"]]),
        _section(_("What does it cost?"), cost["text"], notes=[cost["reason"]]),
        _section(_("How long does it take?"), duration["text"], notes=[duration["reason"]]),
        _section(_("What to be careful about"), points=content["cautions"]),
        _section(_("What nobody knows yet"), points=content["unknown"]),
        _section(_("What else you can do"), points=content["alternatives"]),
    ]


def answer_sources(content: Mapping[str, Any]) -> list[dict[str, str]]:
    """Where the answer comes from: each study with the way to it."""
    return [
        {"id": row["id"], "source": row["source"], "url": source_url(row["source"])}
        for row in content["sources"]
    ]


def link_facts(answer: Answer) -> list[tuple[str, Any]]:
    """What the staff see of a private link: never the link itself."""
    tries = ngettext("%(n)d wrong try", "%(n)d wrong tries", answer.wrong_tries)
    locked = answer.wrong_tries >= rules.WRONG_TRIES_ALLOWED
    return [
        (_("Answer"), answer.code),
        (_("Opened"), answer.opened_at or _("not yet")),
        (_("Wrong birth dates"), _("locked") if locked else tries % {"n": answer.wrong_tries}),
    ]


def _section(
    heading: str, text: str = "", *, notes: Iterable[str] = (), points: Iterable[str] = ()
) -> dict[str, Any]:
    kept = [note for note in notes if note]
    return {"heading": heading, "text": text, "notes": kept, "points": list(points)}

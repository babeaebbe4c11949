"""Is it possible? The verdict, or more caution for this patient, with two sentences of why."""

from typing import Any

from secretome.answers.sections.asking import TABLES, Ask, Line, Section, line, section
from secretome.errors import BadInput
from secretome.evidence import VERDICT_RULES

_POSITIVITY = {
    "CONTRAINDICATED": 0,
    "NO_HUMAN_STUDY": 1,
    "NOT_SUPPORTED": 1,
    "TRIAL_ONLY": 2,
    "SUPPORTED": 3,
}
_MORE_CAREFUL = ("NOT_SUPPORTED", "CONTRAINDICATED")
_WHY = ("harm", "found", "no_study", "no_difference", "none_better", "agree", "too_small")
WHY_OF_RULE: dict[str, str] = dict(
    zip((rule.sentence for rule in VERDICT_RULES), _WHY, strict=True)
)
"""The plain words for each line of the verdict table."""
_WHY_OF_VERDICT = {
    "CONTRAINDICATED": "harm",
    "NO_HUMAN_STUDY": "no_study",
    "NOT_SUPPORTED": "none_better",
    "SUPPORTED": "agree",
    "TRIAL_ONLY": "too_small",
}
"""The plain words where the assessment was stored with an older sentence."""


def require_stance(ask: Ask) -> None:
    """Refuse an answer more positive than the verdict; raises BadInput."""
    verdict, stance = ask.evidence["verdict"], ask.stance
    lower = _POSITIVITY[stance] < _POSITIVITY[verdict] and stance in _MORE_CAREFUL
    if stance != verdict and not lower:
        raise BadInput(
            f"the answer says {stance}, the evidence says {verdict}",
            where="stance",
            do="Say what the evidence says, or NOT_SUPPORTED or CONTRAINDICATED as more caution.",
        )


def possibility(ask: Ask) -> dict[str, Any]:
    """Return verdict, stance, word, sentence and the two sentences of why."""
    return {
        "verdict": ask.evidence["verdict"],
        "stance": ask.stance,
        "word": ask.speak.say(f"possible.word.{ask.stance}"),
        "sentence": _lead(ask),
        "why": [_why(ask), _counted(ask)],
        "certainty": ask.evidence["certainty"],
    }


def possible_section(ask: Ask) -> Section:
    """Return the first section."""
    said = possibility(ask)
    sure = ask.line(f"possible.sure.{ask.evidence['certainty']}", rows=ask.controlled_ids)
    lines = [_why(ask), _counted(ask), *([sure] if ask.study_ids else [])]
    lead = line(said["sentence"])
    return section(ask, "possible", lead=lead, lines=lines, points=_harm_reasons(ask))


def _lead(ask: Ask) -> str:
    kind = "lead" if ask.stance == ask.evidence["verdict"] else "cautious"
    return ask.speak.say(f"possible.{kind}.{ask.stance}")


def _why(ask: Ask) -> Line:
    found = _found(ask)
    if found and ask.stance == "CONTRAINDICATED" and not _harm_was_reported(ask):
        return ask.line("possible.why.found", text="; ".join(found))
    if ask.stance != ask.evidence["verdict"]:
        return ask.line("possible.cautious.why")
    verdict = ask.evidence["verdict"]
    key = WHY_OF_RULE.get(ask.evidence["reasons"][0], _WHY_OF_VERDICT[verdict])
    rows = _harm_rows(ask) if key == "harm" else ask.controlled_ids
    return ask.line(f"possible.why.{key}", rows=rows)


def _counted(ask: Ask) -> Line:
    n, controlled = ask.evidence["study_count"], ask.evidence["controlled_count"]
    if n == 0:
        return ask.line("possible.counted.none", rows=(TABLES,))
    if n == controlled == 1:
        return ask.line("possible.counted.single", rows=ask.study_ids, n=n)
    if controlled == 0:
        return line(ask.speak.counted("possible.counted.alone", n), ask.study_ids)
    text = ask.speak.counted("possible.counted.some", controlled, all=n)
    return line(text, ask.study_ids)


def _harm_reasons(ask: Ask) -> list[Line]:
    """What was reported for this use, and what a physician found in this patient."""
    if not _harm_was_reported(ask):
        return []
    known = [reason for reason in ask.evidence["reasons"][1:] if ask.speak.knows(reason)]
    found = [ask.line("risk.found", text=text) for text in _found(ask)]
    return [*(line(ask.speak.phrase(text), _harm_rows(ask)) for text in known), *found]


def _harm_was_reported(ask: Ask) -> bool:
    """Harm in others is told only where it was reported for this very use."""
    return WHY_OF_RULE.get(ask.evidence["reasons"][0]) == "harm"


def _found(ask: Ask) -> tuple[str, ...]:
    in_evidence = (ask.speak.phrase(text) for text in ask.evidence.get("found", ()))
    return tuple(text.rstrip(" .") for text in ask.facts.found or tuple(in_evidence))


def _harm_rows(ask: Ask) -> tuple[str, ...]:
    return tuple(row["id"] for row in ask.evidence["harms"]) or (TABLES,)

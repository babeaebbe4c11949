"""Finds words that tell a patient to stop, reduce, skip or replace medicines, care or visits."""

import re

_MEDICINE = (
    r"(?:medicines?|medications?|medicaments?|meds|drugs?|tablets?|pills?|inhalers?|insulin"
    r"|steroids?|cortisone|antifibrotics?|nintedanib|pirfenidone|prescriptions?|oxygen|dialysis"
    r"|chemotherapy|immunosuppress\w+|blood thinners?|methotrexate|predniso(?:ne|lone)|metformin"
    r"|levodopa|warfarin|statins?|biologics?|antidepressants?|painkillers?)"
)
# "Stop the treatment" may mean the one that is offered; only the patient's own care is protected.
_CARE = (
    r"(?:your|other|usual|current|present|standard|regular) (?:\w+ ){0,2}?"
    r"(?:treatments?|therap(?:y|ies)|care)"
)
_DOCTOR = (
    r"(?:doctors?|physicians?|specialists?|(?:your|the|any) (?:\w+ ){0,2}?visits?"
    r"|appointments?|check-?ups?)"
)
_WHAT = rf"(?:{_MEDICINE}|{_CARE}|{_DOCTOR})"
_STOP = (
    r"(?:stop(?:s|ped|ping)?|discontinu(?:e|es|ed|ing)|quit(?:ting)?|ceas(?:e|es|ed|ing)"
    r"|paus(?:e|es|ed|ing)|interrupt(?:s|ed|ing)?|abandon(?:s|ed|ing)?|halt(?:s|ed|ing)?"
    r"|reduc(?:e|es|ed|ing)|lower(?:s|ed|ing)?|decreas(?:e|es|ed|ing)|halv(?:e|es|ed|ing)"
    r"|cut(?:s|ting)?(?: down| back)?|taper(?:s|ed|ing)?|wean(?:ed|ing)?|skip(?:s|ped|ping)?"
    r"|omit(?:s|ted|ting)?|miss|drop(?:s|ped|ping)?|cancel(?:s|led|ling)?|replac(?:e|es|ed|ing)"
    r"|substitut(?:e|es|ed|ing)|swap(?:s|ped|ping)?|forgo|avoid(?:ing)?"
    r"|(?:come|coming|go|going|get|getting|stay|staying) (?:off|away from)"
    r"|(?:give|giving) up|(?:leave|leaving) (?:off|out)|throw(?:ing)? away|do(?:ing)? without)"
)
# The words between may describe the medicine; a preposition begins another thought.
_BETWEEN = (
    r"(?: (?!(?:after|before|during|in|by|for|with|until|when|while|because|if|and)\b)"
    r"[\w'’-]+){0,6}?"
)
_NOT_NEEDED = (
    r"(?:no longer needs?|(?:do|does|will) not need|(?:do|does)n['’]t need|won['’]t need|need no"
    r"|no (?:more )?need (?:for|to (?:take|use|see|visit))|no longer (?:have to|take|use|see))"
)
_UNNEEDED = (
    r"(?:(?:are|is|be|becomes?) (?:no longer|not) (?:needed|necessary|required)"
    r"|(?:are|is|be|becomes?) (?:unnecessary|superfluous))"
)
_DONE = r"(?:stopped|discontinued|paused|reduced|lowered|halved|skipped|omitted|dropped|replaced)"

# What is told, as a pattern, and whether a "do not" before it turns it into good advice.
_TELLINGS: tuple[tuple[str, bool], ...] = (
    (rf"\b{_STOP}{_BETWEEN} {_WHAT}\b", True),
    (rf"\b(?:instead of|in place of|rather than){_BETWEEN} {_WHAT}\b", True),
    (rf"\b(?:fewer|less)(?: of)?{_BETWEEN} {_WHAT}\b", True),
    (
        rf"\b(?:{_MEDICINE}|{_CARE}) (?:can|may|could|should|must|will)(?: \w+)? be {_DONE}\b",
        True,
    ),
    (rf"\b{_NOT_NEEDED} (?:your|the|any|other|more|a)?{_BETWEEN} ?{_WHAT}\b", False),
    (rf"\b{_WHAT} (?:can |may |will )?{_UNNEEDED}\b", False),
)
_TURNED = re.compile(
    r"\b(?:not|never|cannot|before|nobody|\w+n['’]t)"
    r"(?: (?!hesitate|afraid|worry|fear)[\w'’-]+){0,4} ?$",
    re.IGNORECASE,
)
_THOUGHTS = re.compile(r"[.!?;:,\n]+|\bbut\b", re.IGNORECASE)


def words_against_medicines(text: str) -> tuple[str, ...]:
    """Return the words of a text that tell a patient to leave medicines, care or doctors."""
    thoughts = (" ".join(part.split()) for part in _THOUGHTS.split(text))
    found = (hit for thought in thoughts for hit in _told(thought))
    return tuple(dict.fromkeys(found))


def _told(thought: str) -> tuple[str, ...]:
    hits = [
        hit.group(0)
        for pattern, may_turn in _TELLINGS
        for hit in re.finditer(pattern, thought, re.IGNORECASE)
        if not (may_turn and _TURNED.search(thought[: hit.start()]))
    ]
    return tuple(hits[:1])

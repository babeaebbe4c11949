"""What speaks against a request, an assessment, an answer or the opening of its private link."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from secretome_record.ledger.refusal import Reason
from secretome_record.patients.medicines import words_against_medicines

# How positive a verdict is; an answer may stand lower than its assessment, never higher.
POSITIVITY: dict[str, int] = {
    "CONTRAINDICATED": 0,
    "NO_HUMAN_STUDY": 1,
    "NOT_SUPPORTED": 1,
    "TRIAL_ONLY": 2,
    "SUPPORTED": 3,
}

CONTRAINDICATED = "CONTRAINDICATED"

# What an advisor may say of one patient although the evidence says more; nothing else is lower.
MORE_CAUTIOUS = ("NOT_SUPPORTED", CONTRAINDICATED)

# These need a name to do their work; everybody else reads the code.
NAMES_SHOWN_TO = frozenset(
    {"COORDINATOR", "MEDICAL_ADVISOR", "PHYSICIAN", "NURSE", "SAFETY_OFFICER"}
)
# The story is read by those who triage, assess and treat.
STORY_SHOWN_TO = frozenset({"COORDINATOR", "MEDICAL_ADVISOR", "PHYSICIAN"})

# Which kinds of legal basis a verdict leaves open; the same as in the plan's rule (decision 0020).
ALL_BASES = ("trial", "hospital exemption", "named patient", "compassionate use")
BASES_UNDER: dict[str, tuple[str, ...]] = {
    "SUPPORTED": ALL_BASES,
    "TRIAL_ONLY": ALL_BASES,
    "NOT_SUPPORTED": ("trial",),
    "NO_HUMAN_STUDY": ("trial",),
    "CONTRAINDICATED": (),
}

# What was found out about a contraindication in one patient.
EXCLUSION_STATES = ("met", "not met", "unknown")

LINK_LASTS = timedelta(days=30)
WRONG_TRIES_ALLOWED = 5
REQUESTS_AN_HOUR = 5

# Words that promise what no study of secretome has shown; an advisor's own text goes without them.
_PROMISES: tuple[tuple[str, str], ...] = (
    (r"\bcur(e|es|ed|ing)\b", "cure"),
    (r"\bguarante\w*", "guarantee"),
    (r"\b(no|without( any)?|free of) (side[ -]effects?|risks?)\b", "no side effects"),
    (r"\brisk[ -]free\b", "risk-free"),
    (r"\bmiracle\w*", "miracle"),
    (r"\b(proven|proved) (to|treatment|therapy|effective)\b", "proven"),
    (r"\bsafe and effective\b", "safe and effective"),
    (r"\b100 ?%", "100 %"),
    (r"\bwill (improve|recover|heal|get better|be healed)\b", "will improve"),
    (r"\brejuvenat\w*", "rejuvenation"),
)


@dataclass(frozen=True, slots=True)
class AskedFor:
    """What the public form gave, and how many requests came from its sender in the last hour."""

    name: str
    birth_date: date
    contact: str
    condition_text: str
    recent_from_sender: int


@dataclass(frozen=True, slots=True)
class AnswerFacts:
    """What an answer would say, beside the assessment it stands on."""

    possibility: str
    verdict: str
    own_words: tuple[str, ...]
    evidence_is_current: bool
    patient_name: str = ""
    met_contraindications: tuple[str, ...] = ()
    verdict_by_route: str = ""
    route: str = ""


@dataclass(frozen=True, slots=True)
class OfferFacts:
    """The legal basis an answer names, beside what the answer is about; ``kind`` empty: none."""

    possibility: str
    condition: str
    route: str
    product: str
    kind: str = ""
    is_approved_trial: bool = False
    basis_condition: str = ""
    basis_route: str = ""
    basis_product: str = ""


@dataclass(frozen=True, slots=True)
class LinkFacts:
    """The state of a private link, and whether the birth date typed was the right one.

    ``is_replaced``: a later version of the answer stands; ``is_in_correction``: one is being made.
    """

    is_erased: bool
    is_closed: bool
    expires_at: datetime
    wrong_tries: int
    birth_date_fits: bool
    is_replaced: bool = False
    is_in_correction: bool = False


def reasons_against_request(asked: AskedFor, today: date) -> Iterator[Reason]:
    """A request names a person, a way to reach them and a condition, and is not one of a flood."""
    for name, text, sentence in (
        ("name", asked.name, "Give your name, so that we know whom to answer."),
        ("contact", asked.contact, "Say how we reach you: a telephone number or an address."),
        ("condition_text", asked.condition_text, "Say which illness or problem you ask about."),
    ):
        if not text.strip():
            yield Reason(name, sentence)
    if asked.birth_date > today:
        yield Reason("birth_date", "The birth date lies in the future. Check day, month and year.")
    if asked.birth_date < date(today.year - 120, 1, 1):
        yield Reason("birth_date", "The birth date is more than 120 years ago. Check the year.")
    if asked.recent_from_sender >= REQUESTS_AN_HOUR:
        yield Reason(
            "too_many",
            "Too many requests came from your connection in the last hour. "
            "Nothing was sent. Try again in an hour, or call the programme.",
        )


def reasons_against_condition(
    text: str, near: tuple[str, ...], *, is_listed: bool, is_another: bool
) -> Iterator[Reason]:
    """A name that the catalogue does not hold is taken for another condition only when ticked."""
    name = " ".join(text.split())
    if any(letter in "<>" or not letter.isprintable() for letter in name):
        yield Reason(
            "condition",
            "The condition holds signs that stand in no name, such as < and >. Write its name or "
            "its ICD-10 code.",
        )
    elif not is_listed and not is_another:
        asked = f"did you mean {'; '.join(near)}?" if near else "nothing there is written alike."
        yield Reason(
            "condition",
            f"'{name}' is not in the catalogue; {asked} Use a name or ICD-10 code that it holds, "
            "or tick 'None of these: it is another condition'.",
        )


def possibilities_under(verdict: str) -> tuple[str, ...]:
    """Return what an answer may say under a verdict: the verdict itself, or more caution."""
    rank = POSITIVITY.get(verdict, -1)
    lower = tuple(word for word in MORE_CAUTIOUS if POSITIVITY[word] < rank)
    return (verdict, *lower) if verdict in POSITIVITY else ()


def promises_in(text: str) -> tuple[str, ...]:
    """Return the promises that stand in a text, each once, in plain words."""
    return tuple(word for pattern, word in _PROMISES if re.search(pattern, text, re.IGNORECASE))


def names_in(text: str, name: str) -> tuple[str, ...]:
    """Return the parts of somebody's name that stand in a text, written large as names are.

    A small letter makes a word of it: "may" is no sign of a patient who is called May.
    """
    parts = {part.casefold() for part in name.split() if len(part) > 1}
    found = [w for w in re.findall(r"[\w'’-]+", text) if w[0].isupper() and w.casefold() in parts]
    whole = " ".join(name.split())
    if not found and " " in whole and whole.casefold() in " ".join(text.casefold().split()):
        return (whole,)
    return tuple(dict.fromkeys(found))


def reasons_against_name_in(text: str, patient_name: str) -> Iterator[Reason]:
    """A reason or note stays readable when the person is erased, so it names nobody."""
    for word in names_in(text, patient_name):
        yield Reason("patient_named", f"Your words name the patient ('{word}'). Leave it out.")


def reasons_against_answer(facts: AnswerFacts) -> Iterator[Reason]:
    """An answer is no more positive than its verdict, promises nothing, harms and names nobody."""
    if facts.possibility not in possibilities_under(facts.verdict):
        yield Reason(
            "more_positive_than_the_evidence",
            f"The evidence says '{spoken(facts.verdict)}', so the answer cannot say "
            f"'{spoken(facts.possibility)}'. Say what the evidence says, or be more cautious.",
        )
    for word in dict.fromkeys(w for text in facts.own_words for w in promises_in(text)):
        yield Reason(
            "promise",
            f"Your own words promise '{word}', which no study has shown. Take it out.",
        )
    for told in dict.fromkeys(w for t in facts.own_words for w in words_against_medicines(t)):
        yield Reason(
            "against_medicines",
            f"Your own words tell the patient to leave medicines, treatment or visits ('{told}'). "
            "Only who prescribed them may change them. Take it out.",
        )
    for word in dict.fromkeys(w for t in facts.own_words for w in names_in(t, facts.patient_name)):
        yield Reason(
            "patient_named",
            f"Your own words name the patient ('{word}'). They stay readable when the person is "
            "erased, so write without the name.",
        )
    yield from _against_this_patient(facts)
    if not facts.evidence_is_current:
        yield Reason(
            "evidence_changed",
            "The evidence tables changed since the assessment. Reopen it and assess again.",
        )


def _against_this_patient(facts: AnswerFacts) -> Iterator[Reason]:
    """What was met in the patient, or reported for the route, refuses whatever else is known."""
    if facts.met_contraindications and facts.possibility != CONTRAINDICATED:
        yield Reason(
            "contraindication_met",
            "A contraindication holds for this patient, so the answer must refuse: "
            f"{'; '.join(facts.met_contraindications)}",
        )
    if facts.verdict_by_route == CONTRAINDICATED and facts.possibility != CONTRAINDICATED:
        yield Reason(
            "route",
            f"Harm was reported for the route '{facts.route}' in this condition. Refuse, or name "
            "another route.",
        )


def reasons_against_exclusions(
    listed: Iterable[str], recorded: Mapping[str, str]
) -> Iterator[Reason]:
    """Each contraindication has one of the three states, and none is made up."""
    listed = tuple(listed)
    for text in listed:
        if recorded.get(text) not in EXCLUSION_STATES:
            yield Reason(
                "exclusion_open", f"Say whether this holds for the patient, or not known: {text}"
            )
    for text in recorded:
        if text not in listed:
            yield Reason(
                "exclusion_unlisted",
                f"'{text[:80]}' is no contraindication of this condition. Open the page again.",
            )


def reasons_against_language(language: str, *, is_reviewed: bool) -> Iterator[Reason]:
    """Words that nobody read under their name are not sent to a patient."""
    if language != "en" and not is_reviewed:
        yield Reason(
            "language",
            "No named person has reviewed these words of the translation at this site, so the "
            "answer cannot be sent in this language. Review it first, or answer in English.",
        )


def leaves_open(possibility: str, kind: str, *, is_approved_trial: bool) -> bool:
    """Say whether an answer may name this kind of legal basis; a refusal names none."""
    allowed = BASES_UNDER.get(possibility, ())
    return kind in allowed and (allowed != ("trial",) or is_approved_trial)


def reasons_against_offer(offer: OfferFacts) -> Iterator[Reason]:
    """The legal basis is one that the verdict leaves open, and it covers what is asked for."""
    if not offer.kind:
        return
    if not BASES_UNDER.get(offer.possibility):
        yield Reason("legal_basis", "A refusal names no legal basis. Leave it out.")
    elif not leaves_open(offer.possibility, offer.kind, is_approved_trial=offer.is_approved_trial):
        yield Reason(
            "legal_basis",
            f"Under '{spoken(offer.possibility)}' only an approved trial can be the legal basis, "
            f"and this one is: {offer.kind}.",
        )
    for name, covered, asked in (
        ("condition", offer.basis_condition, offer.condition),
        ("route", offer.basis_route, offer.route),
        ("product", offer.basis_product, offer.product),
    ):
        if asked and _plain(covered) != _plain(asked):
            yield Reason(
                "legal_basis",
                f"The legal basis covers the {name} '{covered}', and the answer is about "
                f"'{asked}'.",
            )


def reasons_against_opening(link: LinkFacts, at: datetime) -> Iterator[Reason]:
    """A private link opens until it expires, for the right birth date, within five tries."""
    if link.is_erased:
        yield Reason("erased", "What this link led to was erased at the person's request.")
    elif link.is_closed:
        yield Reason("closed", "This request was closed. Call the programme if you have questions.")
    elif link.is_replaced:
        yield Reason(
            "replaced",
            "This answer was replaced by a newer one. Do not rely on it. Ask the programme for "
            "the address of the new one.",
        )
    elif link.is_in_correction:
        yield Reason(
            "in_correction",
            "This answer is being corrected. Do not rely on it. The programme gives you the new "
            "one.",
        )
    elif at >= link.expires_at:
        yield Reason("expired", "This link has expired. Ask the programme for a new one.")
    elif link.wrong_tries >= WRONG_TRIES_ALLOWED:
        yield Reason(
            "locked",
            "This link is locked after five wrong birth dates. Ask the programme for a new one.",
        )
    elif not link.birth_date_fits:
        left = WRONG_TRIES_ALLOWED - link.wrong_tries - 1
        tries = "1 more try" if left == 1 else f"{left or 'no'} more tries"
        yield Reason("birth_date", f"That is not the birth date we were given. You have {tries}.")


def may_see_names(roles_here: Iterable[str]) -> bool:
    """Say whether one of these roles needs patients' names."""
    return bool(NAMES_SHOWN_TO & frozenset(roles_here))


def may_read_story(roles_here: Iterable[str]) -> bool:
    """Say whether one of these roles reads what the patient wrote."""
    return bool(STORY_SHOWN_TO & frozenset(roles_here))


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def spoken(verdict: str) -> str:
    """Return a verdict code as words."""
    return verdict.replace("_", " ").lower()

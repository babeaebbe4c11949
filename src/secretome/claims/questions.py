"""What a question says: nothing, what it asks, that, with its answer, or that nothing can harm."""

from collections.abc import Sequence
from enum import Enum, auto

from secretome.claims.lexicon import Concept, concept, concepts, spans_of
from secretome.claims.stance import stance_of

_BARE_WORDS = 7
_NAMING_WORDS = 3
_REPLY_WORDS = 6

_RHETORICAL = concept(
    "rhetorical",
    "did/do you know; why _ when/if/suffer/live/wait/accept; why not; what if; imagine; know that; "
    "who would/does not; is/are not it; would/is/are it/you not; have/had you heard; tired of; "
    "ready to; why would/should/must _ anyone/you/anybody/one/people; why settle/choose/pay/put; "
    "would you rather; who needs/wants; what do not; what is not; who says; need we; what more; "
    "what better; what other; is there a/any better",
)
_RHETORICAL_HARM = concept(
    "rhetorical_harm",
    "how can/could/should/would; what can/could possibly; what is there to; what is left to; "
    "where is/would the; what should; what would",
)
_WHICH = concept("which", "which; what; who; where; and which/what/who")
_YES = concept(
    "yes",
    "yes; absolutely; certainly; of course; indeed; definitely; sure; surely; naturally; correct; "
    "we can; we do; they do; they are; it does; it is; they can; it can; without a doubt; very; "
    "completely; totally; for sure; exactly; 100; perfectly; yep; yeah; you bet",
)
_NO = concept("no", "no; forget; none; nothing; not; never; zero; neither; hardly; there are none")
_HARM = concept(
    "harm",
    "side effect*; risk*; complication*; danger*; adverse; go wrong; be afraid; harm*; fear; "
    "reaction*; downside*; hurt; reject*; allerg*; worry; catch*",
)
_ASKING = concept(
    "asking",
    "is; are; was; were; do; does; did; can; could; will; would; should; has; have; may; how; why; "
    "when; which; what; who; where",
)


class Meaning(Enum):
    """What a question states together with the answer that follows it."""

    NOTHING = auto()
    WHAT_IT_ASKS = auto()
    WITH_ITS_ANSWER = auto()
    NO_HARM = auto()


def meaning_of(words: Sequence[str], reply: Sequence[str]) -> Meaning:
    """Read a question with its answer; without one only a rhetorical question says something."""
    asks_of_harm = bool(spans_of(_HARM, words))
    if asks_of_harm and _begins(_RHETORICAL_HARM, words):
        return Meaning.NO_HARM
    if spans_of(_RHETORICAL, words):
        return Meaning.WHAT_IT_ASKS
    if not reply or _is_doubted(reply):
        return Meaning.NOTHING
    return _answered(words, reply, asks_of_harm=asks_of_harm)


def _answered(words: Sequence[str], reply: Sequence[str], *, asks_of_harm: bool) -> Meaning:
    if _begins(_YES, reply):
        return Meaning.WHAT_IT_ASKS
    if _begins(_WHICH, words) and _is_named(words, reply):
        return Meaning.WITH_ITS_ANSWER
    return Meaning.NO_HARM if asks_of_harm and _begins(_NO, reply) else Meaning.NOTHING


def _is_named(words: Sequence[str], reply: Sequence[str]) -> bool:
    """Whether the answer names the product, or is a short answer to a question that names it."""
    product = concepts()["product"]
    answers_briefly = len(reply) <= _BARE_WORDS and bool(spans_of(product, words))
    return answers_briefly or bool(spans_of(product, reply[:_NAMING_WORDS]))


def is_bare(words: Sequence[str]) -> bool:
    """Whether a question only names something, as in 'Asthma? Breathe it in.'"""
    return 0 < len(words) <= _BARE_WORDS and not _begins(_ASKING, words)


def _begins(sought: Concept, words: Sequence[str]) -> bool:
    return any(span.start == 0 for span in spans_of(sought, words[:_REPLY_WORDS]))


def _is_doubted(words: Sequence[str]) -> bool:
    """Whether the answer says that nobody knows, or reports harm."""
    names = {cue.name for cue, _ in stance_of(words).cues}
    return bool(names & {"refuted", "uncertain", "sellers"})

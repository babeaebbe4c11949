"""The sentences that say what nobody knows yet; they stand in every answer."""

from secretome.evidence.rows import Study
from secretome.evidence.verdict import Weight

_ALWAYS = (
    "How long an effect lasts is not known; six months is a marketing figure, not a measurement.",
    "The best dose is not known: no human trial shows how the effect depends on the dose.",
    "Whether age, duration of illness, heredity or lifestyle matter is not known from any trial.",
    "Long-term harm (new cancer, changes of immunity) is not known.",
)


def unknown_sentences(weight: Weight, *, leads: tuple[Study, ...]) -> tuple[str, ...]:
    """List what is not known for a condition, the most important first."""
    sentences = [_about_benefit(weight)]
    if leads:
        names = ", ".join(dict.fromkeys(s.study_id for s in leads))
        sentences.append(
            f"Reports known from memory only were not counted until somebody reads them: {names}."
        )
    return (*sentences, *_ALWAYS)


def _about_benefit(weight: Weight) -> str:
    if weight.studies == 0:
        return "Whether it helps is not known: no report of it in patients was read."
    if weight.controlled_favouring == 0:
        return "Whether patients do better than without treatment is not known."
    return "Whether the result of so few patients would be seen again is not known."

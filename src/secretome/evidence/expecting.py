"""Makes the expectation of a condition from its study rows, and says why each other stayed out."""

from secretome.evidence.expectation import Expectation, LeftOut
from secretome.evidence.rows import Comparison, Study, Verified


def expectation(rows: tuple[Study, ...]) -> Expectation:
    """Say which rows could carry a number for patients; one usable row alone gives no interval.

    A single report stands as printed in the list of studies and is not turned into a forecast.
    """
    left = tuple(LeftOut(s.study_id, why) for s in rows if (why := why_left_out(s)))
    entered = tuple(s.study_id for s in rows if why_left_out(s) is None)
    return Expectation(known=False, reason=_reason(rows, entered), entered=entered, left_out=left)


def why_left_out(study: Study) -> str | None:
    """Return why a row cannot enter a number; None where it can."""
    graded = study.grading
    if graded is None:
        return "cells, another product"
    if study.verified is Verified.RECALL:
        return "known from memory only, not read"
    if graded.comparison is Comparison.NONE:
        return f"no control group ({graded.why})"
    if graded.comparison is Comparison.ACTIVE:
        return f"no untreated control ({graded.why})"
    return _missing_numbers(study)


def _missing_numbers(study: Study) -> str | None:
    missing = [
        name
        for name in ("treated_mean", "treated_sd", "control_mean", "control_sd")
        if not study.reported.get(name)
    ]
    if missing or not study.n_treated or not study.n_control:
        gaps = [*missing, *([] if study.n_treated and study.n_control else ["arm sizes"])]
        return f"not printed in the text that was read: {', '.join(gaps)}"
    return None


def _reason(rows: tuple[Study, ...], entered: tuple[str, ...]) -> str:
    if not any(s.is_secretome for s in rows):
        return "Unknown: no human study of secretome was found, so there is nothing to expect from."
    if not entered:
        return (
            "Unknown: no study that was read prints the change and its spread"
            " in treated and in untreated patients."
        )
    return "Unknown: one controlled result is not enough for a forecast; it is listed as printed."

"""What a reader of a study row should look at again, though the row can be taken."""

from collections.abc import Callable, Iterator, Mapping
from math import exp

from secretome.evidence.catalogue import conditions_with_code, find_condition, is_icd10
from secretome.evidence.effects import EventArm, log_odds_ratio, log_risk_ratio
from secretome.evidence.outcomes import read_outcome
from secretome.evidence.study_faults import Fault

_Row = Mapping[str, str]
_Found = Iterator[tuple[str, str, str]]


def warnings_of_row(line: int, row: _Row) -> list[Fault]:
    """Return each thing to look at; none of them keeps the row out."""
    return [Fault(line, *one) for check in _CHECKS for one in check(row)]


def _printed_agrees(row: _Row) -> _Found:
    expected = _from_arms(row)
    if expected is None or not row["effect"]:
        return
    value, places = float(row["effect"]), len(row["effect"].partition(".")[2])
    if abs(value - expected) > max(0.6 * 10**-places, 0.02 * abs(expected)):
        what = f"{value:g} is printed, the arms give {expected:.3g}"
        yield "effect", what, "Check it; the numbers of the arms are used"


def _p_agrees(row: _Row) -> _Found:
    ratio = row["effect_measure"].upper() in ("RR", "OR", "HR")
    try:
        p, low, high = float(row["p_value"]), float(row["ci_low"]), float(row["ci_high"])
    except ValueError:
        return
    none = 1.0 if ratio else 0.0
    excludes = not low <= none <= high
    if excludes != (p < 0.05) and abs(p - 0.05) > 0.005:
        says = "excludes" if excludes else "includes"
        yield "p_value", f"p is {p:g} while the interval {says} no difference", "Check both"


def _several_outcomes(row: _Row) -> _Found:
    several = read_outcome(row["outcome"]).several
    if several:
        what = f"it names {', '.join(several)}, so it cannot be pooled"
        yield "outcome", what, "Give one row per outcome if the numbers are known"


def _recalled(row: _Row) -> _Found:
    if row["verified"] == "recall":
        yield (
            "verified",
            "it is known from memory, so it stays a lead",
            "Read the source to count it",
        )


def _from_arms(row: _Row) -> float | None:
    measure = row["effect_measure"].upper()
    if measure == "MD" and row["treated_mean"] and row["control_mean"]:
        return float(row["treated_mean"]) - float(row["control_mean"])
    cells = [row[k] for k in ("treated_events", "n_treated", "control_events", "n_control")]
    ratio = {"RR": log_risk_ratio, "OR": log_odds_ratio}.get(measure)
    if ratio is None or not all(cells) or "0" in (cells[1], cells[3]):
        return None
    a, n, c, m = map(float, cells)
    found = ratio(EventArm(a, n), EventArm(c, m))
    return exp(found.value) if found else None


def _counted_by_code(row: _Row) -> _Found:
    found = find_condition(row["condition"])
    if found.condition or found.several or not row["icd10"]:
        return
    codes = [code for code in row["icd10"].split(";") if is_icd10(code)]
    names = sorted({c.name for code in codes for c in conditions_with_code(code)})
    if len(names) == 1:
        yield "condition", f"by its code it counts for {names[0]}", "Check that it belongs there"
    elif names:
        what = f"its code means {' or '.join(names)}, so it counts for neither"
        yield "condition", what, "Use one of these names"


_CHECKS: tuple[Callable[[_Row], _Found], ...] = (
    _printed_agrees,
    _p_agrees,
    _several_outcomes,
    _recalled,
    _counted_by_code,
)

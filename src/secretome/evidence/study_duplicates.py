"""Rows that say a thing twice, or of the same patients in two reports, or against another row."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from secretome.evidence.outcomes import read_outcome
from secretome.evidence.rows import Study
from secretome.evidence.study_faults import Fault

_Line = tuple[int, dict[str, str]]
_HELD = 0
_ARM = ("product_kind", "cell_source", "dose_value", "dose_unit", "dose_text", "follow_up_weeks",
        "outcome", "condition", "schedule", "route")  # fmt: skip
_SAME, _OTHER = "same patients as", "other patients than"


def faults_of_duplicates(lines: Iterable[_Line], held: Iterable[Study]) -> list[Fault]:
    """Return each repetition at its later line; rows already held count as earlier."""
    earlier: list[_Line] = [(_HELD, dict(s.reported)) for s in held]
    ids = {row["study_id"]: line for line, row in reversed(earlier)}
    by_source: dict[str, list[_Line]] = defaultdict(list)
    for one in earlier:
        by_source[_source(one[1])].append(one)
    found: list[Fault] = []
    for line, row in lines:
        found += _same_id(line, row, ids)
        found += _same_row(line, row, by_source[_source(row)])
        found += _same_patients(line, row, earlier)
        found += _other_direction(line, row, earlier)
        ids.setdefault(row["study_id"], line)
        by_source[_source(row)].append((line, row))
        earlier.append((line, row))
    return found


def _same_id(line: int, row: Mapping[str, str], ids: Mapping[str, int]) -> list[Fault]:
    first = ids.get(row["study_id"])
    if first is None or not row["study_id"]:
        return []
    do = "Give each row an id of its own, or leave it out if it is the same row"
    return [Fault(line, "study_id", f"'{row['study_id']}' stands {_place(first)} already", do)]


def _same_row(line: int, row: Mapping[str, str], others: Iterable[_Line]) -> list[Fault]:
    """One source, one outcome, one arm: a second such row would count the patients twice."""
    if not _source(row):
        return []
    for first, other in others:
        if other["study_id"] != row["study_id"] and _words(row) == _words(other):
            what = f"same source, arm and outcome as {other['study_id']} ({_place(first)})"
            return [Fault(line, "outcome", what, "Leave one out, or say how they differ")]
    return []


def _same_patients(line: int, row: Mapping[str, str], others: Iterable[_Line]) -> list[Fault]:
    """Two reports of one trial: one registration, or one author, place and size."""
    told = f"{row['outcome']} {row['ae_text']}"
    if _SAME in told or _is_pool(row):
        return []
    for first, other in others:
        apart = f"{_OTHER} {other['study_id']}" in told
        if apart or _source(other) == _source(row) or _is_pool(other):
            continue
        why = _why_same(row, other)
        if why:
            what = f"{why} as {other['study_id']} ({_place(first)}), but another source"
            do = (
                f"Write '{_SAME} {other['study_id']}' into ae_text, or"
                f" '{_OTHER} {other['study_id']}' if they are not"
            )
            return [Fault(line, "study_id", what, do)]
    return []


def _why_same(row: Mapping[str, str], other: Mapping[str, str]) -> str | None:
    if row["registration"] and row["registration"].casefold() == other["registration"].casefold():
        return "same registration"
    names = ("first_author", "condition", "n_treated", "n_control", "product_kind", "cell_source")
    alike = all(row[name].casefold() == other[name].casefold() for name in names)
    enough = row["first_author"] and row["n_treated"] and not row["registration"]
    return "same author, condition, product and numbers of patients" if alike and enough else None


def _other_direction(line: int, row: Mapping[str, str], others: Iterable[_Line]) -> list[Fault]:
    """One outcome cannot be better both when higher and when lower."""
    outcome = read_outcome(row["outcome"])
    if outcome.instrument or outcome.several or outcome.says_moved:
        return []
    for first, other in others:
        if row["condition"] != other["condition"]:
            continue
        if (
            read_outcome(other["outcome"]).key == outcome.key
            and other["outcome_direction"] != row["outcome_direction"]
        ):
            what = f"{row['outcome_direction']} contradicts {other['study_id']} ({_place(first)})"
            return [Fault(line, "outcome_direction", what, "Say which of both is right")]
    return []


def _source(row: Mapping[str, str]) -> str:
    return (row["doi_or_pmid"] or row["registration"] or row["source_url"]).casefold()


def _words(row: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(" ".join(row[name].casefold().split()) for name in _ARM)


def _is_pool(row: Mapping[str, str]) -> bool:
    words = f"{row['design']}".casefold()
    return "meta-analysis" in words or "review" in words


def _place(line: int) -> str:
    return "in the evidence tables" if line == _HELD else f"in line {line}"

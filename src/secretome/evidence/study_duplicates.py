"""Rows that say a thing twice, or of the same patients in two reports, or against another row."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from secretome.evidence.outcomes import read_outcome
from secretome.evidence.rows import Study
from secretome.evidence.study_faults import Fault

_Line = tuple[int, dict[str, str]]
_HELD = 0
_ARM = ("product_kind", "cell_source", "dose_value", "dose_unit", "dose_text", "follow_up_weeks",
        "outcome", "condition", "schedule", "route")  # fmt: skip
_ALIKE = ("first_author", "condition", "n_treated", "n_control", "product_kind", "cell_source")
_SAME_BECAUSE = {
    "trial": "same registration",
    "patients": "same author, condition, product and numbers of patients",
}
_SAME, _OTHER = "same patients as", "other patients than"


class _Seen:
    """The rows before this one, found by what a repetition would share."""

    def __init__(self) -> None:
        """Begin with no row."""
        self.ids: dict[str, int] = {}
        self.by: dict[tuple[str, ...], list[_Line]] = defaultdict(list)

    def add(self, line: int, row: dict[str, str]) -> None:
        """Keep a row under each of its keys."""
        self.ids.setdefault(row["study_id"], line)
        for key in _keys(row):
            self.by[key].append((line, row))

    def like(self, row: Mapping[str, str], kind: str) -> Iterator[_Line]:
        """Return the earlier rows with the same key of one kind."""
        for key in _keys(row):
            if key[0] == kind:
                yield from self.by.get(key, ())


def faults_of_duplicates(lines: Iterable[_Line], held: Iterable[Study]) -> list[Fault]:
    """Return each repetition at its later line; rows already held count as earlier."""
    seen = _Seen()
    for study in held:
        seen.add(_HELD, dict(study.reported))
    found: list[Fault] = []
    for line, row in lines:
        found += _same_id(line, row, seen)
        found += _same_row(line, row, seen)
        found += _same_patients(line, row, seen)
        found += _other_direction(line, row, seen)
        seen.add(line, row)
    return found


def _keys(row: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    if _source(row):
        yield ("arm", _source(row), *_words(row))
    if row["registration"]:
        yield "trial", row["registration"].casefold()
    if row["first_author"] and row["n_treated"]:
        yield ("patients", *(row[name].casefold() for name in _ALIKE))
    outcome = read_outcome(row["outcome"])
    if not (outcome.instrument or outcome.several or outcome.says_moved):
        yield "outcome", row["condition"], outcome.key


def _same_id(line: int, row: Mapping[str, str], seen: _Seen) -> list[Fault]:
    first = seen.ids.get(row["study_id"])
    if first is None or not row["study_id"]:
        return []
    do = "Give each row an id of its own, or leave it out if it is the same row"
    return [Fault(line, "study_id", f"'{row['study_id']}' stands {_place(first)} already", do)]


def _same_row(line: int, row: Mapping[str, str], seen: _Seen) -> list[Fault]:
    """One source, one outcome, one arm: a second such row would count the patients twice."""
    for first, other in seen.like(row, "arm"):
        if other["study_id"] != row["study_id"]:
            what = f"same source, arm and outcome as {other['study_id']} ({_place(first)})"
            return [Fault(line, "outcome", what, "Leave one out, or say how they differ")]
    return []


def _same_patients(line: int, row: Mapping[str, str], seen: _Seen) -> list[Fault]:
    """Two reports of one trial: one registration, or one author, place and size."""
    told = f"{row['outcome']} {row['ae_text']}"
    if _SAME in told or _is_pool(row):
        return []
    for kind, why in _SAME_BECAUSE.items():
        registered = kind == "patients" and row["registration"]
        for first, other in () if registered else seen.like(row, kind):
            apart = f"{_OTHER} {other['study_id']}" in told
            if apart or _source(other) == _source(row) or _is_pool(other):
                continue
            what = f"{why} as {other['study_id']} ({_place(first)}), but another source"
            do = (
                f"Write '{_SAME} {other['study_id']}' into ae_text, or"
                f" '{_OTHER} {other['study_id']}' if they are not"
            )
            return [Fault(line, "study_id", what, do)]
    return []


def _other_direction(line: int, row: Mapping[str, str], seen: _Seen) -> list[Fault]:
    """One outcome cannot be better both when higher and when lower."""
    for first, other in seen.like(row, "outcome"):
        if other["outcome_direction"] != row["outcome_direction"]:
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

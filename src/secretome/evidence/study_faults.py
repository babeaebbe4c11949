"""What can be wrong in one row of a study table, as a table of checks that all run."""

import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from secretome.evidence.catalogue import find_condition, is_icd10
from secretome.evidence.judging import read_design
from secretome.evidence.outcomes import OutcomeKind, read_outcome
from secretome.evidence.rows import Comparison

_Row = Mapping[str, str]
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?")
COUNTS = ("n_treated", "n_control", "treated_events", "control_events", "serious_ae_treated",
          "ae_treated", "year")  # fmt: skip
NUMBERS = ("dose_value", "follow_up_weeks", "treated_mean", "treated_sd", "control_mean",
            "control_sd", "effect", "ci_low", "ci_high")  # fmt: skip
_NOT_NEGATIVE = (*COUNTS, "dose_value", "follow_up_weeks", "treated_sd", "control_sd")
REQUIRED = ("study_id", "condition", "design", "product_kind", "outcome", "verified")
CHOICES = {
    "product_kind": ("ev", "secretome", "conditioned_medium", "cells"),
    "outcome_direction": ("higher_better", "lower_better"),
    "verified": ("read", "recall"),
    "autologous": ("yes", "no", "mixed", "both", "unclear", ""),
}
_DOSE_UNIT = re.compile(
    r"(particles|vesicles|cells|million cells|cell equivalents|[un]?[gL]|m[gL]|units|IU|percent|%)"
    r"( (protein|gel|cream|solution|RNA))?"
    r"(/(kg|m[gL]|[gL]|cm2|m2|day|eye|ear|knee|joint|side|site|tract|session|dose|disc|lesion)"
    r"( (ointment|gel|cream|body weight))?)?"
)
_EFFECT = ("effect", "ci_low", "ci_high")
_RESULTS = ("treated_mean", "control_mean", "treated_events", "control_events", "effect")
_RATIOS = ("RR", "OR", "HR", "RISK RATIO", "ODDS RATIO", "HAZARD RATIO", "RELATIVE RISK")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+_-]{0,59}")
_ODD = re.compile(r"</?[a-zA-Z!]|[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
_EVERYWHERE = "all conditions"


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault or warning: line, column, what is wrong, what to do."""

    line: int
    column: str
    what: str
    do: str

    @property
    def text(self) -> str:
        """One clear sentence."""
        place = f"Line {self.line}, {self.column}" if self.column else f"Line {self.line}"
        return f"{place}: {self.what}; {self.do[:1].lower()}{self.do[1:]}."


_Found = Iterator[tuple[str, str, str]]


def faults_of_row(line: int, row: _Row) -> list[Fault]:
    """Return every fault of one row; checks on numbers run only where the numbers can be read."""
    found = [f for check in _ON_TEXT for f in check(row)]
    if not any(column in (*COUNTS, *NUMBERS) for column, _, _ in found):
        found += [f for check in _ON_NUMBERS for f in check(row)]
    return [Fault(line, *one) for one in found]


def _required(row: _Row) -> _Found:
    for name in REQUIRED:
        if not row[name]:
            yield name, "it is empty", "Fill it in"
    if row["study_id"] and not _ID.fullmatch(row["study_id"]):
        do = "Use letters, digits, dot, plus, dash, underline; at most 60"
        yield "study_id", f"'{row['study_id'][:60]}' is no id", do
    if row["verified"] == "read" and not (
        row["source_url"] or row["doi_or_pmid"] or row["registration"]
    ):
        do = "Name the address, DOI, PMID or registration, or mark it as recall"
        yield "source_url", "a row that was read names no source", do


def _plain_words(row: _Row) -> _Found:
    """A cell is read by people on pages: no markup, nothing unseen; an address leads to a page."""
    for name, text in row.items():
        if _ODD.search(text):
            yield name, "it holds markup or characters that cannot be seen", "Write plain words"
    address = row["source_url"]
    if address and not address.startswith(("https://", "http://")):
        do = "Begin it with https:// or http://"
        yield "source_url", f"'{address[:40]}' is no address of a page", do


def _choices(row: _Row) -> _Found:
    for name, allowed in CHOICES.items():
        if row[name] not in allowed:
            listed = ", ".join(word for word in allowed if word)
            yield name, f"'{row[name][:40]}' is not among them", f"Write one of: {listed}"


def _numbers_read(row: _Row) -> _Found:
    for name in (*COUNTS, *NUMBERS):
        text = row[name]
        if not text:
            continue
        if not _NUMBER.fullmatch(text) or not math.isfinite(float(text)):
            hint = (
                "with a point, not a comma" if "," in text else "as a plain number or leave empty"
            )
            yield name, f"'{text[:40]}' is no number", f"Write it {hint}"
        elif name in COUNTS and not float(text).is_integer():
            yield name, f"{text} is no whole number", "Count patients, events or years"
        elif name in COUNTS and not text.lstrip("+-").isdigit():
            yield name, f"'{text}' is not written as a whole number", f"Write {float(text):.0f}"
        elif float(text) and not 1e-9 < abs(float(text)) < 1e15:
            yield name, f"{text} is impossibly large or small", "Check the exponent"


def _condition_known(row: _Row) -> _Found:
    name = row["condition"]
    written = [code.strip() for code in row["icd10"].split(";") if code.strip()]
    codes = [code for code in written if is_icd10(code)]
    for code in written:
        if code not in codes:
            yield "icd10", f"'{code[:20]}' is no ICD-10 code", "Write it like J84.1"
    if not name or name.startswith(_EVERYWHERE) or "healthy" in name.casefold():
        return
    found = find_condition(name)
    if found.condition is None and not found.several and not codes:
        near = f"Did you mean {'; '.join(found.near)}? Or give" if found.near else "Give"
        yield "condition", f"'{name[:60]}' is not in the catalogue", f"{near} its ICD-10 code"
    known = found.condition
    own_name = known and name.casefold() in (
        known.name.casefold(),
        *map(str.casefold, known.aliases),
    )
    if known and own_name and codes and not _codes_agree(known.icd10, codes):
        own = ";".join(known.icd10)
        what = f"{';'.join(codes)[:40]} is not the code of {known.name}"
        yield "icd10", what, f"Write {own} or a finer code of it"


def _codes_agree(own: tuple[str, ...], codes: list[str]) -> bool:
    plain = [code.replace(".", "").upper() for code in codes]
    return any(
        code.startswith(mine.replace(".", "")) or mine.replace(".", "").startswith(code)
        for mine in own
        for code in plain
    )


def _dose_unit(row: _Row) -> _Found:
    if row["dose_value"] and not row["dose_unit"]:
        yield "dose_unit", "a dose has no unit", "Write the unit as printed; it is never converted"
    if row["dose_unit"] and not _DOSE_UNIT.fullmatch(row["dose_unit"]):
        what = f"'{row['dose_unit'][:40]}' is no unit of a dose that we know"
        do = (
            "Write it like particles/kg, ug protein, mL, cells or percent gel; details to dose_text"
        )
        yield "dose_unit", what, do


def _direction_agrees(row: _Row) -> _Found:
    outcome = read_outcome(row["outcome"])
    known = outcome.instrument
    if known is None or outcome.says_moved or not any(row[name] for name in _RESULTS):
        return
    right = "higher_better" if known.higher_is_better else "lower_better"
    if row["outcome_direction"] not in (right, ""):
        what = f"{row['outcome_direction']} contradicts {known.name}"
        do = f"Write {right}, or say in the outcome that a reduction or improvement is given"
        yield "outcome_direction", what, do


def _not_negative(row: _Row) -> _Found:
    for name in _NOT_NEGATIVE:
        if row[name] and float(row[name]) < 0:
            yield name, f"{row[name]} is negative", "It cannot be below zero"
    if row["year"] and not 1900 <= float(row["year"]) <= 2100:
        yield "year", f"{row['year']} is no year of a report", "Write it like 2024"


def _events_fit(row: _Row) -> _Found:
    pairs = (
        ("treated_events", "n_treated"),
        ("control_events", "n_control"),
        ("serious_ae_treated", "n_treated"),
        ("ae_treated", "n_treated"),
    )
    for events, n in pairs:
        if row[events] and row[n] and float(row[events]) > float(row[n]):
            what = f"{row[events]} patients with an event among {row[n]}"
            yield events, what, "Count patients, not events, at most the size of the arm"


def _control_exists(row: _Row) -> _Found:
    values = [k for k in ("control_mean", "control_sd", "control_events") if row[k]]
    if row["n_control"] == "0" and values:
        yield values[0], "a control result stands beside no control patients", "Correct n_control"
    alone = read_design({**row, "n_control": ""}).comparison is Comparison.NONE
    single = re.search(r"single[- ](arm|group)|case (series|report)", row["design"].casefold())
    if alone and single and row["n_control"] not in ("", "0"):
        what = f"'{single.group(0)}' contradicts {row['n_control']} control patients"
        yield "n_control", what, "Correct the design or the number"


def _spread_possible(row: _Row) -> _Found:
    known = read_outcome(row["outcome"]).instrument
    for arm in ("treated", "control"):
        sd, n = row[f"{arm}_sd"], row[f"n_{arm}"]
        if sd and float(sd) == 0 and n not in ("", "0", "1"):
            yield f"{arm}_sd", "a spread of zero among several patients", "Leave it empty"
        if sd and known and known.scale and float(sd) > known.scale[1] - known.scale[0]:
            what = f"{sd} is wider than the whole scale of {known.name}"
            yield f"{arm}_sd", what, "Give the standard deviation in the unit of the scale"


def _mean_on_scale(row: _Row) -> _Found:
    outcome = read_outcome(row["outcome"])
    known = outcome.instrument
    if known is None or known.scale is None or known.kind is OutcomeKind.INSTRUMENT:
        return
    low, high = known.scale
    low = low - high if outcome.is_change else low
    for name in ("treated_mean", "control_mean"):
        if row[name] and not low <= float(row[name]) <= high:
            what = f"{row[name]} lies outside {known.name} ({low:g} to {high:g})"
            yield name, what, "Check unit and scale, or name another outcome"


def _interval_ordered(row: _Row) -> _Found:
    low, high, effect = row["ci_low"], row["ci_high"], row["effect"]
    if bool(low) != bool(high):
        yield "ci_low" if high else "ci_high", "an interval has one end only", "Give both or none"
    elif low and float(low) > float(high):
        yield "ci_low", f"the interval {low} to {high} is upside down", "Put the lower end first"
    elif low and float(low) == float(high):
        yield "ci_low", f"the interval {low} to {high} has no width", "Leave it empty"
    elif low and effect and not float(low) <= float(effect) <= float(high):
        what = f"{effect} lies outside its own interval {low} to {high}"
        yield "effect", what, "Correct sign or numbers"
    elif low and not effect:
        yield "effect", "an interval stands without its effect", "Give the effect"


def _effect_named(row: _Row) -> _Found:
    if any(row[name] for name in _EFFECT) and not row["effect_measure"]:
        do = "Name it: MD, SMD, RR, OR, risk_difference_pct, ..."
        yield "effect_measure", "an effect has no measure", do


def _effect_possible(row: _Row) -> _Found:
    limits = _limits_of(row["effect_measure"])
    if limits is None:
        return
    low, high, what, do = limits
    for name in _EFFECT:
        if row[name] and not low <= float(row[name]) <= high:
            yield name, f"{row[name]} is no {what}", do


def _limits_of(measure: str) -> tuple[float, float, str, str] | None:
    if measure.upper() in _RATIOS:
        return 1e-9, math.inf, "ratio", "A ratio is above zero"
    if re.search(r"proportion|incidence", measure):
        return 0, 100, "percentage", "Write 0 to 100"
    if measure.startswith("risk_difference_pct"):
        return -100, 100, "difference of percentages", "Write -100 to 100"
    return None


def _p_possible(row: _Row) -> _Found:
    match = re.fullmatch(r"p?\s*[<>=]?\s*([\d.eE+-]+)", row["p_value"])
    if not match:
        return
    try:
        value = float(match.group(1))
    except ValueError:
        return
    if not 0 <= value <= 1:
        yield "p_value", f"{row['p_value'][:20]} is no probability", "Write 0 to 1"


_ON_TEXT: tuple[Callable[[_Row], _Found], ...] = (
    _required,
    _plain_words,
    _choices,
    _numbers_read,
    _condition_known,
    _dose_unit,
    _direction_agrees,
)
_ON_NUMBERS: tuple[Callable[[_Row], _Found], ...] = (
    _not_negative,
    _events_fit,
    _control_exists,
    _spread_possible,
    _mean_on_scale,
    _interval_ordered,
    _effect_named,
    _effect_possible,
    _p_possible,
)

"""The one door of the quality room into the science: read a file, take numbers, judge them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from django.utils.translation import gettext as _

from secretome.errors import BadInput, Refused, UnknownLayout
from secretome.instruments import AttributeValue, Measurement, Sample, read
from secretome.quality import (
    DecisionRule,
    Dilution,
    Limits,
    Line,
    MethodPrecision,
    Reported,
    Verdict,
    concentration_estimate,
    in_canonical_unit,
    judge_result,
    mean_estimate,
    read_reported,
    said_apart,
    says_invalid,
    with_dilution_error,
)
from secretome.quality.assays import AssayResult
from secretome.units import ATTRIBUTES, Attribute, Estimate, EstimateKind, Kind, attribute
from secretome_record.ledger.refusal import Reason, Refusal, refuse

CONCENTRATION = "particle_concentration"
SYNTHETIC = "synthetic_file"
RULES = tuple(rule.value for rule in DecisionRule)
PASS, FAIL, CANNOT_TELL = (v.value for v in (Verdict.PASS, Verdict.FAIL, Verdict.CANNOT_TELL))
INVALID, PENDING = Verdict.INVALID.value, Verdict.PENDING.value
_FEWEST_DIGITS, _MOST_DIGITS, _WRITTEN_OUT = 4, 15, 1e6
_E_NOTATION = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?)[eE]([+-]?\d+)(?![\w.]*\w)")
_ASKED = frozenset({"dilution_not_recorded", "dilution_already_applied"})


@dataclass(frozen=True, slots=True)
class LineLimits:
    """What a specification line demands, in the canonical unit."""

    rule: str
    low: float | None
    high: float | None
    expected_text: str
    between_runs: float | None = None
    precision_source: str = ""


@dataclass(frozen=True, slots=True)
class TakenNumber:
    """One number ready to become a result: reported text, value, interval or why there is none."""

    attribute: str
    as_reported: str
    value: float | None
    unit: str
    comparator: str = ""
    estimate: Estimate | None = None
    no_estimate_reason: str = ""
    unreliable_reason: str = ""

    @property
    def is_unreliable(self) -> bool:
        """Whether the number must not be used."""
        return bool(self.unreliable_reason)


@dataclass(frozen=True, slots=True)
class Statement:
    """What a named person adds where the file does not say it."""

    sample: str
    factor_text: str
    reason: str
    by: str
    relative_sd: float = 0.0


def attribute_of(name: str) -> Attribute:
    """Return the word of the vocabulary. Raises Refusal for a name that is not in it."""
    try:
        return attribute(name)
    except BadInput as error:
        raise refuse("attribute", _sentence(error)) from error


def label_of(name: str) -> str:
    """Return how an attribute is called on pages."""
    entry = attribute_of(name)
    qualifier = name.partition("[")[2].rstrip("]")
    return f"{entry.label} ({qualifier})" if qualifier else entry.label


def choices() -> list[tuple[str, str]]:
    """Return the words of the vocabulary for a form."""
    return sorted(((a.name, a.label) for a in ATTRIBUTES.values()), key=lambda row: row[1])


def unit_of(name: str) -> str:
    """Return the canonical unit of an attribute; empty for a qualitative one."""
    return attribute_of(name).unit


def is_qualitative(name: str) -> bool:
    """Whether the attribute is reported in words."""
    return attribute_of(name).kind is Kind.QUALITATIVE


def limit_in_canonical_unit(text: str, unit: str, name: str) -> float | None:
    """Return a limit as written in the canonical unit. Raises Refusal for another kind of unit."""
    if not text.strip():
        return None
    entry = attribute_of(name)
    try:
        value = read_reported(text, entry.unit, entry.kind)
        if value.is_censored:
            raise refuse("limit", f"{entry.label}: write the limit '{text}' as a plain number.")
        return in_canonical_unit(value.value, unit or entry.unit, entry.kind)
    except BadInput as error:
        raise refuse("limit", f"{entry.label}: {_sentence(error)}") from error


def require_limits(low: float | None, high: float | None, name: str) -> None:
    """Raise Refusal when the limits allow nothing or everything."""
    try:
        Limits(low, high)
    except BadInput as error:
        raise refuse("limit", f"{label_of(name)}: {_sentence(error)}") from error


def read_instrument_file(data: bytes, name: str) -> dict[str, Any]:
    """Return what an instrument file says, as plain values. Raises Refusal with one sentence."""
    return measurement_of(data, name).as_dict()


def reader_version() -> str:
    """Return which reader read a file."""
    return f"secretome {version('secretome')}"


def numbers_from_file(
    data: bytes, name: str, statement: Statement, wanted: Iterable[str]
) -> tuple[TakenNumber, ...]:
    """Return the wanted attributes of one sample with their intervals.

    Raises Refusal when the sample or the dilution must be named by a person first.
    """
    measurement = measurement_of(data, name)
    sample = chosen_sample(measurement, statement.sample)
    blocked = " ".join(w.text for w in measurement.file_warnings if w.severity.blocks)
    found = [sample.attribute(word) for word in dict.fromkeys(wanted)]
    return tuple(
        _concentration(sample, value, statement, blocked)
        if value.name == CONCENTRATION and not (value.comparator and value.dilution_applied)
        else _replicated(sample, value, blocked)
        for value in found
        if value is not None
    )


def number_as_typed(
    name: str, text: str, unit: str, *, low_text: str, high_text: str, reason: str, source: str
) -> TakenNumber:
    """Return a result entered by hand. Raises Refusal for text that is no number or bound."""
    entry = attribute_of(name)
    if says_invalid(text):
        words = reason or "No valid result."
        return TakenNumber(name, text.strip(), None, "", no_estimate_reason=words)
    if entry.kind is Kind.QUALITATIVE:
        words = reason or "A result in words has no interval."
        return TakenNumber(name, text.strip(), None, "", no_estimate_reason=words)
    try:
        reported = read_reported(text, unit, entry.kind)
        estimate = _typed_interval(reported, low_text, high_text, unit, entry, source)
    except BadInput as error:
        raise refuse("as_reported", f"{entry.label}: {_sentence(error)}") from error
    if reported.is_censored and estimate:
        raise refuse("low_text", f"{reported.text} is a bound and has no interval. Say why.")
    return TakenNumber(
        name, reported.text, reported.value, unit.strip() or entry.unit,
        comparator=reported.comparator, estimate=estimate,
        no_estimate_reason="" if estimate else reason.strip(),
    )  # fmt: skip


def judge(number: TakenNumber, limits: LineLimits | None) -> tuple[str, str]:
    """Return the verdict and its sentence: the science's one rule, told what the record knows."""
    if number.is_unreliable:
        return INVALID, f"The number must not be used: {number.unreliable_reason}"
    if says_invalid(number.as_reported):
        return INVALID, "The test gave no valid result. Repeat it."
    if limits is None:
        return CANNOT_TELL, "No line of a specification in force covers this attribute."
    found = judge_result(
        _as_result(number), _line(limits), words=number.as_reported, reported=_reported(number)
    )
    return found.verdict.value, powers_of_ten(found.reason)


def _as_result(number: TakenNumber) -> AssayResult:
    estimate = None if number.comparator else number.estimate
    why_none = number.no_estimate_reason or "nobody said why it has no interval"
    return AssayResult(
        number.attribute, number.value, estimate, "" if estimate else why_none, number.comparator
    )


def _line(limits: LineLimits) -> Line:
    rule = DecisionRule(limits.rule)
    if rule is DecisionRule.QUALITATIVE:
        return Line(rule, expected=limits.expected_text)
    precision = None
    if limits.between_runs is not None:
        precision = MethodPrecision(limits.between_runs, limits.precision_source)
    return Line(rule, Limits(limits.low, limits.high), precision=precision)


def _reported(number: TakenNumber) -> Reported | None:
    if number.value is None:
        return None
    return Reported(number.as_reported, number.value, number.comparator)


def apart_from_verdict(name: str, method: str) -> tuple[str, ...]:
    """Return what is known of laboratories that differ by a method named in these words."""
    words = re.findall(r"\w+", method.upper())
    return tuple(said for word in dict.fromkeys(words) for said in said_apart(name, word))


def powers_of_ten(sentence: str) -> str:
    """Write computer notation in a sentence the way pages do: 1.8e+10 becomes 1.8 × 10^10."""
    return _E_NOTATION.sub(lambda m: f"{m[1]} × 10^{int(m[2])}", sentence)


def estimate_from(data: dict[str, Any] | None) -> Estimate | None:
    """Return a stored estimate as the science knows it."""
    return Estimate.from_dict(data) if data else None


def measurement_of(data: bytes, name: str) -> Measurement:
    """Return a file as the reader knows it. Raises Refusal with one sentence."""
    try:
        return read(data, name=name)
    except UnknownLayout as error:
        sentence = _(
            "%(name)s is no export that can be read here. Export the results again from the "
            "instrument's own software, unchanged."
        )
        raise refuse("file", sentence % {"name": name}) from error
    except BadInput as error:
        raise refuse("file", _sentence(error)) from error


def chosen_sample(measurement: Measurement, sample: str) -> Sample:
    """Return one sample of a file by its name. Raises Refusal where it must be named."""
    try:
        return measurement.sample(sample.strip() or None)
    except BadInput as error:
        raise refuse("sample_in_file", _sentence(error)) from error


def _dilution(statement: Statement) -> Dilution | None:
    text = statement.factor_text.strip()
    if not text:
        return None
    try:
        factor = float(text)
    except ValueError as error:
        sentence = f"'{text}' is no dilution factor. Write how many times it was diluted, as 100."
        raise refuse("dilution_factor_text", sentence) from error
    if not statement.reason.strip():
        raise refuse("dilution_reason", "Say how the dilution is known; the file does not say it.")
    try:
        return Dilution(factor, statement.by, statement.reason.strip(), statement.relative_sd)
    except BadInput as error:
        raise refuse("dilution_factor_text", _sentence(error)) from error


def _concentration(
    sample: Sample, value: AttributeValue, statement: Statement, blocked: str
) -> TakenNumber:
    dilution = _dilution(statement)
    try:
        estimate = concentration_estimate(sample, dilution=dilution)
        estimate = estimate if dilution else with_dilution_error(estimate, statement.relative_sd)
    except Refused as refused:
        return _without_estimate(value, dilution, refused)
    return TakenNumber(
        value.name, f"{estimate.value:.3g}", float(f"{estimate.value:.3g}"), value.unit,
        estimate=estimate, unreliable_reason=blocked,
    )  # fmt: skip


def _without_estimate(
    value: AttributeValue, dilution: Dilution | None, refused: Refused
) -> TakenNumber:
    """A person must state the dilution; anything else makes the number unusable, not absent."""
    asked = [reason for reason in refused.reasons if reason.code in _ASKED]
    if asked:
        raise Refusal(*(Reason("dilution_factor_text", reason.text) for reason in asked))
    why = " ".join(dict.fromkeys(reason.text for reason in refused.reasons))
    mean = None if value.value is None else value.value * (dilution.factor if dilution else 1)
    shown = "no number" if mean is None else f"{mean:.3g}"
    return TakenNumber(
        value.name, shown, None if mean is None else float(shown), value.unit,
        no_estimate_reason=why, unreliable_reason=why,
    )  # fmt: skip


def _replicated(sample: Sample, value: AttributeValue, blocked: str) -> TakenNumber:
    blocks = [w.text for w in sample.warnings if w.severity.blocks]
    why = " ".join(dict.fromkeys([*([blocked] if blocked else []), *blocks]))
    if is_qualitative(value.name):
        return _in_words(value, why)
    if value.value is None:
        return _without_number(value, why)
    source = f"sample {sample.id}, {value.n} captures"
    estimate = mean_estimate(value, source=source)
    shown = _shown(value.value, value.as_reported)
    return TakenNumber(
        value.name, shown, float(shown), value.unit, estimate=estimate, unreliable_reason=why,
        no_estimate_reason="" if estimate else "Fewer than two captures: nobody knows the scatter.",
    )  # fmt: skip


def _in_words(value: AttributeValue, why: str) -> TakenNumber:
    """The words as they stand in the file; repeats that say the same say it once."""
    parts = [part.strip() for part in value.as_reported.split("; ")]
    words = "; ".join(dict.fromkeys(parts))[:80]
    missing = "" if all(parts) else "A cell of the result is empty."
    return TakenNumber(
        value.name, words or "no words", None, "", unreliable_reason=why or missing,
        no_estimate_reason="A result in words has no interval.",
    )  # fmt: skip


def _without_number(value: AttributeValue, why: str) -> TakenNumber:
    """A bound stays a bound; anything else is no number, and nobody can tell what it is worth."""
    if value.bound is not None:
        shown = _shown(value.bound, value.as_reported)
        return TakenNumber(
            value.name, f"{value.comparator}{shown}", float(shown), value.unit,
            comparator=value.comparator, unreliable_reason=why,
            no_estimate_reason="A bound has no interval.",
        )  # fmt: skip
    reason = value.reason or "no number"
    return TakenNumber(
        value.name, (value.as_reported or reason)[:80], None, value.unit,
        unreliable_reason=why, no_estimate_reason=reason,
    )  # fmt: skip


def _shown(number: float, reported: str) -> str:
    """The number with as many digits as the file reported, and every one before the point."""
    bare = (re.sub(r"[eE].*|[^0-9]", "", part).lstrip("0") for part in reported.split(";"))
    whole = len(str(int(abs(number)))) if abs(number) < _WRITTEN_OUT else 0
    digits = max(_FEWEST_DIGITS, whole, *(len(one) for one in bare))
    return f"{number:.{min(digits, _MOST_DIGITS)}g}"


def _typed_interval(
    reported: Reported, low_text: str, high_text: str, unit: str, entry: Attribute, source: str
) -> Estimate | None:
    if not (low_text.strip() and high_text.strip()):
        return None
    low = read_reported(low_text, unit, entry.kind).value
    high = read_reported(high_text, unit, entry.kind).value
    return Estimate(reported.value, low, high, 0.95, EstimateKind.CONFIDENCE, source)


def _sentence(error: BadInput) -> str:
    """One sentence for a page: what is wrong, where, what to do."""
    text = f"{error.where}: {error.what}. {error.do}"
    return text if text.endswith((".", "?")) else f"{text}."

"""The one door of the quality room into the science: read a file, take numbers, judge them."""

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from math import log10
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from secretome.errors import BadInput, Refused, UnknownLayout
from secretome.instruments import AttributeValue, Measurement, Sample, read
from secretome.instruments.fcs import read_data_sets
from secretome.quality import (
    DecisionRule,
    Dilution,
    Limits,
    Reported,
    Verdict,
    concentration_estimate,
    in_canonical_unit,
    judge_guarded,
    judge_qualitative,
    judge_simple,
    mean_estimate,
    read_reported,
    says_invalid,
    with_dilution_error,
)
from secretome.quality.assays.curve_fit import Standard, fit_curve
from secretome.quality.assays.curve_models import CurveModel
from secretome.quality.assays.lines import straight_line
from secretome.units import ATTRIBUTES, Attribute, Estimate, EstimateKind, Kind, attribute
from secretome_record.ledger.refusal import Reason, Refusal, refuse

CONCENTRATION = "particle_concentration"
SYNTHETIC = "synthetic_file"
RULES = tuple(rule.value for rule in DecisionRule)
PASS, FAIL, CANNOT_TELL = (v.value for v in (Verdict.PASS, Verdict.FAIL, Verdict.CANNOT_TELL))
INVALID, PENDING = Verdict.INVALID.value, Verdict.PENDING.value
# Channels that hold a clock or a count and no light.
_NO_LIGHT = ("TIME", "HDR", "EVENT", "WIDTH")
_MOST_CHANNELS, _BINS, _LOG_ABOVE = 9, 96, 1000.0
_E_NOTATION = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?)[eE]([+-]?\d+)(?![\w.]*\w)")
_ASKED = frozenset({"dilution_not_recorded", "dilution_already_applied"})


@dataclass(frozen=True, slots=True)
class LineLimits:
    """What a specification line demands, in the canonical unit."""

    rule: str
    low: float | None
    high: float | None
    expected_text: str


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
    return _measurement(data, name).as_dict()


def reader_version() -> str:
    """Return which reader read a file."""
    return f"secretome {version('secretome')}"


def distributions(data: bytes, name: str, sample: str) -> list[dict[str, Any]]:
    """Return the size distributions of one sample, capture by capture, for a picture."""
    found = _chosen(_measurement(data, name), sample)
    return [{"capture": c.id, **c.distribution.as_dict()} for c in found.captures if c.distribution]


def temperatures(data: bytes, name: str) -> list[tuple[datetime, float]]:
    """Return the temperature readings of a logger's file in order, for a picture."""
    series = [
        c.series
        for sample in _measurement(data, name).samples
        for c in sample.captures
        if c.series is not None and c.series.attribute == "temperature"
    ]
    pairs = [pair for one in series for pair in zip(one.times, one.values, strict=True)]
    return sorted((datetime.fromisoformat(at), value) for at, value in pairs if value is not None)


def histograms(data: bytes, name: str, sample: str) -> list[dict[str, Any]]:
    """Return how many events lie where, channel by channel, for a picture."""
    names = [one.id for one in _measurement(data, name).samples]
    found = read_data_sets(data, name=name)[names.index(sample)]
    light = [
        place
        for place, channel in enumerate(found.channels)
        if not channel.name.upper().startswith(_NO_LIGHT)
    ]
    return [
        {"channel": found.channels[p].name, **_histogram(found.events[:, p])}
        for p in light[:_MOST_CHANNELS]
    ]


def _histogram(events: np.ndarray) -> dict[str, Any]:
    values = events.astype(float)
    values = values[np.isfinite(values)]
    is_log = values.size > 0 and float(values.max()) > _LOG_ABOVE
    # What is not above zero has no logarithm; it is gathered at the lowest place shown.
    shown = np.log10(np.maximum(values, 1.0)) if is_log else values
    # A few events far outside would press all others into one column; they count at the edge.
    low, high = np.quantile(shown, [0.001, 0.999]) if shown.size else (0.0, 1.0)
    counts, edges = np.histogram(np.clip(shown, low, high), bins=_BINS)
    middles = (edges[:-1] + edges[1:]) / 2
    return {"middles": middles.tolist(), "counts": counts.tolist(), "is_log": is_log}


def curve_through(curve: dict[str, Any]) -> list[tuple[float, float]]:
    """Return the line through the standards of a curve; empty where none can be fitted."""
    fit = _fit(curve)
    standards = [p["x"] for p in curve["points"] if p["is_standard"]]
    if fit is None:
        return []
    grid = np.geomspace(min(standards), max(standards), 60)
    return list(zip(grid.tolist(), fit[0](grid).tolist(), strict=True))


def fit_words(curve: dict[str, Any]) -> str:
    """Say what was fitted and how well."""
    fit = _fit(curve)
    return fit[1] if fit else _("no curve could be fitted")


def _fit(curve: dict[str, Any]) -> tuple[Any, str] | None:
    points = [(p["x"], p["y"]) for p in curve["points"] if p["is_standard"]]
    if curve.get("is_pcr"):
        line = straight_line([log10(x) for x, _y in points], [y for _x, y in points])
        words = _("slope %(slope).2f cycles for each power of ten") % {"slope": line.slope}
        return lambda x: line.intercept + line.slope * np.log10(x), words
    for model in (CurveModel.FOUR, CurveModel.LINEAR):
        with suppress(BadInput):
            fitted = fit_curve([Standard(x, y) for x, y in points], model)
            words = _("%(model)s fit, R² %(r).4f") % {"model": model.value, "r": fitted.r_squared}
            return fitted.curve.response, words
    return None


def numbers_from_file(
    data: bytes, name: str, statement: Statement, wanted: Iterable[str]
) -> tuple[TakenNumber, ...]:
    """Return the wanted attributes of one sample with their intervals.

    Raises Refusal when the sample or the dilution must be named by a person first.
    """
    measurement = _measurement(data, name)
    sample = _chosen(measurement, statement.sample)
    blocked = " ".join(w.text for w in measurement.file_warnings if w.severity.blocks)
    found = [sample.attribute(word) for word in dict.fromkeys(wanted)]
    return tuple(
        _concentration(sample, value, statement, blocked)
        if value.name == CONCENTRATION
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
    return TakenNumber(
        name, reported.text, reported.value, unit.strip() or entry.unit,
        comparator=reported.comparator, estimate=estimate,
        no_estimate_reason="" if estimate else reason.strip(),
    )  # fmt: skip


def judge(number: TakenNumber, limits: LineLimits | None) -> tuple[str, str]:
    """Return the verdict and its sentence by the rule the line names."""
    if number.is_unreliable:
        return INVALID, f"The number must not be used: {number.unreliable_reason}"
    if says_invalid(number.as_reported):
        return INVALID, "The test gave no valid result. Repeat it."
    if limits is None:
        return CANNOT_TELL, "No line of a specification in force covers this attribute."
    if limits.rule == DecisionRule.QUALITATIVE:
        found = judge_qualitative(number.as_reported, limits.expected_text)
    elif limits.rule == DecisionRule.GUARDED:
        found = judge_guarded(number.estimate, Limits(limits.low, limits.high))
    else:
        reported = Reported(number.as_reported, number.value or 0.0, number.comparator)
        floor = float("-inf") if _may_be_negative(number.attribute) else 0.0
        found = judge_simple(reported, Limits(limits.low, limits.high), floor=floor)
    return found.verdict.value, powers_of_ten(found.reason)


def powers_of_ten(sentence: str) -> str:
    """Write computer notation in a sentence the way pages do: 1.8e+10 becomes 1.8 × 10^10."""
    return _E_NOTATION.sub(lambda m: f"{m[1]} × 10^{int(m[2])}", sentence)


def estimate_from(data: dict[str, Any] | None) -> Estimate | None:
    """Return a stored estimate as the science knows it."""
    return Estimate.from_dict(data) if data else None


def _may_be_negative(name: str) -> bool:
    return attribute_of(name).kind in {Kind.TEMPERATURE, Kind.RATIO, Kind.POTENCY, Kind.FRACTION}


def _measurement(data: bytes, name: str) -> Measurement:
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


def _chosen(measurement: Measurement, sample: str) -> Sample:
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
    source = f"sample {sample.id}, {value.n} captures"
    estimate = mean_estimate(value, source=source)
    shown = value.reason or "no number" if value.value is None else f"{value.value:.4g}"
    return TakenNumber(
        value.name, shown[:80], None if value.value is None else float(f"{value.value:.4g}"),
        value.unit, estimate=estimate, unreliable_reason=why or (value.reason or ""),
        no_estimate_reason="" if estimate else "Fewer than two captures: nobody knows the scatter.",
    )  # fmt: skip


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

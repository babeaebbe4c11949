"""Quality words and contradictions of a NanoSight export as coded warnings per sample."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from secretome.instruments.measurement import (
    AttributeValue,
    Capture,
    InstrumentWarning,
    Sample,
    Severity,
)
from secretome.instruments.nanosight.constants import (
    CAUTION,
    CONCENTRATION_TOLERANCE,
    D_OFFSETS_NM,
    D_TOLERANCE_NM,
    ERROR_ROWS,
    FINE_WORDS,
    INFORMATION,
    NOT_CHECKED,
    NOTE,
    PROVEN_VERSIONS,
    QUALITY_WORDS,
    SAME_SETTINGS,
    SIZE_TOLERANCE_NM,
    SYNTHETIC_MARK,
    UNRELIABLE,
    WARNINGS,
)
from secretome.instruments.nanosight.structure import Summary, place_of
from secretome.instruments.tables import number

_WORDS = {place_of(section, key): words for (section, key), words in QUALITY_WORDS.items()}


@dataclass(frozen=True, slots=True)
class _Finding:
    """What is wrong with one capture, before captures are gathered."""

    code: str
    severity: Severity
    text: str


def sample_warnings(
    summary: Summary, sample_id: str, captures: tuple[Capture, ...]
) -> tuple[InstrumentWarning, ...]:
    """Findings of all captures of one sample, each said once with the captures it holds for."""
    gathered: dict[_Finding, list[str]] = {}
    for capture in captures:
        for finding in dict.fromkeys(_findings(summary, capture)):
            gathered.setdefault(finding, []).append(capture.id)
    warnings = [
        InstrumentWarning(
            one.code, one.severity, f"{one.text} ({_shown(ids, captures)}).", sample_id
        )
        for one, ids in gathered.items()
    ]
    return (*warnings, *_differences(sample_id, captures))


def file_warnings(summary: Summary, samples: tuple[Sample, ...]) -> tuple[InstrumentWarning, ...]:
    """Findings about the file as a whole."""
    return tuple(_file_warnings(summary, samples))


def _file_warnings(summary: Summary, samples: tuple[Sample, ...]) -> Iterator[InstrumentWarning]:
    stated = " ".join(text for _, text in summary.details)
    if len(samples) > 1:
        text = f"The file merges {len(samples)} samples: {', '.join(one.id for one in samples)}."
        yield InstrumentWarning("nta_merged_samples", CAUTION, f"{text} Name the one you mean.")
    elif "combined experiments" in stated.casefold():
        text = "The file was put together from several experiments."
        yield InstrumentWarning("nta_combined_experiments", NOTE, text)
    if SYNTHETIC_MARK.search(stated):
        text = "The file says that it is synthetic or a demo: no instrument measured it."
        yield InstrumentWarning("synthetic_file", NOTE, text)
    yield from _unproven(summary.software)


def _unproven(software: str) -> Iterator[InstrumentWarning]:
    """Say so where no real file of this software version was read in the tests."""
    if any(version in software for version in PROVEN_VERSIONS):
        return
    is_described = any(version in software for version in D_OFFSETS_NM)
    shown = software or "not stated"
    text = f"The reader is proven on real files of {', '.join(PROVEN_VERSIONS)}; this is: {shown}."
    severity = NOTE if is_described else CAUTION
    yield InstrumentWarning("nta_version_not_proven", severity, text)


def _findings(summary: Summary, capture: Capture) -> Iterator[_Finding]:
    place = summary.captures.index(capture.id)
    yield from _words(summary, place)
    yield from _errors(summary, place)
    yield from _dilution(capture)
    yield from _emptiness(capture)
    yield from _contradictions(summary, capture)


def _words(summary: Summary, place: int) -> Iterator[_Finding]:
    """Each row of quality words, also rows that the table of words does not know."""
    for where, row in summary.rows.items():
        if row.section in {WARNINGS, INFORMATION} and row.key not in ERROR_ROWS:
            yield from _word(row.key, row.values[place], _WORDS.get(where, {}))


def _word(key: str, printed: str, words: Mapping[str, tuple[str, Severity]]) -> Iterator[_Finding]:
    word = printed.casefold()
    if word in words:
        code, severity = words[word]
        yield _Finding(code, severity, f"{key}: {printed}")
    elif word == NOT_CHECKED:
        yield _Finding("nta_not_checked", NOTE, f"{key}: not checked by the instrument")
    elif word not in FINE_WORDS:
        text = f"{key}: {printed[:80]!r} is a word the reader does not know"
        yield _Finding("nta_unknown_word", CAUTION, text)


def _errors(summary: Summary, place: int) -> Iterator[_Finding]:
    for key in ERROR_ROWS:
        row = summary.row(INFORMATION, key)
        if row and row.values[place].casefold() not in {*FINE_WORDS, NOT_CHECKED, "none"}:
            text = f"The instrument printed an error: {row.values[place][:120]}"
            yield _Finding("nta_instrument_error", UNRELIABLE, text)


def _dilution(capture: Capture) -> Iterator[_Finding]:
    value = _attribute(capture, "particle_concentration")
    if value.dilution_applied is False:
        text = "The dilution was not recorded: concentrations are as measured"
        yield _Finding("nta_dilution_not_recorded", CAUTION, text)
    elif value.dilution_applied is None:
        text = "The dilution is neither a number nor 'Not recorded'"
        yield _Finding("nta_dilution_unclear", UNRELIABLE, text)


def _emptiness(capture: Capture) -> Iterator[_Finding]:
    if capture.value("particle_concentration") is None:
        text = "No particle was tracked: concentration and sizes are missing, not zero"
        yield _Finding("nta_zero_distribution", UNRELIABLE, text)


def _contradictions(summary: Summary, capture: Capture) -> Iterator[_Finding]:
    """Printed numbers that the bins of the same file do not give."""
    concentration = _attribute(capture, "particle_concentration")
    printed = number(concentration.as_reported)
    computed = concentration.value or 0.0
    if printed is None:
        text = "The file prints no concentration to hold against the size bins"
        yield _Finding("nta_print_missing", CAUTION, text)
    elif abs(printed - computed) > CONCENTRATION_TOLERANCE * max(printed, computed):
        text = f"Printed {printed:g} particles/mL, the size bins give {computed:g}"
        yield _Finding("nta_print_disagrees_with_bins", UNRELIABLE, text)
    for value in capture.attributes:
        if value.name.startswith("size_") and _disagrees(value, summary.software):
            text = f"Printed {value.name} {value.as_reported} nm, the bins give {value.value:.2f}"
            yield _Finding("nta_size_print_disagrees_with_bins", CAUTION, text)


def _disagrees(value: AttributeValue, software: str) -> bool:
    printed = number(value.as_reported)
    if printed is None or value.value is None:
        return False
    gap = value.value - printed
    if value.name in SIZE_TOLERANCE_NM:
        return abs(gap) > SIZE_TOLERANCE_NM[value.name]
    known = [offset for version, offset in D_OFFSETS_NM.items() if version in software]
    return all(abs(gap - offset) > D_TOLERANCE_NM for offset in known or D_OFFSETS_NM.values())


def _differences(sample_id: str, captures: tuple[Capture, ...]) -> Iterator[InstrumentWarning]:
    """What must be equal over the captures of one sample and is not."""
    settings = [dict(capture.settings) for capture in captures]
    for key in sorted(SAME_SETTINGS):
        found = sorted({one.get(key, "") for one in settings})
        if len(found) > 1:
            text = f"Captures differ in {key}: {', '.join(found)}."
            yield InstrumentWarning("nta_settings_differ", CAUTION, text, sample_id)
    factors = {one["dilution_as_recorded"] for one in settings}
    if len(factors) > 1:
        text = f"Captures differ in their dilution: {', '.join(sorted(factors))}."
        yield InstrumentWarning("nta_dilution_differs", UNRELIABLE, text, sample_id)


def _attribute(capture: Capture, name: str) -> AttributeValue:
    return next(value for value in capture.attributes if value.name == name)


def _shown(ids: Iterable[str], captures: tuple[Capture, ...]) -> str:
    listed = list(ids)
    if len(listed) == len(captures):
        return "every capture" if len(listed) > 1 else "its only capture"
    return f"capture{'s' * (len(listed) > 1)} {', '.join(listed)}"

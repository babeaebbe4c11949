"""A NanoSight export as a measurement: samples, captures, attributes, warnings.

Values are computed from the size bins; the printed text stands beside them as reported.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from statistics import fmean

from secretome.instruments.measurement import (
    AttributeValue,
    Capture,
    Measurement,
    Sample,
    SizeDistribution,
)
from secretome.instruments.nanosight.constants import (
    CONCENTRATION,
    CONDITIONS,
    CONVENTIONS,
    DILUTION,
    INFORMATION,
    KEPT_RESULTS,
    NOT_RECORDED,
    RESULT_ROWS,
    RESULTS,
    SETTINGS,
    SIZE_DATA,
    SIZE_ROWS,
    VALID_TRACKS,
    WARNINGS,
)
from secretome.instruments.nanosight.grouping import sample_of
from secretome.instruments.nanosight.quality import file_warnings, sample_warnings
from secretome.instruments.nanosight.reader import read_document
from secretome.instruments.nanosight.structure import KeyRow, Summary, read_summary
from secretome.instruments.sizes import SizeStatistics, size_statistics
from secretome.instruments.tables import number
from secretome.instruments.values import sample_sd

_EMPTY = "no particle was tracked in this capture"


def read(data: bytes, *, sha256: str, name: str) -> Measurement:
    """Read one experiment summary; raises BadInput where it is damaged or contradicts itself."""
    summary = read_summary(read_document(data, name=name))
    captures = tuple(_capture(summary, place) for place in range(len(summary.captures)))
    owners = sample_of(summary.captures)
    samples = tuple(
        _sample(summary, sample_id, _belonging(captures, owners, sample_id))
        for sample_id in dict.fromkeys(owners)
    )
    return Measurement(
        kind="nanosight",
        instrument="NanoSight NTA",
        software=summary.software,
        sha256=sha256,
        samples=samples,
        file_warnings=file_warnings(summary, samples),
        unused=(*summary.unread, *summary.table.unread, *_unread_rows(summary)),
        details=(*summary.details, ("encoding", summary.encoding)),
        summary=tuple(_printed_summary(summary)),
        conventions=CONVENTIONS,
    )


def _belonging(
    captures: tuple[Capture, ...], owners: tuple[str, ...], sample_id: str
) -> tuple[Capture, ...]:
    return tuple(
        capture for capture, owner in zip(captures, owners, strict=True) if owner == sample_id
    )


def _capture(summary: Summary, place: int) -> Capture:
    table = summary.table
    counts = table.counts[place]
    statistics = size_statistics(table.centres_nm, counts, table.step_nm)
    return Capture(
        id=summary.captures[place],
        attributes=tuple(_attributes(summary, place, statistics)),
        settings=tuple(_settings(summary, place)),
        quality=tuple(_words(summary, place)),
        distribution=SizeDistribution(table.centres_nm, counts) if statistics.sizes_nm else None,
    )


def _attributes(
    summary: Summary, place: int, statistics: SizeStatistics
) -> Iterator[AttributeValue]:
    tracks = summary.row(SIZE_DATA, VALID_TRACKS)
    is_empty = statistics.sizes_nm is None or _number_in(tracks, place) == 0
    yield AttributeValue(
        "particle_concentration",
        None if is_empty else statistics.total_per_ml,
        _cell(summary.row(RESULTS, CONCENTRATION), place),
        dilution_applied=_is_applied(_dilution_text(summary, place)),
        reason=_EMPTY if is_empty else None,
    )
    for name, key in SIZE_ROWS.items():
        value = None if is_empty or not statistics.sizes_nm else statistics.sizes_nm[name]
        reported = _cell(summary.row(SIZE_DATA, key), place)
        yield AttributeValue(name, value, reported, reason=_EMPTY if value is None else None)
    yield _as_printed("valid_tracks", tracks, place)
    for name, key in RESULT_ROWS.items():
        yield _as_printed(name, summary.row(RESULTS, key), place)


def _as_printed(name: str, row: KeyRow | None, place: int) -> AttributeValue:
    value = _number_in(row, place)
    is_sound = value is not None and value >= 0
    reason = None if is_sound else "the file prints no number for it"
    return AttributeValue(name, value if is_sound else None, _cell(row, place), reason=reason)


def _cell(row: KeyRow | None, place: int) -> str:
    return row.values[place] if row else ""


def _number_in(row: KeyRow | None, place: int) -> float | None:
    return number(row.values[place]) if row else None


def _dilution_text(summary: Summary, place: int) -> str:
    return _cell(summary.row(RESULTS, DILUTION), place)


def _is_applied(text: str) -> bool | None:
    """A number means that concentrations are already multiplied by it."""
    if text.casefold() == NOT_RECORDED:
        return False
    return True if (number(text) or 0) > 0 else None


def _settings(summary: Summary, place: int) -> Iterator[tuple[str, str]]:
    """Every method setting as text, under a name made from the printed one."""
    for row in summary.rows.values():
        is_kept = row.section == RESULTS and row.key in KEPT_RESULTS
        if row.section in {CONDITIONS, SETTINGS} or is_kept:
            yield _slug(row.key), row.values[place]
    yield "dilution_as_recorded", _dilution_text(summary, place)


def _words(summary: Summary, place: int) -> Iterator[tuple[str, str]]:
    for row in summary.rows.values():
        if row.section in {WARNINGS, INFORMATION}:
            yield f"{_slug(row.section)}.{_slug(row.key)}", row.values[place]


@lru_cache(maxsize=512)
def _slug(key: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", key.casefold()).strip("_")


def _sample(summary: Summary, sample_id: str, captures: tuple[Capture, ...]) -> Sample:
    names = [value.name for value in captures[0].attributes]
    factors = {number(dict(one.settings)["dilution_as_recorded"]) for one in captures}
    return Sample(
        id=sample_id,
        captures=captures,
        attributes=tuple(_mean(captures, place, name) for place, name in enumerate(names)),
        warnings=sample_warnings(summary, sample_id, captures),
        dilution_factor=factors.pop() if len(factors) == 1 else None,
    )


def _mean(captures: tuple[Capture, ...], place: int, name: str) -> AttributeValue:
    """Mean and SD over the captures that have a value; empty ones do not count as zero."""
    parts = [capture.attributes[place] for capture in captures]
    values = [part.value for part in parts if part.value is not None]
    applied = {part.dilution_applied for part in parts}
    return AttributeValue(
        name,
        fmean(values) if values else None,
        "; ".join(part.as_reported for part in parts),
        sd=sample_sd(values),
        n=len(values),
        dilution_applied=applied.pop() if len(applied) == 1 else None,
        reason=None if values else "no capture has a value",
    )


def _printed_summary(summary: Summary) -> Iterator[tuple[str, str]]:
    """What the file prints as average and standard error over all its captures."""
    for row in summary.rows.values():
        if row.average and row.key != "Filename":
            yield f"{_slug(row.key)}.average", row.average
            yield f"{_slug(row.key)}.standard_error", row.standard_error


def _unread_rows(summary: Summary) -> Iterator[str]:
    """Rows of results that nothing uses, and cells beyond the known columns."""
    used = {DILUTION, CONCENTRATION, *RESULT_ROWS.values(), *KEPT_RESULTS}
    known = {*SIZE_ROWS.values(), VALID_TRACKS, "Filename", "Weighting", "Analysis Method"}
    for row in summary.rows.values():
        is_left = row.section == RESULTS and row.key not in used
        if is_left or (row.section == SIZE_DATA and row.key not in known):
            yield f"[{row.section}] {row.key} (line {row.line})"
        if row.beyond:
            yield f"[{row.section}] {row.key}: {len(row.beyond)} cells beyond the known columns"

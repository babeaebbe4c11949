"""What a gating file comes down to: populations with their path, parent and count as printed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from secretome.instruments.measurement import AttributeValue, Capture, InstrumentWarning, Sample
from secretome.instruments.values import measured, qualified, unique_ids

_LONGEST = 78
NOT_KEPT = "the file keeps no counts here"


@dataclass(frozen=True, slots=True)
class Population:
    """One gate: the path that leads to it, the count in it, and that of its parent."""

    path: str
    count: str
    parent: str


def sample_of(
    sample_id: str,
    total: str,
    populations: Sequence[Population],
    *,
    warnings: tuple[InstrumentWarning, ...] = (),
    is_kept: bool = True,
    settings: tuple[tuple[str, str], ...] = (),
) -> Sample:
    """A sample with the count and the share of its parent for every population."""
    values = tuple(_values(total, populations, is_kept=is_kept))
    return Sample(sample_id, (Capture(sample_id, values, settings),), values, warnings)


def _values(
    total: str, populations: Sequence[Population], *, is_kept: bool
) -> Iterator[AttributeValue]:
    yield _count("event_count", total, is_kept=is_kept)
    names = unique_ids(_short(one.path) for one in populations)
    for name, one in zip(names, populations, strict=True):
        count = _count(qualified("event_count", name), one.count, is_kept=is_kept)
        yield count
        yield _share(qualified("gate_fraction", name), count, one)


def _short(path: str) -> str:
    """The end of a long path, which tells more than its beginning."""
    return path if len(path) <= _LONGEST else f"...{path[3 - _LONGEST :]}"


def _count(name: str, text: str, *, is_kept: bool) -> AttributeValue:
    return measured(name, text) if is_kept else AttributeValue(name, None, text, reason=NOT_KEPT)


def _share(name: str, count: AttributeValue, one: Population) -> AttributeValue:
    parent = measured("event_count", one.parent).value
    shown = f"{one.count} of {one.parent}"
    if count.value is None or not parent:
        return AttributeValue(name, None, shown, reason="its parent holds no events or no count")
    return AttributeValue(name, 100 * count.value / parent, shown)

"""Which captures belong to one sample: the counter at the end of the capture name is stripped."""

import re

_COUNTER = re.compile(r"^(.+?)[_\- ]+([0-9]{1,3})$")


def sample_of(captures: tuple[str, ...]) -> tuple[str, ...]:
    """Sample id of each capture, in order.

    A trailing number is a counter only where the names prove it: ``_00`` to ``_09`` occur under
    the same stem, or the numbers run on from 0 or 1. ``beads_100`` and ``beads_200`` stay two.
    """
    stems: dict[str, list[str]] = {}
    for stem, counter in filter(None, map(_split, captures)):
        stems.setdefault(stem, []).append(counter)
    counted = {stem for stem, counters in stems.items() if _is_counter(counters)}
    return tuple(_sample(name, counted) for name in captures)


def _split(name: str) -> tuple[str, str] | None:
    found = _COUNTER.match(name)
    return (found[1], found[2]) if found else None


def _is_counter(counters: list[str]) -> bool:
    if any(len(text) > 1 and text.startswith("0") for text in counters):
        return True
    numbers = sorted(int(text) for text in counters)
    return numbers[0] in {0, 1} and numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def _sample(name: str, counted: set[str]) -> str:
    found = _split(name)
    return found[0] if found and found[0] in counted else name

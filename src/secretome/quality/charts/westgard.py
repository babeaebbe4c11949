"""Westgard's multirules on control results: which rule speaks, about which runs, of what error.

An invalid run carries no number: it is passed over and named, and never counts for or against.
Stands on: Westgard, Barry, Hunt and Groth 1981 (Clin Chem 27:493); R-4s only inside one run.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from secretome.errors import BadInput
from secretome.quality.charts.limits import ControlLimits


class ChartState(StrEnum):
    """What the rules together say of the newest run."""

    IN_CONTROL = "IN_CONTROL"
    WARNING = "WARNING"
    OUT_OF_CONTROL = "OUT_OF_CONTROL"
    INVALID = "INVALID"


@dataclass(frozen=True, slots=True)
class WestgardRule:
    """So many results in a row beyond so many standard deviations on one side."""

    name: str
    in_a_row: int
    sds: float
    rejects: bool
    error: str


RULES: tuple[WestgardRule, ...] = (
    WestgardRule("1-2s", 1, 2, rejects=False, error="warning: look at the other rules"),
    WestgardRule("1-3s", 1, 3, rejects=True, error="random error, or a large shift"),
    WestgardRule("2-2s", 2, 2, rejects=True, error="systematic error"),
    WestgardRule("R-4s", 2, 2, rejects=True, error="random error"),
    WestgardRule("4-1s", 4, 1, rejects=True, error="systematic error"),
    WestgardRule("10-x", 10, 0, rejects=True, error="systematic error"),
)
_RANGE, _PAIR = "R-4s", "2-2s"
_IN_A_ROW = tuple(rule for rule in RULES if rule.name != _RANGE)


@dataclass(frozen=True, slots=True)
class ControlPoint:
    """One control result of one run; None with a reason where the run was invalid."""

    run: str
    value: float | None
    material: str = "control"
    invalid_reason: str | None = None

    def __post_init__(self) -> None:
        """Refuse a silent gap, and a number from a run that was called invalid."""
        if (self.value is None) != bool(self.invalid_reason):
            do = "Give either a value, or the reason why the run is invalid"
            raise BadInput("a control result is half said", where=f"run {self.run}", do=do)


@dataclass(frozen=True, slots=True)
class RuleHit:
    """One rule that speaks, at the run that completed the pattern."""

    rule: str
    rejects: bool
    run: str
    runs: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class ChartReading:
    """Every hit in the order of runs, the runs passed over, and the state after the last run."""

    state: ChartState
    hits: tuple[RuleHit, ...]
    passed_over: tuple[tuple[str, str], ...]
    provisional: tuple[str, ...]

    def at(self, run: str) -> tuple[RuleHit, ...]:
        """The hits that one run completed."""
        return tuple(hit for hit in self.hits if hit.run == run)


@dataclass(frozen=True, slots=True)
class _Scored:
    run: str
    material: str
    z: float


def read_chart(points: Sequence[ControlPoint], limits: Mapping[str, ControlLimits]) -> ChartReading:
    """Apply every rule to control results in the order of time, several materials together.

    Raises BadInput for a material without limits, and for no points at all.
    """
    if not points:
        raise BadInput("there is no control result", where="control chart", do="Give at least one")
    scored = [_scored(point, limits) for point in points if point.value is not None]
    hits = tuple(dict.fromkeys(_hits(scored)))
    order = {run: place for place, run in enumerate(point.run for point in points)}
    ordered = tuple(sorted(hits, key=lambda hit: order[hit.run]))
    invalid = tuple((p.run, p.invalid_reason) for p in points if p.invalid_reason)
    notes = {name: one.provisional for name, one in limits.items() if one.provisional}
    return ChartReading(
        state=_state(points[-1].run, ordered, scored),
        hits=ordered,
        passed_over=invalid,
        provisional=tuple(f"{name}: {note}" for name, note in notes.items()),
    )


def _scored(point: ControlPoint, limits: Mapping[str, ControlLimits]) -> _Scored:
    if point.material not in limits or point.value is None:
        do = f"Name its centre and SD; known: {', '.join(limits) or 'none'}"
        raise BadInput(f"no limits for '{point.material}'", where=f"run {point.run}", do=do)
    return _Scored(point.run, point.material, limits[point.material].z(point.value))


def _hits(scored: Sequence[_Scored]) -> Iterator[RuleHit]:
    """Within each material over runs, and over all materials in the order they were run."""
    for material in dict.fromkeys(one.material for one in scored):
        yield from _rows([one for one in scored if one.material == material], _IN_A_ROW)
    yield from _rows(scored, [rule for rule in _IN_A_ROW if rule.name != _PAIR])
    for run in dict.fromkeys(one.run for one in scored):
        inside = [one for one in scored if one.run == run]
        yield from _rows(inside, [rule for rule in _IN_A_ROW if rule.name == _PAIR])
        yield from _ranges(run, inside)


def _rows(series: Sequence[_Scored], rules: Sequence[WestgardRule]) -> Iterator[RuleHit]:
    for rule in rules:
        for end in range(rule.in_a_row, len(series) + 1):
            window = series[end - rule.in_a_row : end]
            side = _side(window, rule.sds)
            if side:
                yield _hit(rule, window, f"{rule.in_a_row} in a row {side}")


def _side(window: Sequence[_Scored], sds: float) -> str:
    if all(one.z > sds for one in window):
        return f"above +{sds:g} SD" if sds else "above the centre"
    if all(one.z < -sds for one in window):
        return f"below -{sds:g} SD" if sds else "below the centre"
    return ""


def _ranges(run: str, inside: Sequence[_Scored]) -> Iterator[RuleHit]:
    rule = next(rule for rule in RULES if rule.name == _RANGE)
    top, bottom = (pick(inside, key=lambda one: one.z) for pick in (max, min))
    if top.z > rule.sds and bottom.z < -rule.sds:
        yield _hit(rule, (top, bottom), f"{top.z:+.1f} SD and {bottom.z:+.1f} SD in run {run}")


def _hit(rule: WestgardRule, window: Sequence[_Scored], seen: str) -> RuleHit:
    runs = tuple(dict.fromkeys(one.run for one in window))
    text = f"{rule.name}: {seen} ({rule.error})."
    return RuleHit(rule.name, rule.rejects, window[-1].run, runs, text)


def _state(run: str, hits: Sequence[RuleHit], scored: Sequence[_Scored]) -> ChartState:
    if not any(one.run == run for one in scored):
        return ChartState.INVALID
    here = [hit for hit in hits if hit.run == run]
    if any(hit.rejects for hit in here):
        return ChartState.OUT_OF_CONTROL
    return ChartState.WARNING if here else ChartState.IN_CONTROL

"""What is assumed about bias, each number with its source or marked as a judgement."""

from dataclasses import dataclass
from functools import cache

from secretome.evidence.files import number, rows_of


@dataclass(frozen=True, slots=True)
class Assumption:
    """One number that an expectation stands on."""

    name: str
    value: float
    low: float | None
    high: float | None
    unit: str
    used_for: str
    source: str
    verified: str


@cache
def assumptions() -> tuple[Assumption, ...]:
    """Return the table of assumptions, in its order."""
    return tuple(
        Assumption(
            name=row["name"],
            value=float(row["value"]),
            low=number(row["low"]),
            high=number(row["high"]),
            unit=row["unit"],
            used_for=row["used_for"],
            source=row["source"],
            verified=row["verified"],
        )
        for row in rows_of("assumptions")
    )


@cache
def assumed(name: str) -> float:
    """Return the value of one assumption."""
    return next(a.value for a in assumptions() if a.name == name)

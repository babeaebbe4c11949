"""The same population on a Dask cluster: plans and index ranges go out, only counts come back."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol

from secretome.population.runs import Plan, PopulationRun, Progress, run_population_with


class Client(Protocol):
    """What we need of ``distributed.Client``."""

    def map(self, function: Callable[[Any], Any], tasks: Sequence[Any]) -> Iterable[Any]:
        """Start the function on every task; answers futures in the order of the tasks."""
        ...


def run_population_on_dask(
    plan: Plan, client: Client, *, progress: Progress | None = None
) -> PopulationRun:
    """Simulate on the workers of ``client``; bit for bit what one machine of their type gives."""

    def spread(function: Callable[[range], Any], tasks: Sequence[range]) -> Iterable[Any]:
        return (future.result() for future in client.map(function, tasks))

    return run_population_with(plan, spread, progress=progress)

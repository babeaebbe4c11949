"""Sparse elimination without pivoting, worked out on the pattern of the matrix before any number
is known.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from secretome.engine.expressions import Graph, Node

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Elimination:
    """An order of diagonal pivots and the places that hold a number during elimination."""

    order: tuple[int, ...]
    slots: Mapping[Place, int]
    below: Mapping[int, tuple[int, ...]]
    right: Mapping[int, tuple[int, ...]]


def plan_elimination(pattern: Collection[Place], size: int) -> Elimination:
    """Markowitz order: the next pivot is the one that can fill the fewest new places."""
    rows: dict[int, set[int]] = {i: {i} for i in range(size)}
    columns: dict[int, set[int]] = {i: {i} for i in range(size)}
    for row, column in pattern:
        rows[row].add(column)
        columns[column].add(row)
    left, order = set(range(size)), []
    while left:
        pivot = min(
            left, key=lambda i: ((len(rows[i] & left) - 1) * (len(columns[i] & left) - 1), i)
        )
        order.append(pivot)
        left.discard(pivot)
        for row in columns[pivot] & left:
            for column in rows[pivot] & left:
                rows[row].add(column)
                columns[column].add(row)
    rank = {state: i for i, state in enumerate(order)}
    places = sorted(((r, c) for r in rows for c in rows[r]), key=lambda e: (rank[e[0]], rank[e[1]]))
    return Elimination(
        order=tuple(order),
        slots={place: slot for slot, place in enumerate(places)},
        below={
            k: tuple(sorted((r for r in columns[k] if rank[r] > rank[k]), key=rank.__getitem__))
            for k in order
        },
        right={
            k: tuple(sorted((c for c in rows[k] if rank[c] > rank[k]), key=rank.__getitem__))
            for k in order
        },
    )


def eliminate(graph: Graph, plan: Elimination, matrix: Mapping[Place, Node]) -> dict[int, Node]:
    """The factors of ``matrix`` slot by slot; pivots are stored as reciprocals."""
    work = dict(matrix)
    zero = graph.const(0.0)
    for pivot in plan.order:
        reciprocal = graph.rcp(work[pivot, pivot])
        for row in plan.below[pivot]:
            multiplier = graph.mul(work.get((row, pivot), zero), reciprocal)
            work[row, pivot] = multiplier
            for column in plan.right[pivot]:
                product = work.get((pivot, column))
                if product is not None:
                    before = work.get((row, column), zero)
                    work[row, column] = graph.fnma(multiplier, product, before)
        work[pivot, pivot] = reciprocal
    return {slot: work.get(place, zero) for place, slot in plan.slots.items()}


def substitute(graph: Graph, plan: Elimination, right_side: list[Node]) -> list[Node]:
    """The solution of factor times x = ``right_side``, with factors read from array ``L``."""
    x = list(right_side)
    for pivot in plan.order:
        for row in plan.below[pivot]:
            x[row] = graph.fnma(_factor(graph, plan, row, pivot), x[pivot], x[row])
    for pivot in reversed(plan.order):
        for column in plan.right[pivot]:
            x[pivot] = graph.fnma(_factor(graph, plan, pivot, column), x[column], x[pivot])
        x[pivot] = graph.mul(x[pivot], _factor(graph, plan, pivot, pivot))
    return x


def _factor(graph: Graph, plan: Elimination, row: int, column: int) -> Node:
    return graph.node("L", plan.slots[row, column])

"""The lineage: from anything with a code to all it came from and all that came from it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from secretome_record.ledger.base import CodedRecord
from secretome_record.ledger.models import Edge, Node
from secretome_record.ledger.refusal import refuse

# A donor product's longest way from donor to administration has about ten steps.
_DEPTH_LIMIT = 64


@dataclass(frozen=True, slots=True)
class Trace:
    """One node with all its ancestors and descendants and the edges between them."""

    node: Node
    ancestors: tuple[Node, ...]
    descendants: tuple[Node, ...]
    edges: tuple[tuple[str, str, str], ...]

    def of_kind(self, kind: str) -> tuple[Node, ...]:
        """Return the nodes of ``kind`` anywhere in the trace."""
        return tuple(n for n in (*self.ancestors, self.node, *self.descendants) if n.kind == kind)


def add_node(row: CodedRecord) -> Node:
    """Give ``row`` its place in the lineage; called when the row is created."""
    return Node.objects.create(
        code=row.code, kind=row.NODE_KIND, subject_id=row.pk, site_id=row.site_id
    )


def link(*, child: CodedRecord, parents: Iterable[CodedRecord], kind: str) -> None:
    """Say that ``child`` came from ``parents``. Raises Refusal when that would close a circle."""
    below = Node.objects.get(subject_id=child.pk)
    for parent in parents:
        above = Node.objects.get(subject_id=parent.pk)
        if above.pk == below.pk or above.pk in _reach(below.pk, "parent_id", "child_id"):
            raise refuse("circle", f"{parent} cannot come from itself by way of {child}.")
        Edge.objects.get_or_create(parent=above, child=below, kind=kind)


def trace(code: str, *, site_id: UUID | None = None) -> Trace:
    """Return everything the thing named ``code`` came from and everything that came from it."""
    found = Node.objects.filter(code=code)
    node = (found.filter(site_id=site_id) if site_id else found).first()
    if node is None:
        raise refuse("unknown_code", f"Nothing here has the code {code}.")
    up = _reach(node.pk, "child_id", "parent_id")
    down = _reach(node.pk, "parent_id", "child_id")
    return Trace(node, _nodes(up), _nodes(down), _edges({node.pk, *up, *down}))


def _reach(start: Any, here: str, there: str) -> set[Any]:
    sql = f"""WITH RECURSIVE way(id, depth) AS (
        SELECT {there}, 1 FROM ledger_edge WHERE {here} = %s
        UNION SELECT e.{there}, w.depth + 1 FROM ledger_edge e JOIN way w ON e.{here} = w.id
        WHERE w.depth < {_DEPTH_LIMIT}) SELECT DISTINCT id FROM way"""
    field = Node._meta.pk  # noqa: SLF001
    with connection.cursor() as cursor:
        cursor.execute(sql, [field.get_db_prep_value(start, connection)])
        return {field.to_python(row[0]) for row in cursor.fetchall()}


def _nodes(ids: set[Any]) -> tuple[Node, ...]:
    return tuple(Node.objects.filter(pk__in=ids).order_by("recorded_at", "id"))


def _edges(ids: set[Any]) -> tuple[tuple[str, str, str], ...]:
    rows = Edge.objects.filter(parent__in=ids, child__in=ids).order_by("recorded_at", "id")
    return tuple(rows.values_list("parent__code", "child__code", "kind"))


def nodes_like(words: str, site_ids: Iterable[UUID]) -> QuerySet[Node]:
    """Return coded things of these sites whose code begins like ``words``."""
    found = Node.objects.filter(site_id__in=list(site_ids), code__istartswith=words)
    return found.order_by("code")

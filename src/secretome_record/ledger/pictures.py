"""The trace as a picture: donors on the left, patients on the right, held parts hatched."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from secretome_record.ledger.lineage import Trace
from secretome_record.ledger.models import Node

# The order of the flow; a kind that is not named here stands after the last.
COLUMNS = (
    "donor",
    "donation",
    "cell bank",
    "batch",
    "lot",
    "sample",
    "vial",
    "plan",
    "session",
    "administration",
    "adverse event",
    "patient",
)
_WIDTH, _GAP, _HEIGHT, _ROW = 104, 26, 30, 40
_MOST = 14


@dataclass(frozen=True, slots=True)
class Placed:
    """A node with its place in the picture."""

    node: Node
    x: int
    y: int
    state: str
    is_asked: bool


def code_url(code: str) -> str:
    """Return the address that opens whatever has this code."""
    return f"{reverse('search')}?{urlencode({'q': code})}"


def trace_picture(trace: Trace, states: Mapping[str, str]) -> SafeString:
    """Return the SVG of a trace; ``states`` gives the state word of nodes that have one."""
    columns = _columns(trace)
    placed = {
        node.code: Placed(
            node,
            x * (_WIDTH + _GAP) + 8,
            y * _ROW + 44,
            states.get(node.code, ""),
            node.pk == trace.node.pk,
        )
        for x, (_kind, nodes) in enumerate(columns)
        for y, node in enumerate(nodes[:_MOST])
    }
    width = len(columns) * (_WIDTH + _GAP) - _GAP + 16
    height = 56 + _ROW * max(min(len(nodes), _MOST + 1) for _kind, nodes in columns)
    return format_html(
        '<svg class="trace" viewBox="0 0 {} {}" width="{}" height="{}" role="group" '
        'aria-label="{}">{}{}{}{}</svg>',
        width,
        height,
        width,
        height,
        _spoken(trace),
        _HATCH,
        _heads(columns),
        _lines(trace, placed),
        format_html_join("", "{}", ((_box(p),) for p in placed.values())),
    )


_HATCH = format_html(
    '<defs><pattern id="{}" width="8" height="8" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><line class="hatch" x1="0" y1="0" x2="0" y2="8"/>'
    "</pattern></defs>",
    "held",
)


def _columns(trace: Trace) -> list[tuple[str, Sequence[Node]]]:
    nodes = [*trace.ancestors, trace.node, *trace.descendants]
    kinds = [*COLUMNS, *sorted({n.kind for n in nodes} - set(COLUMNS))]
    # The asked node first, so that it is never among those left out.
    nodes.sort(key=lambda n: n.pk != trace.node.pk)
    found = [(kind, [n for n in nodes if n.kind == kind]) for kind in kinds]
    return [(kind, members) for kind, members in found if members]


def _heads(columns: list[tuple[str, Sequence[Node]]]) -> SafeString:
    return format_html_join(
        "",
        '<text class="trace-head" x="{}" y="20">{} ({})</text>{}',
        (
            (x * (_WIDTH + _GAP) + 8, kind.capitalize(), len(nodes), _more(x, len(nodes)))
            for x, (kind, nodes) in enumerate(columns)
        ),
    )


def _more(x: int, count: int) -> SafeString | str:
    if count <= _MOST:
        return ""
    return format_html(
        '<text class="trace-more" x="{}" y="{}">{}</text>',
        x * (_WIDTH + _GAP) + 8,
        _MOST * _ROW + 64,
        _("and %(n)s more, in the table") % {"n": count - _MOST},
    )


def _lines(trace: Trace, placed: Mapping[str, Placed]) -> SafeString:
    pairs = (
        (placed[above], placed[below])
        for above, below, _kind in trace.edges
        if above in placed and below in placed
    )
    return format_html_join(
        "",
        '<path class="trace-line" d="M{} {} C{} {} {} {} {} {}"/>',
        (
            (
                a.x + _WIDTH,
                a.y + _HEIGHT // 2,
                a.x + _WIDTH + _GAP // 2,
                a.y + _HEIGHT // 2,
                b.x - _GAP // 2,
                b.y + _HEIGHT // 2,
                b.x,
                b.y + _HEIGHT // 2,
            )
            for a, b in pairs
        ),
    )


def _box(p: Placed) -> SafeString:
    held = p.state in {"ON_HOLD", "REJECTED", "DEFERRED"}
    return format_html(
        '<a href="{}"><g class="trace-node{}{}"><rect x="{}" y="{}" width="{}" height="{}" rx="3"/>'
        '{}<text x="{}" y="{}">{}</text><title>{}</title></g></a>',
        code_url(p.node.code),
        " is-asked" if p.is_asked else "",
        " is-held" if held else "",
        p.x,
        p.y,
        _WIDTH,
        _HEIGHT,
        _hatched(p) if held else "",
        p.x + 6,
        p.y + 20,
        p.node.code,
        f"{p.node.kind} {p.node.code} {p.state.replace('_', ' ').lower()}".strip(),
    )


def _hatched(p: Placed) -> SafeString:
    return format_html(
        '<rect class="trace-hatch" x="{}" y="{}" width="{}" height="{}" fill="url(#held)"/>',
        p.x,
        p.y,
        _WIDTH,
        _HEIGHT,
    )


def _spoken(trace: Trace) -> str:
    return _("%(code)s came from %(up)s things and led to %(down)s; the table names them.") % {
        "code": trace.node.code,
        "up": len(trace.ancestors),
        "down": len(trace.descendants),
    }

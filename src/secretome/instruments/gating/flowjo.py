"""FlowJo workspaces: the counts that FlowJo kept for every population of every sample.

Refuses: a workspace without samples, entities, broken XML.
"""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from secretome.errors import BadInput
from secretome.instruments.gating.structure import Population, sample_of
from secretome.instruments.markup import parse
from secretome.instruments.measurement import InstrumentWarning, Measurement, Sample, Severity
from secretome.instruments.values import unique_ids

AGAIN = "Save the workspace again from FlowJo"
_DETAILS = ("$CYT", "$DATE", "$BTIM", "$ETIM", "$FIL")
CONVENTIONS = (
    "event_count: as FlowJo kept it; gate_fraction: per cent of the population directly above",
    "gates are not applied again to the events",
)


def read(data: bytes, *, sha256: str, name: str) -> Measurement:
    """Read one workspace; raises BadInput where it is damaged."""
    root = parse(data, name=name)
    nodes = [node for one in root.iter("Sample") for node in one.findall("SampleNode")]
    if root.tag != "Workspace" or not nodes:
        raise BadInput("the workspace holds no sample", where=name, do=AGAIN)
    ids = unique_ids(node.get("name", "") for node in nodes)
    samples = (
        *(
            sample_of(sample_id, node.get("count", ""), tuple(_populations(node, "")))
            for sample_id, node in zip(ids, nodes, strict=True)
        ),
        *_groups(root),
    )
    words = {one.get("name", ""): one.get("value", "").strip() for one in root.iter("Keyword")}
    return Measurement(
        kind="flowjo",
        instrument=words.get("$CYT", "") or "flow cytometer",
        software=f"FlowJo {root.get('flowJoVersion', '')}".strip(),
        sha256=sha256,
        samples=samples,
        unused=tuple(_unused(root)),
        details=tuple((key, words[key]) for key in _DETAILS if words.get(key)),
        conventions=CONVENTIONS,
    )


def _groups(root: Element) -> Iterator[Sample]:
    """The gates of a group keep the counts of the sample on which they were drawn."""
    for node in root.iter("GroupNode"):
        populations = tuple(_populations(node, ""))
        if populations:
            sample_id = f"group {node.get('name', '')}"
            text = "Counts kept with the gates of a group; those of a sample stand in the sample."
            note = InstrumentWarning("flowjo_group_counts", Severity.NOTE, text, sample_id)
            yield sample_of(sample_id, "", populations, warnings=(note,))


def _populations(node: Element, above: str) -> Iterator[Population]:
    for below in node.findall("Subpopulations"):
        for one in below:
            count = one.get("count")
            if count is not None:
                path = f"{above}/{one.get('name', '')}".lstrip("/")
                yield Population(path, count, node.get("count", ""))
                yield from _populations(one, path)


def _unused(root: Element) -> Iterator[str]:
    for tag, what in (("Gate", "gates"), ("Graph", "plots"), ("Statistic", "statistics")):
        count = sum(1 for _ in root.iter(tag))
        if count:
            yield f"{count} {what}"

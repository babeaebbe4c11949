"""FACSDiva experiments: counts of the global worksheets and those of each tube.

The counts of a tube can all be 0 although events were recorded: then none was kept there.
Refuses: an experiment without gates, entities, broken XML.
"""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from secretome.errors import BadInput
from secretome.instruments.gating.structure import Population, sample_of
from secretome.instruments.markup import parse, text_of
from secretome.instruments.measurement import InstrumentWarning, Measurement, Sample, Severity
from secretome.instruments.values import unique_ids

AGAIN = "Export the experiment again from FACSDiva"
_EVERYTHING = "All Events"
_GLOBAL = "global worksheet"
CONVENTIONS = (
    "event_count: as FACSDiva kept it; gate_fraction: per cent of the population directly above",
    "a tube whose counts are all 0 has none kept; the global worksheet holds those of the tube "
    "that was shown last",
)


def read(data: bytes, *, sha256: str, name: str) -> Measurement:
    """Read one experiment; raises BadInput where it is damaged."""
    root = parse(data, name=name)
    experiment = root.find("experiment")
    if root.tag != "bdfacs" or experiment is None:
        raise BadInput("it holds no experiment", where=name, do=AGAIN)
    found = list(_gates(experiment, ""))
    if not found:
        raise BadInput("it holds no gates with counts", where=name, do=AGAIN)
    ids = unique_ids(where for where, _ in found)
    samples = tuple(_sample(one, gates) for one, (_, gates) in zip(ids, found, strict=True))
    return Measurement(
        kind="facsdiva",
        instrument=text_of(experiment, ".//cytometer/name") or "BD flow cytometer",
        software=f"FACSDiva {root.get('version', '')}".strip(),
        sha256=sha256,
        samples=samples,
        unused=("plots, instrument settings, regions of the gates",),
        details=(("experiment", experiment.get("name", "")), ("date", text_of(experiment, "date"))),
        conventions=CONVENTIONS,
    )


def _gates(element: Element, tube: str) -> Iterator[tuple[str, Element]]:
    """Every list of gates with the tube it belongs to, or the global worksheet."""
    for one in element:
        below = tube
        if one.tag == "specimen":
            below = one.get("name", "")
        elif one.tag == "tube":
            below = f"{tube} {one.get('name', '')}".strip()
        if one.tag == "gates" and one.find("gate/num_events") is not None:
            yield below or _GLOBAL, one
        else:
            yield from _gates(one, below)


def _sample(sample_id: str, gates: Element) -> Sample:
    counts = {one.get("fullname", ""): text_of(one, "num_events") for one in gates.findall("gate")}
    populations = [
        Population(path.replace("\\", "/"), count, counts.get(path.rpartition("\\")[0], ""))
        for path, count in counts.items()
        if path != _EVERYTHING
    ]
    is_kept = any(count not in {"", "0"} for count in counts.values())
    warnings = () if is_kept else (_not_kept(sample_id),)
    return sample_of(
        sample_id, counts.get(_EVERYTHING, ""), populations, warnings=warnings, is_kept=is_kept
    )


def _not_kept(sample_id: str) -> InstrumentWarning:
    text = "All counts of this tube are 0: the file keeps none here."
    return InstrumentWarning("facsdiva_counts_not_kept", Severity.CAUTION, text, sample_id)

"""RDML files: zipped XML with any member name, opened behind the fence of this room.

Refuses: no or several XML members, entities, bombs, a root that is not ``rdml``.
"""

from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element

from secretome.errors import BadInput
from secretome.instruments.containers import MEGABYTE, is_zip, unpack
from secretome.instruments.markup import parse, text_of
from secretome.instruments.measurement import Measurement
from secretome.instruments.qpcr.meaning import measurement_of
from secretome.instruments.qpcr.structure import Plate, PrintedCurve, Reaction, Task, task_of

_AGAIN = "Export the RDML file again from the cycler software"
_MOST_BYTES = 96 * MEGABYTE
_ROWS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LIMITS = ("40", "40.0", "45", "45.0", "50", "50.0", "100", "100.0")


def read(data: bytes, *, sha256: str, name: str) -> Measurement:
    """Read one file; raises BadInput where it is damaged or built to exhaust the reader."""
    root = parse(_document(data, name), name=name)
    if root.tag != "rdml":
        raise BadInput(f"its root is {root.tag[:40]!r}, not rdml", where=name, do=_AGAIN)
    run = root.find("experiment/run")
    samples = {one.get("id", ""): one for one in root.findall("sample")}
    plate = Plate(
        kind="rdml",
        instrument=text_of(run, "instrument") or "real-time PCR system",
        software=" ".join(
            filter(None, (text_of(run, f"dataCollectionSoftware/{key}") for key in _NAMED))
        ),
        reactions=tuple(_reactions(root, samples)),
        limit_cycles=_limit(root),
        curves=dict(_curves(root)),
        details=tuple(_details(root, run)),
        unused=tuple(_unused(root)),
        has_printed_quantities=root.find(".//data/quantity/value") is not None,
    )
    return measurement_of(plate, sha256=sha256, name=name)


_NAMED = ("name", "version")


def _document(data: bytes, name: str) -> bytes:
    """The one XML member, whatever it is called; some software writes the XML bare."""
    if not is_zip(data):
        return data
    members = unpack(data, name=name, most=_MOST_BYTES)
    found = [part for member, part in members.items() if member.casefold().endswith(".xml")]
    if len(found) != 1:
        what = f"the container holds {len(found)} XML members, not one"
        raise BadInput(what, where=name, do=_AGAIN)
    return found[0]


def _reactions(root: Element, samples: Mapping[str, Element]) -> Iterator[Reaction]:
    runs = root.findall("experiment/run")
    for run in runs:
        columns = text_of(run, "pcrFormat/columns")
        for react in run.findall("react"):
            sample = react.find("sample")
            sample_id = sample.get("id", "") if sample is not None else ""
            described = samples.get(sample_id)
            well = _well(react.get("id", ""), columns)
            for found in react.findall("data"):
                label = run.get("id", "") if len(runs) > 1 else ""
                yield _reaction(found, sample_id, described, well, label)


def _reaction(
    found: Element, sample_id: str, described: Element | None, well: str, run: str
) -> Reaction:
    target = found.find("tar")
    target_id = target.get("id", "") if target is not None else ""
    task = _task(described, target_id)
    return Reaction(
        well=well,
        sample=sample_id,
        target=target_id,
        task=task,
        cq=text_of(found, "cq"),
        quantity=text_of(found, "quantity/value"),
        standard=text_of(described, "quantity/value") if task is Task.STANDARD else "",
        is_omitted=found.find("excl") is not None,
        notes=(("run", run), ("why left out", text_of(found, "excl"))),
    )


def _task(described: Element | None, target_id: str) -> Task:
    """A sample may have another type for each target since version 1.3."""
    types = described.findall("type") if described is not None else []
    chosen = next((one for one in types if one.get("targetId") == target_id), None)
    found = chosen if chosen is not None else (types[0] if types else None)
    return task_of(found.text or "") if found is not None else Task.NOT_STATED


def _well(react_id: str, columns: str) -> str:
    """Reactions are numbered along the rows, or named by their well."""
    if not react_id.isdigit() or not columns.isdigit() or not int(columns):
        return react_id
    row, column = divmod(int(react_id) - 1, int(columns))
    return f"{_ROWS[row]}{column + 1}" if 0 <= row < len(_ROWS) else react_id


def _limit(root: Element) -> float | None:
    """A Cq that equals the number of cycles, or 100, stands for nothing amplified."""
    found = root.findall("experiment/run/react/data")
    at_limit = {float(text) for text in {text_of(one, "cq") for one in found} & set(_LIMITS)}
    if not at_limit:
        return None
    cycles = float(max(len(one.findall("adp")) for one in found))
    return next(iter(at_limit & {cycles, 100.0}), None)


def _curves(root: Element) -> Iterator[tuple[str, PrintedCurve]]:
    for target in root.findall("target"):
        efficiency = text_of(target, "amplificationEfficiency")
        if efficiency:
            yield target.get("id", ""), PrintedCurve(efficiency=efficiency)


def _details(root: Element, run: Element | None) -> Iterator[tuple[str, str]]:
    yield "version", root.get("version", "")
    for path in ("dateMade", "dateUpdated"):
        yield path, text_of(root, path)
    for path in ("runDate", "cqDetectionMethod", "backgroundDeterminationMethod"):
        yield path, text_of(run, path)


def _unused(root: Element) -> Iterator[str]:
    for tag, what in (("adp", "amplification"), ("mdp", "melting")):
        points = len(root.findall(f"experiment/run/react/data/{tag}"))
        if points:
            yield f"{points} {what} points"
    if root.find("thermalCyclingConditions") is not None:
        yield "thermal cycling conditions"

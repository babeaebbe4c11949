"""The composition profile of a lot: amounts by class, components with identifiers, what is unknown.

Classes are never added together: counts, masses and reads are different kinds of number. Inside a
class a share is one component's part of that file's total, by the measure that the file has.
Refuses: nothing to tell of (BadInput).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from secretome.errors import BadInput
from secretome.instruments import AttributeValue, Measurement, Sample
from secretome.quality.composition.identifiers import ComponentClass, identify
from secretome.units import attribute

_NAMED: dict[str, ComponentClass] = {
    "protein_intensity": ComponentClass.PROTEIN,
    "spectrum_count": ComponentClass.PROTEIN,
    "analyte_concentration": ComponentClass.PROTEIN,
    "read_count": ComponentClass.NUCLEIC_ACID,
}
_TOTALS: dict[str, ComponentClass] = {
    "particle_concentration": ComponentClass.EV,
    "protein_concentration": ComponentClass.PROTEIN,
    "protein_groups": ComponentClass.PROTEIN,
    "lipid_concentration": ComponentClass.LIPID,
    "nucleic_acid_concentration": ComponentClass.NUCLEIC_ACID,
    "detected_features": ComponentClass.NUCLEIC_ACID,
}


@dataclass(frozen=True, slots=True)
class LipidAmount:
    """One lipid as a person reports it: identifier, amount, its unit, where it was measured."""

    identifier: str
    amount: float
    unit: str
    source: str


@dataclass(frozen=True, slots=True)
class Component:
    """One component: identifier, database, how much by which measure, and its share of the class.

    ``database`` is None where the identifier fits no pattern; ``reason`` says so.
    """

    identifier: str
    database: str | None
    measure: str
    amount: float
    share: float
    source: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ClassTotal:
    """One total of a class: what it counts, value and unit, from which file."""

    measure: str
    value: float
    unit: str
    source: str


@dataclass(frozen=True, slots=True)
class ClassProfile:
    """One class: its totals, its components by falling share, its unknown identifiers.

    ``absent`` says why nothing is known of the class.
    """

    component_class: ComponentClass
    totals: tuple[ClassTotal, ...]
    components: tuple[Component, ...]
    unknown: tuple[Component, ...]
    absent: str


@dataclass(frozen=True, slots=True)
class CompositionProfile:
    """All four classes, and why components may not be compared across files."""

    classes: tuple[ClassProfile, ...]
    notes: tuple[str, ...]

    def of(self, component_class: ComponentClass) -> ClassProfile:
        """The profile of one class."""
        return next(one for one in self.classes if one.component_class is component_class)


def composition_profile(
    measurements: Sequence[tuple[Measurement, str | None]], *, lipids: Sequence[LipidAmount] = ()
) -> CompositionProfile:
    """Tell a lot's composition from its files, each with the sample that is the lot (None: only).

    Raises BadInput when there is neither a file nor a lipid, or a named sample is not in its file.
    """
    if not measurements and not lipids:
        do = "Give a file of the lot, or lipid amounts"
        raise BadInput("there is nothing to tell of", where="composition", do=do)
    samples = [(one.sample(name), _source(one, name)) for one, name in measurements]
    classes = tuple(_class_profile(one, samples, lipids) for one in ComponentClass)
    blocked = [
        f"{warning.text} (SHA-256 {one.sha256})"
        for one, _ in measurements
        for warning in one.warnings
        if warning.severity.blocks
    ]
    return CompositionProfile(classes, (*_notes(classes), *blocked))


def _source(measurement: Measurement, name: str | None) -> str:
    sample = name or measurement.sample().id
    return f"{measurement.kind}, sample {sample}, SHA-256 {measurement.sha256}"


def _class_profile(
    component_class: ComponentClass,
    samples: Sequence[tuple[Sample, str]],
    lipids: Sequence[LipidAmount],
) -> ClassProfile:
    totals = [total for sample, source in samples for total in _totals(sample, source)
              if _TOTALS[total.measure] is component_class]  # fmt: skip
    named = [one for sample, source in samples
             for one in _components(sample, source, component_class)]  # fmt: skip
    if component_class is ComponentClass.LIPID:
        named += list(_lipids(lipids))
    ordered = sorted(named, key=lambda one: (one.source, one.measure, -one.share, one.identifier))
    known = tuple(one for one in ordered if one.database)
    unknown = tuple(one for one in ordered if not one.database)
    words = component_class.replace("_", " ").lower()
    absent = "" if totals or named else f"No file of this lot tells of {words}."
    return ClassProfile(component_class, tuple(totals), known, unknown, absent)


def _totals(sample: Sample, source: str) -> Iterator[ClassTotal]:
    for value in sample.attributes:
        base = _base(value)
        if base in _TOTALS and value.value is not None:
            yield ClassTotal(base, value.value, value.unit, source)


def _components(
    sample: Sample, source: str, component_class: ComponentClass
) -> Iterator[Component]:
    for measure in (name for name, one in _NAMED.items() if one is component_class):
        found = [
            (_name(value), value.value)
            for value in sample.attributes
            if _base(value) == measure and value.value is not None and value.value > 0
        ]
        yield from _shared(found, component_class, measure, source)


def _lipids(lipids: Sequence[LipidAmount]) -> Iterator[Component]:
    groups = dict.fromkeys((one.unit, one.source) for one in lipids)
    for unit, source in groups:
        found = [(one.identifier, one.amount) for one in lipids
                 if (one.unit, one.source) == (unit, source)]  # fmt: skip
        if any(not amount > 0 for _, amount in found):
            do = "Leave out what was not found, and say so"
            raise BadInput("a lipid amount is not above zero", where=source, do=do)
        yield from _shared(found, ComponentClass.LIPID, f"amount in {unit}", source)


def _shared(
    found: Sequence[tuple[str, float]], component_class: ComponentClass, measure: str, source: str
) -> Iterator[Component]:
    whole = sum(amount for _, amount in found)
    for text, amount in found:
        one = identify(text, component_class)
        share = amount / whole
        yield Component(one.text, one.database, measure, amount, share, source, one.reason)


def _base(value: AttributeValue) -> str:
    return attribute(value.name).name


def _name(value: AttributeValue) -> str:
    """What stands in the brackets of a qualified name."""
    return value.name.partition("[")[2].rstrip("]")


def _notes(classes: Sequence[ClassProfile]) -> Iterator[str]:
    for one in classes:
        words = one.component_class.replace("_", " ").lower()
        if one.absent:
            yield one.absent
        if one.unknown:
            count = len(one.unknown)
            yield f"{count} identifiers of {words} fit no known pattern and are listed apart."
        measures = {component.measure for component in (*one.components, *one.unknown)}
        if len(measures) > 1:
            yield f"Shares of {words} come from several measures; compare inside one only."

"""What a reader hands on: samples, captures and attributes with units, as reported and computed."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from secretome.errors import BadInput
from secretome.units import attribute


class Severity(StrEnum):
    """How much a finding weighs; the release gate and the dose refuse what ``blocks``."""

    NOTE = "note"  # said, nothing follows
    CAUTION = "caution"  # a person looks at it before using the number
    UNRELIABLE = "unreliable"  # the number must not be used

    @property
    def blocks(self) -> bool:
        """Whether a number with this finding may not be used."""
        return self is Severity.UNRELIABLE


@dataclass(frozen=True, slots=True)
class InstrumentWarning:
    """One finding about a file (``sample`` is None) or about one of its samples."""

    code: str
    severity: Severity
    text: str
    sample: str | None = None

    def as_dict(self) -> dict[str, object]:
        """Plain values, ready for JSON."""
        return {
            "code": self.code,
            "severity": str(self.severity),
            "text": self.text,
            "sample": self.sample,
        }


@dataclass(frozen=True, slots=True)
class AttributeValue:
    """One attribute of a sample or capture; ``value`` is None where there is a ``reason``.

    ``n`` counts the captures (or readings) behind the value, ``sd`` is their sample SD.
    ``dilution_applied``: True, the value is already multiplied by the dilution factor; False, it
    is as measured; None, dilution does not change this attribute.
    A censored result has no value: ``bound`` is its limit and ``comparator`` says on which side
    of it the true value lies (``<``, ``<=``, ``>``, ``>=``).
    """

    name: str
    value: float | None
    as_reported: str
    sd: float | None = None
    n: int = 1
    dilution_applied: bool | None = None
    reason: str | None = None
    comparator: str = ""
    bound: float | None = None

    def __post_init__(self) -> None:
        """Refuse a name outside the vocabulary, a silent gap and a bound that claims a value."""
        attribute(self.name)
        if bool(self.comparator) != (self.bound is not None) or (
            self.comparator and self.value is not None
        ):
            do = "Give comparator and bound together, and no value"
            raise BadInput("a bound and a value do not fit", where=self.name, do=do)
        if self.value is None and not self.reason:
            do = "Say why the value is missing"
            raise BadInput("a missing value has no reason", where=self.name, do=do)

    @property
    def unit(self) -> str:
        """Canonical unit of the attribute."""
        return attribute(self.name).unit

    def as_dict(self) -> dict[str, object]:
        """Plain values, ready for JSON."""
        return {
            "name": self.name,
            "value": self.value,
            "unit": self.unit,
            "sd": self.sd,
            "n": self.n,
            "as_reported": self.as_reported,
            "dilution_applied": self.dilution_applied,
            "reason": self.reason,
            "comparator": self.comparator,
            "bound": self.bound,
        }


@dataclass(frozen=True, slots=True)
class SizeDistribution:
    """Particles per millilitre in each size bin; ``bin_centres_nm`` ascend in equal steps."""

    bin_centres_nm: tuple[float, ...]
    particles_per_ml: tuple[float, ...]

    def as_dict(self) -> dict[str, list[float]]:
        """Plain values, ready for JSON."""
        return {
            "bin_centres_nm": list(self.bin_centres_nm),
            "particles_per_ml": list(self.particles_per_ml),
        }


@dataclass(frozen=True, slots=True)
class TimeSeries:
    """Readings of one attribute in the order of time; None where a moment has no reading.

    ``times`` are ISO 8601, with the offset where the file states one.
    """

    attribute: str
    times: tuple[str, ...]
    values: tuple[float | None, ...]

    def as_dict(self) -> dict[str, object]:
        """Plain values, ready for JSON."""
        return {
            "attribute": self.attribute,
            "unit": attribute(self.attribute).unit,
            "times": list(self.times),
            "values": list(self.values),
        }


@dataclass(frozen=True, slots=True)
class Capture:
    """One repeat of a measurement: its numbers, method settings and quality words as printed.

    A well, a position, a channel or a day stand for themselves as captures of their sample.
    """

    id: str
    attributes: tuple[AttributeValue, ...]
    settings: tuple[tuple[str, str], ...] = ()
    quality: tuple[tuple[str, str], ...] = ()
    distribution: SizeDistribution | None = None
    series: TimeSeries | None = None

    def value(self, name: str) -> float | None:
        """The number of one attribute, or None."""
        return _value(self.attributes, name)

    def as_dict(self, *, with_distribution: bool = False) -> dict[str, object]:
        """Plain values, ready for JSON; bins and readings only when asked for, they are long."""
        plain: dict[str, object] = {
            "id": self.id,
            "attributes": [value.as_dict() for value in self.attributes],
            "settings": dict(self.settings),
            "quality": dict(self.quality),
        }
        if with_distribution:
            plain["distribution"] = self.distribution.as_dict() if self.distribution else None
            plain["series"] = self.series.as_dict() if self.series else None
        return plain


@dataclass(frozen=True, slots=True)
class Sample:
    """One sample with its captures; ``dilution_factor`` is the one that the file states."""

    id: str
    captures: tuple[Capture, ...]
    attributes: tuple[AttributeValue, ...]
    warnings: tuple[InstrumentWarning, ...] = ()
    dilution_factor: float | None = None

    def attribute(self, name: str) -> AttributeValue | None:
        """One attribute of the sample, or None where the file has none of this name."""
        return next((value for value in self.attributes if value.name == name), None)

    def value(self, name: str) -> float | None:
        """The number of one attribute, or None."""
        return _value(self.attributes, name)

    def as_dict(self, *, with_distribution: bool = False) -> dict[str, object]:
        """Plain values, ready for JSON."""
        return {
            "id": self.id,
            "captures": [
                capture.as_dict(with_distribution=with_distribution) for capture in self.captures
            ],
            "attributes": [value.as_dict() for value in self.attributes],
            "dilution_factor": self.dilution_factor,
        }


@dataclass(frozen=True, slots=True)
class Measurement:
    """One instrument file, read; ``sha256`` is that of its bytes."""

    kind: str
    instrument: str
    software: str
    sha256: str
    samples: tuple[Sample, ...]
    file_warnings: tuple[InstrumentWarning, ...] = ()
    unused: tuple[str, ...] = ()
    details: tuple[tuple[str, str], ...] = ()
    summary: tuple[tuple[str, str], ...] = ()
    conventions: tuple[str, ...] = ()

    @property
    def warnings(self) -> tuple[InstrumentWarning, ...]:
        """All findings: about the file, then sample by sample."""
        return (*self.file_warnings, *(note for one in self.samples for note in one.warnings))

    @property
    def is_blocked(self) -> bool:
        """Whether any finding forbids the use of a number."""
        return any(warning.severity.blocks for warning in self.warnings)

    def sample(self, sample_id: str | None = None) -> Sample:
        """The sample of this name; without a name, the only one.

        Raises BadInput when the name is unknown, or left out where there are several.
        """
        found = [one for one in self.samples if sample_id in (None, one.id)]
        if len(found) == 1:
            return found[0]
        names = ", ".join(one.id for one in self.samples)
        what = (
            f"there is no sample {sample_id!r}" if sample_id else "the file holds several samples"
        )
        raise BadInput(what, where=f"{self.kind} file", do=f"Name one of: {names}")

    def as_dict(self, *, with_distribution: bool = False) -> dict[str, object]:
        """Plain values, ready for JSON."""
        return {
            "kind": self.kind,
            "instrument": self.instrument,
            "software": self.software,
            "sha256": self.sha256,
            "samples": [one.as_dict(with_distribution=with_distribution) for one in self.samples],
            "warnings": [warning.as_dict() for warning in self.warnings],
            "unused": list(self.unused),
            "details": dict(self.details),
            "summary": dict(self.summary),
            "conventions": list(self.conventions),
        }

    def numbers(self) -> Iterator[float]:
        """Every number in the measurement, for checks that none is missing or infinite."""
        for one in self.samples:
            for value in (*one.attributes, *(v for c in one.captures for v in c.attributes)):
                found = (value.value, value.sd, value.bound)
                yield from (number for number in found if number is not None)


def _value(attributes: tuple[AttributeValue, ...], name: str) -> float | None:
    return next((value.value for value in attributes if value.name == name), None)

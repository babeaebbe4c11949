"""What a lot is made of, how completely that is known, and its particles per microgram."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from secretome.instruments import AttributeValue, InstrumentWarning, Measurement, Sample, Severity
from secretome.quality import (
    Checklist,
    Completeness,
    CompositionProfile,
    answers_from_files,
    composition_profile,
    score_completeness,
    techniques,
)
from secretome.quality.assays import particles_per_ug, particles_per_ug_above, purity_class
from secretome.quality.assays.result import AssayResult
from secretome.units import Estimate
from secretome_record.quality.overview.science.asking import Answer, asked

MISEV, EV_TRACK, MIFLOWCYT = (
    one.value for one in (Checklist.MISEV2023, Checklist.EV_TRACK, Checklist.MIFLOWCYT_EV)
)
CHECKLISTS = (MISEV, EV_TRACK, MIFLOWCYT)
_USED_BY_KIND = {"fcs": "flow_cytometry", "read_counts": "rna_analysis"}
_UNDILUTED = "as measured in the diluted sample, and nobody stated the dilution"


@dataclass(frozen=True, slots=True)
class LotFile:
    """The stored reading of a file, which sample in it is the lot, and its dilution if stated."""

    reading: Mapping[str, Any]
    sample: str
    dilution: float | None
    run: str

    @property
    def key(self) -> tuple[str, str]:
        """What tells a sample of a file from every other."""
        return self.reading["sha256"], self.sample


def composition_of(files: Sequence[LotFile]) -> Answer[CompositionProfile]:
    """The composition by class, or why nothing can be told."""
    return asked(lambda: composition_profile([(_measurement(f), f.sample) for f in files]))


def not_counted(files: Sequence[LotFile]) -> list[tuple[str, str, str]]:
    """Numbers left out because their dilution is unknown: run, attribute, why."""
    return [
        (file.run, value.name, value.reason)
        for file in files
        for value in _measurement(file).sample().attributes
        if value.reason == _UNDILUTED
    ]


def completeness_of(
    files: Sequence[LotFile], known: Mapping[str, Mapping[str, str]], used: Collection[str]
) -> dict[str, Completeness]:
    """Each checklist's score from the files and from what the record ``known`` itself."""
    read = [_measurement(file) for file in files]
    names = set(used) | {_USED_BY_KIND[m.kind] for m in read if m.kind in _USED_BY_KIND}
    return {
        name: score_completeness(
            Checklist(name),
            {**answers_from_files(read, Checklist(name)), **known.get(name, {})},
            used=names,
        )
        for name in CHECKLISTS
    }


def technique_words(used: Collection[str]) -> list[str]:
    """What each technique of the checklists means."""
    return [techniques()[name] for name in used]


def purity_of(
    particles: Mapping[str, Any], protein: Mapping[str, Any] | None, below: float | None
) -> Answer[AssayResult]:
    """Particles per microgram protein; of a protein that is only "<" a bound, "more than"."""
    counted = Estimate.from_dict(particles)
    if protein is not None:
        weighed = Estimate.from_dict(protein)
        return asked(lambda: particles_per_ug(counted, weighed))
    return asked(lambda: particles_per_ug_above(counted, below or 0.0))


def purity_word(ratio: Estimate) -> str:
    """The published class of a ratio with its interval."""
    return str(purity_class(ratio))


def _measurement(file: LotFile) -> Measurement:
    """The one sample of a stored reading as the science knows it."""
    reading = file.reading
    found = next(one for one in reading["samples"] if one["id"] == file.sample)
    factor = file.dilution or found.get("dilution_factor")
    values = tuple(_value(one, factor) for one in found["attributes"])
    warnings = tuple(
        InstrumentWarning(w["code"], Severity(w["severity"]), w["text"], w["sample"])
        for w in reading["warnings"]
        if w["sample"] in {None, file.sample}
    )
    return Measurement(
        reading["kind"], reading["instrument"], reading["software"], reading["sha256"],
        (Sample(file.sample, (), values, dilution_factor=factor),), warnings,
    )  # fmt: skip


def _value(stored: Mapping[str, Any], factor: float | None) -> AttributeValue:
    """A stored value, as in the undiluted sample; without a dilution it has no number."""
    value, reason, applied = stored["value"], stored["reason"], stored["dilution_applied"]
    if value is not None and applied is False:
        value, applied = (value * factor, True) if factor else (None, False)
        reason = reason if factor else _UNDILUTED
    return AttributeValue(
        stored["name"], value, stored["as_reported"], n=stored["n"], dilution_applied=applied,
        reason=reason,
    )  # fmt: skip

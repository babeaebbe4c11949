"""What the assay functions ask for, taken out of an instrument's measurement.

Refuses: a sample without what is asked (BadInput).
"""

import numpy as np

from secretome.errors import BadInput
from secretome.instruments import Measurement, Sample, SizeDistribution
from secretome.instruments.fcs import read_data_sets
from secretome.quality.assays.amplification import Amplified
from secretome.quality.assays.multiplex import BeadSignal
from secretome.quality.assays.nondetects import CqReads, cq_reads

_COUNTED = ("valid_tracks", "traces")


def distributions_of(sample: Sample) -> tuple[SizeDistribution, ...]:
    """The size distributions of a sample's captures, empty captures left out."""
    found = [one.distribution for one in sample.captures if one.distribution]
    shown = tuple(one for one in found if sum(one.particles_per_ml) > 0)
    if not shown:
        do = "Take a file that holds size distributions"
        raise BadInput("no capture has a size distribution", where=sample.id, do=do)
    return shown


def counted_in(sample: Sample) -> int:
    """Particles behind the sample's size distributions; 0 where the file does not say."""
    return round(max(sum(one.value(name) or 0 for one in sample.captures) for name in _COUNTED))


def standards_in(measurement: Measurement, target: str) -> tuple[Amplified, ...]:
    """The standard wells of one PCR target that amplified, by the task the file names."""
    wells = [
        Amplified(quantity, cq)
        for sample in measurement.samples
        for one in sample.captures
        if dict(one.settings).get("task") == "standard"
        and (quantity := one.value(f"curve_quantity[{target}]")) is not None
        and (cq := one.value(f"cq[{target}]")) is not None
    ]
    if not wells:
        do = "Mark the standard wells in the instrument's software"
        raise BadInput(f"no standard of {target}", where=f"{measurement.kind} file", do=do)
    return tuple(wells)


def cq_reads_of(sample: Sample, target: str, *, cutoff: float) -> CqReads:
    """The repeats of one target in a sample; a well without a Cq is a non-detect."""
    name = f"cq[{target}]"
    wells = [
        value.value for one in sample.captures for value in one.attributes if value.name == name
    ]
    return cq_reads(target, wells, cutoff=cutoff)


def wells_of(sample: Sample, attribute: str) -> dict[str, float]:
    """Well -> number of one attribute (``absorbance[450]``); wells without a number left out."""
    found = {one.id: one.value(attribute) for one in sample.captures}
    shown = {well: value for well, value in found.items() if value is not None}
    if not shown:
        names = sorted({value.name for one in sample.captures for value in one.attributes})
        do = f"Known here: {', '.join(names[:8])}"
        raise BadInput(f"no well has {attribute}", where=sample.id, do=do)
    return shown


def beads_of(samples: tuple[Sample, ...], analyte: str) -> BeadSignal:
    """Medians of one bead population over repeats of one sample, with the fewest beads."""
    captures = [one for sample in samples for one in sample.captures]
    medians = [one.value(f"bead_median[{analyte}]") for one in captures]
    counts = [one.value(f"bead_count[{analyte}]") for one in captures]
    shown = tuple(value for value in medians if value is not None)
    if not shown:
        do = "Name an analyte of the file"
        raise BadInput(f"no beads of {analyte}", where="bead multiplex", do=do)
    return BeadSignal(shown, int(min((count for count in counts if count is not None), default=0)))


def channel_signals(data: bytes, channel: str) -> np.ndarray:
    """All events of one channel of an FCS file with one data set, by short name or label."""
    sets = read_data_sets(data)
    if len(sets) != 1:
        do = "Export one acquisition into a file"
        raise BadInput(f"the file holds {len(sets)} data sets", where="FCS file", do=do)
    channels = sets[0].channels
    found = [place for place, one in enumerate(channels) if channel in (one.name, one.label)]
    if len(found) != 1:
        names = ", ".join(one.name for one in channels)
        what = f"{len(found)} channels are called {channel!r}"
        raise BadInput(what, where="FCS file", do=f"Name one of: {names}")
    return sets[0].events[:, found[0]].astype(float)

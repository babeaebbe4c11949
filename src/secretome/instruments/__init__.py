"""Files from machines become measurements with units; a layout nobody knows is refused."""

from secretome.instruments.generic.mapping import Column, Mapping
from secretome.instruments.measurement import (
    AttributeValue,
    Capture,
    InstrumentWarning,
    Measurement,
    Sample,
    Severity,
    SizeDistribution,
    TimeSeries,
)
from secretome.instruments.reading import read, read_mapped

__all__ = [
    "AttributeValue",
    "Capture",
    "Column",
    "InstrumentWarning",
    "Mapping",
    "Measurement",
    "Sample",
    "Severity",
    "SizeDistribution",
    "TimeSeries",
    "read",
    "read_mapped",
]

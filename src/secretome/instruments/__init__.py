"""Files from machines become measurements with units; a layout nobody knows is refused."""

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
from secretome.instruments.reading import read

__all__ = [
    "AttributeValue",
    "Capture",
    "InstrumentWarning",
    "Measurement",
    "Sample",
    "Severity",
    "SizeDistribution",
    "TimeSeries",
    "read",
]

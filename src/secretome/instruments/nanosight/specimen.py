"""Files in the NanoSight layout for demos and tests; each says inside that it is SYNTHETIC.

Stands on: the layouts of NTA 3.2 and 3.4 that the reader knows; the sizes are drawn lognormal.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import StringIO

import numpy as np

from secretome.errors import BadInput
from secretome.instruments.nanosight import constants as nta
from secretome.instruments.sizes import SizeStatistics, percentile, size_statistics

BINS = 1000
CENTRES_NM = tuple(place + 0.5 for place in range(BINS))
REMARK = "SYNTHETIC: written by secretome for a DEMO or a test; no instrument measured it"
_BLUR_NM = 5.0  # the instrument's own deconvolution leaves smooth curves


@dataclass(frozen=True, slots=True)
class SyntheticCapture:
    """One capture: particles/mL in each of the 1000 bins, and how many tracks gave them."""

    id: str
    counts: tuple[int, ...]
    valid_tracks: int


@dataclass(frozen=True, slots=True)
class Specimen:
    """A sample to be invented.

    ``concentration_per_ml`` is what the file prints: already multiplied where ``dilution`` is a
    number, as measured where it is None. ``log_sd`` is the SD of ln(diameter). ``words`` puts
    other quality words into rows, one text for all captures or one for each.
    """

    sample_id: str
    concentration_per_ml: float
    mode_nm: float = 95.0
    log_sd: float = 0.3
    captures: int = 5
    tracks_per_capture: int = 1500
    replicate_cv: float = 0.06
    dilution: float | None = None
    version: str = "3.4"
    time_captured: str = ""
    words: Mapping[tuple[str, str], str | tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse a layout nobody has seen."""
        if f"NTA {self.version}" not in nta.D_OFFSETS_NM:
            do = "Use 3.2 or 3.4"
            raise BadInput(f"no layout of NTA {self.version}", where="specimen", do=do)
        if self.captures < 1 or self.concentration_per_ml < 0:
            do = "Give one capture or more and a concentration of zero or more"
            raise BadInput("this cannot be measured", where="specimen", do=do)


def write_specimen(specimen: Specimen, *, rng: np.random.Generator) -> bytes:
    """Draw the captures of one sample and write them as an export; same rng, same bytes."""
    return write_captures(specimen, draw_captures(specimen, rng=rng))


def draw_captures(specimen: Specimen, *, rng: np.random.Generator) -> tuple[SyntheticCapture, ...]:
    """Captures with replicate scatter and the scatter of a finite number of tracks."""
    share = _lognormal_share(specimen.mode_nm, specimen.log_sd)
    return tuple(_drawn(specimen, share, place, rng) for place in range(specimen.captures))


def write_captures(specimen: Specimen, captures: tuple[SyntheticCapture, ...]) -> bytes:
    """The export of given captures, in the layout of the specimen's software version."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n" if specimen.version == "3.4" else "\n")
    writer.writerows(_lines(specimen, captures))
    return text.getvalue().encode("cp1252")


def _lognormal_share(mode_nm: float, log_sd: float) -> np.ndarray:
    """Share of particles per bin of a lognormal with this mode."""
    size = np.asarray(CENTRES_NM)
    centre = np.log(mode_nm) + log_sd**2
    density = np.exp(-0.5 * ((np.log(size) - centre) / log_sd) ** 2) / size
    share: np.ndarray = density / density.sum()
    return share


def _drawn(
    specimen: Specimen, share: np.ndarray, place: int, rng: np.random.Generator
) -> SyntheticCapture:
    tracks = int(rng.poisson(specimen.tracks_per_capture))
    scatter = rng.lognormal(0.0, specimen.replicate_cv)
    concentration = specimen.concentration_per_ml * scatter if tracks else 0.0
    counts = _smoothed(rng.multinomial(tracks, share))
    scaled = np.rint(counts / max(counts.sum(), 1e-12) * concentration)
    return SyntheticCapture(
        f"{specimen.sample_id}_{place:02d}", tuple(int(count) for count in scaled), tracks
    )


def _smoothed(counts: np.ndarray) -> np.ndarray:
    offset = np.arange(-20, 21)
    kernel = np.exp(-0.5 * (offset / _BLUR_NM) ** 2)
    return np.convolve(counts, kernel / kernel.sum(), mode="same")


def _lines(
    specimen: Specimen, captures: tuple[SyntheticCapture, ...]
) -> Iterator[list[str | float]]:
    """Every row of the file in order; blank rows stand between sections."""
    statistics = [size_statistics(CENTRES_NM, one.counts, 1.0) for one in captures]
    names = [one.id for one in captures]
    yield [nta.OPENINGS[0]]
    yield [f"Created with NTA {specimen.version} layout (SYNTHETIC)"]
    yield []
    yield from _details(specimen, names)
    yield from _conditions(specimen, len(captures))
    yield from _results(specimen, captures, statistics)
    yield from _quality(specimen, len(captures))
    yield from _size_data(specimen, captures, statistics)


def _details(specimen: Specimen, names: list[str]) -> Iterator[list[str | float]]:
    described = "Sample Description" if specimen.version == "3.4" else "Sample Name"
    yield [f"[{nta.DETAILS}]"]
    yield ["Software Version", f"NTA {specimen.version} layout (SYNTHETIC)"]
    yield ["Experiment Name", f"{specimen.sample_id}.nano"]
    yield [described, f"SYNTHETIC {specimen.sample_id}"]
    yield ["Operator Name", "DEMO"]
    yield ["Time Captured", specimen.time_captured]
    if specimen.version == "3.4":
        yield ["Processed", specimen.time_captured]
    yield ["Pre-treatment", ""]
    yield ["Diluent", "PBS"]
    yield ["Remarks", REMARK]
    yield []
    yield [nta.CAPTURE_NAMES, *names, ""]
    yield []


def _conditions(specimen: Specimen, n: int) -> Iterator[list[str | float]]:
    for title, settings in ((nta.CONDITIONS, _CONDITIONS), (nta.SETTINGS, _SETTINGS)):
        yield [f"[{title}]"]
        for key, text in settings.items():
            yield [key, *_per_capture(specimen, (title, key), text, n), ""]
        yield []
    yield ["[Exclusion Regions]"]
    yield ["No Exclusion Regions Used"]
    yield []


def _results(
    specimen: Specimen, captures: tuple[SyntheticCapture, ...], statistics: list[SizeStatistics]
) -> Iterator[list[str | float]]:
    n = len(captures)
    dilution = "Not recorded" if specimen.dilution is None else f"{specimen.dilution:g}"
    totals = [f"{one.total_per_ml:.3g}" for one in statistics]
    tracks = [one.valid_tracks for one in captures]
    yield [f"[{nta.RESULTS}]", *[""] * n, "Average", "Standard Error"]
    yield [nta.DILUTION, *_per_capture(specimen, (nta.RESULTS, nta.DILUTION), dilution, n), ""]
    yield [nta.CONCENTRATION, *totals, *_summary(totals)]
    yield ["Concentration Upgrade?", *["Yes"] * n, ""]
    for key, share in (("Particles per frame", 0.03), ("Centres per frame", 0.035)):
        row = [f"{count * share:.1f}" for count in tracks]
        yield [key, *row, *_summary(row)]
    yield ["Completed tracks", *[f"{2.5 * count:.0f}" for count in tracks], ""]
    yield ["X-Drift (pix/frame)", *["-0.4"] * n, ""]
    yield ["Y-Drift (pix/frame)", *["0.1"] * n, ""]
    yield []


def _quality(specimen: Specimen, n: int) -> Iterator[list[str | float]]:
    for title in (nta.WARNINGS, nta.INFORMATION):
        yield [f"[{title}]"]
        for section, key in nta.QUALITY_WORDS:
            if section == title:
                fine = "No" if key in _FINE_IS_NO else "OK"
                yield [key, *_per_capture(specimen, (title, key), fine, n), ""]
        if title == nta.INFORMATION:
            for key in nta.ERROR_ROWS:
                yield [key, *_per_capture(specimen, (title, key), "", n), ""]
        yield []


def _size_data(
    specimen: Specimen, captures: tuple[SyntheticCapture, ...], statistics: list[SizeStatistics]
) -> Iterator[list[str | float]]:
    n = len(captures)
    yield [f"[{nta.DATA_INCLUDED}]"]
    yield ["Size distribution - Number weighting - With Percentiles"]
    yield []
    yield [f"[{nta.SIZE_DATA}]"]
    yield ["Analysis Method", "FTLA"]
    yield ["Weighting", "Number"]
    yield ["Filename", *[one.id for one in captures], "Average", "Standard Error"]
    for name, key in nta.SIZE_ROWS.items():
        row = [_printed_size(one, name, specimen.version) for one in statistics]
        yield [key, *row, *_summary(row)]
    yield [nta.VALID_TRACKS, *[one.valid_tracks for one in captures], ""]
    yield ["Graph Data"]
    unit = "Concentration (particles / ml)"
    yield ["Bin centre (nm)", *[unit] * n, "Concentration average", "Standard Error"]
    for place, centre in enumerate(CENTRES_NM):
        row = [str(one.counts[place]) for one in captures]
        yield [f"{centre:g}", *row, *_summary(row)]
    yield []
    yield ["Percentile", *["Size (nm)"] * n, ""]
    for percent in range(101):
        sizes = [percentile(CENTRES_NM, one.counts, 1.0, percent) for one in captures]
        yield [str(percent), *[f"{size:.1f}" for size in sizes], ""]


def _printed_size(statistics: SizeStatistics, name: str, version: str) -> str:
    """As the instrument prints it: 0.0 where nothing was tracked, D-values by version."""
    if statistics.sizes_nm is None:
        return "0.0"
    offset_nm = nta.D_OFFSETS_NM[f"NTA {version}"] if name.startswith("size_d") else 0.0
    return f"{statistics.sizes_nm[name] - offset_nm:.1f}"


def _summary(row: list[str]) -> list[str]:
    """Average and standard error of a printed row."""
    values = np.asarray([float(text) for text in row])
    error = values.std(ddof=1) / len(values) ** 0.5 if len(values) > 1 else 0.0
    return [f"{values.mean():.3g}", f"{error:.3g}"]


def _per_capture(specimen: Specimen, place: tuple[str, str], usual: str, n: int) -> list[str]:
    text = specimen.words.get(place, usual)
    return [text] * n if isinstance(text, str) else list(text)


_FINE_IS_NO = frozenset(
    {"Noise level", "Vibration detected", "Vibration correction applied", "Settings changed?"}
)
_CONDITIONS = {
    "Temperature/C": "23.5",
    "Viscosity/cP": "0.92",
    "Camera Type": "sCMOS",
    "Laser Type": "Blue488",
    "Camera Level": "14",
    "Slider Shutter": "1259",
    "Slider Gain": "366",
    "Shutter/ms": "31.48",
    "Camera Histogram Upper Limit": "3294",
    "Camera Histogram Lower Limit": "0",
    "Frame rate/fps": "24.9825",
    "Syringe Pump Speed/AU": "50",
}
_SETTINGS = {
    "Detection Threshold": "5",
    "Max Jump Mode": "Auto",
    "Max Jump Distance": "14.1",
    "Blur": "Auto",
    "Min Track Length": "Auto",
    "First frame": "0",
    "Total frames analysed": "1498",
}

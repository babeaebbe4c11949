"""The table of file formats: adding one is a folder beside this file and a line in it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from secretome.instruments.generic.meaning import looks_like_results
from secretome.instruments.loggers.hobo import looks_like_hobo
from secretome.instruments.qpcr.ct_table import looks_like_ct_table
from secretome.instruments.sight import Sight
from secretome.instruments.small_rna.counts import looks_like_counts

if TYPE_CHECKING:
    from secretome.instruments.measurement import Measurement

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Format:
    """One layout: how it begins, how large it may be, and the module that reads it.

    The module has ``read(data: bytes, *, sha256: str, name: str) -> Measurement``.
    """

    kind: str
    expected: str
    recognises: Callable[[Sight], bool]
    module: str
    max_bytes: int

    def reader(self) -> "Callable[..., Measurement]":
        """The reading function; its module is loaded only now."""
        function: Callable[..., Measurement] = import_module(self.module).read
        return function


def _begins(*openings: str) -> Callable[[Sight], bool]:
    """Recognise a text by its first words, past a byte-order mark, blanks and a quote."""

    def recognises(sight: Sight) -> bool:
        return sight.text.lstrip('"').startswith(openings)

    return recognises


def _holds_all(opening: str, *words: str) -> Callable[[Sight], bool]:
    """Recognise a text that begins so and has these words near its beginning."""

    def recognises(sight: Sight) -> bool:
        return sight.text.startswith(opening) and all(word in sight.text for word in words)

    return recognises


def _holds_all_folded(*words: str) -> Callable[[Sight], bool]:
    """Recognise a text by words in its first line, whatever stands between them."""
    return lambda sight: all(word in sight.first_line for word in words)


def _begins_with_cells(*cells: str) -> Callable[[Sight], bool]:
    """Recognise a tab-separated text by the first cells of its first line."""
    return lambda sight: tuple(sight.first_line.split("\t")[: len(cells)]) == cells


def _has_cells(*wanted: str) -> Callable[[Sight], bool]:
    """Recognise a workbook by cells near its beginning; a bar parts words that mean the same."""

    def recognises(sight: Sight) -> bool:
        cells = {cell.casefold() for cell in sight.cells}
        return bool(cells) and all(
            any(one.casefold() in cells for one in word.split("|")) for word in wanted
        )

    return recognises


def _has_words_or_cells(*wanted: str) -> Callable[[Sight], bool]:
    """Recognise a table by titles in one of its first lines, in a text or in a workbook."""
    in_workbook, folded = _has_cells(*wanted), {one.casefold() for one in wanted}

    def recognises(sight: Sight) -> bool:
        lines = (re.split(r"[,;\t]", line.replace('"', "")) for line in sight.text.split("\n"))
        in_text = any(folded <= {cell.strip().casefold() for cell in cells} for cells in lines)
        return in_text or in_workbook(sight)

    return recognises


def _is_rdml(sight: Sight) -> bool:
    """A bare document, or a zip with XML that is neither a workbook nor a document."""
    if sight.members:
        names = [name for name in sight.members if name.casefold().endswith(".xml")]
        return bool(names) and "[Content_Types].xml" not in sight.members
    return sight.text.startswith("<") and "<rdml" in sight.text


FORMATS: tuple[Format, ...] = (
    Format(
        kind="nanosight",
        expected="NanoSight NTA experiment summary (first line 'NTA Experiment Summary File')",
        recognises=_begins("NTA Experiment Summary File", "NTA Single Analysis Summary File"),
        module="secretome.instruments.nanosight.meaning",
        max_bytes=32 * MEGABYTE,
    ),
    Format(
        kind="zetaview",
        expected="ZetaView size text (first line 'Original File:')",
        recognises=_holds_all("Original File:", "ZetaView"),
        module="secretome.instruments.zetaview.meaning",
        max_bytes=16 * MEGABYTE,
    ),
    Format(
        kind="zetaview_positions",
        expected="ZetaView position table (columns 'Use', 'Position', 'X50 (nm)')",
        recognises=_begins_with_cells("Use", "Position"),
        module="secretome.instruments.zetaview.positions",
        max_bytes=MEGABYTE,
    ),
    Format(
        kind="fcs",
        expected="flow cytometry standard file (FCS2.0, FCS3.0, FCS3.1)",
        recognises=_begins("FCS"),
        module="secretome.instruments.fcs.meaning",
        max_bytes=1024 * MEGABYTE,
    ),
    Format(
        kind="flowjo",
        expected="FlowJo workspace (XML, root 'Workspace')",
        recognises=lambda sight: "<Workspace" in sight.text and "flowJoVersion" in sight.text,
        module="secretome.instruments.gating.flowjo",
        max_bytes=128 * MEGABYTE,
    ),
    Format(
        kind="facsdiva",
        expected="FACSDiva experiment (XML, root 'bdfacs')",
        recognises=lambda sight: "<bdfacs" in sight.text,
        module="secretome.instruments.gating.facsdiva",
        max_bytes=128 * MEGABYTE,
    ),
    Format(
        kind="fridge_tag",
        expected="Fridge-tag text report (first line 'Device: ...Fridge-tag...')",
        recognises=_holds_all("Device:", "Conf:", "Serial:"),
        module="secretome.instruments.loggers.fridge_tag_meaning",
        max_bytes=8 * MEGABYTE,
    ),
    Format(
        kind="hobo",
        expected="HOBOware export (columns 'Date Time, GMT...' and 'Temp, °C ...')",
        recognises=lambda sight: looks_like_hobo(sight.text),
        module="secretome.instruments.loggers.hobo_meaning",
        max_bytes=64 * MEGABYTE,
    ),
    Format(
        kind="quantstudio",
        expected="QuantStudio text export (lines '* Block Type = ...', section [Results])",
        recognises=_holds_all("* ", "Block Type"),
        module="secretome.instruments.qpcr.quantstudio",
        max_bytes=128 * MEGABYTE,
    ),
    Format(
        kind="quantstudio_workbook",
        expected="Design & Analysis workbook (sheet 'Results' with 'Well Position' and 'Cq')",
        recognises=_has_cells("Well Position", "Cq|CT|Ct|Crt|Cт|CТ|Amp Status"),
        module="secretome.instruments.qpcr.design_analysis",
        max_bytes=64 * MEGABYTE,
    ),
    Format(
        kind="cfx",
        expected="CFX results (columns 'Well', 'Fluor', 'Content', 'Cq')",
        recognises=_has_words_or_cells("Well", "Fluor", "Content", "Cq"),
        module="secretome.instruments.qpcr.cfx",
        max_bytes=32 * MEGABYTE,
    ),
    Format(
        kind="rdml",
        expected="RDML (zip with one XML member, root 'rdml')",
        recognises=_is_rdml,
        module="secretome.instruments.qpcr.rdml",
        max_bytes=64 * MEGABYTE,
    ),
    Format(
        kind="ct_table",
        expected="table of Ct values (assays by samples, comma-separated)",
        recognises=lambda sight: looks_like_ct_table(sight.text),
        module="secretome.instruments.qpcr.ct_table",
        max_bytes=8 * MEGABYTE,
    ),
    Format(
        kind="softmax_pro",
        expected="SoftMax Pro text export (first line '##BLOCKS= ...')",
        recognises=_begins("##BLOCKS="),
        module="secretome.instruments.plates.softmax",
        max_bytes=64 * MEGABYTE,
    ),
    Format(
        kind="gen5",
        expected="Gen5 text export (lines 'Software Version', 'Plate Number')",
        recognises=_holds_all("Software Version", "Plate Number"),
        module="secretome.instruments.plates.gen5",
        max_bytes=64 * MEGABYTE,
    ),
    Format(
        kind="bmg_mars",
        expected="BMG MARS export (first line 'User: ...', then 'Test name: ...')",
        recognises=_holds_all("User:", "Path:", "Test"),
        module="secretome.instruments.plates.mars",
        max_bytes=16 * MEGABYTE,
    ),
    Format(
        kind="magellan",
        expected="Tecan Magellan workbook (column 'Well positions')",
        recognises=_has_cells("Well positions|Magellan Sheet 1"),
        module="secretome.instruments.plates.magellan",
        max_bytes=32 * MEGABYTE,
    ),
    Format(
        kind="skanit",
        expected="Thermo SkanIt workbook (cell 'Measurement results', grids of wells)",
        recognises=_has_cells("Measurement results", "A", "1"),
        module="secretome.instruments.plates.skanit",
        max_bytes=32 * MEGABYTE,
    ),
    Format(
        kind="vicell_xr",
        expected="Vi-CELL XR text or workbook (first line 'Vi-CELL XR ...')",
        recognises=lambda sight: (
            sight.text.startswith("Vi-CELL XR")
            or any(cell.startswith("Vi-CELL XR") for cell in sight.cells)
        ),
        module="secretome.instruments.cells.vicell_xr",
        max_bytes=32 * MEGABYTE,
    ),
    Format(
        kind="vicell_blu",
        expected="Vi-CELL BLU export (columns 'Sample ID', 'Viable (x10^6) cells/mL')",
        recognises=_holds_all("", "Sample ID", "Viable (x10^6) cells/mL"),
        module="secretome.instruments.cells.vicell_blu",
        max_bytes=16 * MEGABYTE,
    ),
    Format(
        kind="nucleoview",
        expected="NucleoView export (rows 'Viability (%);...', 'Live (cells/ml);...')",
        recognises=_holds_all("", "Viability (%);", "Live (cells/ml);"),
        module="secretome.instruments.cells.nucleoview",
        max_bytes=4 * MEGABYTE,
    ),
    Format(
        kind="nc_view",
        expected="NC-View export (columns 'SAMPLE ID', 'LIVE (cells/ml)', 'VIABILITY (%)')",
        recognises=_holds_all("", "SAMPLE ID", "LIVE (cells/ml)", "VIABILITY (%)"),
        module="secretome.instruments.cells.nc_view",
        max_bytes=16 * MEGABYTE,
    ),
    Format(
        kind="xponent",
        expected="Luminex xPONENT export (first line 'Program','xPONENT')",
        recognises=_holds_all_folded("Program", "xPONENT"),
        module="secretome.instruments.beads.meaning",
        max_bytes=64 * MEGABYTE,
    ),
    Format(
        kind="hiac",
        expected="HIAC PharmSpec report (workbook, title 'HIAC PharmSpec ...')",
        recognises=lambda sight: any("PharmSpec" in cell for cell in sight.cells),
        module="secretome.instruments.light_obscuration.meaning",
        max_bytes=16 * MEGABYTE,
    ),
    Format(
        kind="maxquant",
        expected="MaxQuant proteinGroups.txt (columns 'Protein IDs', 'Majority protein IDs')",
        recognises=_begins_with_cells("Protein IDs", "Majority protein IDs"),
        module="secretome.instruments.proteomics.maxquant",
        max_bytes=256 * MEGABYTE,
    ),
    Format(
        kind="peaks",
        expected="PEAKS matches (columns 'Peptide', '-10lgP', 'Accession')",
        recognises=_has_words_or_cells("Peptide", "-10lgP", "Accession"),
        module="secretome.instruments.proteomics.peaks",
        max_bytes=256 * MEGABYTE,
    ),
    Format(
        kind="mztab",
        expected="mzTab (first line 'MTD', 'mzTab-version')",
        recognises=lambda sight: "MTD\tmzTab-version" in sight.text,
        module="secretome.instruments.proteomics.mztab",
        max_bytes=256 * MEGABYTE,
    ),
    Format(
        kind="read_counts",
        expected="read counts (featureCounts, or RNA features by libraries)",
        recognises=lambda sight: looks_like_counts(sight.text),
        module="secretome.instruments.small_rna.counts",
        max_bytes=128 * MEGABYTE,
    ),
    Format(
        kind="results_table",
        expected="table of results (titles 'sample' and e.g. 'endotoxin [EU/mL]')",
        recognises=lambda sight: looks_like_results(sight.text),
        module="secretome.instruments.generic.meaning",
        max_bytes=32 * MEGABYTE,
    ),
)

"""What each kind of instrument file is called, and the method that wrote it."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class FileKindWords:
    """One kind of file: the method it belongs to, and how people call the file."""

    method: str
    words: str | Promise


KINDS: dict[str, FileKindWords] = {
    "nanosight": FileKindWords("NTA", _("NanoSight summary")),
    "zetaview": FileKindWords("NTA", _("ZetaView size text")),
    "zetaview_positions": FileKindWords("NTA", _("ZetaView positions")),
    "fcs": FileKindWords("Flow cytometry", _("flow cytometry events (FCS)")),
    "flowjo": FileKindWords("Flow cytometry, gated", _("FlowJo workspace")),
    "facsdiva": FileKindWords("Flow cytometry, gated", _("FACSDiva experiment")),
    "fridge_tag": FileKindWords("Temperature record", _("Fridge-tag report")),
    "hobo": FileKindWords("Temperature record", _("HOBO logger export")),
    "quantstudio": FileKindWords("qPCR", _("QuantStudio results")),
    "quantstudio_workbook": FileKindWords("qPCR", _("QuantStudio workbook")),
    "cfx": FileKindWords("qPCR", _("CFX results")),
    "rdml": FileKindWords("qPCR", _("RDML")),
    "ct_table": FileKindWords("qPCR", _("table of Ct values")),
    "softmax_pro": FileKindWords("Plate reader", _("SoftMax Pro export")),
    "gen5": FileKindWords("Plate reader", _("Gen5 export")),
    "bmg_mars": FileKindWords("Plate reader", _("MARS export")),
    "magellan": FileKindWords("Plate reader", _("Magellan workbook")),
    "skanit": FileKindWords("Plate reader", _("SkanIt workbook")),
    "vicell_xr": FileKindWords("Cell count", _("Vi-CELL XR export")),
    "vicell_blu": FileKindWords("Cell count", _("Vi-CELL BLU export")),
    "nucleoview": FileKindWords("Cell count", _("NucleoView export")),
    "nc_view": FileKindWords("Cell count", _("NC-View export")),
    "xponent": FileKindWords("Bead multiplex", _("xPONENT export")),
    "hiac": FileKindWords("Subvisible particles", _("HIAC report")),
    "maxquant": FileKindWords("Proteomics", _("MaxQuant protein groups")),
    "peaks": FileKindWords("Proteomics", _("PEAKS matches")),
    "mztab": FileKindWords("Proteomics", _("mzTab")),
    "read_counts": FileKindWords("Small RNA", _("read counts")),
    "results_table": FileKindWords("Table of results", _("table of results")),
}


def method_of(kind: str) -> str:
    """The method a run of this kind of file is named after."""
    return KINDS[kind].method if kind in KINDS else kind.replace("_", " ").capitalize()


def words_of(kind: str) -> str:
    """How people call this kind of file."""
    return str(KINDS[kind].words) if kind in KINDS else kind.replace("_", " ")

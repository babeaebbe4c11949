"""Draws labels: a DataMatrix with the vial's code, and the sheet they are printed on."""

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files

import typst
import zxingcpp

_SVG_SIZE = re.compile(r'<svg width="(\d+)" height="(\d+)"')
_PATH = re.compile(r'<path d="([^"]+)"')


@dataclass(frozen=True, slots=True)
class LabelText:
    """What stands on one label, as text."""

    code: str
    lot: str
    product: str
    number: str
    volume: str
    use_until: str
    storage: str
    identity_code: str
    copy_number: int
    is_demo: bool


@dataclass(frozen=True, slots=True)
class Symbol:
    """A DataMatrix as a drawing: the path of its dark modules in a square of this many modules."""

    modules: int
    path: str


def data_matrix_svg(text: str) -> str:
    """Return the square DataMatrix of ``text`` as an SVG file."""
    symbol = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.DataMatrix, force_square=True)
    return zxingcpp.write_barcode_to_svg(symbol)


def data_matrix(text: str) -> Symbol:
    """Return the square DataMatrix of ``text`` for a page to draw."""
    svg = data_matrix_svg(text)
    width = _SVG_SIZE.search(svg)
    path = _PATH.search(svg)
    if width is None or path is None:
        raise RuntimeError("The barcode library draws another kind of SVG. Mend labels.py.")
    return Symbol(int(width[1]), path[1])


def draw_sheet(labels: Sequence[LabelText]) -> bytes:
    """Return a printable PDF with one label for each of ``labels``."""
    rows = [asdict(label) | {"symbol": data_matrix_svg(label.code)} for label in labels]
    return typst.compile(_layout(), format="pdf", sys_inputs={"labels": json.dumps(rows)})


@cache
def _layout() -> bytes:
    return files("secretome_record.batches").joinpath("label_sheet.typ").read_bytes()

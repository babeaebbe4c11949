"""Draws the address of a private link as a QR code for the hand-over sheet."""

import re
from dataclasses import dataclass

import zxingcpp

_SIZE = re.compile(r'<svg width="(\d+)"')
_PATH = re.compile(r'<path d="([^"]+)"')


@dataclass(frozen=True, slots=True)
class QrCode:
    """The path of the dark modules in a square of this many modules."""

    modules: int
    path: str


def qr_code(text: str) -> QrCode:
    """Return the QR code of ``text`` for a page to draw."""
    barcode = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode)
    svg = zxingcpp.write_barcode_to_svg(barcode)
    size, path = _SIZE.search(svg), _PATH.search(svg)
    if size is None or path is None:
        raise RuntimeError("The barcode library draws another kind of SVG. Mend qr.py.")
    return QrCode(int(size[1]), path[1])

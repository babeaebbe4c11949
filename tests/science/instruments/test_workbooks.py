"""Workbooks built to exhaust or crash the reader are refused before it opens them."""

import io
import struct
import zipfile

import pytest

from secretome.errors import BadInput
from secretome.instruments.workbooks import open_workbook

_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>'
)
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_BOOK = (
    f'<workbook xmlns="{_MAIN}" xmlns:r="{_REL}"><sheets>'
    '<sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
_RELS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{_REL}/worksheet" Target="worksheets/sheet1.xml"/>'
    "</Relationships>"
)


_ROOT = _RELS.replace("worksheets/sheet1.xml", "xl/workbook.xml").replace(
    "/worksheet", "/officeDocument"
)
_FAR = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"/></row>'


def book(rows, *, head="", **members):
    """A workbook of one sheet with these rows."""
    sheet = f'{head}<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData></worksheet>'
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        parts = {
            "[Content_Types].xml": _TYPES,
            "_rels/.rels": _ROOT,
            "xl/workbook.xml": _BOOK,
            "xl/_rels/workbook.xml.rels": _RELS,
            "xl/worksheets/sheet1.xml": sheet,
        }
        for name, content in (parts | members).items():
            archive.writestr(name, content)
    return stream.getvalue()


def rows_of(data):
    opened = open_workbook(data, name="book.xlsx")
    return [row.cells for row in opened.rows(opened.sheets[0])]


def test_a_small_sheet_is_read_with_numbers_as_stored():
    rows = '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2.5</v></c></row>'
    assert rows_of(book(rows)) == [("1", "2.5")]


@pytest.mark.parametrize(
    "rows",
    [
        _FAR,
        _FAR.replace('"', "'"),
        '<row><c\n r = "A1"><v>1</v></c></row><row><c\tr="XFD900000"><v>1</v></c></row>',
    ],
)
def test_two_cells_that_span_a_huge_sheet_are_refused(rows):
    with pytest.raises(BadInput, match="spans"):
        rows_of(book(rows))


@pytest.mark.parametrize(
    ("data", "part"),
    [
        (book("", head='<!DOCTYPE x [<!ENTITY a "b">]>'), "entities"),
        (book("", **{"xl/sharedStrings.xml": b" " * (65 * 1024 * 1024)}), "unpacks to more"),
        (book("x" * (193 * 1024 * 1024)), "unpacks to more"),
        (book("", **{"xl/workbook.xml": _BOOK.replace("</sheets>", '<sheet name="S"/></sheets>')}),
         "stands twice"),
        (book("", **{"xl/_rels/workbook.xml.rels": _RELS.replace("sheet1", "sheet7")}), "missing"),
        (book("<row><c"), "damaged"),
        (b"PK\x03\x04" + b"\x00" * 50, "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "damaged"),
    ],
)  # fmt: skip
def test_bombs_and_broken_workbooks_are_refused(data, part):
    with pytest.raises(BadInput, match=part):
        rows_of(data)


@pytest.mark.shared_data
def test_an_old_workbook_with_a_cell_far_out_is_refused(shared):
    path = shared / "data/instruments/cell_counter/vicell_xr_v204_example03.xls"
    data = bytearray(path.read_bytes())
    place = data.index(struct.pack("<HH", 0x0203, 14))  # the first stored number
    data[place + 4 : place + 8] = struct.pack("<HH", 65535, 255)
    with pytest.raises(BadInput, match="spans"):
        open_workbook(bytes(data), name="book.xls")

"""Damage of any kind ends in one sentence or in sound numbers: no crash, no NaN, no hang."""

import io
import zipfile
from math import isfinite

import pytest
from hypothesis import given
from hypothesis import strategies as st

from science.instruments.specimens import a_file
from secretome.errors import BadInput, UnknownLayout
from secretome.instruments import read, reading

FILE = a_file()
TABLE_START = FILE.index(b"Graph Data")
TABLE_END = FILE.index(b"\n100,")


def sound_or_refused(data):
    """The numbers of a file, all finite; an empty list where it was refused."""
    try:
        measurement = read(data, name="damaged")
    except BadInput as refusal:
        assert "\n" not in str(refusal)  # noqa: PT017 - a refusal is one of two good ends
        return []
    numbers = list(measurement.numbers())
    assert all(isfinite(number) for number in numbers)
    return numbers


@given(cut=st.integers(0, TABLE_END))
def test_a_file_that_is_cut_anywhere_before_its_end_gives_no_number(cut):
    with pytest.raises(BadInput):
        read(FILE[:cut])


@given(
    flips=st.lists(
        st.tuples(st.integers(0, len(FILE) - 1), st.integers(0, 255)), min_size=1, max_size=20
    )
)
def test_flipped_bytes_never_crash_and_never_give_nan(flips):
    data = bytearray(FILE)
    for place, value in flips:
        data[place] = value
    sound_or_refused(bytes(data))


@given(start=st.integers(0, len(FILE)), length=st.integers(1, 5000), at=st.integers(0, len(FILE)))
def test_a_piece_copied_elsewhere_never_crashes(start, length, at):
    sound_or_refused(FILE[:at] + FILE[start : start + length] + FILE[at:])


@given(start=st.integers(0, len(FILE)), length=st.integers(1, 5000))
def test_a_piece_cut_out_never_crashes(start, length):
    sound_or_refused(FILE[:start] + FILE[start + length :])


@given(tail=st.binary(max_size=300))
def test_any_bytes_behind_a_true_opening_never_crash(tail):
    assert sound_or_refused(b"NTA Experiment Summary File\n" + tail) == []


@given(data=st.binary(max_size=300))
def test_any_other_bytes_are_an_unknown_layout(data):
    with pytest.raises(BadInput):
        read(data)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32"])
def test_a_wrong_encoding_is_refused(encoding):
    with pytest.raises(BadInput):
        read(FILE.decode("cp1252").encode(encoding))


def test_a_quote_that_never_closes_is_refused():
    with pytest.raises(BadInput, match="damaged"):
        read(FILE.replace(b"Diluent,PBS", b'Diluent,"PBS'))


def test_an_unknown_layout_says_what_was_expected():
    with pytest.raises(UnknownLayout, match="NanoSight NTA experiment summary, ZetaView"):
        read(b"time,value\n1,2\n")
    with pytest.raises(UnknownLayout, match="first line 'NTA Experiment Summary File'"):
        read(b"time,value\n1,2\n", kind="nanosight")


def test_an_unknown_kind_is_refused_with_the_known_ones():
    with pytest.raises(BadInput, match="nanosight"):
        read(FILE, kind="nanosite")


def test_two_hundred_megabytes_are_refused_before_they_are_read(tmp_path):
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.write(FILE)
        file.truncate(200 * 1024 * 1024)  # sparse: takes no room
    with pytest.raises(BadInput, match="200 MB is too large"):
        read(path)


def test_a_large_upload_is_refused_by_its_size():
    with pytest.raises(BadInput, match="too large"):
        read(FILE + b" " * (33 * 1024 * 1024))


@pytest.mark.parametrize("name", ["nothing.csv", "."])
def test_a_file_that_cannot_be_opened_is_refused(tmp_path, name):
    with pytest.raises(BadInput, match="cannot be read"):
        read(tmp_path / name)


def test_an_empty_file_is_refused(tmp_path):
    path = tmp_path / "empty.csv"
    path.touch()
    with pytest.raises(BadInput, match="empty"):
        read(path)


def test_a_file_on_disk_and_its_bytes_read_the_same(tmp_path):
    path = tmp_path / "file.csv"
    path.write_bytes(FILE)
    assert read(path) == read(FILE) == read(str(path))


def test_a_zip_member_without_a_name_is_refused_in_one_sentence():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for member in ("[Content_Types].xml", "xl/workbook.xml", ""):
            archive.writestr(zipfile.ZipInfo(member), "<a/>")
    with pytest.raises(BadInput) as refusal:
        read(packed.getvalue(), name="nameless.xlsx")
    assert "did not foresee" not in str(refusal.value)


def test_a_fault_while_recognising_is_one_sentence_too(monkeypatch):
    class Odd:
        kind, expected, max_bytes = "odd", "an odd file", 10**6

        def recognises(self, sight):
            return sight.data[10**9]

    monkeypatch.setattr(reading, "FORMATS", (Odd(),))
    with pytest.raises(BadInput, match="did not foresee"):
        read(b"anything", name="odd")

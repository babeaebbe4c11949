"""Files are judged by content and size before anything is kept; exports start no formula."""

import csv
import gzip
import hashlib
import io
import zipfile
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import RequestFactory

from secretome_record.pages.csv_out import csv_cell, csv_response
from secretome_record.pages.middleware import UploadCeilingMiddleware
from secretome_record.pages.uploads import (
    MIB,
    FileKind,
    GuardedFileField,
    UploadRefusedError,
    guard,
    kind_by_content,
    kinds_sentence,
    shown_name,
)


def archive(*names):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as made:
        for name in names:
            made.writestr(name, "x")
    return held.getvalue()


CONTENTS = [
    (b"%PDF-1.7 ...", FileKind.PDF),
    (b"\x89PNG\r\n\x1a\n....", FileKind.PNG),
    (b"\xff\xd8\xff\xe0", FileKind.JPEG),
    (archive("xl/workbook.xml"), FileKind.XLSX),
    (archive("word/document.xml"), FileKind.DOCX),
    (archive("a.txt"), FileKind.ZIP),
    (b"PK\x03\x04 broken", None),
    (gzip.compress(b"x", mtime=0), FileKind.GZIP),
    (b"FCS3.1    256", FileKind.FCS),
    ('\ufeff<?xml version="1.0"?><a/>'.encode(), FileKind.XML),
    ("Größe;µL\r\n1;2\r\n".encode(), FileKind.TEXT),
    ("Größe;µL\r\n".encode("latin-1"), FileKind.TEXT),
    ("Size\t1\r\n".encode("utf-16"), FileKind.TEXT),
    (b"a" * (64 * 1024 - 1) + "µ".encode() * 9, FileKind.TEXT),
    (b"\x00\x01\x02\xff\xfe\x80", None),
]


@pytest.mark.parametrize(("content", "kind"), CONTENTS)
def test_a_file_is_known_by_its_content(content, kind):
    assert kind_by_content(io.BytesIO(content)) == kind


def test_a_file_that_passes_has_a_name_of_our_own_and_a_fingerprint():
    content = b"size,count\n1,2\n"
    file = SimpleUploadedFile("..\\..\\run\u202e7.exe", content)
    upload = guard(file, kinds=[FileKind.TEXT], max_bytes=MIB)
    assert upload.sha256 == hashlib.sha256(content).hexdigest()
    assert upload.name == f"{upload.sha256[:32]}.txt"
    assert upload.shown_name == "run7.exe"
    assert upload.read() == content


def test_a_program_that_calls_itself_a_table_is_refused():
    file = SimpleUploadedFile("table.csv", b"MZ\x90\x00\x03\x00\x00\x00")
    with pytest.raises(UploadRefusedError, match=r"“table\.csv” is not a file of the kind needed"):
        guard(file, kinds=[FileKind.TEXT], max_bytes=MIB)


def test_a_file_that_is_too_large_is_refused_with_both_sizes():
    file = SimpleUploadedFile("big.txt", b"x" * (2 * MIB + 1))
    with pytest.raises(UploadRefusedError, match=r"2 MiB large, and at most 1 MiB"):
        guard(file, kinds=[FileKind.TEXT], max_bytes=MIB)


def test_an_empty_file_is_refused():
    with pytest.raises(UploadRefusedError, match="is empty"):
        guard(SimpleUploadedFile("a.txt", b""), kinds=[FileKind.TEXT], max_bytes=MIB)


def test_a_name_is_shown_without_folders_and_within_bounds():
    assert shown_name("/etc/passwd") == "passwd"
    assert len(shown_name("x" * 500)) == 120
    assert shown_name("") == "file without a name"


def test_the_form_field_answers_with_the_upload_or_a_sentence():
    from django import forms

    field = GuardedFileField(kinds=[FileKind.PDF], max_bytes=MIB)
    assert field.clean(SimpleUploadedFile("a.pdf", b"%PDF-1.7")).kind is FileKind.PDF
    with pytest.raises(forms.ValidationError, match="Files taken here: PDF"):
        field.clean(SimpleUploadedFile("a.pdf", b"hello"))
    with pytest.raises(forms.ValidationError, match="Choose the file"):
        field.clean(None)
    assert GuardedFileField(kinds=[FileKind.PDF], required=False).clean(None) is None
    assert field.widget.attrs["data-max-bytes"] == MIB


class EndlessBody(io.RawIOBase):
    """A body that counts what is read of it and never holds it."""

    read_bytes = 0

    def read(self, size=-1):
        assert 0 < size <= MIB
        self.read_bytes += size
        return b"\0" * size


def refused(size_bytes):
    body = EndlessBody()
    request = RequestFactory().post("/upload/")
    request.META["CONTENT_LENGTH"] = str(size_bytes)
    request._stream = body
    passed = []
    answer = UploadCeilingMiddleware(lambda r: passed.append(r) or HttpResponse("in"))(request)
    return answer, passed, request


def test_a_request_of_200_mb_is_refused_with_one_sentence_and_nothing_is_kept(settings):
    settings.UPLOAD_LIMIT_BYTES = 64 * MIB
    answer, passed, request = refused(200 * MIB)
    assert answer.status_code == 413
    text = answer.content.decode()
    assert "200 MiB large, and at most 64 MiB is taken. Nothing was kept." in text
    assert passed == []
    assert not request._files if hasattr(request, "_files") else True


def test_a_request_within_the_ceiling_passes(settings):
    settings.UPLOAD_LIMIT_BYTES = 64 * MIB
    answer, passed, _ = refused(64 * MIB)
    assert answer.content == b"in"
    assert len(passed) == 1


def test_a_length_that_is_no_number_is_left_to_the_framework():
    answer, passed, _ = refused("many")
    assert len(passed) == 1
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("  =1", "'  =1"),
        ("＝1", "'＝1"),
        ("-1.50", "-1.50"),
        ("0042", "0042"),
        ("5.80", "5.80"),
        (Decimal("-0.50"), "-0.50"),
        (7, 7),
        (True, "yes"),
        (None, ""),
    ],
)
def test_a_cell_starts_no_formula_and_keeps_its_digits(value, cell):
    assert csv_cell(value) == cell


def test_an_export_is_a_table_that_reads_back():
    answer = csv_response("lots of 2026/..", ["code", "count"], [["0042", 7], ["=x", None]])
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text))) == [["code", "count"], ["0042", "7"], ["'=x", ""]]
    assert '"0042"' in text
    assert answer["Content-Disposition"] == 'attachment; filename="lots-of-2026.csv"'


def test_a_field_that_takes_text_names_csv_first_and_others_name_no_csv():
    assert kinds_sentence([FileKind.XML, FileKind.TEXT]) == "Files taken here: CSV, TXT, XML."
    assert kinds_sentence([FileKind.PDF]) == "Files taken here: PDF."

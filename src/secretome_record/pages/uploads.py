"""The guard at the door for files: size, kind by content, a name of our own, a fingerprint."""

import hashlib
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

MIB = 1024 * 1024
HEAD_BYTES = 64 * 1024
_UNSPOKEN = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")


class FileKind(StrEnum):
    """The kinds of file that can be told apart by their first bytes."""

    PDF = "pdf"
    PNG = "png"
    JPEG = "jpg"
    XLSX = "xlsx"
    DOCX = "docx"
    XLS = "xls"
    ZIP = "zip"
    GZIP = "gz"
    FCS = "fcs"
    XML = "xml"
    TEXT = "txt"


class UploadRefusedError(ValueError):
    """A file that is not taken; the text is the sentence the reader sees."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that passed the guard; read it from `file`, keep it under `name`."""

    file: UploadedFile
    name: str
    shown_name: str
    kind: FileKind
    size_bytes: int
    sha256: str

    def read(self) -> bytes:
        """The whole content."""
        self.file.seek(0)
        return self.file.read()


_SIGNATURES: tuple[tuple[bytes, FileKind], ...] = (
    (b"%PDF-", FileKind.PDF),
    (b"\x89PNG\r\n\x1a\n", FileKind.PNG),
    (b"\xff\xd8\xff", FileKind.JPEG),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", FileKind.XLS),
    (b"\x1f\x8b", FileKind.GZIP),
    (b"FCS2.", FileKind.FCS),
    (b"FCS3.", FileKind.FCS),
)
TEXT_KINDS = frozenset({FileKind.TEXT, FileKind.XML})


def kind_by_content(file: Any) -> FileKind | None:
    """Tell what a file is by its content, never by its name; None when it cannot be told."""
    file.seek(0)
    head = file.read(HEAD_BYTES)
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            return kind
    if head.startswith(b"PK\x03\x04"):
        return _kind_of_archive(file)
    return _kind_of_text(head)


def guard(
    file: UploadedFile, *, kinds: Sequence[FileKind], max_bytes: int, name: str = ""
) -> Upload:
    """Let a file in, with a name of our own and its fingerprint.

    Raises:
        UploadRefusedError: too large, empty, or not one of the kinds, each with what to do.
    """
    shown = shown_name(name or file.name or "")
    _require_size(shown, file.size or 0, max_bytes)
    kind = kind_by_content(file)
    if kind not in kinds or kind is None:
        raise UploadRefusedError(
            gettext("“%(name)s” is not a file of the kind needed here. %(kinds)s")
            % {"name": shown, "kinds": kinds_sentence(kinds)}
        )
    sha256 = _fingerprint(file)
    return Upload(file, f"{sha256[:32]}.{kind}", shown, kind, file.size or 0, sha256)


def shown_name(name: str) -> str:
    """The name a person gave, without folders, unseen characters or more than 120 letters."""
    last = PurePosixPath(name.replace("\\", "/")).name
    return _UNSPOKEN.sub("", last)[:120] or gettext("file without a name")


def kinds_sentence(kinds: Sequence[FileKind]) -> str:
    """Which kinds are taken, as a sentence."""
    # A table saved as text is known by the name of its file, so that name comes first.
    text_first = ["CSV", "TXT"] if FileKind.TEXT in kinds else []
    names = ", ".join(dict.fromkeys([*text_first, *(kind.value.upper() for kind in kinds)]))
    return gettext("Files taken here: %(names)s.") % {"names": names}


def ceiling_sentence(max_bytes: int) -> str:
    """How large a file may be, as a sentence."""
    return gettext("At most %(size)s.") % {"size": size_words(max_bytes)}


def size_words(size_bytes: int) -> str:
    """A size a person can compare."""
    if size_bytes < MIB:
        return f"{max(round(size_bytes / 1024), 1)} KiB"
    return f"{size_bytes / MIB:.0f} MiB"


def too_large_sentence(size_bytes: int, max_bytes: int) -> str:
    """Why a file is refused for its size and what to do."""
    return gettext(
        "What was sent is %(size)s large, and at most %(most)s is taken. "
        "Nothing was kept. Send a smaller file or split it."
    ) % {"size": size_words(size_bytes), "most": size_words(max_bytes)}


def _require_size(shown: str, size_bytes: int, max_bytes: int) -> None:
    if size_bytes > max_bytes:
        raise UploadRefusedError(too_large_sentence(size_bytes, max_bytes))
    if size_bytes == 0:
        raise UploadRefusedError(
            gettext("“%(name)s” is empty. Choose the file again.") % {"name": shown}
        )


def _kind_of_archive(file: Any) -> FileKind | None:
    try:
        file.seek(0)
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return None
    for folder, kind in (("xl/", FileKind.XLSX), ("word/", FileKind.DOCX)):
        if any(name.startswith(folder) for name in names):
            return kind
    return FileKind.ZIP


def _kind_of_text(head: bytes) -> FileKind | None:
    text = _decoded(head)
    if text is None or "\x00" in text:
        return None
    is_xml = text.lstrip("\ufeff \t\r\n").startswith("<?xml")
    return FileKind.XML if is_xml else FileKind.TEXT


def _decoded(head: bytes) -> str | None:
    """Read the first bytes as text; instruments also write UTF-16 and Latin-1."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head[: len(head) // 2 * 2].decode("utf-16", errors="ignore")
    try:
        return head.decode("utf-8")
    except UnicodeDecodeError as fault:
        if fault.start >= len(head) - 4:  # a letter cut in two at the end of the head
            return head[: fault.start].decode("utf-8")
    controls = sum(byte < 32 and byte not in b"\t\r\n\x0c" for byte in head)
    return None if controls else head.decode("latin-1")


def _fingerprint(file: UploadedFile) -> str:
    digest = hashlib.sha256()
    file.seek(0)
    for chunk in iter(lambda: file.read(MIB), b""):
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


class GuardedFileField(forms.FileField):
    """A form field that answers with an `Upload`, or refuses with a sentence beside the field."""

    default_error_messages = {
        "required": _("No file was chosen. Choose the file to send."),
        "empty": _("The file is empty. Choose the file again."),
    }

    def __init__(
        self, *, kinds: Sequence[FileKind], max_bytes: int = 32 * MIB, **rest: Any
    ) -> None:
        self.kinds, self.max_bytes = tuple(kinds), max_bytes
        super().__init__(**rest)

    @property
    def kinds_sentence(self) -> str:
        """Which kinds are taken, as a sentence."""
        return kinds_sentence(self.kinds)

    @property
    def ceiling_sentence(self) -> str:
        """How large a file may be, as a sentence."""
        return ceiling_sentence(self.max_bytes)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Tell the browser the ceiling, so that it can say so before sending."""
        attrs = super().widget_attrs(widget)
        return attrs | {
            "data-max-bytes": self.max_bytes,
            "data-too-large": gettext("This file is too large. %(ceiling)s Nothing was sent.")
            % {"ceiling": self.ceiling_sentence},
        }

    def clean(self, data: Any, initial: Any = None) -> Upload | None:
        """Run Django's own checks, then the guard."""
        file = super().clean(data, initial)
        if not isinstance(file, UploadedFile):
            return None
        try:
            return guard(file, kinds=self.kinds, max_bytes=self.max_bytes)
        except UploadRefusedError as refused:
            raise forms.ValidationError(str(refused)) from refused

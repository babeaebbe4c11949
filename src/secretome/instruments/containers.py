"""Members of a zip file, unpacked under a ceiling that the file cannot talk its way past.

Refuses: a broken zip, more members or more bytes than any export has, unusual compression.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

from secretome.errors import BadInput

MEGABYTE = 1024 * 1024
MOST_MEMBERS = 2000
MOST_UNPACKED_BYTES = 192 * MEGABYTE
_AGAIN = "Export the file again from the instrument software"
_LOCAL_HEADER = struct.Struct("<4s5H3I2H")


def is_zip(data: bytes) -> bool:
    """Whether the bytes begin as a zip file does."""
    return data.startswith((b"PK\x03\x04", b"PK\x07\x08PK\x03\x04"))


def member_names(data: bytes, *, name: str = "the file") -> tuple[str, ...]:
    """Names of the members; nothing is unpacked."""
    return tuple(info.filename for info in _members(data, name))


def member_sizes(data: bytes, *, name: str) -> dict[str, int]:
    """Sizes as the directory states them, by name; good for choosing, not for trusting."""
    return {info.filename: info.file_size for info in _members(data, name)}


def unpack(
    data: bytes,
    *,
    name: str,
    most: int = MOST_UNPACKED_BYTES,
    wanted: Callable[[str], bool] = lambda _: True,
) -> dict[str, bytes]:
    """Wanted members by name; raises BadInput where together they hold more than ``most`` bytes."""
    found: dict[str, bytes] = {}
    left = most
    for info in _members(data, name):
        if info.filename.endswith("/") or not wanted(info.filename):
            continue
        if info.filename in found:
            raise BadInput("a member stands twice in the zip", where=name, do=_AGAIN)
        found[info.filename] = _inflate(data, info, left, name)
        left -= len(found[info.filename])
    return found


def _members(data: bytes, name: str) -> list[zipfile.ZipInfo]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, struct.error, NotImplementedError) as fault:
        what = "the zip container is damaged or cut off"
        raise BadInput(what, where=name, do=_AGAIN) from fault
    if len(members) > MOST_MEMBERS:
        raise BadInput(f"it holds {len(members)} members", where=name, do=_AGAIN)
    return members


def _inflate(data: bytes, info: zipfile.ZipInfo, left: int, name: str) -> bytes:
    """Unpack one member by hand: sizes stated in the directory are not believed."""
    packed = _packed(data, info, name)
    if info.compress_type == zipfile.ZIP_STORED:
        plain = packed
    elif info.compress_type == zipfile.ZIP_DEFLATED and not info.flag_bits & 1:
        try:
            plain = zlib.decompressobj(-15).decompress(packed, left + 1)
        except zlib.error as fault:
            raise BadInput("a member of the zip is damaged", where=name, do=_AGAIN) from fault
    else:
        what = "a member of the zip is encrypted or packed in an unusual way"
        raise BadInput(what, where=name, do=_AGAIN)
    if len(plain) > left:
        what = f"it unpacks to more than {MOST_UNPACKED_BYTES // MEGABYTE} MB"
        raise BadInput(what, where=name, do="Export less into one file")
    if len(plain) != info.file_size or zlib.crc32(plain) != info.CRC:
        raise BadInput("a member of the zip is damaged", where=name, do=_AGAIN)
    return plain


def _packed(data: bytes, info: zipfile.ZipInfo, name: str) -> bytes:
    start = info.header_offset
    header = data[start : start + _LOCAL_HEADER.size]
    if len(header) < _LOCAL_HEADER.size or not header.startswith(b"PK\x03\x04"):
        raise BadInput("the zip container is damaged", where=name, do=_AGAIN)
    *_, name_length, extra_length = _LOCAL_HEADER.unpack(header)
    begin = start + _LOCAL_HEADER.size + name_length + extra_length
    return data[begin : begin + info.compress_size]

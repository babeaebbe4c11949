"""The one text form of a document, so that the same content always has the same hash."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from secretome.errors import BadInput

_WHERE = "canonical JSON"
_encode = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False, check_circular=False
).encode


def canonical_json(document: Any) -> str:
    """Write a document with sorted keys, no spaces and nothing escaped that need not be.

    Raises BadInput for anything but text, whole numbers, true, false, null, lists and objects.
    """
    try:
        _require_plain(document)
        text = _encode(document)
        text.encode()
    except (RecursionError, ValueError) as error:
        raise BadInput(
            f"the document cannot be written: {type(error).__name__}",
            where=_WHERE,
            do="Use less nesting, shorter numbers and complete characters.",
        ) from error
    return text


def sha256_hex(content: str | bytes) -> str:
    """Hash text (as UTF-8) or bytes; 64 lower-case hexadecimal digits."""
    return hashlib.sha256(content.encode() if isinstance(content, str) else content).hexdigest()


def _require_plain(document: Any) -> None:
    """Walk the document; decimals and floats are refused, because they travel as text."""
    if document is None or isinstance(document, str | int):
        return
    for part in _parts_of(document):
        _require_plain(part)


def _parts_of(document: Any) -> Iterable[Any]:
    if isinstance(document, list):
        return document
    if isinstance(document, dict) and all(isinstance(key, str) for key in document):
        return document.values()
    raise BadInput(
        f"a value of type {type(document).__name__} has no canonical form",
        where=_WHERE,
        do="Give decimals and times as text, and text as the key of every entry.",
    )

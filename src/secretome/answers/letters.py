"""Which letters the printed pages can show; a text with another is refused, never altered."""

from collections.abc import Iterator, Mapping
from typing import Any

_SHOWN = (
    (0x09, 0x0A), (0x0D, 0x0D), (0x20, 0x7E), (0xA0, 0x52D),  # Latin, Greek, Cyrillic
    (0x5D0, 0x5EA), (0x621, 0x64A), (0x660, 0x669),  # Hebrew, Arabic
    (0x1E00, 0x1FFF), (0x2000, 0x22FF), (0xFB01, 0xFB02),  # more Latin and Greek, signs
)  # fmt: skip


def letter_faults(data: object, name: str = "") -> Iterator[str]:
    """Return one sentence for each text, at any depth, that holds a letter nobody could print."""
    if isinstance(data, str):
        bad = not_shown(data)
        if bad:
            yield f"{name or 'the text'} holds {bad}, which the printed page has no letter for"
    elif isinstance(data, Mapping):
        yield from _in_parts(data.items(), name)
    elif isinstance(data, list | tuple):
        yield from _in_parts(enumerate(data), name)


def not_shown(text: str) -> str | None:
    """Return the first letter that cannot be shown, by sight and code; None where all can be."""
    for letter in text:
        if not any(low <= ord(letter) <= high for low, high in _SHOWN):
            code = f"U+{ord(letter):04X}"
            return f"'{letter}' ({code})" if letter.isprintable() else code
    return None


def _in_parts(parts: Any, name: str) -> Iterator[str]:
    for key, value in parts:
        step = f"[{key}]" if isinstance(key, int) else f".{key}" if name else str(key)
        yield from letter_faults(value, f"{name}{step}")

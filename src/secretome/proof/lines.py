"""One line of a bundle: an object whose values are all text, or nothing."""

import json


def object_of(line: bytes, fields: frozenset[str]) -> dict[str, str] | None:
    """Read a line that holds exactly these fields, each a text that UTF-8 can write."""
    try:
        entry = json.loads(line.decode())
        if not isinstance(entry, dict) or entry.keys() != fields:
            return None
        "".join(entry.values()).encode()
    except (ValueError, RecursionError, TypeError):
        return None
    return entry

"""Writes SVG by small functions; every text is escaped and every number is short."""

from collections.abc import Iterable
from html import escape

FONT = 13.0
_WIDE = 0.56
"""Mean width of a letter as a share of its size: enough for most words of Latin script."""


def tag(name: str, /, *inside: str, **attributes: object) -> str:
    """Return one element; ``class_`` becomes class and ``stroke_width`` becomes stroke-width."""
    parts = [f' {_key(key)}="{_value(value)}"' for key, value in attributes.items() if value != ""]
    body = "".join(inside)
    return f"<{name}{''.join(parts)}>{body}</{name}>" if body else f"<{name}{''.join(parts)}/>"


def words(x: float, y: float, text: str, **attributes: object) -> str:
    """Return a line of text in the colour of the page."""
    merged: dict[str, object] = {"x": x, "y": y, "fill": "currentColor", "font_size": FONT}
    return tag("text", escape(text), **(merged | attributes))


def wide(text: str, size: float = FONT) -> float:
    """Estimate how wide a text is; generous, so that nothing is cut."""
    return len(text) * size * _WIDE


def wrapped(text: str, room: float, size: float = FONT) -> list[str]:
    """Break a text into lines that fit into the room."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and wide(longer, size) > room:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def picture(
    kind: str, *, size: tuple[float, float], title: str, desc: str, parts: Iterable[str]
) -> str:
    """Return the whole picture; its title and description are what a screen reader says."""
    width, height = size
    return tag(
        "svg",
        tag("title", escape(title)),
        tag("desc", escape(desc)),
        *parts,
        xmlns="http://www.w3.org/2000/svg",
        class_=f"picture {kind}",
        role="img",
        aria_label=f"{title}. {desc}",
        viewBox=f"0 0 {_value(width)} {_value(height)}",
        width=width,
        height=height,
    )


def _key(name: str) -> str:
    return name.rstrip("_").replace("_", "-")


def _value(value: object) -> str:
    if isinstance(value, float):
        return f"{round(value, 2):g}"
    return escape(str(value), quote=True)

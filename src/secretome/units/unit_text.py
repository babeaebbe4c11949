"""Unit texts as people and machines write them, read for one kind of quantity.

Refuses: a unit that names another thing, has other dimensions, or cannot be read.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from secretome.errors import UnitMismatch
from secretome.units.kinds import ALL_NOUNS, KIND_UNITS, Kind, KindUnit

if TYPE_CHECKING:
    from pint import UnitRegistry

_LONGEST_UNIT = 60
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_SAME_SIGN = str.maketrans({"µ": "u", "μ": "u", "·": "*", "⋅": "*", "℃": "°C", "ℓ": "L"})
_POWER_OF_TEN = re.compile(r"^(?:1e\+?|10\^|10\*\*|10\*|[x×]\s*10\^|e\+?)([0-9]{1,2})(?![0-9])\s*")
_WORD = re.compile(r"^([A-Za-z%°_\[\]]+)(?:\^?(-?[1-4]))?$")
_ALIASES = {
    "mcg": "ug", "ml": "mL", "ul": "uL", "l": "L", "cc": "cm^3", "hr": "h", "hrs": "h",
    "hour": "h", "hours": "h", "mins": "min", "sec": "s", "days": "day", "%": "percent",
    "fraction": "1", "micron": "um", "microns": "um",
}  # fmt: skip
_TEMPERATURES = {
    "cel": "degC", "c": "degC", "°c": "degC", "degc": "degC",
    "f": "degF", "°f": "degF", "degf": "degF", "[degf]": "degF", "k": "kelvin", "kelvin": "kelvin",
}  # fmt: skip

_CONFUSING = frozenset({"ML", "Ml", "Mg", "MG", "UG", "Ug"})  # mega or milli: nobody can tell
_SIZES = ("mL", "uL", "L", "kg", "g", "mg", "ug", "ng", "pg", "nm", "um", "pmol", "percent", "1")
_FAMILIAR = frozenset((*_SIZES, "cP", "day", "h", "min", "s", "degC", "degF", "kelvin"))


@cache
def _registry() -> "UnitRegistry[float]":
    """Pint's registry, loaded when a unit differs from the canonical one (0.7 s otherwise)."""
    import pint

    return pint.UnitRegistry()


def convert(value: float, unit: str, kind: Kind, *, to: str | None = None) -> float:
    """Value in ``unit`` expressed in ``to`` (the canonical unit when left out).

    Raises UnitMismatch when either text is no unit of this kind.
    """
    target = KIND_UNITS[kind].unit if to is None else to
    if unit == target:
        require_unit(unit, kind)
        return value
    source_scale, source = _plain(unit, kind)
    target_scale, wanted = _plain(target, kind)
    if source == wanted:
        return value * (source_scale / target_scale)
    registry = _registry()
    converted = registry.Quantity(value * source_scale, source).to(wanted).magnitude
    return float(converted) / target_scale


def require_unit(unit: str, kind: Kind) -> None:
    """Raise UnitMismatch unless the text is a unit of this kind."""
    if unit != KIND_UNITS[kind].unit:
        _plain(unit, kind)


@lru_cache(maxsize=1024)
def _plain(unit: str, kind: Kind) -> tuple[float, str]:
    """Leading power of ten and the bare dimensions, e.g. ``1e6 cells/mL`` -> (1e6, 1/mL)."""
    known = KIND_UNITS[kind]
    scale, rest = _split_scale(_normal(unit, kind))
    _require_written(known, unit, kind)
    words = list(_tokens(rest, unit, kind))
    bare = [(word, power) for word, power in words if word.casefold() not in known.nouns]
    plain = _joined([_factor(word, power, unit, kind) for word, power in bare])
    if known.noun_needed and len(bare) == len(words):
        raise _mismatch(f"{unit!r} does not say what is counted", kind)
    if plain != known.dimensions:
        _require_dimensions(plain, known, unit, kind)
    return scale, plain


def _normal(unit: str, kind: Kind) -> str:
    if len(unit) > _LONGEST_UNIT:
        raise _mismatch(f"{unit[:20]!r}... is too long for a unit", kind)
    text = unit.translate(_SAME_SIGN).translate(_SUPERSCRIPTS).strip().replace("**", "^")
    text = re.sub(r"\{([^{}]*)\}", r"\1", text)
    text = re.sub(r"\bcell[ -]equivalents?\b", "cell_equivalents", text, flags=re.IGNORECASE)
    return re.sub(r"\s+per\s+|\s*/\s*", "/", text)


def _split_scale(text: str) -> tuple[float, str]:
    found = _POWER_OF_TEN.match(text)
    return (10.0 ** int(found[1]), text[found.end() :]) if found else (1.0, text)


def _tokens(text: str, unit: str, kind: Kind) -> Iterator[tuple[str, int]]:
    """Words with their power; a slash turns only the word that follows it."""
    for sign, word in re.findall(r"(/?)([^/*.\s]+)", re.sub(r"^1(?=/|$)", "", text)):
        found = _WORD.match(word)
        if not found:
            raise _mismatch(f"{unit!r} cannot be read as a unit", kind)
        yield found[1], int(found[2] or 1) * (-1 if sign else 1)


def _factor(word: str, power: int, unit: str, kind: Kind) -> tuple[str, int]:
    if kind is Kind.TEMPERATURE:
        name = _TEMPERATURES.get(word.casefold(), "")
    elif word.casefold() in ALL_NOUNS or word.startswith("["):
        raise _mismatch(f"{unit!r} counts {word!r}", kind)
    else:
        name = _ALIASES.get(word, word)
    if not _is_known(name):
        raise _mismatch(f"{unit!r} is not a known unit", kind)
    bare, _, own_power = name.partition("^")
    return bare, power * int(own_power or 1)


def _is_known(name: str) -> bool:
    if name in _CONFUSING or not name:
        return False
    return name in _FAMILIAR or name.partition("^")[0] in _registry()


def _joined(factors: list[tuple[str, int]]) -> str:
    """Write factors as ``a*b/c``, in the order in which they stood."""
    over = [_raised(name, power) for name, power in factors if power > 0 and name != "1"]
    under = [_raised(name, -power) for name, power in factors if power < 0 and name != "1"]
    return "/".join(["*".join(over) or "1", *under])


def _raised(name: str, power: int) -> str:
    return name if power == 1 else f"{name}**{power}"


def _require_written(known: KindUnit, unit: str, kind: Kind) -> None:
    if known.unit_needed and not unit.strip():
        raise _mismatch("the unit is missing", kind)


def _require_dimensions(plain: str, known: KindUnit, unit: str, kind: Kind) -> None:
    registry = _registry()
    wanted = registry.parse_units("" if known.dimensions == "1" else known.dimensions)
    given = registry.parse_units("" if plain == "1" else plain)
    if given.dimensionality != wanted.dimensionality:
        raise _mismatch(f"{unit!r} has other dimensions", kind)


def _mismatch(what: str, kind: Kind) -> UnitMismatch:
    unit = KIND_UNITS[kind].unit or "no unit"
    return UnitMismatch(what, where=f"unit of {kind}", do=f"Write it in {unit}")

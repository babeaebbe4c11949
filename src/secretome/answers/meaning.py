"""Faults of a case that a schema cannot see: units, dates, codes, intervals, money."""

from collections.abc import Callable, Iterator
from typing import Any

from secretome.answers.currencies import CURRENCIES
from secretome.answers.stated import endotoxin_result, giving_stated
from secretome.answers.yaml_text import Path, YamlDocument, exact
from secretome.dosing import find_route, find_site, parse_target
from secretome.errors import BadInput
from secretome.evidence import assess, require_words

_MOST_MONEY = 10**12  # of one line in any currency; a sum over a course keeps every digit

_Fault = tuple[Path, str]


def faults_of_meaning(document: YamlDocument) -> tuple[str, ...]:
    """Return one sentence per fault, in the order of the lines."""
    found = [(document.line_of(path), text) for path, text in _faults(document.data)]
    return tuple(f"line {line}: {text.rstrip('.')}." for line, text in sorted(set(found)))


def _faults(data: dict[str, Any]) -> Iterator[_Fault]:
    yield from _tried(("route",), lambda: find_route(data["route"]))
    yield from _tried(("condition",), lambda: _assessed(data))
    yield from _dose_faults(data["dose"])
    yield from _tried(("dose", "giving", "site"), lambda: _known_site(data))
    yield from basis_faults(data.get("legal_basis"))
    yield from schedule_faults(data.get("schedule"))
    yield from price_faults(data.get("prices"))
    yield from answer_faults(data.get("answer") or {})


def _assessed(data: dict[str, Any]) -> None:
    """What cannot be a name is no question that evidence could answer."""
    asked = str(data.get("condition") or data["icd10"])
    require_words(asked, where="condition")
    assess(asked)


def _dose_faults(dose: dict[str, Any]) -> Iterator[_Fault]:
    unit = dose["unit"]
    for path, number in (
        (("dose", "target"), dose["target"]),
        *((("dose", "protocol_range", i), v) for i, v in enumerate(dose.get("protocol_range", ()))),
    ):
        yield from _tried(path, lambda number=number: parse_target(_text(number), unit))
    if dose.get("endotoxin") is not None:
        path = ("dose", "endotoxin")
        yield from _tried(path, lambda: endotoxin_result(_text(dose["endotoxin"])))
    if dose.get("giving"):
        yield from _tried(("dose", "giving"), lambda: giving_stated(dose["giving"]))
    for name, value in (("recovery", "value"), ("lot_factor", "particles_per_ug")):
        part = dose.get(name)
        if part and not part["low"] <= part[value] <= part["high"]:
            yield ("dose", name), f"dose.{name} is not in the order low, value, high"


def _known_site(data: dict[str, Any]) -> None:
    site = (data["dose"].get("giving") or {}).get("site")
    if site is not None:
        find_site(site, find_route(data["route"]))


def basis_faults(basis: dict[str, Any] | None) -> Iterator[_Fault]:
    """What is wrong with a permit."""
    if basis is None:
        return
    yield from _tried(("legal_basis", "route"), lambda: find_route(basis["route"]))
    if basis["valid_from"] > basis["valid_to"]:
        yield ("legal_basis", "valid_to"), "legal_basis.valid_to lies before valid_from"


def schedule_faults(schedule: dict[str, Any] | None) -> Iterator[_Fault]:
    """What is wrong with a schedule."""
    if schedule and schedule["sessions"] > 1 and schedule.get("interval_days") is None:
        yield ("schedule",), "schedule lacks interval_days for more than one session"


def answer_faults(answer: dict[str, Any]) -> Iterator[_Fault]:
    """What is wrong with the waiting time that an answer names."""
    own = answer.get("own_cells") or {}
    days, path = own.get("days"), ("answer", "own_cells")
    if days and not days["low"] <= days["value"] <= days["high"]:
        yield path, "answer.own_cells.days is not in the order low, value, high"
    if days and not own["lots"]:
        yield path, "answer.own_cells names days, although no such lot was made"
    if own.get("failed", 0) > own.get("lots", 0):
        yield path, "answer.own_cells names more failed lots than lots"


def price_faults(prices: dict[str, Any] | None) -> Iterator[_Fault]:
    """What is wrong with a price list."""
    if prices is None:
        return
    digits = CURRENCIES.get(prices["currency"])
    if digits is None:
        yield ("prices", "currency"), f"'{prices['currency']}' is no ISO 4217 currency"
    for index, row in enumerate(prices["items"]):
        path = ("prices", "items", index, "amount")
        yield from _tried(path, lambda row=row: _require_amount(row["amount"], digits))


def _require_amount(value: Any, digits: int | None) -> None:
    shown = _text(value)
    try:
        amount = exact(value)
        places = -int(amount.as_tuple().exponent)
    except (ArithmeticError, ValueError):
        raise BadInput(f"'{shown[:40]}' is no amount", where="prices", do="Write 120.50.") from None
    if amount < 0:
        raise BadInput(f"{shown} is negative", where="prices", do="Write 0 or more.")
    if amount > _MOST_MONEY:
        do = "Check the power of ten."
        what = f"the amount {shown[:40]} is too large; at most {_MOST_MONEY}"
        raise BadInput(what, where="prices", do=do)
    if digits is not None and places > digits:
        do = f"This currency has {digits} decimals."
        raise BadInput(f"{shown} has too many decimals", where="prices", do=do)


def _tried(path: Path, attempt: Callable[[], object]) -> Iterator[_Fault]:
    try:
        attempt()
    except BadInput as error:
        yield path, f"{error.what}. {error.do}"


def _text(value: Any) -> str:
    return str(getattr(value, "text", value))

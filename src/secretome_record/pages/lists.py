"""Long lists read in pieces by position, sorted by allowed columns, narrowed in plain words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core import signing
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext

PLACE = "from"
SORT = "sort"
LONGEST_WORDS = 200
_SALT = "secretome.pages.lists"
_STALE = "That place in the list could not be found any more; this is its start."

Params = Mapping[str, Any]
Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """One piece of a list, and the tokens that lead to the pieces beside it."""

    rows: list[Any]
    next: str = ""
    previous: str = ""
    is_first: bool = True
    notice: str = ""

    def links(self, params: Params) -> dict[str, str]:
        """Addresses of the neighbouring pieces that keep filters and order."""
        kept = {name: value for name, value in params.items() if name != PLACE}
        places = {"next": self.next, "previous": self.previous}
        links = {
            name: "?" + urlencode(kept | {PLACE: token}) if token else ""
            for name, token in places.items()
        }
        return links | {"first": "" if self.is_first else "?" + urlencode(kept)}


@dataclass(frozen=True, slots=True)
class Keyset:
    """Reads a queryset piece by piece by the values it is ordered by, never by counting rows.

    Order by columns that are never NULL; the primary key is added so that no two rows are equal.
    """

    order: tuple[str, ...] = ("-recorded_at", "id")
    size: int = 50

    def page(self, queryset: QuerySet[Any], token: str = "") -> Page:
        """The piece a token leads to; a token that cannot be read leads to the start."""
        order = self._whole_order(queryset)
        if not token:
            return self._first(queryset, order)
        try:
            going_back, key = _open(token, order)
        except signing.BadSignature:
            return self._first(queryset, order, notice=gettext(_STALE))
        try:
            return self._beside(queryset, order, key, going_back=going_back)
        except (ValidationError, ValueError, TypeError):
            return self._first(queryset, order, notice=gettext(_STALE))

    def _first(self, queryset: QuerySet[Any], order: Sequence[str], notice: str = "") -> Page:
        rows = list(queryset.order_by(*order)[: self.size + 1])
        shown = rows[: self.size]
        more = _seal(order, shown[-1], going_back=False) if len(rows) > self.size else ""
        return Page(rows=shown, next=more, notice=notice)

    def _beside(
        self, queryset: QuerySet[Any], order: Sequence[str], key: Key, *, going_back: bool
    ) -> Page:
        way = _turned(order) if going_back else order
        rows = list(queryset.filter(_past(way, key)).order_by(*way)[: self.size + 1])
        has_more = len(rows) > self.size
        shown = rows[: self.size]
        if going_back:
            shown.reverse()
        if not shown or (going_back and not has_more):
            return self._first(queryset, order)
        return Page(
            rows=shown,
            next=_seal(order, shown[-1], going_back=False) if has_more or going_back else "",
            previous=_seal(order, shown[0], going_back=True),
            is_first=False,
        )

    def _whole_order(self, queryset: QuerySet[Any]) -> tuple[str, ...]:
        """The order with the primary key as last word; refuses columns that may be NULL."""
        meta = queryset.model._meta  # noqa: SLF001 - Django's public name for a model's columns
        names = [column.removeprefix("-") for column in self.order]
        fields = {field.name: field for field in meta.concrete_fields}
        for name in names:
            if name in fields and fields[name].null:
                raise ValueError(
                    f"A list cannot be ordered by {name}: some rows have no value there."
                )
        if "pk" in names or meta.pk.name in names:
            return self.order
        return (*self.order, "pk")


def _turned(order: Sequence[str]) -> tuple[str, ...]:
    return tuple(
        column.removeprefix("-") if column.startswith("-") else f"-{column}" for column in order
    )


def _past(order: Sequence[str], key: Key) -> Q:
    """Rows that come after `key`: written as ORs, which both engines read the same way."""
    past, equal = Q(), Q()
    for column, value in zip(order, key, strict=True):
        name = column.removeprefix("-")
        word = "lt" if column.startswith("-") else "gt"
        past |= equal & Q(**{f"{name}__{word}": value})
        equal &= Q(**{name: value})
    first = order[0].removeprefix("-")
    word = "lte" if order[0].startswith("-") else "gte"
    # This part says nothing new; it lets the planner start in the index of the first column.
    return Q(**{f"{first}__{word}": key[0]}) & past


def _seal(order: Sequence[str], row: Any, *, going_back: bool) -> str:
    key = [_packed(_read(row, column.removeprefix("-"))) for column in order]
    content = {"o": list(order), "k": key, "b": going_back}
    return signing.dumps(content, salt=_SALT, compress=True)


def _open(token: str, order: Sequence[str]) -> tuple[bool, Key]:
    content = signing.loads(token, salt=_SALT)
    if content["o"] != list(order):
        raise signing.BadSignature("The list was sorted in another way when this was made.")
    return content["b"], tuple(_unpacked(part) for part in content["k"])


def _read(row: Any, name: str) -> Any:
    value = row
    for part in name.split("__"):
        value = value[part] if isinstance(value, dict) else getattr(value, part)
    return value


def _packed(value: object) -> list[object]:
    kinds: list[tuple[type, str]] = [(datetime, "t"), (date, "d"), (UUID, "u"), (Decimal, "n")]
    for kind, mark in kinds:
        if isinstance(value, kind):
            return [mark, value.isoformat() if isinstance(value, date) else str(value)]
    if value is None:
        raise ValueError("A list cannot be ordered by a column in which a row has no value.")
    return ["", value]


def _unpacked(part: list[Any]) -> Any:
    readers: dict[str, Any] = {
        "t": datetime.fromisoformat, "d": date.fromisoformat, "u": UUID, "n": Decimal, "": _same,
    }  # fmt: skip
    return readers[part[0]](part[1])


def _same(value: object) -> object:
    return value


@dataclass(frozen=True, slots=True)
class Sorted:
    """How a list is sorted now; draws the links in the table's headings."""

    key: str
    is_falling: bool
    order: tuple[str, ...]
    params: dict[str, str]
    notice: str = ""

    def link(self, key: str) -> str:
        """The address that sorts by `key`, turning the order if it is sorted by it already."""
        falling = key == self.key and not self.is_falling
        kept = {name: value for name, value in self.params.items() if name not in {SORT, PLACE}}
        return "?" + urlencode(kept | {SORT: f"-{key}" if falling else key})


@dataclass(frozen=True, slots=True)
class Sorting:
    """The columns a list may be sorted by: name in the address -> column of the table."""

    columns: Mapping[str, str]
    default: str

    def read(self, params: Params) -> Sorted:
        """The order asked for; anything not on the list of columns gives the usual order."""
        asked = str(params.get(SORT) or self.default)
        notice = ""
        if asked.removeprefix("-") not in self.columns:
            notice = gettext("This list cannot be sorted by that; this is its usual order.")
            asked = self.default
        key, falling = asked.removeprefix("-"), asked.startswith("-")
        column = ("-" if falling else "") + self.columns[key]
        kept = {name: str(value) for name, value in params.items()}
        return Sorted(key, falling, (column,), kept, notice)


@dataclass(frozen=True, slots=True)
class Choice:
    """A filter by one of several named values; `lookup` is the column it looks into."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]
    lookup: str

    type = "select"

    def condition(self, text: str) -> tuple[Q, str] | None:
        """What it asks for and how that reads; None when the value is not offered."""
        words = dict(self.options)
        if text not in words:
            return None
        says = gettext("%(label)s is %(value)s") % {"label": self.label, "value": words[text]}
        return Q(**{self.lookup: text}), says


@dataclass(frozen=True, slots=True)
class Words:
    """A filter by words that must each stand in one of the columns."""

    name: str
    label: str
    lookups: tuple[str, ...]

    type = "search"
    options = ()

    def condition(self, text: str) -> tuple[Q, str] | None:
        """What it asks for and how that reads."""
        asked = Q()
        for word in text[:LONGEST_WORDS].split():
            anywhere = Q()
            for lookup in self.lookups:
                anywhere |= Q(**{f"{lookup}__icontains": word})
            asked &= anywhere
        says = gettext("%(label)s contains “%(value)s”") % {"label": self.label, "value": text}
        return asked, says


@dataclass(frozen=True, slots=True)
class Since:
    """A filter by the first day that counts."""

    name: str
    label: str
    lookup: str

    type = "date"
    options = ()

    def condition(self, text: str) -> tuple[Q, str] | None:
        """What it asks for and how that reads; None when it is not a date."""
        try:
            day = date.fromisoformat(text)
        except ValueError:
            return None
        says = gettext("%(label)s since %(value)s") % {"label": self.label, "value": day}
        return Q(**{f"{self.lookup}__gte": day}), says


@dataclass(frozen=True, slots=True)
class FilterField:
    """One filter as the filter bar shows it."""

    name: str
    label: str
    type: str
    value: str
    options: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Chosen:
    """The filters a reader set: a condition for the query and a sentence for the page."""

    fields: tuple[FilterField, ...]
    condition: Q
    says: tuple[str, ...]
    noun: str
    kept: tuple[tuple[str, str], ...]

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is left out."""
        return bool(self.says)

    @property
    def sentence(self) -> str:
        """What the list shows, in words."""
        if not self.says:
            return gettext("Showing all %(noun)s.") % {"noun": self.noun}
        narrowed = gettext(" and ").join(self.says)
        return gettext("Showing %(noun)s where %(says)s.") % {"noun": self.noun, "says": narrowed}

    def apply(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The queryset with only the rows asked for."""
        return queryset.filter(self.condition)


def read_filters(filters: Sequence[Choice | Words | Since], params: Params, noun: str) -> Chosen:
    """Read the filters out of an address; a value that is not offered narrows nothing."""
    fields, says, condition = [], [], Q()
    for one in filters:
        text = str(params.get(one.name) or "").replace("\x00", "").strip()
        asked = one.condition(text) if text else None
        if asked:
            condition &= asked[0]
            says.append(asked[1])
        value = text if asked else ""
        fields.append(FilterField(one.name, one.label, one.type, value, tuple(one.options)))
    kept = [(SORT, str(params[SORT]))] if params.get(SORT) else []
    return Chosen(tuple(fields), condition, tuple(says), noun, tuple(kept))

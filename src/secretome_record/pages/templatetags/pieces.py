"""The pieces pages are built from; each tag is shown in all its states on /components."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

import lucide
from django import template
from django.forms import BoundField
from django.template import Context
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from secretome_record.pages import moments, numbers, theme
from secretome_record.pages.lists import Sorted
from secretome_record.pages.tables import Column, shown_rows

register = template.Library()

TONE_ICONS = {
    "good": "circle-check",
    "waiting": "hourglass",
    "held": "circle-pause",
    "refused": "octagon-x",
    "warning": "triangle-alert",
    "unknown": "circle-question-mark",
    "neutral": "circle",
}
MESSAGE_TONES = {"success": "good", "warning": "warning", "error": "refused"}
PIECES = "pages/pieces/"
FIRST_ROOM_OF_CARE = "patients"


def _rows(rows: Iterable[object], names: tuple[str, ...]) -> list[dict[str, Any]]:
    """Read mappings, objects, tuples or bare text into rows that have every name."""
    return [_row(row, names) for row in rows or ()]


def _row(row: object, names: tuple[str, ...]) -> dict[str, Any]:
    if isinstance(row, Mapping):
        return {name: row.get(name, "") for name in names}
    if isinstance(row, str) or not (isinstance(row, tuple) or hasattr(row, names[0])):
        row = (row,)
    if isinstance(row, tuple) and not hasattr(row, "_fields"):
        filled = tuple(row) + ("",) * (len(names) - len(row))
        return dict(zip(names, filled, strict=False))
    return {name: getattr(row, name, "") for name in names}


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """One lucide icon; silent to screen readers unless it has a label."""
    voice = {"role": "img", "aria-label": label} if label else {"aria-hidden": "true"}
    drawing = lucide._render_icon(str(name) + "", 20, **{"class": "icon", **voice})  # noqa: SLF001
    return mark_safe(drawing)  # noqa: S308


@register.simple_tag(takes_context=True)
def chosen_theme(context: Context) -> str:
    """The reader's own choice of light or dark, empty when the device decides."""
    return theme.read(context.get("request"))


@register.simple_tag(takes_context=True)
def shortcut_is_on(context: Context) -> bool:
    """Whether the `/` key jumps to the search box for this reader."""
    return theme.shortcut_is_on(context.get("request"))


@register.filter
def figure(value: object) -> SafeString | str:
    """A reported number typeset: powers of ten raised, thousands grouped, digits kept."""
    return numbers.typeset(value)


@register.filter
def tone_icon(tone: str) -> str:
    """The icon that stands for a tone, so that colour is never the only sign."""
    return TONE_ICONS.get(tone, TONE_ICONS["neutral"])


@register.filter
def message_tone(tags: str) -> str:
    """The tone of a message from its level."""
    return next((tone for level, tone in MESSAGE_TONES.items() if level in str(tags)), "neutral")


@register.inclusion_tag(PIECES + "flow.html", takes_context=True)
def flow_navigation(context: Context) -> dict[str, Any]:
    """The flow as navigation, each step with the count of what waits there."""
    names = ("label", "url", "count", "current", "room", "starts_chain")
    chains: list[list[dict[str, Any]]] = [[]]
    for item in _rows(context.get("navigation") or (), names):
        if item["starts_chain"] or item["room"] == FIRST_ROOM_OF_CARE:
            chains.append([])
        chains[-1].append(item)
    return {"chains": [chain for chain in chains if chain]}


@register.inclusion_tag(PIECES + "state_badge.html")
def state_badge(
    word: str, tone: str = "neutral", since: datetime | None = None, by: object = None
) -> dict[str, Any]:
    """A state as shape, word and colour, with since when and by whom."""
    return {"word": word, "tone": tone, "since": since, "by": by}


@register.inclusion_tag(PIECES + "code.html")
def code(text: object, url: str = "") -> dict[str, Any]:
    """A code in monospace, long ones in groups of four, with a copy button where scripts run."""
    whole = str(text)
    groups = [whole]
    if len(whole) > 12 and whole.isalnum():
        groups = [whole[start : start + 4] for start in range(0, len(whole), 4)]
    return {"text": whole, "groups": groups, "url": url}


@register.inclusion_tag(PIECES + "fact_list.html")
def fact_list(rows: Iterable[object]) -> dict[str, Any]:
    """Names and values as a definition list: rows of {name, value, url, note} or tuples."""
    return {"rows": _rows(rows, ("name", "value", "url", "note"))}


@register.inclusion_tag(PIECES + "estimate.html")
def estimate(
    value: object,
    low: numbers.Bound | None = None,
    high: numbers.Bound | None = None,
    n: int | None = None,
    unit: str = "",
    source_url: str = "",
    level: float | None = None,
    reason: str = "",
) -> dict[str, Any]:
    """A measured value with unit, interval, n and source; a missing part says why."""
    ends = None
    if value is not None and low is not None and high is not None:
        ends = numbers.bounds_like(str(value), low, high)
    percent = None if level is None else numbers.plain(level * 100 if level <= 1 else level)
    return {
        "value": value, "ends": ends, "n": n, "unit": numbers.shown_unit(unit),
        "source_url": source_url, "percent": percent, "reason": reason,
    }  # fmt: skip


@register.inclusion_tag(PIECES + "moment.html", takes_context=True)
def moment(context: Context, when: date | datetime | None) -> dict[str, Any]:
    """A time, relative and absolute with its zone; a date relative to today."""
    if when is None:
        return {"machine": "", "relative": "", "absolute": ""}
    now = context.get("now") or timezone.now()
    if not isinstance(when, datetime):
        day = moments.relative_day(when, timezone.localtime(now).date())
        return {
            "machine": when.isoformat(), "relative": day, "absolute": moments.absolute_day(when)
        }  # fmt: skip
    return {
        "machine": timezone.localtime(when).isoformat(timespec="seconds"),
        "relative": moments.relative(when, now),
        "absolute": moments.absolute(when),
    }


@register.inclusion_tag(PIECES + "reasons.html")
def reasons(rows: Iterable[object], heading: str = "") -> dict[str, Any]:
    """Why not yet: sentences, each with the link that mends it."""
    return {"rows": _rows(rows, ("sentence", "url", "action")), "heading": heading}


@register.inclusion_tag(PIECES + "next_action.html", takes_context=True)
def next_action(
    context: Context, label: str = "", url: str = "", sentence: str = "", method: str = "get",
    seen: str = "",
) -> dict[str, Any]:  # fmt: skip
    """The single next action: a link, or a button that posts; at the thumb on phones.

    ``seen`` is sent with the button: the fingerprint of what the page showed.
    """
    return {
        "label": label, "url": url, "sentence": sentence, "seen": seen,
        "is_post": method == "post", "csrf_token": context.get("csrf_token", ""),
    }  # fmt: skip


@register.inclusion_tag(PIECES + "timeline.html", takes_context=True)
def timeline(context: Context, entries: Iterable[object]) -> dict[str, Any]:
    """What happened, newest first; each entry opens to who, when, why, before and after."""
    names = ("at", "sentence", "who", "why", "before", "after", "url", "tone")
    return {"entries": _rows(entries, names), "now": context.get("now")}


@register.inclusion_tag(PIECES + "data_table.html")
def data_table(
    caption: str, columns: list[Column], rows: list[list[object]], sorting: object = None
) -> dict[str, Any]:
    """A table with caption and sortable headings that becomes stacked facts on phones."""
    return {
        "caption": caption, "columns": columns, "sorting": sorting,
        "rows": shown_rows(columns, [list(row) for row in rows]),
    }  # fmt: skip


@register.simple_block_tag
def table_frame(
    content: str, caption: str, columns: list[Column], sorting: object = None
) -> SafeString:
    """The same table around rows written by hand: <tr><td data-label="...">...</td></tr>."""
    frame = {"caption": caption, "columns": columns, "sorting": sorting, "body": content}
    return render_to_string(PIECES + "table_frame.html", frame)


@register.inclusion_tag(PIECES + "keyset_pager.html", takes_context=True)
def keyset_pager(context: Context, page: Any, label: str = "") -> dict[str, Any]:
    """Links to the earlier and later rows of a list that is read in pieces."""
    request = context.get("request")
    links = page.links(request.GET if request else {})
    return {"page": page, "links": links, "label": label or _("More of this list")}


@register.inclusion_tag(PIECES + "filter_bar.html")
def filter_bar(chosen: object) -> dict[str, Any]:
    """Filters in plain words, and one sentence that says what is shown."""
    return {"chosen": chosen}


@register.inclusion_tag(PIECES + "empty_state.html")
def empty_state(sentence: str, action: str = "", url: str = "") -> dict[str, Any]:
    """What stands where a list is empty: how the first one comes into being."""
    return {"sentence": sentence, "action": action, "url": url}


@register.inclusion_tag(PIECES + "field.html")
def field(bound: BoundField) -> dict[str, Any]:
    """One form field: label, hint, the error beside it, the input."""
    return {"field": bound}


@register.inclusion_tag(PIECES + "form_errors.html")
def form_errors(form: object) -> dict[str, Any]:
    """Everything that must be mended in a form, each leading to its field."""
    errors = getattr(form, "errors", None) or {}
    return {"form": form, "count": sum(len(sentences) for sentences in errors.values())}


@register.inclusion_tag(PIECES + "sign_box.html", takes_context=True)
def sign_box(
    context: Context,
    form: object,
    meaning: str,
    url: str = "",
    button: str = "",
    closed: Iterable[object] = (),
) -> dict[str, Any]:
    """A signature box that states what the signature means; closed until the reasons are gone."""
    return {
        "form": form, "meaning": meaning, "url": url, "button": button,
        "signer": "" if "username" in getattr(form, "fields", ()) else _signer(context),
        "closed": _rows(closed, ("sentence", "url", "action")),
        "csrf_token": context.get("csrf_token", ""),
    }  # fmt: skip


def _signer(context: Context) -> str:
    """Whose password is asked for, so that password managers know."""
    user = context.get("user")
    return user.get_username() if hasattr(user, "get_username") else str(user or "")


@register.inclusion_tag(PIECES + "scan_field.html")
def scan_field(bound: BoundField, focus: bool = False) -> dict[str, Any]:  # noqa: FBT001, FBT002
    """A field for a hand scanner or fingers: large, without spelling help, focused when asked."""
    attrs: dict[str, Any] = {
        "class": "scan", "autocomplete": "off", "autocapitalize": "characters",
        "spellcheck": "false", "enterkeyhint": "go",
    }  # fmt: skip
    if focus:
        attrs["autofocus"] = True
    return {"field": bound, "widget": bound.as_widget(attrs=attrs)}


@register.inclusion_tag(PIECES + "upload_field.html")
def upload_field(bound: BoundField) -> dict[str, Any]:
    """A field that takes a file by choosing or dropping; says beforehand what it takes."""
    guard = bound.field
    return {
        "field": bound,
        "kinds": getattr(guard, "kinds_sentence", ""),
        "ceiling": getattr(guard, "ceiling_sentence", ""),
    }


@register.inclusion_tag(PIECES + "step_bar.html")
def step_bar(steps: Iterable[object]) -> dict[str, Any]:
    """The steps of one task: rows of {label, state, url}; state is done, current or todo."""
    return {"steps": _rows(steps, ("label", "state", "url"))}


@register.inclusion_tag(PIECES + "progress.html")
def progress(job: object) -> dict[str, Any]:
    """A running job: {percent, words, url, is_done, has_failed}; asks again by itself with htmx."""
    names = ("percent", "words", "url", "is_done", "has_failed")
    return {"job": _row(job, names)}


@register.inclusion_tag(PIECES + "refusal_screen.html")
def refusal_screen(
    sentence: str, what_to_do: str = "", url: str = "", action: str = ""
) -> dict[str, Any]:
    """A refusal that fills the screen: one sentence, and what to do."""
    return {"sentence": sentence, "what_to_do": what_to_do, "url": url, "action": action}


@register.filter
def direction(sorting: Sorted, key: str) -> str:
    """The aria-sort word of a column."""
    return (
        {True: "descending", False: "ascending"}[sorting.is_falling]
        if sorting.key == key
        else "none"
    )


@register.filter
def sort_link(sorting: Sorted, key: str) -> str:
    """The address that sorts by a column, and turns the order when it already does."""
    return sorting.link(key)


@register.filter
def sort_icon(sorting: Sorted, key: str) -> str:
    """The arrow of a column heading."""
    if sorting.key != key:
        return "chevrons-up-down"
    return "arrow-down" if sorting.is_falling else "arrow-up"

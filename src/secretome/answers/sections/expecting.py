"""What may be expected: the interval as a picture, who notices no gain; or unknown and why."""

from collections.abc import Iterator, Mapping
from typing import Any

from secretome.answers.pictures import Crowd, Range, icon_array_svg, range_bar_svg
from secretome.answers.pictures.ranges import Mark
from secretome.answers.sections.asking import TABLES, Ask, Line, Section, line, section
from secretome.answers.words.numbers import decimals_of, in_hundred

Picture = dict[str, Any]


def expected_section(ask: Ask) -> Section:
    """Return the section about the result."""
    expected = ask.evidence["expected"]
    if not expected["known"]:
        lead = ask.line("expected.unknown")
        why = ask.line(f"expected.why.{_why_unknown(ask)}", rows=ask.controlled_ids)
        share = ask.line("expected.share_unknown")
        depends = _depends(ask)
        lines, intro = [why, share], _intro(ask, depends)
        return section(ask, "expected", lead=lead, lines=lines, intro=intro, points=depends)
    return section(
        ask,
        "expected",
        lead=ask.line("expected.known"),
        pictures=[*_people(ask), *_range(ask)],
        lines=_lines(ask),
        intro=_intro(ask, _depends(ask)),
        points=_depends(ask),
    )


def short_expected(ask: Ask, expected: Mapping[str, Any]) -> Line:
    """Return the change in a few words, or that it is unknown."""
    if not expected["known"]:
        return ask.line("beside.cell.unknown")
    value, low, high = ask.speak.interval(expected["change"])
    key = "beside.cell.ratio" if is_ratio(expected) else "beside.cell.change"
    outcome = ask.speak.phrase(expected["outcome"])
    said = {"value": value, "low": low, "high": high, "unit": unit_of(ask, expected)}
    return ask.line(key, rows=expected["entered"], outcome=outcome, **said)


def is_ratio(expected: Mapping[str, Any]) -> bool:
    """Say whether one, and not zero, means no difference."""
    return (expected.get("no_difference") or 0) == 1


def unit_of(ask: Ask, expected: Mapping[str, Any]) -> str:
    """Return the unit of the outcome in plain words."""
    return ask.speak.phrase(expected.get("unit") or "")


def _lines(ask: Ask) -> list[Line]:
    expected = ask.evidence["expected"]
    rows = expected["entered"]
    value, low, high = ask.speak.interval(expected["change"])
    outcome = ask.speak.phrase(expected["outcome"])
    key = "ratio" if is_ratio(expected) else "change"
    said = {"outcome": outcome, "value": value, "unit": unit_of(ask, expected)}
    level = ask.speak.write.number(expected["change"]["level"] * 100)
    lines = [
        ask.line(f"expected.{key}", rows=rows, **said),
        ask.line("expected.range", rows=rows, low=low, high=high, level=level),
    ]
    if _crosses(expected):
        lines.append(ask.line("expected.crosses", rows=rows))
    if expected.get("higher_is_better") is not None:
        lines.append(ask.line(f"expected.{'higher' if expected['higher_is_better'] else 'lower'}"))
    entered = ask.speak.counted("expected.entered", len(rows))
    return [*lines, *_mid(ask), *_share(ask), line(entered, rows)]


def _crosses(expected: Mapping[str, Any]) -> bool:
    zero = expected.get("no_difference") or 0
    return expected["change"]["low"] <= zero <= expected["change"]["high"]


def _mid(ask: Ask) -> Iterator[Line]:
    expected = ask.evidence["expected"]
    mid, chance = expected.get("mid"), expected.get("chance_worthwhile")
    if mid is None:
        yield ask.line("expected.no_mid")
        return
    value = ask.speak.write.number(mid["value"], decimals_of(mid["value"]))
    unit = ask.speak.phrase(mid["unit"])
    yield ask.line("expected.mid", rows=(mid["source_id"],), value=value, unit=unit)
    if (mid.get("note") or "").endswith("recall"):
        yield ask.line("expected.mid_recalled", rows=(mid["source_id"],))
    if chance is None:
        yield ask.line("expected.no_chance")
        return
    best, low, high = in_hundred(chance)
    rows = (*expected["entered"], mid["source_id"])
    yield ask.line("expected.chance", rows=rows, value=best, low=low, high=high)


def _share(ask: Ask) -> Iterator[Line]:
    """The same share in both groups, never worded as caused by the treatment."""
    expected = ask.evidence["expected"]
    treated, control = shares_of(expected)
    if treated is None or control is None:
        yield ask.line("expected.share_unknown")
        return
    t, t_low, t_high = in_hundred(treated)
    c, c_low, c_high = in_hundred(control)
    yield ask.line(
        "expected.both",
        rows=expected["entered"],
        treated=t, t_low=t_low, t_high=t_high, control=c, c_low=c_low, c_high=c_high,
    )  # fmt: skip


def shares_of(expected: Mapping[str, Any]) -> tuple[Mapping[str, Any] | None, ...]:
    """Return the shares not reaching a worthwhile change: treated, untreated."""
    share = expected.get("share_not_reaching_mid") or {}
    return share.get("treated"), share.get("control")


def _why_unknown(ask: Ask) -> str:
    if ask.evidence["study_count"] == 0:
        return "no_study"
    return "too_few" if ask.evidence["expected"]["entered"] else "no_numbers"


def _depends(ask: Ask) -> list[Line]:
    """What is known of the things that the result is said to depend on; equal answers are one."""
    named: dict[str, list[str]] = {}
    rows: dict[str, list[str]] = {}
    for one in ask.evidence["expected"].get("covariates") or []:
        known = ask.speak.phrase(one["known"].strip()).rstrip(".")
        named.setdefault(known, []).append(ask.speak.phrase(one["name"]))
        rows.setdefault(known, []).extend(one["study_ids"])
    return [
        ask.line("expected.depends.of", rows=rows[k] or (TABLES,), names=_listed(names), known=k)
        for k, names in named.items()
    ]


def _intro(ask: Ask, depends: list[Line]) -> Line | None:
    return ask.line("expected.depends.intro") if depends else None


def _listed(names: list[str]) -> str:
    text = ", ".join(names)
    return text[:1].upper() + text[1:]


def _people(ask: Ask) -> Iterator[Picture]:
    treated, control = shares_of(ask.evidence["expected"])
    if treated is None or control is None:
        return
    crowds = tuple(_crowd(ask, name, share) for name, share in _groups(treated, control))
    desc = " ".join(f"{crowd.name}: {crowd.words}." for crowd in crowds)
    say, base = ask.speak.say, "expected.picture"
    title = say(f"{base}.people_title")
    key = (say(f"{base}.no_gain"), say(f"{base}.maybe"), say(f"{base}.gain"))
    yield {
        "key": "people",
        "title": title,
        "desc": desc,
        "rows": list(ask.evidence["expected"]["entered"]),
        "svg": icon_array_svg(crowds, title=title, desc=desc, key=key),
    }


def _groups(treated: Any, control: Any) -> tuple[tuple[str, Any], ...]:
    return (("treated", treated), ("control", control))


def _crowd(ask: Ask, name: str, share: Mapping[str, Any]) -> Crowd:
    value, low, high = in_hundred(share)
    said = ask.speak.say("beside.cell.of_hundred", value=value, low=low, high=high)
    text = f"{ask.speak.say('expected.picture.no_gain')}: {said}"
    return Crowd(ask.speak.say(f"expected.picture.{name}"), value, high, text)


def _range(ask: Ask) -> Iterator[Picture]:
    expected = ask.evidence["expected"]
    say, base = ask.speak.say, "expected.picture"
    title = say(f"{base}.range_title")
    value, low, high = ask.speak.interval(expected["change"])
    outcome, unit = ask.speak.phrase(expected["outcome"]), unit_of(ask, expected)
    zero = ask.speak.write.number(expected.get("no_difference") or 0)
    said = {"outcome": outcome, "value": value, "unit": unit, "low": low, "high": high}
    desc = say(f"{base}.range_desc", **said, zero=zero)
    yield {
        "key": "range",
        "title": title,
        "desc": desc,
        "rows": list(expected["entered"]),
        "svg": range_bar_svg(_bar(ask, expected, zero), title=title, desc=desc),
    }


def _bar(ask: Ask, expected: Mapping[str, Any], zero: str) -> Range:
    say, base = ask.speak.say, "expected.picture"
    change = expected["change"]
    value, low, high = ask.speak.interval(change)
    up = expected.get("higher_is_better") is not False
    sides = (say(f"{base}.worse"), say(f"{base}.better"))
    below, above = sides if up else sides[::-1]
    return Range(
        value=Mark(change["value"], f"{value} {unit_of(ask, expected)}"),
        low=Mark(change["low"], low),
        high=Mark(change["high"], high),
        zero=Mark(expected.get("no_difference") or 0, f"{zero}: {say(f'{base}.no_change')}"),
        noticed=_noticed(ask, expected, up=up),
        below=below,
        above=above,
    )


def _noticed(ask: Ask, expected: Mapping[str, Any], *, up: bool) -> Mark | None:
    mid = expected.get("mid")
    if mid is None or is_ratio(expected):
        return None
    at = abs(mid["value"]) if up else -abs(mid["value"])
    number = ask.speak.write.number(at, decimals_of(at))
    return Mark(at, f"{number}: {ask.speak.say('expected.picture.noticed')}")

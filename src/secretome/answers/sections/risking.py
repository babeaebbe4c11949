"""What can go wrong, what nobody knows, what else there is."""

from collections.abc import Iterator, Mapping
from typing import Any

from secretome.answers.pictures import Crowd, icon_array_svg
from secretome.answers.sections.asking import TABLES, Ask, Line, Section, distinct, line, section
from secretome.answers.words.numbers import in_hundred


def risk_section(ask: Ask) -> Section:
    """Return the section about harm; no harm seen is never told as no harm possible."""
    harms = ask.evidence["expected"].get("harms") or []
    rates = [harm_line(ask, harm) for harm in harms] or [ask.line("risk.no_rate")]
    careful = [line(text) for text in ask.speak.condition(ask.evidence["condition"])["careful"]]
    if not ask.evidence["in_catalogue"]:
        careful = [ask.line("risk.not_in_catalogue", rows=(TABLES,))]
    own = [line(ask.facts.caution)] if ask.facts.caution else []
    return section(
        ask,
        "risks",
        lead=ask.line("risk.always", rows=[row["id"] for row in ask.evidence["harms"]]),
        pictures=_harm_picture(ask, harms),
        lines=rates,
        points=[*careful, *own],
        after=[ask.line("risk.medicines"), ask.line("risk.urgent")],
    )


def harm_line(ask: Ask, harm: Mapping[str, Any]) -> Line:
    """Say how often one harm was seen, with its upper bound even at zero events."""
    name, rate = harm_name(ask, harm), harm.get("rate")
    rows = harm["study_ids"] or (TABLES,)
    if rate is None:
        return line(_without_rate(ask, harm, name), rows)
    value, low, high = in_hundred(rate)
    events, n = harm.get("events"), harm.get("n")
    if events == 0 and n:
        return ask.line("risk.rate_zero", rows=rows, name=name, events=0, n=n, high=high)
    said = ask.speak.say("risk.rate", name=name, value=value, low=low, high=high)
    if events is not None and n:
        said = f"{said} {ask.speak.say('risk.seen', events=events, n=n)}"
    return line(said, rows)


def _without_rate(ask: Ask, harm: Mapping[str, Any], name: str) -> str:
    if not harm["study_ids"]:
        return ask.speak.say("risk.rate_not_printed", name=name)
    if harm.get("events"):
        return ask.speak.counted("risk.cases", harm["events"], name=name)
    return ask.speak.say("risk.rate_unknown", name=name)


def harm_name(ask: Ask, harm: Mapping[str, Any]) -> str:
    """Return the plain name of a harm, beginning large."""
    name = ask.speak.phrase(harm["name"])
    return name[:1].upper() + name[1:]


def unknown_section(ask: Ask) -> Section:
    """Return what nobody knows; the first is whether it helps."""
    leads = ask.evidence.get("leads") or []
    ids = list(dict.fromkeys(row["id"] for row in leads))
    points = [ask.line(f"unknown.{_about_benefit(ask)}", rows=ask.controlled_ids)]
    if ids:
        points.append(line(ask.speak.counted("unknown.leads", len(ids)), ids))
    points += [ask.line(f"unknown.{key}") for key in ("lasts", "dose", "who", "late")]
    points.append(ask.line("unknown.own_or_donor"))
    return section(ask, "unknown", points=points)


def else_section(ask: Ask) -> Section:
    """Return what else there is: doing nothing, the usual care, a trial."""
    care = usual_care(ask)
    usual = ask.line("else.no_care")
    if care:
        said = ask.speak.say("else.care")
        usual = line(f"{said} {'; '.join(care)}.", (TABLES,))
    return section(ask, "else", points=[ask.line("else.nothing"), usual, ask.line("else.trial")])


def usual_care(ask: Ask) -> list[str]:
    """Return the usual care of the condition in plain words; empty where there is no list."""
    return list(ask.speak.condition(ask.evidence["condition"])["care"])


def _about_benefit(ask: Ask) -> str:
    if ask.evidence["study_count"] == 0:
        return "helps_no_study"
    favouring = any(row["finding"] == "favours_treated" for row in ask.evidence["studies"])
    return "helps_again" if favouring else "helps_no_control"


def _harm_picture(ask: Ask, harms: list[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Draw any harm beside serious harm, each by the rate that is known best."""
    chosen = [
        harm for harm in (best_known(harms, serious=False), best_known(harms, serious=True)) if harm
    ]
    if not chosen:
        return
    say, base = ask.speak.say, "expected.picture"
    title = say(f"{base}.harm_title")
    crowds = tuple(_crowd(ask, harm) for harm in chosen)
    desc = " ".join(f"{crowd.name}: {crowd.words}." for crowd in crowds)
    key = (say(f"{base}.harmed"), say(f"{base}.harm_maybe"), say(f"{base}.not_harmed"))
    rows = distinct(name for harm in chosen for name in harm["study_ids"])
    svg = icon_array_svg(crowds, title=title, desc=desc, key=key)
    yield {"key": "harm", "title": title, "desc": desc, "rows": rows, "svg": svg}


def best_known(harms: list[Mapping[str, Any]], *, serious: bool) -> Mapping[str, Any] | None:
    """Return the harm of a kind whose rate has the narrowest interval."""
    known = [h for h in harms if h.get("rate") and ("serious" in h["name"]) is serious]
    return min(known, key=lambda h: h["rate"]["high"] - h["rate"]["low"], default=None)


def _crowd(ask: Ask, harm: Mapping[str, Any]) -> Crowd:
    value, low, high = in_hundred(harm["rate"])
    said = ask.speak.say("beside.cell.of_hundred", value=value, low=low, high=high)
    return Crowd(_kind_of_harm(ask, harm), value, high, said)


def _kind_of_harm(ask: Ask, harm: Mapping[str, Any]) -> str:
    kind = "serious" if "serious" in harm["name"] else "any"
    return ask.speak.say(f"expected.picture.harm_{kind}")

"""A computed course in the words, rows and pictures of its page."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from secretome_record.pages.numbers import typeset
from secretome_record.pages.tables import Cell, Column
from secretome_record.treatments.body import figures

_MARKS = ("1h", "1d", "30d", "180d")
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_SHOWN_AT_ONCE = 6  # the other places stand folded away


def mark_word(mark: str) -> str:
    """A time after the last dose, in words."""
    words = {"1h": _("1 hour"), "1d": _("1 day"), "30d": _("30 days"), "180d": _("180 days")}
    return words[mark]


def place_word(place: str) -> str:
    """A place of the model in words."""
    words = {
        "blood": _("Blood"), "lung": _("Lung"), "liver": _("Liver"), "spleen": _("Spleen"),
        "bone": _("Bone marrow"), "gut": _("Gut"), "kidney": _("Kidneys"), "heart": _("Heart"),
        "brain": _("Brain"), "muscle": _("Muscle"), "skin": _("Skin"), "adipose": _("Fat"),
        "rest": _("Everything else"), "site": _("Where it was put"), "body": _("Whole body"),
    }  # fmt: skip
    return words[place]


def share_words(share: float, dose: float) -> str:
    """A share of one dose as a reader can weigh it; nothing is left below one particle."""
    if share * dose < 1:
        return _("< 1 particle")
    if share >= 1e-4:
        return f"{share * 100:.2g} %"
    digits, power = f"{share:.1e}".split("e")
    return f"{digits} × 10{str(int(power)).translate(_RAISED)}"


def particles_words(share: float, dose: float) -> str:
    """How many particles a share is."""
    count = share * dose
    return f"{count:.2g}" if count >= 1 else "0"


def bodies(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The body at each mark, with the words that say the same."""
    places, dose = document["after_last_dose"], document["dose"]
    found = []
    for mark in _MARKS:
        if mark not in places["body"]:
            continue
        organs = figures.organs_at(places, mark, document["route"])
        seen = sorted((o for o in organs if o.darkness > 0), key=lambda o: -o.share["median"])
        found.append(
            {
                "when": mark_word(mark),
                "organs": [(o, _organ_words(o, dose)) for o in organs],
                "words": "; ".join(_organ_words(o, dose) for o in seen[:3])
                or _("nothing that could be drawn"),
                "whole": share_words(places["body"][mark]["median"], dose),
            }
        )
    return found


def _organ_words(organ: figures.Organ, dose: float) -> str:
    share = share_words(organ.share["median"], dose)
    return f"{place_word(organ.place)} {share}"


def left_columns() -> list[Column]:
    """The headings of what is left."""
    return [
        Column(_("After the last dose")), Column(_("Median")),
        Column(_("90 of 100 patients")), Column(_("Particles"), "number"),
    ]  # fmt: skip


def left_rows(document: Mapping[str, Any]) -> list[list[Any]]:
    """What is left in the whole body at each mark."""
    body, dose = document["after_last_dose"]["body"], document["dose"]
    return [
        [
            mark_word(mark),
            share_words(at["median"], dose),
            _range_words(share_words(at["p05"], dose), share_words(at["p95"], dose)),
            Cell(particles_words(at["median"], dose), kind="number"),
        ]
        for mark in _MARKS
        if (at := body.get(mark))
    ]


def _range_words(low: str, high: str) -> str:
    return low if low == high else _("%(low)s to %(high)s") % {"low": low, "high": high}


def curves(document: Mapping[str, Any]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The panels with their sentences: those that hold most, and the rest."""
    found = _curves(document)
    return found[:_SHOWN_AT_ONCE], found[_SHOWN_AT_ONCE:]


def _curves(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    until = figures.interesting_until_h(document["tissues"]["body"], document["sessions_at_h"][-1])
    dose = document["dose"]
    return [
        {
            "name": place_word(panel.place),
            "panel": panel,
            "words": _("at most %(share)s of a dose, %(when)s after the first dose")
            % {"share": share_words(panel.peak, dose), "when": _time_words(panel.peak_h)},
        }
        for panel in figures.panels(document["tissues"], until)
    ]


def _time_words(hours: float) -> str:
    if hours < 1:
        return _("%(n)d minutes") % {"n": max(1, round(hours * 60))}
    if hours < 48:
        return _("%(n)d hours") % {"n": round(hours)}
    return _("%(n)d days") % {"n": round(hours / 24)}


def facts(document: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """What was asked of the model, and the half-lives that six months would need."""
    sessions = len(document["sessions_at_h"])
    need = document["summary"]["half_life_needed_d_for_1_percent_at_180_d"]
    seen = document["summary"]["half_life_seen_h"]
    return [
        (_("Particles in each session"), typeset(f"{document['dose']:.3g}")),
        (_("Sessions"), ngettext("%(n)d session", "%(n)d sessions", sessions) % {"n": sessions}),
        (_("Way in"), document["route"].replace("_", " ")),
        (_("Virtual patients"), f"{document['patients']:,}"),
        (
            _("Half-life that 1 % after 180 days would need"),
            _("%(days).0f days") % {"days": need},
        ),
        (
            _("Half-life in this model, at the end of the curve"),
            _("%(hours).1f hours") % {"hours": seen} if seen else _("not reached"),
        ),
    ]


def sources(document: Mapping[str, Any]) -> list[dict[str, str]]:
    """What to cite, those with an address first; what nobody measured is listed apart."""
    rows: Sequence[Mapping[str, str]] = document["sources"]
    cited = [dict(row) for row in rows if row["kind"] != "assumption"]
    return sorted(cited, key=lambda row: (not row["doi"], row["source"]))

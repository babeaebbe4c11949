"""An attribute over lots, and stability, in sentences and rows."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from secretome_record.batches.models import Lot, Product
from secretome_record.pages.numbers import MINUS, plain, typeset
from secretome_record.pages.tables import Cell, Column
from secretome_record.quality.models import Result, SpecificationLine
from secretome_record.quality.overview.facts import first_verified
from secretome_record.quality.overview.science.asking import Answer
from secretome_record.quality.overview.science.lots import (
    IN_CONTROL,
    OUT_OF_CONTROL,
    SETTING_LOTS,
    LotNumber,
)
from secretome_record.quality.overview.science.stability import DAYS_OF_A_MONTH, against_claim
from secretome_record.quality.presenting.release import limits_text
from secretome_record.quality.science import powers_of_ten

_TONES = {IN_CONTROL: "good", "WARNING": "warning", OUT_OF_CONTROL: "refused", "INVALID": "unknown"}


def limits_of(line: SpecificationLine | None) -> list[tuple[float, str]]:
    """The limits of a line for a picture, each with its name."""
    if line is None:
        return []
    ends = ((line.low, _("lowest allowed")), (line.high, _("highest allowed")))
    return [(value, words) for value, words in ends if value is not None]


def specification_words(line: SpecificationLine | None) -> str:
    """The limits in words, or that none is in force."""
    if line is None:
        return _("no line of the specification in force")
    return powers_of_ten(limits_text(line))


def state_of(answer: Answer[Any]) -> dict[str, str]:
    """What the rules together say of the newest lot, as a badge."""
    if answer.found is None:
        return {}
    state = answer.found.reading.state.value
    words = {
        IN_CONTROL: _("In control"), "WARNING": _("Warning"), OUT_OF_CONTROL: _("Out of control"),
        "INVALID": _("The newest lot has no number"),
    }  # fmt: skip
    return {"word": words[state], "tone": _TONES[state]}


def control(answer: Answer[Any], unit: str) -> dict[str, Any]:
    """The limits of the chart in words, and every rule that spoke."""
    if answer.found is None:
        return {"why": answer.why}
    limits, reading = answer.found.limits, answer.found.reading
    low, high = limits.at(3)
    words = _("Mean %(mean)s, 3 SD from %(low)s to %(high)s %(unit)s, set by the first %(n)d lots "
              "(moving range).")  # fmt: skip
    given = {"mean": plain(limits.centre), "low": plain(low), "high": plain(high), "unit": unit,
             "n": limits.n}  # fmt: skip
    return {
        "why": "",
        "words": words % given,
        "provisional": limits.provisional or "",
        "hits": [
            {"text": hit.text, "lots": hit.runs, "tone": "refused" if hit.rejects else "warning",
             "word": hit.rule}
            for hit in reading.hits
        ],
    }  # fmt: skip


def capability_words(answer: Answer[Any]) -> dict[str, Any]:
    """Cp and Cpk with their intervals, or why there is none."""
    if answer.found is None:
        return {"why": answer.why}
    found, rows = answer.found, []
    for name, one in (("Cp", found.cp), ("Cpk", found.cpk)):
        if one is not None:
            rows.append(
                {"name": name, "value": _hundredths(one.value), "note": _interval(one, _hundredths)}
            )
    return {"why": "", "facts": rows, "notes": found.notes}


def trend_words(answer: Answer[Any], unit: str) -> dict[str, Any]:
    """The change per 30 days and where the scatter comes from, or why it cannot be said."""
    if answer.found is None:
        return {"why": answer.why}
    found, slope = answer.found, answer.found.per_30_days
    word = _("It drifts.") if found.drifts else _("No drift can be told from the scatter of lots.")
    facts = [
        {"name": _("Change in 30 days"), "value": _with_unit(slope.value, unit),
         "note": _interval(slope)},
        {"name": _("SD between lots"), "value": _with_unit(found.lot_sd, unit)},
    ]  # fmt: skip
    if found.donor_share is not None:
        facts.append({"name": _("Share of the donors"), "value": f"{found.donor_share:.0%}"})
    return {"why": "", "words": word, "facts": facts, "notes": [found.note]}


def sameness_words(answer: Answer[Any]) -> dict[str, Any]:
    """Whether the newest lots are equivalent to the earlier ones, or why it cannot be said."""
    if answer.found is None:
        return {"why": answer.why}
    judged = answer.found.judgement
    tones = {"PASS": "good", "FAIL": "refused"}
    words = {"PASS": _("Within the margin"), "FAIL": _("Outside the margin")}
    verdict = judged.verdict.value
    return {
        "why": "", "tone": tones.get(verdict, "unknown"),
        "word": words.get(verdict, _("Cannot tell")), "text": powers_of_ten(judged.reason),
    }  # fmt: skip


def _with_unit(value: float, unit: str) -> str:
    return format_html("{} {}", typeset(f"{value:.3g}"), unit)


def _hundredths(value: float) -> str:
    return f"{value:.2f}".replace("-", MINUS)


def _interval(one: Any, written: Callable[[float], str] | None = None) -> str:
    write = written or (lambda value: typeset(f"{value:.3g}"))
    return format_html(
        _("{level} %: {low} to {high}"), level=round(one.level * 100), low=write(one.low),
        high=write(one.high),
    )  # fmt: skip


def columns() -> list[Column]:
    """The headings of the lots."""
    return [
        Column(_("Lot"), "code"), Column(_("Filled"), "time"), Column(_("Result")),
        Column(_("Donor")), Column(_("Rules that speak here")),
    ]  # fmt: skip


def rows(
    lots: Sequence[Lot],
    numbers: Sequence[LotNumber],
    results: Mapping[UUID, Sequence[Result]],
    answer: Answer[Any],
) -> list[list[object]]:
    """One row for each lot, newest first: its number or why it has none, and what spoke."""
    shown = []
    for lot, number in zip(lots, numbers, strict=True):
        hits = answer.found.reading.at(number.lot) if answer.found else ()
        said = ", ".join(dict.fromkeys(hit.rule for hit in hits)) or "–"
        value = _value(number, results.get(lot.pk, ()))
        url = reverse("quality:release", args=[lot.code])
        shown.append([Cell(lot.code, url), lot.filled_at, value, number.donor or "–", said])
    return list(reversed(shown))


def _value(number: LotNumber, results: Sequence[Result]) -> Cell:
    result = first_verified(results)
    if number.value is None or result is None:
        return Cell(number.why)
    url = reverse("quality:result", args=[result.code])
    return Cell(typeset(result.as_reported), url, unit=result.unit)


def more_results(results: Mapping[UUID, Sequence[Result]]) -> int:
    """How many results of these lots are not on the chart: only the first of a lot is."""
    return sum(max(len(found) - 1, 0) for found in results.values())


def setting_sentence(count: int) -> str:
    """Which lots set the limits."""
    if count <= SETTING_LOTS:
        return ""
    return _("Later lots are held against these limits and do not move them.")


def shelf_life_words(answer: Answer[Any], product: Product) -> dict[str, Any]:
    """What the data carry, the product's own shelf life against it, and every reason."""
    if answer.found is None:
        return {"why": [answer.why]}
    found = answer.found
    crossing = found.crossing_months
    facts = [
        {"name": _("Shelf life that the data carry"), "value": _months(found.months)},
        {"name": _("The bound meets the limit at"), "value": _crossing(crossing)},
        {"name": _("Followed for"), "value": _months(found.data_months)},
        {"name": _("Lot that decides"), "value": found.worst_batch},
        {"name": _("Lines"), "value": _model(found.pooling.model.value)},
    ]
    against = against_claim(found, product.shelf_life_days)
    return {
        "why": [powers_of_ten(reason.text) for reason in found.refused],
        "facts": facts,
        "notes": found.notes,
        "claim": [powers_of_ten(text) for text in against if text not in
                  {reason.text for reason in found.refused}],
    }  # fmt: skip


def _months(months: float | None) -> str:
    return _("none yet") if months is None else _("%(n)s months") % {"n": f"{months:.3g}"}


def _crossing(months: float | None) -> str:
    return _("never within fifty years") if months is None else _months(months)


def _model(name: str) -> str:
    return {
        "POOLED": _("one line for all lots"),
        "COMMON_SLOPE": _("one slope, each lot its own start"),
        "SEPARATE": _("each lot its own line"),
    }[name]  # fmt: skip


def claim_words(product: Product) -> str:
    """The shelf life that the product names, in days and months."""
    months = product.shelf_life_days / DAYS_OF_A_MONTH
    words = _("%(days)d days (%(months)s months)")
    return words % {"days": product.shelf_life_days, "months": f"{months:.3g}"}


def short_words(short: Mapping[str, int]) -> str:
    """Which lots were seen too few times to be followed."""
    return ", ".join(f"{lot} ({count})" for lot, count in short.items())


def spoken_chart(numbers: Sequence[LotNumber], label: str, unit: str) -> str:
    """The control chart in words."""
    found = [one.value for one in numbers if one.value is not None]
    if not found:
        return ""
    words = _("%(label)s of %(n)d lots, from %(low)s to %(high)s %(unit)s.")
    return words % {
        "label": label, "n": len(found), "low": plain(min(found)), "high": plain(max(found)),
        "unit": unit,
    }  # fmt: skip

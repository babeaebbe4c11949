"""The forest plot of a pool, for the advisor: each study, all together, who stayed out and why."""

from collections.abc import Mapping
from typing import Any

from secretome.answers.pictures import ForestLine, Plot, forest_svg
from secretome.answers.words import Speaker, speaker

_RATIOS = ("risk ratio", "odds ratio")


def pool_svg(pool: Mapping[str, Any], *, language: str = "en") -> str:
    """Draw one pool of an ``assessment_document`` ("pools"); a pool without numbers lists why.

    >>> pool = {"outcome": "pain", "pooled": None, "reason": "", "rows": []}
    >>> pool_svg(pool)[:4]
    '<svg'
    """
    speak = speaker(language)
    pooled = pool["pooled"]
    rows = [_row(speak, row) for row in pool["rows"]]
    numbered = sum(row.why_not is None for row in rows)
    lines = [*(r for r in rows if r.why_not is None), *_together(speak, pooled)]
    lines += [r for r in rows if r.why_not is not None]
    return forest_svg(tuple(lines), _plot(speak, pool, numbered))


def _row(speak: Speaker, row: Mapping[str, Any]) -> ForestLine:
    estimate = row["estimate"]
    if estimate is None:
        return ForestLine(row["label"], why_not=row["why_not"] or "")
    return _line(speak, row["label"], estimate, weight_pct=row["weight_pct"])


def _together(speak: Speaker, pooled: Mapping[str, Any] | None) -> list[ForestLine]:
    if pooled is None:
        return []
    name = speak.say("expected.forest.pooled")
    return [_line(speak, name, pooled["random"], weight_pct=100.0, pooled=True)]


def _line(
    speak: Speaker,
    label: str,
    estimate: Mapping[str, Any],
    *,
    weight_pct: float | None,
    pooled: bool = False,
) -> ForestLine:
    value, low, high = speak.interval(estimate)
    return ForestLine(
        label=label,
        value=estimate["value"],
        low=estimate["low"],
        high=estimate["high"],
        weight_pct=weight_pct,
        text=speak.say("expected.forest.row", value=value, low=low, high=high),
        pooled=pooled,
    )


def _plot(speak: Speaker, pool: Mapping[str, Any], numbered: int) -> Plot:
    pooled = pool["pooled"] or {}
    ratio = pooled.get("measure") in _RATIOS
    prediction = pooled.get("prediction")
    say = speak.say
    return Plot(
        title=say("expected.forest.title", outcome=speak.phrase(pool["outcome"])),
        desc=_desc(speak, pooled, numbered),
        zero=1.0 if ratio else 0.0,
        below=say("expected.forest.less"),
        above=say("expected.forest.more"),
        log=ratio,
        prediction=(prediction["low"], prediction["high"]) if prediction else None,
        left_out=say("expected.forest.left_out"),
    )


def _desc(speak: Speaker, pooled: Mapping[str, Any], numbered: int) -> str:
    if not pooled:
        return speak.say("expected.forest.not_pooled", n=numbered)
    value, low, high = speak.interval(pooled["random"])
    return speak.say("expected.forest.desc", n=numbered, value=value, low=low, high=high)

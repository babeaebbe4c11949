"""Whether cells are mesenchymal stromal cells by the ISCT minimal criteria, marker by marker.

Refuses: a marker outside the panel (BadInput).
Stands on: ISCT 2006 (10.1080/14653240600855905), Table 1: CD73, CD90, CD105 on at least 95 %;
CD45, CD34, CD14 or CD11b, CD79a or CD19, HLA-DR on at most 2 %.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from secretome.errors import BadInput, Reason
from secretome.quality.reported import Reported
from secretome.quality.verdict import Limits, Verdict, judge_guarded, judge_simple
from secretome.units import Estimate


@dataclass(frozen=True, slots=True)
class PanelLine:
    """One line of the panel; any of ``markers`` answers it."""

    markers: tuple[str, ...]
    limits: Limits


ISCT_PANEL = (
    PanelLine(("CD73",), Limits(low=95.0)),
    PanelLine(("CD90",), Limits(low=95.0)),
    PanelLine(("CD105",), Limits(low=95.0)),
    PanelLine(("CD45",), Limits(high=2.0)),
    PanelLine(("CD34",), Limits(high=2.0)),
    PanelLine(("CD14", "CD11b"), Limits(high=2.0)),
    PanelLine(("CD19", "CD79a"), Limits(high=2.0)),
    PanelLine(("HLA-DR",), Limits(high=2.0)),
)


@dataclass(frozen=True, slots=True)
class Identity:
    """The verdict on the surface markers; plastic adherence and differentiation are other tests."""

    verdict: Verdict
    reasons: tuple[Reason, ...]
    lines: tuple[tuple[str, Verdict], ...]


def msc_identity(positive_pct: Mapping[str, Estimate], *, guarded: bool = False) -> Identity:
    """Hold each marker's share of positive cells against its line; all reasons at once.

    ``guarded`` asks that the whole interval is inside; otherwise the share rounded to a tenth.
    """
    known = {name for line in ISCT_PANEL for name in line.markers}
    strange = sorted(set(positive_pct) - known)
    if strange:
        do = f"Known: {', '.join(sorted(known))}"
        raise BadInput(f"{', '.join(strange)} is not in the panel", where="ISCT panel", do=do)
    lines = [_line(line, positive_pct, guarded=guarded) for line in ISCT_PANEL]
    reasons = tuple(reason for _, _, reason in lines if reason)
    verdicts = [verdict for _, verdict, _ in lines]
    found = next(
        (one for one in (Verdict.FAIL, Verdict.CANNOT_TELL) if one in verdicts), Verdict.PASS
    )
    return Identity(found, reasons, tuple((name, verdict) for name, verdict, _ in lines))


def _line(
    line: PanelLine, positive_pct: Mapping[str, Estimate], *, guarded: bool
) -> tuple[str, Verdict, Reason | None]:
    """The worst verdict among the line's markers that were read."""
    shown = " or ".join(line.markers)
    read = [(name, positive_pct[name]) for name in line.markers if name in positive_pct]
    if not read:
        text = f"{shown} was not read; {line.limits.words} % is asked."
        return shown, Verdict.CANNOT_TELL, Reason("marker_not_read", text)
    order = (Verdict.FAIL, Verdict.CANNOT_TELL, Verdict.PASS)
    judged = [(name, _judge(share, line.limits, guarded=guarded)) for name, share in read]
    name, (verdict, why) = min(judged, key=lambda one: order.index(one[1][0]))
    if verdict is Verdict.PASS:
        return shown, verdict, None
    return shown, verdict, Reason("marker_out_of_limits", f"{name}: {why}")


def _judge(share: Estimate, limits: Limits, *, guarded: bool) -> tuple[Verdict, str]:
    if guarded:
        found = judge_guarded(share, limits)
    else:
        value = round(share.value, 1)
        found = judge_simple(Reported(f"{value:g}", value), limits)
    return found.verdict, found.reason

"""The share of applicable items that a lot reports, and the EV-METRIC from the same answers.

Refuses: an item or a technique that no checklist knows (BadInput).
Stands on: EV-METRIC, nine components, three only where used (10.1080/20013078.2019.1699367).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from secretome.errors import BadInput
from secretome.instruments import Measurement
from secretome.quality.completeness.checklists import (
    Checklist,
    ChecklistItem,
    checklist_items,
    codes_known_from,
    techniques,
)

_ONE_IS_ENOUGH = frozenset({"EV-enriched proteins", "non-EV-enriched protein(s)"})
_ONLY_WHERE_USED = {
    "ultracentrifugation specifics": frozenset({"ultracentrifugation"}),
    "antibody specifics": frozenset({"western_blot", "flow_cytometry"}),
    "lysate preparation": frozenset({"western_blot"}),
}


@dataclass(frozen=True, slots=True)
class Completeness:
    """What one lot reports of one checklist; ``score_pct`` is None where nothing applies."""

    checklist: Checklist
    score_pct: float | None
    reported: tuple[ChecklistItem, ...]
    missing: tuple[ChecklistItem, ...]
    not_applicable: tuple[tuple[ChecklistItem, str], ...]
    note: str


@dataclass(frozen=True, slots=True)
class EvMetric:
    """Share of applicable EV-METRIC components that are met; the missed ones with what lacks."""

    score_pct: float
    met: tuple[str, ...]
    missed: tuple[tuple[str, tuple[str, ...]], ...]
    not_applicable: tuple[str, ...]


def score_completeness(
    checklist: Checklist, reported: Mapping[str, str], *, used: Collection[str] = ()
) -> Completeness:
    """Hold the answers of a lot (code of the item, what was reported) against a checklist.

    ``used`` names the techniques and claims of this lot. An empty answer counts as missing; write
    "none" where none is the answer.
    """
    items = checklist_items(checklist)
    _require_known(items, reported, used)
    if checklist is Checklist.MIFLOWCYT_EV and "flow_cytometry" not in used:
        why = "No flow cytometry of vesicles was done on this lot; the list does not apply."
        return Completeness(checklist, None, (), (), tuple((item, why) for item in items), why)
    apply = [item for item in items if _applies(item, used)]
    given = tuple(item for item in apply if reported.get(item.code, "").strip())
    missing = tuple(item for item in apply if item not in given)
    left = tuple((item, _why_not(item)) for item in items if item not in apply)
    note = f"{len(given)} of {len(apply)} applicable items are reported.{_caution(apply)}"
    return Completeness(checklist, 100 * len(given) / len(apply), given, missing, left, note)


def ev_metric(reported: Mapping[str, str], *, used: Collection[str] = ()) -> EvMetric:
    """The EV-METRIC of the answers to the EV-TRACK checklist."""
    items = checklist_items(Checklist.EV_TRACK)
    _require_known(items, reported, used)
    components = list(dict.fromkeys(item.component for item in items if item.component))
    unused = tuple(c for c in components if c in _ONLY_WHERE_USED and not _used(c, used))
    asked = [component for component in components if component not in unused]
    missed = tuple(
        (component, lacks)
        for component in asked
        if (lacks := _lacking(component, items, reported, used))
    )
    short = {component for component, _ in missed}
    met = tuple(component for component in asked if component not in short)
    return EvMetric(100 * len(met) / len(asked), met, missed, unused)


def answers_from_files(measurements: Sequence[Measurement], checklist: Checklist) -> dict[str, str]:
    """What a lot's instrument files answer by themselves: item code to file kind and SHA-256."""
    return {
        code: f"{one.kind}, SHA-256 {one.sha256}"
        for one in measurements
        for code in codes_known_from(one.kind, checklist)
    }


def _caution(items: Sequence[ChecklistItem]) -> str:
    recalled = sum(item.verified == "recall" for item in items)
    return f" {recalled} items are from memory of the list; check them before publishing a score."


def _applies(item: ChecklistItem, used: Collection[str]) -> bool:
    return not item.applies_when or item.applies_when in used


def _why_not(item: ChecklistItem) -> str:
    return f"Only where {techniques()[item.applies_when]}."


def _used(component: str, used: Collection[str]) -> bool:
    return bool(_ONLY_WHERE_USED[component] & set(used))


def _lacking(
    component: str,
    items: Sequence[ChecklistItem],
    reported: Mapping[str, str],
    used: Collection[str],
) -> tuple[str, ...]:
    """Texts of the items that keep a component from being met; empty when it is."""
    own = [item for item in items if item.component == component]
    if component in _ONLY_WHERE_USED:
        own = [item for item in own if _applies(item, used)]
    lacks = tuple(item.text for item in own if not reported.get(item.code, "").strip())
    if component in _ONE_IS_ENOUGH and len(lacks) < len(own):
        return ()
    return lacks


def _require_known(
    items: Sequence[ChecklistItem], reported: Mapping[str, str], used: Collection[str]
) -> None:
    unknown = sorted(set(reported) - {item.code for item in items})
    if unknown:
        do = "Use the codes of the checklist's table"
        raise BadInput(f"the checklist has no item {', '.join(unknown)}", where="answers", do=do)
    strange = sorted(set(used) - set(techniques()))
    if strange:
        do = f"Known: {', '.join(techniques())}"
        raise BadInput(f"nobody knows the technique {', '.join(strange)}", where="used", do=do)

"""A whole plate by its layout: standards to a curve, samples read on it, dilutions combined.

Refuses: a layout that names wells the plate has no number for (BadInput); a curve that must not be
used (errors.Refused).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from secretome.errors import BadInput
from secretome.quality.assays.curve_fit import Standard, Weighting, fit_curve
from secretome.quality.assays.curve_models import CurveModel
from secretome.quality.assays.readback import (
    ICH_M10,
    CurveRule,
    StandardCurve,
    read_unknown,
    standard_curve,
)
from secretome.quality.assays.result import AssayResult
from secretome.quality.assays.sample_dilutions import SampleDilutions, over_dilutions


@dataclass(frozen=True, slots=True)
class PlateLayout:
    """Well -> concentration of standards; sample -> well -> dilution factor; the blank's wells."""

    standards: Mapping[str, float]
    samples: Mapping[str, Mapping[str, float]]
    blanks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CurveChoice:
    """How the standards are fitted and what they must meet; written into the method beforehand."""

    model: CurveModel = CurveModel.FOUR
    weighting: Weighting = Weighting.BY_Y2
    fixed: Mapping[str, float] = field(default_factory=dict)
    rule: CurveRule = ICH_M10


@dataclass(frozen=True, slots=True)
class PlateFindings:
    """The curve with its checks, and each sample with its dilutions."""

    curve: StandardCurve
    samples: Mapping[str, SampleDilutions]


def read_plate(
    wells: Mapping[str, float], layout: PlateLayout, attribute: str, choice: CurveChoice
) -> PlateFindings:
    """Read a protein or ELISA plate; ``wells`` are the responses by well."""
    net = _without_blank(wells, layout)
    points = [Standard(level, net[well]) for well, level in layout.standards.items()]
    fit = fit_curve(points, choice.model, weighting=choice.weighting, fixed=choice.fixed)
    curve = standard_curve(fit, rule=choice.rule)
    samples = {
        name: over_dilutions(_dilutions(curve, net, places, attribute))
        for name, places in layout.samples.items()
    }
    return PlateFindings(curve, samples)


def _dilutions(
    curve: StandardCurve, net: Mapping[str, float], places: Mapping[str, float], attribute: str
) -> dict[float, AssayResult]:
    """One result for each dilution, from all its wells."""
    responses: dict[float, list[float]] = {}
    for well, dilution in places.items():
        responses.setdefault(dilution, []).append(net[well])
    return {
        dilution: read_unknown(curve, seen, attribute, dilution=dilution)
        for dilution, seen in responses.items()
    }


def _without_blank(wells: Mapping[str, float], layout: PlateLayout) -> dict[str, float]:
    named = [
        *layout.standards, *layout.blanks, *(w for one in layout.samples.values() for w in one)
    ]  # fmt: skip
    missing = sorted({well for well in named if well not in wells})
    if missing:
        do = "Take them out of the layout, or read the plate again"
        raise BadInput(f"no number in {', '.join(missing[:8])}", where="plate", do=do)
    if len(set(named)) < len(named):
        twice = sorted({well for well in named if named.count(well) > 1})
        do = "Give each well one role"
        raise BadInput(f"{', '.join(twice[:8])} stands twice", where="plate layout", do=do)
    blank = sum(wells[well] for well in layout.blanks) / len(layout.blanks) if layout.blanks else 0
    return {well: wells[well] - blank for well in named}

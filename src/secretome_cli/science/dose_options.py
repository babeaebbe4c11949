"""The options of ``secretome dose``, one name each."""

from pathlib import Path
from typing import Annotated

import typer

Lot = Annotated[Path, typer.Option("--lot", help="Instrument file of the lot.")]
Target = Annotated[str, typer.Option(help="Amount to give, for example 2e9.")]
Unit = Annotated[str, typer.Option(help="particles, particles/kg, ug, ug/kg, cells ...")]
RouteName = Annotated[str, typer.Option(help="nebulised, intravenous, intra-articular ...")]
WeightKg = Annotated[float | None, typer.Option(help="Body weight in kg.")]
Recovery = Annotated[
    float | None, typer.Option(help="Share left after thaw and device, for example 0.8.")
]
RecoverySd = Annotated[
    float | None, typer.Option(help="Relative standard deviation of the recovery, 0.05.")
]
TolerancePct = Annotated[
    float | None, typer.Option(help="How far the dose may be off, in per cent.")
]
Risk = Annotated[float, typer.Option(help="Accepted chance of being off by more.")]
VialMl = Annotated[float | None, typer.Option(help="Fill volume of a vial in mL.")]
SmallestMl = Annotated[
    float | None, typer.Option(help="Smallest volume the syringe measures, in mL.")
]
MaxVolumeMl = Annotated[
    float | None, typer.Option(help="Largest volume for the route at your site, in mL.")
]
Endotoxin = Annotated[
    str | None, typer.Option(help="The lot's result in EU/mL, for example '<0.05'.")
]
DurationH = Annotated[float | None, typer.Option(help="How long the giving takes, in hours.")]
LabelPerMl = Annotated[float | None, typer.Option(help="Labelled concentration per mL.")]
LabelDecision = Annotated[
    str, typer.Option("--label-rule", help="How the label claim is decided: simple or guarded.")
]
MadeUpToMl = Annotated[
    float | None, typer.Option(help="Volume after the carrier is added, in mL (infusion, fill).")
]
DeadVolumeMl = Annotated[
    float | None, typer.Option(help="Volume that stays in device or line, in mL.")
]
VialDeadMl = Annotated[float, typer.Option(help="Volume that no needle gets out of a vial, in mL.")]
RateMlPerH = Annotated[float | None, typer.Option(help="Largest rate of infusion, in mL/h.")]
NebuliserMlPerMin = Annotated[
    float | None, typer.Option(help="Output of the nebuliser, in mL/min.")
]
SiteName = Annotated[str | None, typer.Option(help="deltoid, gluteal, vastus lateralis ...")]
Sites = Annotated[int, typer.Option(help="How many sites share the dose.")]

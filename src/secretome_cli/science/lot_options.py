"""The options that ``dose`` and ``plan`` share: what a person states about a lot file."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from secretome.answers import LotFile

LotFiles = Annotated[
    list[Path] | None, typer.Option("--lot", help="Instrument file of a lot; may be repeated.")
]
SampleName = Annotated[
    str | None, typer.Option("--sample", help="Which sample of the file is the lot.")
]
DilutionFactor = Annotated[
    float | None,
    typer.Option("--dilution", help="How many times the sample was diluted for measuring."),
]
DilutionSd = Annotated[
    float | None,
    typer.Option("--dilution-sd-pct", help="Its relative standard deviation, in per cent."),
]
StatedBy = Annotated[str | None, typer.Option("--by", help="Who states sample and dilution.")]
StatedWhy = Annotated[str | None, typer.Option("--reason", help="How they know.")]


def read_lots(paths: list[Path] | None) -> "tuple[LotFile, ...]":
    """Read each file once; its name without the folder stands for it."""
    from secretome.answers import LotFile
    from secretome.instruments import read

    return tuple(LotFile(path.name, read(path)) for path in paths or ())

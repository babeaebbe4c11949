"""What ``read``, ``dose`` and ``plan`` share: a lot file and what a person states about it."""

import errno
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from secretome.answers import LotFile
    from secretome.instruments import Measurement

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

    return tuple(LotFile(path.name, placed(path, lambda p=path: read(p))) for path in paths or ())


def placed(path: Path, read: "Callable[[], Measurement]", *, also: str = "") -> "Measurement":
    """Read a file; a fault names the path as the person wrote it, not the name alone."""
    from secretome.errors import BadInput, UnknownLayout

    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, "a folder", str(path))
    try:
        return read()
    except BadInput as error:
        where = error.where
        if where == path.name or where.startswith((f"{path.name},", f"{path.name}:")):
            where = f"{path}{where.removeprefix(path.name)}"
        do = error.do
        if isinstance(error, UnknownLayout):
            do = f"Give the export as the instrument wrote it{also}. {do}"
        raise type(error)(error.what, where=where, do=do) from error

"""``secretome read``: an instrument file as a measurement, with warnings and what was left out."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from secretome_cli.science.answering import BLOCKED, DONE, AsJson, answer, say, say_table
from secretome_cli.science.lot_options import placed

if TYPE_CHECKING:
    from secretome.instruments import Measurement

_SHOWN = ("particle_concentration", "size_mean", "size_mode", "size_d50", "valid_tracks")
_LONGEST_WORD = 20
_OR_MAPPING = ", or say with --mapping what the columns of a table are"


def read(
    file: Annotated[Path, typer.Argument(help="Export of an instrument.")],
    *,
    kind: Annotated[
        str | None, typer.Option(help="What it must be, for example nanosight.")
    ] = None,
    mapping: Annotated[
        Path | None,
        typer.Option(help="YAML or JSON that says what the columns of any table of results are."),
    ] = None,
    with_distribution: Annotated[
        bool, typer.Option("--bins", help="Add the size bins of every capture to the JSON.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Read an instrument file; the layout is recognised by its content."""
    from secretome.instruments import read as read_file

    def from_file() -> "Measurement":
        return read_file(file, kind=kind) if mapping is None else _mapped(file, mapping, kind)

    measurement = placed(file, from_file, also=_OR_MAPPING)
    document = measurement.as_dict(with_distribution=with_distribution)
    exit_code = BLOCKED if measurement.is_blocked else DONE
    answer(document, as_json=as_json, show=_show, exit_code=exit_code)


def _mapped(file: Path, mapping: Path, kind: str | None) -> "Measurement":
    from secretome.answers.yaml_text import read_yaml
    from secretome.errors import BadInput
    from secretome.instruments import Mapping, read_mapped

    if kind not in (None, "results_table"):
        do = "Leave --kind out, or leave --mapping out."
        raise BadInput(f"a mapping is for a table of results, not for {kind}", where=kind, do=do)
    try:
        text = mapping.read_text(encoding="utf-8")
    except UnicodeDecodeError as fault:
        do = "Save the mapping as UTF-8 text."
        raise BadInput("the mapping is not text", where=str(mapping), do=do) from fault
    stated = read_yaml(text, where=str(mapping)).data
    if not isinstance(stated, dict):
        do = "Give 'sample' (a title) and 'columns' (title: attribute and unit)."
        raise BadInput("the mapping is not complete", where=str(mapping), do=do)
    return read_mapped(file, Mapping.from_plain(stated))


def _show(document: dict[str, Any]) -> None:
    say(f"{document['instrument']}: {document['software'] or 'software not stated'}")
    say(f"sha256 {document['sha256']}")
    say()
    _show_samples(document["samples"])
    _show_warnings(document["warnings"])
    if document["unused"]:
        say()
        say(f"Not used: {'; '.join(document['unused'])}")


def _show_samples(samples: list[dict[str, Any]]) -> None:
    units = {value["name"]: value["unit"] for one in samples for value in one["attributes"]}
    names = [name for name in _SHOWN if name in units] or list(units)[:5]
    headings = [f"{name} [{units[name]}]" for name in names]
    rows = []
    for one in samples:
        values = {value["name"]: value for value in one["attributes"]}
        cells = [_cell(values.get(name)) for name in names]
        rows.append([one["id"], len(one["captures"]), *cells, _dilution(values)])
    say_table(["sample", "captures", *headings, "dilution"], rows)


def _cell(value: dict[str, Any] | None) -> str:
    """Value and SD between captures; what is no number as reported; a dash for nothing."""
    if value is None or value["value"] is None:
        reported = str((value or {}).get("as_reported") or "-")
        return reported if len(reported) <= _LONGEST_WORD else "-"
    spread = "" if value["sd"] is None else f" ± {value['sd']:.3g}"
    return f"{value['value']:.4g}{spread}"


def _dilution(values: dict[str, dict[str, Any]]) -> str:
    applied = next((v["dilution_applied"] for v in values.values() if "concent" in v["name"]), None)
    return "-" if applied is None else "applied" if applied else "not recorded"


def _show_warnings(warnings: list[dict[str, Any]]) -> None:
    for severity in ("unreliable", "caution", "note"):
        found = [warning for warning in warnings if warning["severity"] == severity]
        if found:
            say()
            say(f"{severity.capitalize()}:")
        for warning in found:
            say(f"  - {warning['sample'] or 'file'}: {warning['text']} [{warning['code']}]")

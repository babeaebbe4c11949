"""``secretome verify``: prove an exported ledger offline and name the first fault."""

from pathlib import Path
from typing import Annotated, Any

import typer

from secretome_cli.science.answering import BLOCKED, DONE, AsJson, answer, say, say_table
from secretome_cli.science.progress import progress


def verify(
    bundle: Annotated[Path, typer.Argument(metavar="BUNDLE", help="The exported bundle.")],
    *,
    key: Annotated[
        str | None,
        typer.Option(metavar="FINGERPRINT", help="The key the site says it seals with."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Prove an exported ledger offline: every event, row, signature, trigger and the seal.

    Exit code 0: everything holds. 3: something was changed. 2: this is no bundle.
    """
    from secretome.proof import size_unpacked_bytes, verify_bundle

    with progress("Checking", total=size_unpacked_bytes(bundle)) as advance:
        found = verify_bundle(bundle, fingerprint=key, advance=advance)
    exit_code = DONE if found.ok else BLOCKED
    answer(found, as_json=as_json, show=_show, exit_code=exit_code)


def _show(found: dict[str, Any]) -> None:
    checked = ", ".join(f"{count} {name}" for name, count in found["checked"].items())
    say(f"{'Everything holds' if found['ok'] else 'BROKEN'}: checked {checked}.")
    say(f"Made at {found['made_at']}, sealed with key {found['fingerprint']}.")
    if not found["key_checked"]:
        say(
            "The key was not checked: give the site's fingerprint with --key to know who sealed it."
        )
    if found["faults"]:
        say()
        say(f"First fault: {found['first_fault']['sentence']}.")
        rows = [(fault["code"], fault["place"], fault["sentence"]) for fault in found["faults"]]
        say_table(("fault", "place", "what"), rows)
    hidden = found["faults_total"] - len(found["faults"])
    if hidden:
        say(f"... and {hidden} more.")

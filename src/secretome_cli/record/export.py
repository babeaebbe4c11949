"""``secretome export``: the whole ledger as one sealed bundle for ``secretome verify``."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from secretome_cli.record.setting_up import record_ready
from secretome_cli.science.answering import AsJson, answer, say


def export(
    bundle: Annotated[Path, typer.Option("--to", metavar="FILE", help="Where to write it.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Write the ledger as one sealed bundle; the export itself is written into the ledger."""
    record_ready()
    from secretome_record.ledger.acting import system
    from secretome_record.ledger.export import export_bundle
    from secretome_record.ledger.queries import event_count

    if bundle.exists():
        raise OSError(0, "there is a file of this name already. Choose another.", str(bundle))
    fingerprint = export_bundle(bundle, by=system("export"), at=datetime.now(tz=UTC))
    document = {"bundle": bundle, "events": event_count(), "fingerprint": fingerprint}
    answer(document, as_json=as_json, show=_show)


def _show(found: dict[str, Any]) -> None:
    say(f"{found['bundle']} holds {found['events']} entries, sealed with {found['fingerprint']}.")
    say(f"Check it anywhere with: secretome verify {found['bundle']}")

"""``secretome demo``: build a complete, invented programme and serve it on this machine."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from secretome_cli.record.setting_up import DEMO, django_ready
from secretome_cli.science.answering import AsJson, answer, say, say_table
from secretome_cli.science.progress import progress

_HOST = "127.0.0.1"


def demo(
    *,
    home: Annotated[
        Path | None, typer.Option(help="Folder of the demo; made when it is not there.")
    ] = None,
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8000,
    prepare_only: Annotated[bool, typer.Option(help="Build it and stop.")] = False,
    as_json: AsJson = False,
) -> None:
    """Build a complete demo programme through the services, then serve it to this machine only.

    Everything in it is invented and marked as demo. A second start serves what is there.
    """
    folder = (home or Path.home() / ".secretome-demo").expanduser().resolve()
    folder.mkdir(parents=True, exist_ok=True)
    if "DATABASE_URL" not in os.environ:
        os.environ["DATABASE_URL"] = f"sqlite:///{folder / 'record.sqlite3'}"
    django_ready(settings=DEMO, home=folder)
    document = {"home": folder, "url": f"http://localhost:{port}/demo/", **_prepared(folder)}
    if prepare_only:
        answer(document, as_json=as_json, show=_show)
    _serve(document, port, as_json=as_json)


def _prepared(folder: Path) -> dict[str, Any]:
    from secretome_cli.record.migrate import migrate_database
    from secretome_record.demo.building import TOTAL_PARTS
    from secretome_record.demo.preparing import prepare, require_no_foreign_record

    require_no_foreign_record()
    with progress("Building the demo", total=TOTAL_PARTS) as advance:
        migrate_database(quiet=True)
        return prepare(folder, datetime.now(tz=UTC), advance)


def _serve(document: dict[str, Any], port: int, *, as_json: bool) -> None:
    from secretome_cli.record.serve import serve_site

    try:
        answer(document, as_json=as_json, show=_show)
    except typer.Exit:
        serve_site(_HOST, port)


def _show(found: dict[str, Any]) -> None:
    say("A demo: every person, lot and value in it is invented. Not for real treatment.")
    rows = [(a["username"], a["role"].replace("_", " ").lower()) for a in found["accounts"]]
    say_table(("sign-in", "role"), rows)
    say(f"{len(found['lots'])} lots, {len(found['patients'])} patients, in {found['home']}.")
    say(f"Open {found['url']} and click a name to sign in; Ctrl-C stops the server.")

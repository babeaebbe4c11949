"""``secretome first-site``: the first site of a new record, with its administrator."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from secretome_cli.record.setting_up import record_ready
from secretome_cli.science.answering import AsJson, answer, say


def first_site(
    *,
    code: Annotated[str, typer.Option(help="Short code of the site, for example BER.")],
    name: Annotated[str, typer.Option(help="Its name, for example Berlin.")],
    zone: Annotated[str, typer.Option(help="Its time zone, for example Europe/Berlin.")],
    username: Annotated[str, typer.Option(help="Under which the administrator signs in.")],
    printed_name: Annotated[str, typer.Option(help="As it is printed beside a signature.")],
    password_file: Annotated[
        Path | None, typer.Option(help="Holds the password; it is asked for when left out.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Open the first site and its administrator; both go into the ledger."""
    record_ready()
    from secretome_record.people.services import open_first_site

    password = _password(password_file)
    site, person = open_first_site(
        code=code, name=name, zone=zone, username=username, printed_name=printed_name,
        password=password, at=datetime.now(tz=UTC),
    )  # fmt: skip
    answer({"site": site.code, "username": person.username}, as_json=as_json, show=_show)


def _password(file: Path | None) -> str:
    """From the file, or asked for twice where somebody sits at the keyboard."""
    if file is not None:
        return file.read_text(encoding="utf-8").rstrip("\r\n")
    if not sys.stdin.isatty():
        raise OSError(0, "nobody is here to type the password. Name a file", "--password-file")
    asked: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    return asked


def _show(found: dict[str, Any]) -> None:
    say(f"The site {found['site']} is open, and {found['username']} is its administrator.")
    say("Next: secretome serve; the first sign-in asks for an authenticator app.")

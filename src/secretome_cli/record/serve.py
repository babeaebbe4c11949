"""``secretome serve``: the site on the configured database, with its worker."""

import errno
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Annotated

import typer

from secretome_cli.record.migrate import migrate_database
from secretome_cli.record.setting_up import django_ready
from secretome_cli.science.answering import AsJson, answer, say

_WSGI = "secretome_record.config.wsgi:application"


def serve(
    *,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8000,
    as_json: AsJson = False,
) -> None:
    """Serve the site, and do its jobs, until stopped."""
    django_ready()
    migrate_database(quiet=True)
    typer.echo(f"Serving on http://{host}:{port}/ (stop with Ctrl-C)", err=True)
    serve_site(host, port)
    answer({"url": f"http://{host}:{port}/"}, as_json=as_json, show=_show)


def serve_site(host: str, port: int) -> None:
    """Run the web server and the worker until stopped; all three end together.

    Raises OSError when the server could not start, most likely because the port is taken.
    """
    server = ["gunicorn", _WSGI, "--bind", f"{host}:{port}", "--workers", "2", "--threads", "4",
              "--log-level", "warning"]  # fmt: skip
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # a stop from outside ends all three
    with _beside(["secretome_cli.main", "work"]), _beside(server) as web:
        with suppress(KeyboardInterrupt):
            web.wait()
        failed = (web.returncode or 0) > 0
    if failed:
        raise OSError(errno.EADDRINUSE, os.strerror(errno.EADDRINUSE), f"{host}:{port}")


@contextmanager
def _beside(words: list[str]) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", *words]
    process = subprocess.Popen(command, env=os.environ.copy())  # noqa: S603 - our own words
    try:
        yield process
    finally:
        process.terminate()
        with suppress(KeyboardInterrupt):
            process.wait(timeout=10)


def _show(found: dict[str, str]) -> None:
    say(f"{found['url']} was served until now.")

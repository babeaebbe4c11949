"""``secretome serve``: the site on the configured database, with its worker."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from click import ClickException

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
    """Run the web server here and the worker beside it until stopped; both end together.

    Raises a usage error when the server could not start.
    """
    words = ["gunicorn", _WSGI, "--bind", f"{host}:{port}", "--workers", "2", "--threads", "4",
             "--log-level", "warning"]  # fmt: skip
    # A plain kill ends what Ctrl-C ends: this process, the server and the worker.
    signal.signal(signal.SIGTERM, _stop)
    with _worker():
        code = _served([sys.executable, "-m", *words])
    if code > 0:
        raise ClickException(
            f"the web server could not start on {host}:{port}; is the port in use? "
            "Choose another with --port"
        )


def _stop(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt


def _served(command: list[str]) -> int:
    """Wait for the server; whoever stops this process stops the server first."""
    server = subprocess.Popen(command, env=os.environ.copy())  # noqa: S603 - our own words
    try:
        return server.wait()
    except KeyboardInterrupt:
        server.terminate()
        server.wait(timeout=40)
        return 0


def _show(found: dict[str, str]) -> None:
    say(f"{found['url']} was served until now.")


@contextmanager
def _worker() -> Iterator[None]:
    command = [sys.executable, "-m", "secretome_cli.main", "work"]
    worker = subprocess.Popen(command, env=os.environ.copy())  # noqa: S603 - our own words
    try:
        yield
    finally:
        worker.terminate()
        worker.wait(timeout=10)

"""``secretome serve``: the site on the configured database, with its worker."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from secretome_cli.record.migrate import migrate_database
from secretome_cli.record.setting_up import django_ready

_WSGI = "secretome_record.config.wsgi:application"


def serve(
    *,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8000,
) -> None:
    """Serve the site, and do its jobs, until stopped."""
    django_ready()
    migrate_database(quiet=True)
    typer.echo(f"Serving on http://{host}:{port}/ (stop with Ctrl-C)", err=True)
    serve_site(host, port)


def serve_site(host: str, port: int) -> None:
    """Run the web server here and the worker beside it; both end together."""
    words = ["gunicorn", _WSGI, "--bind", f"{host}:{port}", "--workers", "2", "--threads", "4",
             "--log-level", "warning"]  # fmt: skip
    with _worker():
        raise typer.Exit(subprocess.call([sys.executable, "-m", *words], env=os.environ.copy()))  # noqa: S603 - our own words


@contextmanager
def _worker() -> Iterator[None]:
    command = [sys.executable, "-m", "secretome_cli.main", "work"]
    worker = subprocess.Popen(command, env=os.environ.copy())  # noqa: S603 - our own words
    try:
        yield
    finally:
        worker.terminate()
        worker.wait(timeout=10)

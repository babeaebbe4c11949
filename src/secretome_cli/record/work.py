"""``secretome work``: do the jobs that wait, until stopped."""

from typing import Annotated

import typer

from secretome_cli.record.setting_up import django_ready


def work(
    *,
    once: Annotated[bool, typer.Option(help="Stop when nothing waits any more.")] = False,
    interval: Annotated[float, typer.Option(help="Seconds between looks.")] = 1.0,
) -> None:
    """Do the jobs that wait; take back those of a worker that died."""
    django_ready()
    from django.core.management import call_command

    call_command("work", once=once, interval=interval)

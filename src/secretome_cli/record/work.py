"""``secretome work``: do the jobs that wait, until stopped."""

from contextlib import suppress
from typing import Annotated, Any

import typer

from secretome_cli.record.setting_up import record_ready
from secretome_cli.science.answering import AsJson, answer, say


def work(
    *,
    once: Annotated[bool, typer.Option(help="Stop when nothing waits any more.")] = False,
    interval: Annotated[float, typer.Option(help="Seconds between looks.")] = 2.0,
    as_json: AsJson = False,
) -> None:
    """Do the jobs that wait; take back those of a worker that died."""
    record_ready()
    from django.core.management import call_command

    from secretome_record.jobs.queries import count_by_stage

    with suppress(KeyboardInterrupt):
        call_command("work", once=once, interval=interval)
    answer({"jobs": count_by_stage()}, as_json=as_json, show=_show)


def _show(found: dict[str, Any]) -> None:
    counts = ", ".join(f"{n} {stage.lower()}" for stage, n in found["jobs"].items())
    say(f"Jobs: {counts or 'none'}.")

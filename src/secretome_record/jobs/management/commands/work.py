"""The worker: does jobs, takes back those of a worker that died, keeps a checkpoint a day."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import close_old_connections
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker

from secretome_record.jobs.services import WORKER, reap
from secretome_record.ledger.acting import Acting, acting
from secretome_record.ledger.export import checkpoint_if_due


class Command(BaseCommand):
    """Runs until it is stopped; with ``--once`` until the queue is empty."""

    help = "Do the jobs that are queued."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Say how long to wait between looks."""
        parser.add_argument("--interval", type=float, default=2.0, help="seconds between looks")
        parser.add_argument("--once", action="store_true", help="stop when the queue is empty")

    def handle(self, *args: Any, **options: Any) -> None:
        """Reap, work, wait, again."""
        del args
        with acting(Acting(WORKER.actor_code, "work through the queue", ambient=True)):
            while True:
                reap(timezone.now())
                checkpoint_if_due(by=WORKER, at=timezone.now())
                _one_round()
                if options["once"]:
                    return
                close_old_connections()
                time.sleep(options["interval"])


def _one_round() -> None:
    Worker(
        queue_names=["default"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=get_random_string(32),
        excluded_queue_names=[],
    ).run()

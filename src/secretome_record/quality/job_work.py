"""Long work of the quality room: reading the files of a dropped folder."""

from datetime import datetime

from django.urls import reverse

from secretome_record.jobs.registry import register
from secretome_record.jobs.services import Progress
from secretome_record.ledger.acting import Actor
from secretome_record.quality import services


def read_file(*, by: Actor, at: datetime, progress: Progress, file_id: str) -> str:
    """Read one dropped file; return where its run is shown."""
    progress.say(20, "Reading")
    row = services.read_dropped_file(file_id=file_id, by=by, at=at)
    return reverse("quality:run", args=[row.run.code]) if row.run else ""


register(services.READ_FILE, read_file)

"""Dropped files in words: what each was recognised as, how far its reading is, what it holds."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from secretome_record.jobs.models import Job, Stage
from secretome_record.ledger.science import sha256_hex
from secretome_record.quality import kinds
from secretome_record.quality.models import SampleFile
from secretome_record.quality.presenting.runs import said_once, samples_in

_WARNINGS_SHOWN = 3


@dataclass(frozen=True, slots=True)
class FileRow:
    """One dropped file as the page lists it."""

    name: str
    size: str
    kind: str
    word: str
    tone: str
    sentence: str
    percent: int | None
    url: str
    warnings: tuple[dict[str, str], ...] = ()
    more_warnings: int = 0
    next_url: str = ""
    next_words: str = ""


def file_rows(rows: Iterable[SampleFile], jobs: Mapping[Any, Job]) -> list[FileRow]:
    """One row for each file."""
    return [_row(row, jobs.get(row.pk)) for row in rows]


def copy_sentences(dropped: Iterable[tuple[str, bytes]], there: Mapping[str, str]) -> list[str]:
    """What to say of each dropped file that the sample holds already, by its hash."""
    names, said = dict(there), []
    for name, data in dropped:
        digest = sha256_hex(data)
        first = names.get(digest)
        names.setdefault(digest, name)
        if first == name:
            said.append(_("%(name)s is there already; it is kept once.") % {"name": name})
        elif first is not None:
            words = _("%(name)s is the same file as %(first)s; it is kept once.")
            said.append(words % {"name": name, "first": first})
    return said


def are_waiting(rows: Iterable[FileRow]) -> bool:
    """Whether any of them is still being read."""
    return any(row.percent is not None for row in rows)


def _row(row: SampleFile, job: Job | None) -> FileRow:
    size = f"{max(row.file.size_bytes // 1024, 1)} KiB"
    if row.outcome == SampleFile.READ and row.run is not None:
        return _read(row, size)
    if row.outcome == SampleFile.REFUSED:
        return FileRow(row.name, size, "", _("Not read"), "refused", row.why_not, None, "")
    if job is not None and job.stage == Stage.FAILED:
        words = _("%(why)s Drop the same file again to read it.") % {"why": job.words}
        return FileRow(row.name, size, "", _("Not read"), "refused", words, None, "")
    word = _("Reading") if job and job.stage == Stage.RUNNING else _("Waiting for its turn")
    return FileRow(row.name, size, "", word, "waiting", "", job.percent if job else 0, "")


def _read(row: SampleFile, size: str) -> FileRow:
    run = row.run
    assert run is not None, "a file that was read has its run"  # noqa: S101
    warnings = said_once(run.warnings)
    reading: dict[str, Any] = run.reading or {}
    taken = bool(run.sample_in_file)
    url = reverse("quality:run", args=[run.code])
    numbers = any(s["attributes"] for s in reading.get("samples", []))
    return FileRow(
        row.name,
        size,
        kinds.words_of(reading.get("kind", "")),
        _("Read"),
        "good",
        _found(run),
        None,
        url,
        tuple(warnings[:_WARNINGS_SHOWN]),
        max(len(warnings) - _WARNINGS_SHOWN, 0),
        f"{url}#take" if numbers and not taken else "",
        _("Take its numbers"),
    )


def _found(run: Any) -> str:
    """How many samples and values the file holds, and whether they became results."""
    samples = samples_in(run)
    values = max((len(s["attributes"]) for s in run.reading["samples"]), default=0)
    words = ngettext("%(n)d sample", "%(n)d samples", len(samples)) % {"n": len(samples)}
    held = ngettext("%(n)d value each", "%(n)d values each", values) % {"n": values}
    if len(samples) == 1:
        held = ngettext("%(n)d value", "%(n)d values", values) % {"n": values}
    taken = _("the numbers of %(sample)s are taken") % {"sample": run.sample_in_file}
    return ", ".join([words, held, *([taken] if run.sample_in_file else [])])

"""A folder dropped on a sample: files arrive, are read in the background, and say how far."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from secretome_record.pages.uploads import Upload
from secretome_record.people.answering import attempt, stamp
from secretome_record.quality import forms, queries, services
from secretome_record.quality.models import Sample, SampleFile
from secretome_record.quality.presenting import files
from secretome_record.quality.services import Dropped
from secretome_record.quality.views.samples import sample_page

_SENTENCES_SHOWN = 8


@require_POST
def drop(request: HttpRequest, code: str) -> HttpResponse:
    """Keep the dropped files and let each be read; those that are left out say why."""
    found = _sample(request, code)
    form = forms.DropForm(
        request.POST, request.FILES, zone=found.site.zone, at=timezone.now(), prefix="drop"
    )
    if form.is_valid():
        taken, refused = form.dropped()
        dropped = [_dropped(one) for one in taken]
        there = {row.file.sha256: row.name for row in queries.files_of(found)}
        kept = attempt(
            form,
            lambda: services.drop_files(
                sample=found, files=dropped, **form.stated(),
                **stamp(request),
            ),
        )  # fmt: skip
        if kept is not None:
            copies = files.copy_sentences([(one.name, one.data) for one in dropped], there)
            reading = sum(row.outcome != SampleFile.READ for row in kept)
            _say(request, reading, copies, refused)
            return redirect(reverse("quality:sample", args=[found.code]) + "#files")
        for sentence in refused:
            form.add_error("files", sentence)
    return sample_page(request, found, form)


@require_GET
def file_list(request: HttpRequest, code: str) -> HttpResponse:
    """The files alone, asked again until all are read; then the whole page is shown anew."""
    found = _sample(request, code)
    rows = list(queries.files_of(found))
    shown = files.file_rows(rows, queries.readings_of(rows))
    waits = files.are_waiting(shown)
    answer = render(
        request, "quality/files.html", {"sample": found, "files": shown, "waits": waits}
    )
    if not waits and request.headers.get("HX-Request"):
        answer["HX-Refresh"] = "true"
    return answer


def _sample(request: HttpRequest, code: str) -> Sample:
    return queries.by_code(queries.samples_for(request.user), code)


def _dropped(one: Upload) -> Dropped:
    return Dropped(one.shown_name, one.read())


def _say(request: HttpRequest, reading: int, copies: list[str], refused: list[str]) -> None:
    if reading:
        words = ngettext(
            "%(n)d file is kept; being read.", "%(n)d files are kept; being read.", reading
        )
        messages.success(request, words % {"n": reading})
    for sentence in copies[:_SENTENCES_SHOWN]:
        messages.info(request, sentence)
    if len(copies) > _SENTENCES_SHOWN:
        more = _("%(n)d more files are copies; each is kept once.")
        messages.info(request, more % {"n": len(copies) - _SENTENCES_SHOWN})
    for sentence in refused[:_SENTENCES_SHOWN]:
        messages.error(request, sentence)
    if len(refused) > _SENTENCES_SHOWN:
        more = _("%(n)d more files were left out for the same reasons.")
        messages.error(request, more % {"n": len(refused) - _SENTENCES_SHOWN})

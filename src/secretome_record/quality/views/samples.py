"""Samples, runs and their files: an export becomes numbers with a picture."""

from io import BytesIO
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from secretome_record.ledger.files import read_file
from secretome_record.ledger.queries import history_of
from secretome_record.pages.lists import Keyset
from secretome_record.people.answering import attempt, stamp, status_of
from secretome_record.people.roles import Role
from secretome_record.quality import forms, pictures, queries, services
from secretome_record.quality.models import Run, Sample
from secretome_record.quality.presenting import files, lists, runs

_EITHER = require_http_methods(["GET", "POST"])
_SIZE = 50


@require_GET
def sample_list(request: HttpRequest) -> HttpResponse:
    """The samples of the reader's sites, newest first."""
    page = Keyset(order=("-recorded_at", "-id"), size=_SIZE).page(
        queries.samples_listed(request.user), request.GET.get("from", "")
    )
    shown = {
        "page": page,
        "columns": lists.sample_columns(),
        "rows": lists.sample_rows(page.rows),
    }
    return render(request, "quality/samples.html", shown)


@_EITHER
def take(request: HttpRequest, code: str) -> HttpResponse:
    """Take a sample of a lot."""
    lot = queries.by_code(queries.lots_for(request.user), code)
    form = forms.SampleForm(request.POST or None, zone=lot.site.zone, at=timezone.now())
    if form.is_valid():
        made = attempt(
            form, lambda: services.take_sample(lot=lot, **form.cleaned_data, **stamp(request))
        )
        if made:
            return redirect("quality:sample", made.code)
    return _form_page(request, form, _("Take a sample"), lot.code)


@require_GET
def sample(request: HttpRequest, code: str) -> HttpResponse:
    """One sample and what was measured on it."""
    return sample_page(request, queries.by_code(queries.samples_for(request.user), code))


def sample_page(
    request: HttpRequest, found: Sample, form: forms.DropForm | None = None
) -> HttpResponse:
    """The page of a sample; with a form whose files were not taken, the reasons beside it."""
    tests = list(queries.runs_of(found))
    dropped = list(queries.files_of(found))
    rows = files.file_rows(dropped, queries.readings_of(dropped))
    blank = forms.DropForm(zone=found.site.zone, at=timezone.now(), prefix="drop")
    shown = {
        "sample": found,
        "files": rows,
        "waits": files.are_waiting(rows),
        "drop_form": form or blank,
        "facts": runs.sample_facts(found),
        "tests": [{"run": run, **_reading(run, _chosen(run))} for run in tests],
        "columns": lists.run_columns(),
        "rows": lists.run_rows(tests),
        "may_run": _analyses(request, found),
        "entries": history_of(found, *tests),
    }
    return render(request, "quality/sample.html", shown, status=422 if form else 200)


@_EITHER
def start(request: HttpRequest, code: str) -> HttpResponse:
    """Start a method on a sample."""
    found = queries.by_code(queries.samples_for(request.user), code)
    form = forms.RunForm(request.POST or None, zone=found.site.zone, at=timezone.now())
    if form.is_valid():
        made = attempt(
            form, lambda: services.start_run(sample=found, **form.cleaned_data, **stamp(request))
        )
        if made:
            return redirect("quality:run", made.code)
    return _form_page(request, form, _("Start a run"), found.code)


@require_GET
def run(request: HttpRequest, code: str) -> HttpResponse:
    """One run: its file, its picture, the numbers taken from it."""
    return _run_page(request, _run(request, code))


@require_POST
def upload(request: HttpRequest, code: str) -> HttpResponse:
    """Add the instrument's file to a run."""
    found = _run(request, code)
    form = forms.FileForm(request.POST, request.FILES)
    if form.is_valid():
        given = form.cleaned_data["file"]
        added = attempt(
            form,
            lambda: services.add_file(
                run=found, data=given.read(), name=given.shown_name, **stamp(request)
            ),
        )
        if added:
            return redirect("quality:run", found.code)
    return _run_page(request, _run(request, code), file=form)


@require_POST
def take_numbers(request: HttpRequest, code: str) -> HttpResponse:
    """Take the numbers of one sample out of the file."""
    found = _run(request, code)
    form = forms.TakeForm(request.POST, samples=runs.samples_in(found))
    if form.is_valid() and attempt(
        form, lambda: services.take_results(run=found, **form.cleaned_data, **stamp(request))
    ):
        return redirect("quality:run", found.code)
    return _run_page(request, _run(request, code), take=form)


@require_POST
def enter(request: HttpRequest, code: str) -> HttpResponse:
    """Enter a result that no file gives."""
    found = _run(request, code)
    form = forms.EntryForm(request.POST)
    if form.is_valid() and attempt(
        form, lambda: services.enter_result(run=found, **form.cleaned_data, **stamp(request))
    ):
        return redirect("quality:run", found.code)
    return _run_page(request, _run(request, code), entry=form)


@require_GET
def picture(request: HttpRequest, code: str) -> HttpResponse:
    """What the file shows as SVG, for light or dark ground."""
    found = _run(request, code)
    chosen = request.GET.get("sample") or _chosen(found)
    if not pictures.has_picture(found) or chosen not in runs.samples_in(found):
        raise Http404
    ground = "dark" if request.GET.get("ground") == "dark" else "light"
    answer = HttpResponse(pictures.run_svg(found, chosen, ground), "image/svg+xml")
    answer["Cache-Control"] = "private, max-age=86400"
    return answer


@require_GET
def file(request: HttpRequest, code: str) -> FileResponse:
    """The instrument's file, byte for byte, as a download."""
    found = _run(request, code)
    if found.file is None:
        raise Http404
    name = f"{found.code}-{found.file.sha256[:16]}.txt"
    return FileResponse(
        BytesIO(read_file(found.file)), as_attachment=True, filename=name,
        content_type="application/octet-stream",
    )  # fmt: skip


def _run(request: HttpRequest, code: str) -> Run:
    return queries.by_code(queries.runs_for(request.user), code)


def _chosen(run: Run) -> str:
    names = runs.samples_in(run)
    return run.sample_in_file or (names[0] if names else "")


def _analyses(request: HttpRequest, row: Sample | Run) -> bool:
    return Role.QC_ANALYST in request.user.roles_at(row.site_id)


def _reading(run: Run, chosen: str) -> dict[str, Any]:
    return {
        "chosen": chosen,
        "has_picture": pictures.has_picture(run),
        "caption": pictures.caption(run, chosen),
        "spoken": pictures.spoken(run, chosen),
        "numbers": runs.number_rows(run, chosen),
        "left_out": runs.numbers_left_out(run, chosen),
        "warnings": runs.warning_rows(run, chosen),
        "unused": (run.reading or {}).get("unused", []),
    }


def _run_page(request: HttpRequest, run: Run, **bound: Any) -> HttpResponse:
    results = list(queries.results_of_run(run))
    names = runs.samples_in(run)
    chosen = request.GET.get("sample") or _chosen(run)
    shown = {
        "run": run,
        "facts": runs.run_facts(run),
        "samples": names,
        **_reading(run, chosen if chosen in names else _chosen(run)),
        "columns": lists.result_columns(),
        "rows": lists.result_rows(results),
        "may": _analyses(request, run),
        "file_form": bound.get("file") or forms.FileForm(),
        "take_form": bound.get("take") or forms.TakeForm(samples=names),
        "entry_form": bound.get("entry") or forms.EntryForm(),
        "is_taken": any(r.is_from_file for r in results),
        "is_due": run.due_at is None or run.due_at <= timezone.now(),
        "entries": history_of(run, *results),
    }
    return render(request, "quality/run.html", shown, status=422 if bound else 200)


def _form_page(request: HttpRequest, form: Any, heading: str, back: str) -> HttpResponse:
    shown = {"form": form, "heading": heading, "button": heading, "back": back}
    return render(request, "quality/form.html", shown, status=status_of(form))

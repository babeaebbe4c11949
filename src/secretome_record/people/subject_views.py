"""What a patient or donor may ask of us: a copy of everything held about them, or erasure."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from secretome_record.people import presenting, queries, services
from secretome_record.people.answering import attempt, stamp, status_of
from secretome_record.people.forms import EraseForm, FindSubjectForm
from secretome_record.people.models import Subject
from secretome_record.people.roles import Role
from secretome_record.people.signing import SigningForm, signing_form


@require_http_methods(["GET", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """Find somebody by the code of their record."""
    form = FindSubjectForm(request.POST or None)
    if form.is_valid():
        code = form.cleaned_data["code"].strip().upper()
        found = queries.subject_with_code(code, person=request.user)
        if found:
            return redirect("people:subject", found.pk)
        form.add_error("code", _("No patient or donor of your sites has this code. Check it."))
    return render(request, "people/subjects.html", {"form": form}, status=status_of(form))


@require_GET
def subject_page(request: HttpRequest, subject_id: UUID) -> HttpResponse:
    """One person we hold data about: export, erase, or how they were erased."""
    subject, role = _subject(request, subject_id)
    return _page(request, subject, EraseForm(), _sign_form(request, role))


@require_POST
def export(request: HttpRequest, subject_id: UUID) -> HttpResponse:
    """Everything held about the person as one file."""
    subject, _role = _subject(request, subject_id)
    held = services.export_subject(subject=subject, by=request.user, at=timezone.now())
    name = f"everything-{queries.record_code(subject) or subject.pk}.json"
    layout = {"ensure_ascii": False, "indent": 2}
    answer = JsonResponse(held, json_dumps_params=layout)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_POST
def erase(request: HttpRequest, subject_id: UUID) -> HttpResponse:
    """Erase the person; signed."""
    subject, role = _subject(request, subject_id)
    form, sign = EraseForm(request.POST), _sign_form(request, role)
    if form.is_valid() and attempt(sign, lambda: _erase(request, subject, form, sign)):
        messages.success(request, _("This person is erased: the key is gone."))
        return redirect("people:subject", subject.pk)
    return _page(request, subject, form, sign, status=422)


def _erase(request: HttpRequest, subject: Subject, form: EraseForm, sign: SigningForm) -> Any:
    return services.erase_subject(
        subject=subject, reason=form.cleaned_data["reason"], signature=sign.authenticate(),
        **stamp(request),
    )  # fmt: skip


def _sign_form(request: HttpRequest, role: Role) -> SigningForm:
    return signing_form(request, meaning=services.ERASES, role=role)


def _subject(request: HttpRequest, subject_id: UUID) -> tuple[Subject, Role]:
    try:
        subject = queries.subject_for(subject_id, person=request.user)
    except Subject.DoesNotExist as nothing:
        raise Http404 from nothing
    role = queries.role_for_subject(request.user, subject)
    if role is None:
        raise Http404
    return subject, role


def _page(
    request: HttpRequest, subject: Subject, form: EraseForm, sign: SigningForm, status: int = 200
) -> HttpResponse:
    code = queries.record_code(subject)
    shown = {
        "subject": subject,
        "code": code,
        "erased": queries.erasure_of(subject),
        "facts": presenting.subject_facts(subject),
        "kept": services.KEPT_AFTER_ERASURE,
        "meaning": services.ERASES,
        "form": form,
        "sign": sign,
    }
    return render(request, "people/subject.html", shown, status=status)

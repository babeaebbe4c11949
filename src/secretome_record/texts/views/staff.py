"""Pages of those who write for patients: check a text, write, publish, withdraw."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from secretome_record.ledger.queries import history_of
from secretome_record.ledger.refusal import Refusal
from secretome_record.pages.lists import Choice, Keyset, Sorting, Words, read_filters
from secretome_record.people.answering import NoticeForm, attempt, stamp, status_of
from secretome_record.people.roles import Role
from secretome_record.texts import forms, presenting, queries, rules, science, services
from secretome_record.texts.models import PatientText
from secretome_record.texts.states import DRAFT, PUBLISHED, WRITERS

_SORTING = Sorting({"code": "code", "state": "state", "written": "recorded_at"}, default="-written")
_SIZE = 50
_EITHER = require_http_methods(["GET", "POST"])


@_EITHER
def check(request: HttpRequest) -> HttpResponse:
    """Mark the claims of a pasted text or a file; nothing of it is kept."""
    form = forms.CheckForm(request.POST or None, request.FILES or None)
    shown: dict[str, Any] = {"form": form}
    if form.is_valid():
        checked = attempt(form, lambda: _checked(form))
        if checked:
            text, findings = checked
            shown |= {
                "passages": presenting.passages(text, findings),
                "findings": findings,
                "summary": presenting.summary(findings),
            }
    return render(request, "texts/check.html", shown, status=status_of(form))


@require_GET
def text_list(request: HttpRequest) -> HttpResponse:
    """The texts of the reader's sites."""
    filters = (
        Words("words", _("Code or title"), ("code", "title")),
        Choice("state", _("State"), presenting.state_choices(), "state"),
    )
    chosen = read_filters(filters, request.GET, _("texts"))
    sorting = _SORTING.read(request.GET)
    found = chosen.apply(queries.texts_for(request.user).defer("body", "checked"))
    page = Keyset(order=sorting.order, size=_SIZE).page(found, request.GET.get("from", ""))
    shown = {
        "chosen": chosen,
        "sorting": sorting,
        "page": page,
        "columns": presenting.list_columns(),
        "rows": presenting.list_rows(page.rows),
        "may_write": bool(frozenset(WRITERS) & frozenset(request.user.roles)),
    }
    return render(request, "texts/list.html", shown)


@_EITHER
def write(request: HttpRequest) -> HttpResponse:
    """Write a draft; its claims are shown next."""
    form = forms.WriteForm(request.POST or None, sites=queries.sites_of_writer(request.user))
    if form.is_valid():
        made = attempt(form, lambda: services.draft_text(**form.cleaned_data, **stamp(request)))
        if made:
            return redirect("texts:record", made.code)
    return render(request, "texts/write.html", {"form": form}, status=status_of(form))


@require_GET
def record(request: HttpRequest, code: str) -> HttpResponse:
    """One text with its claims marked in place."""
    return _record_page(request, queries.text_for(request.user, code))


@_EITHER
def change(request: HttpRequest, code: str) -> HttpResponse:
    """Change a draft."""
    text = queries.text_for(request.user, code)
    start = {"title": text.title, "body": text.body, "seen": science.fingerprint(text.checked)}
    form = forms.ChangeForm(request.POST or None, initial=start)
    if form.is_valid() and attempt(
        form, lambda: services.change_text(text=text, **form.cleaned_data, **stamp(request))
    ):
        return redirect("texts:record", text.code)
    shown = {"form": form, "text": text}
    return render(request, "texts/change.html", shown, status=status_of(form))


@require_POST
def publish(request: HttpRequest, code: str) -> HttpResponse:
    """Publish a draft that has no blocking claim."""
    text = queries.text_for(request.user, code)
    try:
        seen = request.POST.get("seen", "")
        services.publish_text(text=text, seen=seen, **stamp(request))
    except Refusal as refusal:
        now = queries.text_for(request.user, code)
        return _record_page(request, now, notice=NoticeForm(str(refusal)))
    return redirect("texts:record", text.code)


@require_POST
def publish_despite(request: HttpRequest, code: str) -> HttpResponse:
    """Publish a draft with claims, signed by the medical advisor with a reason."""
    text = queries.text_for(request.user, code)
    form = forms.PublishDespiteForm(request)

    def act() -> PatientText:
        signature = form.authenticate()
        given = {name: form.cleaned_data[name] for name in ("reason", "seen")}
        return services.publish_text(text=text, signature=signature, **given, **stamp(request))

    if attempt(form, act):
        return redirect("texts:record", text.code)
    return _record_page(request, queries.text_for(request.user, code), sign_form=form)


@_EITHER
def withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """Take a text away from the public, or give a draft up."""
    text = queries.text_for(request.user, code)
    form = forms.ReasonForm(request.POST or None)
    if form.is_valid() and attempt(
        form, lambda: services.withdraw_text(text=text, **form.cleaned_data, **stamp(request))
    ):
        return redirect("texts:record", text.code)
    return render(
        request, "texts/withdraw.html", {"form": form, "text": text}, status=status_of(form)
    )


def _checked(form: forms.CheckForm) -> tuple[str, list[dict[str, Any]]]:
    text = _text_of(form)
    return text, science.check(text)


def _text_of(form: forms.CheckForm) -> str:
    given = form.cleaned_data
    upload = given.get("file")
    text = science.text_in(upload.read(), name=upload.shown_name) if upload else given["body"]
    rules.require_short(text)
    return text


def _record_page(
    request: HttpRequest,
    text: PatientText,
    *,
    sign_form: forms.PublishDespiteForm | None = None,
    notice: NoticeForm | None = None,
) -> HttpResponse:
    roles = request.user.roles_at(text.site_id)
    writes = bool(frozenset(WRITERS) & frozenset(roles))
    is_draft = text.state == DRAFT
    shown = {
        "text": text,
        "word": presenting.state_word(text.state),
        "tone": presenting.TONES[text.state],
        "facts": presenting.facts(text),
        "summary": presenting.summary(text.findings),
        "passages": presenting.passages(text.checked, text.findings),
        "signatures": queries.signatures_of(text),
        "may_change": writes and is_draft,
        "may_publish": writes and is_draft and not text.blocking_count,
        "is_blocked": is_draft and text.blocking_count > 0,
        "may_sign": is_draft and text.blocking_count > 0 and Role.MEDICAL_ADVISOR in roles,
        "may_withdraw": writes and text.state in (DRAFT, PUBLISHED),
        "seen": science.fingerprint(text.checked),
        "sign_form": sign_form or _blank(request, text),
        "notice": notice,
        "entries": history_of(text),
    }
    failed = sign_form or notice
    return render(request, "texts/record.html", shown, status=status_of(failed) if failed else 200)


def _blank(request: HttpRequest, text: PatientText) -> forms.PublishDespiteForm:
    form = forms.PublishDespiteForm(request)
    form.is_bound = False
    form.initial = {"seen": science.fingerprint(text.checked)}
    return form

"""The advisor's page: the answer as the patient reads it, the evidence beside it, the signature."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from secretome_record.ledger.files import read_file
from secretome_record.ledger.refusal import Reason, Refusal
from secretome_record.patients import drafting, forms, presenting, queries, science, services
from secretome_record.patients.models import Answer, Assessment, Request
from secretome_record.patients.offering import chosen_before, chosen_first
from secretome_record.patients.offers import offers_at
from secretome_record.patients.page_words import words_in
from secretome_record.patients.qr import qr_code
from secretome_record.patients.states import ANSWER_GIVEN, ASSESSED
from secretome_record.patients.views.staff import show_request
from secretome_record.people.answering import NoticeForm, attempt, stamp, status_of
from secretome_record.people.roles import Role
from secretome_record.people.signing import SigningForm, signing_form


@require_http_methods(["GET", "POST"])
def answer_form(request: HttpRequest, code: str) -> HttpResponse:
    """Choose, read the draft as the patient will, sign; the private link is shown once after."""
    asked = queries.request_for(request.user, code)
    assessment = queries.assessment_of(asked)
    if asked.state != ASSESSED or assessment is None:
        if request.method == "POST":
            return show_request(request, asked, moved_on=_moved_on(asked))
        return redirect("patients:request", asked.code)
    own = _answer_form(request, asked, assessment)
    sign = signing_form(request, meaning=ANSWER_GIVEN, role=Role.MEDICAL_ADVISOR)
    if request.method == "POST" and "preview" not in request.POST and own.is_valid():
        made = _sign(request, asked, own, sign)
        if made:
            return _hand_over(request, *made)
    return _form_page(request, asked, assessment, own, sign)


@require_POST
def new_link(request: HttpRequest, code: str) -> HttpResponse:
    """Give a new private link and show it once."""
    asked = queries.request_for(request.user, code)
    given = queries.answer_of(asked)
    form = forms.ReasonForm(request.POST)
    if given is None:
        return redirect("patients:request", asked.code)
    if form.is_valid():
        token = attempt(
            form,
            lambda: services.give_new_link(answer=given, **form.cleaned_data, **stamp(request)),
        )
        if token:
            return _hand_over(request, given, token)
    return show_request(request, queries.request_for(request.user, code), link=form)


@require_GET
def answer_pdf(request: HttpRequest, code: str) -> HttpResponse:
    """The printed answer exactly as it was signed, any version of it."""
    answer = queries.answer_for(request.user, code)
    return pdf_of(answer)


def pdf_of(answer: Answer) -> HttpResponse:
    """Answer with the kept file, checked against its hash."""
    page = HttpResponse(read_file(answer.document), content_type="application/pdf")
    name = f"answer-{answer.code}-v{answer.version}.pdf"
    page["Content-Disposition"] = f'attachment; filename="{name}"'
    return page


def _answer_form(request: HttpRequest, asked: Request, assessment: Assessment) -> forms.AnswerForm:
    reviewed = [code for code in science.LANGUAGES if _may_be_sent_in(asked, code)]
    offers, before = offers_at(asked.site, timezone.now()), queries.answer_of(asked)
    verdict = assessment.verdict
    first = chosen_first(verdict, assessment.condition, offers)
    chosen = chosen_before(verdict, before, offers) if before else first
    return forms.AnswerForm(
        request.POST or None,
        initial={**chosen, "assessed": assessment.pk},
        evidence=assessment.evidence,
        offers=offers,
        products=[product.name for product in queries.products_at(asked.site)],
        reviewed=reviewed,
    )


def _may_be_sent_in(asked: Request, language: str) -> bool:
    versions = drafting.versions_of(language)
    return language == "en" or queries.review_of(asked.site, language, versions) is not None


def _sign(
    request: HttpRequest, asked: Request, own: forms.AnswerForm, sign: SigningForm
) -> tuple[Answer, str] | None:
    try:
        return services.answer_request(
            request=asked, own=own.own_words(), offering=own.offering(),
            assessed=own.cleaned_data["assessed"], signature=sign.authenticate(), **stamp(request),
        )  # fmt: skip
    except Refusal as refusal:
        for reason in refusal.reasons:
            form: Any = own if reason.code in own.fields else sign
            form.add_error(reason.code if form is own else None, reason.sentence)
        return None


def _form_page(
    request: HttpRequest,
    asked: Request,
    assessment: Assessment,
    own: forms.AnswerForm,
    sign: SigningForm,
) -> HttpResponse:
    is_preview = "preview" in request.POST
    if is_preview:
        # Only to be looked at: what is missing in the sign box is no fault yet.
        sign.is_bound, sign.data = False, {}
    shown = {
        "asked": asked, "own": own, "sign": sign, "meaning": ANSWER_GIVEN,
        "is_preview": is_preview,
        "draft": _draft(request, asked, assessment, own),
        "assessed": presenting.assessment_shown(assessment),
        **presenting.evidence_shown(assessment.evidence),
    }  # fmt: skip
    status = 200 if is_preview and own.is_valid() else max(status_of(own), status_of(sign))
    return render(request, "patients/answer_form.html", shown, status=status)


def _draft(
    request: HttpRequest, asked: Request, assessment: Assessment, own: forms.AnswerForm
) -> dict[str, Any]:
    """The draft with everything against it; without a document where it cannot be written."""
    chosen = own if own.is_bound else own.as_first_shown()
    if not chosen.is_valid():
        return {"reasons": [], "answer": None}
    draft = drafting.draft_answer(
        request=asked, assessment=assessment, own=chosen.own_words(), offering=chosen.offering(),
        by=request.user, at=timezone.now(),
    )  # fmt: skip
    reasons: list[Reason] = list(drafting.reasons_against(draft))
    try:
        document = drafting.document_of(draft)
    except Refusal as refusal:
        return {"reasons": [*reasons, *refusal.reasons], "answer": None}
    return {
        "reasons": reasons,
        "answer": presenting.answer_shown(document, mark="draft"),
        "reading_age": document["reading_age"],
        "version": draft.standing.version,
    }


def _moved_on(asked: Request) -> NoticeForm:
    """A refusal without a form of its own: what was to be answered is no longer there."""
    word = presenting.state_word(asked.state)
    return NoticeForm(
        _("Nothing was signed: the request moved on and is now “%(word)s”. Read it again.")
        % {"word": word}
    )


def _hand_over(request: HttpRequest, given: Answer, token: str) -> HttpResponse:
    """The sheet for the patient, in the answer to the post itself: the link is stored nowhere."""
    url = request.build_absolute_uri(reverse("patients:answer", args=[token]))
    shown = {
        "answer": given, "asked": given.request, "url": url, "qr": qr_code(url),
        "words": words_in(given.language),
    }  # fmt: skip
    page = render(request, "patients/hand_over.html", shown)
    patch_cache_control(page, no_store=True, private=True)
    return page

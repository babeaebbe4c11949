"""The private link: asks the birth date, then shows the answer and takes the decision."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from secretome_record.ledger.refusal import Refusal
from secretome_record.patients import drafting, presenting, queries, science, services
from secretome_record.patients.forms import BirthDateForm, DecisionForm
from secretome_record.patients.models import Answer
from secretome_record.patients.page_words import words_in
from secretome_record.patients.states import ANSWERED
from secretome_record.patients.views.answering import pdf_of
from secretome_record.patients.views.public import public_page

_GONE = frozenset(
    {"no_such_link", "expired", "locked", "closed", "erased", "replaced", "in_correction"}
)
View = Callable[..., HttpResponse]


def private(view: View) -> View:
    """Keep the page out of caches, search engines and the referrer.

    Without a referrer browsers send no usable origin, so the usual forgery check cannot run; the
    secret in the address and the birth date, both needed for every sending, stand in its place.
    """

    @csrf_exempt
    @wraps(view)
    def kept(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer = view(request, *args, **kwargs)
        answer["Referrer-Policy"] = "no-referrer"
        answer["X-Robots-Tag"] = "noindex, nofollow"
        patch_cache_control(answer, no_store=True, private=True)
        return answer

    return kept


@private
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for the birth date; show the answer to the right one."""
    form = BirthDateForm(request.POST or None)
    if request.method == "GET":
        return _ask_birth_date(request, form, token)
    if not form.is_valid():
        return _ask_birth_date(request, form, token, status=422)
    given = form.cleaned_data["birth_date"]
    try:
        opened = services.open_answer(token=token, birth_date=given, at=timezone.now())
    except Refusal as refusal:
        return _closed(request, refusal, form, token)
    return _shown(request, opened, token, given)


@private
@require_POST
def pdf(request: HttpRequest, token: str) -> HttpResponse:
    """The printed answer, for the right birth date only."""
    form = BirthDateForm(request.POST)
    if not form.is_valid():
        return _ask_birth_date(request, form, token, status=422)
    given = form.cleaned_data["birth_date"]
    try:
        opened = services.open_answer(token=token, birth_date=given, at=timezone.now())
    except Refusal as refusal:
        return _closed(request, refusal, form, token)
    return pdf_of(opened)


@private
@require_POST
def decide(request: HttpRequest, token: str) -> HttpResponse:
    """Take the patient's decision on an answer they have just read."""
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _ask_birth_date(request, BirthDateForm(), token, status=422)
    given = form.cleaned_data["birth_date"]
    accepts = form.cleaned_data["decision"] == "accept"
    verb = services.accept_answer if accepts else services.decline_answer
    try:
        decided = verb(token=token, birth_date=given, at=timezone.now())
    except Refusal as refusal:
        return _closed(request, refusal, BirthDateForm(), token)
    return _shown(request, decided, token, given)


def _ask_birth_date(
    request: HttpRequest, form: BirthDateForm, token: str, status: int = 200
) -> HttpResponse:
    """Ask in the language of the answer; that is all that the address alone tells."""
    language = queries.language_behind(token)
    words = words_in(language)
    form.fields["birth_date"].label = words["birth_date"]
    shown = {"form": form, "language": language, "words": words}
    return _page_in(language, request, "patients/open.html", shown, status=status)


def _closed(
    request: HttpRequest, refusal: Refusal, form: BirthDateForm, token: str
) -> HttpResponse:
    """A wrong birth date is asked again; a link that leads nowhere says why and ends there."""
    language = queries.language_behind(token)
    with translation.override(language):
        sentences = [_(reason.sentence) for reason in refusal.reasons]
    if refusal.codes & _GONE or not form.is_bound:
        shown = {"sentences": sentences}
        return _page_in(language, request, "patients/link_closed.html", shown, status=410)
    for sentence in sentences:
        form.add_error("birth_date", sentence)
    return _ask_birth_date(request, form, token, status=422)


def _page_in(language: str, *args: Any, **kwargs: Any) -> HttpResponse:
    """Render the page, its frame, badges and moments in the language of the answer."""
    with translation.override(language):
        page = public_page(*args, **kwargs)
    page["Content-Language"] = language
    return page


def _shown(request: HttpRequest, given: Answer, token: str, birth_date: Any) -> HttpResponse:
    readable = _readable(given)
    chosen = request.POST.get("language", given.language)
    language = chosen if chosen in readable else given.language
    with timezone.override(ZoneInfo(given.site.zone)), translation.override(language):
        shown = _answer_words(request, given, readable, language)
        typed = {"token": token, "birth_date": birth_date.isoformat()}
        return _page_in(language, request, "patients/answer.html", {**shown, **typed})


def _answer_words(
    request: HttpRequest, given: Answer, readable: dict[str, dict[str, Any]], language: str
) -> dict[str, Any]:
    compared = request.POST.getlist("option")
    document, signed = readable[language], queries.signature_of(given)
    return {
        "answer": given,
        "asked_code": given.request.code,
        "shown": presenting.answer_shown(document, compared=compared),
        "heading": document["title"],
        "is_signed_language": language == given.language,
        "languages": presenting.languages_of(given, language, readable),
        "compared": compared,
        "signed": signed,
        "signed_words": presenting.signed_words(signed, language),
        "may_decide": given.request.state == ANSWERED,
        "state": presenting.state_word(given.request.state),
        "tone": presenting.TONES[given.request.state],
    }


def _readable(given: Answer) -> dict[str, dict[str, Any]]:
    """The answer in each language in which it may be read: signed, or translated and reviewed."""
    documents = {code: drafting.document_in(given, code) for code in science.LANGUAGES}
    return {code: document for code, document in documents.items() if document}

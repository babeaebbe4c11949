"""Translations: which words a named person has read and stands for, and the page to read them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from secretome_record.patients import drafting, forms, presenting, queries, science, services
from secretome_record.patients.page_words import LANGUAGE_NAMES
from secretome_record.patients.states import TRANSLATION_REVIEWED
from secretome_record.people.answering import attempt, stamp, status_of
from secretome_record.people.roles import Role
from secretome_record.people.signing import signing_form


@require_GET
def translations(request: HttpRequest) -> HttpResponse:
    """The languages an answer may be written in, and who reviewed each at the reader's sites."""
    shown = {"rows": presenting.translation_rows(request.user)}
    return render(request, "patients/translations.html", shown)


@require_http_methods(["GET", "POST"])
def translation(request: HttpRequest, site: str, language: str) -> HttpResponse:
    """Every sentence in English and in the language beside it; read, then sign."""
    place = queries.site_for(request.user, site)
    if language not in science.LANGUAGES or language == "en":
        raise Http404
    versions = drafting.versions_of(language)
    form = forms.ReviewForm(request.POST or None, initial={"words_read": versions.read})
    sign = signing_form(request, meaning=TRANSLATION_REVIEWED, role=Role.MEDICAL_ADVISOR)
    if form.is_valid():
        made = attempt(
            sign,
            lambda: services.review_translation(
                site=place, language=language, signature=sign.authenticate(),
                **form.cleaned_data, **stamp(request),
            ),
        )  # fmt: skip
        if made:
            return redirect("patients:translations")
    shown = {
        "site": place, "language": language, "name": LANGUAGE_NAMES[language],
        "form": form, "sign": sign, "meaning": TRANSLATION_REVIEWED,
        "rows": presenting.words_to_read(language),
        "review": queries.review_of(place, language, versions),
        "may_sign": Role.MEDICAL_ADVISOR in request.user.roles_at(place.pk),
        "heading": _("Review the translation"),
    }  # fmt: skip
    status = max(status_of(form), status_of(sign))
    return render(request, "patients/translation.html", shown, status=status)

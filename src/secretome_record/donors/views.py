"""Pages about donors: find, one service call, answer."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from secretome_record.donors import forms, presenting, queries, rules, services
from secretome_record.donors.models import Donor
from secretome_record.donors.states import DEFERRED, ELIGIBLE, REGISTERED
from secretome_record.pages.lists import Choice, Keyset, Sorting, Words, read_filters
from secretome_record.people.answering import attempt, say, stamp, status_of
from secretome_record.people.models import Person
from secretome_record.people.queries import role_for_subject
from secretome_record.people.roles import Role
from secretome_record.people.signing import SigningForm, signing_form

_SORTING = Sorting(
    {"code": "code", "state": "state", "registered": "recorded_at"}, default="-registered"
)
_SIZE = 50
_EITHER = require_http_methods(["GET", "POST"])


@_EITHER
def donor_list(request: HttpRequest) -> HttpResponse:
    """The donors of the reader's sites; a search by name is posted, never in the address."""
    find = forms.FindForm(request.POST or None)
    filters = (
        Words("words", _("Code or tissue"), ("code", "tissue")),
        Choice("state", _("State"), presenting.state_choices(), "state"),
    )
    chosen = read_filters(filters, request.GET, _("donors"))
    sorting = _SORTING.read(request.GET)
    found = chosen.apply(queries.donors_for(request.user))
    if find.is_valid():
        found = queries.named(found, find.cleaned_data["name"], request.user)
    page = Keyset(order=sorting.order, size=_SIZE).page(found, request.GET.get("from", ""))
    shown = {
        "chosen": chosen,
        "sorting": sorting,
        "page": page,
        "columns": presenting.donor_columns(),
        "rows": presenting.donor_rows(page.rows, request.user),
        "find": find,
        "is_found_by_name": find.is_valid(),
        "may_find": bool(rules.NAMERS & request.user.roles),
        "may_register": Role.DONOR_COORDINATOR in request.user.roles,
    }
    return render(request, "donors/list.html", shown, status=status_of(find))


@require_GET
def record(request: HttpRequest, code: str) -> HttpResponse:
    """One donor."""
    return _record_page(request, queries.donor_for(request.user, code))


@_EITHER
def register(request: HttpRequest) -> HttpResponse:
    """Register somebody who wants to give tissue."""
    sites = queries.sites_of_coordinator(request.user)
    form = forms.RegisterForm(request.POST or None, sites=sites)
    if form.is_valid():
        made = attempt(
            form,
            lambda: services.register_donor(
                **form.cleaned_data, **stamp(request), is_demo=request.user.is_demo
            ),
        )
        if made:
            return redirect("donors:record", made.code)
    return _form_page(request, form, _("Register a donor"), _("Register"))


@_EITHER
def birth_date(request: HttpRequest, code: str) -> HttpResponse:
    """Enter a birth date that was missing."""
    donor = queries.donor_for(request.user, code)
    form = forms.BirthDateForm(request.POST or None)
    if form.is_valid() and attempt(
        form, lambda: services.enter_birth_date(donor=donor, **form.cleaned_data, **stamp(request))
    ):
        return redirect("donors:record", donor.code)
    return _form_page(request, form, _("Birth date"), _("Enter it"), donor)


@_EITHER
def consent(request: HttpRequest, code: str) -> HttpResponse:
    """Record what the donor agreed to."""
    donor = queries.donor_for(request.user, code)
    form = forms.ConsentForm(request.POST or None, **_clock(donor))
    if form.is_valid() and attempt(
        form, lambda: services.record_consent(donor=donor, **form.cleaned_data, **stamp(request))
    ):
        return redirect("donors:record", donor.code)
    return _form_page(request, form, _("Consent"), _("Record the consent"), donor)


@_EITHER
def withdraw(request: HttpRequest, consent_id: UUID) -> HttpResponse:
    """Record that a donor withdrew their consent."""
    given = _found(queries.consents_for(request.user), consent_id)
    form = forms.ReasonForm(request.POST or None)
    if form.is_valid() and attempt(
        form,
        lambda: services.withdraw_consent(consent=given, **form.cleaned_data, **stamp(request)),
    ):
        return redirect("donors:record", given.donor.code)
    return _form_page(
        request, form, _("Withdraw the consent"), _("Record the withdrawal"), given.donor
    )


@_EITHER
def screening(request: HttpRequest, code: str) -> HttpResponse:
    """Enter one infection test."""
    donor = queries.donor_for(request.user, code)
    form = forms.ScreeningForm(request.POST or None, **_clock(donor))
    if form.is_valid() and attempt(
        form, lambda: services.enter_screening(donor=donor, **form.cleaned_data, **stamp(request))
    ):
        return redirect("donors:record", donor.code)
    return _form_page(request, form, _("Screening result"), _("Enter the result"), donor)


@require_POST
def verify(request: HttpRequest, screening_id: UUID) -> HttpResponse:
    """Verify a screening as a second person."""
    entered = _found(queries.screenings_for(request.user), screening_id)
    done = _("The result is verified.")
    say(request, lambda: services.verify_screening(screening=entered, **stamp(request)), done)
    return redirect("donors:record", entered.donor.code)


@_EITHER
def set_aside(request: HttpRequest, screening_id: UUID) -> HttpResponse:
    """Set a wrongly typed result aside."""
    entered = _found(queries.screenings_for(request.user), screening_id)
    form = forms.ReasonForm(request.POST or None)
    if form.is_valid() and attempt(
        form,
        lambda: services.set_screening_aside(
            screening=entered, **form.cleaned_data, **stamp(request)
        ),
    ):
        return redirect("donors:record", entered.donor.code)
    return _form_page(request, form, _("Set the entry aside"), _("Set it aside"), entered.donor)


@require_POST
def accept(request: HttpRequest, code: str) -> HttpResponse:
    """Accept a donor, for the first time or again, with a signature."""
    donor = queries.donor_for(request.user, code)
    form = _sign_form(request, donor)

    def act() -> Donor:
        intent = form.authenticate()
        if donor.state == DEFERRED:
            words = {"reason": form.cleaned_data["reason"]}
            return services.accept_again(donor=donor, signature=intent, **words, **stamp(request))
        return services.accept_donor(donor=donor, signature=intent, **stamp(request))

    if attempt(form, act):
        return redirect("donors:record", donor.code)
    return _record_page(request, donor, form)


@_EITHER
def refuse(request: HttpRequest, code: str) -> HttpResponse:
    """Refuse a donor for good."""
    donor = queries.donor_for(request.user, code)
    form = forms.ReasonForm(request.POST or None)
    if form.is_valid() and attempt(
        form, lambda: services.refuse_donor(donor=donor, **form.cleaned_data, **stamp(request))
    ):
        return redirect("donors:record", donor.code)
    return _form_page(request, form, _("Refuse this donor"), _("Refuse"), donor)


@_EITHER
def defer(request: HttpRequest, code: str) -> HttpResponse:
    """Defer a donor."""
    donor = queries.donor_for(request.user, code)
    form = forms.ReasonForm(request.POST or None)
    if form.is_valid() and attempt(
        form, lambda: services.defer_donor(donor=donor, **form.cleaned_data, **stamp(request))
    ):
        return redirect("donors:record", donor.code)
    return _form_page(request, form, _("Defer this donor"), _("Defer"), donor)


@_EITHER
def donate(request: HttpRequest, code: str) -> HttpResponse:
    """Record tissue that was taken."""
    donor = queries.donor_for(request.user, code)
    start = {"tissue": donor.tissue}
    form = forms.DonationForm(request.POST or None, initial=start, **_clock(donor))
    if form.is_valid():
        made = attempt(
            form,
            lambda: services.record_donation(donor=donor, **form.cleaned_data, **stamp(request)),
        )
        if made:
            return redirect("donors:donation", made.code)
    return _form_page(request, form, _("Record a donation"), _("Record it"), donor)


@require_GET
def donation(request: HttpRequest, code: str) -> HttpResponse:
    """One donation."""
    given = queries.donation_for(request.user, code)
    shown = {
        "donation": given,
        "facts": presenting.donation_facts(given),
        "reasons": presenting.mending(
            queries.donor_reasons(given.donor, timezone.now()), given.donor, request.user
        ),
        "banks": given.cell_banks.order_by("code"),
        "entries": presenting.told(given),
    }
    return render(request, "donors/donation.html", shown)


def _record_page(
    request: HttpRequest, donor: Donor, form: SigningForm | None = None
) -> HttpResponse:
    now = timezone.now()
    against = _reasons(donor, now, request.user)
    shown = {
        "donor": donor,
        "word": presenting.state_word(donor.state),
        "tone": presenting.TONES[donor.state],
        "facts": presenting.facts_of(donor, request.user),
        "panel": presenting.panel_rows(queries.screenings_of(donor), request.user),
        "window": presenting.window_words(),
        "consents": queries.consents_of(donor),
        "donations": queries.donations_of(donor),
        "acceptances": queries.acceptances_of(donor),
        "reasons": against,
        "next": presenting.next_action(donor, against, request.user, now),
        "may": _may(request, donor),
        "may_answer_for": role_for_subject(request.user, donor.subject),
        "form": form or _sign_form(request, donor, blank=True),
        "entries": presenting.told(
            donor, *donor.consents.all(), *donor.screenings.all(), *donor.donations.all()
        ),
    }
    return render(request, "donors/record.html", shown, status=status_of(form) if form else 200)


def _reasons(donor: Donor, now: Any, reader: Person) -> list[dict[str, str]]:
    """Why not yet: for a donor to be accepted the state itself is no reason."""
    if donor.state in {REGISTERED, DEFERRED}:
        found = rules.reasons_against_eligibility(queries.facts_about(donor), now)
    elif donor.state == ELIGIBLE:
        found = queries.reasons_against_donating(donor, now)
    else:
        found = ()
    return presenting.mending(found, donor, reader)


def _may(request: HttpRequest, donor: Donor) -> dict[str, bool]:
    here = request.user.roles_at(donor.site_id)
    coordinates = Role.DONOR_COORDINATOR in here
    return {
        "coordinate": coordinates,
        "decide": coordinates and donor.state in {REGISTERED, DEFERRED},
        "refuse": coordinates and donor.state == REGISTERED,
        "defer": donor.state == ELIGIBLE
        and bool(here & {Role.DONOR_COORDINATOR, Role.QA, Role.SAFETY_OFFICER}),
        "test": bool(here & {Role.DONOR_COORDINATOR, Role.QC_ANALYST}),
        "verify": bool(here & {Role.DONOR_COORDINATOR, Role.QC_ANALYST, Role.QA}),
        "withdraw": bool(here & {Role.DONOR_COORDINATOR, Role.SAFETY_OFFICER}),
    }


def _sign_form(request: HttpRequest, donor: Donor, *, blank: bool = False) -> SigningForm:
    form = signing_form(request, meaning=queries.ACCEPTED, role=Role.DONOR_COORDINATOR)
    if donor.state == DEFERRED:
        form.fields["reason"] = forms.ReasonForm.base_fields["reason"]
    form.is_bound = form.is_bound and not blank
    return form


def _clock(donor: Donor) -> dict[str, Any]:
    return {"zone": donor.site.zone, "at": timezone.now()}


def _found(rows: Any, key: UUID) -> Any:
    row = rows.filter(pk=key).first()
    if row is None:
        raise Http404
    return row


def _form_page(
    request: HttpRequest, form: Any, heading: str, button: str, donor: Donor | None = None
) -> HttpResponse:
    shown = {"form": form, "heading": heading, "button": button, "donor": donor}
    return render(request, "donors/form.html", shown, status=status_of(form))

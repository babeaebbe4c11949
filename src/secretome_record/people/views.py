"""Pages about people for administrators, and a person's own account."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from secretome_record.ledger.refusal import Refusal
from secretome_record.people import demo, presenting, queries, services
from secretome_record.people.forms import GrantForm, LostFactorForm, PasswordForm, PersonForm
from secretome_record.people.models import Person, RoleGrant
from secretome_record.people.roles import Role
from secretome_record.people.standing import administers


@require_GET
def people_list(request: HttpRequest) -> HttpResponse:
    """Everybody with an account at the reader's sites."""
    shown = presenting.people_table(queries.people_for(request.user))
    return render(request, "people/list.html", {**shown, "may_change": _may_change(request)})


@require_http_methods(["GET", "POST"])
def add_person(request: HttpRequest) -> HttpResponse:
    """Open an account."""
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = {**form.cleaned_data, "is_demo": settings.DEMO}
        made = _try(form, lambda: services.create_person(**given, **_by(request)))
        if made:
            messages.success(request, _("The account is open. Now grant it a role."))
            return redirect("people:person", made.pk)
    return render(request, "people/add.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
def person_page(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """One account: roles, sessions, factors, and what an administrator may do."""
    return _person_page(request, _person(request, person_id))


@require_POST
def grant(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Grant a role at a site."""
    person = _person(request, person_id)
    form = GrantForm(request.POST, sites=queries.sites_administered(request.user))
    if form.is_valid() and _try(
        form, lambda: services.grant_role(person=person, **form.cleaned_data, **_by(request))
    ):
        messages.success(request, _("The role is granted from now on."))
        return redirect("people:person", person.pk)
    return _person_page(request, person, form=form)


@require_POST
def set_password(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Set a new password for somebody who lost theirs."""
    person = _person(request, person_id)
    if person.pk == request.user.pk:
        return redirect("account_change_password")
    form = PasswordForm(request.POST)
    told = {"person": person, **_by(request)}
    if form.is_valid() and _try(
        form, lambda: services.set_password(**told, password=form.cleaned_data["password"])
    ):
        messages.success(request, _("The new password counts, and this person is signed out."))
        return redirect("people:person", person.pk)
    return _person_page(request, person, password_form=form)


@require_POST
def remove_authenticator(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Take away a lost authenticator."""
    person = _person(request, person_id)
    form = LostFactorForm(request.POST)
    told = {"person": person, **_by(request)}
    if form.is_valid() and _try(
        form, lambda: services.remove_authenticator(**told, reason=form.cleaned_data["reason"])
    ):
        messages.success(request, _("The authenticator is removed. They enrol again, in person."))
        return redirect("people:person", person.pk)
    return _person_page(request, person, factor_form=form)


@require_POST
def end_role(request: HttpRequest, grant_id: UUID) -> HttpResponse:
    """End a role now."""
    try:
        held = queries.grant_for_change(grant_id, person=request.user)
    except RoleGrant.DoesNotExist as nothing:
        raise Http404 from nothing
    _say(request, lambda: services.end_role(grant=held, **_by(request)), _("The role has ended."))
    return redirect("people:person", held.person_id)


@require_POST
def confirm_identity(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Record that the person showed who they are."""
    person = _person(request, person_id)
    done = _("The identity check is on the record.")
    _say(request, lambda: services.confirm_identity(person=person, **_by(request)), done)
    return redirect("people:person", person.pk)


@require_POST
def end_sessions(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Sign somebody out everywhere."""
    person = _person(request, person_id)
    done = _("This person is signed out everywhere.")
    _say(request, lambda: services.end_sessions(person=person, **_by(request)), done)
    return redirect("people:person", person.pk)


@require_POST
def close(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Close an account for good."""
    person = _person(request, person_id)
    done = _("The account is closed.")
    _say(request, lambda: services.close_account(person=person, **_by(request)), done)
    return redirect("people:person", person.pk)


@require_GET
def my_account(request: HttpRequest) -> HttpResponse:
    """The reader's own roles, sessions and factors."""
    person = request.user
    shown = {
        "facts": presenting.facts_of(person, queries.factors_of(person)),
        "grants": queries.grants_of(person, reader=person),
        "sessions": queries.sessions_of(person),
        "current_key": request.session.session_key,
    }
    return render(request, "people/account.html", shown)


@require_GET
def demo_page(request: HttpRequest) -> HttpResponse:
    """One button for each demo account."""
    demo.require_demo(request)
    return render(
        request, "people/demo.html", {"people": presenting.demo_rows(queries.demo_people())}
    )


@require_POST
def demo_sign_in(request: HttpRequest, username: str) -> HttpResponse:
    """Sign in to a demo account."""
    demo.sign_in_as(request, username)
    return redirect("/")


def _may_change(request: HttpRequest) -> bool:
    return Role.ADMINISTRATOR in request.user.roles


def _by(request: HttpRequest) -> dict[str, Any]:
    return {"by": request.user, "at": timezone.now()}


def _person(request: HttpRequest, person_id: UUID) -> Person:
    try:
        return queries.people_for(request.user).get(pk=person_id)
    except Person.DoesNotExist as nothing:
        raise Http404 from nothing


def _person_page(request: HttpRequest, person: Person, **sent: forms.Form) -> HttpResponse:
    may_change = _may_change(request)
    factors = queries.factors_of(person)
    shown = {
        "person": person,
        "facts": presenting.facts_of(person, factors),
        "grants": queries.grants_of(person, reader=request.user),
        "sessions": queries.sessions_of(person),
        "form": GrantForm(sites=queries.sites_administered(request.user)),
        "password_form": PasswordForm(),
        "factor_form": LostFactorForm() if factors.authenticator_app else None,
        "may_change": may_change,
        "administers": may_change and administers(request.user, person),
        "is_own": person.pk == request.user.pk,
        **sent,
    }
    return render(request, "people/person.html", shown, status=422 if sent else 200)


def _try(form: Any, act: Callable[[], Any]) -> Any:
    try:
        return act()
    except Refusal as refusal:
        for reason in refusal.reasons:
            form.add_error(reason.code if reason.code in form.fields else None, reason.sentence)
        return None


def _say(request: HttpRequest, act: Callable[[], Any], done: str) -> None:
    try:
        act()
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)

"""The signing step: who is signed in proves again who they are, for one stated meaning."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from django import forms
from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from secretome_record.ledger.refusal import Refusal, refuse
from secretome_record.ledger.signing import SignedIntent
from secretome_record.people.attempts import address_of
from secretome_record.people.models import Person
from secretome_record.people.roles import Role, title_of
from secretome_record.people.second_factor import next_code, secret_of, take_code

__all__ = ["SignedIntent", "SigningForm", "authenticate_signature", "signing_form"]

# After this long the second factor is asked for again (21 CFR 11.200: a continuous session).
FULL_SIGNING_LASTS = timedelta(minutes=15)
_FULL_AT, _FULL_BY = "signing_full_at", "signing_full_by"


@dataclass(frozen=True, slots=True)
class _Typed:
    """What somebody typed into the sign box."""

    username: str
    password: str
    code: str


class SigningForm(forms.Form):
    """User name, password and one-time code; within a signing session the password alone."""

    username = forms.CharField(
        label=gettext_lazy("Your user name"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "username", "spellcheck": "false"}),
    )
    password = forms.CharField(
        label=gettext_lazy("Your password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    code = forms.CharField(
        label=gettext_lazy("Code of your authenticator app"),
        max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )

    def __init__(
        self, request: HttpRequest, *, meaning: str, role: Role | str, at: datetime | None = None
    ) -> None:
        """Bound to what was posted from the sign box, if anything was."""
        self.request, self.meaning, self.role = request, meaning, Role(role)
        self.at = at or timezone.now()
        self.full = _needs_full(request, self.at)
        posted = request.POST if request.method == "POST" else None
        super().__init__(posted, prefix="sign")
        if settings.DEMO and getattr(request.user, "is_demo", False):
            self._show_demo_answers()
        if not self.full:
            del self.fields["username"], self.fields["code"]

    @property
    def role_title(self) -> str:
        """The role in which the signature is made, as it is printed."""
        return title_of(self.role)

    def authenticate(self) -> SignedIntent:
        """Return what the person meant to sign. Raises Refusal; each wrong try is recorded."""
        if not self.is_valid():
            raise refuse("credentials_missing", self._what_is_missing())
        given = self.cleaned_data
        typed = _Typed(given.get("username", ""), given["password"], given.get("code", ""))
        return _prove(self, typed)

    def _what_is_missing(self) -> str:
        wanted = [
            str(self.fields[name].label).lower() for name in self.errors if name in self.fields
        ]
        return _("To sign, give %(what)s.") % {"what": _(" and ").join(wanted)}

    def _show_demo_answers(self) -> None:
        answers = {
            "username": _("Demo: your user name is %(word)s")
            % {"word": self.request.user.get_username()},
            "password": _("Demo: the password is %(word)s") % {"word": settings.DEMO_PASSWORD},
        }
        code = next_code(self.request.user, at=self.at)
        if code:
            answers["code"] = _("Demo: the authenticator shows %(word)s") % {"word": code}
        for name, words in answers.items():
            self.fields[name].help_text = words


def signing_form(request: HttpRequest, *, meaning: str, role: Role | str) -> SigningForm:
    """The fields of the sign box: ``{% sign_box form meaning %}``."""
    return SigningForm(request, meaning=meaning, role=role)


def authenticate_signature(
    request: HttpRequest, *, meaning: str, role: Role | str, at: datetime | None = None
) -> SignedIntent:
    """Return the proven intent to sign, to be handed to a service.

    Raises Refusal when the role, the enrolment, the credentials or the code do not stand.
    """
    return SigningForm(request, meaning=meaning, role=role, at=at).authenticate()


def _prove(form: SigningForm, typed: _Typed) -> SignedIntent:
    person = _signer(form)
    if form.full and typed.username.strip().lower() != person.username.lower():
        _record_failure(form.request, person)
        raise refuse(
            "another_person",
            _("Only the person who is signed in signs here. Sign out first to sign as another."),
        )
    _require_password(form.request, person, typed.password)
    if form.full:
        _require_code(form, person, typed.code)
        _remember_full(form.request, person, form.at)
    # A good proof ends the count of bad ones, as a good sign-in does.
    AxesProxyHandler.reset_attempts(username=person.username, ip_address=address_of(form.request))
    return SignedIntent(
        person_id=person.pk,
        printed_name=person.printed_name,
        role=form.role.value,
        meaning=form.meaning,
        at=form.at,
        method="user name, password, one-time code" if form.full else "password in signing session",
    )


def _signer(form: SigningForm) -> Person:
    # Asked anew: an account closed or a role ended a moment ago signs nothing.
    person = Person.objects.filter(pk=form.request.user.pk, is_active=True).first()
    if person is None:
        raise refuse("not_signed_in", _("Sign in before you sign."))
    if form.role not in person.roles:
        raise refuse("not_your_role", _("This is signed by: %(role)s.") % {"role": form.role_title})
    if person.identity_checked_at is None:
        raise refuse(
            "identity_not_checked",
            _("Show an administrator a document with your picture before you sign first."),
        )
    if secret_of(person) is None:
        raise refuse(
            "no_second_factor", _("Enrol an authenticator app in your account before you sign.")
        )
    return person


def _require_password(request: HttpRequest, person: Person, password: str) -> None:
    proven = authenticate(request, username=person.username, password=password)
    if proven is None or proven.pk != person.pk:
        if _is_locked(request, person):
            raise _locked()
        raise refuse("wrong_credentials", _("That was not right. The attempt is on the record."))


def _require_code(form: SigningForm, person: Person, code: str) -> None:
    if take_code(person, secret_of(person) or "", code.strip(), at=form.at):
        return
    _record_failure(form.request, person)
    if _is_locked(form.request, person):
        raise _locked()
    raise refuse(
        "wrong_code",
        _("That code is wrong or was used already. Wait for the next one and type it again."),
    )


def _is_locked(request: HttpRequest, person: Person) -> bool:
    allowed: bool = AxesProxyHandler.is_allowed(request, {"username": person.username})
    return not allowed


def _locked() -> Refusal:
    return refuse("locked", _("Too many wrong attempts: this account cannot sign for 15 minutes."))


def _record_failure(request: HttpRequest, person: Person) -> None:
    user_login_failed.send(
        sender=__name__, credentials={"username": person.username}, request=request
    )


def _needs_full(request: HttpRequest, at: datetime) -> bool:
    session: Any = request.session
    if session.get(_FULL_BY) != str(getattr(request.user, "pk", "")):
        return True
    last = datetime.fromisoformat(session.get(_FULL_AT, "1970-01-01T00:00:00+00:00"))
    return not timedelta(0) <= at - last <= FULL_SIGNING_LASTS


def _remember_full(request: HttpRequest, person: Person, at: datetime) -> None:
    request.session[_FULL_AT], request.session[_FULL_BY] = at.isoformat(), str(person.pk)

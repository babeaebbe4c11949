"""The one-time code fields of allauth's pages, with codes that are taken only once."""

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm as AllauthAuthenticate
from allauth.mfa.base.forms import ReauthenticateForm as AllauthReauthenticate
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm as AllauthActivate
from allauth.mfa.utils import decrypt
from django.utils import timezone

from secretome_record.people.second_factor import take_code


class _TakenOnce:
    """Uses the code up in the database, where every server of the site sees it."""

    user: Any
    authenticator: Authenticator

    def clean_code(self) -> str:
        code: str = super().clean_code()  # type: ignore[misc]
        if self.authenticator.type == Authenticator.Type.TOTP:
            _require_taken(self.user, decrypt(self.authenticator.data["secret"]), code)
        return code


class AuthenticateForm(_TakenOnce, AllauthAuthenticate):
    """The code asked for at sign-in."""


class ReauthenticateForm(_TakenOnce, AllauthReauthenticate):
    """The code asked for before a change of the account."""


class ActivateForm(AllauthActivate):
    """The first code of a new authenticator app."""

    def clean_code(self) -> str:
        """It cannot be used a second time to sign."""
        code: str = super().clean_code()
        _require_taken(self.user, self.secret, code)
        return code


def _require_taken(person: Any, secret: str, code: str) -> None:
    if not take_code(person, secret, code, at=timezone.now()):
        raise get_adapter().validation_error("incorrect_code")

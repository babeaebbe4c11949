"""The forms of allauth's pages as this house has them: codes are taken once, no mail is sent."""

from typing import Any

from allauth.account.forms import ChangePasswordForm as AllauthChange
from allauth.account.forms import LoginForm as AllauthLogin
from allauth.account.forms import ReauthenticateForm as AllauthConfirm
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm as AllauthAuthenticate
from allauth.mfa.base.forms import ReauthenticateForm as AllauthReauthenticate
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm as AllauthActivate
from allauth.mfa.utils import decrypt
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from secretome_record.people.second_factor import take_code


class LoginForm(AllauthLogin):
    """User name and password; a lost password is replaced by an administrator, not by mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Say it in the words of the house."""
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("User name")
        self.fields["password"].help_text = ""


class ChangePasswordForm(AllauthChange):
    """The old password and the new one; there is no mail that would bring back a lost one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Leave out the way to a page this house does not have."""
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].help_text = ""


class ConfirmPasswordForm(AllauthConfirm):
    """The password asked for again before a change of the account."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Leave out the way to a page this house does not have."""
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""


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

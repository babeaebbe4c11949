"""How allauth behaves in this house: closed sign-up, sealed secrets, writes through services."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.http import HttpRequest
from django.utils import timezone

from secretome_record.people import services
from secretome_record.people.models import Person
from secretome_record.people.roles import needs_second_factor
from secretome_record.people.sealing import lock_secret, unlock_secret


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by an administrator, and nothing here needs mail."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up."""
        del request
        return False

    def set_password(self, user: Person, password: str) -> None:
        """A person changes their own password, on the record."""
        person = Person.objects.get(pk=user.pk)
        services.set_password(person=person, by=person, at=timezone.now(), password=password)

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """No mail: the same facts stand on the account page and in the ledger."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """No mail leaves the site on its own."""


class FactorAdapter(DefaultMFAAdapter):
    """Second factors: secrets are sealed, and signers cannot drop their last one."""

    def encrypt(self, text: str) -> str:
        """Seal a secret with a key of its own, derived from the site key."""
        return lock_secret(text, "second-factor")

    def decrypt(self, encrypted_text: str) -> str:
        """Open it again."""
        return unlock_secret(encrypted_text, "second-factor")

    def get_totp_label(self, user: Person) -> str:
        """What the authenticator app shows beside the code."""
        return user.username

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """A signer keeps the authenticator app: without its codes nothing can be signed."""
        is_app = authenticator.type == Authenticator.Type.TOTP
        return not (is_app and needs_second_factor(authenticator.user.roles))

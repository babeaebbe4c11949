"""One-time codes: which step a code belongs to, and that no code is ever taken twice."""

from datetime import datetime

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.db import transaction

from secretome_record.people.models import CodeStep, Person


def has_authenticator(person: Person) -> bool:
    """Whether the person has enrolled an authenticator app, which the signing step asks for."""
    return Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).exists()


def secret_of(person: Person) -> str | None:
    """The secret shared with the person's authenticator app, if one is enrolled."""
    enrolled = Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).first()
    return decrypt(enrolled.data["secret"]) if enrolled else None


def step_of(secret: str, code: str, *, at: datetime) -> int | None:
    """The time step whose code this is, within the tolerance of the settings; else nothing."""
    now = _step_at(at)
    reach = app_settings.TOTP_TOLERANCE
    for step in range(now - reach, now + reach + 1):
        if compare_user_code(actual=code, expected=code_at(secret, step)):
            return step
    return None


def code_at(secret: str, step: int) -> str:
    """The code that an authenticator app shows in one time step."""
    return format_hotp_value(hotp_value(secret, step))


def take_code(person: Person, secret: str, code: str, *, at: datetime) -> bool:
    """Use up a code; false when it is wrong, or when it or a newer one was used before."""
    step = step_of(secret, code, at=at)
    if step is None:
        return False
    with transaction.atomic():
        CodeStep.objects.get_or_create(person=person)
        newer = CodeStep.objects.filter(person=person, last_step__lt=step)
        return newer.update(last_step=step) == 1


def next_code(person: Person, *, at: datetime) -> str | None:
    """The code that would be taken now: what the authenticator of a demo account shows."""
    secret = secret_of(person)
    if secret is None:
        return None
    used = CodeStep.objects.filter(person=person).values_list("last_step", flat=True).first() or 0
    step = max(_step_at(at), used + 1)
    return code_at(secret, step) if step - _step_at(at) <= app_settings.TOTP_TOLERANCE else None


def _step_at(at: datetime) -> int:
    return int(at.timestamp()) // app_settings.TOTP_PERIOD

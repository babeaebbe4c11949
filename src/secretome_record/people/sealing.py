"""Seals identifying text with one key per data subject, so that losing the key erases it."""

import base64
import hashlib
import hmac
import os
import unicodedata
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models

from secretome_record.people.models import Subject

_NONCE_BYTES = 12
_KEY_BYTES = 32
_MARK = "s1:"


class SealBroken(Exception):
    """A sealed text does not belong to this subject and column, or was changed."""

    def __init__(self, where: str) -> None:
        """Say where, never what."""
        super().__init__(
            f"{where}: the sealed text was changed, or was copied from another person or column. "
            "Restore the row from its history."
        )


class SealMissing(Exception):
    """Text was about to be stored in the open, or for nobody."""


class Erased(str):
    """What a page shows in place of text whose key was destroyed."""

    __slots__ = ("at",)
    at: datetime

    def __new__(cls, at: datetime) -> "Erased":
        """The sentence, and the moment beside it."""
        text = super().__new__(cls, f"erased on {at:%Y-%m-%d}")
        text.at = at
        return text


def new_key() -> str:
    """A fresh key for one subject, wrapped by the site key."""
    return _lock(_site_key("wrap"), os.urandom(_KEY_BYTES), b"subject-key")


def seal(subject: Subject, field: str, text: str) -> str:
    """The text as only this subject's key opens it, bound to ``table.column`` and the subject."""
    if subject.destroyed_at is not None:
        raise SealMissing(f"{subject} was erased: nothing about this person can be stored again.")
    return _MARK + _lock(_key_of(subject), text.encode(), _bound_to(subject, field))


def unseal(subject: Subject, field: str, sealed: str) -> str:
    """The text in the open, or ``Erased``; refuses what was moved from elsewhere."""
    if not sealed:
        return ""
    if subject.destroyed_at is not None:
        return Erased(subject.destroyed_at)
    if not sealed.startswith(_MARK):
        raise SealBroken(field)
    try:
        opened = _unlock(_key_of(subject), sealed[len(_MARK) :], _bound_to(subject, field))
    except (InvalidTag, ValueError) as broken:
        raise SealBroken(field) from broken
    return opened.decode()


def blind_index(text: str, purpose: str) -> str:
    """A keyed fingerprint to search by: equal for equal text whatever its case and spacing."""
    plain = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    key = _site_key("blind:" + purpose)
    return hmac.new(key, plain.encode(), hashlib.sha256).hexdigest()


def lock_secret(text: str, purpose: str) -> str:
    """A secret of the site itself, such as that of an authenticator app, sealed for one purpose."""
    return _lock(_site_key(purpose), text.encode(), purpose.encode())


def unlock_secret(locked: str, purpose: str) -> str:
    """The secret in the open; refuses what was changed or sealed for another purpose."""
    try:
        return _unlock(_site_key(purpose), locked, purpose.encode()).decode()
    except (InvalidTag, ValueError) as broken:
        raise SealBroken(purpose) from broken


class SealedText:
    """The open side of a sealed column: ``row.name`` reads and writes plain text."""

    def __init__(self, field: "SealedTextField") -> None:
        """Belongs to one column."""
        self.field = field

    def __get__(self, row: models.Model | None, owner: type | None = None) -> Any:
        """The text in the open, or the words that it was erased."""
        if row is None:
            return self
        sealed = getattr(row, self.field.attname)
        return unseal(self.field.subject_of(row), self.field.bound_name, sealed) if sealed else ""

    def __set__(self, row: models.Model, text: str) -> None:
        """Seal at once, so that no open text ever waits on a row."""
        subject = self.field.subject_of(row)
        sealed = seal(subject, self.field.bound_name, text) if text else ""
        setattr(row, self.field.attname, sealed)


class SealedTextField(models.TextField):
    """A personal column: ``row.name`` is text, ``row.name_sealed`` and the database hold its seal.

    The row points at its person with a ForeignKey to ``people.Subject`` (``subject`` by default),
    which is set before the text. Search goes through a ``BlindIndexField``.
    """

    def __init__(self, *args: Any, subject: str = "subject", **kwargs: Any) -> None:
        """``subject`` names the foreign key on the same row."""
        self.subject_field = subject
        kwargs.setdefault("default", "")
        kwargs.setdefault("blank", True)
        kwargs["editable"] = False
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """As migrations write it."""
        name, path, args, kwargs = super().deconstruct()
        if self.subject_field != "subject":
            kwargs["subject"] = self.subject_field
        kwargs.pop("editable", None)
        return name, path, args, kwargs

    def get_attname(self) -> str:
        """The attribute and column that hold the seal."""
        return f"{self.name}_sealed"

    def contribute_to_class(
        self,
        cls: type[models.Model],
        name: str,
        private_only: bool = False,  # noqa: FBT001, FBT002
    ) -> None:
        """Give the row its open side under the field's own name."""
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, name, SealedText(self))

    @property
    def bound_name(self) -> str:
        """Table and column, which the seal is bound to."""
        return f"{self.model._meta.db_table}.{self.column}"  # noqa: SLF001

    def subject_of(self, row: models.Model) -> Subject:
        """The person the row is about."""
        subject = getattr(row, self.subject_field, None)
        if subject is None:
            raise SealMissing(
                f"{self.bound_name}: set {self.subject_field} before the text, "
                "because it is sealed with that person's key."
            )
        return subject

    def get_prep_value(self, value: Any) -> Any:
        """Only sealed text reaches the database, also through bulk writes and filters."""
        if value and not str(value).startswith(_MARK):
            raise SealMissing(
                f"{self.bound_name} is sealed: write it through its row, search it by blind index."
            )
        return super().get_prep_value(value)


class BlindIndexField(models.CharField):
    """The keyed fingerprint of a sealed column of the same row; filled whenever it is saved."""

    def __init__(self, *args: Any, source: str, **kwargs: Any) -> None:
        """``source`` names the sealed field."""
        self.source = source
        kwargs.update(max_length=64, blank=True, default="", editable=False)
        kwargs.setdefault("db_index", True)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """As migrations write it."""
        name, path, args, kwargs = super().deconstruct()
        for fixed in ("max_length", "blank", "default", "editable"):
            kwargs.pop(fixed, None)
        return name, path, args, {**kwargs, "source": self.source}

    def contribute_to_class(
        self,
        cls: type[models.Model],
        name: str,
        private_only: bool = False,  # noqa: FBT001, FBT002
    ) -> None:
        """The ledger keeps only a hash of it: an index outlives the key, its history must not."""
        super().contribute_to_class(cls, name, private_only)
        cls.LEDGER_SECRET = (*getattr(cls, "LEDGER_SECRET", ()), name)  # type: ignore[attr-defined]

    def pre_save(self, model_instance: models.Model, add: bool) -> str:  # noqa: FBT001
        """Empty for empty or erased text."""
        del add
        text = getattr(model_instance, self.source)
        index = "" if not text or isinstance(text, Erased) else self.index_of(text)
        setattr(model_instance, self.attname, index)
        return index

    def index_of(self, text: str) -> str:
        """What to filter by: ``Patient.objects.filter(name_index=field.index_of("Ada"))``."""
        return blind_index(text, f"{self.model._meta.db_table}.{self.source}")  # noqa: SLF001


def _bound_to(subject: Subject, field: str) -> bytes:
    return f"{field}|{subject.pk}".encode()


def _key_of(subject: Subject) -> bytes:
    try:
        wrapped = _unlock(_site_key("wrap"), subject.key_wrapped, b"subject-key")
    except (InvalidTag, ValueError) as broken:
        raise SealBroken(f"key of {subject}") from broken
    return wrapped


def _site_key(purpose: str) -> bytes:
    # One secret to keep, one derived key per purpose: wrapping and search never share a key.
    encoded = getattr(settings, "SECRETOME_SITE_KEY", "")
    try:
        secret = base64.b64decode(encoded, validate=True)
    except ValueError:
        secret = b""
    if len(secret) < _KEY_BYTES:
        raise ImproperlyConfigured(
            "SECRETOME_SITE_KEY must be at least 32 random bytes in base64. "
            "Make one with: openssl rand -base64 32"
        )
    return hmac.new(secret, purpose.encode(), hashlib.sha256).digest()


def _lock(key: bytes, plain: bytes, bound_to: bytes) -> str:
    nonce = os.urandom(_NONCE_BYTES)
    return base64.urlsafe_b64encode(nonce + AESGCM(key).encrypt(nonce, plain, bound_to)).decode()


def _unlock(key: bytes, locked: str, bound_to: bytes) -> bytes:
    raw = base64.urlsafe_b64decode(locked)
    return AESGCM(key).decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], bound_to)


def personal_columns() -> list[str]:
    """Every sealed or indexed column of the record, as ``app.Model.field``."""
    return sorted(
        f"{model._meta.label}.{field.name}"  # noqa: SLF001
        for model in apps.get_models()
        for field in model._meta.concrete_fields  # noqa: SLF001
        if isinstance(field, SealedTextField | BlindIndexField)
    )

"""A form sent twice does its thing once: the form's own key becomes the key of the new row."""

from typing import Any, TypeVar
from uuid import UUID

from django import forms
from django.db import models
from uuid_utils.compat import uuid7

Row = TypeVar("Row", bound=models.Model)


class OnceForm(forms.Form):
    """A form that carries the key of the row it will make; a second sending finds that row."""

    form_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7, required=False)


def made_before(model: type[Row], form_key: UUID | None) -> Row | None:
    """Return the row an earlier sending of the same form made; ask inside ``writing``."""
    return model._default_manager.filter(pk=form_key).first() if form_key else None  # noqa: SLF001


def keyed(form_key: UUID | None) -> dict[str, Any]:
    """Return the key for ``entry.create``; without a form the row makes its own."""
    return {"id": form_key} if form_key else {}

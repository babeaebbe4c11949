"""What views of every room do alike: read the clock, try a service, say what came of it."""

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.utils import timezone

from secretome_record.ledger.refusal import Refusal

Made = TypeVar("Made")


class NoticeForm(forms.Form):
    """A form of no fields that carries one refusal to the top of a page."""

    def __init__(self, sentence: str) -> None:
        """Hold the sentence as what must be mended."""
        super().__init__({})
        self.add_error(None, sentence)


def stamp(request: HttpRequest) -> dict[str, Any]:
    """Return who acts and when, as every service asks for it."""
    return {"by": request.user, "at": timezone.now()}


def attempt(form: forms.Form, act: Callable[[], Made]) -> Made | None:
    """Do ``act``; a refusal puts every reason beside its field, or above the form."""
    try:
        return act()
    except Refusal as refusal:
        for reason in refusal.reasons:
            form.add_error(reason.code if reason.code in form.fields else None, reason.sentence)
        return None


def say(request: HttpRequest, act: Callable[[], Any], done: str) -> bool:
    """Do ``act`` and leave one message: what was done, or every reason why not."""
    try:
        act()
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return False
    messages.success(request, done)
    return True


def status_of(form: forms.Form) -> int:
    """Return 422 for a form that was sent with faults, else 200."""
    return 422 if form.is_bound and form.errors else 200

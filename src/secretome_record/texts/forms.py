"""Text and files from the pages of this room, turned into values."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from secretome_record.pages.uploads import MIB, FileKind, GuardedFileField
from secretome_record.people.once import OnceForm
from secretome_record.people.roles import Role
from secretome_record.people.signing import SigningForm
from secretome_record.texts.rules import LONGEST_BODY, LONGEST_TITLE
from secretome_record.texts.states import DESPITE

_ROWS = {"rows": 18}


class WriteForm(OnceForm):
    """A new text for patients."""

    site = forms.ModelChoiceField(label=_("Site"), queryset=None, empty_label=None)
    title = forms.CharField(label=_("Title"), max_length=LONGEST_TITLE)
    body = forms.CharField(
        label=_("Text"),
        widget=forms.Textarea(_ROWS),
        max_length=LONGEST_BODY,
        help_text=_("A blank line begins a paragraph, # a heading, - an item of a list."),
    )

    def __init__(self, *args: Any, sites: Any, **kwargs: Any) -> None:
        """Offer the sites where the person writes."""
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = sites  # type: ignore[attr-defined]


class ChangeForm(forms.Form):
    """A draft, changed; ``seen`` says which text the page showed."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=80)
    title = forms.CharField(label=_("Title"), max_length=LONGEST_TITLE)
    body = forms.CharField(label=_("Text"), widget=forms.Textarea(_ROWS), max_length=LONGEST_BODY)


class CheckForm(forms.Form):
    """A text or a file to check; nothing of it is kept."""

    body = forms.CharField(
        label=_("Text"),
        widget=forms.Textarea(_ROWS),
        max_length=LONGEST_BODY,
        required=False,
        help_text=_("Paste what patients read, or choose a file below."),
    )
    file = GuardedFileField(
        label=_("File"),
        kinds=(FileKind.TEXT, FileKind.XML, FileKind.PDF, FileKind.DOCX),
        max_bytes=5 * MIB,
        required=False,
        help_text=_("Text, Markdown, HTML, PDF or Word (.docx)."),
    )

    def clean(self) -> dict[str, Any]:
        """One of both, and not both."""
        given = super().clean() or {}
        if not self.errors and bool(given.get("body", "").strip()) == bool(given.get("file")):
            self.add_error("body", _("Paste a text, or choose a file: one of both."))
        return given


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Why"), widget=forms.Textarea({"rows": 3}), max_length=500)


class PublishDespiteForm(SigningForm):
    """The sign box of the medical advisor, with the reason that stays with the text."""

    def __init__(self, request: HttpRequest) -> None:
        """Ask for the reason before the signature."""
        super().__init__(request, meaning=DESPITE, role=Role.MEDICAL_ADVISOR)
        reason = forms.CharField(
            label=_("Why it is published with these claims"),
            widget=forms.Textarea({"rows": 3}),
            max_length=500,
        )
        seen = forms.CharField(widget=forms.HiddenInput, max_length=80)
        self.fields = {"seen": seen, "reason": reason, **self.fields}

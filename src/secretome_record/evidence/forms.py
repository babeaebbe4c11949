"""Text and files from the pages of study rows, turned into values."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from secretome_record.evidence.rules import LONGEST_TITLE
from secretome_record.pages.uploads import MIB, FileKind, GuardedFileField
from secretome_record.people.once import OnceForm

MAX_BYTES = 2 * MIB


class ProposeForm(OnceForm):
    """A file of study rows."""

    site = forms.ModelChoiceField(label=_("Site"), queryset=None, empty_label=None)
    title = forms.CharField(
        label=_("Title"), max_length=LONGEST_TITLE, help_text=_("Such as: knee trials, 2026.")
    )
    own_programme = forms.TypedChoiceField(
        label=_("Where the rows come from"),
        choices=(("no", _("Literature")), ("yes", _("This programme's own patients"))),
        coerce=lambda word: word == "yes",
        widget=forms.RadioSelect,
        initial="no",
        help_text=_("Own results always stand apart from the literature."),
    )
    file = GuardedFileField(
        label=_("File of study rows"),
        kinds=(FileKind.TEXT,),
        max_bytes=MAX_BYTES,
        help_text=_("A CSV table with the columns of the template."),
    )
    note = forms.CharField(
        label=_("Note for the reviewer"), required=False, widget=forms.Textarea({"rows": 3})
    )

    def __init__(self, *args: Any, sites: Any, **kwargs: Any) -> None:
        """Offer the sites where the person proposes rows."""
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = sites  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Why"), widget=forms.Textarea({"rows": 3}), max_length=500)

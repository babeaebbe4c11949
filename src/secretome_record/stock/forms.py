"""Text and scans from the stock pages, turned into values."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from secretome_record.ledger.codes import read_code
from secretome_record.ledger.refusal import Refusal
from secretome_record.stock.rules import grid_names


class CodeField(forms.CharField):
    """A scanned or typed code of one kind, in its one spelling."""

    def __init__(self, *, prefix: str, **kwargs: Any) -> None:
        """``prefix`` is the kind of code that is asked for."""
        self.prefix = prefix
        super().__init__(max_length=60, **kwargs)

    def clean(self, value: Any) -> str:
        """The code, or the sentence that says what is wrong with the scan."""
        text = super().clean(value)
        try:
            return read_code(text, self.prefix) if text else ""
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


class FreezerForm(forms.Form):
    """A freezer."""

    site = forms.ModelChoiceField(label=_("Site"), queryset=None, empty_label=None)
    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("As it stands on its door."))
    max_c = forms.FloatField(
        label=_("Warmest it may become, in °C"), min_value=-200, max_value=30,
        help_text=_("A vial that must be kept colder is refused."),
    )  # fmt: skip

    def __init__(self, *args: Any, sites: Any, **kwargs: Any) -> None:
        """Offer the sites where the person keeps the stock."""
        super().__init__(*args, **kwargs)
        field: Any = self.fields["site"]
        field.queryset = sites


class BoxForm(forms.Form):
    """A box of positions: rows by letter, columns by number."""

    box = forms.CharField(
        label=_("Box"), max_length=20, required=False,
        help_text=_("Such as R1-B2; it stands before each position's name."),
    )  # fmt: skip
    rows = forms.IntegerField(label=_("Rows"), min_value=1, max_value=26, initial=8)
    columns = forms.IntegerField(label=_("Columns"), min_value=1, max_value=50, initial=12)

    def names(self) -> tuple[str, ...]:
        """The names of all positions of the box."""
        given = self.cleaned_data
        return grid_names(given["box"], given["rows"], given["columns"])


class PlaceForm(forms.Form):
    """Which vial goes where: two scans."""

    vial = CodeField(prefix="VL", label=_("Vial"), help_text=_("Scan the label of the vial."))
    position = CodeField(
        prefix="PO", label=_("Position"), help_text=_("Scan the label of a free position.")
    )


class MoveForm(forms.Form):
    """Where a vial goes from here."""

    position = CodeField(
        prefix="PO", label=_("New position"), help_text=_("Scan the label of a free position.")
    )


class ReasonForm(forms.Form):
    """Why something is done to a vial."""

    reason = forms.CharField(label=_("Why"), max_length=180)

"""Text and scans from the stock pages, turned into values."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from secretome_record.ledger.codes import read_code
from secretome_record.ledger.refusal import Refusal
from secretome_record.pages.uploads import MIB, FileKind, GuardedFileField
from secretome_record.people.once import OnceForm
from secretome_record.people.site_moments import SiteMomentField, set_zone
from secretome_record.stock.presenting.cold_chain import DECISIONS
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


class TemperatureForm(forms.Form):
    """The file of a logger."""

    file = GuardedFileField(
        label=_("Temperature file"), kinds=(FileKind.TEXT,), max_bytes=32 * MIB,
        help_text=_("The logger's own export, unchanged: HOBO or Fridge-tag."),
    )  # fmt: skip


class TransportForm(OnceForm):
    """A transport that is over."""

    site = forms.ModelChoiceField(label=_("Site"), queryset=None, empty_label=None)
    name = forms.CharField(
        label=_("From where to where, in what"), max_length=120,
        help_text=_("Such as: cleanroom to clinic, dry ice box 4."),
    )  # fmt: skip
    vials = forms.CharField(
        label=_("Vials"), widget=forms.Textarea({"rows": 4, "spellcheck": "false"}),
        help_text=_("Scan each label; codes may stand on lines of their own."),
    )  # fmt: skip
    left_at = SiteMomentField(label=_("Left"))
    arrived_at = SiteMomentField(label=_("Arrived"))
    late_reason = forms.CharField(
        label=_("Why so late"), required=False, help_text=_("Only when it is more than a day ago.")
    )

    def __init__(self, *args: Any, sites: Any, at: datetime, **kwargs: Any) -> None:
        """Offer the person's sites; moments are on the clock of the first one."""
        super().__init__(*args, **kwargs)
        field: Any = self.fields["site"]
        field.queryset = sites
        first = sites.first()
        set_zone(self, first.zone if first else "UTC", at)

    def clean_vials(self) -> list[str]:
        """The codes, each in its one spelling."""
        try:
            return [
                read_code(text, "VL")
                for text in self.cleaned_data["vials"].replace(",", " ").split()
            ]
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


def decision_fields(holds: Iterable[Any]) -> dict[str, forms.Field]:
    """Which held vials are decided, how, and why; added to the sign box."""
    choices = [(hold.code, hold.vial.code) for hold in holds]
    return {
        "vials": forms.MultipleChoiceField(
            label=_("Vials"), choices=choices, widget=forms.CheckboxSelectMultiple,
            help_text=_("Tick those this decision is about; the others stay on hold."),
            error_messages={"required": _("Tick the vials that you decide on.")},
        ),
        "decision": forms.ChoiceField(
            label=_("Decision"),
            choices=(("", _("Choose")), *DECISIONS),
        ),
        "reason": forms.CharField(
            label=_("Why"), widget=forms.Textarea({"rows": 3}),
            help_text=_("Such as the stability data that cover this time and temperature."),
        ),
    }  # fmt: skip


class ReasonForm(forms.Form):
    """Why something is done to a vial."""

    reason = forms.CharField(label=_("Why"), max_length=180)

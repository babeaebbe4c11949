"""Text from the donor pages, turned into values."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from secretome_record.donors import panel, rules
from secretome_record.people.once import OnceForm
from secretome_record.people.site_moments import SiteMomentField, set_zone

_RESULTS = (
    (rules.NEGATIVE, _("Negative")), (rules.POSITIVE, _("Positive")), (rules.INVALID, _("Invalid")),
)  # fmt: skip
_LATE = _("Why so late")
_LATE_HELP = _("Only when it is more than a day ago.")


class _AtSite(OnceForm):
    """A form whose moments are read on the clock of one site."""

    def __init__(self, *args: Any, zone: str, at: datetime, **kwargs: Any) -> None:
        """Set the zone and the present."""
        super().__init__(*args, **kwargs)
        set_zone(self, zone, at)


class RegisterForm(OnceForm):
    """Somebody who wants to give tissue."""

    site = forms.ModelChoiceField(label=_("Site"), queryset=None, empty_label=None)
    name = forms.CharField(
        label=_("Full name"), max_length=200, help_text=_("Sealed with a key of this person's own.")
    )
    birth_date = forms.DateField(
        label=_("Birth date"), required=False, widget=forms.DateInput({"type": "date"})
    )
    contact = forms.CharField(label=_("How to reach them"), max_length=300, required=False)
    tissue = forms.CharField(
        label=_("Tissue"), max_length=60, help_text=_("Such as umbilical cord.")
    )
    autologous = forms.TypedChoiceField(
        label=_("For whom"),
        choices=(("no", _("For others (donor cells)")), ("yes", _("For themselves (own cells)"))),
        coerce=lambda word: word == "yes",
        widget=forms.RadioSelect,
        initial="no",
    )

    def __init__(self, *args: Any, sites: Any, **kwargs: Any) -> None:
        """Offer the sites where the person registers donors."""
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = sites  # type: ignore[attr-defined]


class FindForm(forms.Form):
    """Find a donor by their whole name; sent by post, so that no name stands in an address."""

    name = forms.CharField(
        label=_("Whole name"),
        max_length=200,
        help_text=_("Exactly as written; parts cannot be searched."),
    )


class BirthDateForm(forms.Form):
    """A birth date that was missing at registration."""

    birth_date = forms.DateField(label=_("Birth date"), widget=forms.DateInput({"type": "date"}))


class ConsentForm(_AtSite):
    """What the donor agreed to."""

    text_version = forms.CharField(label=_("Version of the text"), max_length=40)
    text = forms.CharField(
        label=_("The text that was shown"),
        widget=forms.Textarea({"rows": 6}),
        help_text=_("Its fingerprint is kept, so that nobody can change it afterwards."),
    )
    language = forms.CharField(label=_("Language"), max_length=12, initial="en")
    purposes = forms.MultipleChoiceField(
        label=_("Agreed to"),
        choices=[(purpose, purpose.capitalize()) for purpose in panel.PURPOSES],
        widget=forms.CheckboxSelectMultiple,
    )
    given_at = SiteMomentField(label=_("When"))


class ScreeningForm(_AtSite):
    """One infection test as the laboratory reported it."""

    marker = forms.ChoiceField(
        label=_("Test"), choices=[(m.name, f"{m.name}: {m.title}") for m in panel.PANEL]
    )
    result = forms.ChoiceField(label=_("Result"), choices=_RESULTS, widget=forms.RadioSelect)
    as_reported = forms.CharField(
        label=_("As reported"), max_length=200, help_text=_("The laboratory's own words.")
    )
    laboratory = forms.CharField(label=_("Laboratory"), max_length=120)
    sampled_at = SiteMomentField(label=_("Blood taken"))


class DonationForm(_AtSite):
    """Tissue that was taken."""

    tissue = forms.CharField(label=_("Tissue"), max_length=60)
    quantity_text = forms.CharField(
        label=_("How much"), max_length=60, help_text=_("With its unit, such as 22 cm or 100 mL.")
    )
    collected_at = SiteMomentField(label=_("Taken"))
    late_reason = forms.CharField(label=_LATE, required=False, help_text=_LATE_HELP)


class ReasonForm(forms.Form):
    """Why something is done that must be explained."""

    reason = forms.CharField(
        label=_("Why"),
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Stays with the record. Write no names of patients or donors."),
    )

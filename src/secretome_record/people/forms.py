"""Text from the pages about people, turned into values."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from secretome_record.people.models import Site
from secretome_record.people.roles import ROLE_TITLES, Role


class PersonForm(forms.Form):
    """A new account."""

    username = forms.CharField(
        label=_("User name"),
        max_length=60,
        help_text=_("Small letters, digits, dots and dashes."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    printed_name = forms.CharField(
        label=_("Full name"), max_length=120, help_text=_("As it is printed beside a signature.")
    )
    email = forms.EmailField(label=_("Mail address"), required=False)
    password = forms.CharField(
        label=_("First password"),
        strip=False,
        help_text=_("At least 12 characters. Hand it over in person; they change it themselves."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class GrantForm(forms.Form):
    """A role at a site."""

    site = forms.ModelChoiceField(label=_("Site"), queryset=Site.objects.none(), empty_label=None)
    role = forms.ChoiceField(
        label=_("Role"), choices=[(role.value, title) for role, title in ROLE_TITLES.items()]
    )

    def __init__(self, *args: Any, sites: Any, **kwargs: Any) -> None:
        """Offer only the sites of the person who grants."""
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = sites  # type: ignore[attr-defined]

    def clean_role(self) -> Role:
        """The role itself."""
        return Role(self.cleaned_data["role"])


class PasswordForm(forms.Form):
    """A new password for somebody who lost theirs."""

    password = forms.CharField(
        label=_("New password"),
        strip=False,
        help_text=_("At least 12 characters. Hand it over in person; they change it themselves."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class LostFactorForm(forms.Form):
    """What became of an authenticator."""

    reason = forms.CharField(label=_("What became of it"), max_length=200)


class FindSubjectForm(forms.Form):
    """The code of a patient or donor."""

    code = forms.CharField(
        label=_("Code of the patient or donor"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class EraseForm(forms.Form):
    """Who asked for the erasure, and when."""

    reason = forms.CharField(
        label=_("Who asked, how and when"),
        max_length=300,
        help_text=_("Without names: this sentence stays readable."),
    )

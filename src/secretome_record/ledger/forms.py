"""Forms of the ledger: a code to trace."""

from django import forms
from django.utils.translation import gettext_lazy as _


class CodeForm(forms.Form):
    """One code, scanned or typed."""

    code = forms.CharField(label=_("Code of anything"), max_length=40)

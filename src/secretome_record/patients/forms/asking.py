"""Text from the public form, the private link and the queue of requests, turned into values."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from secretome_record.patients import science


def text_field(
    label: Any, limit: int, *, rows: int = 0, required: bool = True, hint: Any = ""
) -> Any:
    """Return a field for text of at most ``limit`` letters, on one line or on several rows."""
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
    return forms.CharField(
        label=label, max_length=limit, widget=widget, required=required, help_text=hint
    )


class BirthDateField(forms.DateField):
    """A birth date, typed or picked."""

    def __init__(self, **kwargs: Any) -> None:
        """Day, month and year as the browser offers them, or written out."""
        widget = forms.DateInput(attrs={"type": "date", "autocomplete": "bday"}, format="%Y-%m-%d")
        kwargs.setdefault("label", _("Birth date"))
        super().__init__(
            widget=widget,
            input_formats=["%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y"],
            error_messages={"invalid": _("Give day, month and year, such as 1961-04-30.")},
            **kwargs,
        )


class AskForm(forms.Form):
    """A request from anybody; ``form_key`` makes a second sending harmless."""

    site = forms.ModelChoiceField(label=_("Where"), queryset=None, empty_label=None)
    condition_text = text_field(
        _("Illness or problem"), 200, hint=_("In your own words, or as your physician calls it.")
    )
    story = text_field(
        _("What we should know"), 4000, rows=6, required=False,
        hint=_("Since when, what was tried, which medicines you take."),
    )  # fmt: skip
    name = text_field(_("Your name"), 120)
    birth_date = BirthDateField(
        help_text=_("You need it again to open the answer; nobody else can open it.")
    )
    contact = text_field(
        _("How we reach you"), 200, hint=_("A telephone number or a postal address is enough.")
    )
    agreed = forms.BooleanField(
        label=_("I agree that this programme keeps what I wrote in order to answer me."),
        help_text=_(
            "It is kept sealed with a key of your own. Ask us at any time to show it to you or to "
            "destroy that key; then nobody can read it any more."
        ),
        error_messages={"required": _("Without your agreement we may not keep what you wrote.")},
    )
    form_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def __init__(self, *args: Any, sites: Any, **kwargs: Any) -> None:
        """Offer the sites; a single one is taken without asking."""
        super().__init__(*args, **kwargs)
        field: Any = self.fields["site"]
        field.queryset = sites
        first = list(sites[:2])
        if len(first) == 1:
            field.widget, field.initial = forms.HiddenInput(), first[0].pk

    def asked(self) -> dict[str, Any]:
        """What the service takes."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "agreed"}
        return {**given, "form_key": given["form_key"].hex}


class BirthDateForm(forms.Form):
    """The second factor of a private link."""

    birth_date = BirthDateField(label=_("Your birth date"))


class DecisionForm(BirthDateForm):
    """What the patient decides, with the birth date carried on from opening the answer."""

    decision = forms.ChoiceField(choices=[("accept", "accept"), ("decline", "decline")])


class TriageForm(forms.Form):
    """How urgent a request is."""

    urgent = forms.TypedChoiceField(
        label=_("Is it urgent?"),
        choices=(("no", _("Not urgent")), ("yes", _("Urgent: the advisor looks at it first"))),
        coerce=lambda word: word == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether it is urgent.")},
    )
    note = text_field(
        _("Note for the medical advisor"), 1000, rows=3, required=False,
        hint=_("Without names: this note stays readable when the person is erased."),
    )  # fmt: skip


class AssessForm(forms.Form):
    """Which condition of the catalogue is assessed, and what speaks against it in this patient."""

    condition = text_field(
        _("Condition"), 120, hint=_("A name or ICD-10 code; the catalogue's names are offered.")
    )
    is_another = forms.BooleanField(
        label=_("None of these: it is another condition"), required=False,
        help_text=_("Tick it only when the catalogue holds no name of it."),
    )  # fmt: skip
    found = text_field(
        _("Contraindications in this patient"), 400, rows=2, required=False,
        hint=_("One a line. Any line here makes the verdict: contraindicated."),
    )  # fmt: skip
    note = text_field(_("Note"), 1000, rows=3, required=False, hint=_("Without names."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the names of the catalogue while somebody types."""
        super().__init__(*args, **kwargs)
        self.fields["condition"].widget.attrs["list"] = "catalogue"

    @property
    def catalogue(self) -> list[str]:
        """The names that are offered."""
        return [row["name"] for row in science.catalogue()]

    def clean_found(self) -> list[str]:
        """The lines that hold anything."""
        return [line.strip() for line in self.cleaned_data["found"].splitlines() if line.strip()]


class ReasonForm(forms.Form):
    """Why something is done."""

    reason = text_field(_("Why"), 300, hint=_("Without names; the reason stays with the record."))


class FindForm(forms.Form):
    """Find a patient by their whole name; sent by post, so that no name stands in an address."""

    name = text_field(_("Whole name"), 120, hint=_("Exactly as written; parts cannot be searched."))

"""Text from the outcome pages, turned into values."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from secretome_record.outcomes import rules
from secretome_record.outcomes.models import Measure
from secretome_record.people.once import OnceForm
from secretome_record.people.site_moments import SiteMomentField, set_zone


class MeasureForm(OnceForm):
    """One version of a measure."""

    site = forms.ModelChoiceField(label=_("Site"), queryset=None, empty_label=None)
    name = forms.CharField(label=_("Name"), max_length=80)
    version = forms.CharField(label=_("Version"), max_length=20)
    low = forms.CharField(label=_("Lowest score"), max_length=12)
    high = forms.CharField(label=_("Highest score"), max_length=12)
    step = forms.CharField(label=_("Step"), max_length=12, initial="1")
    higher_is_better = forms.TypedChoiceField(
        label=_("Which way is better"),
        choices=(("yes", _("Higher is better")), ("no", _("Lower is better"))),
        coerce=lambda word: word == "yes", widget=forms.RadioSelect, initial="yes",
    )  # fmt: skip
    worthwhile_change = forms.CharField(
        label=_("Change that matters to patients"), max_length=12, required=False
    )
    worthwhile_source = forms.CharField(
        label=_("Where that comes from"), max_length=200, required=False
    )
    licence_note = forms.CharField(
        label=_("Licence"),
        max_length=200,
        help_text=_("Many measures may be used with permission only."),
    )

    def __init__(self, *args: Any, sites: Any, **kwargs: Any) -> None:
        """Offer the reader's own sites."""
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = sites  # type: ignore[attr-defined]


class VisitForm(forms.Form):
    """What was found at a visit: a score for each planned measure, or why there is none."""

    held_at = SiteMomentField(label=_("When it was held"))
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea({"rows": 3}))
    late_reason = forms.CharField(
        label=_("Why so late"), max_length=200, required=False,
        help_text=_("Only when it was more than a day ago, or was noted as missed."),
    )  # fmt: skip

    def __init__(
        self, *args: Any, measures: Iterable[Measure], zone: str, at: datetime, **kwargs: Any
    ) -> None:
        """Add two fields for each measure."""
        super().__init__(*args, **kwargs)
        self.measures = list(measures)
        for measure in self.measures:
            self.fields[f"score_{measure.name}"] = forms.CharField(
                label=str(measure), max_length=20, required=False,
                widget=forms.TextInput({"inputmode": "decimal"}),
                help_text=_now("From %(low)g to %(high)g, in steps of %(step)g.")
                % {"low": measure.low, "high": measure.high, "step": measure.step},
            )  # fmt: skip
            self.fields[f"missing_{measure.name}"] = forms.CharField(
                label=_now("Why %(name)s is missing") % {"name": measure.name}, max_length=200,
                required=False,
            )  # fmt: skip
        self.order_fields(["held_at", *[n for n in self.fields if n.startswith(("score", "miss"))]])
        set_zone(self, zone, at)

    def lines(self) -> tuple[list[tuple[Measure, str, str]], dict[str, Any]]:
        """The scores, and the rest of the visit."""
        given = dict(self.cleaned_data)
        scores = [
            (measure, given.pop(f"score_{measure.name}"), given.pop(f"missing_{measure.name}"))
            for measure in self.measures
        ]
        return scores, given


class EventForm(OnceForm):
    """Something untoward after a dose."""

    what = forms.CharField(
        label=_("What happened"), widget=forms.Textarea({"rows": 3}),
        help_text=_("In plain words, without names."),
    )  # fmt: skip
    onset_at = SiteMomentField(label=_("When it began"))
    grade = forms.TypedChoiceField(label=_("Grade"), choices=rules.GRADES, coerce=int)
    grading_version = forms.ChoiceField(
        label=_("Graded by"), choices=[(version, version) for version in rules.GRADING_VERSIONS]
    )
    seriousness = forms.MultipleChoiceField(
        label=_("Serious because"), choices=rules.SERIOUSNESS, required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Mark what is true. What is not marked counts as no information."),
    )  # fmt: skip

    def __init__(self, *args: Any, zone: str, at: datetime, **kwargs: Any) -> None:
        """Set the zone and the present."""
        super().__init__(*args, **kwargs)
        set_zone(self, zone, at)


class AssessForm(forms.Form):
    """Whether the dose caused it."""

    # Nothing is chosen beforehand: whoever assesses has to choose.
    causality = forms.ChoiceField(
        label=_("Causality (WHO-UMC)"), choices=(("", _("Choose one")), *rules.CAUSALITIES)
    )
    causality_reason = forms.CharField(
        label=_("What speaks for it"), widget=forms.Textarea({"rows": 3})
    )


class ReasonForm(forms.Form):
    """Why something is done."""

    reason = forms.CharField(
        label=_("Why"), max_length=200, widget=forms.Textarea({"rows": 3}),
        help_text=_("It stays with the record. No names."),
    )  # fmt: skip

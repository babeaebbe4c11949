"""Text from the quality pages, turned into values."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from secretome_record.pages.uploads import (
    MIB,
    FileKind,
    GuardedFileField,
    Upload,
    UploadRefusedError,
    ceiling_sentence,
    guard,
    kinds_sentence,
)
from secretome_record.people.once import OnceForm
from secretome_record.people.site_moments import SiteMomentField, set_zone
from secretome_record.quality import investigating, rules, science
from secretome_record.quality.rules import LineText

_EXPORTS = (
    FileKind.TEXT, FileKind.XML, FileKind.XLSX, FileKind.XLS, FileKind.FCS, FileKind.ZIP,
)  # fmt: skip
# What computers leave in folders beside the files that instruments wrote.
_NOT_DATA = frozenset({"thumbs.db", "desktop.ini", "icon\r"})
_LATE = _("Why so late")
_LATE_HELP = _("Only when it is more than a day ago.")

_MOST_DILUTED = 1e9


class _AtSite(OnceForm):
    """A form whose moments are read on the clock of one site."""

    def __init__(self, *args: Any, zone: str, at: datetime, **kwargs: Any) -> None:
        """Set the zone and the present."""
        super().__init__(*args, **kwargs)
        set_zone(self, zone, at)


class SampleForm(_AtSite):
    """What was taken, and what for."""

    purpose = forms.CharField(label=_("What for"), max_length=120, initial=_("Release"))
    taken_at = SiteMomentField(label=_("Taken"))
    late_reason = forms.CharField(label=_LATE, required=False, help_text=_LATE_HELP)


class RunForm(_AtSite):
    """One use of a method."""

    method = forms.CharField(label=_("Method"), max_length=80, help_text=_("Such as NTA or LAL."))
    method_version = forms.CharField(label=_("Version of the method"), max_length=30)
    instrument = forms.CharField(label=_("Instrument"), max_length=120)
    incubation_days = forms.IntegerField(
        label=_("Days of incubation"), min_value=0, max_value=60, initial=0,
        help_text=_("14 for sterility by culture; 0 where nothing is incubated."),
    )  # fmt: skip
    started_at = SiteMomentField(label=_("Started"))
    late_reason = forms.CharField(label=_LATE, required=False, help_text=_LATE_HELP)


class FileForm(forms.Form):
    """One file as the instrument wrote it."""

    file = GuardedFileField(
        label=_("Instrument file"), kinds=_EXPORTS, max_bytes=32 * MIB,
        help_text=_("The export itself, unchanged. It is kept under its fingerprint."),
    )  # fmt: skip


class _Many(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files; each is let in or refused by itself, with its own sentence."""

    widget = _Many

    def __init__(self, **kwargs: Any) -> None:
        """Take what instruments write, each file up to the ceiling."""
        super().__init__(required=False, **kwargs)
        self.kinds_sentence = kinds_sentence(_EXPORTS)
        self.ceiling_sentence = ceiling_sentence(32 * MIB)

    def clean(self, data: Any, initial: Any = None) -> tuple[list[Upload], list[str]]:
        """The files that passed the guard, and why the others did not."""
        del initial
        taken, refused = [], []
        for one in data if isinstance(data, list | tuple) else [data]:
            if one is None or _is_litter(one.name or ""):
                continue
            try:
                taken.append(guard(one, kinds=_EXPORTS, max_bytes=32 * MIB))
            except UploadRefusedError as fault:
                refused.append(str(fault))
        return taken, refused


def _is_litter(name: str) -> bool:
    return name.startswith(".") or name.lower() in _NOT_DATA


class DropForm(_AtSite):
    """A folder of instrument files, or files chosen one by one."""

    files = FilesField(label=_("Files"))
    folder = FilesField(label=_("Or a whole folder"))
    method_version = forms.CharField(
        label=_("Version of the method"), max_length=30,
        help_text=_("As the procedure is numbered; it holds for every file of this drop."),
    )  # fmt: skip
    started_at = SiteMomentField(label=_("Measured"))
    late_reason = forms.CharField(label=_LATE, required=False, help_text=_LATE_HELP)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Let the second field take a folder where the browser can."""
        super().__init__(*args, **kwargs)
        self.fields["folder"].widget.attrs["webkitdirectory"] = True
        for name in ("files", "folder"):
            self.fields[name].widget.attrs["multiple"] = True

    def dropped(self) -> tuple[list[Upload], list[str]]:
        """Every file of both fields, and every sentence about one that was left out."""
        parts = [self.cleaned_data[name] for name in ("files", "folder")]
        return [one for taken, _not in parts for one in taken], [
            sentence for _taken, refused in parts for sentence in refused
        ]

    def stated(self) -> dict[str, Any]:
        """What a person says about all of them."""
        names = ("method_version", "started_at", "late_reason")
        return {name: self.cleaned_data[name] for name in names}


class TakeForm(forms.Form):
    """What a person adds where the file does not say it."""

    sample_in_file = forms.ChoiceField(label=_("Sample in the file"))
    dilution_factor_text = forms.CharField(
        label=_("Dilution"), max_length=30, required=False,
        help_text=_("How many times the sample was diluted, such as 100. Leave it empty where the "
                    "file applied the dilution itself."),
    )  # fmt: skip
    dilution_reason = forms.CharField(
        label=_("How you know it"),
        max_length=300,
        required=False,
        help_text=_("Such as the number of the dilution sheet. Your name is kept with it."),
    )
    dilution_sd_pct_text = forms.CharField(
        label=_("Error of the dilution, %"), max_length=20, required=False,
        help_text=_("Its relative standard deviation, such as 2 from repeated dilutions. Left "
                    "empty, nobody can tell whether a dose keeps its tolerance."),
    )  # fmt: skip

    def __init__(self, *args: Any, samples: list[str], **kwargs: Any) -> None:
        """Offer the samples that the file holds; several are never chosen for the person."""
        super().__init__(*args, **kwargs)
        first = [] if len(samples) == 1 else [("", _("Choose the sample"))]
        field: Any = self.fields["sample_in_file"]
        field.choices = [*first, *((name, name) for name in samples)]

    def clean_dilution_factor_text(self) -> str:
        """The factor as written; one that cannot be meant is refused here, in one sentence."""
        text: str = self.cleaned_data["dilution_factor_text"].strip()
        try:
            is_sound = not text or 1 <= float(text) <= _MOST_DILUTED
        except ValueError:
            is_sound = False
        if not is_sound:
            words = _(
                "%(text)s is no dilution. Write how many times it was diluted, as 100; 1 for none."
            )
            raise forms.ValidationError(words % {"text": text})
        return text


class EntryForm(forms.Form):
    """A result that no file gives."""

    attribute = forms.ChoiceField(label=_("Attribute"), choices=science.choices)
    as_reported = forms.CharField(
        label=_("As reported"), max_length=80,
        help_text=_("The number or the words of the report, such as 0.12, <0.05 or no growth."),
    )  # fmt: skip
    unit = forms.CharField(label=_("Unit"), max_length=30, required=False)
    low_text = forms.CharField(label=_("Interval from"), max_length=30, required=False)
    high_text = forms.CharField(label=_("Interval to"), max_length=30, required=False)
    no_estimate_reason = forms.CharField(
        label=_("Why there is no interval"), max_length=300, required=False,
        help_text=_("Only for a number without an interval."),
    )  # fmt: skip


class ReasonForm(forms.Form):
    """Why something is done that must be explained."""

    reason = forms.CharField(
        label=_("Why"), widget=forms.Textarea({"rows": 3}),
        help_text=_("Stays with the record. Write no names of patients or donors."),
    )  # fmt: skip


class ChecklistForm(forms.Form):
    """What phase I looked at."""

    reason = forms.CharField(
        label=_("What was checked and found"), widget=forms.Textarea({"rows": 5}),
        help_text=_("Sample, standards, instrument, calculation and handling."),
    )  # fmt: skip


class ErrorForm(forms.Form):
    """A proven cause in the laboratory."""

    reason = forms.CharField(
        label=_("The error, and what proves it"), widget=forms.Textarea({"rows": 4}),
        help_text=_("Without a proven error of the laboratory the result stands."),
    )  # fmt: skip


class RetestPlanForm(forms.Form):
    """How often it is tested again, fixed beforehand."""

    planned_retests = forms.IntegerField(
        label=_("Number of retests"), min_value=1, max_value=investigating.MOST_RETESTS,
        help_text=_("Fixed now. All are made, kept and judged singly."),
    )  # fmt: skip
    plan_text = forms.CharField(
        label=_("How"), widget=forms.Textarea({"rows": 4}),
        help_text=_("On which sample, by which method, by which other analyst."),
    )  # fmt: skip


class EndForm(forms.Form):
    """What phase II found beyond the laboratory, and the conclusion."""

    making_text = forms.CharField(
        label=_("What making, sampling and other lots show"), widget=forms.Textarea({"rows": 4})
    )
    reason = forms.CharField(label=_("Conclusion"), widget=forms.Textarea({"rows": 3}))


class DecisionForm(forms.Form):
    """What the qualified person decides about a result that cannot be told."""

    protocol = forms.CharField(
        label=_("Written protocol"), max_length=120,
        help_text=_("Its number and version; it was written before this result."),
    )  # fmt: skip
    is_accepted = forms.TypedChoiceField(
        label=_("Decision"), coerce=lambda text: text == "yes", empty_value=None,
        choices=(
            ("", _("Choose")),
            ("yes", _("May count as meeting the specification")),
            ("no", _("Does not meet the specification")),
        ),
    )  # fmt: skip
    reason = forms.CharField(label=_("Why"), widget=forms.Textarea({"rows": 3}))


class AssessmentForm(forms.Form):
    """What a deviation means."""

    assessment = forms.CharField(
        label=_("What it means for the product and the patient"),
        widget=forms.Textarea({"rows": 5}),
    )


class LineForm(forms.Form):
    """One line of a specification; an empty one is left out."""

    attribute = forms.ChoiceField(label=_("Attribute"), required=False)
    rule = forms.ChoiceField(
        label=_("Rule"), required=False,
        choices=(
            ("", "–"), (rules.SIMPLE, _("simple: the reported value")),
            (rules.GUARDED, _("guarded: the whole interval")), (rules.QUALITATIVE, _("in words")),
        ),
    )  # fmt: skip
    low_text = forms.CharField(label=_("At least"), max_length=30, required=False)
    high_text = forms.CharField(label=_("At most"), max_length=30, required=False)
    unit = forms.CharField(label=_("Unit"), max_length=30, required=False)
    expected_text = forms.CharField(label=_("Expected words"), max_length=80, required=False)
    incubation_days = forms.IntegerField(
        label=_("Days of incubation"), min_value=0, max_value=60, required=False
    )
    from_file_only = forms.BooleanField(label=_("Only from a file"), required=False)
    source = forms.CharField(label=_("Source of the limit"), max_length=200, required=False)
    precision_text = forms.CharField(
        label=_("Precision from run to run, %"), max_length=20, required=False,
        help_text=_("For the guarded rule: the relative standard deviation in this laboratory."),
    )  # fmt: skip
    precision_source = forms.CharField(
        label=_("Source of the precision"),
        max_length=200,
        required=False,
        help_text=_("Such as the number of the validation report."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the vocabulary."""
        super().__init__(*args, **kwargs)
        field: Any = self.fields["attribute"]
        field.choices = [("", "–"), *science.choices()]

    def line(self) -> LineText:
        """The line as the service takes it."""
        given = self.cleaned_data | {"incubation_days": self.cleaned_data["incubation_days"] or 0}
        return LineText(**given)


SpecificationLines = forms.formset_factory(LineForm, extra=6, max_num=40)


class WriteForm(OnceForm):
    """The key of a specification that is being written; its lines are a form set."""

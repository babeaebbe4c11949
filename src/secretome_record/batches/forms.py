"""Text from the pages of making, turned into values."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from secretome_record.batches.rules import LABEL_UNITS, StepText
from secretome_record.people.once import OnceForm
from secretome_record.people.site_moments import SiteMomentField, set_zone

_MOST_STEPS = 12
_STEP_ROWS = 5


def _late_reason() -> forms.CharField:
    return forms.CharField(
        label=_("Why so late"),
        required=False,
        help_text=_("Only when it is more than a day ago."),
    )


class _AtSite(OnceForm):
    """A form whose moments are read on the clock of one site."""

    def __init__(self, *args: Any, zone: str, at: datetime, **kwargs: Any) -> None:
        """Set the zone and the present."""
        super().__init__(*args, **kwargs)
        set_zone(self, zone, at)


class ProductForm(forms.Form):
    """What is made, and how long it keeps."""

    site = forms.ModelChoiceField(label=_("Site"), queryset=None, empty_label=None)
    name = forms.CharField(label=_("Name"), max_length=120)
    cell_source = forms.CharField(label=_("Cells it is made from"), max_length=120)
    form = forms.CharField(
        label=_("Form"), max_length=60, help_text=_("Such as frozen solution or freeze-dried.")
    )
    autologous = forms.TypedChoiceField(
        label=_("Made from"),
        choices=(("no", _("donor cells")), ("yes", _("the patient's own cells"))),
        coerce=lambda word: word == "yes",
        widget=forms.RadioSelect,
        initial="no",
    )
    storage_text = forms.CharField(label=_("Storage, as the label says it"), max_length=120)
    storage_max_c = forms.FloatField(label=_("Warmest storage, °C"))
    shelf_life_days = forms.IntegerField(label=_("Shelf life, days"), min_value=1)
    label_text = forms.CharField(
        label=_("Content the label states"), max_length=20, required=False,
        help_text=_("Such as 2e10. A dose is refused when a lot's measurement is more than 20 % "
                    "away from it, as after a slip of the dilution."),
    )  # fmt: skip
    label_unit = forms.ChoiceField(
        label=_("Counted in"), choices=[(unit, unit) for unit in LABEL_UNITS], required=False
    )

    def __init__(self, *args: Any, sites: Any, **kwargs: Any) -> None:
        """Offer the sites of the person."""
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = sites  # type: ignore[attr-defined]


class RecipeForm(OnceForm):
    """A new version of a recipe; its steps stand in rows of their own."""

    product = forms.ModelChoiceField(label=_("Product"), queryset=None, empty_label=None)
    vial_volume_ml_text = forms.CharField(
        label=_("Volume of a vial, mL"), max_length=20, help_text=_("As it is printed: 3.0")
    )

    def __init__(self, *args: Any, products: Any, **kwargs: Any) -> None:
        """Offer the products of the person's sites."""
        super().__init__(*args, **kwargs)
        self.fields["product"].queryset = products  # type: ignore[attr-defined]


class StepForm(forms.Form):
    """One step of a recipe as it is written."""

    name = forms.CharField(label=_("Name"), max_length=80, required=False)
    instruction = forms.CharField(
        label=_("Instruction"), required=False, widget=forms.Textarea({"rows": 2})
    )
    measures = forms.CharField(
        label=_("What is measured"),
        max_length=60,
        required=False,
        help_text=_("Leave empty if nothing is."),
    )
    unit = forms.CharField(label=_("Unit"), max_length=30, required=False)
    low_text = forms.CharField(label=_("At least"), max_length=20, required=False)
    high_text = forms.CharField(label=_("At most"), max_length=20, required=False)


StepRows = forms.formset_factory(StepForm, extra=_STEP_ROWS, max_num=_MOST_STEPS)


def steps_from(rows: Any) -> list[StepText]:
    """Return the steps that were written; rows left empty are left out."""
    return [StepText(**row) for row in rows.cleaned_data if any(row.values())]


class BankForm(_AtSite):
    """Cells frozen from donations."""

    donations = forms.ModelMultipleChoiceField(
        label=_("Donations"), queryset=None, widget=forms.CheckboxSelectMultiple
    )
    passage = forms.IntegerField(label=_("Passage"), min_value=0, max_value=99)
    containers = forms.IntegerField(label=_("Containers frozen"), min_value=1, max_value=10_000)
    frozen_at = SiteMomentField(label=_("Frozen"))
    late_reason = _late_reason()

    def __init__(self, *args: Any, donations: Any, **kwargs: Any) -> None:
        """Offer the donations of the site."""
        super().__init__(*args, **kwargs)
        self.fields["donations"].queryset = donations  # type: ignore[attr-defined]


class StartForm(_AtSite):
    """A batch about to be made."""

    cell_bank = forms.ModelChoiceField(label=_("Cell bank"), queryset=None, empty_label=None)
    recipe = forms.ModelChoiceField(label=_("Recipe"), queryset=None, empty_label=None)
    started_at = SiteMomentField(label=_("Started"))
    late_reason = _late_reason()

    def __init__(self, *args: Any, banks: Any, recipes: Any, **kwargs: Any) -> None:
        """Offer the banks and the approved recipes of the person's sites."""
        super().__init__(*args, **kwargs)
        self.fields["cell_bank"].queryset = banks  # type: ignore[attr-defined]
        self.fields["recipe"].queryset = recipes  # type: ignore[attr-defined]
        self.fields["recipe"].label_from_instance = _recipe_words  # type: ignore[attr-defined]


def _recipe_words(recipe: Any) -> str:
    return f"{recipe.product.name}, version {recipe.version} ({recipe.code})"


class StepRecordForm(_AtSite):
    """What was done in one step; the reading as the instrument shows it."""

    as_read = forms.CharField(
        max_length=40,
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
    )
    occurred_at = SiteMomentField(label=_("Done"))
    late_reason = _late_reason()

    def __init__(self, *args: Any, step: Any, limits: str, **kwargs: Any) -> None:
        """Ask for a reading only where the step measures something."""
        super().__init__(*args, **kwargs)
        if not step.measures:
            del self.fields["as_read"]
            return
        reading = self.fields["as_read"]
        unit = f", {step.unit}" if step.unit else ""
        reading.label = f"{step.measures}{unit}"
        reading.help_text = _("Limits: %(limits)s. Write it as the instrument shows it.") % {
            "limits": limits
        }


class FillForm(_AtSite):
    """A fill: how many vials, when."""

    vial_count = forms.IntegerField(label=_("Vials filled"), min_value=1)
    filled_at = SiteMomentField(label=_("Filled"))
    late_reason = _late_reason()


class WhatForm(OnceForm):
    """What went otherwise than written."""

    what = forms.CharField(
        label=_("What went otherwise than written"), widget=forms.Textarea({"rows": 3})
    )


class ReasonForm(forms.Form):
    """Why something is done that must be explained."""

    reason = forms.CharField(
        label=_("Why"),
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Stays with the record. Write no names of patients or donors."),
    )


class PrintForm(OnceForm):
    """Which labels to print, and why again."""

    vials = forms.ModelMultipleChoiceField(
        label=_("Vials"), queryset=None, widget=forms.CheckboxSelectMultiple
    )
    reason = forms.CharField(
        label=_("Why again"),
        required=False,
        max_length=200,
        help_text=_("Needed for vials whose label was printed before."),
    )

    def __init__(self, *args: Any, vials: Any, **kwargs: Any) -> None:
        """Offer the vials of the lot."""
        super().__init__(*args, **kwargs)
        self.fields["vials"].queryset = vials  # type: ignore[attr-defined]


class CountForm(OnceForm):
    """The balance of a lot's labels."""

    used = forms.IntegerField(label=_("On vials"), min_value=0)
    destroyed = forms.IntegerField(label=_("Destroyed"), min_value=0)

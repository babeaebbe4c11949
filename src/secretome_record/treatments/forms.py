"""Text from the treatment pages, turned into values."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from secretome_record.pages.uploads import FileKind, GuardedFileField
from secretome_record.people.once import OnceForm
from secretome_record.people.site_moments import SiteMomentField, set_zone
from secretome_record.treatments import science
from secretome_record.treatments.rules import planning
from secretome_record.treatments.rules.planning import VisitText
from secretome_record.treatments.science import DoseLimits

VISIT_ROWS = 5
_MEDIA_TYPES = {
    FileKind.PDF: "application/pdf", FileKind.PNG: "image/png", FileKind.JPEG: "image/jpeg",
}  # fmt: skip
_DAY = forms.DateInput({"type": "date"})
_DECIMAL = {"inputmode": "decimal", "autocomplete": "off"}
_LIMITS = (
    "tolerance_pct", "smallest_volume_ml", "max_volume_ml", "protocol_low", "protocol_high",
    "recovery", "recovery_low", "recovery_high", "recovery_source", "duration_h", "made_up_to_ml",
    "dead_volume_ml", "vial_dead_ml", "device_ml_per_min", "rate_ml_per_h", "place", "place_count",
)  # fmt: skip
_PLACES = [("", _("Not named")), *((name, f"{name} ({route})") for route, name in science.PLACES)]
_ROUTES = [(name, name.capitalize()) for name in science.ROUTES]


def _number(label: Any, *, required: bool = False, help_text: Any = "", initial: str = "") -> Any:
    """A decimal kept as it was typed."""
    return forms.CharField(
        label=label, required=required, max_length=20, help_text=help_text, initial=initial,
        widget=forms.TextInput(_DECIMAL),
    )  # fmt: skip


class LegalBasisForm(OnceForm):
    """The permit under which an unlicensed product is given."""

    site = forms.ModelChoiceField(label=_("Site"), queryset=None, empty_label=None)
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[(kind, kind.capitalize()) for kind in planning.BASIS_KINDS]
    )
    approved_trial = forms.BooleanField(
        label=_("The trial is approved by authority and ethics committee"), required=False
    )
    jurisdiction = forms.CharField(
        label=_("Jurisdiction"), max_length=60, help_text=_("The country, such as Germany.")
    )
    reference = forms.CharField(
        label=_("Reference"), max_length=120, help_text=_("As it stands on the document.")
    )
    document = GuardedFileField(
        label=_("Document"), kinds=[FileKind.PDF], help_text=_("Kept by its fingerprint.")
    )
    valid_from = forms.DateField(label=_("Valid from"), widget=_DAY)
    valid_to = forms.DateField(label=_("Valid to"), widget=_DAY)
    product = forms.ModelChoiceField(label=_("Product"), queryset=None)
    condition = forms.CharField(label=_("Condition it covers"), max_length=120)
    route = forms.ChoiceField(label=_("Route it covers"), choices=_ROUTES)
    charging_approved_by = forms.CharField(
        label=_("Who approved charging"), max_length=120, required=False,
        help_text=_("Only where patients of a trial may be charged."),
    )  # fmt: skip

    def __init__(self, *args: Any, sites: Any, products: Any, **kwargs: Any) -> None:
        """Offer the reader's own sites and products."""
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = sites  # type: ignore[attr-defined]
        self.fields["product"].queryset = products  # type: ignore[attr-defined]

    def lines(self) -> dict[str, Any]:
        """The permit as the service asks for it."""
        given = dict(self.cleaned_data)
        upload = given.pop("document")
        return given | {"document": upload.read(), "document_name": upload.shown_name}


class PriceListForm(OnceForm):
    """The next version of what things cost."""

    site = forms.ModelChoiceField(label=_("Site"), queryset=None, empty_label=None)
    currency = forms.CharField(
        label=_("Currency"), max_length=3, help_text=_("Three letters, such as EUR.")
    )
    per_session_text = _number(_("Each session"), required=True)
    per_visit_text = _number(_("Each visit"), required=True)
    not_included = forms.CharField(
        label=_("Not included"), required=False, widget=forms.Textarea({"rows": 3}),
        help_text=_("One thing a line."),
    )  # fmt: skip
    valid_from = forms.DateField(label=_("Valid from"), widget=_DAY)

    def __init__(self, *args: Any, sites: Any, **kwargs: Any) -> None:
        """Offer the reader's own sites."""
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = sites  # type: ignore[attr-defined]

    def clean_not_included(self) -> list[str]:
        """The lines of the text."""
        return str(self.cleaned_data["not_included"]).splitlines()


class PlanForm(OnceForm):
    """A plan in five steps on one page: basis, lot, dose, sessions and visits, price."""

    legal_basis = forms.ModelChoiceField(label=_("Legal basis"), queryset=None)
    jurisdiction = forms.CharField(label=_("Country in which it is given"), max_length=60)
    lot = forms.ModelChoiceField(
        label=_("Lot"), queryset=None, help_text=_("Released and in date. No vial is taken yet.")
    )
    identity_code = forms.CharField(
        label=_("Identity code"), max_length=40, required=False,
        help_text=_("Only for the patient's own cells: scan it from the donation."),
    )  # fmt: skip
    route = forms.ChoiceField(label=_("Route"), choices=_ROUTES)
    target_text = _number(_("Dose"), required=True, help_text=_("For example 2e10."))
    target_unit = forms.ChoiceField(
        label=_("Unit of the dose"), choices=[(unit, unit) for unit in science.TARGET_UNITS]
    )
    weight_kg_text = _number(_("Body weight, kg"))
    tolerance_pct = _number(
        _("Tolerance, %"), required=True, initial="20",
        help_text=_("The dose is refused when it may miss by more than this in 1 of 20 cases."),
    )  # fmt: skip
    protocol_low = _number(_("Lowest dose the protocol allows"))
    protocol_high = _number(_("Highest dose the protocol allows"))
    max_volume_ml = _number(_("Largest volume, mL"), help_text=_("Empty: the limit of the route."))
    smallest_volume_ml = _number(_("Smallest volume your syringe measures, mL"), initial="0.05")
    recovery = _number(
        _("Share that arrives after thaw and device"), help_text=_("For example 0.8, if measured.")
    )
    recovery_low = _number(_("Its lower end"))
    recovery_high = _number(_("Its upper end"))
    recovery_source = forms.CharField(
        label=_("Where this share comes from"), max_length=120, required=False
    )
    made_up_to_ml = _number(
        _("Made up with carrier to, mL"), help_text=_("Empty: the product is given undiluted.")
    )
    dead_volume_ml = _number(
        _("Volume that stays in device or line, mL"),
        help_text=_("More is drawn for it. Then state the share that arrives without the device."),
    )
    vial_dead_ml = _number(_("Volume that stays in each vial, mL"))
    device_ml_per_min = _number(_("Output of the nebuliser, mL/min"))
    rate_ml_per_h = _number(_("Largest rate of infusion, mL/h"))
    duration_h = _number(_("Given over, hours"))
    place = forms.ChoiceField(label=_("Place of injection"), choices=_PLACES, required=False)
    place_count = _number(_("Places that share the dose"), help_text=_("Empty: one."))
    session_count = forms.IntegerField(label=_("Sessions"), min_value=1, max_value=50, initial=1)
    session_interval_days = forms.IntegerField(
        label=_("Days between two sessions"), min_value=0, max_value=365, initial=7
    )
    starts_on = forms.DateField(label=_("First session on"), widget=_DAY)
    price_list = forms.ModelChoiceField(label=_("Price list"), queryset=None)

    STEPS = (
        (_("What allows it"), ("legal_basis", "jurisdiction")),
        (_("Which lot, which way"), ("lot", "identity_code", "route")),
        (
            _("How much"),
            (
                "target_text", "target_unit", "weight_kg_text", "tolerance_pct", "protocol_low",
                "protocol_high",
            ),
        ),
        (_("When"), ("session_count", "session_interval_days", "starts_on")),
        (_("What it costs"), ("price_list",)),
    )  # fmt: skip
    FINER = (
        "max_volume_ml", "smallest_volume_ml", "recovery", "recovery_low", "recovery_high",
        "recovery_source",
    )  # fmt: skip

    GIVING = (
        "made_up_to_ml", "dead_volume_ml", "vial_dead_ml", "device_ml_per_min", "rate_ml_per_h",
        "duration_h", "place", "place_count",
    )  # fmt: skip

    def __init__(
        self, *args: Any, bases: Any, lots: Any, prices: Any, today: date, **kwargs: Any
    ) -> None:
        """Offer what this site has."""
        super().__init__(*args, **kwargs)
        for name, rows in (("legal_basis", bases), ("lot", lots), ("price_list", prices)):
            self.fields[name].queryset = rows  # type: ignore[attr-defined]
        self.fields["legal_basis"].label_from_instance = _basis_label  # type: ignore[attr-defined]
        self.fields["lot"].label_from_instance = _lot_label  # type: ignore[attr-defined]
        self.fields["price_list"].label_from_instance = _price_label  # type: ignore[attr-defined]
        self.fields["starts_on"].initial = today

    def steps(self) -> list[dict[str, Any]]:
        """The fields, step by step, for the page."""
        return [
            {"number": number, "title": title, "fields": [self[name] for name in names]}
            for number, (title, names) in enumerate(self.STEPS, start=1)
        ]

    def finer(self) -> list[Any]:
        """The limits most plans leave as they are."""
        return [self[name] for name in self.FINER]

    def giving(self) -> list[Any]:
        """How the dose is given: carrier, device, rate, places."""
        return [self[name] for name in self.GIVING]

    def lines(self) -> dict[str, Any]:
        """The plan as the service asks for it."""
        given = dict(self.cleaned_data)
        limits = {name: given.pop(name) for name in _LIMITS}
        return given | {"limits": DoseLimits(**limits), "product": given["lot"].product}


class VisitForm(forms.Form):
    """One visit of the schedule; a row without a name is left out."""

    name = forms.CharField(label=_("Visit"), max_length=80, required=False)
    days_after_first_dose = forms.IntegerField(
        label=_("Days after the first dose"), min_value=0, max_value=3650, required=False
    )
    grace_days = forms.IntegerField(
        label=_("Days of grace"), min_value=0, max_value=90, required=False, initial=3
    )
    is_safety_visit = forms.BooleanField(label=_("Safety visit"), required=False)
    measures = forms.CharField(
        label=_("Measures"), max_length=200, required=False,
        help_text=_("Names, with commas between."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """A named visit has its day."""
        given = super().clean() or {}
        if given.get("name") and given.get("days_after_first_dose") is None:
            self.add_error("days_after_first_dose", _("Say on which day this visit is due."))
        return given

    def visit(self) -> VisitText | None:
        """The visit, or nothing for an empty row."""
        given = self.cleaned_data
        if not given.get("name", "").strip():
            return None
        return VisitText(
            name=given["name"].strip(),
            days_after_first_dose=given["days_after_first_dose"],
            grace_days=given["grace_days"] if given["grace_days"] is not None else 3,
            is_safety_visit=given["is_safety_visit"],
            measures=tuple(m.strip() for m in given["measures"].split(",") if m.strip()),
        )


VisitRows = forms.formset_factory(VisitForm, extra=VISIT_ROWS, max_num=VISIT_ROWS)


def visits_in(rows: Any) -> list[VisitText]:
    """The visits of the rows that were filled in."""
    return [visit for row in rows if (visit := row.visit())]


class ConsentForm(forms.Form):
    """The patient's consent to one plan."""

    text_version = forms.CharField(label=_("Version of the text"), max_length=40)
    text = forms.CharField(
        label=_("The text the patient signed"), widget=forms.Textarea({"rows": 6}),
        help_text=_("Its fingerprint is kept, so that nobody can change it afterwards."),
    )  # fmt: skip
    language = forms.CharField(label=_("Language"), max_length=12, initial="en")
    purposes = forms.MultipleChoiceField(
        label=_("Agreed to, each apart"),
        choices=[(purpose, purpose.capitalize()) for purpose in planning.PURPOSES],
        widget=forms.CheckboxSelectMultiple, required=False,
    )  # fmt: skip
    given_at = SiteMomentField(label=_("When"))
    late_reason = forms.CharField(
        label=_("Why so late"), max_length=200, required=False,
        help_text=_("Only when it is more than a day ago."),
    )  # fmt: skip

    document = GuardedFileField(
        label=_("The signed paper"), kinds=[FileKind.PDF, FileKind.PNG, FileKind.JPEG],
        required=False, help_text=_("A scan or a photograph, kept by its fingerprint."),
    )  # fmt: skip

    def __init__(self, *args: Any, zone: str, at: datetime, **kwargs: Any) -> None:
        """Set the zone and the present."""
        super().__init__(*args, **kwargs)
        set_zone(self, zone, at)

    def lines(self) -> dict[str, Any]:
        """The consent as the service asks for it."""
        given = dict(self.cleaned_data)
        upload = given.pop("document")
        if upload is None:
            return given
        return given | {
            "document": upload.read(),
            "document_name": upload.shown_name,
            "media_type": _MEDIA_TYPES[upload.kind],
        }


class ReasonForm(forms.Form):
    """Why something is done."""

    reason = forms.CharField(
        label=_("Why"), max_length=200, widget=forms.Textarea({"rows": 3}),
        help_text=_("It stays with the record. No names."),
    )  # fmt: skip


class ReserveForm(forms.Form):
    """The vial to keep for a session: one that lies in a freezer, the next to expire first."""

    vial = forms.ModelChoiceField(label=_("Vial"), queryset=None, empty_label=None)

    def __init__(self, *args: Any, vials: Any, **kwargs: Any) -> None:
        """Offer the vials in stock of the plan's lot."""
        super().__init__(*args, **kwargs)
        self.fields["vial"].queryset = vials  # type: ignore[attr-defined]


class ScanForm(forms.Form):
    """One scan at the bedside; the codes scanned before travel along and are judged again."""

    patient_scan = forms.CharField(label=_("Wristband of the patient"), required=False)
    plan_scan = forms.CharField(label=_("Plan sheet"), required=False)
    vial_scan = forms.CharField(label=_("Label of the vial"), required=False)

    STEPS = ("patient_scan", "plan_scan", "vial_scan")

    def scanned(self) -> tuple[str, str, str]:
        """The three codes as far as they were scanned."""
        given = [str(self.cleaned_data.get(name, "")) for name in self.STEPS]
        return given[0], given[1], given[2]


class GiveForm(forms.Form):
    """What the nurse read off the syringe."""

    drawn_ml_text = _number(_("Drawn, mL"), required=True)
    given_ml_text = _number(_("Given, mL"), required=True)
    wasted_ml_text = _number(_("Wasted, mL"), required=True, initial="0")
    waste_reason = forms.CharField(
        label=_("Why was the rest wasted"), max_length=200, required=False,
        help_text=_("Only when anything was wasted."),
    )  # fmt: skip
    dose_reason = forms.CharField(
        label=_("Why another volume than the dose"), max_length=200, required=False,
        help_text=_("Only when what was given lies outside the interval of the dose."),
    )  # fmt: skip


def _basis_label(basis: Any) -> str:
    return f"{basis.reference}, {basis.kind}, {basis.product}, {basis.condition}, {basis.route}"


def _lot_label(lot: Any) -> str:
    return f"{lot.code}, {lot.product}, {lot.vial_volume_ml_text} mL"


def _price_label(prices: Any) -> str:
    words: Iterable[str] = (
        str(prices), f"{prices.per_session_text} {prices.currency} a session",
        f"{prices.per_visit_text} {prices.currency} a visit",
    )  # fmt: skip
    return ", ".join(words)

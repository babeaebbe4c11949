"""What the advisor chooses before signing an answer, and what a reviewer of a translation says."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from secretome_record.patients import science
from secretome_record.patients.content import possibility_sentence, sentence
from secretome_record.patients.forms.asking import text_field
from secretome_record.patients.offering import Offering, OwnWords
from secretome_record.patients.offers import Offers
from secretome_record.patients.page_words import LANGUAGE_NAMES
from secretome_record.patients.rules import possibilities_under

_STATES = (
    ("met", _("Holds for this patient")),
    ("not met", _("Does not hold")),
    ("unknown", _("Not known")),
)


def _number(label: Any, most: int, *, least: int = 0, hint: Any = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label, min_value=least, max_value=most, required=False, help_text=hint
    )


class AnswerForm(forms.Form):
    """Everything the advisor adds to the evidence; what is left empty is called unknown.

    ``assessed`` says which assessment the page showed.
    """

    assessed = forms.UUIDField(widget=forms.HiddenInput)
    possibility = forms.ChoiceField(label=_("Is it possible?"), widget=forms.RadioSelect)
    legal_basis = forms.ChoiceField(
        label=_("Legal basis"), required=False,
        help_text=_("Those that hold today. Without one, the answer says so."),
    )  # fmt: skip
    route = forms.ChoiceField(
        label=_("Route"), required=False,
        help_text=_("Left empty, the route of the legal basis."),
    )  # fmt: skip
    product = forms.ChoiceField(
        label=_("Product"), required=False,
        help_text=_("Left empty, the product of the legal basis."),
    )  # fmt: skip
    price_list = forms.ChoiceField(label=_("Price list"), required=False)
    sessions = _number(
        _("Sessions"), 200, least=1,
        hint=_("Left empty, the answer says that nobody knows how many are needed."),
    )  # fmt: skip
    interval_days = _number(_("Days between two sessions"), 366)
    visit_weeks = text_field(
        _("Check-ups, in weeks after the first session"), 120, required=False,
        hint=_("Such as 1, 4, 52."),
    )  # fmt: skip
    vials_per_session = _number(_("Vials for one session"), 1000, least=1)
    travel_days_per_session = _number(_("Days of travel for one session"), 60)
    travel_days_per_visit = _number(_("Days of travel for one check-up"), 60)
    caution = text_field(
        _("One more caution"), 300, required=False, hint=_("Without the patient's name.")
    )
    note = text_field(
        _("A word of your own"), 1000, rows=4, required=False,
        hint=_(
            "It may be more cautious than the evidence, never more hopeful. Without the patient's "
            "name: what is signed stays readable when the person is erased."
        ),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Language of the answer"), widget=forms.RadioSelect)

    def __init__(
        self,
        *args: Any,
        evidence: Mapping[str, Any],
        offers: Offers,
        products: Iterable[str],
        reviewed: Iterable[str],
        **kwargs: Any,
    ) -> None:
        """Offer the verdict and what is more cautious, and what the site has to offer today."""
        super().__init__(*args, prefix="own", **kwargs)
        self._made_with: dict[str, Any] = {
            "evidence": evidence, "offers": offers, "products": products, "reviewed": reviewed,
        }  # fmt: skip
        verdict = evidence["verdict"]
        stances = possibilities_under(verdict)
        none, later = ("", _("None named")), ("", _("Not chosen"))
        self._offer("possibility", [(s, possibility_sentence(s, verdict)) for s in stances])
        self._offer("legal_basis", [none, *((row.key, row.label) for row in offers.bases)])
        self._offer("price_list", [none, *((row.key, row.label) for row in offers.prices)])
        self._offer("route", [later, *((name, name) for name in science.ROUTES)])
        self._offer("product", [later, *((name, name) for name in products)])
        self._offer(
            "language", [(code, self._language(code, reviewed)) for code in science.LANGUAGES]
        )
        self.initial = {"possibility": verdict, "language": "en", **self.initial}
        if self.initial["possibility"] not in stances:
            self.initial["possibility"] = verdict
        self.listed = science.exclusions_of(evidence)
        before = self.initial.get("exclusions", {})
        for number, row in enumerate(self.listed):
            name = f"exclusion_{number}"
            self.fields[name] = _exclusion_field(row)
            self.initial[name] = before.get(row["text"], "unknown")

    def clean_visit_weeks(self) -> tuple[int, ...]:
        """The weeks as whole numbers, each once."""
        texts = self.cleaned_data["visit_weeks"].replace(",", " ").replace(";", " ").split()
        try:
            weeks = sorted({int(text) for text in texts})
        except ValueError as error:
            raise forms.ValidationError(_("Write whole weeks, such as 1, 4, 52.")) from error
        if any(not 0 <= week <= 1600 for week in weeks):
            raise forms.ValidationError(_("A check-up lies in week 0 to 1600."))
        return tuple(weeks)

    def as_first_shown(self) -> "AnswerForm":
        """The same form, sent exactly as it is first shown; its draft is what that would say."""
        sent = {
            self.add_prefix(name): self.get_initial_for_field(field, name)
            for name, field in self.fields.items()
        }
        return AnswerForm(
            {name: value for name, value in sent.items() if value is not None}, **self._made_with
        )

    def own_words(self) -> OwnWords:
        """The words of the advisor."""
        given = self.cleaned_data
        return OwnWords(given["possibility"], given["caution"], given["note"])

    def offering(self) -> Offering:
        """What the advisor chose to offer."""
        names = (
            "language", "legal_basis", "price_list", "product", "route", "sessions",
            "interval_days", "visit_weeks", "vials_per_session", "travel_days_per_session",
            "travel_days_per_visit",
        )  # fmt: skip
        return Offering(
            **{name: self.cleaned_data[name] for name in names},
            exclusions={
                row["text"]: self.cleaned_data[f"exclusion_{number}"]
                for number, row in enumerate(self.listed)
            },
        )

    def parts(self) -> list[dict[str, Any]]:
        """The fields in the groups in which the page asks them."""
        groups = (
            ("possible", _("Possible?"), ("possibility",)),
            ("exclusions", _("Does it hold for this patient?"), self._exclusions()),
            ("basis", _("What allows it"), ("legal_basis", "route", "product")),
            ("costs", _("What it costs and how long it takes"), (
                "price_list", "sessions", "interval_days", "visit_weeks", "vials_per_session",
                "travel_days_per_session", "travel_days_per_visit",
            )),
            ("words", _("Your own words"), ("caution", "note", "language")),
        )  # fmt: skip
        return [
            {"key": key, "heading": heading, "fields": [self[name] for name in names]}
            for key, heading, names in groups if names
        ]  # fmt: skip

    def _exclusions(self) -> tuple[str, ...]:
        return tuple(f"exclusion_{number}" for number in range(len(self.listed)))

    def _offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field: Any = self.fields[name]
        field.choices = choices

    def _language(self, code: str, reviewed: Iterable[str]) -> Any:
        if code in reviewed:
            return LANGUAGE_NAMES[code]
        return _("%(name)s: not reviewed yet, cannot be sent") % {"name": LANGUAGE_NAMES[code]}


class ReviewForm(forms.Form):
    """The version that stood on the page somebody read, and what they want to say about it."""

    words_read = forms.CharField(max_length=200, widget=forms.HiddenInput)
    note = text_field(_("Note"), 1000, rows=3, required=False)


def _exclusion_field(row: Mapping[str, str]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=f"{_('Contraindication')}: {sentence(row['text'])}",
        choices=_STATES,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether it holds, or that it is not known.")},
    )

"""Made-up content for /components: every piece in every state it can be in."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django import forms

from secretome_record.pages.lists import Choice, Page, Since, Sorting, Words, read_filters
from secretome_record.pages.tables import Cell, Column
from secretome_record.pages.uploads import FileKind, GuardedFileField


class ExampleForm(forms.Form):
    """One field of each sort."""

    name = forms.CharField(label="Name of the lot", help_text="As it is printed on the vials.")
    volume_ml = forms.DecimalField(label="Volume filled, mL", min_value=0)
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea({"rows": 3}))
    route = forms.ChoiceField(label="Route", choices=[("iv", "Infusion"), ("neb", "Inhalation")])
    visit = forms.ChoiceField(
        label="Visit kept",
        choices=[("yes", "Yes, in person"), ("phone", "Yes, by telephone"), ("no", "No")],
        widget=forms.RadioSelect,
    )
    is_read = forms.BooleanField(label="I have read the batch record")


class ExampleSignForm(forms.Form):
    """What a signature asks for."""

    username = forms.CharField(
        label="Your account", widget=forms.TextInput({"autocomplete": "username"})
    )
    password = forms.CharField(
        label="Your password", widget=forms.PasswordInput({"autocomplete": "current-password"})
    )


class ExampleScanForm(forms.Form):
    """What a hand scanner fills."""

    code = forms.CharField(label="Scan the vial")


class ExampleUploadForm(forms.Form):
    """What takes a file."""

    file = GuardedFileField(
        label="Instrument file", kinds=(FileKind.XLSX, FileKind.TEXT), help_text="Drop it here."
    )


TONES = (
    ("Released", "good"),
    ("Waiting for results", "waiting"),
    ("On hold", "held"),
    ("Refused", "refused"),
    ("Expires soon", "warning"),
    ("Cannot tell", "unknown"),
    ("Draft", "neutral"),
)


def examples(now: datetime, params: Mapping[str, str]) -> dict[str, Any]:
    """Everything the page of pieces shows."""
    return {
        **_forms(),
        **_record(now),
        **_list(now, params),
        "tones": TONES,
        "an_hour_ago": now - timedelta(hours=1, minutes=12),
        "in_nine_days": now.date() + timedelta(days=9),
        "history": [4.9, 5.6, None, 5.2, 6.1, 5.8],
        "jobs": [
            {
                "percent": 42,
                "words": "Reading the file, 42 of 100 videos.",
                "url": "?part=progress",
            },
            {"percent": "", "words": "Waiting for a free worker.", "url": ""},
            {"percent": 100, "words": "The file was read.", "is_done": True},
            {
                "words": "No table of sizes in it. Export it again with sizes.",
                "has_failed": True,
            },
        ],
        "job": {"percent": 100, "words": "The file was read.", "is_done": True},
    }


def _forms() -> dict[str, Any]:
    wrong = {"name": "", "volume_ml": "-3", "route": "iv", "visit": "maybe"}
    return {
        "form": ExampleForm(auto_id="ok_%s"),
        "wrong_form": ExampleForm(wrong, auto_id="wrong_%s"),
        "sign_form": ExampleSignForm(auto_id="sign_%s"),
        "scan_form": ExampleScanForm(auto_id="scan_%s"),
        "upload_form": ExampleUploadForm(auto_id="upload_%s"),
        "wrong_upload_form": ExampleUploadForm({}, {}, auto_id="wrong_upload_%s"),
    }


def _record(now: datetime) -> dict[str, Any]:
    return {
        "facts": [
            {"name": "Product", "value": "MSC-EV, Wharton's jelly, passage 4"},
            {"name": "Batch", "value": "BA-26-0007-K", "url": "#"},
            ("Filled on", "12 Nov 2026"),
            {"name": "Vials", "value": "96", "note": "4 kept back as reserve"},
        ],
        "why_not": [
            {"sentence": "Sterility is on day 9 of 14; the result is due on 28 Nov.", "url": "#"},
            {"sentence": "Deviation DV-26-0003 is open.", "url": "#", "action": "Open it"},
            "The second reader has not signed the particle count.",
        ],
        "steps": [
            {"label": "Patient", "state": "done"},
            {"label": "Plan", "state": "current"},
            {"label": "Vial", "state": "todo"},
        ],
        "entries": [
            {
                "at": now - timedelta(minutes=20), "sentence": "Put on hold", "who": "I. Sommer",
                "why": "Freezer F2 stood at -52 °C for 40 minutes.", "tone": "held",
                "before": {"state": "Quarantined"}, "after": {"state": "On hold"}, "url": "#",
            },
            {
                "at": now - timedelta(days=3), "sentence": "Particle count 5.8e9 /mL entered",
                "who": "L. Okafor, analyst", "before": None, "after": "5.8e9 /mL, n = 5",
                "tone": "good",
            },
            {"at": now - timedelta(days=9), "sentence": "Lot filled", "who": "J. Marek, operator"},
        ],
    }  # fmt: skip


COLUMNS = [
    Column("Lot", "code", sort="code"),
    Column("State", "state"),
    Column("Particles", "number"),
    Column("Endotoxin", "number"),
    Column("Filled", "time", sort="filled"),
]


def _list(now: datetime, params: Mapping[str, str]) -> dict[str, Any]:
    sorting = Sorting({"code": "code", "filled": "filled_at"}, default="-filled")
    states = (("held", "On hold"), ("released", "Released"))
    filters = (
        Words("words", "Lot", ("code",)),
        Choice("state", "State", states, "state"),
        Since("since", "Filled", "filled_at"),
    )
    return {
        "columns": COLUMNS,
        "rows": _lots(now),
        "sorting": sorting.read(params),
        "page": Page(rows=[], next="n", previous="p", is_first=False),
        "stale_page": Page(rows=[], next="n", notice="That place could not be found any more."),
        "chosen": read_filters(filters, params, "lots"),
        "chosen_some": read_filters(filters[1:2], {"state": "held"}, "lots"),
    }


def _lots(now: datetime) -> list[list[object]]:
    day = now.date()
    return [
        [Cell("LT-26-0014-X", "#"), Cell("Released", tone="good"), Cell("5.8e9", unit="/mL"),
         Cell("<0.05", unit="EU/mL"), day - timedelta(days=9)],
        [Cell("LT-26-0013-7", "#"), Cell("On hold", tone="held"), Cell("6.12e9", unit="/mL"),
         Cell("0.1", unit="EU/mL"), day - timedelta(days=40)],
        [Cell("LT-25-0122-M", "#"), Cell("Refused", tone="refused"), Cell("4.0e8", unit="/mL"),
         Cell("12", unit="EU/mL"), date(2025, 11, 3)],
    ]  # fmt: skip

"""Puts donors into the words and rows of their pages."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext as _

from secretome_record.donors import panel, rules
from secretome_record.donors.models import Donation, Donor, Screening
from secretome_record.donors.states import DEFERRED, ELIGIBLE, REFUSED, REGISTERED
from secretome_record.ledger.queries import Entry, history_of
from secretome_record.ledger.refusal import Reason
from secretome_record.pages.tables import Cell, Column
from secretome_record.people.models import Person
from secretome_record.people.roles import Role

TONES = {REGISTERED: "waiting", ELIGIBLE: "good", REFUSED: "refused", DEFERRED: "held"}


@dataclass(frozen=True, slots=True)
class TestRow:
    """One line of the panel: a required test and one result for it, or none yet."""

    marker: panel.Marker
    screening: Screening | None
    word: str
    tone: str
    may_verify: bool = False


def told(*rows: Model) -> list[Entry]:
    """The history of the rows; a change that moved no state is told by what was meant by it."""
    return [
        entry if "state" in entry.after and entry.before else replace(entry, sentence=entry.why)
        for entry in history_of(*rows)
    ]


def state_word(state: str) -> str:
    """The state of a donor as a fact."""
    words = {
        REGISTERED: _("Registered"),
        ELIGIBLE: _("Eligible"),
        REFUSED: _("Refused"),
        DEFERRED: _("Deferred"),
    }
    return words[state]


def state_choices() -> tuple[tuple[str, str], ...]:
    """The states a list may be narrowed to."""
    return tuple((state, state_word(state)) for state in TONES)


def may_name(reader: Person, donor: Donor) -> bool:
    """Whether the reader is shown who the donor is; all others read the code alone."""
    return bool(rules.NAMERS & reader.roles_at(donor.site_id))


def donor_columns() -> list[Column]:
    """The headings of the list."""
    return [
        Column(_("Donor"), "code", sort="code"),
        Column(_("Name")),
        Column(_("Tissue")),
        Column(_("Cells")),
        Column(_("State"), "state", sort="state"),
        Column(_("Registered"), "time", sort="registered"),
    ]


def donor_rows(donors: Iterable[Donor], reader: Person) -> list[list[object]]:
    """One row for each donor."""
    return [
        [
            Cell(donor.code, reverse("donors:record", args=[donor.code])),
            donor.name if may_name(reader, donor) else _("sealed"),
            donor.tissue,
            cells_word(autologous=donor.autologous),
            Cell(state_word(donor.state), tone=TONES[donor.state]),
            donor.recorded_at,
        ]
        for donor in donors
    ]


def cells_word(*, autologous: bool) -> str:
    """Whose cells these are."""
    return _("own cells") if autologous else _("donor cells")


def facts_of(donor: Donor, reader: Person) -> list[tuple[str, str]]:
    """What stands at the top of a donor's page."""
    if may_name(reader, donor):
        who = [
            (_("Name"), donor.name),
            (_("Birth date"), donor.birth_date or _("missing")),
            (_("How to reach them"), donor.contact or _("not given")),
        ]
    else:
        who = [(_("Name"), _("sealed: your role reads donors by their code"))]
    return [
        *who,
        (_("Tissue"), donor.tissue),
        (_("Cells"), cells_word(autologous=donor.autologous)),
        (_("Site"), donor.site.name),
    ]


def panel_rows(screenings: Iterable[Screening], reader: Person) -> list[TestRow]:
    """The required tests in their order, each with its results, newest first."""
    by_marker: dict[str, list[Screening]] = {}
    for screening in screenings:
        by_marker.setdefault(screening.marker, []).append(screening)
    rows: list[TestRow] = []
    for marker in panel.PANEL:
        found = by_marker.get(marker.name, [])
        if not found:
            rows.append(TestRow(marker, None, _("Not tested"), "waiting"))
        rows += [_test_row(marker, screening, reader) for screening in found]
    return rows


def _test_row(marker: panel.Marker, screening: Screening, reader: Person) -> TestRow:
    if screening.set_aside_reason:
        return TestRow(marker, screening, _("Set aside"), "neutral")
    words = {
        rules.NEGATIVE: (_("Negative"), "good"),
        rules.POSITIVE: (_("Positive"), "refused"),
        rules.INVALID: (_("Invalid"), "unknown"),
    }
    word, tone = words[screening.result]
    waits = screening.verified_by_id is None
    may = waits and screening.entered_by_id != reader.pk
    return TestRow(marker, screening, word, "waiting" if waits else tone, may_verify=may)


def mending(reasons: Iterable[Reason], donor: Donor, reader: Person) -> list[dict[str, str]]:
    """Every reason against, with the page that mends it for who may mend it."""
    here = reader.roles_at(donor.site_id)
    return [_mended(reason, donor, here) for reason in reasons]


def _mended(reason: Reason, donor: Donor, here: frozenset[Role]) -> dict[str, str]:
    ways = {
        "no_consent": ("donors:consent", _("Record consent")),
        "consent_withdrawn": ("donors:consent", _("Record a new consent")),
        "purpose_missing": ("donors:consent", _("Record a consent that covers it")),
        "screening_missing": ("donors:screening", _("Enter the result")),
        "screening_invalid": ("donors:screening", _("Enter a new result")),
        "screening_out_of_window": ("donors:screening", _("Enter a new result")),
        "age_missing": ("donors:birth_date", _("Enter the birth date")),
    }
    if reason.code == "screening_unverified":
        url = reverse("donors:record", args=[donor.code]) + "#panel"
        return {"sentence": reason.sentence, "url": url, "action": _("Verify it below")}
    name, action = ways.get(reason.code, ("", ""))
    able = {Role.DONOR_COORDINATOR} | ({Role.QC_ANALYST} if name == "donors:screening" else set())
    url = reverse(name, args=[donor.code]) if name and here & able else ""
    return {"sentence": reason.sentence, "url": url, "action": action}


def donation_facts(donation: Donation) -> list[dict[str, str]]:
    """What stands at the top of a donation's page."""
    donor_url = reverse("donors:record", args=[donation.donor.code])
    rows = [
        {"name": _("Donor"), "value": donation.donor.code, "url": donor_url},
        {"name": _("Tissue"), "value": donation.tissue},
        {"name": _("How much"), "value": donation.quantity_text},
        {"name": _("Taken by"), "value": str(donation.collected_by)},
    ]
    if donation.identity_code:
        note = _("copied to bank, batch, lot and vial")
        value = donation.identity_code
        rows.append({"name": _("Identity code"), "value": value, "note": note})
    return rows


def window_words() -> str:
    """When a sample counts, and who says so."""
    return _(
        "A sample counts from %(before)d days before the donation to %(after)d days after it "
        "(%(source)s)."
    ) % {
        "before": panel.WINDOW_BEFORE.days,
        "after": panel.WINDOW_AFTER.days,
        "source": panel.WINDOW_SOURCE,
    }


def next_action(donor: Donor, reasons: list[Any], reader: Person, at: datetime) -> dict[str, str]:
    """The one thing to do next, for somebody who may do it."""
    del at
    nothing = {"label": "", "url": "", "sentence": ""}
    if Role.DONOR_COORDINATOR not in reader.roles_at(donor.site_id):
        return nothing
    if donor.state == ELIGIBLE and not reasons:
        url = reverse("donors:donate", args=[donor.code])
        return {"label": _("Record a donation"), "url": url, "sentence": ""}
    if donor.state in {REGISTERED, DEFERRED} and not reasons:
        url = reverse("donors:record", args=[donor.code]) + "#sign"
        return {"label": _("Accept this donor"), "url": url, "sentence": _("Needs your signature.")}
    ways = [row for row in reasons if row["url"]]
    if ways:
        return {"label": ways[0]["action"], "url": ways[0]["url"], "sentence": ""}
    return nothing

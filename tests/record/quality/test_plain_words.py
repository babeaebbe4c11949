"""Pages of the quality room speak in plain words: no state names, codes of units or rounding."""

from datetime import timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from factories import quality as make
from factories.people import AT
from secretome.errors import BadInput
from secretome.units import Kind
from secretome.units.quantity import parse_quantity
from secretome_record.ledger.refusal import Reason, Refusal
from secretome_record.pages.templatetags.pieces import estimate
from secretome_record.quality import forms, investigating, queries
from secretome_record.quality.presenting import runs, words
from secretome_record.quality.states import INVESTIGATION_MOVES


def test_a_page_that_is_out_of_date_says_that_somebody_moved_it_on():
    said = "investigation is now in phase 2; somebody moved it on. Open the page again."
    with pytest.raises(Refusal, match=said):
        INVESTIGATION_MOVES.step("PHASE_2", "find_none")


def test_a_dilution_that_is_none_is_said_once():
    form = forms.TakeForm({"sample_in_file": "A", "dilution_factor_text": "-5"}, samples=["A"])
    said = form.errors["dilution_factor_text"][0]
    assert said == "-5 is no dilution. Write how many times it was diluted, as 100; 1 for none."


@pytest.mark.parametrize(
    ("kind", "unit"), [(Kind.ENDOTOXIN_CONCENTRATION, "EU/mL"), (Kind.TEMPERATURE, "°C")]
)
def test_what_is_no_number_is_answered_with_an_example_in_its_own_unit(kind, unit):
    with pytest.raises(BadInput) as refused:
        parse_quantity("abc", kind)
    assert refused.value.do == f"Write it as 0.5 {unit}"


def run_with(value: float, unit: str, warnings=()):
    number = {"name": "temperature", "value": value, "unit": unit, "n": 1, "as_reported": "",
              "reason": ""}  # fmt: skip
    reading = {"samples": [{"id": "A", "attributes": [number]}]}
    results = SimpleNamespace(all=list)
    return SimpleNamespace(reading=reading, results=results, warnings=list(warnings))


@pytest.mark.parametrize(
    ("value", "text"),
    [(11585.0, "11585"), (123456.7, "123457"), (5.8e9, "5.8e+09"), (7.25, "7.25")],
)
def test_a_count_is_written_out(value, text):
    assert runs.number_rows(run_with(value, "1"), "A")[0]["text"] == text


def test_a_temperature_is_shown_in_degrees():
    assert runs.number_rows(run_with(7.0, "Cel"), "A")[0]["unit"] == "°C"
    assert estimate("7", unit="Cel")["unit"] == "°C"


def test_the_same_warning_is_shown_once():
    one = {"text": "Too few.", "severity": "caution", "sample": None}
    found = run_with(7.0, "Cel", [one, one | {"sample": "A"}])
    assert [row["text"] for row in runs.warning_rows(found, "A")] == ["Too few."]


def test_one_retest_is_made():
    passed = investigating.RetestFact("RS-1", "PASS", is_verified=True)
    one = investigating.InvestigationFact("OO-1", "E", "RETESTING", 2, retests=(passed,))
    said = [r.sentence for r in investigating.reasons_against_confirming(one)]
    assert said == ["OO-1 planned 2 retests; 1 is made."]


def test_no_link_leads_back_to_the_page_it_stands_on():
    reasons = [Reason("a", "Of the lot.", "LT-1"), Reason("b", "Of itself.", "OO-1")]
    assert [row["url"] for row in words.mending(reasons, here="OO-1")] == ["", ""]


def test_an_incubation_ends_on_the_clock_of_the_site(crew):
    lot = make.ready_lot(crew)
    zone = ZoneInfo(lot.site.zone)
    said = [r.sentence for r in queries.reasons_against_release(lot, AT + timedelta(hours=1))]
    found = next(one for one in said if "incubates until" in one)
    assert (AT + timedelta(days=1)).astimezone(zone).tzname() in found
    assert "UTC" not in found or zone.key == "UTC"

"""A reaction is reported, looked back from, and its lot is held: no vial of it goes further."""

import re

import pytest
from playwright.sync_api import expect

from journeys.bedside import keep_and_prepare, match
from journeys.desk import Desk

pytestmark = pytest.mark.journey
WHAT = "Wheezing and a rash twenty minutes after the dose."


def test_a_reaction_leads_to_a_look_back_and_a_hold_and_the_vials_stay(desk):
    nurse, safety = desk("nurse"), desk("safety")
    session, plan, patient, lot = given_a_planned_session(nurse)
    vial = keep_and_prepare(nurse, session)
    event = when_the_nurse_reports_a_reaction_after_another_dose(nurse, lot)

    when_the_safety_officer_assesses_it(safety, event)
    then_the_look_back_lists_the_other_patients(safety, event, lot)
    when_the_lot_is_held(safety, event)

    then_the_prepared_vial_is_refused_at_the_bedside(nurse, session, patient, plan, vial)
    then_no_other_vial_of_it_can_be_kept(nurse, plan)
    then_quality_sees_the_hold_and_its_reason(desk("qp"), lot)


def given_a_planned_session(nurse: Desk) -> tuple[str, str, str, str]:
    found = re.findall(r"Session (SE-\S+) is planned", nurse.open("/").text())
    assert found, "the demo plans sessions ahead"
    nurse.open(f"/treatments/sessions/{found[0]}/")
    return found[0], nurse.code("PL"), nurse.code("PT"), nurse.code("LT")


def when_the_nurse_reports_a_reaction_after_another_dose(nurse: Desk, lot: str) -> str:
    dose = nurse.open(f"/trace/{lot}/").codes("AD")[0]
    nurse.open(f"/outcomes/doses/{dose}/report/").sees("What happened")
    nurse.fill(what=WHAT, grade="3")
    nurse.page.locator("[name='seriousness'][value='other_important']").check()
    return nurse.press_main().heading("Adverse event").sees(WHAT).code("AE")


def when_the_safety_officer_assesses_it(safety: Desk, event: str) -> None:
    safety.open("/").sees(re.compile(event))
    safety.open(f"/outcomes/events/{event}/").fill(
        causality="possible", causality_reason="Began soon after; nothing else explains it."
    )
    safety.press("Record the assessment").is_marked("Assessed")


def then_the_look_back_lists_the_other_patients(safety: Desk, event: str, lot: str) -> None:
    safety.press("Look back: who else is concerned").heading(f"Look-back from {event}")
    safety.is_marked("Released: its vials can be given")
    table = safety.page.get_by_role("table")
    expect(table).to_contain_text(lot)
    assert len(safety.codes("VL")) > 10
    assert len(safety.codes("PT")) > 2


def when_the_lot_is_held(safety: Desk, event: str) -> None:
    safety.press("Hold the lot").heading("Adverse event")
    safety.fill(within="#hold", reason="A serious reaction is being looked into.")
    safety.press("Hold the lot", within=safety.page.locator("#hold form"))
    safety.heading("Look-back").is_marked("On hold")


def then_the_prepared_vial_is_refused_at_the_bedside(
    nurse: Desk, session: str, patient: str, plan: str, vial: str
) -> None:
    match(nurse, session, patient, plan, vial)
    expect(nurse.page.locator(".refusal-screen")).to_be_visible()
    nurse.sees("is on hold", "Do not give.").forgive("409")


def then_no_other_vial_of_it_can_be_kept(nurse: Desk, plan: str) -> None:
    sessions = nurse.open(f"/treatments/plans/{plan}/").codes("SE")
    nurse.open(f"/treatments/sessions/{sessions[-1]}/")
    if nurse.page.get_by_role("button", name="Keep this vial").count():
        nurse.press("Keep this vial").forgive("422")
    nurse.sees(re.compile("is on hold"))


def then_quality_sees_the_hold_and_its_reason(qp: Desk, lot: str) -> None:
    qp.open(f"/quality/lots/{lot}/").is_marked("On hold")
    qp.open(f"/ledger/of/{lot}/").sees(re.compile("on hold", re.IGNORECASE))

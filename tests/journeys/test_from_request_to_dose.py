"""One patient's way: asks, is answered, accepts, is planned for, consents, is treated, is seen."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from journeys.bedside import give, keep_and_prepare, match, read_dose
from journeys.desk import Desk

pytestmark = pytest.mark.journey
NAME, BORN = "Wilma Journeyperson", "1957-03-09"
CONDITION = "pulmonary fibrosis"


def test_somebody_asks_is_answered_planned_for_treated_and_seen_again(desk):
    request = given_somebody_asks_on_the_public_page(desk())
    when_the_coordinator_hands_it_on(desk("coordinator"), request)
    link = when_the_advisor_assesses_and_signs_the_answer(desk("advisor"), request)
    then_the_patient_opens_it_by_birth_date_and_accepts(desk(), link)

    plan = when_the_physician_plans_with_the_dose_of_the_lot(desk("physician"), request)
    session = when_the_patient_consents(desk("physician"), plan)
    nurse = desk("nurse")
    vial = when_the_nurse_keeps_a_vial_and_prepares(nurse, session)
    when_three_scans_match(nurse, session, plan, vial)
    then_the_dose_is_given_and_the_waste_balances(nurse, session, vial)
    then_the_visit_is_held_with_a_score(nurse, plan)


def given_somebody_asks_on_the_public_page(visitor: Desk) -> str:
    visitor.open("/").press("Ask for an answer").sees("Do not stop your medicines")
    visitor.fill(
        condition_text=CONDITION, story="Short of breath for two years.", name=NAME,
        birth_date=BORN, contact="0000 111 222",
    )  # fmt: skip
    visitor.page.locator("[name='agreed']").check()
    visitor.press("Send the request").heading("Write this code down")
    return visitor.code("RQ")


def when_the_coordinator_hands_it_on(coordinator: Desk, request: str) -> None:
    coordinator.open(f"/requests/{request}/").sees("Short of breath for two years.")
    coordinator.fill(urgent="no", note="Complete.").press("Hand it to the medical advisor")
    coordinator.is_marked("Triaged")


def when_the_advisor_assesses_and_signs_the_answer(advisor: Desk, request: str) -> str:
    advisor.open(f"/requests/{request}/").fill(condition=CONDITION).press("Assess")
    advisor.sees("Cautions and what is unknown").press("Write and sign the answer")
    page = advisor.page
    page.locator("[name='own-possibility']").first.check()
    page.locator("[name='own-sessions']").fill("1")
    page.locator("[name='own-visit_weeks']").fill("4, 52")
    page.locator("[name='own-note']").fill("Bring your last lung test.")
    advisor.press("Show what the patient will read")
    advisor.sees("What the patient will read", "Bring your last lung test.", "Its number is")
    assert advisor.axe() == []
    advisor.sign("Sign and make the private link").heading("Your private answer")
    return page.locator(".private-link code").inner_text()


def then_the_patient_opens_it_by_birth_date_and_accepts(patient: Desk, link: str) -> None:
    assert NAME.split(maxsplit=1)[0] not in link
    patient.open(link).heading("Open your answer")
    patient.fill(birth_date="1957-03-08").press("Open").sees("birth date")
    patient.does_not_see("Bring your last lung test.").forgive("422")
    patient.fill(birth_date=BORN).press("Open").heading("Your answer")
    patient.sees("Is it possible?", "Bring your last lung test.")
    assert patient.axe() == []
    then_each_number_leads_to_its_source_and_the_paper_is_the_signed_one(patient)
    then_german_says_the_same(patient)
    patient.press("Yes, go on").is_marked("Accepted")


def then_each_number_leads_to_its_source_and_the_paper_is_the_signed_one(patient: Desk) -> None:
    page = patient.page
    page.locator(".ref a").first.click()
    expect(page.locator(".answer-sources li:target")).to_be_visible()
    for box in page.locator("[name='option']").all():
        box.set_checked(box.get_attribute("value") in {"donor_secretome", "nothing"})
    patient.press("Show these")
    expect(page.locator(".choices thead th")).to_have_count(3)
    with page.expect_download() as paper:
        page.get_by_role("button", name="Download to print (PDF)").click()
    assert paper.value.path().read_bytes().startswith(b"%PDF")


def then_german_says_the_same(patient: Desk) -> None:
    patient.press("Deutsch").heading("Ihre Antwort").sees("Ist es möglich?")
    assert patient.axe() == []
    patient.press("English").heading("Your answer")


def when_the_physician_plans_with_the_dose_of_the_lot(physician: Desk, request: str) -> str:
    physician.open("/treatments/").page.get_by_role(
        "link", name=f"Write the plan {request}"
    ).click()
    physician.heading("Write a plan").choose(
        legal_basis=CONDITION, lot="LT-", route="nebulised", target_unit="particles",
        price_list="EUR",
    )  # fmt: skip
    physician.fill(
        jurisdiction="Demoland", target_text="2e10", weight_kg_text="64", session_count="1",
        starts_on=datetime.now(ZoneInfo("Europe/Berlin")).date().isoformat(),
    )  # fmt: skip
    visit = "visits-0-"
    physician.page.locator(f"[name='{visit}name']").fill("Visit after the dose")
    physician.page.locator(f"[name='{visit}days_after_first_dose']").fill("1")
    physician.page.locator(f"[name='{visit}measures']").fill("Symptom scale 0-10 (demo)")
    physician.page.locator(f"[name='{visit}is_safety_visit']").check()
    physician.press("Compute the dose and write the plan").heading("Plan ")
    physician.sees(re.compile(r"mL\s*\(95\s%:.+–.+\)"), "Computed from the lot's own verified")
    plan = physician.code("PL")
    physician.sign("Sign the plan").is_marked(
        "Signed, no consent yet", "Every word is as it was signed."
    )
    return plan


def when_the_patient_consents(physician: Desk, plan: str) -> str:
    physician.open(f"/treatments/plans/{plan}/").press("Record the consent")
    physician.fill(text_version="1", text="I know that nobody knows whether it helps.")
    physician.page.locator("[name='purposes'][value='treatment']").check()
    physician.press_main().is_marked("Consented", "Stands")
    return physician.code("SE")


def when_the_nurse_keeps_a_vial_and_prepares(nurse: Desk, session: str) -> str:
    return keep_and_prepare(nurse, session)


def when_three_scans_match(nurse: Desk, session: str, plan: str, vial: str) -> None:
    patient = nurse.open(f"/treatments/plans/{plan}/").code("PT")
    match(nurse, session, patient, plan, vial)
    nurse.heading("Matched. Give this dose")


def then_the_dose_is_given_and_the_waste_balances(nurse: Desk, session: str, vial: str) -> None:
    dose = read_dose(nurse)
    give(nurse, drawn=f"{float(dose) + 0.5:.2f}", given=dose, wasted="0.10", why="rest of the vial")
    nurse.sees(re.compile("Given and wasted add up to")).forgive("422")
    give(nurse, drawn=f"{float(dose) + 0.1:.2f}", given=dose, wasted="0.10", why="rest of the vial")
    nurse.heading(session).is_marked("Given").sees(vial)
    nurse.page.goto(f"/treatments/sessions/{session}/bedside/")
    expect(nurse.page.get_by_role("button", name="Check it")).to_have_count(0)


def then_the_visit_is_held_with_a_score(nurse: Desk, plan: str) -> None:
    nurse.open(f"/treatments/plans/{plan}/")
    nurse.page.get_by_role("link", name=re.compile("Visit after the dose")).first.click()
    nurse.heading("Visit after the dose").sees("What was expected")
    nurse.page.locator("input[name^='score_']").first.fill("4")
    nurse.press("Record the visit").sees("Every score of this plan")

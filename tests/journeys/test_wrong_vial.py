"""At the bedside the wrong patient, plan or vial fills the screen, and nothing is given."""

import re

import pytest
from playwright.sync_api import expect

from journeys.bedside import give, match, read_dose, scan
from journeys.desk import Desk

pytestmark = pytest.mark.journey


def test_wrong_patient_wrong_plan_and_wrong_vial_stop_the_nurse_then_the_right_ones_match(desk):
    nurse = desk("nurse")
    session, plan, patient, vial = given_a_prepared_session(nurse)
    other_plan, other_patient = given_another_patient(nurse, plan)
    other_vial, held_vial = given_two_wrong_vials(desk("safety"), nurse, vial)

    then_the_screen_refuses(nurse, session, (other_patient,), "This is another patient.")
    then_the_screen_refuses(
        nurse, session, (patient, other_plan), "This plan belongs to another patient"
    )
    then_the_screen_refuses(
        nurse, session, (patient, plan, other_vial),
        re.compile(f"{other_vial} (is not reserved|is kept|was given)"),
    )  # fmt: skip
    then_the_screen_refuses(nurse, session, (patient, plan, held_vial), "is on hold")
    then_the_screen_refuses(nurse, session, (patient, plan, mistyped(vial)), "The last character")
    plain = desk("nurse", java_script_enabled=False, viewport={"width": 390, "height": 800})
    then_the_screen_refuses(plain, session, (other_patient,), "This is another patient.")
    then_nothing_was_given(nurse, session)

    match(nurse, session, patient, plan, vial).heading("Matched. Give this dose")
    then_a_dose_sent_twice_is_given_once(nurse, session)


def prepared_session(nurse: Desk) -> str:
    found = re.search(r"Session (SE-\S+) is prepared", nurse.open("/").text())
    return found.group(1) if found else ""


def given_a_prepared_session(nurse: Desk) -> tuple[str, str, str, str]:
    session = prepared_session(nurse)
    nurse.open(f"/treatments/sessions/{session}/")
    return session, nurse.code("PL"), nurse.code("PT"), nurse.code("VL")


def given_another_patient(nurse: Desk, plan: str) -> tuple[str, str]:
    other = next(code for code in nurse.open("/treatments/").codes("PL") if code != plan)
    nurse.open(f"/treatments/plans/{other}/")
    return other, nurse.code("PT")


def given_two_wrong_vials(safety: Desk, nurse: Desk, vial: str) -> tuple[str, str]:
    lot = nurse.open(f"/vials/{vial}/").code("LT")
    other = next(code for code in nurse.open(f"/trace/{lot}/").codes("VL") if code != vial)
    held = safety.open("/quality/?state=ON_HOLD").code("LT")
    return other, nurse.open(f"/trace/{held}/").code("VL")


def mistyped(code: str) -> str:
    return code[:3] + code[4] + code[3] + code[5:] if code[3] != code[4] else code[:3] + "0000-0"


def then_the_screen_refuses(
    nurse: Desk, session: str, codes: tuple[str, ...], words: str | re.Pattern[str]
) -> None:
    nurse.open(f"/treatments/sessions/{session}/bedside/")
    scan(nurse, *codes)
    screen = nurse.page.locator(".refusal-screen")
    expect(screen).to_be_visible()
    nurse.sees(words, re.compile("Do not give|Scan the label again"))
    assert screen.bounding_box()["height"] >= nurse.page.viewport_size["height"] * 0.6
    expect(nurse.page.get_by_role("button", name="I gave this dose")).to_have_count(0)
    nurse.forgive("409")


def then_nothing_was_given(nurse: Desk, session: str) -> None:
    nurse.open(f"/treatments/sessions/{session}/give/")
    expect(nurse.page.get_by_role("button", name="I gave this dose")).to_have_count(0)
    nurse.open(f"/treatments/sessions/{session}/").sees("Tries at the bedside", "Refused")
    expect(nurse.page.get_by_role("heading", name="Given")).to_have_count(0)


def then_a_dose_sent_twice_is_given_once(nurse: Desk, session: str) -> None:
    dose = read_dose(nurse)
    drawn = f"{float(dose) + 0.1:.2f}"
    token = nurse.page.locator("[name='csrfmiddlewaretoken']").input_value()
    give(nurse, drawn=drawn, given=dose, wasted="0.1", why="rest of the vial").heading(session)
    again = nurse.context.request.post(
        f"/treatments/sessions/{session}/give/",
        form={
            "csrfmiddlewaretoken": token, "drawn_ml_text": drawn, "given_ml_text": dose,
            "wasted_ml_text": "0.1", "waste_reason": "rest of the vial",
        },
        headers={"Referer": nurse.page.url},
    )  # fmt: skip
    assert again.ok
    assert len(nurse.open(f"/treatments/sessions/{session}/").codes("AD")) == 1

"""The steps at the bedside, as the nurse does them with a scanner: a code, then Enter."""

from journeys.desk import Desk


def keep_and_prepare(nurse: Desk, session: str) -> str:
    """Keep the first vial that is offered, prepare the session, and return the vial's code."""
    nurse.open(f"/treatments/sessions/{session}/")
    offered = nurse.page.locator("select[name='vial'] option").first
    vial = offered.inner_text().split()[0]
    nurse.press("Keep this vial").sees("Hand it back")
    nurse.page.locator("#prepare").get_by_role("button").click()
    nurse.sees("Prepared", "Dose, computed at preparation")
    return vial


def scan(nurse: Desk, *codes: str) -> Desk:
    """Scan these codes one after the other; a scanner types the code and presses Enter."""
    for code in codes:
        field = nurse.page.locator(".scan-field input")
        field.fill(code)
        field.press("Enter")
        nurse.page.wait_for_load_state()
    return nurse


def match(nurse: Desk, session: str, patient: str, plan: str, vial: str) -> Desk:
    """Scan wristband, plan sheet and vial."""
    nurse.open(f"/treatments/sessions/{session}/bedside/").heading("Scan before you give")
    return scan(nurse, patient, plan, vial)


def read_dose(nurse: Desk) -> str:
    """The number in the largest type on the page."""
    return nurse.page.locator("p.dose").inner_text().split()[0]


def give(nurse: Desk, *, drawn: str, given: str, wasted: str, why: str) -> Desk:
    """Type what was read off the syringe."""
    nurse.fill(drawn_ml_text=drawn, given_ml_text=given, wasted_ml_text=wasted, waste_reason=why)
    return nurse.press("I gave this dose")

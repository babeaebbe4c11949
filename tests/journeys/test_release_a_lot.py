"""Quality decides on a lot: refused with every reason, mended page by page, signed, certified."""

import re

import pytest

from journeys.desk import Desk

pytestmark = pytest.mark.journey
# The one lot of the demo whose making raised a deviation; its donor was deferred since.
STORY = "step recovery read 31.0 %"


def test_a_lot_is_refused_with_every_reason_then_mended_reviewed_and_released(desk):
    lot, donor, deviation = given_a_lot_with_an_open_deviation(desk("qa"))
    when_its_endotoxin_result_is_set_aside(desk("qa"), lot)
    then_the_qualified_person_reads_every_reason_and_cannot_sign(desk("qp"), lot, donor, deviation)

    when_the_deviation_is_assessed_and_closed(desk("qa"), deviation)
    when_the_donor_is_tested_and_accepted_again(desk("donors"), desk("qc"), donor)
    result = when_the_analyst_measures_again(desk("qc"), lot)
    then_it_still_waits_for_a_second_person(desk("qp"), lot)
    when_a_second_analyst_verifies(desk("qc2"), result)

    then_who_measured_it_cannot_review_it(desk("qc"), lot)
    when_the_second_analyst_reviews(desk("qc2"), lot)
    then_who_made_it_has_nothing_to_sign(desk("operator"), lot)
    when_the_qualified_person_mistypes_then_signs(desk("qp"), lot)
    then_the_certificate_opens_and_can_be_checked_by_anybody(desk("qp"), desk(), lot)


def lot_page(who: Desk, lot: str) -> Desk:
    return who.open(f"/quality/lots/{lot}/").heading(lot)


def given_a_lot_with_an_open_deviation(qa: Desk) -> tuple[str, str, str]:
    qa.sees(re.compile("The deviation DV-.* must be assessed"))
    qa.press("Assess it").sees(STORY)
    deviation, batch = qa.code("DV"), qa.code("BA")
    lot = qa.scan(batch).heading(batch).code("LT")
    lot_page(qa, lot).sees("May not be released: 3 reasons.")
    return lot, qa.code("DN"), deviation


def when_its_endotoxin_result_is_set_aside(qa: Desk, lot: str) -> None:
    lot_page(qa, lot)
    qa.page.get_by_role("row").filter(has_text="Endotoxin").get_by_role("link").first.click()
    qa.heading("Endotoxin").press("Set this result aside")
    qa.fill(reason="The cartridge was past its date.").press_main()
    qa.is_marked("Set aside")


def then_the_qualified_person_reads_every_reason_and_cannot_sign(
    qp: Desk, lot: str, donor: str, deviation: str
) -> None:
    lot_page(qp, lot).sees(
        "May not be released: 4 reasons.",
        f"The deviation {deviation} is open and not assessed.",
        f"The donor {donor} is deferred.",
        re.compile(r"Endotoxin: RS-.* Test again\."),
        "Quality control has not reviewed and signed this lot.",
    )
    assert qp.page.get_by_role("button", name="Sign the release").count() == 0


def when_the_deviation_is_assessed_and_closed(qa: Desk, deviation: str) -> None:
    qa.open(f"/quality/deviations/{deviation}/")
    qa.fill(assessment="Less was recovered; what was recovered meets its limits.")
    qa.press("Keep the assessment").is_marked("Assessed")
    qa.sign("Sign the closure", reason="Yield only; no harm to the product.")
    qa.is_marked("Closed", "Signature holds").sees("Quinn Demo")


def when_the_donor_is_tested_and_accepted_again(donors: Desk, checker: Desk, donor: str) -> None:
    donors.open(f"/donors/{donor}/").is_marked("Deferred").sees("It cannot be signed yet.")
    donors.press("Enter a result")
    tests = donors.page.locator("select[name='marker'] option")
    for marker in [option.get_attribute("value") for option in tests.all()]:
        donors.open(f"/donors/{donor}/screening/").fill(
            marker=marker, result="NEGATIVE", as_reported="non-reactive", laboratory="Laboratory 2"
        )
        donors.press("Enter the result").heading(donor)
    checker.open(f"/donors/{donor}/")
    waiting = checker.page.locator("form[action*='/screenings/'] button")
    while waiting.count():
        waiting.first.click()
        checker.sees("The result is verified.")
    donors.open(f"/donors/{donor}/").sign(
        "Sign the acceptance", reason="Tested again; back from travel for long enough."
    ).is_marked("Eligible")


def when_the_analyst_measures_again(qc: Desk, lot: str) -> str:
    lot_page(qc, lot)
    qc.page.get_by_role("link", name=qc.code("SA")).first.click()
    qc.heading("Sample").press("Start a run")
    qc.fill(method="Endotoxin, kinetic chromogenic", method_version="2", instrument="Reader 1")
    qc.press_main().heading("Endotoxin, kinetic chromogenic")
    qc.fill(attribute="endotoxin", as_reported="<0.05", unit="EU/mL")
    qc.fill(no_estimate_reason="The method reports one number.").press("Enter it")
    return qc.is_marked("Waits for verification").code("RS")


def then_it_still_waits_for_a_second_person(qp: Desk, lot: str) -> None:
    lot_page(qp, lot).sees("May not be released: 2 reasons.")


def when_a_second_analyst_verifies(qc2: Desk, result: str) -> None:
    qc2.scan(result).heading("Endotoxin").sign("Sign the verification").is_marked("Verified")


def then_who_measured_it_cannot_review_it(qc: Desk, lot: str) -> None:
    lot_page(qc, lot).is_marked("In quarantine").sees("It cannot be signed yet.")
    qc.sees("You entered results of this lot. Somebody else reviews it.")
    assert qc.page.get_by_role("button", name="Sign the review").count() == 0


def when_the_second_analyst_reviews(qc2: Desk, lot: str) -> None:
    lot_page(qc2, lot).sign("Sign the review").is_marked(
        "Reviewed, not released", "Signature holds"
    )


def then_who_made_it_has_nothing_to_sign(operator: Desk, lot: str) -> None:
    lot_page(operator, lot).sees("You took part in making this lot.")
    assert operator.page.get_by_role("button", name=re.compile("^Sign")).count() == 0


def when_the_qualified_person_mistypes_then_signs(qp: Desk, lot: str) -> None:
    lot_page(qp, lot).sees("Nothing speaks against it.")
    qp.sign("Sign the release", password="not the password").sees("That was not right.")
    qp.forgive("422")
    lot_page(qp, lot).is_marked("Reviewed, not released")
    qp.sign("Sign the release").is_marked("Released")


def then_the_certificate_opens_and_can_be_checked_by_anybody(
    qp: Desk, visitor: Desk, lot: str
) -> None:
    certificate = lot_page(qp, lot).press("Open the certificate").code("CE")
    address = qp.page.get_by_role("link", name="Download the PDF").get_attribute("href")
    answer = qp.context.request.get(address)
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.body().startswith(b"%PDF-")
    visitor.open(f"/quality/check/{certificate}/").sees("Valid", certificate)

"""A leaflet that says too much is held back, mended or signed; anybody reads the claims."""

import pytest

pytestmark = pytest.mark.journey
WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
BODY = "Exosomes have no side effects.\n\nDo not stop your medicines."


def test_a_leaflet_with_a_claim_goes_out_only_signed_and_says_so(desk):
    writer = desk("coordinator").open("/texts/write/")
    assert writer.axe() == []
    writer.fill(title="A leaflet of this journey", body=BODY).press_main()
    writer.heading("A leaflet of this journey").is_marked("Draft", "Contradicted")
    writer.sees("You could write:").does_not_see("Publish this text")
    assert writer.page.locator("mark").count() == 1
    assert writer.axe() == []
    code = writer.code("TX")
    advisor = desk("advisor").open(f"/texts/{code}/")
    advisor.sign("Sign and publish despite the claims", reason="It quotes an advertisement")
    advisor.is_marked("Published", "Signature holds")
    assert advisor.axe() == []
    anybody = desk(viewport=NARROW).open(f"/leaflets/{code}/")
    anybody.heading("A leaflet of this journey").sees("Published despite claims")
    anybody.sees("It quotes an advertisement")
    assert anybody.axe() == []


def test_a_mended_draft_is_published_without_a_signature(desk):
    writer = desk("coordinator").open("/texts/write/")
    writer.fill(title="A leaflet to be mended", body=BODY).press_main()
    writer.press("Change the draft").fill(body="Side effects occur.").press_main()
    writer.sees("No claim was found.").press("Publish this text").is_marked("Published")
    desk().open("/leaflets/").sees("A leaflet to be mended")


@pytest.mark.parametrize("window", [WIDE, NARROW], ids=["wide", "narrow"])
def test_anybody_reads_the_claims_without_scripts(desk, window):
    anybody = desk(viewport=window, java_script_enabled=False).open("/claims/")
    anybody.heading("What is said, and what is true of it").is_marked("Contradicted")
    anybody.sees("Intact vesicles left of a drip after 180 days")
    anybody.open("/claims/#C13")
    wide = anybody.page.locator("main").bounding_box()
    assert wide is not None
    assert wide["width"] <= window["width"]


def test_a_pasted_text_is_marked_beside_its_notes(desk):
    writer = desk("coordinator", viewport=WIDE).open("/claims/check/")
    writer.fill(body=BODY).press_main()
    writer.sees("1 claim was found, 1 without enough evidence.").is_marked("Contradicted")
    mark = writer.page.locator("mark").bounding_box()
    note = writer.page.locator(".note").bounding_box()
    assert mark is not None
    assert note is not None
    assert note["x"] > mark["x"] + mark["width"] / 2
    assert writer.axe() == []

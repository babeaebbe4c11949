"""The pages of treatments: they render whole, refuse in sentences, and hide other sites."""

from datetime import timedelta
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from factories.browsing import browser_of, sign_words
from factories.patients import make_accepted
from factories.people import Crew
from factories.quality import hold as hold_lot
from factories.treatments import (
    COUNTRY,
    consented_plan,
    free_vial,
    give,
    make_basis,
    make_prices,
    match,
    prepared_session,
    session_of,
    sign,
    treatable_lot,
    write_plan,
)
from secretome_record.treatments.models import (
    BedsideCheck,
    LegalBasis,
    Plan,
    PlanConsent,
    PriceList,
    Session,
)
from secretome_record.treatments.queries import site_day

HOSTILE = '<script>alert("x")</script>'


@pytest.fixture
def now():
    return timezone.now()


def page_of(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status, answer.content.decode()[:500]
    text = answer.content.decode()
    assert "«missing:" not in text, text[text.index("«missing:") - 200 :][:400]
    return text


def plan_words(crew, lot, basis, prices, **changed):
    return {
        "legal_basis": str(basis.pk), "jurisdiction": COUNTRY, "lot": str(lot.pk),
        "identity_code": "", "route": "nebulised", "target_text": "2e10",
        "target_unit": "particles", "weight_kg_text": "71", "tolerance_pct": "20",
        "smallest_volume_ml": "0.05", "session_count": "2", "session_interval_days": "7",
        "starts_on": site_day(lot.site, timezone.now()).isoformat(), "price_list": str(prices.pk),
        "visits-TOTAL_FORMS": "2", "visits-INITIAL_FORMS": "0", "visits-0-name": "Safety",
        "visits-0-days_after_first_dose": "7", "visits-0-is_safety_visit": "on",
        "visits-0-grace_days": "3", "visits-1-name": "",
        "form_key": "01900000-0000-7000-8000-000000000001", **changed,
    }  # fmt: skip


def test_empty_lists_say_how_the_first_comes_into_being(crew):
    client = browser_of(crew.physician)
    assert "comes into being" in page_of(client, "/treatments/")
    assert "comes into being" in page_of(client, "/treatments/legal-bases/")
    assert "No price list yet" in page_of(client, "/treatments/prices/")


def test_a_plan_is_written_in_steps_once_signed_and_consented_to(crew, now):
    lot = treatable_lot(crew, now)
    basis, prices = make_basis(crew, lot.product, now), make_prices(crew, now)
    asked = make_accepted(crew, at=now - timedelta(hours=1))
    client = browser_of(crew.physician)
    assert asked.code in page_of(client, "/treatments/")
    address = f"/treatments/requests/{asked.code}/plan/"
    assert "Finer limits" in page_of(client, address)
    sent = plan_words(crew, lot, basis, prices)
    first, second = client.post(address, sent), client.post(address, sent)
    assert first.status_code == 302, first.content.decode()
    assert first["Location"] == second["Location"]
    plan = Plan.objects.get()
    assert "Sign the plan" in page_of(client, first["Location"])
    bad = client.post(f"/treatments/plans/{plan.code}/sign/", {"sign-password": "no"})
    assert bad.status_code == 422
    good = client.post(f"/treatments/plans/{plan.code}/sign/", sign_words(crew.physician))
    assert good.status_code == 302, good.content.decode()
    assert "Every word is as it was signed" in page_of(client, first["Location"])
    form = f"/treatments/plans/{plan.code}/consent/"
    page_of(client, form)
    words = {
        "text_version": "2026-1", "text": "What we do not know.", "language": "en",
        "given_at": timezone.now().astimezone(ZoneInfo(crew.site.zone)).strftime("%Y-%m-%dT%H:%M"),
    }  # fmt: skip
    refused = client.post(form, words)
    assert "Without consent to the treatment" in refused.content.decode()
    paper = SimpleUploadedFile("signed.png", b"\x89PNG\r\n\x1a\n" + b"0" * 40)
    done = client.post(form, words | {"purposes": ["treatment"], "document": paper})
    assert done.status_code == 302, done.content.decode()
    assert PlanConsent.objects.get().document.media_type == "image/png"
    assert Plan.objects.get().state == "CONSENTED"
    assert "Consented" in page_of(client, first["Location"])


def test_every_reason_against_a_plan_stands_on_its_form(crew, now):
    lot = treatable_lot(crew, now)
    basis = make_basis(crew, lot.product, now, jurisdiction="Norway", condition="gout")
    prices = make_prices(crew, now, per_session="50.00")
    asked = make_accepted(crew, at=now - timedelta(hours=1))
    client = browser_of(crew.physician)
    answer = client.post(
        f"/treatments/requests/{asked.code}/plan/",
        plan_words(crew, lot, basis, prices, **{"visits-0-name": "", "target_unit": "ug"}),
    )
    text = answer.content.decode()
    assert answer.status_code == 422
    for words in (
        "covers the condition gout", "covers the jurisdiction Norway", "No visit is planned",
        "nobody approved charging", "convert only with a factor",
    ):  # fmt: skip
        assert words in text
    assert not Plan.objects.exists()


def test_a_permit_is_recorded_once_with_its_document_and_shown_plainly(crew, now):
    lot = treatable_lot(crew, now)
    client = browser_of(crew.medical_advisor)
    page_of(client, "/treatments/legal-bases/add/")

    def sent(**changed):
        return {
            "site": str(crew.site.pk), "kind": "trial", "approved_trial": "on",
            "jurisdiction": COUNTRY, "reference": HOSTILE, "valid_from": "2026-01-01",
            "valid_to": "2027-12-31", "product": str(lot.product_id), "condition": "gout",
            "route": "nebulised", "form_key": "01900000-0000-7000-8000-000000000002",
            "document": SimpleUploadedFile("permit.pdf", b"%PDF-1.7 text"), **changed,
        }  # fmt: skip

    wrong = client.post(
        "/treatments/legal-bases/add/", sent(document=SimpleUploadedFile("p.pdf", b"GIF89a"))
    )
    assert "is not a file of the kind needed" in wrong.content.decode()
    first = client.post("/treatments/legal-bases/add/", sent())
    second = client.post("/treatments/legal-bases/add/", sent())
    assert first["Location"] == second["Location"]
    text = page_of(client, first["Location"])
    assert "<script>alert" not in text
    assert LegalBasis.objects.get().document.sha256 in text
    page_of(client, "/treatments/legal-bases/?words=gout&kind=trial")


def test_a_price_list_is_recorded_and_a_wrong_currency_refused_beside_its_field(crew):
    client = browser_of(crew.coordinator)
    sent = {
        "site": str(crew.site.pk), "currency": "EUR", "per_session_text": "120.00",
        "per_visit_text": "30.00", "not_included": "Travel\nHotel", "valid_from": "2026-01-01",
    }  # fmt: skip
    assert (
        "ISO 4217"
        in client.post("/treatments/prices/add/", sent | {"currency": "XYZ"}).content.decode()
    )
    assert client.post("/treatments/prices/add/", sent).status_code == 302
    assert PriceList.objects.get().not_included == ["Travel", "Hotel"]
    assert "120.00 EUR" in page_of(client, "/treatments/prices/")


def test_a_session_is_kept_prepared_scanned_and_given_on_its_pages(crew, now):
    plan = consented_plan(crew, now)
    session = session_of(plan)
    client = browser_of(crew.nurse)
    address = f"/treatments/sessions/{session.code}/"
    assert "0 of" not in page_of(client, address)
    vial = free_vial(plan.lot)
    assert client.post(f"{address}reserve/", {"vial": str(vial.pk)}).status_code == 302
    assert client.post(f"{address}prepare/").status_code == 302
    assert "Scan at the bedside" in page_of(client, address)
    bedside = f"{address}bedside/"
    assert "Wristband" in page_of(client, bedside)
    scans = {"patient_scan": plan.patient.code}
    assert "Plan sheet" in client.post(bedside, scans).content.decode()
    scans["plan_scan"] = plan.code
    assert "Label of the vial" in client.post(bedside, scans).content.decode()
    scans["vial_scan"] = vial.code
    matched = client.post(bedside, scans)
    assert matched["Location"] == f"{address}give/"
    assert plan.dose["draw_ml_text"] in page_of(client, f"{address}give/")
    words = {"drawn_ml_text": "1.2", "given_ml_text": "1", "wasted_ml_text": "0.1"}
    unbalanced = client.post(f"{address}give/", words)
    assert "add up to 1.1 mL" in unbalanced.content.decode()
    words |= {"wasted_ml_text": "0.2", "waste_reason": "dead volume"}
    assert client.post(f"{address}give/", words).status_code == 302
    assert client.post(f"{address}give/", words)["Location"] == address
    assert Session.objects.get(pk=session.pk).state == "GIVEN"
    text = page_of(client, address)
    assert "Report a reaction" in text
    assert client.get(bedside)["Location"] == address


def test_a_refusal_at_the_bedside_fills_the_screen_and_stays_on_record(crew, now):
    lot = treatable_lot(crew, now)
    ready, other = prepared_session(crew, now, lot=lot), prepared_session(crew, now, lot=lot)
    client = browser_of(crew.nurse)
    bedside = f"/treatments/sessions/{ready.session.code}/bedside/"
    wrong = client.post(bedside, {"patient_scan": other.session.plan.patient.code})
    text = wrong.content.decode()
    assert wrong.status_code == 409
    assert "This is another patient." in text
    assert "Check the wristband" in text
    hold_lot(lot, crew, now)
    scans = {
        "patient_scan": ready.session.plan.patient.code, "plan_scan": ready.session.plan.code,
        "vial_scan": other.vial.code,
    }  # fmt: skip
    text = client.post(bedside, scans).content.decode()
    assert "kept for another session" in text
    assert f"The lot {lot.code} is on hold." in text
    assert "«missing:" not in text
    assert BedsideCheck.objects.filter(session=ready.session, matched=False).count() == 2
    hostile = client.post(bedside, {"patient_scan": HOSTILE}).content.decode()
    assert "<script>alert" not in hostile
    assert "The wristband could not be read." in hostile


def test_a_dose_given_twice_by_two_windows_is_recorded_once(crew, now):
    ready = prepared_session(crew, now)
    match(ready.session, ready.vial, crew, now)
    client = browser_of(crew.nurse)
    give(ready.session, crew, now)
    address = f"/treatments/sessions/{ready.session.code}/"
    words = {"drawn_ml_text": "1", "given_ml_text": "1", "wasted_ml_text": "0"}
    assert client.post(f"{address}give/", words)["Location"] == address
    assert Session.objects.get(pk=ready.session.pk).administrations.count() == 1


def test_an_overdue_visit_is_signed_for_on_the_page_of_the_session(crew, now):
    begin = now - timedelta(days=12)
    plan = consented_plan(crew, begin)
    ready = prepared_session(crew, begin, plan)
    match(ready.session, ready.vial, crew, begin)
    give(ready.session, crew, begin)
    second = session_of(plan, 2)
    address = f"/treatments/sessions/{second.code}/"
    client = browser_of(crew.physician)
    text = page_of(client, address)
    assert "is overdue" in text
    assert "Sign why the dose may be given" in text
    empty = client.post(f"{address}allow/", {"sign-reason": ""})
    assert empty.status_code == 422
    sent = {"sign-reason": "Telephoned, well."} | sign_words(crew.physician)
    done = client.post(f"{address}allow/", sent)
    assert done.status_code == 302, done.content.decode()
    assert "Telephoned, well." in page_of(client, address)


def test_plans_are_withdrawn_stopped_and_sessions_cancelled_with_a_reason(crew, now):
    plan = consented_plan(crew, now)
    client = browser_of(crew.physician)
    session = session_of(plan)
    page_of(client, f"/treatments/sessions/{session.code}/cancel/")
    cancel = f"/treatments/sessions/{session.code}/cancel/"
    assert client.post(cancel, {"reason": " "}).status_code == 422
    assert client.post(cancel, {"reason": "Fever."}).status_code == 302
    assert client.post(cancel, {"reason": "Again."}).status_code == 422
    withdraw = f"/treatments/plans/{plan.code}/withdraw/"
    page_of(client, withdraw)
    assert client.post(withdraw, {"reason": "Changed their mind."}).status_code == 302
    assert client.get(withdraw).status_code == 404
    assert "Withdrawn" in page_of(client, f"/treatments/plans/{plan.code}/")
    stop = f"/treatments/plans/{plan.code}/stop/"
    assert client.post(stop, {"reason": "Moved away."}).status_code == 302
    assert "Stopped" in page_of(client, f"/treatments/plans/{plan.code}/")


def test_another_site_finds_nothing_and_an_inspector_reads_a_pseudonym(crew, other_site, now):
    ready = prepared_session(crew, now)
    plan = ready.session.plan
    stranger = browser_of(Crew(other_site).nurse)
    inspector = browser_of(crew.inspector)
    for address in (
        f"/treatments/plans/{plan.code}/", f"/treatments/sessions/{ready.session.code}/",
        f"/treatments/legal-bases/{plan.legal_basis.code}/",
    ):  # fmt: skip
        assert stranger.get(address).status_code == 404
        assert "Maria Lindqvist" not in page_of(inspector, address)
    assert stranger.get(f"/treatments/sessions/{ready.session.code}/bedside/").status_code == 404
    text = page_of(browser_of(crew.nurse), f"/treatments/sessions/{ready.session.code}/bedside/")
    assert "Maria Lindqvist" in text
    assert plan.patient.code not in page_of(stranger, "/treatments/")


def test_the_list_of_plans_takes_a_fixed_number_of_queries(crew, now):
    client = browser_of(crew.nurse)
    lot = treatable_lot(crew, now)
    basis, prices = make_basis(crew, lot.product, now), make_prices(crew, now)

    def count():
        with CaptureQueriesContext(connection) as caught:
            page_of(client, "/treatments/")
        return len(caught)

    def more():
        return write_plan(crew, lot=lot, basis=basis, prices=prices, at=now)

    sign(more(), crew, now)
    first = count()
    for _ in range(3):
        more()
    assert count() == first
    assert first <= 14


def test_a_matched_session_on_a_held_lot_says_why_instead_of_offering_the_dose(crew, now):
    ready = prepared_session(crew, now)
    match(ready.session, ready.vial, crew, now)
    address = f"/treatments/sessions/{ready.session.code}/"
    way = f'href="{address}give/"'
    assert way in page_of(browser_of(crew.nurse), address)
    assert way not in page_of(browser_of(crew.physician), address)
    hold_lot(ready.vial.lot, crew, now)
    text = page_of(browser_of(crew.nurse), address)
    assert way not in text
    assert f"Not now: The lot {ready.vial.lot.code} is on hold" in unescape(text)

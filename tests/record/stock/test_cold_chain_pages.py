"""Pages of the cold chain: a file is added, shown with its limits, and its vials are decided on."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from factories import stock as make
from factories.browsing import browser_of, sign_words
from factories.loggers import add_file, logger_file
from factories.people import AT, Crew
from factories.quality import released_lot
from secretome_record.stock import queries
from secretome_record.stock.models import TemperatureFile, Transport, VialHold

WARM = [-81, -80, -62, -60, -80, -81]


@pytest.fixture
def lot(crew):
    return make.stocked_lot(crew, released_lot(crew))


@pytest.fixture
def freezer(lot):
    return queries.place_of(make.vials_of(lot)[0]).position.freezer


def page(client, name, *args, status=200) -> str:
    answer = client.get(reverse(f"stock:{name}", args=args))
    assert answer.status_code == status, name
    text = answer.content.decode()
    assert "«missing" not in text, text[text.index("«missing") - 200 :][:400]
    return text


def send_file(client, name, code, data: bytes):
    words = {"file": SimpleUploadedFile("logger.csv", data, "text/csv")}
    return client.post(reverse(f"stock:{name}", args=[code]), words, follow=True)


def test_a_file_is_added_to_a_freezer_and_its_vials_are_decided_on(crew, lot, freezer):
    keeper = browser_of(crew.storekeeper)
    assert "No temperature file yet" in page(keeper, "record", freezer.code)
    text = send_file(keeper, "freezer_file_add", freezer.code, logger_file(AT, WARM))
    assert "4 of 4 vials that were there were too warm" in text.content.decode()
    found = TemperatureFile.objects.get()
    assert "Recorded until" in page(keeper, "record", freezer.code)
    assert "On hold" in page(keeper, "vial", make.vials_of(lot)[0].code)

    qa = browser_of(crew.qa)
    assert "Decide on the held vials" in page(qa, "temperature", found.code)
    holds = [hold.code for hold in queries.open_holds_of(found)]
    words = sign_words(crew.qa) | {
        "sign-vials": holds[:3], "sign-decision": "free", "sign-reason": "Stability report 7.",
    }  # fmt: skip
    answer = qa.post(reverse("stock:decide", args=[found.code]), words, follow=True)
    assert "Freed" in answer.content.decode()
    words = {"sign-password": words["sign-password"], "sign-vials": holds[3:],
             "sign-decision": "condemn", "sign-reason": "Nearest the door."}  # fmt: skip
    qa.post(reverse("stock:decide", args=[found.code]), words)
    assert sorted(VialHold.objects.values_list("state", flat=True)) == ["CONDEMNED", *["FREED"] * 3]
    assert "Condemned: destroy it" in page(qa, "temperature", found.code)


def test_nothing_is_ticked_beforehand_and_the_signing_sentence_counts(crew, freezer):
    found = add_file(crew, freezer, logger_file(AT, WARM), AT)
    qa = browser_of(crew.qa)
    text = page(qa, "temperature", found.code)
    assert text.count('type="checkbox"') == 4
    assert "checked" not in text
    assert "Vials decided: 0 of 4. Decision: none yet." in text
    assert "stock/decide.js" in text
    holds = [hold.code for hold in queries.open_holds_of(found)]
    words = sign_words(crew.qa) | {"sign-vials": holds[:1], "sign-decision": "free"}
    address = reverse("stock:decide", args=[found.code])
    text = qa.post(address, words).content.decode()
    assert "Vials decided: 1 of 4. Decision: May be used." in text
    text = qa.post(address, words | {"sign-reason": "Report 7."}, follow=True).content.decode()
    assert "1 of 4 held vials decided: May be used. 3 stay on hold." in text


def test_a_file_that_never_was_as_cold_as_the_freezer_raises_an_eyebrow(crew, freezer):
    keeper = browser_of(crew.storekeeper)
    warm = logger_file(AT, [7, 12, 20, 9])
    text = send_file(keeper, "freezer_file_add", freezer.code, warm).content.decode()
    assert "Not one reading is as cold as this freezer is kept" in text
    assert "7.0 °C to 20.0 °C" in text
    text = send_file(keeper, "freezer_file_add", freezer.code, logger_file(AT, WARM))
    assert "Not one reading" not in text.content.decode()


def test_a_decision_without_a_choice_says_so(crew, freezer):
    found = add_file(crew, freezer, logger_file(AT, WARM), AT)
    qa = browser_of(crew.qa)
    address = reverse("stock:decide", args=[found.code])
    assert qa.post(address, sign_words(crew.qa)).status_code == 422
    assert VialHold.objects.filter(state="HELD").count() == 4


def test_the_picture_shows_both_grounds_and_the_file_comes_back_unchanged(crew, freezer):
    data = logger_file(AT, WARM)
    found = add_file(crew, freezer, data, AT)
    client = browser_of(crew.nurse)
    for ground in ("light", "dark"):
        answer = client.get(reverse("stock:picture", args=[found.code]) + f"?ground={ground}")
        assert answer["Content-Type"] == "image/svg+xml"
        assert b"at most" in answer.content
    answer = client.get(reverse("stock:temperature_document", args=[found.code]))
    assert b"".join(answer.streaming_content) == data


def test_a_file_that_is_no_temperature_record_is_refused_beside_the_field(crew, freezer):
    client = browser_of(crew.storekeeper)
    answer = send_file(client, "freezer_file_add", freezer.code, b"remember the milk")
    assert answer.status_code == 422
    assert not TemperatureFile.objects.exists()


def test_a_transport_is_recorded_with_its_vials_and_its_file(crew, lot):
    client = browser_of(crew.storekeeper)
    assert "No transport yet" in page(client, "transports")
    vials = make.vials_of(lot)
    words = {
        "site": crew.site.pk, "name": "Cleanroom to clinic", "late_reason": "Entered later.",
        "vials": f"{vials[0].code}\n{vials[1].code}", "left_at": "2026-03-02T09:00",
        "arrived_at": "2026-03-02T13:00",
    }  # fmt: skip
    answer = client.post(reverse("stock:transport_add"), words, follow=True)
    text = answer.content.decode()
    assert vials[1].code in text
    transport = Transport.objects.get()
    send_file(client, "transport_file_add", transport.code, logger_file(AT, WARM))
    assert VialHold.objects.count() == 2
    words["vials"] = "VL-000000-0"
    assert client.post(reverse("stock:transport_add"), words).status_code == 422


def test_pages_of_another_site_are_not_found(crew, freezer, other_site):
    found = add_file(crew, freezer, logger_file(AT, WARM), AT)
    stranger = browser_of(Crew(other_site).storekeeper)
    for name in ("temperature", "picture", "temperature_document"):
        page(stranger, name, found.code, status=404)
    page(stranger, "freezer_file_add", freezer.code, status=404)


def test_held_vials_wait_for_quality_assurance_in_the_work_list(crew, freezer):
    add_file(crew, freezer, logger_file(AT, WARM), AT)
    sentences = [item.sentence for item in queries.waiting_for(crew.qa)]
    assert any("4 vials were too warm" in sentence for sentence in sentences)


def test_held_vials_are_marked_in_the_freezer_and_counted_as_held_with_their_lot(crew):
    # The pages read the real clock, so the lot must be young.
    at = timezone.now() - timedelta(days=20)
    lot = make.stocked_lot(crew, released_lot(crew, at), at)
    freezer = queries.place_of(make.vials_of(lot)[0]).position.freezer
    keeper = crew.storekeeper
    assert queries.counts_of(queries.lot_for(keeper, lot.code), timezone.now()).free == 4
    add_file(crew, freezer, logger_file(at, WARM), timezone.now())
    counts = queries.counts_of(queries.lot_for(keeper, lot.code), timezone.now())
    assert (counts.free, counts.held) == (0, 4)
    client = browser_of(keeper)
    assert page(client, "record", freezer.code).count(", on hold") >= 4
    assert page(client, "lot", lot.code).count("On hold") >= 4

"""Freezers as grids, lots counted, vials scanned into place; wrong scans say what to do."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from factories.batches import make_lot, vials_of
from factories.browsing import browser_of
from factories.people import AT, Crew
from factories.stock import free_positions, make_freezer, place, stocked_lot
from secretome_record.batches.models import Vial
from secretome_record.pages.work import Urgency
from secretome_record.stock import queries, services
from secretome_record.stock.models import Freezer, Position
from secretome_record.stock.urls import CODE_ADDRESSES

pytestmark = pytest.mark.django_db


def _text(page) -> str:
    return page.content.decode()


def _get(client, name, *args):
    page = client.get(reverse(name, args=args))
    assert page.status_code == 200
    assert "missing:" not in _text(page)
    return _text(page)


def test_every_page_of_the_room_shows_to_a_storekeeper_and_an_inspector(crew):
    lot = stocked_lot(crew, vial_count=2)
    freezer, vial = Freezer.objects.get(), vials_of(lot)[0]
    for person in (crew.storekeeper, crew.inspector):
        client = browser_of(person)
        assert freezer.name in _get(client, "stock:list")
        assert vial.code in _get(client, "stock:record", freezer.code)
        assert vial.code in _get(client, "stock:lot", lot.code)
        assert "Put into" in _get(client, "stock:vial", vial.code)


def test_empty_rooms_say_how_the_first_comes_into_being(crew):
    page = _get(browser_of(crew.storekeeper), "stock:list")
    assert "Add the first one" in page
    assert "when a batch is filled" in page


def test_a_freezer_and_its_box_are_added_by_form(crew):
    client = browser_of(crew.storekeeper)
    made = client.post(
        reverse("stock:add_freezer"), {"site": crew.site.pk, "name": "North", "max_c": "-80"}
    )
    freezer = Freezer.objects.get()
    assert made.url == reverse("stock:record", args=[freezer.code])
    assert "no positions yet" in _get(client, "stock:record", freezer.code)
    url = reverse("stock:add_positions", args=[freezer.code])
    client.post(url, {"box": "r1-b1", "rows": 2, "columns": 3})
    assert list(Position.objects.order_by("name").values_list("name", flat=True))[:2] == [
        "R1-B1-A1", "R1-B1-A2",
    ]  # fmt: skip
    again = client.post(url, {"box": "R1-B1", "rows": 2, "columns": 3})
    assert again.status_code == 422
    assert "is there already" in _text(again)
    assert Position.objects.count() == 6


def test_two_scans_place_a_vial(crew):
    vial = vials_of(make_lot(crew, at=timezone.now()))[0]
    position = free_positions(make_freezer(crew))[0]
    client = browser_of(crew.storekeeper)
    scans = {"vial": vial.code.lower(), "position": position.code}
    page = client.post(reverse("stock:place"), scans, follow=True)
    assert f"{vial.code} lies in B1-A1." in _text(page)
    assert Vial.objects.get(pk=vial.pk).state == "IN_STOCK"
    again = client.post(reverse("stock:place"), scans)
    assert again.status_code == 422
    assert "already" in _text(again)


@pytest.mark.parametrize(
    ("vial", "position", "words"),
    [
        ("VL-000000-0", "PO-000000-0", "last character"),
        ("hello", "PO-000000-0", "not one of our codes"),
        ("PO-000000-K", "", "is not a VL code"),
    ],
)
def test_a_wrong_scan_says_what_is_wrong(crew, vial, position, words):
    from secretome_record.ledger.codes import with_check

    vial = with_check("PO", "000000") if vial.startswith("PO") else vial
    page = browser_of(crew.storekeeper).post(
        reverse("stock:place"), {"vial": vial, "position": position}
    )
    assert page.status_code == 422
    assert words in _text(page)


def test_a_vial_of_another_site_is_unknown_here(crew, other_site):
    theirs = vials_of(make_lot(Crew(other_site)))[0]
    position = free_positions(make_freezer(crew))[0]
    client = browser_of(crew.storekeeper)
    page = client.post(reverse("stock:place"), {"vial": theirs.code, "position": position.code})
    assert page.status_code == 422
    assert "at your sites" in _text(page)
    for name, code in (("stock:vial", theirs.code), ("stock:lot", theirs.lot.code)):
        assert client.get(reverse(name, args=[code])).status_code == 404
    freezer = make_freezer(Crew(other_site))
    assert client.get(reverse("stock:record", args=[freezer.code])).status_code == 404


def test_a_vial_is_moved_taken_out_and_destroyed_by_form(crew):
    vial = vials_of(make_lot(crew))[0]
    freezer = make_freezer(crew)
    place(crew, vial, freezer)
    client, target = browser_of(crew.storekeeper), free_positions(freezer)[0]
    client.post(reverse("stock:move", args=[vial.code]), {"position": target.code})
    assert queries.place_of(vial).position == target
    page = client.post(reverse("stock:take_out", args=[vial.code]), {"take_out-reason": ""})
    assert page.status_code == 422
    client.post(reverse("stock:take_out", args=[vial.code]), {"take_out-reason": "Check"})
    assert queries.place_of(vial) is None
    client.post(reverse("stock:destroy", args=[vial.code]), {"destroy-reason": "<b>Cracked"})
    assert Vial.objects.get(pk=vial.pk).state == "DESTROYED"
    assert "<b>Cracked" not in _get(client, "stock:vial", vial.code)


def test_a_scanned_code_opens_what_it_stands_for(crew):
    vial = vials_of(make_lot(crew))[0]
    freezer = make_freezer(crew)
    one, two, *_ = free_positions(freezer)
    services.place_vial(vial=vial, position=one, by=crew.storekeeper, at=AT)
    client = browser_of(crew.storekeeper)
    url = reverse(CODE_ADDRESSES["PO"], args=[one.code])
    assert client.get(url).url == reverse("stock:vial", args=[vial.code])
    url = reverse(CODE_ADDRESSES["PO"], args=[two.code])
    assert client.get(url).url == reverse("stock:record", args=[freezer.code])
    for row in (freezer, vial):
        assert client.get(reverse(CODE_ADDRESSES[row.code[:2]], args=[row.code])).status_code == 200


def test_the_list_asks_no_more_questions_when_it_grows(crew, django_assert_max_num_queries):
    stocked_lot(crew, vial_count=1)
    client = browser_of(crew.storekeeper)
    client.get(reverse("stock:list"))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("stock:list"))
    for _ in range(3):
        stocked_lot(crew, vial_count=1)
    with django_assert_max_num_queries(len(few)):
        client.get(reverse("stock:list"))


def test_the_freezer_page_asks_no_more_questions_when_it_fills(crew, django_assert_max_num_queries):
    freezer = make_freezer(crew)
    vials = vials_of(make_lot(crew))
    place(crew, vials[0], freezer)
    client, url = browser_of(crew.storekeeper), reverse("stock:record", args=[freezer.code])
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for vial in vials[1:]:
        place(crew, vial, freezer)
    with django_assert_max_num_queries(len(few)):
        client.get(url)


def test_lots_count_free_waiting_and_expired(crew):
    lot = stocked_lot(crew)
    row = queries.lot_for(crew.storekeeper, lot.code)
    assert queries.counts_of(row, AT).waiting == 4
    row.state = "RELEASED"
    assert queries.counts_of(row, AT).free == 4
    assert queries.counts_of(row, lot.expires_at).expired == 4
    row.state = "ON_HOLD"
    assert queries.counts_of(row, AT).held == 4


def test_the_last_day_is_told_on_the_clock_of_the_site(crew):
    lot = make_lot(crew)
    assert queries.last_day(lot).endswith("(Europe/Berlin)")


def test_the_storekeeper_is_told_what_to_place_and_what_runs_out(crew, other_site):
    now = timezone.now()
    fresh = make_lot(crew, at=now)
    aged = stocked_lot(crew, at=now - timedelta(days=160), vial_count=1)
    items = queries.waiting_for(crew.storekeeper)
    assert {(i.urgency, i.url) for i in items} == {
        (Urgency.NOW, reverse("stock:lot", args=[fresh.code])),
        (Urgency.SOON, reverse("stock:lot", args=[aged.code])),
    }
    assert queries.waiting_for(crew.nurse) == []
    assert queries.waiting_for(Crew(other_site).storekeeper) == []


def test_a_nurse_destroys_but_does_not_place(crew):
    vial = vials_of(make_lot(crew))[0]
    client = browser_of(crew.nurse)
    assert client.get(reverse("stock:place")).status_code == 403
    client.post(reverse("stock:destroy", args=[vial.code]), {"destroy-reason": "Dropped"})
    assert Vial.objects.get(pk=vial.pk).state == "DESTROYED"

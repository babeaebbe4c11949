"""Long lists: every row once, whatever the order; bad tokens and columns fall back with a word."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.core import signing

from secretome_record.ledger.acting import Acting, acting
from secretome_record.pages import lists
from secretome_record.pages.lists import Choice, Keyset, Since, Sorting, Words, read_filters

START = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def named():
    """The ledger asks for a name behind every write, also behind these rows."""
    with acting(Acting("tests", "make rows for a list", ambient=True)):
        yield


@pytest.fixture
def rows(db, named):
    """Twenty-three rows, many of them with the same date."""
    made = [
        Session(session_key=f"k{i:02}", expire_date=START + timedelta(days=i // 4), session_data="")
        for i in range(23)
    ]
    Session.objects.bulk_create(made)
    return made


def walk(keyset, way="next", token=""):
    """Every page from a token on."""
    pages = []
    while True:
        page = keyset.page(Session.objects.all(), token)
        pages.append(page)
        token = getattr(page, way)
        if not token:
            return pages


def keys(pages):
    return [row.session_key for page in pages for row in page.rows]


@pytest.mark.parametrize(
    "order", [("-expire_date",), ("expire_date", "-session_key"), ("-session_key",)]
)
def test_walking_forward_shows_every_row_once_and_in_order(rows, order):
    pages = walk(Keyset(order, size=5))
    wanted = Session.objects.order_by(*order, "pk").values_list("session_key", flat=True)
    assert keys(pages) == list(wanted)


def test_walking_back_shows_the_same_pages(rows):
    keyset = Keyset(("-expire_date",), size=5)
    forward = walk(keyset)
    back = walk(keyset, "previous", forward[-1].previous)
    assert keys(reversed(back)) == keys(forward[:-1])
    assert back[-1].is_first


def test_a_row_added_before_the_place_does_not_move_the_next_page(rows):
    keyset = Keyset(("-expire_date",), size=5)
    first = keyset.page(Session.objects.all())
    wanted = keys([keyset.page(Session.objects.all(), first.next)])
    Session.objects.create(session_key="new", expire_date=START + timedelta(days=99))
    assert keys([keyset.page(Session.objects.all(), first.next)]) == wanted


def test_one_page_is_one_query(rows, django_assert_num_queries):
    keyset = Keyset(("-expire_date",), size=5)
    token = keyset.page(Session.objects.all()).next
    with django_assert_num_queries(1):
        keyset.page(Session.objects.all(), token)


@pytest.mark.parametrize("token", ["x", "a:b:c", "'; drop table", "é" * 40])
def test_a_token_that_cannot_be_read_leads_to_the_start_and_says_so(rows, token):
    page = Keyset(("-expire_date",), size=5).page(Session.objects.all(), token)
    assert page.is_first
    assert "start" in page.notice
    assert len(page.rows) == 5


def test_a_token_of_another_order_leads_to_the_start(rows):
    token = Keyset(("expire_date",), size=5).page(Session.objects.all()).next
    page = Keyset(("-expire_date",), size=5).page(Session.objects.all(), token)
    assert page.is_first
    assert page.notice


def test_a_token_of_something_else_leads_to_the_start(rows):
    token = signing.dumps({"o": ["-expire_date", "pk"], "k": [], "b": False})
    assert Keyset(("-expire_date",), size=5).page(Session.objects.all(), token).notice


def test_an_empty_list_has_no_neighbours(db):
    page = Keyset(("-expire_date",), size=5).page(Session.objects.all())
    assert (page.rows, page.next, page.previous) == ([], "", "")


def test_links_keep_the_filters_and_the_order(rows):
    page = Keyset(("-expire_date",), size=5).page(Session.objects.all())
    links = page.links({"state": "held", "sort": "code", "from": "old"})
    assert links["next"].startswith("?state=held&sort=code&from=")
    assert "old" not in links["next"]
    assert links["previous"] == links["first"] == ""


def test_every_kind_of_value_survives_the_token():
    for value in (START, date(2026, 2, 3), uuid4(), Decimal("5.80"), "text", 7):
        assert lists._unpacked(lists._packed(value)) == value


def test_a_column_that_may_be_empty_is_refused_for_order(db, django_user_model):
    nullable = [f.name for f in django_user_model._meta.concrete_fields if f.null]
    with pytest.raises(ValueError, match="some rows have no value"):
        Keyset((nullable[0],)).page(django_user_model.objects.all())


SORTING = Sorting({"code": "session_key", "end": "expire_date"}, default="-end")


def test_only_columns_on_the_list_can_be_sorted_by():
    asked = SORTING.read({"sort": "session_data"})
    assert asked.order == ("-expire_date",)
    assert "usual order" in asked.notice


def test_a_heading_turns_the_order_it_already_has():
    rising = SORTING.read({"sort": "code", "from": "t", "state": "held"})
    assert rising.order == ("session_key",)
    assert rising.link("code") == "?state=held&sort=-code"
    assert SORTING.read({"sort": "-code"}).link("code") == "?sort=code"
    assert rising.link("end") == "?state=held&sort=end"


FILTERS = (
    Words("words", "Key", ("session_key",)),
    Choice("key", "Exact key", (("k01", "the second"),), "session_key"),
    Since("since", "End", "expire_date__date"),
)


def test_filters_read_as_one_sentence_and_narrow_the_list(rows):
    chosen = read_filters(FILTERS, {"words": "k0", "since": "2026-01-02", "sort": "end"}, "rows")
    assert chosen.sentence == "Showing rows where Key contains “k0” and End since 2026-01-02."
    assert set(keys([type("P", (), {"rows": chosen.apply(Session.objects.all())})])) == {
        f"k{i:02}" for i in range(4, 10)
    }
    assert chosen.kept == (("sort", "end"),)


def test_a_value_that_is_not_offered_narrows_nothing():
    chosen = read_filters(FILTERS, {"key": "k99", "since": "soon", "words": "\x00 "}, "rows")
    assert not chosen.is_narrowed
    assert chosen.sentence == "Showing all rows."


def test_a_choice_is_said_in_its_words(rows):
    chosen = read_filters(FILTERS, {"key": "k01"}, "rows")
    assert chosen.says == ("Exact key is the second",)
    assert chosen.apply(Session.objects.all()).get().session_key == "k01"

"""Every address stands in the access table, and the table is what each role really meets."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import encrypt
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from secretome_record.config import middleware
from secretome_record.config.access import (
    ANYONE,
    CLOSED,
    DEMO_ONLY,
    SIGNED_IN,
    TABLE,
    Access,
    may_reach,
    only,
)  # fmt: skip
from secretome_record.ledger.acting import Acting, acting, system
from secretome_record.people import services
from secretome_record.people.models import Person
from secretome_record.people.roles import READ_ONLY, Role

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SETTER = system("tests", *Role)
SAMPLES = {
    "uuid": UUID(int=7), "int": 7, "str": "nothing", "slug": "nothing", "path": "nothing",
    "key": "nothing-here", "uidb36": "abc",
}  # fmt: skip
DENIED = 418
# Reading that is asked for by sending a form, so that the asking stands in the ledger.
ASKED_FOR_BY_POST = {"ledger:export"}


def _patterns(resolver, namespaces=(), converters=None):
    for found in resolver.url_patterns:
        known = {**(converters or {}), **getattr(found.pattern, "converters", {})}
        known |= {key: None for key in found.pattern.regex.groupindex if key not in known}
        if isinstance(found, URLResolver):
            inside = (*namespaces, found.namespace) if found.namespace else namespaces
            yield from _patterns(found, inside, known)
        elif isinstance(found, URLPattern):
            yield ":".join((*namespaces, found.name or "(nameless)")), known


def _sample(key, converter):
    kind = type(converter).__name__.removesuffix("Converter").lower()
    return SAMPLES.get(key) or SAMPLES.get(kind, "nothing")


def addresses() -> dict[str, str]:
    """Every named address with made-up ids in it."""
    return {
        name: reverse(name, kwargs={key: _sample(key, kind) for key, kind in known.items()})
        for name, known in _patterns(get_resolver())
    }


@pytest.fixture(autouse=True)
def _test_client_acts():
    cache.clear()
    with acting(Acting("system:test-client", "test client", ambient=True)):
        yield


@pytest.fixture
def site(db):
    return services.create_site(code="BER", name="Berlin", zone="Europe/Berlin", by=SETTER, at=AT)


def _person(site, *roles: Role) -> Person:
    person = services.create_person(
        username="ada", printed_name="Ada Example", password=None, by=SETTER, at=AT
    )
    for role in roles:
        services.grant_role(person=person, site=site, role=role, by=SETTER, at=AT)
    Authenticator.objects.create(user=person, type="totp", data={"secret": encrypt("A" * 32)})
    return Person.objects.get(pk=person.pk)


def test_every_address_has_a_name_and_stands_in_the_table():
    missing = sorted(set(addresses()) - set(TABLE))
    assert not missing, f"add these to config/access.py: {missing}"


def test_every_row_of_the_table_leads_somewhere():
    left_over = sorted(set(TABLE) - set(addresses()))
    assert not left_over, f"these rows of config/access.py lead nowhere: {left_over}"


def test_no_row_lets_a_reading_role_send_anything():
    for name, row in TABLE.items():
        if not (row.anyone or row.signed_in or name in ASKED_FOR_BY_POST):
            assert not row.act & READ_ONLY, name


@pytest.mark.parametrize("role", list(Role))
def test_each_role_reaches_exactly_what_the_table_says(role, site, monkeypatch):
    monkeypatch.setattr(
        middleware, "_answer_no", lambda *_, **__: HttpResponse("denied", status=DENIED)
    )
    person, client = _person(site, role), Client(raise_request_exception=False)
    wrong = []
    for name, address in sorted(addresses().items()):
        for method in ("GET", "POST"):
            if "_auth_user_id" not in client.session:
                client.force_login(person)
            answer = client.generic(method, address)
            if answer.streaming:
                list(answer)  # as a browser does, so that its file is closed
            fault = _fault(TABLE.get(name, CLOSED), may_reach(person, name, method), answer)
            if fault:
                wrong.append(f"{method} {name}: {fault}")
    assert not wrong, "\n".join(wrong)


def _fault(row: Access, allowed: bool, answer: HttpResponse) -> str:
    status = answer.status_code
    if status >= 500:
        return f"answers {status}"
    if row is CLOSED or row is DEMO_ONLY:
        return "" if status == 404 else f"is closed but answers {status}"
    if allowed == (status == DENIED):
        return f"the table says {'yes' if allowed else 'no'}, the answer is {status}"
    return ""


def test_a_visitor_reaches_only_what_is_open_to_anyone(db):
    client = Client(raise_request_exception=False)
    wrong = []
    for name, address in sorted(addresses().items()):
        answer = client.get(address)
        asked = answer.status_code == 302 and "/accounts/login/" in answer["Location"]
        refused = asked or answer.status_code == 404
        if answer.status_code >= 500 or (not TABLE.get(name, CLOSED).anyone and not refused):
            wrong.append(f"{name}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


def test_the_demo_door_is_shut_outside_the_demo_and_from_other_machines(db, settings):
    assert Client().get("/demo/").status_code == 404
    settings.DEMO = True
    assert Client().get("/demo/").status_code == 200
    assert Client(REMOTE_ADDR="192.168.1.5").get("/demo/").status_code == 404


def test_an_address_without_a_row_is_shut_even_to_administrators(site, monkeypatch):
    client = Client()
    client.force_login(_person(site, Role.ADMINISTRATOR))
    assert client.get("/people/").status_code == 200
    monkeypatch.delitem(TABLE, "people:list")
    assert client.get("/people/").status_code == 404


def test_a_page_says_who_may_enter_and_a_record_does_not_say_that_it_exists(site):
    client = Client()
    person = _person(site, Role.NURSE)
    client.force_login(person)
    page = client.get("/people/")
    assert page.status_code == 403
    assert "Administrator" in page.content.decode()
    assert "missing:" not in page.content.decode()
    assert client.get(f"/people/{person.pk}/").status_code == 404


def test_an_inspector_looks_and_sends_nothing(site):
    client = Client()
    client.force_login(_person(site, Role.INSPECTOR))
    assert client.get("/people/").status_code == 200
    assert client.get("/people/add/").status_code == 403
    assert client.post("/people/add/", {"username": "eve"}).status_code == 403


def test_another_sites_person_answers_not_found(site):
    oslo = services.create_site(code="OSL", name="Oslo", zone="Europe/Oslo", by=SETTER, at=AT)
    client = Client()
    client.force_login(_person(site, Role.ADMINISTRATOR))
    far = services.create_person(
        username="far", printed_name="Far Away", password=None, by=SETTER, at=AT
    )
    grant = services.grant_role(person=far, site=oslo, role=Role.NURSE, by=SETTER, at=AT)
    assert client.get(f"/people/{far.pk}/").status_code == 404
    assert client.post(f"/people/grants/{grant.pk}/end/").status_code == 404
    assert Person.objects.get(pk=far.pk).roles == {Role.NURSE}


@pytest.mark.parametrize(
    ("row", "visitor", "nurse", "inspector_sends"),
    [
        (ANYONE, True, True, True),
        (SIGNED_IN, False, True, True),
        (only(Role.NURSE, read=[Role.INSPECTOR]), False, True, False),
        (only(Role.QA), False, False, False),
        (CLOSED, False, False, False),
    ],
)
def test_a_row_means_what_it_says(row, visitor, nurse, inspector_sends, monkeypatch):
    class Somebody:
        def __init__(self, *roles):
            self.is_authenticated, self.roles = bool(roles), frozenset(roles)

    monkeypatch.setitem(TABLE, "here", row)
    assert may_reach(Somebody(), "here") is visitor
    assert may_reach(Somebody(Role.NURSE), "here", "POST") is nurse
    assert may_reach(Somebody(Role.INSPECTOR), "here", "POST") is inspector_sends

"""Signing in: throttled, with a second factor for signers, limited in time, cleared at the end."""

import time
from datetime import UTC, datetime

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.utils import timezone

from secretome_record.ledger.acting import system
from secretome_record.ledger.models import Event
from secretome_record.people import demo, second_factor
from secretome_record.people.models import CodeStep, Person
from secretome_record.people.roles import Role

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery staple"


@pytest.fixture(autouse=True)
def _fresh_counters():
    cache.clear()


@pytest.fixture
def signer(person_as):
    person = person_as("ada", Role.QA, is_demo=True)
    demo.enrol_demo_authenticator(person=person, by=system("tests"), at=datetime.now(UTC))
    return person


def _sign_in(client, username="ada", password=PASSWORD):
    return client.post("/accounts/login/", {"login": username, "password": password})


def _confirm(client):
    return client.post("/accounts/reauthenticate/", {"password": PASSWORD})


def _code(person):
    return second_factor.next_code(person, at=timezone.now())


def test_the_right_password_signs_a_reader_in_and_keeps_the_page_out_of_caches(client, person_as):
    person_as("ada", Role.SCIENTIST)
    assert _sign_in(client, "ADA")["Location"] == "/"
    answer = client.get("/account/me/")
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    assert "missing:" not in answer.content.decode()
    assert "Scientist" in answer.content.decode()


def test_a_signer_gives_a_code_too_and_the_code_works_once(client, signer, settings):
    settings.MFA_TOTP_TOLERANCE = 1
    assert "2fa" in _sign_in(client)["Location"]
    assert client.get("/account/me/").status_code == 302
    code = _code(signer)
    assert client.post("/accounts/2fa/authenticate/", {"code": code})["Location"] == "/"
    client.post("/accounts/logout/")
    cache.clear()
    _sign_in(client)
    again = client.post("/accounts/2fa/authenticate/", {"code": code})
    assert "Incorrect code" in again.content.decode()


def test_five_wrong_passwords_lock_the_account_from_here_and_stand_in_the_ledger(client, person_as):
    person_as("ada", Role.SCIENTIST)
    answers = [_sign_in(client, password="wrong wrong wrong").status_code for _ in range(5)]
    assert answers[-1] == 429
    locked = _sign_in(client)
    assert locked.status_code == 429
    assert "15 minutes" in locked.content.decode()
    assert Event.objects.filter(table_name="axes_accessattempt").exists()
    elsewhere = client.post(
        "/accounts/login/", {"login": "ada", "password": PASSWORD}, REMOTE_ADDR="10.0.0.9"
    )
    assert elsewhere.status_code == 302


def test_an_unknown_name_and_a_wrong_password_sound_the_same(client, person_as):
    person_as("ada", Role.SCIENTIST)
    known, unknown = _sign_in(client, password="wrong wrong"), _sign_in(client, "nobody")
    said = [answer.context["form"].errors.as_text() for answer in (known, unknown)]
    assert said[0] == said[1]


def test_a_closed_account_does_not_get_in(client, person_as):
    from secretome_record.people import services

    ada = person_as("ada", Role.SCIENTIST)
    services.close_account(person=ada, by=system("tests", *Role), at=timezone.now())
    _sign_in(client)
    assert client.get("/account/me/").status_code == 302


def test_nobody_signs_up(client, db):
    assert client.get("/accounts/signup/").status_code == 404
    assert client.post("/accounts/signup/", {"username": "eve"}).status_code == 404
    assert not Person.objects.exists()


def test_a_signer_without_a_second_factor_is_sent_to_enrol_and_nowhere_else(client, person_as):
    client.force_login(person_as("ada", Role.QA))
    assert client.get("/")["Location"] == "/accounts/2fa/totp/activate/"
    assert client.get("/account/me/")["Location"] == "/accounts/2fa/totp/activate/"
    assert client.get("/accounts/password/change/")["Location"] == "/accounts/2fa/totp/activate/"


def test_a_signer_enrols_an_app_and_then_all_pages_open(client, person_as):
    ada = person_as("ada", Role.QA)
    _sign_in(client)
    assert "reauthenticate" in client.get("/accounts/2fa/totp/activate/")["Location"]
    _confirm(client)
    page = client.get("/accounts/2fa/totp/activate/")
    assert page.status_code == 200
    assert "missing:" not in page.content.decode()
    secret = page.context["form"].secret
    step = int(time.time()) // 30
    answer = client.post(
        "/accounts/2fa/totp/activate/", {"code": second_factor.code_at(secret, step)}
    )
    assert answer.status_code == 302
    assert second_factor.secret_of(ada) == secret
    assert secret not in str(Authenticator.objects.get(type="totp").data)
    assert client.get("/account/me/").status_code == 200
    codes = client.get("/accounts/2fa/recovery-codes/")
    assert codes.status_code == 200
    assert len(codes.context["unused_codes"]) == 10


def test_a_signer_keeps_the_authenticator_app(client, signer):
    _sign_in(client)
    client.post("/accounts/2fa/authenticate/", {"code": _code(signer)})
    _confirm(client)
    answer = client.post("/accounts/2fa/totp/deactivate/")
    assert "cannot deactivate" in answer.content.decode()
    assert Authenticator.objects.filter(user=signer, type="totp").exists()


def test_signing_out_clears_what_the_browser_kept(client, person_as):
    client.force_login(person_as("ada", Role.SCIENTIST))
    answer = client.post("/accounts/logout/")
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert client.get("/account/me/").status_code == 302


def test_a_new_session_has_a_new_name(client, person_as):
    person_as("ada", Role.SCIENTIST)
    client.get("/accounts/login/")
    _sign_in(client)
    first = client.session.session_key
    client.post("/accounts/logout/")
    _sign_in(client)
    assert client.session.session_key != first


def test_a_session_left_idle_is_over(client, person_as, settings, monkeypatch):
    client.force_login(person_as("ada", Role.SCIENTIST))
    assert client.get("/account/me/").status_code == 200
    later = time.time() + settings.SECRETOME_IDLE_LIMIT_S + 5
    monkeypatch.setattr(time, "time", lambda: later)
    assert client.get("/account/me/").status_code == 302


def test_a_session_in_use_goes_on_without_being_written_and_ends_at_the_limit(
    client, person_as, settings, monkeypatch, django_assert_max_num_queries
):
    client.force_login(person_as("ada", Role.SCIENTIST))
    client.get("/account/me/")
    start = time.time()
    events = Event.objects.count()
    for minutes in range(20, 700, 20):
        monkeypatch.setattr(time, "time", lambda now=start + minutes * 60: now)
        assert client.get("/account/me/").status_code == 200
    assert Event.objects.count() == events
    monkeypatch.setattr(time, "time", lambda: start + settings.SECRETOME_SESSION_LIMIT_S + 5)
    assert client.get("/account/me/").status_code == 302


def test_the_cookie_of_the_last_visit_does_not_revive_another_session(
    client, person_as, settings, monkeypatch
):
    ada = person_as("ada", Role.SCIENTIST)
    client.force_login(ada)
    client.get("/account/me/")
    stolen = client.cookies[settings.SECRETOME_SEEN_COOKIE].value
    client.logout()
    client.force_login(ada)
    client.cookies[settings.SECRETOME_SEEN_COOKIE] = stolen
    later = time.time() + settings.SECRETOME_IDLE_LIMIT_S + 5
    monkeypatch.setattr(time, "time", lambda: later)
    assert client.get("/account/me/").status_code == 302


def test_sessions_are_listed_and_the_others_can_be_ended(client, client_two, person_as):
    person_as("ada", Role.SCIENTIST)
    _sign_in(client)
    _sign_in(client_two)
    assert UserSession.objects.count() == 2
    assert "missing:" not in client.get("/accounts/sessions/").content.decode()
    client.post("/accounts/sessions/")
    assert client_two.get("/account/me/").status_code == 302
    assert client.get("/account/me/").status_code == 200


@pytest.fixture
def client_two():
    from django.test import Client

    return Client()


def test_a_password_is_changed_on_the_record(client, person_as):
    ada = person_as("ada", Role.SCIENTIST)
    _sign_in(client)
    new = "a new and longer sentence"
    answer = client.post(
        "/accounts/password/change/",
        {"oldpassword": PASSWORD, "password1": new, "password2": new},
    )
    assert answer.status_code == 302
    assert Person.objects.get(pk=ada.pk).check_password(new)
    assert Event.objects.filter(why="Set a new password", actor=ada.actor_code).exists()


@pytest.mark.parametrize("path", ["/accounts/login/", "/nowhere/", "/people/"])
def test_every_answer_carries_the_headers_of_a_closed_house(client, path, db):
    answer = client.get(path)
    policy = answer["Content-Security-Policy"]
    for part in (
        "default-src 'none'",
        "script-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "form-action 'self'",
    ):
        assert part in policy
    assert "unsafe" not in policy
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert "camera=()" in answer["Permissions-Policy"]


def test_no_page_of_sign_in_has_a_script_or_style_in_line(client, person_as):
    import re

    client.force_login(person_as("ada", Role.SCIENTIST))
    _sign_in(client)
    for path in ("/accounts/2fa/", "/accounts/2fa/webauthn/", "/account/me/"):
        text = client.get(path, follow=True).content.decode()
        for attributes, body in re.findall(r"<script([^>]*)>(.*?)</script>", text, re.DOTALL):
            assert "application/json" in attributes or not body.strip()
        assert "<style" not in text
        assert " style=" not in text
        assert not re.search(r"\son[a-z]+=", text)


def test_a_code_older_than_the_last_one_used_is_refused(signer, settings):
    settings.MFA_TOTP_TOLERANCE = 1
    now = datetime(2026, 3, 2, 9, 0, 10, tzinfo=UTC)
    secret = second_factor.secret_of(signer)
    step = int(now.timestamp()) // 30
    from secretome_record.ledger.acting import Acting, acting

    with acting(Acting("x", "y", ambient=True)):
        assert second_factor.take_code(signer, secret, second_factor.code_at(secret, step), at=now)
        for used in (step, step - 1):
            code = second_factor.code_at(secret, used)
            assert not second_factor.take_code(signer, secret, code, at=now)
        assert not second_factor.take_code(signer, secret, "000000x", at=now)
    assert CodeStep.objects.get(person=signer).last_step == step


def test_attempts_are_counted_for_the_browser_behind_a_trusted_proxy_only(rf, settings):
    from secretome_record.people.attempts import address_of

    request = rf.post("/", REMOTE_ADDR="127.0.0.1", headers={"X-Forwarded-For": "6.6.6.6, 7.7.7.7"})
    assert address_of(request) == "127.0.0.1"
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert address_of(request) == "7.7.7.7"


def test_the_sign_in_page_offers_no_reset_by_mail(client, db):
    page = client.get("/accounts/login/").content.decode()
    assert "password/reset" not in page
    assert "sign up" not in page.lower()

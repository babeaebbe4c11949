"""Signing proves the person again: credentials, meaning, role, and never a session alone."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.core.cache import cache
from django.test import RequestFactory

from secretome_record.ledger.acting import system
from secretome_record.ledger.models import Event
from secretome_record.ledger.refusal import Refusal
from secretome_record.ledger.writing import writing
from secretome_record.people import demo, second_factor, services
from secretome_record.people.models import Person
from secretome_record.people.roles import Role
from secretome_record.people.signing import authenticate_signature, signing_form

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 9, 0, 5, tzinfo=UTC)
PASSWORD = "correct horse battery staple"
SETTER = system("tests", *Role)
MEANING = "This lot may be used"


@pytest.fixture(autouse=True)
def _fresh_counters():
    cache.clear()


@pytest.fixture
def signer(person_as):
    person = person_as("ada", Role.QUALIFIED_PERSON, is_demo=True)
    demo.enrol_demo_authenticator(person=person, by=system("tests"), at=AT)
    return person


@pytest.fixture
def request_by():
    session = SessionStore()

    def make(person, **typed):
        request = RequestFactory().post("/sign/", {f"sign-{k}": v for k, v in typed.items()})
        request.user, request.session = person, session
        return request

    return make


def _full(person, at=AT, **other):
    code = second_factor.next_code(person, at=at)
    return {"username": person.username, "password": PASSWORD, "code": code, **other}


def _sign(request, at=AT, role=Role.QUALIFIED_PERSON):
    return authenticate_signature(request, meaning=MEANING, role=role, at=at)


def _codes(refused):
    return {reason.code for reason in refused.value.reasons}


def test_the_intent_says_who_in_which_role_what_and_when(signer, request_by):
    intent = _sign(request_by(signer, **_full(signer)))
    assert (intent.person_id, intent.printed_name) == (signer.pk, "Ada Example")
    assert (intent.role, intent.meaning, intent.at) == ("QUALIFIED_PERSON", MEANING, AT)
    assert intent.method == "user name, password, one-time code"


def test_a_session_alone_never_signs(signer, request_by):
    with pytest.raises(Refusal) as refused:
        _sign(request_by(signer))
    assert _codes(refused) == {"credentials_missing"}
    assert "password" in str(refused.value)


def test_within_the_signing_session_the_password_is_enough_and_after_it_is_not(signer, request_by):
    _sign(request_by(signer, **_full(signer)))
    soon = AT + timedelta(minutes=14)
    assert "code" not in signing_form_fields(request_by(signer), soon)
    assert _sign(request_by(signer, password=PASSWORD), at=soon).method.startswith("password")
    late = AT + timedelta(minutes=16)
    assert "code" in signing_form_fields(request_by(signer), late)
    with pytest.raises(Refusal) as refused:
        _sign(request_by(signer, password=PASSWORD), at=late)
    assert _codes(refused) == {"credentials_missing"}


def signing_form_fields(request, at):
    from secretome_record.people.signing import SigningForm

    return set(SigningForm(request, meaning=MEANING, role=Role.QUALIFIED_PERSON, at=at).fields)


def test_a_signing_session_does_not_pass_to_the_next_person(signer, person_as, request_by):
    _sign(request_by(signer, **_full(signer)))
    bob = person_as("bob", Role.QUALIFIED_PERSON)
    assert (
        "code" in signing_form(request_by(bob), meaning=MEANING, role=Role.QUALIFIED_PERSON).fields
    )


def test_a_code_signs_only_once(signer, request_by, settings):
    settings.MFA_TOTP_TOLERANCE = 40  # so that only its use speaks against the code
    typed = _full(signer)
    _sign(request_by(signer, **typed))
    later = AT + timedelta(minutes=16)
    with pytest.raises(Refusal) as refused:
        _sign(request_by(signer, **typed), at=later)
    assert _codes(refused) == {"wrong_code"}


def test_another_persons_credentials_are_refused_and_recorded(signer, person_as, request_by):
    bob = person_as("bob", Role.QUALIFIED_PERSON, is_demo=True)
    demo.enrol_demo_authenticator(person=bob, by=SETTER, at=AT)
    with pytest.raises(Refusal) as refused:
        _sign(request_by(signer, **_full(bob)))
    assert _codes(refused) == {"another_person"}
    assert Event.objects.filter(table_name="axes_accessattempt", action="insert").exists()


def test_a_wrong_password_is_refused_recorded_and_locks_after_five(signer, request_by):
    for _ in range(5):
        with pytest.raises(Refusal):
            _sign(request_by(signer, **_full(signer, password="wrong wrong wrong")))
    assert Event.objects.filter(table_name="axes_accessattempt").count() >= 5
    with pytest.raises(Refusal) as refused:
        _sign(request_by(signer, **_full(signer)))
    assert _codes(refused) == {"locked"}


def test_wrong_codes_lock_too(signer, request_by):
    for _ in range(5):
        with pytest.raises(Refusal):
            _sign(request_by(signer, **_full(signer, code="000000")))
    with pytest.raises(Refusal) as refused:
        _sign(request_by(signer, **_full(signer)))
    assert _codes(refused) == {"locked"}


def test_a_role_that_is_not_held_now_does_not_sign(signer, request_by):
    request = request_by(signer, **_full(signer))
    assert Role.QUALIFIED_PERSON in request.user.roles
    services.end_role(grant=signer.grants.get(), by=SETTER, at=AT)
    with pytest.raises(Refusal) as refused:
        _sign(request)
    assert _codes(refused) == {"not_your_role"}


def test_nobody_signs_before_their_identity_was_checked(signer, request_by):
    with writing(by=SETTER, at=AT, why="Undo the check for a test") as entry:
        entry.change(signer, identity_checked_at=None)
    with pytest.raises(Refusal) as refused:
        _sign(request_by(signer, **_full(signer)))
    assert _codes(refused) == {"identity_not_checked"}


def test_an_account_closed_a_moment_ago_does_not_sign(signer, request_by):
    request = request_by(signer, **_full(signer))
    services.close_account(person=Person.objects.get(pk=signer.pk), by=SETTER, at=AT)
    with pytest.raises(Refusal) as refused:
        _sign(request)
    assert _codes(refused) == {"not_signed_in"}


def test_nobody_signs_without_an_enrolled_app_or_an_account(person_as, request_by):
    bob = person_as("bob", Role.QUALIFIED_PERSON)
    typed = {"username": "bob", "password": PASSWORD, "code": "123456"}
    with pytest.raises(Refusal) as refused:
        _sign(request_by(bob, **typed))
    assert _codes(refused) == {"no_second_factor"}
    with pytest.raises(Refusal) as refused:
        _sign(request_by(AnonymousUser(), **typed))
    assert _codes(refused) == {"not_signed_in"}


def test_the_code_shows_in_the_demo_only(signer, request_by, settings):
    def hint():
        form = signing_form(request_by(signer), meaning=MEANING, role=Role.QUALIFIED_PERSON)
        return str(form.fields["code"].help_text)

    assert hint() == ""
    settings.DEMO = True
    settings.MFA_TOTP_TOLERANCE = 10
    assert "the authenticator shows" in hint()

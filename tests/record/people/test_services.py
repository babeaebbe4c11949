"""Accounts, roles, sessions and data subjects change through services, each on the record."""

from datetime import UTC, datetime, timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.db import SessionStore
from django.db import IntegrityError, transaction

from factories.people import signed
from secretome_record.ledger.acting import Acting, acting, system
from secretome_record.ledger.models import Event
from secretome_record.ledger.refusal import Refusal
from secretome_record.people import services
from secretome_record.people.models import Person, RoleGrant, Site, Subject
from secretome_record.people.personal_data import register_personal_data
from secretome_record.people.roles import Role

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PASSWORD = "correct horse battery staple"
SETTER = system("tests", *Role)


def _codes(refused) -> set[str]:
    return {reason.code for reason in refused.value.reasons}


def test_a_site_with_a_wrong_code_and_zone_is_refused_with_both_reasons():
    with pytest.raises(Refusal) as refused:
        services.create_site(code="b", name="Berlin", zone="Mars/Base", by=SETTER, at=AT)
    assert _codes(refused) == {"site_code", "site_zone"}
    assert not Site.objects.exists()


def test_a_user_name_is_never_used_twice_in_any_spelling(person_as):
    person_as("ada")
    with pytest.raises(Refusal) as refused:
        services.create_person(
            username="ADA", printed_name="Ada Other", password=PASSWORD, by=SETTER, at=AT
        )
    assert _codes(refused) == {"username_taken"}


@pytest.mark.parametrize(
    "password", ["short", "password12345", "ada.lovelace1", "Secretome1234", "111111111111111"]
)
def test_a_weak_password_is_refused_in_words(password, db):
    with pytest.raises(Refusal) as refused:
        services.create_person(
            username="ada.lovelace", printed_name="Ada Lovelace", password=password,
            by=SETTER, at=AT,
        )  # fmt: skip
    assert "password" in _codes(refused)


def test_a_long_password_of_plain_words_is_taken(person_as):
    assert person_as("ada").check_password(PASSWORD)
    services.set_password(
        person=Person.objects.get(), by=SETTER, at=AT, password="x" * 3 + "lm" * 40
    )


def test_neither_password_nor_mail_address_lies_in_the_ledger(person_as):
    person = person_as("ada", email="ada@example.org")
    written = "".join(Event.objects.values_list("after", flat=True).exclude(after=None))
    assert person.password not in written
    assert "ada@example.org" not in written
    assert person.pk.hex in "".join(Event.objects.values_list("row_id", flat=True)).replace("-", "")


def test_a_role_counts_at_its_site_only_and_until_it_ends(person_as, site, other_site):
    person = person_as("ada", Role.QA, Role.PHYSICIAN)
    assert person.roles_at(site) == {Role.QA, Role.PHYSICIAN}
    assert person.roles_at(other_site) == frozenset()
    grant = person.grants.get(role=Role.QA)
    services.end_role(grant=grant, by=SETTER, at=AT + timedelta(days=1))
    assert Person.objects.get(pk=person.pk).roles == {Role.PHYSICIAN}


def test_nobody_grants_a_role_to_themselves(person_as, site):
    boss = person_as("boss", Role.ADMINISTRATOR)
    with pytest.raises(Refusal) as refused:
        services.grant_role(person=boss, site=site, role=Role.QUALIFIED_PERSON, by=boss, at=AT)
    assert _codes(refused) == {"own_grant"}


@pytest.mark.parametrize(
    ("held", "wanted"), [(Role.QA, Role.INSPECTOR), (Role.INSPECTOR, Role.NURSE)]
)
def test_an_inspector_holds_no_role_that_writes(person_as, site, held, wanted):
    person = person_as("ada", held)
    with pytest.raises(Refusal) as refused:
        services.grant_role(person=person, site=site, role=wanted, by=SETTER, at=AT)
    assert _codes(refused) == {"inspector_changes_nothing"}


def test_a_role_held_already_is_not_granted_again(person_as, site):
    person = person_as("ada", Role.QA)
    with pytest.raises(Refusal, match="already"):
        services.grant_role(person=person, site=site, role=Role.QA, by=SETTER, at=AT)
    with pytest.raises(IntegrityError), transaction.atomic(), acting(Acting("x", "y")):
        RoleGrant.objects.create(person=person, site=site, role=Role.QA, from_at=AT)


def test_the_last_administrator_stays(person_as):
    boss = person_as("boss", Role.ADMINISTRATOR)
    with pytest.raises(Refusal, match="last administrator"):
        services.end_role(grant=boss.grants.get(), by=SETTER, at=AT)
    person_as("second", Role.ADMINISTRATOR)
    services.end_role(grant=boss.grants.get(), by=SETTER, at=AT)


def _session_of(person) -> UserSession:
    with acting(Acting("visitor", "sign in", ambient=True)):
        store = SessionStore()
        store.create()
        return UserSession.objects.create(
            user=person, ip="127.0.0.1", session_key=store.session_key, user_agent="test"
        )


def test_a_closed_account_loses_roles_and_sessions_and_stays_for_the_record(person_as):
    person = person_as("ada", Role.QA)
    session = _session_of(person)
    services.close_account(person=person, by=SETTER, at=AT)
    left = Person.objects.get(pk=person.pk)
    assert (left.is_active, left.roles) == (False, frozenset())
    assert not SessionStore().exists(session.session_key)
    with pytest.raises(Refusal, match="closed already"):
        services.close_account(person=left, by=SETTER, at=AT)


def test_ending_a_role_signs_the_person_out(person_as):
    person = person_as("ada", Role.QA)
    session = _session_of(person)
    services.end_role(grant=person.grants.get(), by=SETTER, at=AT)
    assert not SessionStore().exists(session.session_key)


def test_an_identity_is_checked_by_somebody_else(person_as):
    ada = person_as("ada")
    with pytest.raises(Refusal, match="Somebody else"):
        services.confirm_identity(person=ada, by=ada, at=AT)
    assert services.confirm_identity(person=ada, by=SETTER, at=AT).identity_checked_at == AT


def test_an_export_gathers_every_registered_room_and_is_itself_on_the_record(site, person_as):
    subject = services.create_subject(site=site, kind="donor", by=SETTER, at=AT)
    register_personal_data("tests", lambda s: {"codes": [str(s.pk)]})
    try:
        ada = person_as("ada", Role.ADMINISTRATOR)
        export = services.export_subject(subject=subject, by=ada, at=AT)
    finally:
        register_personal_data("tests", lambda _: {})
    assert export["rooms"]["tests"] == {"codes": [str(subject.pk)]}
    assert Event.objects.order_by("-seq").first().why.startswith("Export everything")


def test_erasure_destroys_the_key_once_and_leaves_no_key_in_the_ledger(site, person_as):
    ada = person_as("ada", Role.DONOR_COORDINATOR)
    subject = services.create_subject(site=site, kind="donor", by=SETTER, at=AT)
    key = subject.key_wrapped
    sign = signed(ada, services.ERASES, Role.DONOR_COORDINATOR)
    erased = services.erase_subject(
        subject=subject, by=ada, at=AT, reason="Asked by letter", signature=sign
    )
    now = Subject.objects.get(pk=subject.pk)
    assert (now.key_wrapped, now.destroyed_at) == ("", AT)
    assert "30 years" in erased.kept
    assert not Event.objects.filter(before__contains=key).exists()
    assert not Event.objects.filter(after__contains=key).exists()
    with pytest.raises(Refusal, match="erased already"):
        services.erase_subject(subject=subject, by=ada, at=AT, reason="Again", signature=sign)


def test_an_erasure_says_who_asked(site, person_as):
    subject = services.create_subject(site=site, kind="donor", by=SETTER, at=AT)
    ada = person_as("ada", Role.ADMINISTRATOR)
    sign = signed(ada, services.ERASES, Role.ADMINISTRATOR)
    with pytest.raises(Refusal, match="who asked"):
        services.erase_subject(subject=subject, by=ada, at=AT, reason=" ", signature=sign)


def test_erasing_needs_its_own_signature_and_the_role_for_this_kind_of_person(site, person_as):
    subject = services.create_subject(site=site, kind="donor", by=SETTER, at=AT)
    ada, bob = person_as("ada", Role.DONOR_COORDINATOR), person_as("bob", Role.COORDINATOR)
    for by, meaning, code in (
        (ada, "I agree", "signature_missing"), (bob, services.ERASES, "not_your_role"),
    ):  # fmt: skip
        sign = signed(by, meaning, next(iter(by.roles)))
        with pytest.raises(Refusal) as refused:
            services.erase_subject(subject=subject, by=by, at=AT, reason="Asked", signature=sign)
        assert _codes(refused) == {code}
    with pytest.raises(Refusal):
        services.export_subject(subject=subject, by=bob, at=AT)


def test_the_database_refuses_a_subject_without_key_that_was_not_erased(site):
    with pytest.raises(IntegrityError), transaction.atomic(), acting(Acting("x", "y")):
        Subject.objects.create(site=site, kind="donor", key_wrapped="")


FIRST = {
    "code": "BER",
    "name": "Berlin",
    "zone": "Europe/Berlin",
    "username": "ann",
    "printed_name": "Dr. Ann Berg",
    "password": PASSWORD,
    "at": AT,
}


def test_the_first_site_comes_with_its_administrator_on_the_record():
    site, person = services.open_first_site(**FIRST)
    assert person.roles_at(site) == {Role.ADMINISTRATOR}
    assert Event.objects.filter(actor="system:first-site").exists()


def test_the_first_site_is_opened_whole_or_not_at_all():
    with pytest.raises(Refusal):
        services.open_first_site(**FIRST | {"password": "short"})
    assert not Site.objects.exists()
    assert not Person.objects.exists()


def test_there_is_only_one_first_site():
    services.open_first_site(**FIRST)
    with pytest.raises(Refusal) as refused:
        services.open_first_site(**FIRST | {"code": "HAM", "username": "bea"})
    assert _codes(refused) == {"first_site"}

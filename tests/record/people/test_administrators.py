"""An administrator's rights end at their sites; a lost password or authenticator has a way out."""

from datetime import UTC, datetime

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.db import SessionStore

from factories.browsing import browser_of
from factories.people import make_person
from secretome_record.ledger.acting import Acting, acting, system
from secretome_record.ledger.models import Event
from secretome_record.ledger.refusal import Refusal
from secretome_record.people import demo, queries, services
from secretome_record.people.models import Person
from secretome_record.people.roles import Role

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SETTER = system("tests", *Role)
NEW = "another horse and battery"


@pytest.fixture
def boss(site, other_site):
    """An administrator of Berlin who is a nurse in Oslo."""
    person = make_person("boss", site, Role.ADMINISTRATOR)
    services.grant_role(person=person, site=other_site, role=Role.NURSE, by=SETTER, at=AT)
    return Person.objects.get(pk=person.pk)


@pytest.fixture
def nurse(site):
    return make_person("nils", site, Role.NURSE)


def _refused(act) -> set[str]:
    with pytest.raises(Refusal) as refused:
        act()
    return {reason.code for reason in refused.value.reasons}


def _changes(person, by):
    told = {"person": person, "by": by, "at": AT}
    return [
        lambda: services.set_password(**told, password=NEW),
        lambda: services.confirm_identity(**told),
        lambda: services.end_sessions(**told),
        lambda: services.remove_authenticator(**told, reason="Telephone lost"),
        lambda: services.close_account(**told),
    ]


def _session_of(person) -> None:
    with acting(Acting("visitor", "sign in", ambient=True)):
        store = SessionStore()
        store.create()
        UserSession.objects.create(
            user=person, ip="127.0.0.1", session_key=store.session_key, user_agent="test"
        )


def test_an_administrator_here_who_is_a_nurse_there_grants_nothing_there(boss, nurse, other_site):
    grant = lambda: services.grant_role(  # noqa: E731
        person=nurse, site=other_site, role=Role.QA, by=boss, at=AT
    )
    assert _refused(grant) == {"not_your_role"}
    far = make_person("far", other_site, Role.QA)
    held = far.grants.get()
    assert _refused(lambda: services.end_role(grant=held, by=boss, at=AT)) == {"not_your_role"}


def test_an_account_of_another_site_or_of_both_is_not_theirs_to_change(boss, nurse, other_site):
    far = make_person("far", other_site, Role.QA)
    services.grant_role(person=nurse, site=other_site, role=Role.NURSE, by=SETTER, at=AT)
    for person in (far, nurse):
        for change in _changes(person, boss):
            assert _refused(change) == {"not_your_role"}


def test_a_nurse_changes_no_account_and_opens_none(nurse, site):
    ada = make_person("ada", site, Role.QA)
    for change in _changes(ada, nurse):
        assert _refused(change) == {"not_your_role"}
    told = {"by": nurse, "at": AT}
    for act in (
        lambda: services.grant_role(person=ada, site=site, role=Role.QA, **told),
        lambda: services.create_site(code="MUC", name="Munich", zone="Europe/Berlin", **told),
        lambda: services.create_person(
            username="eve", printed_name="Eve Eve", password=None, **told
        ),
    ):
        assert _refused(act) == {"not_your_role"}


def test_a_new_account_belongs_to_any_administrator_until_it_has_a_role(boss, site):
    new = services.create_person(
        username="new", printed_name="New Person", password=None, by=boss, at=AT
    )
    assert services.confirm_identity(person=new, by=boss, at=AT).identity_checked_at == AT
    assert services.grant_role(person=new, site=site, role=Role.QA, by=boss, at=AT).site == site


def test_the_form_offers_only_the_sites_one_administers(boss, site):
    assert list(queries.sites_administered(boss)) == [site]
    new = services.create_person(
        username="new", printed_name="New Person", password=None, by=boss, at=AT
    )
    page = browser_of(boss).get(f"/people/{new.pk}/").content.decode()
    assert "Berlin" in page
    assert "Oslo" not in page


def test_an_administrator_sets_a_new_password_and_the_person_is_signed_out(boss, nurse):
    _session_of(nurse)
    page = browser_of(boss).post(f"/people/{nurse.pk}/password/", {"password": NEW})
    assert page.status_code == 302
    assert Person.objects.get(pk=nurse.pk).check_password(NEW)
    assert not UserSession.objects.filter(user=nurse).exists()
    assert Event.objects.filter(why="Set a new password for somebody").exists()


def test_a_weak_new_password_is_refused_beside_its_field(boss, nurse):
    page = browser_of(boss).post(f"/people/{nurse.pk}/password/", {"password": "short"})
    assert page.status_code == 422
    assert "at least 12" in page.content.decode()


def test_a_lost_authenticator_is_removed_and_the_identity_checked_again(boss, site):
    ada = make_person("ada", site, Role.QA, is_demo=True)
    demo.enrol_demo_authenticator(person=ada, by=SETTER, at=AT)
    _session_of(ada)
    page = browser_of(boss).post(f"/people/{ada.pk}/authenticator/", {"reason": "Telephone lost"})
    assert page.status_code == 302
    left = Person.objects.get(pk=ada.pk)
    assert left.identity_checked_at is None
    assert not Authenticator.objects.filter(user=ada).exists()
    assert not UserSession.objects.filter(user=ada).exists()
    assert Event.objects.filter(why="Remove the authenticator: Telephone lost").exists()


def test_an_account_opened_in_the_demo_is_a_demo_account(boss, settings):
    settings.DEMO = True
    given = {"username": "eve", "printed_name": "Eve Demo", "password": NEW}
    assert browser_of(boss).post("/people/add/", given).status_code == 302
    assert Person.objects.get(username="eve").is_demo

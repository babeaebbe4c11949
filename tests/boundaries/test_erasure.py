"""Erasure and thirty years of traceability live together: the key goes, the chain stays."""

from datetime import UTC, datetime

import pytest
from django.db import connection

from factories.people import erase, make_person
from secretome.proof import event_hash
from secretome_record.donors.models import Donor
from secretome_record.ledger.acting import system
from secretome_record.ledger.models import Event
from secretome_record.ledger.writing import writing
from secretome_record.people import services
from secretome_record.people.roles import Role

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SETTER = system("tests", *Role)
FIELDS = ["at", "actor", "action", "table_name", "row_id", "before", "after", "why", "previous"]


@pytest.fixture
def donor():
    site = services.create_site(code="BER", name="Berlin", zone="Europe/Berlin", by=SETTER, at=AT)
    subject = services.create_subject(site=site, kind="donor", by=SETTER, at=AT)
    with writing(by=SETTER, at=AT, why="Register a donor") as entry:
        return entry.create(
            Donor, site=site, subject=subject, name="Ada Löwe", contact="+49 30 1", tissue="cord"
        )


@pytest.fixture
def officer(donor):
    return make_person("officer", donor.site, Role.ADMINISTRATOR)


def _chain_holds() -> bool:
    previous = "0" * 64
    for event in Event.objects.order_by("seq"):
        told = {"seq": str(event.seq), **{name: getattr(event, name) for name in FIELDS}}
        if event.previous != previous or event.hash != event_hash(told):
            return False
        previous = event.hash
    return previous != "0" * 64


def test_the_name_is_nowhere_in_the_open_before_or_after(donor, officer):
    erase(donor.subject, officer)
    with connection.cursor() as cursor:
        cursor.execute("SELECT name_sealed, contact_sealed, name_index FROM donors_donor")
        stored = cursor.fetchone()
    written = [*Event.objects.values_list("before", flat=True)]
    written += [*Event.objects.values_list("after", flat=True)]
    for text in (*stored, *filter(None, written)):
        assert "Löwe" not in text
        assert "+49" not in text
    assert stored[2] == ""


def test_after_erasure_the_donor_shows_when_and_keeps_code_and_place(donor, officer):
    code = donor.code
    erase(donor.subject, officer)
    left = Donor.objects.select_related("subject").get(pk=donor.pk)
    assert (left.code, left.name, left.contact) == (
        code, "erased on 2026-03-02", "erased on 2026-03-02",
    )  # fmt: skip


def test_the_chain_verifies_after_erasure(donor, officer):
    erase(donor.subject, officer)
    assert _chain_holds()


def test_a_donor_is_found_by_name_until_erased(donor, officer):
    index = Donor._meta.get_field("name_index").index_of("ada  LÖWE")
    assert Donor.objects.get(name_index=index) == donor
    erase(donor.subject, officer)
    assert not Donor.objects.filter(name_index=index).exists()


def test_a_seal_copied_to_another_donor_does_not_open(donor):
    from secretome_record.people.sealing import SealBroken

    other = services.create_subject(site=donor.site, kind="donor", by=SETTER, at=AT)
    thief = Donor(site=donor.site, subject=other, name_sealed=donor.name_sealed)
    with pytest.raises(SealBroken):
        str(thief.name)

"""Nobody writes or signs in the name of another, however the statement is spelled."""

import pytest
from django.db import IntegrityError, connection, transaction

from factories.people import AT, SETTER
from secretome_record.ledger.acting import Acting, acting
from secretome_record.ledger.models import Event, Signature
from secretome_record.people import services
from secretome_record.people.roles import Role

SPELLINGS = (
    "UPDATE people_site SET name = 'x'",
    "  update people_site set name = 'x'",
    "-- a note\nUPDATE people_site SET name = 'x'",
    "/* a note */ UPDATE people_site SET name = 'x'",
    "WITH one AS (SELECT 1) UPDATE people_site SET name = 'x'",
)
IN_A_BLOCK = "DO $$ BEGIN UPDATE people_site SET name = 'x'; END $$"


def spellings():
    return (*SPELLINGS, IN_A_BLOCK) if connection.vendor == "postgresql" else SPELLINGS


def run(sql):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_a_write_by_nobody_is_refused_right_after_somebody_wrote(site):
    for sql in spellings():
        services.create_site(
            code=f"S{Event.objects.count()}", name="Site", zone="Europe/Berlin", by=SETTER, at=AT
        )
        with pytest.raises(IntegrityError, match="nobody is named"):
            run(sql)


def test_an_edge_writes_no_record_table_however_it_spells_it(site):
    for sql in spellings():
        with acting(Acting("visitor", "POST /", ambient=True)):
            with pytest.raises(IntegrityError, match="services only"):
                run(sql)


def test_every_spelling_of_a_write_is_booked_on_who_acts(site):
    for number, sql in enumerate(spellings()):
        with acting(Acting("system:tests", f"spelling {number}")):
            run(sql.replace("'x'", f"'name {number}'"))
        last = Event.objects.order_by("-seq").first()
        assert (last.actor, last.why) == ("system:tests", f"spelling {number}")


def forged(signer, role):
    return {
        "signer_id": signer.pk, "printed_name": "x", "role": role, "meaning": "m", "method": "none",
        "signed_at": AT, "subject_table": "t", "subject_id": signer.pk, "content": "{}",
        "content_hash": "0",
    }  # fmt: skip


def refused(actor, **fields):
    with pytest.raises(IntegrityError, match="made by the person who acts"):
        with transaction.atomic(), acting(Acting(actor, "forge a signature")):
            Signature.objects.create(**fields)


def test_nobody_signs_as_somebody_else_not_even_by_raw_sql(crew):
    refused(crew.nurse.actor_code, **forged(crew.qualified_person, "QUALIFIED_PERSON"))
    refused("system:demo", **forged(crew.qualified_person, "QUALIFIED_PERSON"))


def test_nobody_signs_in_a_role_they_do_not_hold(crew):
    refused(crew.nurse.actor_code, **forged(crew.nurse, "QUALIFIED_PERSON"))


def test_a_role_that_ended_signs_nothing(crew):
    person = crew.qa
    grant = person.grants.get(role=Role.QA)
    services.end_role(grant=grant, by=SETTER, at=AT)
    refused(person.actor_code, **forged(person, "QA"))

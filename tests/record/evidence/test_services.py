"""Study rows come in whole or not at all, and count only once a second person signed."""

import pytest
from django.db import DatabaseError, connection, transaction

from factories.evidence import accept, propose, review_sign, study_file
from factories.people import AT
from secretome.evidence import studies
from secretome_record.evidence import queries, services
from secretome_record.evidence.models import StudyTable
from secretome_record.evidence.states import ACCEPTED, REFUSED, WITHDRAWN
from secretome_record.ledger.acting import Acting, acting
from secretome_record.ledger.models import Event, KeptFile
from secretome_record.ledger.refusal import Refusal

pytestmark = pytest.mark.django_db


def codes(refused):
    return [reason.code for reason in refused.value.reasons]


def test_a_proposed_table_keeps_file_and_cells_as_reported(crew):
    table = propose(crew)
    assert table.row_count == 1
    assert table.rows[0]["treated_mean"] == "-1.8"
    assert table.file.name == "knee.csv"
    assert Event.objects.filter(table_name="evidence_studytable").count() == 1


def test_every_fault_is_named_at_once_and_nothing_is_kept(crew):
    crew.physician  # noqa: B018 - a person is made before anything is rolled back
    with pytest.raises(Refusal) as refused:
        propose(crew, {"n_treated": "minus one"}, {"outcome_direction": "sideways"})
    assert len(refused.value.reasons) >= 2
    text = str(refused.value)
    assert "n_treated" in text
    assert "outcome_direction" in text
    assert not StudyTable.objects.exists()
    assert not KeptFile.objects.exists()


def test_the_same_file_and_the_same_study_are_taken_once(crew):
    first = propose(crew)
    with pytest.raises(Refusal) as refused:
        propose(crew)
    assert first.code in str(refused.value)
    accept(crew, first)
    with pytest.raises(Refusal) as refused:
        propose(crew, {"n_treated": "25"})
    assert "SYNTH2026" in str(refused.value)


def test_a_study_of_the_published_tables_is_not_taken_again(crew):
    published = min(study.study_id for study in studies())
    with pytest.raises(Refusal, match=published):
        propose(crew, {"study_id": published})


def test_rows_count_only_once_a_second_person_accepted_them(crew, other_site):
    table = propose(crew, own_programme=True)
    assert queries.accepted_rows(crew.site.pk) == ()
    accepted = accept(crew, table)
    assert accepted.state == ACCEPTED
    (row,) = queries.accepted_rows(crew.site.pk)
    assert row["own_programme"] is True
    assert row["cells"]["study_id"] == "SYNTH2026"
    assert queries.accepted_rows(other_site.pk) == ()
    assert queries.reviews_of(accepted)[0]["holds"]


def test_nobody_reviews_their_own_rows(crew):
    advisor = crew.medical_advisor
    table = propose(crew, by=advisor)
    with pytest.raises(Refusal) as refused:
        services.accept_table(table=table, by=advisor, at=AT, signature=review_sign(advisor))
    assert "own_work" in codes(refused)


def test_two_proposals_of_one_study_cannot_both_be_accepted(crew):
    first = propose(crew)
    second = propose(crew, {"n_treated": "30"})
    accept(crew, first)
    with pytest.raises(Refusal, match="accepted meanwhile"):
        accept(crew, second)


def test_patients_of_a_table_accepted_meanwhile_do_not_count_twice_under_another_name(crew):
    trial = {"registration": "NCT00000001"}
    first = propose(crew, trial)
    again = {"study_id": "SYNTH2026-AGAIN", "source_url": "https://example.org/second-report"}
    second = propose(crew, trial | again)
    accept(crew, first)
    with pytest.raises(Refusal, match="same source, arm and outcome as SYNTH2026"):
        accept(crew, second)
    assert len(queries.accepted_rows(crew.site.pk)) == 1


def test_refused_and_withdrawn_rows_do_not_count_and_keep_their_reason(crew):
    advisor = crew.medical_advisor
    refused = services.refuse_table(table=propose(crew), reason="Wrong arm", by=advisor, at=AT)
    assert refused.state == REFUSED
    table = accept(crew, propose(crew))
    gone = services.withdraw_table(table=table, reason="Retracted", by=advisor, at=AT)
    assert gone.state == WITHDRAWN
    assert queries.accepted_rows(crew.site.pk) == ()
    with pytest.raises(Refusal):
        services.withdraw_table(table=table, reason="Again", by=advisor, at=AT)


def test_a_race_lost_is_a_sentence(crew):
    table = propose(crew)
    accept(crew, table)
    with pytest.raises(Refusal):
        services.refuse_table(table=table, reason="Late", by=crew.medical_advisor, at=AT)


def test_the_database_refuses_a_reviewer_who_proposed(crew):
    table = propose(crew)
    with (
        acting(Acting(crew.physician.actor_code, "Try by hand")),
        pytest.raises(DatabaseError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE evidence_studytable SET reviewed_by_id = proposed_by_id")
    table.refresh_from_db()
    assert table.reviewed_by is None


@pytest.mark.parametrize("change", ["title = 'Other'", "row_count = 9", "own_programme = (1 = 1)"])
def test_the_database_refuses_to_change_what_was_sent(crew, change):
    propose(crew)
    with (
        acting(Acting(crew.physician.actor_code, "Try by hand")),
        pytest.raises(DatabaseError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE evidence_studytable SET {change}")


def test_a_file_that_is_no_table_is_one_sentence(crew):
    with pytest.raises(Refusal) as refused:
        propose(crew, data=b"\x00\x01\x02 not a table")
    assert len(refused.value.reasons) == 1
    assert study_file().startswith(b"study_id")


def test_the_database_refuses_to_exchange_the_reviewer(crew):
    accept(crew, propose(crew))
    other = crew.second("medical_advisor")
    with (
        acting(Acting(other.actor_code, "Try by hand")),
        pytest.raises(DatabaseError, match="stays who reviewed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE evidence_studytable SET reviewed_by_id = %s", [other.pk.hex])

"""The database refuses by itself what would otherwise be legal by raw SQL and harmful."""

import pytest
from django.db import DatabaseError, connection, transaction

from factories.donors import eligible_donor, enter, give_consent, make_donation, make_donor
from factories.people import AT, SETTER
from secretome_record.donors.models import Donation, Donor, DonorConsent, Screening
from secretome_record.ledger.models import Move
from secretome_record.ledger.writing import writing


def raw_refused(act, words: str) -> None:
    with (
        pytest.raises(DatabaseError, match=words),
        transaction.atomic(),
        writing(by=SETTER, at=AT, why="Try it by raw SQL"),
    ):
        act()


def sql(statement: str, *values) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def set_where(model, pk, **columns) -> None:
    model.objects.filter(pk=pk).update(**columns)


def forged_move(row, before: str, after: str) -> None:
    Move.objects.create(
        subject_table=row._meta.db_table, subject_id=row.pk, number=9, action="forged",
        from_state=before, to_state=after, actor="system:tests", occurred_at=AT,
    )  # fmt: skip


def test_a_donor_without_screening_is_not_made_eligible_even_with_a_forged_move(crew):
    donor = make_donor(crew)
    give_consent(donor, crew)

    def act():
        forged_move(donor, "REGISTERED", "ELIGIBLE")
        set_where(Donor, donor.pk, state="ELIGIBLE")

    raw_refused(act, "accepted only with consent")


def donation_of(donor, crew, **more) -> Donation:
    whole = {
        "code": "DO-FORGED", "site": donor.site, "donor": donor, "tissue": "cord",
        "quantity_text": "1", "collected_at": AT, "collected_by": crew.donor_coordinator, **more,
    }  # fmt: skip
    return Donation.objects.create(**whole)


def test_a_donation_from_a_registered_donor_is_refused(crew):
    donor = make_donor(crew)
    raw_refused(lambda: donation_of(donor, crew), "only from an eligible donor")


def test_a_donation_after_the_consent_was_withdrawn_is_refused(crew):
    donor = eligible_donor(crew)
    with writing(by=SETTER, at=AT, why="Withdraw"):
        set_where(DonorConsent, donor.consents.get().pk, withdrawn_at=AT)
    raw_refused(lambda: donation_of(donor, crew), "only from an eligible donor")


def test_donor_cells_never_carry_an_identity_code_and_own_cells_always_do(crew):
    donor, own = eligible_donor(crew), eligible_donor(crew, autologous=True)
    raw_refused(lambda: donation_of(donor, crew, identity_code="CI-1"), "identity code")
    raw_refused(lambda: donation_of(own, crew), "identity code")


def test_two_people_never_share_an_identity_code(crew):
    code = make_donation(crew, eligible_donor(crew, autologous=True)).identity_code
    other = eligible_donor(crew, autologous=True)
    raw_refused(lambda: donation_of(other, crew, identity_code=code), "identity code")


def test_a_result_is_never_changed_nor_removed(crew):
    screening = enter(make_donor(crew), crew, "HCV", "POSITIVE")
    raw_refused(lambda: set_where(Screening, screening.pk, result="NEGATIVE"), "never changed")
    raw_refused(
        lambda: sql("DELETE FROM donors_screening WHERE donor_id = %s", _key(screening.donor_id)),
        "never removed",
    )


def test_nobody_verifies_alone(crew):
    screening = enter(make_donor(crew), crew, "HCV")
    own = screening.entered_by_id
    raw_refused(lambda: set_where(Screening, screening.pk, verified_by_id=own), "second_person")


def test_a_screening_is_not_born_verified(crew):
    donor = make_donor(crew)
    raw_refused(
        lambda: Screening.objects.create(
            donor=donor, marker="HCV", result="NEGATIVE", as_reported="neg", laboratory="x",
            sampled_at=AT, entered_by=crew.donor_coordinator, verified_by=crew.qa,
        ),
        "entered first",
    )  # fmt: skip


def test_a_withdrawal_and_the_words_of_a_consent_stay(crew):
    consent = give_consent(make_donor(crew), crew)
    raw_refused(lambda: set_where(DonorConsent, consent.pk, purposes=["research"]), "never changed")
    with writing(by=SETTER, at=AT, why="Withdraw"):
        set_where(DonorConsent, consent.pk, withdrawn_at=AT)
    raw_refused(lambda: set_where(DonorConsent, consent.pk, withdrawn_at=None), "stays withdrawn")


def test_a_donation_is_never_changed(crew):
    donation = make_donation(crew)
    raw_refused(lambda: set_where(Donation, donation.pk, quantity_text="2"), "never changed")


def test_a_donor_does_not_become_somebody_else(crew):
    donor, other = make_donor(crew), make_donor(crew)
    raw_refused(lambda: set_where(Donor, donor.pk, autologous=True), "never changed")
    assert other.subject_id != donor.subject_id


def _key(value):
    return Screening._meta.pk.get_db_prep_value(value, connection)

"""The release gate."""

from factories.quality import READY_AT, ready_lot, release, review
from secretome_record.quality import queries


def test_a_lot_goes_through_review_and_release(crew):
    lot = ready_lot(crew)
    assert {r.code for r in queries.reasons_against_release(lot, READY_AT)} == {"not_reviewed"}
    assert queries.blockers_of([lot], READY_AT)[lot.pk] == ["not_reviewed"]
    lot = review(lot, crew)
    assert queries.reasons_against_release(lot, READY_AT) == ()
    certificate = release(lot, crew)
    assert certificate.document.size_bytes > 1000

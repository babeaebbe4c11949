"""A released lot reacts to what is found afterwards: in the same act it goes on hold."""

import pytest

from factories import quality as make
from factories.browsing import browser_of
from factories.donors import enter as enter_screening
from factories.investigations import decide
from factories.people import AT
from factories.quality import READY_AT
from secretome_record.batches import services as batches
from secretome_record.batches.models import Lot
from secretome_record.batches.queries import donors_of_lot
from secretome_record.donors import services as donors
from secretome_record.ledger.models import Move
from secretome_record.ledger.refusal import Refusal
from secretome_record.quality import queries, services
from secretome_record.quality.queries import waiting

WITHOUT_CONCENTRATION = make.LINES[1:]


def state_of(lot):
    return Lot.objects.get(pk=lot.pk).state


def last_move(lot):
    return Move.objects.filter(subject_id=lot.pk).order_by("-number").first()


def fails_a_test(crew, lot):
    run = make.start_run(crew, make.make_sample(crew, lot, READY_AT), "LAL", READY_AT)
    make.enter(crew, run, "endotoxin", "0.9", "EU/mL", READY_AT)


def gives_no_valid_test(crew, lot):
    run = make.start_run(crew, make.make_sample(crew, lot, READY_AT), "LAL", READY_AT)
    make.enter(crew, run, "endotoxin", "invalid", "EU/mL", READY_AT)


def is_measured_unreliably(crew, lot):
    sample = make.make_sample(crew, lot, READY_AT)
    make.take_from_file(crew, sample, READY_AT, make.nanosight_file(captures=2))


def is_decided_against_under_a_protocol(crew, lot):
    run = make.start_run(crew, make.make_sample(crew, lot, READY_AT), "LAL", READY_AT)
    result = make.enter(crew, run, "endotoxin", "<1.0", "EU/mL", READY_AT)
    decide(crew, make.verify(result, crew, READY_AT), is_accepted=False)


def gets_a_deviation(crew, lot):
    batches.raise_deviation(batch=lot.batch, what="Found late.", by=crew.operator, at=READY_AT)


def has_a_positive_donor(crew, lot):
    enter_screening(donors_of_lot(lot)[0], crew, "HCV", "POSITIVE", at=READY_AT)


def has_a_positive_donor_by_the_laboratory(crew, lot):
    donors.enter_screening(
        donor=donors_of_lot(lot)[0], marker="HCV", result="POSITIVE", as_reported="pos",
        laboratory="Lab North", sampled_at=AT, by=crew.qc_analyst, at=READY_AT,
    )  # fmt: skip


def has_a_deferred_donor(crew, lot):
    donor, by = donors_of_lot(lot)[0], crew.donor_coordinator
    donors.defer_donor(donor=donor, reason="Travel", by=by, at=READY_AT)


def has_a_donor_who_withdrew(crew, lot):
    consent = donors_of_lot(lot)[0].consents.get()
    donors.withdraw_consent(consent=consent, by=crew.donor_coordinator, at=READY_AT)


DOUBTS = (
    fails_a_test, gives_no_valid_test, is_measured_unreliably,
    is_decided_against_under_a_protocol, gets_a_deviation,
    has_a_positive_donor, has_a_positive_donor_by_the_laboratory, has_a_deferred_donor,
    has_a_donor_who_withdrew,
)  # fmt: skip


@pytest.mark.parametrize("happens", DOUBTS, ids=lambda each: each.__name__)
def test_a_released_lot_is_held_in_the_act_that_brings_the_doubt(crew, happens):
    lot = make.released_lot(crew)
    happens(crew, lot)
    assert state_of(lot) == "ON_HOLD"
    assert last_move(lot).action == "doubt"
    assert last_move(lot).reason
    [item] = [i for i in waiting.waiting_for(crew.qualified_person) if lot.code in i.sentence]
    assert "on hold" in item.sentence


def test_a_result_as_hoped_leaves_the_lot_released(crew):
    lot = make.released_lot(crew)
    run = make.start_run(crew, make.make_sample(crew, lot, READY_AT), "LAL", READY_AT)
    make.enter(crew, run, "endotoxin", "0.1", "EU/mL", READY_AT)
    enter_screening(donors_of_lot(lot)[0], crew, "HCV", "NEGATIVE", at=READY_AT)
    assert state_of(lot) == "RELEASED"


def test_only_lots_of_the_doubted_donor_are_held(crew):
    lot = make.released_lot(crew)
    other = make.review(make.ready_lot(crew, data=make.nanosight_file(seed=8)), crew)
    make.release(other, crew)
    has_a_deferred_donor(crew, lot)
    assert (state_of(lot), state_of(other)) == ("ON_HOLD", "RELEASED")


def test_whoever_brings_a_doubt_may_still_not_hold_by_wish(crew):
    lot = make.released_lot(crew)
    for who in (crew.operator, crew.qc_analyst):
        with pytest.raises(Refusal):
            services.hold_lot(lot=lot, reason="I want it.", by=who, at=READY_AT)
    assert state_of(lot) == "RELEASED"


def test_an_invalidated_concentration_holds_the_lot_without_any_line(crew):
    lot = make.demo_lot(crew)
    make.make_specification(crew, lot.product, lines=WITHOUT_CONCENTRATION)
    results = make.do_all_tests(crew, lot)
    lot = make.review(Lot.objects.get(pk=lot.pk), crew)
    make.release(lot, crew)
    number = results["particle_concentration"]
    assert number.line_id is None
    number.refresh_from_db()
    services.invalidate_result(result=number, reason="Dirty cell.", by=crew.qa, at=READY_AT)
    assert state_of(lot) == "ON_HOLD"
    assert queries.concentration_of(lot) is None


def test_the_page_of_a_released_lot_shows_what_now_speaks_against_it(crew):
    lot = make.released_lot(crew)
    run = make.start_run(crew, make.make_sample(crew, lot, READY_AT), "LAL", READY_AT)
    make.enter(crew, run, "endotoxin", "0.1", "EU/mL", READY_AT)
    page = browser_of(crew.qualified_person).get(f"/quality/lots/{lot.code}/").content.decode()
    assert "now speak" in page
    assert "second person" in page or "verified" in page
    assert "is released already" not in page


def test_the_qualified_person_is_told_of_a_released_lot_in_doubt(crew, monkeypatch):
    lot = make.released_lot(crew)
    monkeypatch.setattr(waiting.timezone, "now", lambda: READY_AT)
    assert not waiting.waiting_for(crew.qualified_person)
    run = make.start_run(crew, make.make_sample(crew, lot, READY_AT), "LAL", READY_AT)
    make.enter(crew, run, "endotoxin", "0.1", "EU/mL", READY_AT)
    [item] = waiting.waiting_for(crew.qualified_person)
    assert "now speaks against it" in item.sentence

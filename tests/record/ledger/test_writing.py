"""The one way to write: what an entry creates, changes and moves, and what it refuses."""

import pytest

from factories.donors import make_donor
from factories.people import AT
from secretome_record.donors.models import Donor
from secretome_record.ledger import writing as writing_module
from secretome_record.ledger.models import Event, Move
from secretome_record.ledger.refusal import Refusal
from secretome_record.ledger.writing import writing


@pytest.fixture
def donor(crew):
    return make_donor(crew)


def fresh(donor):
    return Donor.objects.select_related("subject").get(pk=donor.pk)


def test_a_sealed_field_is_changed_with_its_blind_index(donor, crew):
    before = fresh(donor).name_index
    with writing(by=crew.qa, at=AT, why="Correct a name") as entry:
        entry.change(fresh(donor), name="Dora Renamed")
    assert fresh(donor).name == "Dora Renamed"
    assert fresh(donor).name_index not in ("", before)


def test_a_state_is_moved_never_changed(donor, crew):
    with pytest.raises(Refusal) as refused, writing(by=crew.qa, at=AT, why="Cheat") as entry:
        entry.change(donor, state="ELIGIBLE")
    assert refused.value.codes == {"state_is_moved"}


def test_a_text_that_is_too_long_is_refused_on_every_engine(donor, crew):
    with pytest.raises(Refusal) as refused, writing(by=crew.qa, at=AT, why="Too long") as entry:
        entry.change(donor, tissue="x" * 61)
    assert refused.value.codes == {"not_a_value"}


def test_the_slower_of_two_movers_is_refused_and_leaves_nothing(donor, crew):
    stale = fresh(donor)
    with writing(by=crew.donor_coordinator, at=AT, why="First") as entry:
        entry.move(donor, "refuse", reason="first")
    with pytest.raises(Refusal) as refused:
        with writing(by=crew.donor_coordinator, at=AT, why="Second") as entry:
            entry.move(stale, "refuse", reason="second")
    assert refused.value.codes == {"somebody_was_faster"}
    assert [move.reason for move in Move.objects.filter(subject_id=donor.pk)] == ["first"]


def test_a_move_without_its_reason_role_or_signature_is_refused(donor, crew):
    def codes(by, action, **more):
        with pytest.raises(Refusal) as refused, writing(by=by, at=AT, why="Try") as entry:
            entry.move(fresh(donor), action, **more)
        return refused.value.codes

    assert codes(crew.donor_coordinator, "refuse") == {"reason_missing"}
    assert codes(crew.nurse, "refuse", reason="x") == {"not_your_role"}
    assert codes(crew.donor_coordinator, "accept") == {"signature_missing"}
    assert codes(crew.donor_coordinator, "defer", reason="x") == {"not_from_this_state"}


def test_every_event_of_a_service_names_the_person_and_the_reason(donor, crew):
    event = Event.objects.filter(table_name="donors_donor").order_by("-seq").first()
    assert (event.actor, event.why) == (crew.donor_coordinator.actor_code, "Register a donor")
    assert "Dora" not in event.after


def test_a_code_drawn_twice_is_drawn_again(donor, crew, monkeypatch):
    draws = iter([donor.code, donor.code, "DN-000000-0"])
    monkeypatch.setattr(writing_module, "new_code", lambda _prefix: next(draws))
    assert make_donor(crew).code == "DN-000000-0"


def test_codes_that_are_all_taken_are_one_sentence(donor, crew, monkeypatch):
    monkeypatch.setattr(writing_module, "new_code", lambda _prefix: donor.code)
    with pytest.raises(Refusal) as refused:
        make_donor(crew)
    assert refused.value.codes == {"no_code_left"}

"""Vials are placed, moved, taken out and destroyed; every leg of their custody is on the record."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from factories.batches import make_lot, vials_of
from factories.people import AT, Crew, signed
from factories.stock import free_positions, make_freezer, place
from factories.treatments import START, consented_plan, reserve, session_of
from secretome_record.batches.models import Vial
from secretome_record.ledger.acting import Acting, acting
from secretome_record.ledger.refusal import Refusal
from secretome_record.ledger.writing import writing
from secretome_record.people.roles import Role
from secretome_record.stock import queries, services
from secretome_record.stock.models import Freezer, Placement, Position

pytestmark = pytest.mark.django_db


@pytest.fixture
def vial(crew):
    return vials_of(make_lot(crew))[0]


@pytest.fixture
def freezer(crew):
    return make_freezer(crew)


def _place(crew, vial, position, at=AT):
    return services.place_vial(vial=vial, position=position, by=crew.storekeeper, at=at)


def _reserved(crew):
    """A vial in its position, kept for a session as only the treatments room can keep it."""
    plan = consented_plan(crew)
    return reserve(session_of(plan), crew).vial


def _reject(crew, lot):
    person = crew.qualified_person
    with writing(by=person, at=AT, why="reject for a test") as entry:
        signature = signed(person, "rejected", Role.QUALIFIED_PERSON)
        entry.move(lot, "reject", reason="Particles", signature=signature)


def _raw(do):
    """Run a write that no service makes."""
    with transaction.atomic(), acting(Acting("person:x", "raw")):
        return do()


def test_a_placed_vial_is_in_stock_and_its_custody_names_who(crew, vial, freezer):
    placement = _place(crew, vial, free_positions(freezer)[0])
    assert vial.state == "IN_STOCK"
    assert placement.placed_by == crew.storekeeper
    assert queries.place_of(vial).position.name == "B1-A1"


def test_a_taken_position_is_refused_and_named(crew, freezer):
    first, second, *_ = vials_of(make_lot(crew))
    position = free_positions(freezer)[0]
    _place(crew, first, position)
    with pytest.raises(Refusal, match=first.code) as refused:
        _place(crew, second, position)
    assert refused.value.codes == {"position_taken"}
    assert Vial.objects.get(pk=second.pk).state == "UNPLACED"


def test_a_vial_is_placed_only_once(crew, vial, freezer):
    one, two, *_ = free_positions(freezer)
    _place(crew, vial, one)
    with pytest.raises(Refusal) as refused:
        _place(crew, vial, two)
    assert refused.value.codes == {"lies_elsewhere"}


def test_the_database_takes_one_vial_a_position_and_one_position_a_vial(crew, freezer):
    first, second, *_ = vials_of(make_lot(crew))
    one, two, *_ = free_positions(freezer)
    _place(crew, first, one)
    keeper = crew.storekeeper
    for vial, position in ((second, one), (first, two)):
        with pytest.raises(IntegrityError):
            _raw(
                lambda v=vial, p=position: Placement.objects.create(
                    vial=v, position=p, placed_by=keeper, placed_at=AT
                )
            )


def test_a_warm_freezer_is_refused_by_rule_and_database(crew, vial):
    warm = free_positions(make_freezer(crew, max_c=-20.0))[0]
    with pytest.raises(Refusal, match="-70 °C or colder") as refused:
        _place(crew, vial, warm)
    assert refused.value.codes == {"too_warm"}
    keeper = crew.storekeeper
    with pytest.raises(DatabaseError, match="cold enough"):
        _raw(
            lambda: Placement.objects.create(
                vial=vial, position=warm, placed_by=keeper, placed_at=AT
            )
        )


def test_a_vial_of_a_rejected_lot_is_destroyed_not_placed(crew, freezer):
    lot = make_lot(crew)
    vial = vials_of(lot)[0]
    _reject(crew, lot)
    position = free_positions(freezer)[0]
    with pytest.raises(Refusal) as refused:
        _place(crew, vial, position)
    assert refused.value.codes == {"lot_rejected"}
    keeper = crew.storekeeper
    with pytest.raises(DatabaseError, match="rejected lot"):
        _raw(
            lambda: Placement.objects.create(
                vial=vial, position=position, placed_by=keeper, placed_at=AT
            )
        )
    services.destroy_vial(vial=vial, reason="Lot rejected", by=keeper, at=AT)
    assert vial.state == "DESTROYED"


def test_an_expired_vial_is_not_placed(crew, vial, freezer):
    late = vial.lot.expires_at + timedelta(seconds=1)
    with pytest.raises(Refusal) as refused:
        _place(crew, vial, free_positions(freezer)[0], at=late)
    assert refused.value.codes == {"lot_expired"}


def test_a_moved_vial_has_two_legs_and_frees_its_first_position(crew, vial, freezer):
    one, two, *_ = free_positions(freezer)
    _place(crew, vial, one)
    services.move_vial(vial=vial, position=two, by=crew.storekeeper, at=AT + timedelta(hours=1))
    new, old = queries.custody_of(vial)
    assert (old.taken_reason, new.position) == ("moved to B1-A2", two)
    assert vial.state == "IN_STOCK"
    assert one in free_positions(freezer)


def test_a_vial_that_lies_nowhere_is_not_moved(crew, vial, freezer):
    with pytest.raises(Refusal) as refused:
        services.move_vial(
            vial=vial, position=free_positions(freezer)[0], by=crew.storekeeper, at=AT
        )
    assert refused.value.codes == {"lies_nowhere"}


def test_a_vial_taken_out_for_nobody_can_no_longer_be_reserved(crew, vial):
    place(crew, vial)
    services.take_out(vial=vial, reason="Freezer check", by=crew.storekeeper, at=AT)
    assert vial.state == "UNPLACED"
    assert vial not in queries.vials_in_stock(lot=vial.lot)
    with pytest.raises(Refusal), writing(by=crew.nurse, at=AT, why="reserve") as entry:
        entry.move(vial, "reserve")


def test_taking_out_needs_a_reason(crew, vial):
    place(crew, vial)
    with pytest.raises(Refusal) as refused:
        services.take_out(vial=vial, reason=" ", by=crew.storekeeper, at=AT)
    assert refused.value.codes == {"reason"}


def test_a_reserved_vial_is_issued_once_and_can_be_put_back(crew, freezer):
    vial = _reserved(crew)
    assert services.issue_vial(vial=vial, reason="Session", by=crew.nurse, at=START)
    assert services.issue_vial(vial=vial, reason="Session", by=crew.nurse, at=START) is None
    assert vial.state == "RESERVED"
    _place(crew, vial, free_positions(freezer)[0], at=START)
    assert vial.state == "RESERVED"


def test_a_vial_nobody_reserved_is_not_issued(crew, vial):
    place(crew, vial)
    with pytest.raises(Refusal) as refused:
        services.issue_vial(vial=vial, reason="Session", by=crew.nurse, at=AT)
    assert refused.value.codes == {"not_reserved"}


def test_the_database_counts_no_vial_as_stock_that_lies_nowhere(crew):
    vial = _reserved(crew)
    services.issue_vial(vial=vial, reason="Session", by=crew.nurse, at=START)
    with (
        pytest.raises(DatabaseError, match="only while it lies"),
        writing(by=crew.nurse, at=START, why="return for a test") as entry,
    ):
        entry.move(vial, "return", reason="Session cancelled")


def test_destroying_frees_the_position_and_keeps_the_reason(crew, vial, freezer):
    place(crew, vial, freezer)
    services.destroy_vial(vial=vial, reason="Cracked", by=crew.storekeeper, at=AT)
    assert vial.state == "DESTROYED"
    assert queries.custody_of(vial)[0].taken_reason == "destroyed: Cracked"
    assert len(free_positions(freezer)) == 8


def test_destroying_twice_is_refused(crew, vial):
    services.destroy_vial(vial=vial, reason="Cracked", by=crew.storekeeper, at=AT)
    with pytest.raises(Refusal) as refused:
        services.destroy_vial(vial=vial, reason="Cracked", by=crew.storekeeper, at=AT)
    assert refused.value.codes == {"vial_is_gone"}


@pytest.mark.parametrize(
    "change", [{"placed_at": AT - timedelta(days=9)}, {"taken_reason": "other"}]
)
def test_the_database_never_changes_an_ended_leg(crew, vial, change):
    place(crew, vial)
    services.take_out(vial=vial, reason="Check", by=crew.storekeeper, at=AT)
    with pytest.raises(DatabaseError):
        _raw(lambda: Placement.objects.update(**change))
    with pytest.raises(DatabaseError):
        _raw(lambda: Placement.objects.all().delete())


def test_a_storekeeper_of_another_site_places_nothing_here(crew, other_site, vial, freezer):
    with pytest.raises(Refusal) as refused:
        _place(Crew(other_site), vial, free_positions(freezer)[0])
    assert refused.value.codes == {"not_your_role"}


def test_a_vial_is_not_placed_at_another_site(crew, other_site, vial):
    theirs = free_positions(make_freezer(Crew(other_site)))[0]
    with pytest.raises(Refusal) as refused:
        _place(crew, vial, theirs)
    assert refused.value.codes == {"another_site"}


def test_freezer_and_position_names_are_used_once(crew, freezer):
    keeper = crew.storekeeper
    with pytest.raises(Refusal) as refused:
        services.add_freezer(site=crew.site, name=freezer.name, max_c=-80.0, by=keeper, at=AT)
    assert refused.value.codes == {"name"}
    with pytest.raises(Refusal, match="B1-A1 is there already"):
        services.add_positions(freezer=freezer, names=["b1-a1"], by=keeper, at=AT)
    assert (Freezer.objects.count(), Position.objects.count()) == (1, 8)


def test_vials_in_stock_are_those_that_lie_and_are_reserved_by_nobody(crew):
    lot = _reserved(crew).lot
    last = vials_of(lot)[-1]
    services.take_out(vial=last, reason="Check", by=crew.storekeeper, at=START)
    assert [v.number for v in queries.vials_in_stock(lot=lot)] == [2, 3]
    assert [v.number for v in queries.vials_in_stock(product=lot.product)] == [2, 3]

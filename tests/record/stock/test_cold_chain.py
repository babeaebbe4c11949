"""A temperature file holds every vial that was too warm until quality assurance decides."""

from datetime import timedelta

import pytest

from factories import stock as make
from factories.loggers import add_file, logger_file
from factories.people import AT, Crew, signed
from factories.quality import released_lot
from factories.raw_sql import execute, force, without_guard
from secretome_record.batches.models import Vial
from secretome_record.ledger.refusal import Refusal
from secretome_record.people.roles import Role
from secretome_record.stock import queries, services
from secretome_record.stock.models import Exposure, TemperatureFile, VialHold

HOUR = timedelta(hours=1)
WARM = [-81, -80, -62, -60, -80, -81]
COLD = [-81, -80.5, -81, -80]


@pytest.fixture
def freezer(crew):
    return make.make_freezer(crew)


def stocked(crew, freezer, at=AT, n=2):
    lot = make.stocked_lot(crew, at=at, vial_count=n) if freezer is None else None
    if lot is None:
        lot = make.make_lot(crew, vial_count=n, at=at)
        for vial in make.vials_of(lot):
            make.place(crew, vial, freezer, at)
    return lot


def decide(crew, holds, *, may_be_used=True, reason="Stability report 7 covers it.", at=AT):
    meaning = queries.FREED_AS if may_be_used else queries.CONDEMNED_AS
    return services.decide_holds(
        holds=holds, may_be_used=may_be_used, reason=reason, by=crew.qa, at=at,
        signature=signed(crew.qa, meaning, Role.QA, at),
    )  # fmt: skip


def test_every_vial_that_was_there_gets_its_time_above_its_own_limit(crew, freezer):
    lot = stocked(crew, freezer)
    found = add_file(crew, freezer, logger_file(AT + HOUR, WARM), AT + 3 * HOUR)
    exposures = queries.exposures_of(found)
    assert {e.vial.lot_id for e in exposures} == {lot.pk}
    assert [(e.above_s, e.warmest_c, e.limit_c) for e in exposures] == [(2700, -60.0, -70.0)] * 2
    holds = list(queries.open_holds_of(found))
    assert [h.vial.number for h in holds]
    assert holds[0].reason == f"45 min above −70 °C, up to −60.0 °C, by {found.code}."


def test_a_record_within_the_limit_holds_nothing_and_stays_as_evidence(crew, freezer):
    stocked(crew, freezer)
    found = add_file(crew, freezer, logger_file(AT + HOUR, [-81, -82]), AT + 3 * HOUR)
    assert {e.above_s for e in queries.exposures_of(found)} == {0}
    assert not VialHold.objects.exists()


def test_a_vial_is_judged_only_by_the_time_it_lay_there(crew, freezer):
    lot = stocked(crew, freezer, n=2)
    first, second = make.vials_of(lot)
    services.take_out(vial=first, reason="counted", by=crew.storekeeper, at=AT + HOUR)
    data = logger_file(AT + 2 * HOUR, WARM)
    found = add_file(crew, freezer, data, AT + 5 * HOUR)
    assert [e.vial_id for e in queries.exposures_of(found)] == [second.pk]


def test_the_same_file_for_the_same_freezer_is_one_file(crew, freezer):
    stocked(crew, freezer)
    data = logger_file(AT + HOUR, WARM)
    first = add_file(crew, freezer, data, AT + 3 * HOUR)
    assert add_file(crew, freezer, data, AT + 4 * HOUR, "again.csv") == first
    assert (TemperatureFile.objects.count(), VialHold.objects.count()) == (1, 2)


def test_a_held_vial_is_offered_to_nobody_and_the_database_refuses_it(crew):
    lot = make.stocked_lot(crew, released_lot(crew))
    vial = make.vials_of(lot)[0]
    freezer = queries.place_of(vial).position.freezer
    assert queries.vials_in_stock(lot=lot).count() == 4
    add_file(crew, freezer, logger_file(AT + HOUR, WARM), AT + 3 * HOUR)
    assert queries.vials_in_stock(lot=lot).count() == 0
    vial = Vial.objects.get(pk=vial.pk)
    without_guard("vial_reserved_for_somebody", "batches_vial")
    assert "on hold" in force(vial, "RESERVED", crew.nurse, AT + 4 * HOUR)


def test_freed_vials_are_offered_again_and_condemned_ones_never(crew):
    lot = make.stocked_lot(crew, released_lot(crew))
    freezer = queries.place_of(make.vials_of(lot)[0]).position.freezer
    found = add_file(crew, freezer, logger_file(AT + HOUR, WARM), AT + 3 * HOUR)
    holds = list(queries.open_holds_of(found))
    decide(crew, holds[:3])
    decide(crew, holds[3:], may_be_used=False, reason="Too long.")
    assert queries.vials_in_stock(lot=lot).count() == 3
    assert all(row["holds"] for row in queries.decisions_of(holds))
    add_file(crew, freezer, logger_file(AT + 5 * HOUR, WARM), AT + 7 * HOUR)
    assert VialHold.objects.filter(state="HELD").count() == 3


def test_freeing_a_vial_decides_nothing_about_what_happened_while_it_was_held(crew):
    lot = make.stocked_lot(crew, released_lot(crew))
    freezer = queries.place_of(make.vials_of(lot)[0]).position.freezer
    first = add_file(crew, freezer, logger_file(AT + HOUR, WARM), AT + 3 * HOUR)
    second = add_file(crew, freezer, logger_file(AT + 5 * HOUR, WARM), AT + 7 * HOUR)
    decide(crew, list(queries.open_holds_of(first)))
    assert queries.vials_in_stock(lot=lot).count() == 0
    decide(crew, list(queries.open_holds_of(second)))
    assert queries.vials_in_stock(lot=lot).count() == 4


def test_holds_are_decided_once_with_a_reason_by_quality_assurance(crew, freezer):
    stocked(crew, freezer)
    found = add_file(crew, freezer, logger_file(AT + HOUR, WARM), AT + 3 * HOUR)
    holds = list(queries.open_holds_of(found))
    with pytest.raises(Refusal) as refused:
        decide(crew, holds, reason=" ")
    assert refused.value.codes == {"reason"}
    with pytest.raises(Refusal) as refused:
        services.decide_holds(
            holds=holds, may_be_used=True, reason="r", by=crew.storekeeper, at=AT,
            signature=signed(crew.storekeeper, queries.FREED_AS, Role.STOREKEEPER),
        )  # fmt: skip
    assert refused.value.codes == {"not_your_role"}
    decide(crew, holds)
    with pytest.raises(Refusal) as refused:
        decide(crew, holds)
    assert refused.value.codes == {"decided_already"}


def test_a_transport_carries_its_vials_under_its_logger(crew, freezer):
    lot = stocked(crew, freezer)
    vials = make.vials_of(lot)
    transport = services.record_transport(
        site=crew.site, name="Cleanroom to clinic, dry ice box 4", vials=vials[:1],
        left_at=AT + HOUR, arrived_at=AT + 2 * HOUR, by=crew.storekeeper, at=AT + 3 * HOUR,
    )  # fmt: skip
    found = services.add_temperature_file(
        transport=transport, data=logger_file(AT, [-80, -80, *([-40] * 10)]), name="box.csv",
        by=crew.storekeeper, at=AT + 4 * HOUR,
    )  # fmt: skip
    (exposure,) = queries.exposures_of(found)
    assert (exposure.vial, exposure.above_s) == (vials[0], 3600)
    assert VialHold.objects.get().vial == vials[0]


def test_a_transport_that_says_too_little_is_refused_with_all_reasons(crew):
    with pytest.raises(Refusal) as refused:
        services.record_transport(
            site=crew.site, name=" ", vials=[], left_at=AT, arrived_at=AT, by=crew.storekeeper,
            at=AT,
        )  # fmt: skip
    assert refused.value.codes == {"name", "arrived_at", "vials"}


def test_a_file_that_is_no_temperature_record_leaves_nothing_behind(crew, freezer):
    with pytest.raises(Refusal):
        add_file(crew, freezer, b"remember the milk", AT)
    assert not TemperatureFile.objects.exists()


def test_one_reading_tells_of_no_time_and_is_refused(crew, freezer):
    stocked(crew, freezer)
    with pytest.raises(Refusal, match="fewer than two"):
        add_file(crew, freezer, logger_file(AT + HOUR, [-10]), AT + 3 * HOUR)


RAW = {
    "an exposure that is changed": "UPDATE stock_exposure SET above_s = 0",
    "a hold that is removed": "DELETE FROM stock_vialhold",
    "a hold that is set free": "UPDATE stock_vialhold SET state = 'FREED'",
    "a reason that is changed": "UPDATE stock_vialhold SET reason = 'fine'",
    "a record that is removed": "DELETE FROM stock_temperaturefile",
}


@pytest.mark.parametrize("sql", RAW.values(), ids=RAW.keys())
def test_the_database_itself_refuses(crew, freezer, sql):
    stocked(crew, freezer)
    add_file(crew, freezer, logger_file(AT + HOUR, WARM), AT + 3 * HOUR)
    assert execute(sql, crew.storekeeper)
    assert Exposure.objects.filter(above_s=2700).count() == 2


def test_another_sites_temperature_file_is_not_found(crew, freezer, other_site):
    from django.http import Http404

    stocked(crew, freezer)
    found = add_file(crew, freezer, logger_file(AT + HOUR, WARM), AT + 3 * HOUR)
    stranger = Crew(other_site).storekeeper
    with pytest.raises(Http404):
        queries.temperature_file_for(stranger, found.code)
    assert queries.temperature_file_for(crew.nurse, found.code) == found

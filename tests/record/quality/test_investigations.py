"""An OOS is investigated in phases, retested as planned, and never averaged or waved away."""

import re
from datetime import timedelta

import pytest
from django.db import DatabaseError
from hypothesis import given
from hypothesis import strategies as st

from factories import investigations as oos
from factories import quality as make
from factories.people import AT, make_person, signed
from factories.quality import READY_AT
from factories.raw_sql import execute
from secretome.quality.oos import OosFacts, OosPhase, reasons_against_oos_step
from secretome.quality.verdict import Verdict
from secretome_record.batches.models import Lot
from secretome_record.ledger.refusal import Refusal
from secretome_record.people.roles import Role
from secretome_record.quality import investigating, queries, services
from secretome_record.quality.investigating import InvestigationFact, RetestFact
from secretome_record.quality.models import Investigation, Result
from secretome_record.quality.rules import LineText


def codes(lot, at=READY_AT):
    python = {r.code for r in queries.reasons_against_release(Lot.objects.get(pk=lot.pk), at)}
    assert python == set(queries.blockers_of([lot], at)[lot.pk])
    return python - {"not_reviewed"}


def test_a_verified_result_that_fails_opens_an_investigation_that_blocks_its_lot(crew):
    lot, found = oos.failed_lot(crew)
    assert (found.state, found.result.attribute) == ("PHASE_1", "endotoxin")
    assert codes(lot) == {"result_failed", "oos_open"}


def test_an_unverified_failure_and_an_invalid_run_open_none(crew):
    make.ready_lot(crew, endotoxin="0.9", unverified=("endotoxin",))
    assert not Investigation.objects.exists()


def test_an_invalid_run_is_not_out_of_specification(crew):
    lot = make.ready_lot(crew, endotoxin="invalid")
    assert not Investigation.objects.exists()
    assert codes(lot) == {"result_invalid"}


def test_a_laboratory_error_sets_the_whole_run_aside_and_the_test_is_made_again(crew):
    lot, found = oos.failed_lot(crew)
    oos.find_error(crew, found)
    assert found.result.run.results.exclude(state="INVALIDATED").count() == 0
    assert codes(lot) == {"result_invalid"}
    oos.measure_again(crew, lot, "<0.05", by=crew.qc_analyst)
    assert codes(lot) == set()


def failing_run(crew, verifier=None):
    """Two attributes of one run fail, each with its own investigation; the endotoxin is first.

    ``verifier`` verifies the other one.
    """
    lot = make.demo_lot(crew)
    protein = LineText("protein_concentration", "SIMPLE", "ug/mL", "", "10")
    make.make_specification(crew, lot.product, lines=(make.LINES[2], protein))
    run = make.start_run(crew, make.make_sample(crew, lot), "LAL")
    make.verify(make.enter(crew, run, "endotoxin", "0.9", "EU/mL"), crew)
    other = make.enter(crew, run, "protein_concentration", "99", "ug/mL")
    who = verifier or crew.second("qc_analyst")
    services.verify_result(
        result=other, by=who, at=AT, signature=signed(who, "result verified", Role.QC_ANALYST)
    )
    return lot, *Investigation.objects.select_related("result__run").order_by("recorded_at")


def test_an_error_of_the_run_ends_every_investigation_of_it(crew):
    _, first, second = failing_run(crew)
    oos.find_error(crew, first)
    second.refresh_from_db()
    assert second.state == "LABORATORY_ERROR"


def test_whoever_verified_another_failure_of_the_run_does_not_find_its_error(crew):
    both = make_person("both", crew.site, Role.QC_ANALYST, Role.QA)
    _, first, _ = failing_run(crew, verifier=both)
    with pytest.raises(Refusal) as refused:
        services.find_laboratory_error(
            investigation=first, reason="Cartridge past its date.", by=both, at=READY_AT,
            signature=signed(both, queries.ERROR_FOUND, Role.QA, READY_AT),
        )  # fmt: skip
    assert refused.value.codes == {"same_person"}


def test_an_error_found_for_one_result_sets_aside_nothing_confirmed(crew, monkeypatch):
    _, first, second = failing_run(crew)
    oos.find_none(crew, first)
    oos.plan(crew, first, 1)
    oos.measure_again(crew, first.lot, "0.9")
    oos.confirm(crew, first)
    with pytest.raises(Refusal) as refused:
        oos.find_error(crew, second)
    assert refused.value.codes == {"oos_concluded"}
    second.refresh_from_db()
    assert (second.state, Result.objects.get(pk=first.result_id).state) == ("PHASE_1", "VERIFIED")
    monkeypatch.setattr(investigating, "reasons_against_error", lambda _concluded: ())
    with pytest.raises(DatabaseError, match="set aside only for a laboratory error"):
        oos.find_error(crew, second)


def test_a_failing_result_cannot_be_set_aside_past_its_investigation(crew):
    _, found = oos.failed_lot(crew)
    with pytest.raises(Refusal) as refused:
        services.invalidate_result(result=found.result, reason="Oops.", by=crew.qa, at=READY_AT)
    assert refused.value.codes == {"oos_first"}
    assert found.code in str(refused.value)


def test_a_failure_that_nobody_verified_is_investigated_before_it_is_set_aside(crew):
    lot = make.ready_lot(crew, endotoxin="0.9", unverified=("endotoxin",))
    unverified = lot.results.get(attribute="endotoxin")
    with pytest.raises(Refusal, match="open the investigation"):
        services.invalidate_result(result=unverified, reason="Slip.", by=crew.qa, at=READY_AT)
    opened = services.open_investigation(result=unverified, by=crew.qc_analyst, at=READY_AT)
    oos.find_error(crew, opened)
    assert Result.objects.get(pk=unverified.pk).state == "INVALIDATED"


def test_nothing_is_tested_again_before_the_plan_is_signed(crew):
    lot, found = oos.failed_lot(crew)
    with pytest.raises(Refusal) as refused:
        oos.measure_again(crew, lot, "<0.05")
    assert refused.value.codes == {"oos_open"}
    oos.find_none(crew, found)
    with pytest.raises(Refusal, match="only under a retest plan"):
        oos.measure_again(crew, lot, "<0.05")


def test_the_first_analyst_does_not_retest_and_no_retest_goes_beyond_the_plan(crew):
    lot, _ = oos.retesting_lot(crew, planned=2)
    with pytest.raises(Refusal) as refused:
        oos.measure_again(crew, lot, "<0.05", by=crew.qc_analyst)
    assert refused.value.codes == {"oos_same_analyst"}
    for _ in range(2):
        oos.measure_again(crew, lot, "<0.05")
    with pytest.raises(Refusal) as refused:
        oos.measure_again(crew, lot, "<0.05")
    assert refused.value.codes == {"retests_done"}


def test_an_invalid_run_uses_no_retest_up(crew):
    lot, found = oos.retesting_lot(crew, planned=1)
    oos.measure_again(crew, lot, "invalid")
    retest = oos.measure_again(crew, lot, "<0.05")
    assert retest.retest_of_id == found.pk
    assert queries.investigation_fact(found).counted[0].code == retest.code


def test_no_cause_is_found_only_when_every_retest_passes_by_itself(crew):
    lot, found = oos.retesting_lot(crew, planned=2)
    oos.measure_again(crew, lot, "0.1")
    with pytest.raises(Refusal, match="planned 2 retests; 1 is made"):
        oos.find_no_cause(crew, found)
    oos.measure_again(crew, lot, "0.6")
    with pytest.raises(Refusal) as refused:
        oos.find_no_cause(crew, found)
    assert refused.value.codes == {"retest_not_passed"}
    assert Investigation.objects.count() == 1
    oos.confirm(crew, found)
    assert codes(lot) == {"result_failed"}


def test_without_a_cause_the_first_result_still_counts_until_the_qualified_person_decides(crew):
    lot, found = oos.retesting_lot(crew, planned=1)
    oos.measure_again(crew, lot, "<0.05")
    oos.find_no_cause(crew, found)
    assert codes(lot) == {"cannot_tell"}
    assert Result.objects.get(pk=found.result_id).verdict == "FAIL"
    oos.decide(crew, found.result)
    assert codes(lot) == set()
    make.review(Lot.objects.get(pk=lot.pk), crew)
    certificate = make.release(Lot.objects.get(pk=lot.pk), crew)
    printed = [r for r in certificate.data["results"] if r["label"] == "Endotoxin"]
    assert [r["verdict"] for r in printed] == ["fail", "pass"]
    assert found.code in printed[0]["stated"]
    assert "PR-12" in printed[0]["stated"]


def test_what_cannot_be_told_blocks_until_the_qualified_person_decides_under_a_protocol(crew):
    lot = make.ready_lot(crew, endotoxin="<1.0")
    assert codes(lot) == {"cannot_tell"}
    result = lot.results.get(attribute="endotoxin")
    for word in ("protocol", "reason"):
        with pytest.raises(Refusal) as refused:
            oos.decide(crew, result, **{word: " "})
        assert refused.value.codes == {word}
    oos.decide(crew, result)
    assert codes(lot) == set()
    assert [row["holds"] for row in queries.decisions_on(result)] == [True]
    with pytest.raises(Refusal) as refused:
        oos.decide(crew, result)
    assert refused.value.codes == {"decided_already"}


def test_a_decision_against_the_result_leaves_the_block(crew):
    lot = make.ready_lot(crew, endotoxin="<1.0")
    oos.decide(crew, lot.results.get(attribute="endotoxin"), is_accepted=False)
    assert codes(lot) == {"cannot_tell"}


def test_only_the_qualified_person_decides_and_only_what_is_open(crew):
    lot = make.ready_lot(crew)
    with pytest.raises(Refusal) as refused:
        oos.decide(crew, lot.results.get(attribute="endotoxin"))
    assert refused.value.codes == {"not_open"}
    with pytest.raises(Refusal) as refused:
        services.decide_under_protocol(
            result=lot.results.get(attribute="endotoxin"), protocol="PR-12", reason="r",
            is_accepted=True, by=crew.qa, at=READY_AT,
            signature=signed(crew.qa, queries.DECIDED_AS, Role.QA, READY_AT),
        )  # fmt: skip
    assert refused.value.codes == {"not_your_role"}


def test_a_plan_of_none_or_too_many_retests_is_refused(crew):
    _, found = oos.failed_lot(crew)
    oos.find_none(crew, found)
    for planned in (0, 8):
        with pytest.raises(Refusal) as refused:
            oos.plan(crew, found, planned)
        assert refused.value.codes == {"planned_retests"}


def test_every_signature_of_an_investigation_still_holds_at_its_end(crew):
    lot, found = oos.retesting_lot(crew, planned=1)
    oos.measure_again(crew, lot, "<0.05")
    oos.find_no_cause(crew, found)
    rows = queries.investigation_signatures(Investigation.objects.get(pk=found.pk))
    assert [(r["signature"].meaning, r["holds"]) for r in rows] == [
        ("retest plan fixed", True), ("no cause found", True),
    ]  # fmt: skip


RAW = {
    "a state that is set": "UPDATE quality_investigation SET state = 'INCONCLUSIVE'",
    "a plan that is changed": "UPDATE quality_investigation SET planned_retests = 1",
    "an investigation that is removed": "DELETE FROM quality_investigation",
    "a failure that is set aside":
        "UPDATE quality_result SET state = 'INVALIDATED' WHERE verdict = 'FAIL'",
    "a retest that is taken away": "UPDATE quality_result SET retest_of_id = NULL",
}  # fmt: skip


@pytest.mark.parametrize("sql", RAW.values(), ids=RAW.keys())
def test_the_database_itself_refuses(crew, sql):
    lot, _ = oos.retesting_lot(crew, planned=2)
    oos.measure_again(crew, lot, "0.6")
    assert re.search(r"never|only where|phase|set aside", execute(sql, by=crew.qa))


PHASES = {"PHASE_1": OosPhase.PHASE_I, "RETESTING": OosPhase.PHASE_II}
VERDICTS = st.sampled_from([Verdict.PASS, Verdict.FAIL, Verdict.CANNOT_TELL, Verdict.INVALID])


@given(planned=st.integers(1, 7), verdicts=st.lists(VERDICTS, max_size=8).map(tuple))
def test_the_record_ends_an_investigation_exactly_where_the_science_does(planned, verdicts):
    retests = tuple(RetestFact(f"RS-{i}", v.value, True) for i, v in enumerate(verdicts))
    fact = InvestigationFact("OO-1", "Endotoxin", "RETESTING", planned, "first", retests)
    facts = OosFacts(
        OosPhase.PHASE_II, Verdict.FAIL, checklist_done=True, making_reviewed=True,
        retests_planned=planned, retests=verdicts,
    )  # fmt: skip
    pairs = (
        ("confirm", "QA", investigating.reasons_against_confirming(fact)),
        (
            "conclude_without_cause",
            "QUALIFIED_PERSON",
            investigating.reasons_against_no_cause(fact),
        ),
        ("retest", "QC_ANALYST", investigating.reasons_against_test(fact, "another")),
    )  # fmt: skip
    for step, role, ours in pairs:
        theirs = reasons_against_oos_step(step, facts, role=role)
        assert bool(list(ours)) == bool(theirs), (step, theirs)


def test_a_day_later_the_same_reasons_stand(crew):
    lot, _ = oos.failed_lot(crew)
    assert codes(lot, READY_AT + timedelta(days=1)) == codes(lot)
    assert AT < READY_AT

"""Out of specification: phases in order, retests fixed beforehand, nothing averaged away."""

from dataclasses import replace

import pytest

from secretome.errors import BadInput
from secretome.quality.oos import (
    OOS_STEPS,
    OosFacts,
    OosOutcome,
    OosPhase,
    opens_investigation,
    reasons_against_average,
    reasons_against_oos_step,
    steps_from,
    take_oos_step,
    verdict_after_oos,
)
from secretome.quality.verdict import Verdict

PHASE_I = OosFacts(OosPhase.PHASE_I, Verdict.FAIL, checklist_done=True)
PHASE_II = replace(PHASE_I, phase=OosPhase.PHASE_II, retests_planned=3, making_reviewed=True)
PASSED = (Verdict.PASS,) * 3


def codes(name, facts, role):
    return {reason.code for reason in reasons_against_oos_step(name, facts, role=role)}


def test_only_a_failing_result_of_a_valid_run_opens_an_investigation():
    assert [one for one in Verdict if opens_investigation(one)] == [Verdict.FAIL]
    invalid = replace(PHASE_I, first=Verdict.INVALID)
    assert codes("open_phase_ii", invalid, "QA") == {"oos_not_failing"}
    assert verdict_after_oos(invalid).verdict is Verdict.INVALID


def test_nothing_moves_before_the_laboratory_checklist():
    facts = replace(PHASE_I, checklist_done=False)
    assert codes("open_phase_ii", facts, "QA") == {"oos_checklist"}
    assert codes("open_phase_ii", PHASE_I, "QA") == set()


def test_a_result_is_set_aside_only_for_a_proven_and_reviewed_cause():
    assert codes("set_aside", PHASE_I, "QA") == {"oos_no_cause", "oos_cause_not_reviewed"}
    proven = replace(PHASE_I, proven_cause="wrong standard", cause_reviewed=True)
    assert codes("set_aside", proven, "QA") == set()
    assert codes("set_aside", proven, "QC_ANALYST") == {"oos_role"}
    after = take_oos_step("set_aside", proven)
    assert after.outcome is OosOutcome.LABORATORY_ERROR
    assert verdict_after_oos(after).verdict is Verdict.INVALID


def test_no_retest_in_phase_one_and_none_without_a_fixed_number():
    assert "oos_phase" in codes("retest", PHASE_I, "QC_ANALYST")
    unplanned = replace(PHASE_II, retests_planned=None)
    assert codes("retest", unplanned, "QC_ANALYST") == {"oos_no_retest_plan"}
    assert codes("retest", replace(PHASE_II, retests_planned=20), "QC_ANALYST") == {
        "oos_retest_plan"
    }


def test_retests_end_at_the_fixed_number_and_an_invalid_run_uses_none_up():
    used = replace(PHASE_II, retests=PASSED)
    assert codes("retest", used, "QC_ANALYST") == {"oos_retests_used"}
    one_invalid = replace(PHASE_II, retests=(Verdict.PASS, Verdict.INVALID, Verdict.PASS))
    assert codes("retest", one_invalid, "QC_ANALYST") == set()
    own = replace(PHASE_II, retested_by_others=False)
    assert codes("retest", own, "QC_ANALYST") == {"oos_same_analyst"}


def test_passing_retests_never_erase_the_first_result():
    facts = replace(PHASE_II, retests=PASSED)
    assert codes("conclude_without_cause", facts, "QUALIFIED_PERSON") == set()
    assert codes("conclude_without_cause", facts, "QA") == {"oos_role"}
    after = take_oos_step("conclude_without_cause", facts)
    assert verdict_after_oos(after).verdict is Verdict.CANNOT_TELL
    assert "still counts" in verdict_after_oos(after).reason


def test_one_failing_retest_confirms_and_cannot_be_called_inconclusive():
    facts = replace(PHASE_II, retests=(Verdict.PASS, Verdict.FAIL))
    assert codes("confirm", facts, "QA") == set()
    every = replace(facts, retests=(Verdict.PASS, Verdict.FAIL, Verdict.PASS))
    assert codes("conclude_without_cause", every, "QUALIFIED_PERSON") == {"oos_retest_fails"}
    assert verdict_after_oos(take_oos_step("confirm", facts)).verdict is Verdict.FAIL


def test_nothing_ends_before_making_and_every_planned_retest_are_done():
    facts = replace(PHASE_II, making_reviewed=False, retests=(Verdict.PASS,))
    assert codes("conclude_without_cause", facts, "QUALIFIED_PERSON") == {
        "oos_making_not_reviewed",
        "oos_retests_open",
    }


def test_while_an_investigation_runs_the_lot_fails():
    for facts in (PHASE_I, PHASE_II):
        assert verdict_after_oos(facts).verdict is Verdict.FAIL


def test_a_failing_result_may_not_be_averaged_away():
    average = reasons_against_average
    assert average([Verdict.PASS, Verdict.FAIL, Verdict.PASS])[0].code == "average_hides_oos"
    assert average([Verdict.PASS, Verdict.INVALID])[0].code == "average_with_invalid"
    assert average([Verdict.PASS, Verdict.PASS]) == ()


def test_the_table_has_a_way_out_of_every_phase_and_none_back():
    order = list(OosPhase)
    assert all(order.index(s.to_phase) >= order.index(s.from_phase) for s in OOS_STEPS)
    assert steps_from(OosPhase.PHASE_I)
    assert steps_from(OosPhase.PHASE_II)
    assert steps_from(OosPhase.DECIDED) == ()
    with pytest.raises(BadInput, match="no step 'hope'"):
        codes("hope", PHASE_I, "QA")

"""Positivity against control, bead multiplex ratios, MISEV categories, ISCT identity."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from secretome.errors import BadInput
from secretome.quality import Verdict
from secretome.quality.assays import (
    ISCT_PANEL,
    MISEV_CATEGORIES,
    AssayResult,
    BeadSignal,
    Control,
    Counted,
    category_of,
    count_above,
    is_present,
    marker_positivity,
    misev_categories,
    msc_identity,
    net_medians,
    normalised,
    positive_per_ml,
    share_above,
    signal_ratio,
    threshold_from_control,
)
from secretome.units import Estimate, EstimateKind


def test_newcombe_s_own_example_gives_his_interval():
    found = marker_positivity("CD63", Counted(56, 70), Counted(48, 80), kind=Control.ISOTYPE)
    assert found.value == pytest.approx(20.0)
    assert found.estimate.low == pytest.approx(5.24, abs=0.005)
    assert found.estimate.high == pytest.approx(33.39, abs=0.005)


def test_a_marker_no_higher_than_its_control_is_neither_present_nor_surely_absent():
    same = marker_positivity("CD63", Counted(10, 1000), Counted(10, 1000), kind=Control.FMO)
    assert is_present(same) is None
    clear = marker_positivity("CD63", Counted(400, 1000), Counted(10, 1000), kind=Control.FMO)
    assert is_present(clear) is True
    assert is_present(clear, at_least_pct=60) is False


def test_the_threshold_is_the_control_s_quantile():
    signals = np.arange(10_000.0).tolist()
    found = threshold_from_control(signals, control=Control.ISOTYPE, quantile=0.99)
    assert found.signal == pytest.approx(9899.01)
    assert found.notes == ()
    assert count_above(signals, found).above == 100


def test_few_control_events_beyond_the_threshold_are_said():
    found = threshold_from_control([1.0] * 500, control=Control.BUFFER, quantile=0.999)
    assert [note.code for note in found.notes] == ["few_control_events"]


@pytest.mark.parametrize(
    "call",
    [
        lambda: threshold_from_control([1.0] * 50, control=Control.FMO),
        lambda: threshold_from_control([1.0] * 500, control=Control.FMO, quantile=99.5),
        lambda: Counted(5, 3),
        lambda: Counted(0, 0),
        lambda: positive_per_ml(-1, 1.0, 0, 1.0),
        lambda: positive_per_ml(1, 0.0, 0, 1.0),
    ],
)
def test_counts_that_cannot_be_are_refused(call):
    with pytest.raises(BadInput):
        call()


@given(st.integers(1, 500), st.integers(0, 500))
def test_positivity_lies_inside_its_interval_and_between_minus_and_plus_100(n, hits):
    hits = min(hits, n)
    found = marker_positivity("CD9", Counted(hits, n), Counted(1, 100), kind=Control.UNSTAINED)
    assert -100 <= found.estimate.low <= found.value <= found.estimate.high <= 100


def test_events_per_volume_take_the_buffer_off():
    found = positive_per_ml(100, 0.01, 20, 0.01)
    assert found.value == pytest.approx(8000)
    away = ((100 - 81.364) ** 2 + (30.888 - 20) ** 2) ** 0.5
    assert found.low == pytest.approx(8000 - 100 * away, rel=1e-3)


def test_positivity_covers_the_true_difference():
    rng, inside, runs = np.random.default_rng(2), 0, 300
    for _ in range(runs):
        sample = Counted(int(rng.binomial(500, 0.12)), 500)
        control = Counted(int(rng.binomial(500, 0.02)), 500)
        found = marker_positivity("CD9", sample, control, kind=Control.FMO).estimate
        inside += found.low <= 10 <= found.high
    assert 0.92 <= inside / runs <= 0.99


STRONG, WEAK = BeadSignal((100.0, 120.0, 110.0), 60), BeadSignal((10.0, 11.0, 9.0), 60)


def test_a_bead_signal_over_its_control_has_the_error_of_both():
    found = signal_ratio("CD63", STRONG, WEAK)
    assert found.value == pytest.approx((100 * 120 * 110) ** (1 / 3) / (990 ** (1 / 3)))
    assert found.estimate.low > 1
    assert found.is_valid


def test_few_beads_make_the_ratio_invalid():
    found = signal_ratio("CD63", BeadSignal((100.0, 120.0), 12), WEAK)
    assert [reason.code for reason in found.invalid] == ["too_few_beads"]


def test_a_signal_below_the_buffer_has_no_ratio():
    found = signal_ratio("CD45", BeadSignal((-1.0, 2.0), 60), WEAK)
    assert found.value is None
    with pytest.raises(BadInput):
        signal_ratio("CD45", STRONG, BeadSignal((0.0, 1.0), 60))
    with pytest.raises(BadInput):
        signal_ratio("CD45", BeadSignal((2.0,), 60), WEAK)


def test_beads_are_normalised_to_the_three_tetraspanins():
    signals = {name: BeadSignal((value,), 50) for name, value in
               (("CD9", 10.0), ("CD63", 20.0), ("CD81", 30.0), ("CD44", 5.0))}  # fmt: skip
    assert normalised(signals)["CD44"] == pytest.approx(0.25)
    assert net_medians([5.0, 6.0], [1.0, 3.0]) == (3.0, 4.0)
    with pytest.raises(BadInput, match="CD81"):
        normalised({"CD9": signals["CD9"], "CD63": signals["CD63"]})


def test_equal_repeats_give_a_ratio_without_width():
    found = signal_ratio("CD63", BeadSignal((10.0, 10.0), 60), BeadSignal((5.0, 5.0), 60))
    assert found.estimate.low == pytest.approx(2.0)


def test_every_protein_has_one_category():
    names = [name.casefold() for one in MISEV_CATEGORIES for name in one.members]
    assert len(names) == len(set(names))
    assert [one.number for one in MISEV_CATEGORIES] == [1, 2, 3, 4, 5]
    assert (category_of("cd63"), category_of("Calnexin"), category_of("unheard")) == (1, 4, None)


def test_an_absent_calnexin_answers_its_category_and_an_absent_cd63_does_not():
    found = misev_categories({"CD63": False, "TSG101": True, "calnexin": False, "ALB": None})
    assert [one.answered for one in found] == [False, True, None, True, None]
    assert misev_categories({"TSG101": False})[1].answered is False
    unclear = misev_categories({"CD63": None, "CD9": False})
    assert unclear[0].answered is None


def shares(**changed):
    names = [line.markers[0] for line in ISCT_PANEL]
    found = dict.fromkeys(names, 0.5) | {"CD73": 99.0, "CD90": 99.5, "CD105": 98.0}
    found |= {name.replace("_", "-"): value for name, value in changed.items()}
    return {
        name: Estimate(value, max(0.0, value - 1), min(100.0, value + 1), 0.95,
                       EstimateKind.CONFIDENCE, "flow")
        for name, value in found.items() if value is not None
    }  # fmt: skip


def test_cells_that_meet_every_line_are_msc():
    assert msc_identity(shares()).verdict is Verdict.PASS


def test_every_missed_line_is_named():
    found = msc_identity(shares(CD90=80.0, HLA_DR=20.0))
    assert found.verdict is Verdict.FAIL
    assert len(found.reasons) == 2
    assert "HLA-DR" in found.reasons[1].text


def test_a_marker_nobody_read_leaves_the_question_open():
    found = msc_identity(shares(CD34=None))
    assert found.verdict is Verdict.CANNOT_TELL
    assert found.reasons[0].code == "marker_not_read"


def test_either_of_two_markers_answers_a_line_and_the_worse_one_decides():
    either = shares(CD14=None) | {"CD11b": shares()["CD14"]}
    assert msc_identity(either).verdict is Verdict.PASS
    both = shares() | {"CD11b": shares(CD14=9.0)["CD14"]}
    assert msc_identity(both).verdict is Verdict.FAIL


def test_the_simple_rule_rounds_and_the_guarded_one_asks_the_interval():
    near = shares(CD90=95.2)
    assert msc_identity(near).verdict is Verdict.PASS
    assert msc_identity(near, guarded=True).verdict is Verdict.CANNOT_TELL
    assert msc_identity(shares(CD90=94.96)).verdict is Verdict.PASS
    assert msc_identity(shares(CD90=94.94)).verdict is Verdict.FAIL


def test_a_marker_outside_the_panel_is_refused():
    with pytest.raises(BadInput, match="CD271"):
        msc_identity(shares(CD271=1.0))


def test_a_share_has_its_exact_interval():
    found = share_above(Counted(10, 20))
    assert (found.low, found.high) == pytest.approx((27.19578, 72.80422), rel=1e-5)


def test_a_positivity_without_an_interval_says_nothing_about_presence():
    assert is_present(AssayResult("marker_positivity[CD9]", 5.0, None, "typed by hand")) is None


@pytest.mark.parametrize("signals", [[1.0] * 200 + [float("nan")], [[1.0, 2.0]] * 200])
def test_events_without_a_number_or_of_two_channels_are_refused(signals):
    with pytest.raises(BadInput):
        threshold_from_control(signals, control=Control.FMO)


def test_reference_beads_below_the_buffer_are_nothing_to_divide_by():
    signals = {name: BeadSignal((-1.0,), 50) for name in ("CD9", "CD63", "CD81")}
    with pytest.raises(BadInput, match="nothing to divide by"):
        normalised(signals)

"""Rates without a control are exact, pooled where there are two, and never an expectation."""

import pytest

from factories.study_rows import study
from secretome.evidence import Measure, assess
from secretome.evidence.rate_pools import log_odds, rate_pools

CLOSED = {"design": "single arm", "outcome": "fistula closure", "n_control": "0",
          "outcome_direction": "higher_better"}  # fmt: skip


def series(number, events, n, **cells):
    return study(
        study_id=f"X{number}", doi_or_pmid=f"10.1000/x{number}", treated_events=str(events),
        n_treated=str(n), **(CLOSED | cells),
    )  # fmt: skip


def test_one_rate_is_exact_and_not_pooled():
    (pool,) = rate_pools((series(1, 12, 20),))
    assert pool.pooled is None
    row = pool.singles[0].result
    assert (round(row.low, 3), row.value, round(row.high, 3)) == (0.361, 0.6, 0.809)


def test_two_rates_are_pooled_and_the_sum_has_its_exact_interval():
    (pool,) = rate_pools((series(1, 12, 20), series(2, 2, 20)))
    pooled = pool.pooled
    assert pooled.measure is Measure.RATE
    assert pooled.common.value == pytest.approx(14 / 40)
    assert pooled.random.low < pooled.random.value < pooled.random.high
    assert pooled.i2_pct > 50
    assert "do not say what the treatment did" in pooled.notes[0]


def test_nobody_and_everybody_still_have_log_odds():
    assert log_odds(0, 10).value == pytest.approx(-log_odds(10, 10).value)
    assert log_odds(5, 10).value == 0


def test_of_two_rows_of_one_report_the_lower_rate_stands():
    (pool,) = assess("Crohn's disease (perianal fistula)").rates
    assert [row.study_id for row in pool.singles] == ["HADIZADEH2024-PT"]
    assert pool.left_out[0][0] == "HADIZADEH2024-TRACT"


def test_rates_alone_make_no_expectation():
    found = assess("gout", extra=(series(1, 18, 20), series(2, 19, 20)))
    assert found.rates[0].pooled is not None
    assert not found.expected.known
    assert found.pools == ()

"""The running estimate: prefixes of the runs, each with the interval of its own number."""

from __future__ import annotations

import numpy as np
import pandas as pd
from statsmodels.stats.proportion import proportion_confint

from runs.analysis.checks.running_estimate import STEPS, compute_running_shares
from tests.dyads import MOVERS


def outcomes(movers: list[str]) -> pd.DataFrame:
    return pd.DataFrame({"replication": range(len(movers)), "point": 0, "first_mover_true": movers})


def test_each_step_counts_the_runs_up_to_it_in_the_order_of_replications() -> None:
    frame = outcomes(["us", "china", "us", "nobody"]).iloc[[3, 1, 0, 2]]
    table = compute_running_shares(frame)
    us = table[table["mover"] == "us"]
    assert list(us["n"]) == [1, 2, 3, 4]
    assert list(us["k"]) == [1, 1, 2, 2]
    assert list(us["replication"]) == [0, 1, 2, 3]
    assert list(table.groupby("n")["k"].sum()) == [1, 2, 3, 4]


def test_the_last_step_is_the_estimate_of_all_runs_with_wilson_s_interval() -> None:
    movers = list(np.random.default_rng(5).choice(MOVERS, size=1234))
    last = (
        compute_running_shares(outcomes(movers)).tail(len(MOVERS)).set_index("mover").loc["china"]
    )
    low, high = proportion_confint(movers.count("china"), 1234, method="wilson")
    assert (last["n"], last["k"]) == (1234, movers.count("china"))
    np.testing.assert_allclose([last["low"], last["high"]], [low, high], rtol=1e-12)


def test_many_runs_are_shown_at_few_steps_that_end_with_all() -> None:
    table = compute_running_shares(outcomes(["us"] * 5000))
    assert table["n"].nunique() == STEPS
    assert table["n"].max() == 5000


def test_no_run_gives_no_row() -> None:
    assert len(compute_running_shares(outcomes([]))) == 0

"""The running estimate: prefixes of the runs, each with the interval of its own number."""

from __future__ import annotations

import numpy as np
import pandas as pd
from statsmodels.stats.proportion import proportion_confint

from runs.analysis.checks.running_estimate import (
    STEPS,
    compute_running_shares,
    judge_settling,
)
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


def judge(movers: list[str], narrow: float = 0.03) -> dict[str, bool]:
    judged = judge_settling(compute_running_shares(outcomes(movers)), narrow)
    return dict(zip(judged["mover"], judged["settled"], strict=True))


def test_shares_settle_when_narrow_and_inside_their_last_interval() -> None:
    even = ["us", "china"] * 1200
    assert all(judge(even).values())
    assert not judge(even[:400])["us"], "±5 of 100 is wide"
    assert all(judge(even[:400], narrow=0.06).values())
    drifting = ["us"] * 1200 + ["china"] * 1200
    assert not judge(drifting)["us"], "at half of the runs it was 100 of 100"
    assert judge(drifting)["broker"]


def test_what_is_judged_is_the_estimate_of_all_runs() -> None:
    table = compute_running_shares(outcomes(["us", "us", "china", "nobody"] * 50))
    judged = judge_settling(table).set_index("mover")
    low, high = proportion_confint(100, 200, method="wilson")
    np.testing.assert_allclose(judged.loc["us", "half_width"], (high - low) / 2, rtol=1e-12)
    assert (judged.loc["us", "n"], judged.loc["us", "estimate"]) == (200, 0.5)

"""Figures pooled over the points of a design: their errors, and how often intervals hold."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy.special import ndtr
from scipy.stats import t
from scipy.stats.qmc import LatinHypercube

from runs.analysis.checks import checks, running_estimate
from runs.analysis.checks.identities import compare_with_fair_coin
from runs.analysis.comparison import overview, shares
from runs.analysis.comparison.pairs import compute_survival_difference
from runs.analysis.estimates import cluster_errors
from runs.analysis.estimates.estimates import encode_categories, wilson
from runs.analysis.estimates.tallies import add_tallies, tally_outcomes
from runs.analysis.outcomes import beliefs
from runs.analysis.waiting import durations, waiting
from tests.analysis.frames import outcomes
from tests.dyads import MOVERS

POINTS, WORLDS, HORIZON = 40, 12, 60
REPEATED = 400
CALLS = 1.2
"""How much a world weighs in the toy, in standard deviations of what is a run's own."""


def toy(seed: int) -> tuple[pd.DataFrame, float]:
    """Return runs of a fresh hypercube in fresh worlds, and the true share of calls at its points.

    A run calls if its point, its world and its own luck add up to more than 0; a day later for
    every twelfth of a standard deviation that they add up to less than most.
    """
    rng = np.random.default_rng(seed)
    point = 2.0 * LatinHypercube(d=1, rng=rng).random(POINTS)[:, 0] - 1.0
    world = CALLS * rng.standard_normal(WORLDS)
    sums = point[:, None] + world + rng.standard_normal((POINTS, WORLDS))
    day = np.clip(np.ceil(20 - 12 * sums), 1, HORIZON).ravel()
    calls = (sums > 0).ravel()
    frame = pd.DataFrame(
        {
            "variant_name": "v",
            "seed": seed,
            "point": np.repeat(np.arange(POINTS), WORLDS),
            "replication": np.tile(np.arange(WORLDS), POINTS),
            "first_mover_true": pd.Categorical(
                np.where(calls, "us", "nobody"), categories=list(MOVERS)
            ),
            "duration": day,
            "event_observed": day < HORIZON,
        }
    )
    return frame, float(ndtr(point / np.sqrt(1 + CALLS**2)).mean())


def covers(truth: float, row: pd.Series) -> bool:
    return bool(row["low"] <= truth <= row["high"])


@pytest.fixture(scope="module")
def small() -> pd.DataFrame:
    """Three worlds' worth of made-up runs at five points, some without a value."""
    parts = [outcomes(30, seed=point).assign(point=point, seed=7) for point in range(5)]
    return pd.concat(parts, ignore_index=True).drop(index=[3, 40, 41])


def robust(rows: pd.DataFrame, values: np.ndarray) -> tuple[float, float]:
    """Return the mean and the cluster-robust error that statsmodels gives, by world."""
    known = ~np.isnan(values)
    fit = sm.OLS(values[known], np.ones(known.sum())).fit(
        cov_type="cluster", cov_kwds={"groups": rows["replication"].to_numpy()[known]}
    )
    return float(fit.params[0]), float(fit.bse[0])


@pytest.mark.parametrize("column", ["face_us_us_end", "face_us_us_call", "duration"])
def test_the_error_of_a_pooled_mean_is_that_of_statsmodels(
    small: pd.DataFrame, column: str
) -> None:
    values = small[column].to_numpy(dtype=float)
    found = cluster_errors.sum_values_over_worlds(small, values)
    assert (float(found.estimate), float(found.error)) == pytest.approx(
        robust(small, values), rel=1e-9
    )


def test_the_error_of_a_pooled_share_is_that_of_statsmodels(small: pd.DataFrame) -> None:
    called = encode_categories(small["first_mover_true"], MOVERS)
    found = cluster_errors.sum_cells_over_worlds(small, called, len(MOVERS))
    assert found is not None
    for mover in range(len(MOVERS)):
        told = float(found.estimate[mover]), float(found.error[mover])
        assert told == pytest.approx(robust(small, (called == mover).astype(float)), rel=1e-9)


def test_a_coin_is_held_against_a_design_by_its_worlds(small: pd.DataFrame) -> None:
    row = compare_with_fair_coin(small).iloc[0]
    either = small[small["first_mover_true"].isin(["us", "china"])]
    share, error = robust(either, (either["first_mover_true"] == "us").to_numpy(dtype=float))
    assert row["estimate"] == pytest.approx(share)
    assert row["p"] == pytest.approx(2 * t(29).sf(abs(share - 0.5) / error))


def test_whom_a_design_believes_is_as_sure_as_its_worlds(small: pd.DataFrame) -> None:
    table = beliefs.tabulate_beliefs(small).set_index(["truth", "audience", "belief"])
    own = small[small["first_mover_true"] == "us"]
    hit = (own["believed_world"] == "china").to_numpy(dtype=float)
    share, error = robust(own, hit)
    row = table.loc[("us", "world", "china")]
    found = cluster_errors.sum_values_over_worlds(own, hit)
    worth = float(cluster_errors.compute_effective_runs(found))
    assert [row["low"], row["high"]] == pytest.approx(
        [float(end) for end in wilson(share * worth, worth)]
    )
    assert worth < share * (1 - share) / error**2
    flow = beliefs.tabulate_belief_flow(small, "us", "world")
    assert flow["k"].sum() == len(small)
    assert ((flow["low"] <= flow["estimate"]) & (flow["estimate"] <= flow["high"])).all()


def test_counted_runs_give_the_pooled_figures_of_the_rows_in_whatever_parts(
    small: pd.DataFrame,
) -> None:
    apart = [tally_outcomes(rows, by_world=True) for _, rows in small.groupby("point")]
    whole = add_tallies(apart, ["as_reported"])
    table, rows = overview.summarise_variants(whole), overview.summarise_variants(small)
    assert table.columns.tolist() == rows.columns.tolist()
    pd.testing.assert_frame_equal(table, rows, rtol=1e-9)
    for figure in (
        waiting.compute_survival,
        waiting.compute_cumulative_incidence,
        durations.compute_hazard,
    ):
        pd.testing.assert_frame_equal(figure(whole), figure(small))


def test_the_last_day_of_the_curves_is_the_share_of_all_runs(small: pd.DataFrame) -> None:
    share = (
        shares.compute_mover_shares(small).set_index("mover").loc["us", ["estimate", "low", "high"]]
    )
    curve = waiting.compute_cumulative_incidence(small)
    last = curve[(curve["cause"] == "us") & (curve["day"] == curve["day"].max())].iloc[0]
    assert last[["estimate", "low", "high"]].tolist() == pytest.approx(share.tolist())
    runs = running_estimate.compute_running_shares(small)
    final = runs[runs["n"] == len(small)].set_index("mover").loc["us"]
    assert final[["estimate", "low", "high"]].tolist() == pytest.approx(share.tolist())
    steps = checks.compute_running_estimates(small, "p_us").iloc[-1]
    assert steps[["estimate", "low", "high"]].tolist() == pytest.approx(share.tolist())


def test_a_running_estimate_takes_whole_worlds_at_all_points_there(small: pd.DataFrame) -> None:
    table = running_estimate.compute_running_shares(small[small["replication"] < 20])
    sizes = small[small["replication"] < 20].groupby("replication").size().cumsum()
    assert table["n"].drop_duplicates().tolist() == sizes.tolist()


def test_worlds_alike_at_every_point_count_once() -> None:
    one = outcomes(25)
    many = pd.concat([one.assign(point=point) for point in range(8)], ignore_index=True)
    told, alone = shares.compute_mover_shares(many), shares.compute_mover_shares(one)
    assert told["n"].unique().tolist() == [200]
    assert told[["low", "high"]].to_numpy() == pytest.approx(alone[["low", "high"]].to_numpy())
    mean, single = durations.compute_rmst(many), durations.compute_rmst(one)
    assert mean[["estimate", "low", "high"]].to_numpy() == pytest.approx(
        single[["estimate", "low", "high"]].to_numpy()
    )


def test_one_point_is_no_pooling_and_one_world_gives_a_mean_no_interval() -> None:
    one = outcomes(40)
    assert (
        cluster_errors.sum_cells_over_worlds(
            one, encode_categories(one["first_mover_true"], MOVERS), 5
        )
        is None
    )
    assert tally_outcomes(one).worlds is None
    single = one.assign(point=np.arange(40), replication=0)
    assert checks.compute_running_estimates(single).empty
    table = overview.summarise_variants(single).iloc[0]
    assert np.isnan(table[["face_us_low", "face_us_high"]].astype(float)).all()
    share = shares.compute_mover_shares(single).set_index("mover").loc["us"]
    assert [share["low"], share["high"]] == pytest.approx(
        [float(end) for end in wilson(share["estimate"], 1)]
    )


def test_a_baseline_is_compared_world_by_world(small: pd.DataFrame) -> None:
    other = small.assign(variant_name="b", duration=np.minimum(small["duration"] + 5, 180))
    both = pd.concat([small, other], ignore_index=True)
    row = overview.compare_with_baseline(both, "rmst").iloc[0]
    change = (other["duration"] - small["duration"]).groupby(small["replication"]).mean()
    assert row["n_pairs"] == 30
    assert row["effect"] == pytest.approx(change.mean())
    half = change.std() / np.sqrt(30) * 2.045229642
    assert [row["low"], row["high"]] == pytest.approx([change.mean() - half, change.mean() + half])
    gaps = compute_survival_difference(small, other)
    assert (gaps["n_pairs"] == 30).all()


def us(frame: pd.DataFrame) -> pd.Series:
    return shares.compute_mover_shares(frame).set_index("mover").loc["us"]


def as_independent(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the same runs as if each had a world of its own."""
    return frame.assign(point=0, replication=np.arange(len(frame)))


def by_point(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the same runs with points and worlds exchanged, so that points are what is drawn."""
    return frame.assign(point=frame["replication"], replication=frame["point"])


def days_everywhere() -> tuple[float, float]:
    """Return the true median day and restricted mean over all points between -1 and 1."""
    point = np.linspace(-1, 1, 4001)[:, None]
    by_day = ndtr((point - (20 - np.arange(HORIZON)) / 12) / np.sqrt(1 + CALLS**2)).mean(axis=0)
    by_day[0] = 0.0  # nobody calls before day 1
    return float(np.argmax(by_day > 0.5)), float((1 - by_day).sum())


@pytest.mark.slow
def test_over_repeated_designs_pooled_intervals_hold_as_often_as_they_say() -> None:
    median, mean = days_everywhere()
    hits = []
    for seed in range(REPEATED):
        frame, share = toy(seed)
        days = tally_outcomes(frame)
        hits.append(
            (
                covers(share, us(frame)),
                covers(mean, durations.compute_rmst(days).iloc[0]),
                covers(median, durations.compute_median_days(days).iloc[0]),
                covers(share, us(as_independent(frame))),
                covers(mean, durations.compute_rmst(as_independent(frame)).iloc[0]),
                covers(share, us(by_point(frame))),
            )
        )
    shown = np.mean(hits, axis=0)
    assert (shown[:3] > 0.92).all()
    assert (shown[:2] < 0.98).all()
    assert (shown[3:] < 0.6).all()

"""Faces, beliefs, stages, spread and the choice of runs, against plain pandas and by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from runs.analysis.estimates.spread import SPREAD, compute_daily_quantiles, summarise_by_day
from runs.analysis.outcomes.beliefs import (
    compute_belief_shares,
    tabulate_belief_flow,
    tabulate_beliefs,
)
from runs.analysis.outcomes.ledger import compute_face_by_belief, compute_face_waterfall
from runs.analysis.waiting.stages import ORDERS, cross_tabulate_stages, tabulate_envoy_lead_times
from tests.analysis.frames import MOVERS, SOURCES, outcomes, waiting

TWO = pd.concat([outcomes(300, "b", 1), outcomes(200, "a", 2)], ignore_index=True)


def test_the_waterfall_sums_to_the_simulated_face() -> None:
    table = compute_face_waterfall(TWO)
    assert table["variant"].unique().tolist() == ["b", "a"]
    for (name, side), rows in table.groupby(["variant", "side"]):
        simulated = TWO.loc[TWO["variant_name"] == name, f"face_{side}_{side}_end"].mean()
        assert rows["source"].tolist() == [*SOURCES, "total"]
        assert rows["estimate"].iloc[:-1].sum() == pytest.approx(simulated, abs=1e-12)
        assert rows["stop"].iloc[-2] == pytest.approx(simulated, abs=1e-12)
        assert rows[["start", "stop"]].iloc[-1].tolist() == [0, pytest.approx(simulated)]
        assert rows["start"].iloc[1:-1].to_numpy() == pytest.approx(rows["stop"].iloc[:-2])


def test_face_at_the_call_is_told_by_whom_the_world_believes() -> None:
    table = compute_face_by_belief(TWO, "world")
    rows = TWO[(TWO["variant_name"] == "a") & (TWO["believed_world"] == "us")]
    found = table.query("variant == 'a' and side == 'china' and belief == 'us'").iloc[0]
    assert found["estimate"] == pytest.approx(rows["face_china_china_call"].mean())
    assert found["n"] == len(rows)
    assert "nobody" not in table["belief"].to_numpy()


def test_the_flow_of_beliefs_keeps_every_run() -> None:
    table = tabulate_belief_flow(TWO, "china", "us_home")
    assert table.groupby("variant")["k"].sum().to_dict() == {"b": 300, "a": 200}
    cell = (TWO["variant_name"] == "b") & (TWO["first_mover_true"] == "us")
    cell &= (TWO["claimed_china"] == "joint") & (TWO["believed_us_home"] == "china")
    row = table.query("variant=='b' and truth=='us' and claim=='joint' and belief=='china'")
    assert row["k"].sum() == cell.sum()


def test_beliefs_are_shares_of_the_runs_with_that_truth() -> None:
    table = tabulate_beliefs(TWO)
    keys = ["variant", "truth", "audience"]
    assert table.groupby(keys)["estimate"].sum().to_numpy() == pytest.approx(1)
    row = table.query(
        "variant=='a' and truth=='china' and audience=='world' and belief=='us'"
    ).iloc[0]
    rows = TWO[(TWO["variant_name"] == "a") & (TWO["first_mover_true"] == "china")]
    assert row["estimate"] == (rows["believed_world"] == "us").mean()
    assert (table["high"] > table["low"]).all()
    without = TWO.drop(columns=[name for name in TWO if str(name).startswith("believed")])
    assert compute_belief_shares(without, "us").empty


def test_paths_and_lead_times_count_every_run_once() -> None:
    table = cross_tabulate_stages(TWO)
    assert table.groupby("variant")["k"].sum().to_dict() == {"b": 300, "a": 200}
    assert len(table) == 2 * len(MOVERS) ** 2
    lead = tabulate_envoy_lead_times(TWO).set_index(["variant", "order"])
    assert lead.groupby("variant")["k"].sum().to_dict() == {"b": 300, "a": 200}
    rows = TWO[(TWO["variant_name"] == "a") & TWO["event_observed"] & TWO["envoy_event_observed"]]
    gap = rows["duration"] - rows["envoy_duration"]
    assert lead["k"][("a", ORDERS[0])] == (gap > 0).sum()
    assert lead["median_days"][("a", ORDERS[0])] == gap[gap > 0].median()
    alone = TWO["event_observed"] & ~TWO["envoy_event_observed"] & (TWO["variant_name"] == "a")
    assert lead["k"][("a", ORDERS[2])] == (gap < 0).sum() + alone.sum()


def test_the_stages_are_told_apart_by_who_met_first() -> None:
    rows = waiting(
        [9, 8, 3, 2, 5, 0, 0], [*["us"] * 3, "china", "us", "nobody", "nobody"], horizon=12
    )
    met = [4.0, 1.0, 3.0, 6.0, np.nan, 4.0, np.nan]
    rows = rows.assign(envoy_duration=met, envoy_event_observed=~np.isnan(met))
    opened = ["china"] * 4 + ["nobody", "us", "nobody"]
    table = tabulate_envoy_lead_times(rows.assign(envoy_first_mover_true=opened))
    assert table["order"].tolist() == list(ORDERS)
    assert table["k"].tolist() == [2, 1, 2, 1, 1]
    assert table["estimate"].tolist() == [2 / 7, 1 / 7, 2 / 7, 1 / 7, 1 / 7]
    days = [[6, 5.5, 6.5], [0, 0, 0], [-4, -4, -4], *[[np.nan] * 3] * 2]
    shown = table[["median_days", "q25", "q75"]].to_numpy()
    assert shown == pytest.approx(np.array(days), nan_ok=True)
    low, high = proportion_confint(table["k"], 7, method="wilson")
    assert table["low"].tolist() == pytest.approx(low.tolist())
    assert table["high"].tolist() == pytest.approx(high.tolist())
    # of the four runs in which both have a contact, whoever else met or spoke
    assert table["of_both"].tolist()[:3] == [2 / 4, 1 / 4, 1 / 4]
    assert table["of_both"].isna().tolist() == [False] * 3 + [True] * 2
    assert (table["n_both"] == 4).all()
    low, high = proportion_confint([2, 1, 1], 4, method="wilson")
    assert table["of_both_low"].tolist()[:3] == pytest.approx(low.tolist())
    cells = cross_tabulate_stages(rows.assign(envoy_first_mover_true=opened))
    cells = cells.set_index(["envoy", "leader"])
    assert cells.loc[cells["k"] > 0, "k"].to_dict() == {
        ("us", "nobody"): 1,
        ("china", "us"): 3,
        ("china", "china"): 1,
        ("nobody", "us"): 1,
        ("nobody", "nobody"): 1,
    }
    assert cells.loc[("china", "us"), "estimate"] == 3 / 7
    alone = rows.assign(envoy_first_mover_true=opened)
    alike = pd.concat([alone.assign(point=point) for point in range(3)])
    # runs of a world that end alike at all points count once
    for table in (cross_tabulate_stages, tabulate_envoy_lead_times):
        ends = table(alike)[["low", "high"]].to_numpy()
        assert ends == pytest.approx(table(alone)[["low", "high"]].to_numpy())


def test_a_quantity_known_of_each_run_has_a_mean_and_a_spread_on_each_day() -> None:
    # 1, 2, 3 and 6: standard deviation sqrt(14 / 3), 3.182446 of t with three degrees of freedom.
    four = np.array([[6.0, 1, 3, 2], [5, 5, 5, 5]])
    table = summarise_by_day({"b": four, "a": np.array([[7.0]]), "c": np.array([[1.0, 3.0]])})
    half, wide = 3.182446 * np.sqrt(14 / 3) / 2, 12.706205
    assert table.index.tolist() == [0, 1, 2, 3]
    assert table["group"].tolist() == ["b", "b", "a", "c"]
    assert table[["day", "n"]].to_numpy().tolist() == [[1, 4], [2, 4], [1, 1], [1, 2]]
    assert table[["estimate", "low", "high", "q25", "q75"]].to_numpy() == pytest.approx(
        np.array(
            [
                [3, 3 - half, 3 + half, 1.75, 3.75],
                [5, 5, 5, 5, 5],
                [7, np.nan, np.nan, 7, 7],
                [2, 2 - wide, 2 + wide, 1.5, 2.5],
            ]
        ),
        nan_ok=True,
    )


def histogram(values: np.ndarray, low: float, high: float, bins: int = 40) -> np.ndarray:
    """Return counts with underflow first and overflow last, as an archive stores them."""
    inner = np.histogram(values[(values >= low) & (values < high)], bins, (low, high))[0]
    return np.concatenate([[(values < low).sum()], inner, [(values >= high).sum()]])


@settings(max_examples=100)
@given(seed=st.integers(0, 10**6), scale=st.floats(0.05, 3))
def test_bands_are_the_quantiles_to_within_a_bin(seed: int, scale: float) -> None:
    values = np.random.default_rng(seed).normal(0, scale, 801)
    parts = [histogram(part, -2, 2) for part in np.array_split(values, 3)]
    daily = pd.DataFrame({"variant": "v", "variable": "goodwill", "day": 1, "counts": parts})
    row = compute_daily_quantiles(daily, {"goodwill": (-2, 2)}).iloc[0]
    assert row["n"] == 801
    assert row["kind"] == SPREAD
    for name, level in (("q05", 0.05), ("median", 0.5), ("q95", 0.95)):
        exact = np.clip(np.quantile(values, level, method="inverted_cdf"), -2, 2)
        assert abs(row[name] - exact) <= row["bin_width"] + 1e-9
    assert row["below"] == pytest.approx((values < -2).mean())


def test_bands_keep_variables_and_days_apart() -> None:
    counts = histogram(np.full(10, 0.35), 0, 4)
    daily = pd.DataFrame(
        {
            "variant": "hash",
            "variant_name": pd.Categorical(["v"] * 4),
            "variable": ["tension", "tension", "face_us", "face_us"],
            "day": [1, 2, 1, 2],
            "counts": [counts, counts * 0 + counts[::-1], counts, counts],
        }
    )
    table = compute_daily_quantiles(daily, {"tension": (0, 4), "face_us": (-4, 0)})
    assert table["variant"].unique().tolist() == ["v"]
    assert table["median"].tolist() == pytest.approx([0.35, 3.65, -3.65, -3.65])
    assert (table["q95"] >= table["q05"]).all()

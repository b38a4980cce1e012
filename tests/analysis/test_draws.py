"""Intervals over the draws of a fit: of parameters that do not vary, and of a known spread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from runs.analysis.comparison.overview import compare_with_baseline, summarise_variants
from runs.analysis.comparison.pairs import compute_paired_differences
from runs.analysis.comparison.shares import compute_mover_shares
from runs.analysis.estimates.cluster_errors import compute_means
from runs.analysis.estimates.draws import (
    DRAW,
    FIT,
    Distribution,
    estimate_distribution,
    estimate_mean_distribution,
    estimate_share_distribution,
)
from runs.analysis.estimates.estimates import FloatArray
from runs.analysis.estimates.middles import compute_medians
from runs.analysis.estimates.tallies import add_tallies, tally_outcomes
from runs.analysis.outcomes.beliefs import compute_belief_shares
from runs.analysis.waiting.durations import compute_median_days, compute_rmst
from runs.analysis.waiting.waiting import compute_cumulative_incidence
from runs.archive import world_columns
from tests.analysis.frames import outcomes

Draws = Callable[[np.random.Generator, int], FloatArray]


def play_shares(truth: Draws, draws: int, runs: int, batches: int) -> list[tuple[FloatArray, ...]]:
    """Return the true shares and the distributions found of synthetic batches."""
    rng = np.random.default_rng(20261129)
    found = []
    for _ in range(batches):
        shares = truth(rng, draws)
        hits = rng.binomial(runs, shares)
        of = estimate_share_distribution(hits, np.full(draws, runs))
        assert of is not None
        found.append((shares, hits / runs, of))
    return found


def measure_widths(found: list[tuple[FloatArray, ...]]) -> tuple[FloatArray, FloatArray]:
    """Return the widths of the intervals found, and of those with the luck within draws left in."""
    told = [of.find_interval(float(seen.mean())) for _, seen, of in found]
    naive = [np.ptp(np.quantile(seen, (0.025, 0.975))) for _, seen, _ in found]
    return np.array([high - low for low, high in told]), np.array(naive)


@pytest.mark.parametrize(("draws", "runs"), [(60, 30), (200, 10)])
def test_where_parameters_do_not_vary_the_interval_collapses(draws: int, runs: int) -> None:
    found = play_shares(lambda _, size: np.full(size, 0.8), draws, runs, 100)
    widths, naive = measure_widths(found)
    assert 0.35 < np.mean(widths == 0) < 0.7  # the rest of the time the luck between draws is more
    assert widths.mean() < naive.mean() / 4
    assert np.quantile(widths, 0.95) < naive.mean() * 0.6
    assert np.mean([of.p < 0.05 for *_, of in found]) < 0.12  # 0.05, in a hundred batches


def test_a_known_spread_is_recovered_and_its_luck_taken_out() -> None:
    found = play_shares(lambda rng, size: rng.beta(12, 3, size), 200, 10, 60)
    ends = np.array([of.find_interval(0.8) for *_, of in found]).mean(axis=0)
    true = np.quantile(np.random.default_rng(1).beta(12, 3, 100_000), (0.025, 0.975))
    assert ends == pytest.approx(true, abs=0.03)
    naive = np.mean([np.quantile(seen, 0.025) for _, seen, _ in found])
    assert naive < true[0] - 0.08  # what the luck of ten runs would add
    inside = []
    for shares, _, of in found:
        low, high = of.find_interval(0.8)
        inside.append(np.mean((low <= shares) & (shares <= high)))
    assert np.mean(inside) == pytest.approx(0.95, abs=0.02)


@pytest.mark.parametrize(
    ("truth", "share"),
    [
        (lambda rng, size: rng.normal(0.05, 0.2, size), 0.599),
        (lambda rng, size: rng.normal(-0.3, 0.1, size), 0.9987),
        (lambda rng, size: np.full(size, 0.2), 1.0),
    ],
)
def test_the_share_of_draws_with_the_sign_is_that_of_the_true_changes(
    truth: Draws, share: float
) -> None:
    rng = np.random.default_rng(5)
    told = []
    for _ in range(40):
        change = np.repeat(truth(rng, 100), 20) + rng.normal(0, 0.5, 2000)
        of = estimate_mean_distribution(change, np.repeat(np.arange(100), 20))
        assert of is not None
        told.append(of.compute_sign_share(float(change.mean())))
    assert np.mean(told) == pytest.approx(share, abs=0.03)


def test_a_skewed_spread_of_one_sign_is_not_taken_for_a_turning_one() -> None:
    rng = np.random.default_rng(6)
    change = np.repeat(rng.gamma(2, 0.05, 200), 50) + rng.normal(0, 0.4, 10_000)
    of = estimate_mean_distribution(change, np.repeat(np.arange(200), 50))
    assert of is not None
    assert of.compute_sign_share(0.1) > 0.92 + 0.03  # .92: normal, of the same moments


def test_draws_without_noise_are_told_as_they_are() -> None:
    means = np.linspace(1, 101, 101)
    of = estimate_distribution(means * 3, np.full(101, 3), float(3 * means.var() * 101))
    assert of is not None
    assert (of.find_interval(51.0), of.p) == (pytest.approx((3.5, 98.5), abs=1.5), 0.0)


def test_of_one_run_a_draw_or_of_one_draw_nothing_is_said() -> None:
    assert estimate_share_distribution(np.array([1, 0, 1]), np.ones(3)) is None
    assert estimate_share_distribution(np.array([7]), np.array([10])) is None
    assert estimate_mean_distribution(np.full(4, np.nan), np.zeros(4, dtype=int)) is None


def test_the_estimate_is_always_inside() -> None:
    of = Distribution(np.array([0.0, 0.1]), np.array([0.99, 0.01]), 0.5)
    assert of.find_interval(0.2) == (0.0, 0.2)


def with_draws(frame: pd.DataFrame, draws: int = 20, fit: str = "record") -> pd.DataFrame:
    """Return outcomes that play so many draws in turn."""
    return frame.assign(**{DRAW: frame["replication"] % draws, FIT: fit})


@pytest.fixture(scope="module")
def pair() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Two variants in the same worlds; under the second, odd draws have the movers exchanged."""
    a = with_draws(outcomes(400))
    mover = a["first_mover_true"].astype(str)
    turned = mover.replace({"us": "china", "china": "us"}).where(a[DRAW] % 2 == 1, mover)
    b = a.assign(variant="other-hash", variant_name="other")
    b["first_mover_true"] = pd.Categorical(turned, categories=a["first_mover_true"].cat.categories)
    return a, b


def test_shares_of_rows_and_of_tallies_have_the_interval_of_their_counts(
    pair: tuple[pd.DataFrame, pd.DataFrame],
) -> None:
    frame = pair[1]
    rows, tallies = compute_mover_shares(frame), compute_mover_shares(tally_outcomes(frame))
    pd.testing.assert_frame_equal(rows, tallies)
    hits = frame[frame["first_mover_true"] == "us"].groupby(DRAW).size()
    of = estimate_share_distribution(hits.reindex(range(20), fill_value=0), np.full(20, 20))
    assert of is not None
    first = rows.iloc[0]
    assert (first["draws_low"], first["draws_high"]) == of.find_interval(first["estimate"])
    assert first["draws_high"] - first["draws_low"] > first["high"] - first["low"]
    assert first["fit"] == "record"


def test_without_a_fit_no_table_has_a_column_more(pair: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    plain = [frame.drop(columns=[DRAW, FIT]) for frame in pair]
    both = pd.concat(plain, ignore_index=True)
    tables = [compute_mover_shares(both), summarise_variants(both), compute_median_days(both),
              compute_rmst(both), compare_with_baseline(both),
              compute_paired_differences(*plain)]  # fmt: skip
    assert not [name for table in tables for name in table if "draws" in name or name == FIT]
    assert not [name for table in tables for name in table if name == "turns"]


def test_parts_counted_apart_give_the_interval_of_the_whole(
    pair: tuple[pd.DataFrame, pd.DataFrame],
) -> None:
    frame = pair[0]
    pieces = [tally_outcomes(part) for part in (frame[:150], frame[150:])]
    whole = add_tallies(pieces, ["as_reported"])
    pd.testing.assert_frame_equal(
        summarise_variants(whole), summarise_variants(tally_outcomes(frame)), rtol=1e-9
    )


def test_a_median_over_draws_is_that_of_slow_and_quick_draws() -> None:
    frame = with_draws(outcomes(800), 20)
    frame = frame.assign(duration=np.where(frame[DRAW] < 10, 10.0, 60.0), event_observed=True)
    row, mean = compute_median_days(frame).iloc[0], compute_rmst(frame).iloc[0]
    assert (row["draws_low"], row["draws_high"]) == (10, 60)
    assert (mean["draws_low"], mean["draws_high"]) == pytest.approx((10, 60), abs=1)


def test_a_difference_turns_where_draws_disagree_and_holds_where_they_agree(
    pair: tuple[pd.DataFrame, pd.DataFrame],
) -> None:
    a, b = pair
    row = compute_paired_differences(a, b, ["p_us"]).iloc[0]
    change = (b["first_mover_true"] == "us").astype(float) - (a["first_mover_true"] == "us")
    of = estimate_mean_distribution(change.to_numpy(), a[DRAW].to_numpy(), (-1.0, 1.0))
    assert of is not None
    assert (row["draws_low"], row["draws_high"]) == of.find_interval(row["effect"])
    assert row["draws_sign"] == of.compute_sign_share(row["effect"])
    movers = b["first_mover_true"].cat.categories
    never = b.assign(first_mover_true=pd.Categorical(["china"] * len(b), categories=movers))
    held = compute_paired_differences(a, never, ["p_us"]).iloc[0]
    assert held["draws_sign"] > 0.99
    assert not held["turns"]
    both = pd.concat([a, b], ignore_index=True)
    against = compare_with_baseline(both, "p_us").iloc[0]
    assert [against[name] for name in ("draws_low", "draws_sign", "turns")] == [
        row[name] for name in ("draws_low", "draws_sign", "turns")
    ]


def test_variants_that_play_other_draws_have_no_interval_over_them(
    pair: tuple[pd.DataFrame, pd.DataFrame],
) -> None:
    a, b = pair
    other = with_draws(b.drop(columns=[DRAW, FIT]), 20, "another")
    assert FIT not in compute_paired_differences(a, other)
    assert FIT not in compute_paired_differences(a, b.drop(columns=[DRAW, FIT]))


def test_means_medians_beliefs_and_incidence_have_it_as_well(
    pair: tuple[pd.DataFrame, pd.DataFrame],
) -> None:
    frame = pair[1]
    draw = frame[DRAW].to_numpy()
    frame = frame.assign(tariff_us_peak=frame["tariff_us_peak"] / 10 + (draw % 2))
    means = compute_means(frame, ["tariff_us_peak"], "variant_name").iloc[0]
    of = estimate_mean_distribution(frame["tariff_us_peak"].to_numpy(), draw)
    assert of is not None
    assert (means["draws_low"], means["draws_high"]) == of.find_interval(means["estimate"])
    median = compute_medians(frame, ["tariff_us_peak"]).iloc[0]
    assert median["draws_low"] == pytest.approx(0.1, abs=0.03)
    assert median["draws_high"] == pytest.approx(1.1, abs=0.03)
    last = compute_cumulative_incidence(frame).groupby("cause", sort=False).last()
    shares = compute_mover_shares(frame).set_index("mover")
    for mover in ("us", "china"):
        ends = [tuple(table.loc[mover, ["draws_low", "draws_high"]]) for table in (last, shares)]
        assert ends[0] == pytest.approx(ends[1])
    believed = compute_belief_shares(frame, "us")
    assert np.isfinite(believed[["draws_low", "draws_high"]]).all(axis=None)


def test_counts_by_draw_come_back_from_a_summary(pair: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    counted = tally_outcomes(pd.concat(pair, ignore_index=True))
    assert counted.draws is not None
    table = pa.table(world_columns.make_world_columns(counted.draws, 2, world_columns.DRAW))
    again = world_columns.read_world_columns(table, len(counted.metrics), world_columns.DRAW)
    assert again is not None
    pd.testing.assert_frame_equal(
        summarise_variants(replace(counted, draws=again)), summarise_variants(counted)
    )
    assert world_columns.read_world_columns(table, len(counted.metrics)) is None

"""Boxes and regions: found where they were put, counted on what they were not found on."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from runs.analysis.sensitivity import designs, one_at_a_time, prim, regions


def gather_cases(points: int = 1000, runs: int = 8, noise: float = 0.1) -> prim.DesignHalves:
    """Cases gather where the first lever is above 0.7 and the second below 0.4; the third idles."""
    levers = designs.sample_hypercube(3, points, 1)
    inside = (levers[:, 0] > 0.7) & (levers[:, 1] < 0.4)
    chance = np.where(inside, 1 - noise, noise)
    cases = np.random.default_rng(2).random((points, runs)) < chance[:, None]
    return prim.split_halves(levers, cases.astype(float), 1)


def test_a_box_is_found_where_it_was_put() -> None:
    halves = gather_cases()
    found = prim.peel_boxes(halves.levers, halves.cases)
    box = prim.choose_box(found, halves.levers, halves.cases)
    assert box.limits[0, 0] == pytest.approx(0.7, abs=0.05)
    assert box.limits[1, 1] == pytest.approx(0.4, abs=0.05)
    told = prim.score_box(box, halves.fresh_levers, halves.fresh_cases, 1)
    assert told["density_low"] < 0.9 < told["density_high"] + 0.06
    share = 0.12 * 0.9 / (0.12 * 0.9 + 0.88 * 0.1)
    assert told["coverage"] == pytest.approx(share, abs=0.1)
    assert told["base_rate_low"] < 0.12 * 0.9 + 0.88 * 0.1 < told["base_rate_high"]
    chances = prim.compute_quasi_p(box, halves.fresh_levers, halves.fresh_cases)
    assert chances[0] < 0.001
    assert chances[1] < 0.001


def test_held_out_halves_show_a_box_found_in_luck() -> None:
    generator = np.random.default_rng(4)
    levers = designs.sample_hypercube(6, 300, 1)
    cases = (generator.random((300, 2)) < 0.3).astype(float)
    halves = prim.split_halves(levers, cases, 1)
    box = prim.peel_boxes(halves.levers, halves.cases)[-1]
    inside = box.mark_points_inside(halves.levers) > 0
    assert halves.cases[inside].mean() > halves.cases.mean() + 0.05
    told = prim.score_box(box, halves.fresh_levers, halves.fresh_cases, 1)
    assert told["density_low"] < 0.3
    assert max(prim.compute_quasi_p(box, halves.fresh_levers, halves.fresh_cases).values()) > 0.05


def test_worlds_are_resampled_as_well_as_points() -> None:
    # All cases in one of two worlds: of the resamples a quarter hold that world alone, a quarter
    # the other alone.
    levers, whole = np.arange(4.0)[:, None], prim.Box(np.array([[-np.inf, np.inf]]))
    told = prim.score_box(whole, levers, np.tile([1.0, 0.0], (4, 1)), 1)
    for name in ("density", "base_rate"):
        assert [told[name], told[f"{name}_low"], told[f"{name}_high"]] == [0.5, 0, 1]
    assert (told["coverage"], told["points"], told["mass"], told["cases"]) == (1, 4, 1, 4)
    alone = prim.score_box(whole, levers, np.ones((4, 1)), 2)
    assert [alone["density"], alone["density_low"], alone["density_high"]] == [1, 1, 1]


def test_quasi_p_is_the_chance_of_as_many_cases_without_the_restriction() -> None:
    # Two points in the box, both cases. With the first lever free it holds four, two of them
    # cases: 0.5 squared; with the third free four, three of them: 0.75 squared.
    levers = np.array([[0.0, 7, 0], [1, 7, 0], [2, 7, 0], [3, 7, 0], [2, 7, 1], [3, 7, 1]])
    cases = np.array([[0.0], [0], [1], [1], [1], [0]])
    box = prim.Box(np.array([[1.5, np.inf], [-np.inf, np.inf], [-np.inf, 0.5]]))
    assert prim.compute_quasi_p(box, levers, cases) == pytest.approx({0: 0.25, 2: 0.5625})
    nowhere = prim.Box(np.array([[9, np.inf], [-np.inf, np.inf], [9, np.inf]]))
    assert prim.compute_quasi_p(nowhere, levers, cases) == {0: 1, 2: 1}


def test_halves_share_no_point_no_block_and_no_world() -> None:
    levers = np.arange(60.0)[:, None]
    cases = np.arange(60.0)[:, None] * 10 + np.arange(6)
    halves = prim.split_halves(levers, cases, 4)
    blocks = [set((part[:, 0] // 4).astype(int)) for part in (halves.levers, halves.fresh_levers)]
    assert not blocks[0] & blocks[1]
    assert len(blocks[0] | blocks[1]) == 15
    worlds = [set(np.unique(part % 10)) for part in (halves.cases, halves.fresh_cases)]
    assert not worlds[0] & worlds[1]


def test_a_tree_splits_where_the_outcome_does() -> None:
    halves = gather_cases()
    leaves = regions.grow_tree(halves)
    best = max(leaves, key=lambda leaf: leaf.mean)
    assert best.box.limits[0, 0] == pytest.approx(0.7, abs=0.05)
    assert best.box.limits[1, 1] == pytest.approx(0.4, abs=0.05)
    assert best.fresh_mean == pytest.approx(0.9, abs=4 * best.fresh_error + 0.03)
    assert sum(leaf.fresh_points for leaf in leaves) == len(halves.fresh_levers)
    explained = regions.compute_explained_variance(leaves, halves)
    assert explained > 0.6  # of at most 0.75: the rest is luck


def test_a_tree_over_luck_explains_nothing_fresh() -> None:
    generator = np.random.default_rng(3)
    halves = prim.split_halves(
        designs.sample_hypercube(4, 400, 1), generator.normal(size=(400, 2)), 1
    )
    assert regions.compute_explained_variance(regions.grow_tree(halves), halves) < 0.02


def test_one_lever_at_a_time_is_paired_and_adjusted() -> None:
    generator = np.random.default_rng(1)
    base = generator.normal(size=200)
    values = np.stack([base, base - 1, base + 1, base, base + generator.normal(size=200) * 0.1])
    measured = {"x": one_at_a_time.LeverOutcome(values, "mean", False)}
    levers = {"a.moves": [0.5, 1.0, 2.0], "b.idle": [1.0, 1.0, 2.0]}
    found = one_at_a_time.tabulate_lever_effects(levers, measured)
    assert found["effect"].to_numpy() == pytest.approx([-1, 1, 0, 0], abs=0.05)
    assert found["verdict"].tolist()[:2] == ["lower", "higher"]
    assert found.loc[2, ["effect", "low", "high", "p_holm"]].tolist() == [0, 0, 0, 1]
    assert (found["p_holm"] >= found["p"]).all()
    assert one_at_a_time.rank_levers(found)[0] == "a.moves"
    assert isinstance(found, pd.DataFrame)

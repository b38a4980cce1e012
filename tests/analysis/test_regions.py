"""Regional splits of a few points, by hand: edges, ties, smallest leaves and fresh means."""

from __future__ import annotations

import numpy as np
import pytest

from runs.analysis.sensitivity.prim import DesignHalves
from runs.analysis.sensitivity.regions import compute_explained_variance, grow_tree


def halves(levers: object, outcome: object, fresh: object, later: object) -> DesignHalves:
    """Return points with one run each."""
    columns = [np.array(part, dtype=float) for part in (levers, outcome, fresh, later)]
    levers, outcome, fresh, later = (part.reshape(len(part), -1) for part in columns)
    return DesignHalves(levers, outcome, fresh, later)


def test_a_split_lies_midway_and_points_at_the_edge_go_low() -> None:
    both = halves([0.8, 0.0, 0.6, 0.25], [5, 1, 5, 2], [0.425, 0.1, 0.43, 0.9], [3, 1, 4, 8])
    low, high = grow_tree(both, depth=1)
    assert low.box.limits[0] == pytest.approx([-np.inf, 0.425])
    assert high.box.limits[0] == pytest.approx([0.425, np.inf])
    assert (low.points, low.mean, high.points, high.mean) == (2, 1.5, 2, 5)
    assert (low.fresh_points, low.fresh_mean, low.fresh_error) == (2, 2, 1)
    assert (high.fresh_points, high.fresh_mean, high.fresh_error) == (2, 6, 2)


def test_of_two_levers_that_split_alike_the_first_is_taken() -> None:
    x = [0.1, 0.2, 0.7, 0.9]
    twice = np.column_stack([x, x])
    low, _ = grow_tree(halves(twice, [0, 0, 1, 1], twice, [0, 0, 1, 1]), depth=1)
    assert low.box.restricted.tolist() == [0]


def test_an_outcome_that_never_differs_is_not_split_and_leaves_nothing_to_explain() -> None:
    flat = halves([0.1, 0.5, 0.9], [2, 2, 2], [0.1, 0.5, 0.9], [2, 2, 2])
    (leaf,) = grow_tree(flat)
    assert (leaf.points, leaf.mean, leaf.box.restricted.tolist()) == (3, 2, [])
    assert np.isnan(compute_explained_variance([leaf], flat))


def test_equal_values_of_a_lever_stay_together() -> None:
    equal = halves([0.5, 0.5, 0.5, 0.5], [0, 0, 9, 9], [0.5], [1])
    (leaf,) = grow_tree(equal)
    assert (leaf.fresh_points, leaf.fresh_mean) == (1, 1)
    assert np.isnan(leaf.fresh_error)
    some = halves([0.1, 0.5, 0.5, 0.9], [0, 0, 9, 9], [0.5], [1])
    assert [leaf.points for leaf in grow_tree(some, depth=1)] == [1, 3]


def test_a_leaf_keeps_one_point_in_twenty() -> None:
    x = np.arange(40.0)
    alone = grow_tree(halves(x, x == 39, x, x == 39), depth=1)
    assert [leaf.points for leaf in alone] == [38, 2]
    pair = grow_tree(halves(x[:20], x[:20] == 19, x, x == 39), depth=1)
    assert [leaf.points for leaf in pair] == [19, 1]


def test_a_tree_explains_fresh_points_whose_whole_level_has_moved() -> None:
    levers = [0.1, 0.2, 0.7, 0.9]
    moved = halves(levers, [0, 0, 1, 1], levers, [10, 10, 11, 11])
    assert compute_explained_variance(grow_tree(moved), moved) == pytest.approx(1)
    upside_down = halves(levers, [0, 0, 1, 1], levers, [1, 1, 0, 0])
    assert compute_explained_variance(grow_tree(upside_down), upside_down) == pytest.approx(1 - 4)


def test_the_split_taken_is_the_one_that_leaves_the_least_squared_error() -> None:
    outcome = np.array([5, 0.5, 0.5, -6])
    errors = [sum(((part - part.mean()) ** 2).sum() for part in np.split(outcome, [at]))
              for at in (1, 2, 3)]  # fmt: skip
    both = halves([1, 2, 3, 4], outcome, [1, 2, 3, 4], outcome)
    assert grow_tree(both, depth=1)[0].points == 1 + int(np.argmin(errors)) == 3

"""Games through the same path as any: a war of attrition, a coordination game, and by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from runs.studies.choices import game as games
from runs.studies.choices.game import (
    Game,
    compute_draw_ranges,
    eliminate_dominated_postures,
    find_mixed_equilibria,
    solve_game,
)
from runs.studies.choices.play import simulate_profile_payoffs
from runs.studies.choices.postures import Posture, Profile
from runs.studies.choices.race import race_postures
from runs.studies.choices.robust import rank_postures_by_worst_regret
from tests.runs.choices.boards import (
    ATTRITION,
    CONCEDE,
    COORDINATION,
    COST,
    DAYS,
    HOLD,
    make_board,
)

BOTH = (HOLD, CONCEDE)
PROFILES = [Profile(one, two) for one in BOTH for two in BOTH]
PENNIES = np.array([[[1.0, -1.0], [-1.0, 1.0]], [[-1.0, 1.0], [1.0, -1.0]]])


def solve(payoffs: dict[str, Any], worlds: int = 6) -> Game:
    board = make_board(payoffs)
    paid = simulate_profile_payoffs(board, PROFILES, worlds, board.seed)
    return solve_game(paid.reshape(2, 1, 2, 2, worlds))


def test_a_war_of_attrition_has_one_who_concedes() -> None:
    game = solve(ATTRITION)
    quick, never = -COST, -COST * DAYS
    assert game.payoffs[0] == pytest.approx(np.array([[never, 1 + quick], [quick, quick]]))
    assert game.payoffs[1] == pytest.approx(game.payoffs[0].T)
    assert game.regrets == pytest.approx(np.array([[quick - never, 0], [0, 1]]))
    assert game.probabilities.tolist() == [[0, 1], [1, 0]]
    assert game.best_replies == ([1, 0], [1, 0])
    assert (game.half_widths < 1e-12).all()


def test_its_mixed_equilibrium_is_that_of_the_formula() -> None:
    """Who holds with probability h leaves the other indifferent where (1 - h) is the loss of
    waiting to the end over that loss and the prize.
    """
    pytest.importorskip("nashpy")
    mixed = solve(ATTRITION).mixed
    assert mixed is not None
    loss = COST * (DAYS - 1)
    inner = [one for one in mixed if 0 < one.first[1] < 1]
    assert len(mixed) == 3
    assert len(inner) == 1
    assert inner[0].first[1] == pytest.approx(loss / (1 + loss))
    assert inner[0].second[1] == pytest.approx(loss / (1 + loss))


def test_a_coordination_game_has_both_meetings_and_the_coin() -> None:
    game = solve(COORDINATION)
    assert game.payoffs.tolist() == [[[1, 0], [0, 1]]] * 2
    assert game.probabilities.tolist() == [[1, 0], [0, 1]]
    pytest.importorskip("nashpy")
    assert game.mixed is not None
    shares = sorted((one.first[0], one.second[0], one.payoffs[0]) for one in game.mixed)
    assert shares == [(0, 0, 1), (pytest.approx(0.5), pytest.approx(0.5), 0.5), (1, 1, 1)]


def test_a_close_game_is_as_unsure_as_its_worlds() -> None:
    """Two postures that pay alike on average: each is the better in about half of the resamples."""
    generator = np.random.default_rng(1)
    paid = np.zeros((2, 1, 2, 1, 400))
    paid[0, 0, 0, 0], paid[0, 0, 1, 0] = generator.normal(size=(2, 400))
    paid[0] -= paid[0].mean(axis=-1, keepdims=True)
    game = solve_game(paid)
    assert game.probabilities[:, 0] == pytest.approx(0.5, abs=0.06)
    assert game.regret_limits[1].max() == pytest.approx(1.96 * np.sqrt(2 / 400), rel=0.15)


def test_matching_pennies_have_no_pure_equilibrium() -> None:
    game = solve_game(np.repeat(PENNIES[:, None, ..., None], 3, axis=-1))
    assert game.regrets.tolist() == [[2, 2], [2, 2]]
    assert game.probabilities.sum() == 0
    pytest.importorskip("nashpy")
    assert game.mixed is not None
    (mixed,) = game.mixed
    assert mixed.first.tolist() == mixed.second.tolist() == [0.5, 0.5]


def test_a_dominated_posture_is_left_out_and_then_what_it_supported() -> None:
    first = np.array([[3.0, 0.0, 2.0], [1.0, 1.0, 1.0], [0.0, -1.0, 0.0]])
    second = np.array([[1.0, 0.0, 2.0], [1.0, 0.0, 2.0], [0.0, 9.0, 0.0]])
    assert eliminate_dominated_postures(np.stack([first, second])) == ([0], [2])


def test_without_the_library_or_with_too_many_postures_it_says_why(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    many = np.random.default_rng(3).normal(size=(2, 9, 9))
    monkeypatch.setattr(games, "SUPPORTS", 1)
    monkeypatch.setattr(games, "find_spec", lambda _: object())
    found, why = find_mixed_equilibria(many)
    assert found is None
    assert "name fewer postures" in why
    monkeypatch.setattr(games, "find_spec", lambda _: None)
    assert find_mixed_equilibria(PENNIES) == (
        None, "mixed equilibria need nashpy: pip install 'taijie[games]'",
    )  # fmt: skip


def test_equal_settings_are_one_run_and_a_copy_cat_is_whom_it_copies() -> None:
    board, cat = make_board(ATTRITION), Posture("cat", {}, copies_other=True)
    profiles = [Profile(HOLD, HOLD), Profile(cat, HOLD), Profile(HOLD, cat), Profile(cat, cat)]
    paid = simulate_profile_payoffs(board, profiles, 4, 7)
    assert paid.shape == (2, 1, 4, 4)
    assert (paid[:, :, 1:3] == paid[:, :, :1]).all()
    plain = simulate_profile_payoffs(board, [Profile(cat, cat)], 4, 7)
    assert (plain[:, :, 0] == paid[:, :, 3]).all()


OTHER = Posture("any", {"openness": 0.0})


def play_two_draws(second: list[Posture]) -> Any:
    """(2, 2, 2, postures, worlds) payoffs where the other concedes at once, or never, by draw."""
    draws = tuple({"china.policy.probability": p} for p in (1.0, 0.0))
    board = replace(make_board(ATTRITION), draws=draws)
    profiles = [Profile(one, two) for one in BOTH for two in second]
    return simulate_profile_payoffs(board, profiles, 4, 0).reshape(2, 2, 2, len(second), 4)


def test_over_draws_each_profile_is_an_equilibrium_as_often_as_its_draw_comes() -> None:
    """Holding is best where the other concedes, conceding where it never does."""
    paid = play_two_draws([OTHER])
    game = solve_game(paid)
    assert game.probabilities[:, 0] == pytest.approx(0.5)
    assert game.half_widths == pytest.approx(0.0)
    never = -COST * DAYS
    assert game.payoffs[0, 0, 0] == pytest.approx((never + 1 - COST) / 2)
    spread = np.percentile([never, 1 - COST], (2.5, 97.5))
    assert game.ranges[:, 0, 0, 0] == pytest.approx(spread)


def test_draws_that_do_not_differ_have_no_interval_however_few_their_worlds() -> None:
    generator = np.random.default_rng(5)
    truth = generator.normal(size=(2, 400, 1, 1, 1))
    noise = generator.normal(size=(2, 400, 1, 1, 8))
    low, high = compute_draw_ranges(noise)[:, 0, 0, 0]
    assert high - low < 0.5
    assert noise.mean(axis=-1).std() == pytest.approx(8**-0.5, rel=0.1)
    low, high = compute_draw_ranges(truth + noise)[:, 0, 0, 0]
    assert high - low == pytest.approx(2 * 1.96, rel=0.1)


def test_the_robust_posture_has_the_smallest_worst_regret() -> None:
    """The other concedes at once under one draw and never under the other: who holds regrets the
    days of waiting, who concedes the prize.
    """
    paid = play_two_draws([OTHER])
    rows = [
        one
        for one in rank_postures_by_worst_regret((BOTH, [OTHER]), paid.mean(axis=-1))
        if not one.side
    ]
    assert [one.name for one in rows] == ["hold", "concede"]
    assert [one.worst for one in rows] == pytest.approx([COST * (DAYS - 1), 1.0])
    assert [one.draw for one in rows] == [1, 0]
    assert [one.best for one in rows] == [0.5, 0.5]


def make_hazard(p: float) -> Posture:
    return Posture(f"p{p}", {"policy.probability": p})


def compute_chance(p: float, days: int = DAYS) -> float:
    """That an ask falls on one of the days."""
    return float(1 - (1 - p) ** days)


ASKS = {side: [{"column": "first_ask", "is": "us", "weight": 1.0}] for side in ("us", "china")}
NEVER = ("policy@us.policy=constant_hazard", "policy@china.policy=never")
STILL = Posture("still", {"openness": 0.0})


def test_a_race_ends_with_the_best_and_halves_each_round() -> None:
    board = make_board(ASKS, policies=NEVER)
    race = race_postures(board, 0, [make_hazard(p) for p in (0.0, 0.3, 0.02, 0.01)], STILL, 64)
    assert race.winner == "p0.3"
    assert [(one.round, one.worlds) for one in race.candidates] == [
        (2, 24), (2, 24), (1, 8), (1, 8),
    ]  # fmt: skip
    assert race.fresh == pytest.approx(compute_chance(0.3), abs=0.05)
    assert race.lead > race.lead_half_width > 0


@pytest.mark.slow
def test_the_fresh_estimate_of_a_winner_is_unbiased() -> None:
    """Over 200 repetitions the winner's mean in fresh worlds misses its true payoff by no more
    than its error; its mean in the race, where it was chosen, lies above.
    """
    hazards = {f"p{p}": p for p in (0.06, 0.08, 0.1, 0.12)}
    misses, raced = [], []
    for seed in range(200):
        board = make_board(ASKS, seed, (*NEVER, "horizon=8"))
        race = race_postures(board, 0, [make_hazard(p) for p in hazards.values()], STILL, 40)
        truth = compute_chance(hazards[race.winner], 8)
        misses.append(race.fresh - truth)
        raced.append(race.raced - truth)
    error = np.std(misses, ddof=1) / np.sqrt(len(misses))
    assert abs(np.mean(misses)) < 3 * error
    assert np.std(misses, ddof=1) == pytest.approx(np.sqrt(0.64 * 0.36 / 40), rel=0.25)

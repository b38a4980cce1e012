"""A model runs to its last day and no further, and lets go of what it held."""

from __future__ import annotations

import gc
import weakref
from typing import Any

import numpy as np
import pytest

from agents.cast import create_cast
from model.standoff import Standoff, StandoffOverError
from runs import Standoff as FromOverrides
from runs import WrongInput
from tests.model.standoffs import block, change_config, compose, differing, piece

SHORT = compose("horizon=6")


def model(**changes: int) -> Standoff:
    return Standoff([piece(change_config(SHORT, changes), 3)], create_cast)


@pytest.mark.parametrize(("ticks", "standoffs"), [(1, 1), (2, 1), (1, 2)])
def test_it_stops_after_its_last_tick_and_says_so(ticks: int, standoffs: int) -> None:
    played = model(ticks_per_day=ticks, standoffs=standoffs)
    for _ in range(6 * ticks * standoffs):
        assert played.running
        with pytest.raises(RuntimeError, match="no outcomes before the last day"):
            _ = played.outcomes
        played.step()
    assert not played.running
    with pytest.raises(StandoffOverError, match="is over after day 6"):
        played.step()
    assert played.outcomes["duration"].shape == (3,)


@pytest.mark.parametrize("standoffs", [1, 2])
def test_steps_by_hand_give_what_a_block_gives(standoffs: int) -> None:
    config = change_config(SHORT, {"standoffs": standoffs})
    played = Standoff([piece(config, 3)], create_cast)
    played.run_model()
    assert not differing(played.outcomes, block(piece(config, 3)).outcomes)


def test_agents_are_found_by_role_in_the_order_of_the_cast() -> None:
    played = model()
    cast = played.state.config.cast
    for role in {member.role for member in cast.values()}:
        names = [agent.name for agent in played.agents.select(lambda a, r=role: a.role == r)]
        assert names == [name for name, member in cast.items() if member.role == role]
    assert [leader.side for leader in played.leaders] == [0, 1]


@pytest.mark.slow
def test_a_released_model_keeps_neither_agents_nor_arrays() -> None:
    played = model()
    played.run()
    watched = weakref.ref(played.state.tension), weakref.ref(played.leaders[0])
    played.release()
    gc.collect()
    assert [ref() for ref in watched] == [None, None]


def test_overrides_give_the_lanes_that_the_command_line_would_play() -> None:
    given = ["horizon=6", "seed=4", "us.insulation=0.9"]
    played = FromOverrides.from_overrides(given, runs=5)
    played.run_model()
    config = change_config(SHORT, {"us.insulation": 0.9})
    assert not differing(played.outcomes, block(piece(config, 5, seed=4)).outcomes)
    assert np.array_equal(played.state.counts, [5])


def test_overrides_that_do_not_fit_are_refused() -> None:
    with pytest.raises(WrongInput, match="insulation"):
        FromOverrides.from_overrides(["us.insulatoin=0.9"])


@pytest.mark.parametrize(
    ("given", "runs", "key", "said"),
    [
        (["design=sobol", "us.pain=[0.1,0.2]", "horizon=10"], 2, "design", "played by taijie run"),
        (["design=grid", "us.pain=[0.1,0.2]", "horizon=10"], None, "design", "allowed: none"),
        (["horizon=10"], 1.5, "runs", "a whole number from 1"),
        (["horizon=10"], 0, "runs", "runs cannot be 0"),
        (["horizon=10"], -1, "runs", "runs cannot be -1"),
        (["horizon=10"], "5", "runs", "runs cannot be '5'"),
        (["horizon=10"], True, "runs", "runs cannot be True"),
        (["runs=10000000000"], None, "runs", "10,000,000,000 runs side by side take about"),
        (["horizon=10"], 10**10, "runs", "of memory"),
        (None, None, "overrides", "overrides cannot be None"),
        ([5], None, "overrides", "overrides cannot be 5"),
        ({"horizon": 10}, None, "overrides", "a list of texts"),
    ],
)
def test_what_cannot_be_stepped_by_hand_is_refused_in_words(
    given: Any, runs: Any, key: str, said: str
) -> None:
    with pytest.raises(WrongInput, match=said) as refusal:
        FromOverrides.from_overrides(given, runs)
    assert refusal.value.key == key


def test_a_single_override_is_one_text() -> None:
    played = FromOverrides.from_overrides("horizon=6", runs=np.int64(3))
    assert (played.state.config.horizon, list(played.state.counts)) == (6, [3])

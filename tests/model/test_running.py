"""A model runs to its last day and no further, and lets go of what it held."""

from __future__ import annotations

import gc
import weakref

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

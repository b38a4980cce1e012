"""Every lever moves something; neither end of its range breaks anything or moves a neighbour."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache

import numpy as np
import pytest

from model.lanes import hash_structure
from model.parameters import Configuration, collect_levers
from model.parameters.signal import Effects
from tests.dyads import COLUMNS
from tests.model.contexts import WHERE, Change, changes, context
from tests.model.standoffs import Rows, block, change_config, compose, differing, part, piece, rows

LANES = 80
CHANGES = {change.name: change for change in changes()}
NUMBERS = [column.name for column in COLUMNS if column.dtype == "float64"]


def _ends(change: Change) -> list[Configuration]:
    base = context(change.context)
    return [change_config(base, dict.fromkeys(change.paths, value)) for value in change.values]


@lru_cache
def _simulate_changes(name: str, lanes: int) -> dict[str, list[Rows]]:
    """Rows of all changes of one context, as many as may in one block; "" is the base itself."""
    wanted = {"": [context(name)]}
    wanted |= {c.name: _ends(c) for c in CHANGES.values() if c.context == name}
    sharing: dict[str, list[tuple[str, Configuration]]] = defaultdict(list)
    for lever, configs in wanted.items():
        for config in configs:
            sharing[hash_structure(config)].append((lever, config))
    found: dict[str, list[Rows]] = defaultdict(list)
    for members in sharing.values():
        for first in range(0, len(members), 4000 // lanes):
            some = members[first : first + 4000 // lanes]
            outcomes = block(*(piece(config, lanes) for _, config in some)).outcomes
            for place, (lever, _) in enumerate(some):
                lane = slice(place * lanes, (place + 1) * lanes)
                found[lever].append(part(outcomes, lane))
    return found


@pytest.mark.slow
@pytest.mark.parametrize("lever", CHANGES)
def test_a_lever_moves_an_outcome(lever: str) -> None:
    found = _simulate_changes(CHANGES[lever].context, LANES)
    base = found[""][0]
    assert any(differing(base, moved) for moved in found[lever])


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted({"all in motion", *WHERE.values()}))
def test_the_base_keeps_its_rows_beside_every_other_value(name: str) -> None:
    assert not differing(_simulate_changes(name, LANES)[""][0], rows(context(name), LANES))


ACT_AT_ONCE = {"reaction", "cut", "control", "strike", "withhold"}
WORDS = {"threat"}
ACTS = {
    "contact": set(Effects.model_fields) - ACT_AT_ONCE - WORDS,
    "material": set(Effects.model_fields) - WORDS,
    "message": set(Effects.model_fields) - ACT_AT_ONCE,
    "readout": {"claim", "own_face", "other_face", "goodwill"},
    "reply": {"claim"},
}
"""Effects by the slots they act in."""


IN_SLOTS = [(slot, effect) for slot, some in ACTS.items() for effect in sorted(some)]


@lru_cache
def _by_slot() -> dict[tuple[str, str], Rows]:
    """Rows with an effect at its highest in every kind of one slot."""
    config = context("all in motion")
    table = collect_levers(type(config))
    pieces = []
    for slot, effect in IN_SLOTS:
        kinds = [name for name, kind in config.signal.items() if kind.slot == slot]
        high = table[f"signal.*.effects.{effect}"].high
        values = {f"signal.{kind}.effects.{effect}": high for kind in kinds}
        pieces.append(piece(change_config(config, values), LANES))
    outcomes = block(*pieces).outcomes
    return {
        key: part(outcomes, slice(place * LANES, (place + 1) * LANES))
        for place, key in enumerate(IN_SLOTS)
    }


@pytest.mark.slow
@pytest.mark.parametrize(("slot", "effect"), IN_SLOTS)
def test_an_effect_acts_in_the_slots_that_have_it(slot: str, effect: str) -> None:
    assert differing(_simulate_changes("all in motion", LANES)[""][0], _by_slot()[slot, effect])


def _finite(outcomes: Rows) -> bool:
    return all(np.isfinite(outcomes[name]).all() for name in NUMBERS)


@pytest.mark.slow
def test_neither_end_of_any_lever_gives_a_number_that_is_none() -> None:
    for name in {change.context for change in CHANGES.values()}:
        for lever, ends in _simulate_changes(name, LANES).items():
            assert all(_finite(outcomes) for outcomes in ends), lever


@pytest.mark.parametrize("end", [0, 1], ids=["high", "low"])
@pytest.mark.parametrize("style", ["honor", "hierarchy", "mutual"])
def test_all_levers_at_one_end_at_once_give_finite_numbers(end: int, style: str) -> None:
    values = {
        path: change.values[end]
        for change in CHANGES.values()
        for path in change.paths
        if ".policy." not in path or path.endswith(".temperature")
    }
    base = compose("horizon=10", f"leader@us={style}", f"leader@china={style}")
    calendar = {"calendar.opening": context("all in motion").calendar["opening"].model_dump()}
    extreme = change_config(base, calendar | values)
    assert _finite(rows(extreme, 7))


@pytest.mark.parametrize("lanes", [1, 2])
def test_a_horizon_of_one_day_gives_whole_rows(lanes: int) -> None:
    outcomes = rows(compose("horizon=1"), lanes)
    assert _finite(outcomes)
    assert np.all(outcomes["duration"] == 1.0)
    assert all(len(values) == lanes for values in outcomes.values())

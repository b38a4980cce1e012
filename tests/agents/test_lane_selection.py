"""Lanes that leave a block: those that stay go on to the same bits, whoever leaves and when."""

from __future__ import annotations

import gc
from typing import Any

import numpy as np
import pytest

from agents.block import run_block
from agents.cast import create_cast
from agents.first_contacts import run_until_contact
from agents.lane_selection import keep_lanes
from model.draws import Draws, hash_names, hash_worlds
from model.lanes import Piece
from model.outcomes import find_settling_stages, make_columns
from model.outcomes.journal import Journal
from model.standoff import Standoff
from runs.studies.fit.simulated import DAYS
from tests.model.standoffs import compose

LANES = 420
LEVERS = ("contact.inertia", "us.face_weight", "china.policy.temperature")


def make_pieces(*overrides: str, horizon: int = 40) -> list[Piece]:
    """Two pieces of one block; the second has levers of its own in every lane."""
    config = compose("executor=serial", *overrides).model_copy(update={"horizon": horizon})
    u = draw_uniforms("levers", LANES)
    levers = dict.fromkeys(LEVERS, 0.5 + u)
    first, second = np.arange(LANES // 3), np.arange(2 * LANES // 3)
    return [
        Piece(config, 0, first.astype(np.int64)),
        Piece(config, 1, second.astype(np.int64), {k: v[second] for k, v in levers.items()}),
    ]


def draw_uniforms(name: str, count: int) -> np.ndarray:
    whose = hash_worlds(np.zeros(count, dtype=np.int64), np.arange(count, dtype=np.int64))
    return Draws(whose, 0).uniforms(hash_names([("test", name)]))[0]


def find_arrays(root: Any, lanes: int) -> list[tuple[int, ...]]:
    """Return the shapes of all arrays that an object holds anywhere with so many lanes."""
    seen: set[int] = set()
    queue, found = [root], []
    while queue:
        held = queue.pop()
        if id(held) in seen or isinstance(held, type(gc) | type | str):
            continue
        seen.add(id(held))
        if isinstance(held, np.ndarray):
            found += [held.shape] if held.ndim and held.shape[-1] == lanes else []
        elif callable(held) and hasattr(held, "__closure__"):
            queue += [cell.cell_contents for cell in held.__closure__ or ()]
        else:
            queue += gc.get_referents(held)
    return found


def play(pieces: list[Piece], ticks: tuple[int, ...]) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Play a block that some lanes leave on these ticks; return those left, and their outcomes."""
    standoff, held = Standoff(pieces, create_cast), []
    lanes = np.arange(standoff.state.lanes)
    while standoff.running:
        standoff.step()
        if standoff.state.tick in ticks:
            kept = draw_uniforms(f"tick {standoff.state.tick}", len(lanes)) < 0.88
            held.append(keep_lanes(standoff, kept))
            lanes = lanes[kept]
    return lanes, standoff.outcomes


@pytest.mark.parametrize(
    "overrides",
    [
        ("scenario=call_2025",),
        ("scenario=minimal",),
        pytest.param(("scenario=call_2025", "ticks_per_day=4"), marks=pytest.mark.slow),
        pytest.param(("scenario=call_2025", "standoffs=2"), marks=pytest.mark.slow),
    ],
    ids=" ".join,
)
def test_lanes_that_stay_are_the_same_to_the_last_bit(overrides):
    pieces = make_pieces(*overrides, horizon=20)
    whole = run_block(pieces).outcomes
    lanes, left = play(pieces, (2, 7, 30))
    assert 0.5 * LANES < len(lanes) < 0.85 * LANES
    for name, values in whole.items():
        assert np.array_equal(values[lanes], left[name], equal_nan=values.dtype.kind == "f"), name


def test_nothing_of_the_lanes_that_left_is_kept():
    standoff = Standoff(make_pieces("scenario=call_2025"), create_cast)
    for _ in range(3):
        standoff.step()
    kept = draw_uniforms("kept", LANES) < 0.9
    assert find_arrays(standoff, LANES)
    held = keep_lanes(standoff, kept)
    assert find_arrays(standoff, LANES) == []
    assert held
    assert [len(one.replications) for one in standoff.state.pieces] == standoff.state.counts
    assert sum(standoff.state.counts) == kept.sum() == standoff.state.lanes


def test_a_block_that_keeps_what_happened_or_has_few_lanes_is_not_narrowed():
    standoff = Standoff(make_pieces("scenario=call_2025"), create_cast)
    standoff.journal = Journal(standoff.state, standoff.leaders)
    with pytest.raises(ValueError, match="plain block"):
        keep_lanes(standoff, np.ones(LANES, dtype=bool))
    with pytest.raises(ValueError, match="at least 256"):
        keep_lanes(standoff, np.ones(3, dtype=bool))


def test_first_contacts_are_those_of_whole_runs_up_to_the_day_asked_for(monkeypatch):
    monkeypatch.setattr("agents.first_contacts.WORTH", 300)
    pieces = make_pieces("scenario=call_2025", horizon=60)
    whole = run_block(pieces).outcomes
    last = np.where(np.arange(LANES) % 2, 60, 25)
    asked = {"leader": last, "envoy": np.full(LANES, 10)}
    found = run_until_contact(pieces, asked, DAYS.outcomes).outcomes
    for day, mover, end in (("duration", "first_mover_true", last),
                            ("envoy_duration", "envoy_first_mover_true", 10)):  # fmt: skip
        seen = day.replace("duration", "event_observed")
        happened = whole[seen] & (whole[day] <= end)
        assert 0 < happened.sum() < LANES
        assert np.array_equal(happened, found[seen] & (found[day] <= end))
        for name in (day, mover):
            assert np.array_equal(whole[name][happened], found[name][happened])


def test_columns_that_a_first_contact_settles_are_those_of_whole_runs(monkeypatch):
    monkeypatch.setattr("agents.first_contacts.WORTH", 300)
    pieces = make_pieces("scenario=call_2025", horizon=60)
    whole, dyad = run_block(pieces).outcomes, pieces[0].config.dyad
    names = [one.name for one in make_columns(dyad) if find_settling_stages([one.name], dyad)]
    assert {name for name in whole if name.endswith("_call")} < set(names)
    asked = dict.fromkeys(find_settling_stages(names, dyad), np.full(LANES, 60))
    assert list(asked) == ["leader", "envoy"]
    found = run_until_contact(pieces, asked, names).outcomes
    for name in names:
        assert np.array_equal(whole[name], found[name], equal_nan=whole[name].dtype.kind == "f")
        assert whole[name].dtype == found[name].dtype
    assert find_settling_stages([*names, "tension_end"], dyad) == ()


def test_a_block_ends_as_soon_as_nothing_is_asked_of_it(monkeypatch):
    days = []
    step = Standoff.step
    monkeypatch.setattr(Standoff, "step", lambda one: (days.append(1), step(one)))
    pieces = make_pieces("scenario=call_2025", horizon=60)
    run_until_contact(pieces, {"leader": np.full(LANES, 3)}, ["duration"])
    assert len(days) == 3

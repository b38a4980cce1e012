"""A run and its twin: the same to the last bit up to the day, and what turns the outcome."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from model.draws import Draws, hash_worlds
from model.lanes import Piece
from runs.archive.batch import Batch
from runs.errors import WrongInput
from runs.plan.executor_settings import ExecutorSettings
from runs.studies.forks.acts import fork_configuration, parse_change
from runs.studies.forks.fork import ForkPoint, estimate_turned_share, fork_run, make_fork_point
from runs.studies.forks.turning import (
    find_amount_turning_values,
    find_lever_turning_values,
    find_turning_values,
    simulate_outcome_words,
)
from runs.studies.replay.replay import replay
from tests.docs.commands import in_process
from tests.runs.batches import make_batch

SMALL = ("scenario=minimal", "signal=minimal", "cast=minimal", "horizon=20")
HAZARD = (
    "policy@us.policy=constant_hazard", "policy@china.policy=never", "us.policy.probability=0.0",
)  # fmt: skip
SERIAL = ExecutorSettings(name="serial")


@pytest.fixture(scope="module")
def batch(tmp_path_factory: pytest.TempPathFactory) -> Batch:
    return make_batch(tmp_path_factory.mktemp("fork") / "batch", overrides=("horizon=40",), runs=4)


def place_of(batch: Batch, run: int, day: int, days: int = 1) -> ForkPoint:
    return make_fork_point(batch, batch.manifest.variants[0].hash, run, 0, (day, days))


def make_changes(place: ForkPoint, *texts: str) -> dict[str, Any]:
    return {text: parse_change(text, place.world.config) for text in texts}


def cut(trace: dict[str, Any], day: int) -> dict[str, Any]:
    """Everything that a trace holds of the days before a day."""
    lists = {
        name: [one for one in trace[name] if one["day"] < day]
        for name in ("signals", "events", "postings", "decisions")
    }
    return lists | {"series": {name: days[: day - 1] for name, days in trace["series"].items()}}


def test_a_fork_with_nothing_changed_is_the_run_itself(batch: Batch) -> None:
    found = fork_run(place_of(batch, 2, 10), {})
    again = replay(batch, batch.manifest.variants[0].hash, 2)
    assert found.twin == found.run
    assert found.run == {name: again[name] for name in found.run}
    assert found.parting.day is None
    assert found.parting.numbers is None


@pytest.mark.parametrize(
    ("run", "day", "do"),
    [
        (0, 7, "us:tariff_raise"),
        (1, 20, "china:complaint_post"),
        (3, 33, "us:praise_post"),
        (2, 12, "world:tension=0.5"),
        (1, 1, "china:freeze_dialogues"),
    ],
)
def test_a_twin_differs_from_its_day_on_and_not_before(
    batch: Batch, run: int, day: int, do: str
) -> None:
    place = place_of(batch, run, day)
    found = fork_run(place, make_changes(place, do))
    assert cut(found.twin, day) == cut(found.run, day)
    assert found.parting.day is not None
    assert min(found.parting.day, found.parting.numbers or found.parting.day) == day
    assert cut(found.twin, day + 1) != cut(found.run, day + 1)


def test_a_muted_side_sends_nothing_on_the_days_named(batch: Batch) -> None:
    place = place_of(batch, 0, 5, days=20)
    twin = fork_run(place, make_changes(place, "us:nothing")).twin
    slots = ("contact", "material", "message")
    sent = [one["day"] for one in twin["signals"] if one["side"] == "us" and one["slot"] in slots]
    assert sent
    assert not [day for day in sent if 5 <= day < 25]


@pytest.mark.slow
def test_a_world_of_many_is_the_twin_of_that_run(batch: Batch) -> None:
    place = place_of(batch, 0, 3)
    changes = make_changes(place, "us:ask_public")
    turned = estimate_turned_share(place, changes, "first_ask", 4, SERIAL)
    pairs = []
    for run in range(4):
        found = fork_run(place_of(batch, run, 3), changes)
        pairs.append((found.run["outcome"]["first_ask"], found.twin["outcome"]["first_ask"]))
    assert turned.counts == {pair: pairs.count(pair) for pair in pairs}
    assert turned.share == sum(a != b for a, b in pairs) / 4
    assert turned.low <= turned.share <= turned.high


def step_at(edge: float) -> Callable[[Sequence[float]], list[str]]:
    return lambda values: ["high" if value >= edge else "low" for value in values]


@pytest.mark.parametrize("edge", [0.3137, 0.95, 0.5001])
def test_the_smallest_change_lies_at_the_edge(edge: float) -> None:
    (turn,) = find_turning_values(step_at(edge), 0.2, (0.0, 1.0), 17, (1, 12))
    assert turn.before < edge <= turn.value
    assert turn.value - turn.before < 1 / 16 / 2**11
    assert turn.outcome == "high"


def test_the_nearest_of_several_edges_counts_on_either_side() -> None:
    def islands(values: Sequence[float]) -> list[str]:
        return ["in" if 0.45 <= value <= 0.75 else "out" for value in values]

    low, high = find_turning_values(islands, 0.6, (0.0, 1.0), 65, (16, 3))
    assert low.value < 0.45 <= low.before
    assert high.before <= 0.75 < high.value
    assert find_turning_values(step_at(7.0), 0.2, (0.0, 1.0), 17, (1, 4)) == []


def test_a_hazard_turns_a_run_at_its_lowest_draw(tmp_path: Path) -> None:
    batch = make_batch(tmp_path / "batch", overrides=(*SMALL, *HAZARD), runs=2)
    place = place_of(batch, 1, 1)
    base, (turn,) = find_lever_turning_values(place.world, "us.policy.probability", "first_ask")
    assert base == 0.0
    assert turn.outcome == "us"
    assert turn.value - turn.before < 1e-5
    seeds, worlds_ = (np.array([value]) for value in (place.world.seed, place.world.replication))
    draws = [
        Draws(hash_worlds(seeds, worlds_), day).uniform("us_leader", "contact", "hazard")[0]
        for day in range(1, 21)
    ]
    assert turn.before < min(draws) <= turn.value
    values = np.array([turn.before, turn.value])
    lanes = np.full(2, place.world.replication, dtype=np.int64)
    piece = Piece(place.world.config, place.world.seed, lanes, {"us.policy.probability": values})
    assert simulate_outcome_words(piece, "first_ask") == ["nobody", "us"]


def test_no_amount_turns_whom_no_shock_can_move(tmp_path: Path) -> None:
    batch = make_batch(tmp_path / "batch", overrides=(*SMALL, *HAZARD), runs=1)
    place = place_of(batch, 0, 5)
    changes = make_changes(place, "world:tension=?")
    assert find_amount_turning_values(place.world, changes, 5, 1, "first_ask") == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("us", "a side, a colon and an act are wanted"),
        ("them:ask_private", "a side, a colon and an act are wanted"),
        ("world:ask_private", "the world sends nothing"),
        ("us:ask_privately", "has no kind of signal ask_privately"),
        ("china:technology_restriction", "has no kind of signal technology_restriction"),
        ("us:anger=1", "anger is no amount of a shock"),
        ("us:outrage=much", "much is no number"),
        ("us:outrage=3", "out of range"),
        ("us:without:accept", "has no kind of signal accept"),
    ],
)
def test_an_act_that_cannot_be_is_refused(batch: Batch, text: str, reason: str) -> None:
    config = place_of(batch, 0, 1).world.config
    with pytest.raises(WrongInput, match=reason):
        parse_change(text, config)
    with pytest.raises(WrongInput, match="day=41 is not in the run"):
        fork_configuration(config, {}, 41, 1)


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["0"], "day=D is wanted"),
        (["0", "day=3", "set=us.pain=1"], "a setting cannot change in the middle of a run"),
        (["0", "day=3", "outcome=duration"], "no outcome that can turn"),
        (["9", "day=3"], "run 9 is not in the batch"),
        (["0", "day=3", "lever=us.insulatio"], "us.insulatio is not a setting"),
        (["0", "day=3", "do=us:pain=?", "do=us:outrage=?"], "one amount can be left open"),
        (["0", "day=39", "days=3", "do=us:nothing"], "days=3 reach beyond the run"),
        (["0", "day=3", "do=us:hold", "do=us:without:hold"], "do=us:hold and do=us:without:hold"),
        (["0", "day=3", "do=us:nothing", "do=us:hold"], "do=us:hold and do=us:nothing contradict"),
    ],
)
def test_the_command_refuses_by_name(batch: Batch, words: list[str], reason: str) -> None:
    hash_ = batch.manifest.variants[0].hash[:8]
    done = in_process(
        ["fork", hash_, *words, "--outputs", str(batch.path.parent)], batch.path.parent
    )  # fmt: skip
    assert isinstance(done.exception, WrongInput)
    assert reason in str(done.exception)


def test_the_command_prints_both_runs_and_the_share_it_turns(batch: Batch) -> None:
    hash_ = batch.manifest.variants[0].hash[:8]
    words = ["fork", hash_, "0", "day=3", "do=us:ask_public", "outcome=first_ask", "worlds=8"]
    place = ["--outputs", str(batch.path.parent)]
    done = in_process([*words, *place], batch.path.parent)
    assert done.exit_code == 0, done.output
    assert "The two runs part on day 3" in done.output
    assert "it turns first_ask in" in done.output
    plain = json.loads(in_process([*words, *place, "--json"], batch.path.parent).stdout)
    assert plain["fork"]["first_day"] == 3
    assert sum(one["worlds"] for one in plain["worlds"]["counts"]) == 8

"""What comes out over a lever equals a batch of that setting, to the last bit."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from runs.analysis.sides import use_sides
from runs.archive.batch import Batch
from runs.archive.engine import EngineMismatchError
from runs.errors import WrongInput
from runs.execute.launch import launch_plan
from runs.plan.planner import Planner
from runs.studies.fit.carrying import compute_lever_draws
from runs.studies.whatif.answer import compute_paired_limits
from runs.studies.whatif.launching import find_launch_overrides
from runs.studies.whatif.process import Player
from runs.studies.whatif.question import Question
from runs.studies.whatif.rows import COLUMNS

RUNS, DAYS = 12, 18
LEVER, VALUE = "us.insulation", 0.7


def launch(outputs: Path, *overrides: str) -> Batch:
    texts = [f"horizon={DAYS}", f"runs={RUNS}", "seed=5", "executor=serial", f"outputs={outputs}"]
    planner = Planner(compute_draws=compute_lever_draws)
    plan = planner.plan([*texts, *overrides], False, command=["taijie", "run"])
    return launch_plan(plan, lambda _: None)


def ask(batch: Batch, **changed: Any) -> Question:
    question: Question = {
        "batch": str(batch.path), "stamp": batch.manifest.created,
        "variant": batch.manifest.variants[0].hash, "point": 0, "levers": {}, "lever": LEVER,
        "runs": RUNS, "pins": [],
    }  # fmt: skip
    return question | changed  # type: ignore[return-value]  # keys of a question


def read_rows(player: Player, batch: Batch, asked: Question, levers: dict[str, float]) -> Any:
    _, base = player._open_baseline(asked)
    return player._rows.read(base, base.name_setting(levers), asked["runs"])


def assert_same_runs(rows: pd.DataFrame, batch: Batch) -> None:
    own = batch.outcomes(batch.manifest.variants[0].name)
    for column in COLUMNS:
        wanted, found = own[column], rows[column]
        if wanted.dtype.kind in "fib":
            np.testing.assert_array_equal(found.to_numpy(float), wanted.to_numpy(float), column)
        else:
            assert list(found.astype(str)) == list(wanted.astype(str)), column


@pytest.fixture(scope="module")
def batch(tmp_path_factory: pytest.TempPathFactory) -> Batch:
    return launch(tmp_path_factory.mktemp("whatif"))


@pytest.fixture(scope="module")
def answered(batch: Batch) -> tuple[Player, dict[str, Any]]:
    player = Player()
    return player, player.answer(ask(batch))


def test_a_value_equals_a_batch_of_that_setting(
    batch: Batch, answered: tuple[Player, dict[str, Any]], tmp_path: Path
) -> None:
    player, _ = answered
    assert_same_runs(read_rows(player, batch, ask(batch), {LEVER: VALUE}),
                     launch(tmp_path, f"{LEVER}={VALUE}"))  # fmt: skip
    assert_same_runs(read_rows(player, batch, ask(batch), {}), batch)


@pytest.mark.slow
def test_two_levers_moved_equal_a_batch_of_both(batch: Batch, tmp_path: Path) -> None:
    player, asked = Player(), ask(batch, levers={"contact.inertia": 3.0}, runs=5)
    player.answer(asked)
    asked = ask(batch, levers={"contact.inertia": 3.0})
    player.answer(asked)  # 5 runs are there: 7 more are played
    both = {"contact.inertia": 3.0, LEVER: VALUE}
    other = launch(tmp_path, "contact.inertia=3.0", f"{LEVER}={VALUE}")
    assert_same_runs(read_rows(player, batch, asked, both), other)


@pytest.mark.slow
def test_under_draws_a_value_equals_a_batch_under_the_same_draws(tmp_path: Path) -> None:
    plain = launch(tmp_path, "fit=prior", "batch=drawn")
    free = "us.face_weight"
    player, asked = Player(), ask(plain, lever=free)
    value = player.answer(asked)["values"][7]
    other = launch(tmp_path, "fit=prior", f"{free}={value!r}", "batch=moved")
    assert plain.draws(plain.manifest.variants[0].hash) is not None
    assert_same_runs(read_rows(player, plain, asked, {free: value}), other)
    assert_same_runs(read_rows(player, plain, asked, {}), plain)


def test_what_is_told_is_what_the_runs_say(
    batch: Batch, answered: tuple[Player, dict[str, Any]]
) -> None:
    player, told = answered
    base = read_rows(player, batch, ask(batch), {})
    place = told["values"].index(VALUE)
    rows, one = read_rows(player, batch, ask(batch), {LEVER: VALUE}), told["settings"][place]
    for row in one["movers"]:
        before, now = (frame["first_mover_true"].astype(str) == row["mover"]
                       for frame in (base, rows))  # fmt: skip
        assert row["k"] == int(now.sum())
        assert row["effect"] == pytest.approx(now.mean() - before.mean(), abs=1e-12)
        assert row["effect_low"] <= row["effect"] <= row["effect_high"]
    changed = base["first_mover_true"].astype(str) != rows["first_mover_true"].astype(str)
    assert one["flips"]["count"] == int(changed.sum())
    assert [world["run"] for world in one["flips"]["worlds"]] == list(np.flatnonzero(changed))[:12]
    seen = rows["event_observed"].astype(bool) & (rows["duration"] <= 17)
    assert one["curve"]["b"][16] == pytest.approx(seen.mean(), abs=1e-6)
    json.dumps(told, allow_nan=False)


def test_the_baseline_differs_from_itself_by_exactly_nothing(
    answered: tuple[Player, dict[str, Any]],
) -> None:
    _, told = answered
    same = told["settings"][told["values"].index(told["base"])]
    assert same["movers"] == told["baseline"]["movers"]
    assert {row[name] for row in same["movers"] for name in ("effect_low", "effect_high")} == {0.0}
    assert set(same["curve"]["effect"]) == {0.0}


def test_limits_of_a_paired_difference_are_those_of_the_command(batch: Batch) -> None:
    from runs.analysis.comparison.overview import compare_with_baseline

    generator = np.random.default_rng(3)
    movers = [generator.choice(["us", "china", "nobody"], 60, p=p)
              for p in ((0.5, 0.4, 0.1), (0.3, 0.6, 0.1))]  # fmt: skip
    keys = {"seed": 5, "point": 0, "replication": np.arange(60)}
    frames = [pd.DataFrame({"variant": name, **keys, "first_mover_true": who})
              for name, who in zip("ab", movers, strict=True)]  # fmt: skip
    change = (movers[1] == "us").astype(float) - (movers[0] == "us")
    with use_sides(batch.manifest.sides):
        row = compare_with_baseline(pd.concat(frames), "p_us", "a").iloc[0]
    effect, low, high = (float(end[0]) for end in compute_paired_limits(change[:, None]))
    assert (effect, low, high) == pytest.approx((row["effect"], row["low"], row["high"]))


def test_where_no_pair_differs_the_limits_are_not_nothing() -> None:
    effect, low, high = compute_paired_limits(np.zeros((50, 1)))
    assert effect[0] == 0.0
    assert low[0] < 0.0 < high[0]


@pytest.mark.slow
def test_the_words_of_a_variant_launch_it_again(batch: Batch, tmp_path: Path) -> None:
    other = launch(tmp_path, "us.face_weight=0.4")
    for one in (batch, other):
        record = one.manifest.variants[0]
        words = find_launch_overrides(one, record.hash)
        assert words is not None
        assert Planner().plan([*words, "runs=3"], False).variants[0].hash == record.hash


def test_a_lever_that_is_none_is_refused(batch: Batch) -> None:
    with pytest.raises(WrongInput, match="no lever"):
        Player().answer(ask(batch, lever="us.nothing"))
    with pytest.raises(WrongInput, match="out of range"):
        Player().answer(ask(batch, levers={"contact.inertia": 99.0}))


def test_a_batch_of_another_engine_is_refused_by_what_differs(batch: Batch, tmp_path: Path) -> None:
    import shutil

    copy = tmp_path / batch.name
    shutil.copytree(batch.path, copy)
    manifest = json.loads((copy / "manifest.json").read_text())
    manifest["engine"]["numpy"] = "1.0"
    (copy / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(EngineMismatchError, match=r"What-if needs the engine .* numpy 1\.0"):
        Player().answer(ask(Batch(copy)))


@pytest.mark.slow
def test_draws_that_have_changed_since_are_refused(tmp_path: Path) -> None:
    from runs.studies.whatif.baseline import Baseline

    drawn = launch(tmp_path, "fit=prior", "runs=1")
    name = drawn.manifest.variants[0].hash
    draws = compute_lever_draws(tmp_path, "prior", drawn.configuration(name))
    changed = {path: values + 1e-9 for path, values in draws.items()}
    with pytest.raises(WrongInput, match="has changed since"):
        Baseline(drawn, name, 0, lambda _: changed)

"""Replay: one run alone is the run of the batch, to the last bit."""

from __future__ import annotations

import json
from itertools import accumulate
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from runs.archive import engine
from runs.archive.batch import Batch
from runs.errors import WrongInput
from runs.execute.launch import launch_plan
from runs.plan.planner import Planner
from runs.studies.replay.replay import replay, simulate_group_pain, simulate_run_pain
from tests.runs.batches import make_batch

MINIMAL = ["scenario=minimal", "signal=minimal", "cast=minimal", "horizon=40", "executor=serial"]


@pytest.fixture(scope="module")
def batch(tmp_path_factory: pytest.TempPathFactory) -> Batch:
    return make_batch(tmp_path_factory.mktemp("replay") / "batch", runs=6)


@pytest.mark.slow
def test_a_replayed_run_equals_its_row_in_every_column(batch: Batch) -> None:
    frame = batch.outcomes()
    for variant in batch.manifest.variants:
        for replication in (0, 5):
            (row,) = frame[
                (frame["variant"] == variant.hash) & (frame["replication"] == replication)
            ].to_dict("records")
            outcome = replay(batch, variant.name, replication)["outcome"]
            for name, value in outcome.items():
                assert value == row[name] or (value is None and pd.isna(row[name])), name
            assert set(outcome) == set(frame.columns) - {
                "variant", "variant_name", "point", "replication", "seed"
            }  # fmt: skip


def test_a_replay_is_plain_data(batch: Batch) -> None:
    trace = replay(batch, batch.manifest.variants[0].name, 3)
    assert json.loads(json.dumps(trace, allow_nan=False))["replication"] == 3
    assert trace["variant"] == batch.manifest.variants[0].hash


def test_a_run_the_batch_does_not_have_is_refused(batch: Batch) -> None:
    name = batch.manifest.variants[0].name
    for replication, point in ((6, 0), (-1, 0), (0, 1)):
        with pytest.raises(WrongInput, match="is not in the batch"):
            replay(batch, name, replication, point)
    with pytest.raises(WrongInput, match="no variants nobody"):
        replay(batch, "nobody", 0)


def test_another_engine_does_not_replay(batch: Batch, monkeypatch: pytest.MonkeyPatch) -> None:
    other = engine.get_current_engine().model_copy(update={"scipy": "0.1"})
    monkeypatch.setattr(engine, "get_current_engine", lambda: other)
    with pytest.raises(WrongInput, match=r"a replay needs the engine .*scipy"):
        replay(batch, batch.manifest.variants[0].name, 0)


def lag_by_hand(felt: NDArray[np.float64], kept: float) -> NDArray[np.float64]:
    return np.array(list(accumulate(felt, lambda old, new: kept * old + new)))


@pytest.mark.slow
def test_groups_suffer_what_a_lagged_tariff_gives(tmp_path: Path) -> None:
    free = ["us.exposure_control=0", "china.exposure_control=0"]  # tariffs alone
    texts = [*MINIMAL, *free, "runs=30", f"outputs={tmp_path}"]
    batch = launch_plan(Planner().plan(texts, multirun=False, command=texts), lambda _: None)
    record = batch.manifest.variants[0]
    config, table = batch.configuration(record.hash), simulate_group_pain(batch, record.name)
    pain: dict[str, list[NDArray[np.float64]]] = {"us": [], "china": []}
    for replication in range(30):
        series = replay(batch, record.name, replication)["series"]
        for side, other in (("us", "china"), ("china", "us")):
            of = getattr(config, side)
            own, others = (
                np.array([getattr(config, name).tariff_start, *series[f"tariff_{name}"][:-1]])
                for name in (side, other)
            )
            felt = (of.exposure_other * others + of.exposure_self * own) / of.pain_lag
            pain[side].append(lag_by_hand(felt, 1 - 1 / of.pain_lag))
    for side, rows in table.groupby("side"):
        mean = np.mean(pain[str(side)], axis=0)
        assert rows["estimate"].to_numpy() == pytest.approx(mean, rel=1e-9)
        assert (rows["n"] == 30).all()
        assert ((rows["low"] <= rows["estimate"]) & (rows["estimate"] <= rows["high"])).all()
    assert table["estimate"].max() > 0.1


@pytest.mark.slow
def test_the_pain_of_single_runs_has_the_mean_of_the_groups(batch: Batch) -> None:
    name, runs = batch.manifest.variants[0].name, batch.manifest.runs
    alone = [
        simulate_run_pain(batch, name, replication)["pain"].to_numpy()
        for replication in range(runs)
    ]
    table = simulate_group_pain(batch, name)
    assert np.mean(alone, axis=0) == pytest.approx(table["estimate"].to_numpy(), rel=1e-12)
    one = simulate_run_pain(batch, name, 0)
    assert one[["group", "title", "side", "day"]].equals(table[["group", "title", "side", "day"]])
    with pytest.raises(WrongInput, match="replication"):
        simulate_run_pain(batch, name, runs)


def test_another_engine_tells_nothing_of_groups(
    batch: Batch, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = engine.get_current_engine().model_copy(update={"numpy": "0.1"})
    monkeypatch.setattr(engine, "get_current_engine", lambda: other)
    with pytest.raises(WrongInput, match=r"the pain of groups needs the engine .*numpy"):
        simulate_group_pain(batch, batch.manifest.variants[0].name)

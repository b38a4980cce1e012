"""A design through the whole path: a run of a point alone equals its row, whatever computed it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.compute as pc
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agents.block import run_block
from model.lanes import Piece
from runs.archive.batch import Batch
from runs.archive.point_tables import read_point_table
from runs.errors import WrongInput
from runs.execute.launch import resume
from runs.plan.designs.kinds import OneAtATime
from runs.plan.designs.sampling import make_one_at_a_time_table
from runs.plan.designs.table import replace_lever_values
from runs.plan.executor_settings import ExecutorSettings
from runs.plan.planner import Planner
from runs.plan.settings.compose import ConfigComposer
from runs.studies.replay.replay import replay
from tests.runs.batches import canonical_bytes, make_batch, make_plan, rows, silently

DESIGN = (
    "horizon=25", "design=latin_hypercube", "design.points=12", "us.insulation=[0.1,0.9]",
    "us.face_weight=[0,2]", "signal.soybean_purchase.deniability=[0,1]",
)  # fmt: skip
CROSSED = (*DESIGN, "us.accounting=honor,hierarchy")
SERIAL = ExecutorSettings(name="serial")


@pytest.fixture(scope="module")
def batch(tmp_path_factory: pytest.TempPathFactory) -> Batch:
    return make_batch(
        tmp_path_factory.mktemp("design") / "batch", runs=6, overrides=CROSSED, lanes=40
    )


@pytest.mark.slow
def test_structural_levers_cross_the_design_as_variants(batch: Batch) -> None:
    assert [v.points for v in batch.manifest.variants] == [12, 12]
    assert batch.manifest.lanes == 2 * 12 * 6
    assert len(batch.outcomes()) == 144
    first, second = (batch.points(v.hash) for v in batch.manifest.variants)
    pd.testing.assert_frame_equal(first, second)
    assert next(iter(first)) == "point"
    assert set(first) == {
        "point", "us.insulation", "us.face_weight", "signal.soybean_purchase.deniability",
    }  # fmt: skip


def test_the_manifest_tells_the_design(batch: Batch) -> None:
    design = batch.manifest.design
    assert design is not None
    assert (design.name, design.points) == ("latin_hypercube", 12)
    assert design.settings == {"points": 12, "seed": 0}
    assert design.levers["us.face_weight"] == [0, 2]
    assert design.library is not None
    assert design.library.startswith("scipy ")


@pytest.mark.slow
@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.data())
def test_a_run_of_a_point_alone_equals_its_row(batch: Batch, data: st.DataObject) -> None:
    variant = data.draw(st.sampled_from(batch.manifest.variants))
    point, replication = data.draw(st.integers(0, 11)), data.draw(st.integers(0, 5))
    frame = batch.outcomes(variant.hash)
    (row,) = frame[(frame["point"] == point) & (frame["replication"] == replication)].to_dict(
        "records"
    )
    trace = replay(batch, variant.hash, replication, point)
    assert trace["point"] == point
    for name, value in trace["outcome"].items():
        assert value == row[name] or (value is None and pd.isna(row[name])), name


def test_points_and_outcomes_join(batch: Batch) -> None:
    variant = batch.manifest.variants[0].hash
    joined = batch.outcomes(variant).merge(batch.points(variant), on="point", validate="m:1")
    assert len(joined) == 72
    assert joined.groupby("point")["us.insulation"].nunique().max() == 1


@pytest.mark.slow
def test_rows_are_equal_whatever_the_packing(batch: Batch, tmp_path: Path) -> None:
    one = make_batch(tmp_path / "batch", runs=6, overrides=CROSSED, lanes=4096)
    assert rows(one) == rows(batch)
    two = make_batch(tmp_path / "two", runs=6, overrides=CROSSED, lanes=7, name="local", workers=2)
    assert rows(two) == rows(batch)


@pytest.mark.slow
def test_a_dead_batch_resumes_to_the_same_bytes(batch: Batch, tmp_path: Path) -> None:
    dead = make_batch(tmp_path / "batch", runs=6, overrides=CROSSED, lanes=40)
    for number, path in enumerate(sorted(dead.path.glob("variants/*/*/part-*.parquet"))):
        if number % 3 == 0:
            path.unlink()
        elif number % 3 == 1:
            path.write_bytes(path.read_bytes()[:100])
    assert dead.missing()
    resumed = resume(Batch(dead.path), silently, executor=SERIAL)
    assert not resumed.missing()
    assert rows(resumed) == rows(batch)
    for variant in batch.manifest.variants:
        again, before = resumed.histograms(variant.hash), batch.histograms(variant.hash)
        assert all(np.array_equal(again[name], before[name]) for name in before)


@pytest.mark.slow
def test_more_runs_add_the_same_replications_to_every_point(batch: Batch, tmp_path: Path) -> None:
    few = make_batch(tmp_path / "batch", runs=2, overrides=CROSSED)
    grown = resume(few, silently, executor=SERIAL, runs=6)
    assert rows(grown) == rows(batch)
    assert canonical_bytes(batch.table().filter(pc.field("replication") < 2))


def test_the_table_is_a_part_of_the_hash_and_nothing_else_is(planner: Planner) -> None:
    plain = planner.plan(["design=none"], multirun=False).variants[0].hash
    assert plain == planner.plan([], multirun=False).variants[0].hash
    hashes = {
        planner.plan(["design=grid", f"us.insulation=[{values}]", *more], multirun=False)
        .variants[0].hash
        for values, more in (
            ("0.1,0.2", []), ("0.1,0.2", ["design=grid", "runs=3"]), ("0.1,0.3", []), ("0.1", []),
        )
    }  # fmt: skip
    assert len(hashes) == 3
    assert plain not in hashes


def test_a_changed_table_is_refused(tmp_path: Path) -> None:
    first = make_batch(tmp_path / "one", runs=2, overrides=DESIGN)
    other = make_batch(tmp_path / "two", runs=2, overrides=(*DESIGN, "design.seed=1"))
    source, target = (b.layout.get_points_path(b.manifest.variants[0].hash) for b in (other, first))
    target.write_bytes(source.read_bytes())
    with pytest.raises(WrongInput, match="has changed since"):
        resume(Batch(first.path), silently, executor=SERIAL, runs=3)
    target.unlink()
    said = r"points of the design cannot be read \(No such file or directory\): .*Put the file back"
    with pytest.raises(WrongInput, match=said):
        replay(Batch(first.path), first.manifest.variants[0].hash, 0)
    with pytest.raises(WrongInput, match="the draws of the parameters cannot be read"):
        read_point_table(target, "the draws of the parameters")


def test_an_experiment_may_write_ranges(tmp_path: Path) -> None:
    folder = tmp_path / "configs" / "experiment"
    folder.mkdir(parents=True)
    (folder / "mine.yaml").write_text(
        "# @package _global_\ndefaults:\n  - override /design: sobol\n  - _self_\nruns: 5\n"
        "design: {base: 4}\nus: {insulation: [0.1, 0.9]}\n"
    )
    plan = Planner(ConfigComposer(tmp_path)).plan(["experiment=mine"], multirun=False)
    assert (plan.points, plan.runs, plan.total) == (12, 5, 60)
    assert plan.design is not None
    assert plan.design.levers == {"us.insulation": [0.1, 0.9]}


@pytest.fixture(scope="module")
def planner(tmp_path_factory: pytest.TempPathFactory) -> Planner:
    return Planner(ConfigComposer(tmp_path_factory.mktemp("elsewhere")))


@pytest.mark.slow
def test_every_lever_of_the_preset_is_read_by_lane(planner: Planner) -> None:
    """Each assumed lever changed at once, in lanes, equals a config with the same values."""
    config = planner.plan(["horizon=60"], multirun=False).variants[0].config
    table, _ = make_one_at_a_time_table(OneAtATime(), config)
    both = table.values[1::2].min(axis=0), table.values[2::2].max(axis=0)
    runs = np.zeros(2, dtype=np.int64)
    levers = {p: np.array([low, high]) for p, low, high in zip(table.paths, *both, strict=True)}
    lanes = run_block([Piece(config, 3, runs, levers)]).outcomes
    for lane in (0, 1):
        alone = replace_lever_values(config, {path: float(at[lane]) for path, at in levers.items()})
        single = run_block([Piece(alone, 3, runs[:1])]).outcomes
        assert [n for n in lanes if lanes[n][lane] != single[n][0]] == []


def test_a_plan_says_its_design(planner: Planner, tmp_path: Path) -> None:
    plan = make_plan(tmp_path / "b", runs=8, overrides=DESIGN)
    assert plan.total == 96
    assert json.loads(json.dumps(plan.as_dict()))["design"]["name"] == "latin_hypercube"


def test_variants_of_a_design_are_compared_by_world(batch: Batch) -> None:
    a, b = (variant.hash for variant in batch.manifest.variants)
    table = batch.compare(a, b, ["rmst", "p_nobody"]).set_index("metric")
    assert set(table["n_pairs"]) == {6}
    means = [batch.outcomes(name)["duration"].mean() for name in (a, b)]
    assert table.loc["rmst", "effect"] == pytest.approx(means[1] - means[0])

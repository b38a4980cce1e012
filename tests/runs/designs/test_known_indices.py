"""A function with known indices through the whole path: ranges, plan, stored table, tasks, lanes,
rows, estimator; and the size of a real design by the real command.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from SALib.analyze import sobol as salib

from model.draws import hash_name
from runs.analysis.sensitivity import sobol
from runs.archive import point_tables
from runs.archive.manifest import DesignRecord, VariantRecord
from runs.archive.tables import make_row_keys
from runs.execute.tasks import pack_groups
from runs.plan.designs.table import make_piece
from runs.plan.plan import Plan
from runs.plan.planner import Planner
from runs.plan.settings.compose import ConfigComposer
from runs.rectangles import Rectangle
from runs.studies.sensitivity.designed_runs import DesignedRuns
from runs.studies.sensitivity.outcome import parse_outcome
from tests.analysis.test_sobol import FIRST, TOTAL, ishigami
from tests.clock import measure_cost

PATHS = ("us.insulation", "china.insulation", "us.optics")
RUNS = 4
NOISE = 2.0


def plan_design(folder: Path, base: int) -> Plan:
    ranges = [f"{path}=[0,1]" for path in PATHS]
    texts = ["design=sobol", f"design.base={base}", *ranges]
    return Planner(ConfigComposer(folder)).plan(texts, multirun=False)


def fake_runs(plan: Plan, folder: Path) -> DesignedRuns:
    """What a batch of the plan would hold, if a run's duration were Ishigami's function and luck.

    Luck is a named draw of (point, replication): the same in every task, as a run's is.
    """
    assert plan.design is not None
    stored = folder / "stored"
    stored.write_bytes(point_tables.to_parquet(plan.design.table))
    table, variant = point_tables.read_point_table(stored), plan.variants[0]
    luck = np.random.default_rng(hash_name("luck")).normal(size=(len(table), RUNS)) * NOISE
    parts = []
    whole = Rectangle(variant.hash, 0, len(table), 0, RUNS)
    for rectangles in pack_groups([[whole]], 777, 2):
        for own in rectangles:
            lanes = make_piece(variant.config, 0, own, table.select_points(own))
            unit = np.column_stack([lanes.levers[path] for path in PATHS])
            points, runs = make_row_keys(own)
            days = ishigami(unit) + luck[points, runs]
            parts.append(pd.DataFrame({"point": points, "replication": runs, "duration": days}))
    frame = pd.concat(parts).sample(frac=1, random_state=1)
    record = VariantRecord(
        name="x", hash=variant.hash, overrides=[], varied={}, horizon=1, points=len(table)
    )
    rows = frame.sort_values(["point", "replication"], ignore_index=True)
    return DesignedRuns(record, DesignRecord(**plan.design.as_dict()), table, rows)


def test_known_indices_come_back_through_the_whole_path(tmp_path: Path) -> None:
    plan = plan_design(tmp_path, 1024)
    rows = fake_runs(plan, tmp_path)
    order = [rows.table.paths.index(path) for path in PATHS]
    values = rows.compute_point_values(parse_outcome("duration"))
    found = sobol.compute_sobol_indices(values, 3)
    first = found.table["first"].to_numpy()[order]
    total = found.table["total"].to_numpy()[order]
    assert first == pytest.approx(FIRST, abs=0.06)
    assert total == pytest.approx(TOTAL, abs=0.06)
    problem = {"num_vars": 3, "names": list(rows.table.paths), "bounds": [[0, 1]] * 3}
    exact = ishigami(rows.table.values[:, order])
    wanted = salib.analyze(problem, exact, calc_second_order=False, seed=1)
    assert found.table["first"].iloc[:3].to_numpy() == pytest.approx(wanted["S1"], abs=0.05)
    assert found.table["total"].iloc[:3].to_numpy() == pytest.approx(wanted["ST"], abs=0.05)
    assert found.noise == pytest.approx(NOISE**2 / (NOISE**2 + exact.var()), abs=0.03)
    assert rows.points_per_block == 5


SIX = [
    f"{side}.{lever}=[{ends}]"
    for lever, ends in (
        ("insulation", "0.1,0.9"),
        ("face_weight", "0,2"),
        ("audience_cost", "0.1,1"),
    )
    for side in ("us", "china")
]
PROCESSOR_SECONDS = 150.0
"""What 90 s on two cores allow, less 30 s in which only one of them is at work."""


@pytest.mark.slow
def test_eight_thousand_points_by_the_command_stay_within_their_time(tmp_path: Path) -> None:
    words = ["run", "design=sobol", "design.base=1024", *SIX, "runs=8", "batch=big"]
    where = [f"outputs={tmp_path}", "executor.workers=2", "--json"]
    with measure_cost(by_children=True) as cost:
        done = subprocess.run(
            [str(Path(sys.executable).with_name("taijie")), *words, *where],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["done"] == 8192 * 8
    assert cost.seconds < PROCESSOR_SECONDS

"""What varies in a batch, as columns of its exported tables."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from runs.archive.export.varied import collect_varied_settings, make_arrow_column
from runs.execute.launch import launch_plan
from runs.plan.planner import Planner
from runs.plan.settings.compose import ConfigComposer
from tests.runs.batches import silently


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ([1, 2.5, None], pa.float64()),
        ([1, None], pa.int64()),
        ([True, False], pa.bool_()),
        (["hub", None], pa.string()),
        ([True, 1], pa.string()),
        ([[1, 2], None], pa.string()),
        ([None, None], pa.string()),
    ],
)
def test_a_column_is_as_narrow_as_its_values(values: list[object], kind: pa.DataType) -> None:
    made_of = make_arrow_column(values)
    assert made_of.type == kind
    kept = [str(v) if kind == pa.string() and v is not None else v for v in values]
    assert made_of.to_pylist() == kept


@pytest.mark.slow
def test_a_choice_only_some_variants_make_is_empty_in_the_others(tmp_path: Path) -> None:
    folder = tmp_path / "configs" / "experiment"
    folder.mkdir(parents=True)
    (folder / "two.yaml").write_text(
        "# @package _global_\nvariants:\n  plain: []\n  theirs: ['leader@us=mutual']\n"
    )
    plan = Planner(ConfigComposer(tmp_path)).plan(
        ["experiment=two", "horizon=5", "runs=2", "executor=serial", f"outputs={tmp_path}"],
        multirun=False,
    )
    assert collect_varied_settings(launch_plan(plan, silently)) == {"leader@us": [None, "mutual"]}

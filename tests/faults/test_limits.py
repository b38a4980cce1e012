"""What no machine here could hold is refused in the plan, with the number, and nothing is run."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from runs.errors import WrongInput
from runs.execute.launch import launch_plan
from runs.plan.capacity import estimate_disk_bytes, estimate_worker_bytes, require_disk_and_memory
from runs.plan.planner import Planner
from runs.plan.settings.compose import ConfigComposer
from runs.terminal import format_size
from tests.runs.batches import make_batch, make_plan, silently

TAIJIE = str(Path(sys.executable).with_name("taijie"))


@pytest.mark.slow
def test_a_batch_that_no_disk_holds_is_refused_by_the_command(tmp_path: Path) -> None:
    words = [TAIJIE, "run", "runs=10000000000", f"outputs={tmp_path / 'out'}"]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert done.returncode == 2
    plan = Planner().plan([*words[2:], "batch=b"], multirun=False)
    assert (
        f"10,000,000,000 runs take about {format_size(estimate_disk_bytes(plan))} on disk"
        in done.stderr
    )
    assert estimate_disk_bytes(plan) > 4e12
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_script_is_refused_as_the_command_is(tmp_path: Path) -> None:
    plan = replace(make_plan(tmp_path / "b"), runs=10**10)
    with pytest.raises(WrongInput, match="on disk"):
        launch_plan(plan, silently)
    assert not (tmp_path / "b").exists()


def test_a_million_parts_of_one_run_count_as_a_million_parts(tmp_path: Path) -> None:
    whole, single = (make_plan(tmp_path / "b", runs=10**6, lanes=n) for n in (4000, 1))
    assert estimate_disk_bytes(whole) < 2e9
    assert estimate_disk_bytes(single) > 100e9


@pytest.mark.slow
@pytest.mark.parametrize("lanes", [20, 4000])
def test_the_estimate_is_of_the_size_that_a_batch_has(tmp_path: Path, lanes: int) -> None:
    batch = make_batch(tmp_path / "b", runs=40, lanes=lanes)
    there = sum(path.stat().st_size for path in batch.path.rglob("*") if path.is_file())
    assert (
        there / 2 < estimate_disk_bytes(make_plan(tmp_path / "b", runs=40, lanes=lanes)) < 3 * there
    )


@pytest.mark.slow
def test_a_cast_of_a_hundred_gigabytes_is_refused_with_the_number(tmp_path: Path) -> None:
    folder = tmp_path / "configs" / "cast"
    folder.mkdir(parents=True)
    crowd = "{role: constituency, side: us, title: A crowd, members: 1000000}"
    entries = "\n".join(f"crowd{n}: {crowd}" for n in range(1200))
    (folder / "crowd.yaml").write_text(f"defaults: [call_2025, _self_]\n{entries}\n")
    plan = Planner(ConfigComposer(tmp_path)).plan(
        ["cast=crowd", f"outputs={tmp_path}"], multirun=False
    )
    assert estimate_worker_bytes(plan) > 100e9
    with pytest.raises(WrongInput, match=r"take about 1\d\d GB of memory in each worker"):
        require_disk_and_memory(plan)


def test_what_fits_is_let_through(tmp_path: Path) -> None:
    plan = make_plan(tmp_path / "b", runs=2000)
    assert estimate_worker_bytes(plan) < 1e9
    require_disk_and_memory(plan)

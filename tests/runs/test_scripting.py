"""Batches from a script: the same rows, numbers and refusals as the command line gives."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import runs
from runs import Batch, WrongInput
from runs.paths import HOME
from tests.forking import TAIJIE, run_forked
from tests.runs.batches import rows

FEW = ["horizon=30", "runs=12", "executor=serial", "us.insulation=0.1,0.3"]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("desk")


@pytest.fixture(scope="module")
def batch(desk: Path) -> Batch:
    told: list[runs.Progress] = []
    overrides = [*FEW, f"outputs={desk}", "batch=script"]
    made = runs.launch(overrides, multirun=True, progress=told.append)
    assert [progress.left for progress in told] == [24, 0]
    return made


@pytest.mark.slow
def test_a_script_and_the_command_line_make_the_same_batch(batch: Batch, desk: Path) -> None:
    words = ["run", "-m", *FEW, f"outputs={desk}", "batch=line"]
    done = run_forked([TAIJIE, *words], cwd=desk)
    assert done.returncode == 0, done.stderr
    other = runs.open_batch("line", str(desk))
    assert rows(batch) == rows(other)
    said = [launch.command for launch in (*batch.manifest.commands, *other.manifest.commands)]
    assert said[0] == ["taijie", "run", "-m", *FEW, f"outputs={desk}", "batch=script"]
    assert said[1] == [*said[0][:-1], "batch=line"]


def test_batches_are_opened_by_name_beginning_or_as_the_newest(batch: Batch, desk: Path) -> None:
    assert {one.name for one in runs.batches(str(desk))} >= {"script"}
    assert runs.open_batch("scr", str(desk)).path == batch.path
    newest = runs.batches(str(desk))[0].name
    assert runs.open_batch(outputs=str(desk)).name == newest
    with pytest.raises(WrongInput, match="batch scirpt: there is none"):
        runs.open_batch("scirpt", str(desk))
    with pytest.raises(WrongInput, match=r"no batch in .* yet"):
        runs.open_batch(outputs=str(desk / "nowhere"))


@pytest.mark.slow
def test_compare_gives_the_numbers_of_the_command(batch: Batch, desk: Path) -> None:
    names = [variant.name for variant in batch.manifest.variants]
    words = ["compare", *names, "--batch", "script", "--outputs", str(desk), "--json"]
    done = run_forked([TAIJIE, *words], cwd=desk)
    assert done.returncode == 0, done.stderr
    told = pd.DataFrame(json.loads(done.stdout)["paired"])
    pd.testing.assert_frame_equal(batch.compare(*names), told, check_dtype=False, check_exact=True)
    assert batch.compare(*names, ["p_us"])["metric"].tolist() == ["p_us"]


@pytest.mark.slow
def test_a_script_is_refused_what_the_command_line_refuses(batch: Batch, desk: Path) -> None:
    before = sorted(desk.iterdir())
    for wrong in (["us.insulatoin=0.2"], ["us.insulation=7"], ["runs=0"], ["batch=script"]):
        given = [*wrong, f"outputs={desk}", "executor=serial"]
        done = run_forked([TAIJIE, "run", *given], cwd=desk)
        with pytest.raises(WrongInput) as refusal:
            runs.launch(given)
        assert (done.returncode, done.stderr) == (2, f"taijie: {refusal.value}\n")
    with pytest.raises(WrongInput, match="runs nothing"):
        runs.launch(["plan=true"])
    with pytest.raises(WrongInput, match="no metric 'p_them'"):
        batch.compare(*(variant.name for variant in batch.manifest.variants), ["p_them"])
    assert sorted(desk.iterdir()) == before


@pytest.mark.slow
def test_names_of_the_package_cost_nothing_until_they_are_used() -> None:
    code = "import sys, runs; print('numpy' in sys.modules, callable(runs.launch))"
    done = subprocess.run([sys.executable, "-c", code], cwd=HOME, capture_output=True, text=True)
    assert done.stdout.split() == ["False", "True"]
    with pytest.raises(AttributeError, match="no attribute 'lunch'"):
        _ = runs.lunch


@pytest.mark.slow
def test_every_public_name_is_listed_and_none_is_imported_for_it() -> None:
    code = "import sys, runs; print(set(runs.__all__) <= set(dir(runs)), 'numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=HOME, capture_output=True, text=True)
    assert done.stdout.split() == ["True", "False"]
    assert dir(runs) == sorted(set(dir(runs)))

"""Wrong overrides through the real console script: exit 2, one sentence, nothing written."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.clock import measure_cost
from tests.measured import Measured

SCRIPT = Path(sys.executable).parent / "taijie"
SECONDS = 3.0

CASES = {
    "near-miss key": (["us.insulatoin=.2"], ["us.insulatoin", "us.insulation"]),
    "nested near-miss": (
        ["signal.soybean_purchase.deniabilty=1"],
        ["signal.soybean_purchase.deniability"],
    ),
    "bare lever name": (["insulation=.2"], ["us.insulation", "china.insulation"]),
    "bare near-miss": (["insulatoin=.2"], ["us.insulation", "china.insulation"]),
    "unknown option": (["leader@us=honour"], ["leader@us", "honor", "hierarchy", "mutual"]),
    "group without its side": (["leader=honor"], ["leader@us=honor", "leader@china=honor"]),
    "wrong type": (["us.insulation=high"], ["us.insulation", "high", "a number", "0 to 1"]),
    "out of range": (["us.insulation=1.5"], ["us.insulation", "1.5", "0 to 1", "share"]),
    "contradictory fields": (["network.topology=file"], ["network", "topology", "file"]),
    "comma without -m": (["us.insulation=.2,.8"], ["us.insulation", "-m", "[0.2,0.8]"]),
    "unclosed bracket": (["interventions=[a,b"], ["interventions=[a,b", "']'"]),
    "unknown experiment": (["experiment=first_cal"], ["experiment", "first_call"]),
    "runs=0": (["runs=0"], ["runs=0", "1 to"]),
    "addition": (["+us.temper=1"], ["us.temper", "key=value"]),
    "deletion": (["~us.insulation"], ["us.insulation", "key=value"]),
    "hydra's own": (["hydra.run.dir=x"], ["hydra.run.dir"]),
    "reference": (["us.optics=${china.optics}"], ["us.optics", "references"]),
    "inside a mapping": (["us={insulatoin: .2}"], ["us.insulatoin", "us.insulation"]),
    "sweep of the seed": (["-m", "seed=1,2"], ["seed", "cannot be swept"]),
    "seed=true": (["seed=true"], ["seed=true", "whole number"]),
    "policy as a value": (["us.policy=never"], ["policy@us.policy=never"]),
    "of another policy": (
        ["us.policy.rate=1"],
        ["us.policy.rate is not a setting of quantal", "allowed: us.policy.name, us.policy.temp"],
    ),
    "a word": (["us.insulation"], ["us.insulation", "key=value"]),
}
EVERY_DAY = {"near-miss key", "unknown option", "wrong type", "out of range"}
"""The others, each a process of its own, are left to the slow suites."""


def run_refused(arguments: list[str], folder: Path) -> tuple[str, float]:
    """Run the console script in `folder`; return what it said on standard error, and its cost."""
    with measure_cost(by_children=True) as cost:
        done = subprocess.run(
            [SCRIPT, "run", *arguments], cwd=folder, capture_output=True, text=True, check=False
        )
    assert cost.seconds < SECONDS
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    assert "use +" not in done.stderr
    assert done.stdout == ""
    return done.stderr, cost.seconds


@pytest.mark.slow
@pytest.mark.timed
@pytest.mark.parametrize(
    "case",
    [name if name in EVERY_DAY else pytest.param(name, marks=pytest.mark.slow) for name in CASES],
)
def test_a_wrong_override_is_refused_with_its_key_and_what_is_allowed(
    case: str, tmp_path: Path, outputs: Path, measured: Measured
) -> None:
    arguments, wanted = CASES[case]
    said, seconds = run_refused(arguments, tmp_path)
    assert [text for text in wanted if text not in said] == []
    assert not outputs.exists()
    assert list(tmp_path.iterdir()) == []
    measured("U2", "refused by name, nothing written, in {:.1f} s of processor of 3 s", seconds)


def test_an_existing_batch_is_refused_and_left_as_it_was(tmp_path: Path, outputs: Path) -> None:
    kept = outputs / "mine" / "note.txt"
    kept.parent.mkdir(parents=True)
    kept.write_text("kept")
    said, _ = run_refused(["batch=mine"], tmp_path)
    assert "mine" in said
    assert "exists" in said
    assert [path for path in outputs.rglob("*") if path.is_file()] == [kept]

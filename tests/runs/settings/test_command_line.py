"""What `taijie` answers without running anything: help, config, completion, and how fast."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from model.parameters import parse_configuration
from runs.plan.settings.overrides import LAUNCH_KEYS
from tests.clock import measure_cost

SCRIPT = Path(sys.executable).parent / "taijie"
HEAVY = {"mesa", "dask", "distributed", "statsmodels", "hydra", "omegaconf", "pandas", "pyarrow",
         "numpy", "scipy", "dash", "plotly", "dashboards.commands", "rich"}  # fmt: skip
SECONDS = 0.5


def taijie(*arguments: str, **variables: str) -> str:
    done = subprocess.run(
        [SCRIPT, *arguments],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, **variables},
    )
    return done.stdout


@pytest.mark.parametrize("arguments", [["--help"], ["list"]])
def test_help_and_list_load_nothing_heavy(arguments: list[str], tmp_path: Path) -> None:
    code = (
        "import sys; from runs.__main__ import main\n"
        "try: main()\n"
        f"except SystemExit: pass\nprint([n for n in {sorted(HEAVY)} if n in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True, text=True, check=True, cwd=tmp_path,
    )  # fmt: skip
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.slow
@pytest.mark.timed
@pytest.mark.parametrize("arguments", [["--help"], ["list"]])
def test_help_and_list_answer_at_once(arguments: list[str]) -> None:
    seconds = []
    for _ in range(5):
        with measure_cost(by_children=True) as cost:
            taijie(*arguments)
        seconds.append(cost.seconds)
    assert sorted(seconds)[2] < SECONDS


@pytest.mark.parametrize("arguments", [["--help"], ["run", "--help"]], ids=" ".join)
def test_help_that_nobody_reads_is_no_error(arguments: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as unread:
        done = subprocess.run([SCRIPT, *arguments], stdout=unread, stderr=subprocess.PIPE)
    assert (done.returncode, done.stderr) == (0, b"")


def test_the_help_names_every_command_and_the_contributed_ones() -> None:
    said = taijie("--help")
    wanted = (
        "run",
        "list",
        "show",
        "diff",
        "compare",
        "replay",
        "resume",
        "serve",
        "sensitivity",
        "discover",
    )
    assert [name for name in wanted if f"  {name} " not in said] == []


def test_the_help_of_run_lists_groups_options_and_examples() -> None:
    said = taijie("run", "--help")
    wanted = (
        "leader@us",
        "honor*",
        "policy@china.policy",
        "experiment",
        "first_call",
        "-m leader@us",
    )
    assert [text for text in wanted if text not in said] == []


@pytest.mark.slow
def test_cfg_job_prints_the_whole_validated_config() -> None:
    printed = yaml.safe_load(taijie("run", "--cfg", "job", "us.insulation=0.25", "runs=9"))
    launch = {key: printed.pop(key) for key in LAUNCH_KEYS}
    assert launch["runs"] == 9
    assert parse_configuration(printed).us.insulation == 0.25


def test_cfg_job_prints_one_part() -> None:
    printed = taijie("run", "--cfg", "job", "-p", "us.policy", "policy@us.policy=never")
    assert printed.strip() == "name: never"


def test_the_defaults_tree_is_shown() -> None:
    said = taijie("run", "--info", "defaults-tree", "network=small_world")
    assert "network: small_world" in said


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("taijie re", "resume"),
        pytest.param("taijie run leader@us=", "leader@us=hierarchy", marks=pytest.mark.slow),
        pytest.param("taijie run us.insul", "us.insulation=", marks=pytest.mark.slow),
        pytest.param("taijie run experiment=fir", "experiment=first_call", marks=pytest.mark.slow),
        ("taijie run china.insulation=0.2 netw", "network="),
    ],
)
def test_the_shell_completes_commands_and_overrides(typed: str, wanted: str) -> None:
    words = typed.split()
    proposed = taijie(_TAIJIE_COMPLETE="complete_bash", COMP_WORDS=typed,
                      COMP_CWORD=str(len(words) - 1))  # fmt: skip
    assert wanted in proposed.split()


def test_a_refusal_is_also_given_to_scripts(tmp_path: Path) -> None:
    done = subprocess.run(
        [SCRIPT, "run", "--json", "us.insulatoin=1"],
        capture_output=True, text=True, check=False, cwd=tmp_path,
    )  # fmt: skip
    told = json.loads(done.stdout)
    assert (told["key"], told["nearest"]) == ("us.insulatoin", ["us.insulation"])

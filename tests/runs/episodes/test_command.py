"""`taijie episodes` on small episodes of a user's own, through the real command."""

from __future__ import annotations

import csv
import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.forking import TAIJIE, run_forked
from tests.runs.episodes.toys import SMALL, toy, write_toys

TERMS = ("runs=40", "executor=serial")


def taijie(home: Path, *words: str, code: int = 0) -> subprocess.CompletedProcess[str]:
    place = {**os.environ, "TAIJIE_OUTPUTS": str(home / "outputs")}
    done = run_forked([TAIJIE, "episodes", *words], cwd=home, env=place)
    assert done.returncode == code, done.stderr
    return done


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    toys = (
        toy("toy_call", {"days": 4}, "toys"),
        toy("toy_none", {"none_by": 20}, "toys", envoy={"days": 3}),
        toy("toy_short", None, overrides={**SMALL, "horizon": 12}),
    )
    return write_toys(tmp_path_factory.mktemp("home"), *toys)


@pytest.fixture(scope="module")
def told(home: Path) -> Any:
    return json.loads(taijie(home, "toy_call", "TOY_NONE", "toy_short", *TERMS, "--json").stdout)


@pytest.mark.slow
def test_every_stage_of_every_episode_named_is_a_row(told: Any) -> None:
    assert [(row["id"], row["stage"]) for row in told["rows"]] == [
        (name, stage)
        for name in ("TOY_CALL", "TOY_NONE", "TOY_SHORT") for stage in ("leader", "envoy")
    ]  # fmt: skip


@pytest.mark.slow
def test_episodes_with_one_beginning_are_run_once(told: Any) -> None:
    read_from = {row["id"]: row["variant"] for row in told["rows"]}
    assert read_from == {"TOY_CALL": "toy_call", "TOY_NONE": "toy_call", "TOY_SHORT": "toy_short"}


def test_what_happened_is_scored_against_the_others_of_the_whole_table(told: Any) -> None:
    call = told["rows"][0]
    assert call["log_score_exponential"] < 0
    assert call["crps_pool"] > 0
    assert call["weight"] == 0.5
    assert call["first_us"] > 0.5


def test_the_table_is_stored_as_csv_and_json_beside_the_batch(home: Path, told: Any) -> None:
    folder = Path(told["folder"])
    assert folder.parent == home / "outputs" / "episodes"
    stored = json.loads((folder / "episodes.json").read_text())
    assert stored["rows"] == told["rows"]
    with (folder / "episodes.csv").open() as file:
        assert [row["id"] for row in csv.DictReader(file)] == [row["id"] for row in told["rows"]]
    assert (home / "outputs" / told["batch"] / "manifest.json").is_file()


@pytest.mark.slow
def test_the_printed_table_says_how_sure_the_sources_are(home: Path) -> None:
    said = taijie(home, "toy_call", *TERMS).stdout
    assert "certain" in said
    assert "half a count" in said
    assert "mean CRPS" in said


@pytest.mark.slow
def test_the_same_seed_gives_the_same_table(home: Path, told: Any) -> None:
    words = ("toy_call", "TOY_NONE", "toy_short", *TERMS, "--json")
    assert json.loads(taijie(home, *words).stdout)["rows"] == told["rows"]


def test_an_episode_that_does_not_exist_is_refused_with_the_nearest_name(home: Path) -> None:
    assert "toy_call" in taijie(home, "toy_cal", code=2).stderr


@pytest.mark.slow
@pytest.mark.parametrize("word", ["runs=0", "runs=many", "speed=2", "executor=magic", "plan=no"])
def test_a_wrong_word_is_refused_without_a_traceback(home: Path, word: str) -> None:
    said = taijie(home, "toy_call", word, code=2).stderr
    assert word.partition("=")[0] in said
    assert "Traceback" not in said


@pytest.mark.slow
@pytest.mark.parametrize(
    ("overrides", "named"),
    [
        ({"us": {"insulatoin": 0.2}}, "us.insulatoin"),
        ({"us": {"insulation": 2.0}}, "us.insulation"),
        ({"fog": 1.0}, "fog"),
        ({"leader@us": "stern"}, "leader@us"),
        ({"calendar": {"fair": {"title": "A fair", "source": "x", "kind": "shock",
                                "day": 1, "luck": 1.0}}}, "luck"),
    ],
)  # fmt: skip
def test_an_override_that_is_no_lever_is_refused_by_name(
    tmp_path: Path, overrides: dict[str, Any], named: str
) -> None:
    bad = toy("toy_bad", None, overrides={**SMALL, **overrides})
    assert named in taijie(write_toys(tmp_path, bad), "toy_bad", code=2).stderr


@pytest.mark.slow
@pytest.mark.parametrize("days", [{}, {"days": 3, "none_by": 9}, {"days": -1}, 5])
def test_days_are_given_or_cut_off_and_never_both(tmp_path: Path, days: Any) -> None:
    said = taijie(write_toys(tmp_path, toy("toy_bad", days)), "toy_bad", code=2).stderr
    assert "toy_bad.yaml: happened.days_to_leader_contact" in said


@pytest.mark.slow
def test_the_days_are_set_beside_runs_as_every_pattern_is(home: Path, told: Any) -> None:
    """The fields of `taijie patterns`, equal to what that command prints of the same episode."""
    place = {**os.environ, "TAIJIE_OUTPUTS": str(home / "outputs")}
    done = run_forked([TAIJIE, "patterns", "toy_call", *TERMS, "--json"], cwd=home, env=place)
    assert done.returncode == 0, done.stderr
    (row,) = json.loads(done.stdout)["rows"]
    assert row["id"] == "TOY_CALL"
    own = told["rows"][0]
    for name in ("observed", "simulated", "low80", "high80", "width80_random_caller", "p",
                 "used_to_learn"):  # fmt: skip
        assert own[name] == row[name]
    assert own["observed"] == 4
    assert told["rows"][1]["observed"] is None

"""The command forecast and its score: what is read, written, kept and refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from runs.errors import WrongInput
from runs.plan.settings.compose import PACKAGED, ConfigComposer
from runs.studies.fit.rivals import condition_on_no_contact
from runs.studies.forecasts.script import ObservedAct, read_observed_script
from runs.studies.forecasts.storage import read_forecast, write_forecast
from tests.docs.commands import in_process

MINIMAL = {"scenario": "minimal", "signal": "minimal", "cast": "minimal"}
CUT = {"day": 3, "kind": "export_control", "until": 4}


def write_script(folder: Path, acts: list[dict[str, Any]], happened: Any = None) -> Path:
    """Write an episode of the minimal standoff and a script of its first side; its configs."""
    shipped = yaml.safe_load((PACKAGED / "episode" / "e15.yaml").read_text())
    shipped |= {"id": "OWN", "group": "own", "overrides": {**MINIMAL, "start": "2031-04-02"}}
    shipped["happened"] |= {"days_to_envoy_contact": None, "days_to_leader_contact": happened}
    script = {"name": "scripted", "acts": acts}
    for group, name, plain in (("episode", "own", shipped), ("policy", "own_us", script)):
        path = folder / "configs" / group / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump(plain))
    return folder / "configs"


def test_a_script_is_read_up_to_its_day_and_its_rules_stay_the_leaders_own(tmp_path: Path) -> None:
    write_script(tmp_path, [CUT, {"day": 3, "kind": "hold"}, {"day": 9, "kind": "hold"}])
    script = read_observed_script(ConfigComposer(tmp_path), "own", 3, 30)
    assert script.acts == (ObservedAct(0, 3, "material", "export_control"),)
    assert script.later == 2
    assert {script.config.us.policy.name, script.config.china.policy.name} == {"quantal"}
    assert script.config.horizon == 30
    whole = read_observed_script(ConfigComposer(tmp_path), "own", 3, 30, ("material",))
    assert [(act.day, act.kind) for act in whole.acts] == [
        (1, None), (2, None), (3, "export_control"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "day", "acts", "reason"),
    [
        ("other", 3, [CUT], "episode has no option other"),
        ("e15", 3, [CUT], "e15 has no script"),
        ("own", 30, [CUT], "day=30 leaves nothing to forecast"),
        ("own", 3, [{"day": 1, "kind": "export_contrl"}], "no kind of signal export_contrl"),
        ("own", 3, [{"day": 1, "kind": "leader_call"}], "no kind of signal leader_call"),
    ],
)
def test_a_script_that_does_not_fit_is_refused(
    tmp_path: Path, name: str, day: int, acts: list[dict[str, Any]], reason: str
) -> None:
    write_script(tmp_path, acts)
    with pytest.raises(WrongInput, match=reason):
        read_observed_script(ConfigComposer(tmp_path), name, day, 30)


def test_a_forecast_is_kept_with_its_date_and_a_changed_one_is_refused(tmp_path: Path) -> None:
    folder, whole = write_forecast(tmp_path, {"days": [0.25, 0.75], "low80": None})
    assert read_forecast(tmp_path, folder.name) == whole
    assert (folder / "days.csv").read_text().splitlines() == ["day,share", "0,0.25", "later,0.75"]
    path = folder / "forecast.json"
    path.write_text(path.read_text().replace("0.25", "0.35"))
    with pytest.raises(WrongInput, match="its hash differs"):
        read_forecast(tmp_path, folder.name)
    with pytest.raises(WrongInput, match="no such forecast"):
        read_forecast(tmp_path, "../x")


def test_a_rival_knows_that_nothing_came_by_the_day() -> None:
    days = np.array([0.5, 0.25, 0.125, 0.125])
    assert condition_on_no_contact(days, -1).tolist() == days.tolist()
    assert condition_on_no_contact(days, 0).tolist() == [0, 0.5, 0.25, 0.25]
    assert condition_on_no_contact(np.array([1.0, 0, 0, 0]), 1).tolist() == [0, 0, 0.5, 0.5]


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["own"], "day=D is wanted"),
        (["own", "day=0"], "day=0: out of range"),
        (["own", "day=3", "complete=words"], "complete has no option words"),
        (["own", "day=3", "fit=mine"], "no finished fit mine"),
        (["own", "day=3", "runs=1"], "runs=1"),
        (["own", "dy=3"], "dy does not belong to forecast"),
    ],
)
def test_the_command_refuses_before_anything_is_written(
    tmp_path: Path, words: list[str], reason: str
) -> None:
    write_script(tmp_path, [CUT])
    done = in_process(["forecast", *words], tmp_path)
    assert isinstance(done.exception, WrongInput)
    assert reason in str(done.exception)
    assert not (tmp_path / "taijie-outputs").exists()


@pytest.mark.slow
def test_a_forecast_is_scored_once_it_is_known_what_happened(tmp_path: Path) -> None:
    configs = write_script(tmp_path, [CUT])
    said = in_process(["forecast", "own", "day=3", "runs=40"], tmp_path)
    assert said.exit_code == 0, f"{said.output}{said.exception}"
    assert "they carry as much as" in " ".join(said.output.split())
    assert "Few: take more runs" in said.output
    name = Path(said.output.strip().splitlines()[-1]).name
    episode = str(configs / "episode" / "own.yaml")
    for happened, reason in ((None, "has 0"), ({"days": 2}, "was known when")):
        write_script(tmp_path, [CUT], happened)
        done = in_process(["score", episode, f"forecast={name}"], tmp_path)
        assert reason in str(done.exception)
    write_script(tmp_path, [CUT], {"days": 30})
    done = in_process(["score", episode, f"forecast={name}", "--json"], tmp_path)
    assert done.exit_code == 0, f"{done.output}{done.exception}"
    (row,) = json.loads(done.stdout)["rows"]
    stored = read_forecast(tmp_path / "taijie-outputs", name)
    assert row["median"] == stored["median"]
    assert row["stage"] == "leader"
    assert row["median_pool"] > 3

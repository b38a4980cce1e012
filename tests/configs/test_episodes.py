"""The episode files: every row of the project's table once, with ordinary levers alone."""

from __future__ import annotations

import ast
import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from model.parameters import Configuration
from runs.archive.batch import Archive
from runs.plan.settings.compose import PACKAGED, ConfigComposer
from runs.plan.settings.levers import find_lever
from runs.studies.composition import compose_with_overrides
from runs.studies.episodes.episode import GROUP, Episode
from runs.studies.replay.replay import replay
from runs.studies.study_files import load_study_files
from tests.architecture.sources import ROOT, python_files, relative_path, tree_of
from tests.docs.commands import in_header, taijie
from tests.dyads import SIDES

# Rows of the table: trigger, days to envoys' and to leaders' contact; None where it has none.
ROWS = {
    "E01": ("1989-06-04", 27, None), "E04": ("2001-09-11", 1, 1),
    "E06": ("2017-02-09", None, 56), "E10": ("2019-09-11", 29, None),
    "E11": ("2022-08-05", 49, 101), "E12": ("2023-02-04", 134, 284),
    "E14": ("2025-02-01", None, None), "E15": ("2025-04-02", 20, 64),
    "E16": ("2025-04-02", 38, None), "E17": ("2025-05-12", None, None),
    "E18": ("2025-05-30", None, 6), "E19": ("2025-06-05", 4, 106),
    "E20": ("2025-10-10", 7, 20),
}  # fmt: skip
CENSORED = {"E01": 365, "E14": 60, "E17": 18}
ONE_STANDOFF = {"E15", "E16", "E17", "E18"}
COMPOSER = ConfigComposer(ROOT / "tests")
EPISODES = load_study_files(COMPOSER, GROUP, Episode)
TOUCHED = {
    "start", "horizon", "leader@us", "leader@china", "economy.exogenous", "memory.grievance",
    "memory.goodwill", "interventions", "calendar",
    *(f"{side}.{lever}" for side in ("us", "china")
      for lever in ("tariff_start", "tariff_cap", "chokepoint", "election_day")),
}  # fmt: skip
"""What a beginning may differ in: dates, style, the era's trade, the past, and dated events."""


def keys_set(episode: Episode) -> set[str]:
    """The keys an episode overrides; a calendar and a list of interventions count as one."""
    found = set()
    for key, value in episode.overrides.items():
        nested = isinstance(value, dict) and key != "calendar"
        found |= {f"{key}.{lever}" for lever in value} if nested else {key}
    return found


def config(name: str) -> Configuration:
    return compose_with_overrides(COMPOSER, f"episode {name}", EPISODES[name].overrides)


def test_every_row_of_the_table_is_an_episode_once() -> None:
    assert sorted(one.id for one in EPISODES.values()) == sorted(ROWS)
    assert [name.upper() for name in EPISODES] == [one.id for one in EPISODES.values()]


@pytest.mark.parametrize("name", EPISODES)
def test_an_episode_has_the_days_of_its_row(name: str) -> None:
    episode = EPISODES[name]
    trigger, envoy, leader = ROWS[episode.id]
    happened = episode.happened
    assert episode.overrides["start"] == trigger
    assert (happened.days_to_envoy_contact and happened.days_to_envoy_contact.days) == envoy
    leaders = happened.days_to_leader_contact
    assert (leaders and leaders.days) == leader
    assert (leaders.none_by if leaders else None) == CENSORED.get(episode.id)
    assert f"row {episode.id}" in episode.source


@pytest.mark.slow
def test_a_waiting_is_cut_off_at_the_next_trigger_or_the_horizon() -> None:
    for name, day in CENSORED.items():
        start = date.fromisoformat(ROWS[name][0])
        triggers = {date.fromisoformat(row[0]) for row in ROWS.values()}
        after = min(one for one in triggers if one > start)
        assert day == min((after - start).days, config(name.lower()).horizon - 1)


def test_the_four_rows_of_one_standoff_form_one_group() -> None:
    groups: dict[str, set[str]] = {}
    for one in EPISODES.values():
        groups.setdefault(one.group, set()).add(one.id)
    assert sorted(groups.values(), key=len)[-1] == ONE_STANDOFF
    assert len(groups) == len(ROWS) - len(ONE_STANDOFF) + 1


@pytest.mark.parametrize("name", EPISODES)
def test_an_episode_touches_declared_levers_alone(name: str) -> None:
    keys = keys_set(EPISODES[name])
    assert keys <= TOUCHED
    for key in keys:
        path = key.partition(".")
        structural = path[0] in {*Configuration.model_fields, *SIDES} or key in COMPOSER.chosen
        assert structural, key
        if path[0] in ("us", "china", "memory"):
            assert find_lever(key), key
    assert config(name).horizon == 366


@pytest.mark.parametrize("name", EPISODES)
def test_an_episode_gives_a_reason_for_what_it_changes(name: str) -> None:
    assert EPISODES[name].reasons
    said = " ".join(EPISODES[name].reasons)
    for key in keys_set(EPISODES[name]) - {"start", "horizon"}:
        word = "tariffs" if "tariff" in key or "economy" in key else key.rpartition(".")[2]
        assert word in said, key


@pytest.mark.parametrize("name", EPISODES)
def test_a_grave_shock_is_of_one_size_and_every_summit_of_one_weight(name: str) -> None:
    entries = EPISODES[name].overrides.get("calendar", {})
    for entry in entries.values():
        if entry["kind"] == "shock":
            assert abs(entry["tension"]) == 0.6
            assert {entry[key] for key in entry if key.startswith("outrage")} <= {0.6}
        elif entry["kind"] == "summit":
            assert (entry["sideline"], entry["relief_us"], entry["relief_china"]) == (1.0, 0.3, 0.3)
        else:
            assert entry["sideline"] in (0.8, 1.0)


@pytest.mark.parametrize("name", EPISODES)
def test_the_election_is_as_many_days_away_as_it_says(name: str) -> None:
    found = config(name)
    day = date.fromisoformat(found.start) + timedelta(days=int(found.us.election_day))
    assert day.month == 11
    assert day.weekday() == 1
    assert 2 <= day.day <= 8
    assert day.year % 2 == 0


@pytest.mark.parametrize("name", EPISODES)
def test_an_episode_opens_with_its_command(name: str) -> None:
    assert in_header(PACKAGED / "episode" / f"{name}.yaml") == [["taijie", "episodes", name]]


@pytest.mark.slow
def test_no_code_names_an_episode() -> None:
    """Equations are called E1 to E21 in docstrings, and a lever may cite a row as its source:
    what is looked for is a name or a text that a rule could branch on.
    """
    named = re.compile(r"(?:^|_)e\d\d(?:$|_)", re.IGNORECASE)
    found = []
    for path in python_files("model", "agents", "runs"):
        for node in ast.walk(tree_of(path)):
            for field in ("id", "attr", "arg", "name", "value"):
                text = getattr(node, field, None)
                if isinstance(text, str) and named.search(text):
                    found.append(f"{relative_path(path)}: {text[:60]}")
    assert not found


@pytest.mark.slow
def test_two_small_runs_of_every_episode_fill_the_table(tmp_path: Path) -> None:
    words = ["episodes", "runs=2", "horizon=4", "executor=serial", f"outputs={tmp_path / 'out'}"]
    done = taijie(words, tmp_path)
    assert done.returncode == 0, done.stderr
    tables = [
        [line.split()[:2] for line in part.splitlines() if re.match(r"E\d\d ", line)]
        for part in done.stdout.split("\n\n")
    ]
    assert [rows for rows in tables if rows] == 2 * [
        [[row, stage] for row in ROWS for stage in ("leader", "envoy")]
    ], "the scores, in two blocks of columns"
    assert "E15.days_to_leaders" in done.stdout, "and every stage that is recorded as a pattern"


@pytest.mark.slow
def test_the_spring_of_2025_replays_to_the_call_of_5_june(tmp_path: Path) -> None:
    outputs = tmp_path / "out"
    words = ["run", "experiment=april_to_june_2025", "runs=4", "executor=serial", "batch=spring"]
    done = taijie([*words, f"outputs={outputs}"], tmp_path)
    assert done.returncode == 0, done.stderr
    trace = replay(Archive(outputs).open("spring"), "april_to_june_2025", 0)
    outcome, events = trace["outcome"], trace["events"]
    met = [one["day"] for one in events if one["kind"] == "envoy_meeting"]
    assert met == [21, 39, 40, 69]
    assert outcome["duration"] == 65
    assert (outcome["first_mover_true"], outcome["first_ask"]) == ("us", "us")
    assert (outcome["claimed_us"], outcome["claimed_china"]) == ("silent", "us")
    own = sum(one["amount"] for one in trace["postings"]
              if (one["keeper"], one["side"], one["audience"]) == ("us", "us", "home"))  # fmt: skip
    assert own == pytest.approx(outcome["face_us_us_home_end"], abs=1e-9)

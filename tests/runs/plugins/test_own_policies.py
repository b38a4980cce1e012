"""A policy of one's own is played alike by every executor, and covered by the engine's digest."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from runs.archive import engine
from runs.errors import WrongInput
from runs.execute.launch import resume
from runs.plan.planner import Planner
from runs.studies.replay.replay import replay
from tests.everyday import mark_others_slow
from tests.runs.batches import rows, silently
from tests.runs.plugins.policies import BROKEN, COIN, HEAD, MARKED, WEEKLY, write_policies
from tests.runs.plugins.refusals import (
    FEW,
    MOVES,
    SERIAL,
    assert_every_verb_refuses,
    assert_launch_refused,
    launch,
    move_source,
)

NAMES = ("weekly", "coin")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with two policies of one's own in it."""
    monkeypatch.delenv("TAIJIE_OUTPUTS", raising=False)
    monkeypatch.chdir(write_policies(tmp_path, weekly=WEEKLY, coin=COIN))
    return tmp_path


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_a_policy_of_ones_own_is_chosen_by_its_name_and_played(home: Path, name: str) -> None:
    batch = launch(f"policy@us.policy={name}", "horizon=30")
    plain = launch("horizon=30")
    assert batch.config(batch.manifest.variants[0].hash)["us"]["policy"]["name"] == name
    asks = batch.outcomes()["asks_us"]
    assert asks.tolist() != plain.outcomes()["asks_us"].tolist()
    if name == "weekly":
        assert asks.max() <= 30 // 7


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_workers_play_it_as_this_process_does(home: Path, name: str) -> None:
    here = launch(f"policy@us.policy={name}")
    there = launch(f"policy@us.policy={name}", "executor=local", "executor.workers=1")
    assert rows(there) == rows(here)
    assert there.manifest.engine.digest == here.manifest.engine.digest


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_the_engine_covers_those_that_are_chosen_and_no_others(home: Path, name: str) -> None:
    batch = launch(f"policy@china.policy={name}")
    beyond = set(batch.manifest.engine.sources) - set(engine.get_current_engine().sources)
    assert beyond == {f"policies/{name}.py"}
    (record,) = batch.manifest.policies
    assert (record.name, record.place) == (name, f"policies/{name}.py")
    assert record.path == str(home / "policies" / f"{name}.py")
    assert record.sources == {record.place: batch.manifest.engine.sources[record.place]}


def test_without_one_the_engine_is_what_it_was(home: Path) -> None:
    batch = launch()
    assert batch.manifest.engine == engine.get_current_engine()
    assert batch.manifest.policies == []


@pytest.mark.parametrize(
    ("texts", "every"),
    [
        (["policy@us.policy=weekly"], 7.0),
        (["policy@us.policy=weekly", "us.policy.numbers.every=3"], 3.0),
        (["policy@us.policy=often"], 2.0),
        (["policy@us.policy=plain"], 7.0),
        (["policy@us.policy=often", "us.policy.numbers.every=5"], 5.0),
    ],
)
def test_its_numbers_come_from_the_file_from_yaml_or_the_command_line(
    home: Path, texts: list[str], every: float
) -> None:
    options = home / "configs" / "policy"
    options.mkdir(parents=True)
    (options / "often.yaml").write_text("# often\nname: weekly\nnumbers: {every: 2}\n")
    (options / "plain.yaml").write_text("# as declared\nname: weekly\n")
    (variant,) = Planner().plan([*FEW, *texts], multirun=False).variants
    assert variant.to_plain_values()["us"]["policy"] == {
        "name": "weekly",
        "numbers": {"every": every},
    }


def test_a_yaml_file_of_its_name_that_names_another_policy_is_refused(home: Path) -> None:
    file = home / "configs" / "policy" / "weekly.yaml"
    file.parent.mkdir(parents=True)
    file.write_text("# every nine days\nname: weekly\nnumbers: {every: 9}\n")
    (variant,) = Planner().plan([*FEW, "policy@us.policy=weekly"], multirun=False).variants
    assert variant.to_plain_values()["us"]["policy"]["numbers"] == {"every": 9}
    file.write_text("# another\nname: quantal\n")
    said = r"policy/weekly\.yaml says name: quantal, and a policy weekly of your own has this name"
    with pytest.raises(WrongInput, match=said) as caught:
        Planner().plan([*FEW, "policy@us.policy=weekly"], multirun=False)
    assert caught.value.allowed == ("name: weekly",)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("us.policy.numbers.evry=3", "us.policy.numbers.evry"),
        ("us.policy={numbers: {evry: 3}}", "us.policy.numbers.evry"),
    ],
)
def test_a_number_it_does_not_declare_is_refused(home: Path, text: str, key: str) -> None:
    with pytest.raises(WrongInput, match=key):
        Planner().plan([*FEW, "policy@us.policy=weekly", text], multirun=False)


@pytest.mark.parametrize("fault", mark_others_slow(BROKEN, 3))
def test_one_that_breaks_the_contract_is_refused_by_file_and_line(home: Path, fault: str) -> None:
    text, line, phrase = BROKEN[fault]
    write_policies(home, bad=text)
    assert_launch_refused(home, ["policy@us.policy=bad"], f"policies/bad.py, line {line}", phrase)


@pytest.mark.parametrize("numbers", ["{[1]: 2}", "{1: 2}", '{"every": 1e999}'])
def test_wrong_numbers_of_one_that_nobody_chooses_refuse_nothing(home: Path, numbers: str) -> None:
    write_policies(home, other=WEEKLY.replace('{"every": 7}', numbers).replace("weekly", "other"))
    plan = Planner().plan([*FEW, "policy@us.policy=weekly"], multirun=False)
    assert [one.name for one in plan.plugins] == ["weekly"]


def test_a_file_that_raises_leaves_no_half_of_itself_behind(home: Path) -> None:
    write_policies(home, half="1 / 0\n" + WEEKLY.replace("weekly", "half"))
    for _ in range(2):
        assert_launch_refused(home, ["policy@us.policy=half"], "half raised ZeroDivisionError")
        assert "taijie_policies_half" not in sys.modules


def test_what_it_prints_stays_out_of_results(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_policies(home, bad=f"{HEAD}{MARKED}    print('so far')\n    return decision.nothing()\n")
    batch = launch("policy@us.policy=bad")
    replay(batch, batch.manifest.variants[0].hash, 0)
    out, err = capsys.readouterr()
    assert "so far" in err
    assert "so far" not in out


@pytest.mark.slow
@pytest.mark.parametrize("executor", ["serial", "local"])
@pytest.mark.parametrize(
    ("raised", "said"),
    [
        ("ValueError('no day for it')", "ValueError: no day for it"),
        ("SystemExit(0)", "LeavingTaskError: SystemExit: 0"),
    ],
)
def test_what_it_raises_after_its_trial_is_told_by_file_and_line(
    home: Path, executor: str, raised: str, said: str
) -> None:
    late = f"    if decision.count > 12 and decision.clock.day == 15:\n        raise {raised}\n"
    write_policies(home, late=f"{HEAD}{MARKED}{late}    return decision.nothing()\n")
    batch = launch("policy@us.policy=bad", f"executor={executor}", "runs=13")
    failure = next(iter(batch.failures()))
    assert failure.error == f"policies/late.py, line 6: bad raised {said}"
    assert f"line 6, in bad\n    raise {raised}" in failure.traceback
    assert ":0-12 executor=serial" in failure.rerun


@pytest.mark.slow
@pytest.mark.parametrize(
    ("files", "phrase"),
    [
        ({"mine": WEEKLY.replace("weekly", "quantal")}, "quantal is a policy of the model's own"),
        ({"mine": WEEKLY.replace("weekly", "never")}, "never is a policy of the model's own"),
        ({"other": WEEKLY}, "weekly is there already, in policies/other.py"),
    ],
)
def test_a_name_that_is_taken_is_refused_even_where_nobody_chooses_it(
    home: Path, files: dict[str, str], phrase: str
) -> None:
    write_policies(home, **files)
    assert_launch_refused(home, [], phrase)


@pytest.mark.slow
def test_two_versions_of_one_name_are_each_played_in_one_process(home: Path) -> None:
    weekly = launch("policy@us.policy=weekly").outcomes()["asks_us"]
    write_policies(home, weekly=WEEKLY.replace('"ask_private"', '"ask_public"'))
    changed = launch("policy@us.policy=weekly")
    assert weekly.sum() > 0
    write_policies(home, weekly=WEEKLY)
    again = launch("policy@us.policy=weekly")
    assert again.outcomes()["asks_us"].tolist() == weekly.tolist()
    assert again.manifest.engine.digest != changed.manifest.engine.digest


@pytest.mark.slow
@pytest.mark.parametrize("move", MOVES)
def test_a_batch_goes_on_only_with_the_policy_it_began_with(
    home: Path, move: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = launch("policy@us.policy=weekly")
    phrase = move_source(move, batch, home / "policies" / "weekly.py", monkeypatch)
    assert_every_verb_refuses(batch, "the policy weekly of policies/weekly.py", phrase)


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_a_batch_resumes_and_replays_with_it(home: Path, name: str) -> None:
    batch = resume(launch(f"policy@us.policy={name}"), silently, executor=SERIAL, runs=9)
    assert batch.counts()[0].done == 9
    trace = replay(batch, batch.manifest.variants[0].hash, 8)
    row = batch.outcomes().set_index("replication").loc[8]
    assert trace["outcome"]["asks_us"] == row["asks_us"]


def test_no_file_of_the_folder_is_run_for_a_page_of_help(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_policies(home, loud=f"print('it ran')\n{WEEKLY.replace('weekly', 'loud')}")
    from runs.cli.help import write_overrides_help

    page = write_overrides_help()
    assert "coin, constant_hazard, loud" in page.replace("attrition, ", "")
    assert "it ran" not in capsys.readouterr().out

"""A role of one's own is played alike by every executor, and covered by the engine's digest."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import runs
from agents.block import run_block
from agents.first_contacts import run_until_contact
from model.lanes import Piece
from runs.archive import engine
from runs.errors import WrongInput
from runs.execute.launch import resume
from runs.plan.planner import Planner
from runs.plan.plugins.loading import use_plugins
from tests.everyday import mark_others_slow
from tests.runs.batches import rows, silently
from tests.runs.plugins.policies import WEEKLY, write_policies
from tests.runs.plugins.refusals import (
    FEW,
    MOVES,
    SERIAL,
    assert_every_verb_refuses,
    assert_launch_refused,
    launch,
    move_source,
)
from tests.runs.plugins.roles import ALMANAC, BROKEN, LEGISLATURE, write_member, write_roles

NAMES = ("legislature", "almanac")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with two roles of one's own in it and a cast with each."""
    monkeypatch.delenv("TAIJIE_OUTPUTS", raising=False)
    monkeypatch.chdir(write_roles(tmp_path, legislature=LEGISLATURE, almanac=ALMANAC))
    for name in NAMES:
        write_member(tmp_path, name)
    return tmp_path


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_a_member_of_the_cast_plays_it_and_the_engine_covers_it_alone(
    home: Path, name: str
) -> None:
    batch = launch(f"cast=with_{name}", "horizon=30")
    plain = launch("horizon=30")
    assert batch.outcomes()["tension_end"].tolist() != plain.outcomes()["tension_end"].tolist()
    (record,) = batch.manifest.roles
    assert (record.name, record.place) == (name, f"roles/{name}.py")
    assert record.path == str(home / "roles" / f"{name}.py")
    beyond = set(batch.manifest.engine.sources) - set(engine.get_current_engine().sources)
    assert beyond == {f"roles/{name}.py"}
    assert record.sources == {record.place: batch.manifest.engine.sources[record.place]}
    assert (plain.manifest.engine, plain.manifest.roles) == (engine.get_current_engine(), [])


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_a_member_of_no_weight_leaves_every_run_as_it_was(home: Path, name: str) -> None:
    with_it = launch(f"cast=with_{name}", "cast.newcomer.weight=0").outcomes()
    plain = launch().outcomes()
    same = [name for name in plain if not name.startswith("variant")]
    assert with_it[same].equals(plain[same])


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_workers_play_it_as_this_process_does(home: Path, name: str) -> None:
    here = launch(f"cast=with_{name}")
    there = launch(f"cast=with_{name}", "executor=local", "executor.workers=1")
    assert rows(there) == rows(here)
    assert there.manifest.engine.digest == here.manifest.engine.digest


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_lanes_that_leave_take_its_state_with_them(home: Path, name: str) -> None:
    plan = Planner().plan(["horizon=60", f"cast=with_{name}"], multirun=False)
    count = 1500
    pieces = [Piece(plan.variants[0].config, 0, np.arange(count, dtype=np.int64))]
    with use_plugins(plan.plugins):
        whole = run_block(pieces).outcomes
        until = run_until_contact(pieces, {"leader": np.full(count, 60)}, ["duration"]).outcomes
    assert whole["duration"].tolist() == until["duration"].tolist()
    assert len(set(until["duration"].tolist())) > 10


@pytest.mark.parametrize(
    ("late", "phrase"),
    [
        ("self.shared.tension[2:] = np.nan",
         "almanac acted, as newcomer on day 33, shared.tension is NaN or infinite in 10 of 12"),
        ("raise ValueError('no more')",
         "almanac raised ValueError: no more (as newcomer on day 33)"),
        ("self.shared.tension = self.shared.tension.max() + 0.0 * self.shared.tension",
         "a run comes out otherwise beside other runs"),
    ],
)  # fmt: skip
def test_one_that_goes_wrong_late_is_refused_with_its_day(
    home: Path, late: str, phrase: str
) -> None:
    write_roles(home, almanac=f"{ALMANAC}        if self.shared.day == 33:\n            {late}\n")
    assert_launch_refused(home, ["cast=with_almanac", "horizon=40"], "roles/almanac.py", phrase)


@pytest.mark.parametrize(
    ("late", "phrase"),
    [
        ("raise ValueError('no more')", "almanac raised ValueError: no more"),
        ("self.shared.tension = self.shared.tension.max() + 0.0 * self.shared.tension",
         "an agent acts elementwise over lanes"),
    ],
)  # fmt: skip
def test_its_fault_is_not_blamed_on_a_policy_of_ones_own(
    home: Path, late: str, phrase: str
) -> None:
    write_roles(home, almanac=f"{ALMANAC}        {late}\n")
    write_policies(home, weekly=WEEKLY)
    words = ["cast=with_almanac", "policy@us.policy=weekly", "horizon=10"]
    assert_launch_refused(home, words, "roles/almanac.py", phrase)


def test_a_policys_fault_is_not_blamed_on_that_of_the_other_side(home: Path) -> None:
    company = WEEKLY.replace("def weekly", "def company").replace(
        "% every == 0", "% every == 0 and decision.count > 3"
    )
    write_policies(home, weekly=WEEKLY, company=company)
    words = ["policy@us.policy=weekly", "policy@china.policy=company", "horizon=10"]
    assert_launch_refused(home, words, "policies/company.py", "a run comes out otherwise")


def test_what_it_raises_in_a_batch_names_member_and_day(home: Path) -> None:
    late = "        if self.shared.lanes > 12 and self.shared.day == 3:\n            1 / 0\n"
    write_roles(home, almanac=ALMANAC + late)
    batch = launch("cast=with_almanac", "horizon=5", "runs=13")
    (failure,) = batch.failures()
    assert failure.error.startswith("roles/almanac.py, line ")
    assert failure.error.endswith(
        "almanac raised ZeroDivisionError: division by zero (as newcomer on day 3)"
    )


@pytest.mark.parametrize(
    ("text", "nearest"), mark_others_slow([("legislatur", "legislature"), ("envoi", "envoy")])
)
def test_a_role_that_does_not_exist_is_refused_with_the_nearest(
    home: Path, text: str, nearest: str
) -> None:
    with pytest.raises(WrongInput) as refused:
        launch("cast=with_almanac", f"cast.newcomer.role={text}")
    assert refused.value.key == "cast.newcomer.role"
    assert refused.value.nearest[0] == nearest
    assert {"almanac", "legislature", "third_party"} <= set(refused.value.allowed)
    assert not (home / "taijie-outputs").exists()


@pytest.mark.parametrize("fault", mark_others_slow(BROKEN, 2))
def test_one_that_breaks_the_contract_is_refused_by_file_and_line(home: Path, fault: str) -> None:
    text, line, phrase = BROKEN[fault]
    write_roles(home, bad=text)
    write_member(home, "bad")
    assert_launch_refused(home, ["cast=with_bad"], f"roles/bad.py, line {line}", phrase)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("files", "phrase"),
    [
        ({"mine": LEGISLATURE.replace('"legislature"', '"envoy"')}, "envoy is a role of the model"),
        ({"mine": ALMANAC.replace('"almanac"', '"press"')}, "press is a role of the model's own"),
        ({"other": LEGISLATURE}, "legislature is there already, in roles/legislature.py"),
    ],
)
def test_a_name_that_is_taken_is_refused_even_where_nobody_plays_it(
    home: Path, files: dict[str, str], phrase: str
) -> None:
    write_roles(home, **files)
    assert_launch_refused(home, [], phrase)


def test_its_name_may_be_given_by_its_key(home: Path) -> None:
    write_roles(home, legislature=LEGISLATURE.replace('"legislature", ', 'name="legislature", '))
    plan = Planner().plan([*FEW, "cast=with_legislature"], multirun=False)
    assert [one.name for one in plan.plugins] == ["legislature"]


@pytest.mark.slow
@pytest.mark.parametrize("move", MOVES)
def test_a_batch_goes_on_only_with_the_role_it_began_with(
    home: Path, move: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = launch("cast=with_legislature")
    phrase = move_source(move, batch, home / "roles" / "legislature.py", monkeypatch)
    assert_every_verb_refuses(batch, "the role legislature of roles/legislature.py", phrase)


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_a_batch_resumes_and_replays_with_it(home: Path, name: str) -> None:
    batch = resume(launch(f"cast=with_{name}"), silently, executor=SERIAL, runs=9)
    trace = runs.replay(batch.manifest.variants[0].name, 8, batch=batch)
    row = batch.outcomes().set_index("replication").loc[8]
    assert trace["outcome"]["duration"] == row["duration"]


@pytest.mark.slow
def test_no_file_of_the_folder_is_run_unless_a_member_plays_it(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_roles(home, loud=f"print('it ran')\n{LEGISLATURE.replace('legislature', 'loud')}")
    launch("cast=with_almanac")
    assert "it ran" not in capsys.readouterr().out

"""`taijie claims` as a user types it."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from runs.cli import claims
from runs.studies.claims.run import Request
from tests.forking import TAIJIE, run_forked
from tests.runs.claims.toys import SHORT, write_claim

OFF = 'rests_on: "M22: how leaders decide"\nswitched_off: [contact.inertia=2.0]'


def taijie(home: Path, *words: str, code: int = 0) -> subprocess.CompletedProcess[str]:
    place = {**os.environ, "TAIJIE_OUTPUTS": str(home / "outputs")}
    done = run_forked([TAIJIE, "claims", *words], cwd=home, env=place)
    assert done.returncode == code, done.stderr
    return done


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    write_claim(folder / "configs" / "claim")
    write_claim(folder / "configs" / "claim", "t02", kind="contested", b="[contact.inertia=2.5]")
    return folder


@pytest.mark.parametrize(
    ("fit", "told"),
    [("none", "+ about 70,000 in 7 sets of the box"), ("prior", "+ at most 70,000 in 7 draws of")],
)
def test_a_plan_gives_the_most_runs_of_draws_and_about_how_many_of_a_box(
    fit: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    session: Any = SimpleNamespace(
        request=Request(30, sets=7, fit=fit), claims=[], plan_table_jobs=dict,
        count_table_runs=lambda: 60, count_robust_share_runs=lambda: 70_000,
        estimate_time_in_words=lambda: "not timed",
    )  # fmt: skip
    claims._say_plan(session, False)
    assert f"60 runs (30 a variant) {told}" in capsys.readouterr().out


@pytest.mark.slow
def test_a_table_tells_contested_claims_apart_and_where_it_is(home: Path) -> None:
    said = taijie(home, "T01", "t02", "runs=30", "executor=serial", *SHORT).stdout
    assert said.startswith("2 claims, 2 measures, 2 different variants · 60 runs")
    assert said.index("They alone are evidence") < said.index("Bookkeeping and single-path")
    folder = Path(said.splitlines()[-1])
    assert sorted(path.name for path in folder.iterdir()) == ["table.csv", "table.json"]


@pytest.mark.slow
def test_what_a_claim_rests_on_is_switched_off_on_demand(home: Path) -> None:
    write_claim(home / "configs" / "claim", "t03", rest=f"{OFF}\ncaveat: toys say little")
    said = taijie(home, "t03", "runs=30", "executor=serial", "--off", *SHORT).stdout
    assert "4 different variants" in said or "3 different variants" in said
    assert "they are then one configuration" in said
    assert "T03: weaker than the claim. toys say little" in said
    told = taijie(home, "t03", "runs=30", "executor=serial", "--off", "--json", *SHORT).stdout
    row = json.loads(told)["rows"][0]
    assert (row["effect_off"], row["equal_off"], row["below_off"]) == (0, True, True)
    assert (row["rests_on"], row["caveat"]) == ("M22: how leaders decide", "toys say little")


@pytest.mark.slow
def test_what_else_carries_a_claim_has_columns_of_its_own(home: Path) -> None:
    carrier = "\ncarried_by:\n  - {switched_off: [contact.inertia=2.0], rests_on: inertia}"
    rest = 'rests_on: "M19: grievance"\nswitched_off: [memory.grievance=0]' + carrier
    write_claim(home / "configs" / "claim", "t04", rest=rest)
    words = ("t04", "runs=30", "executor=serial", "--off", *SHORT)
    said = taijie(home, *words).stdout
    assert "carriers off too" in said
    assert "they are then one configuration" in said
    row = json.loads(taijie(home, *words, "--json").stdout)["rows"][0]
    assert (row["effect_carried"], row["equal_carried"]) == (0, True)
    assert row["carried_by"] == "inertia"
    alone = taijie(home, "t03", "runs=30", "executor=serial", "--off", *SHORT).stdout
    assert "carriers off too" not in alone


@pytest.mark.slow
def test_two_workers_say_the_same_as_one(home: Path) -> None:
    words = ("t01", "runs=30", "--json", *SHORT)
    one, two = (
        json.loads(taijie(home, *words, f"executor={name}").stdout)["rows"]
        for name in ("serial", "local")
    )
    assert one == two
    assert one[0]["verdict"] == "borne out"


@pytest.mark.slow
def test_a_plan_alone_runs_and_writes_nothing(home: Path, tmp_path: Path) -> None:
    taijie(home, "t01", "plan=true", f"outputs={tmp_path / 'none'}")
    assert not (tmp_path / "none").exists()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["t09"], "there is no claim t09"),
        (["t01", "runs=many"], "runs=many"),
        (["t01", "batch=x"], "batch does not belong to claims"),
        (["t01", "us.face_wait=1"], "us.face_wait is not a setting"),
    ],
)
def test_wrong_input_is_refused_with_code_2(home: Path, words: list[str], said: str) -> None:
    assert said in taijie(home, *words, code=2).stderr

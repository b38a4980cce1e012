"""A user's own scenario, of two other sides: commands take its keys and refuse the preset's."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from runs.cli.app import app
from runs.errors import WrongInput
from tests.dyads import OTHER_SIDES, OTHERS, rename_words
from tests.runs.claims.toys import write_claim
from tests.runs.episodes.toys import toy, write_toys

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
UNION = ("scenario=union", "cast=union", "signal=minimal", "horizon=60")
TOY = {"scenario": "union", "cast": "union", "signal": "minimal", "horizon": 60}
MEASURES = (
    '[{measure: first_mover_is, side: norland, sign: "-"}, {measure: terms_sudland, sign: "0"}]'
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a scenario, its cast, a claim and two episodes of it."""
    folder = tmp_path_factory.mktemp("home")
    choices = [
        {f"/{group}@{key}{package}": option}
        for group, package, options in (
            ("leader", "", ("honor", "hierarchy")),
            ("policy", ".policy", ("quantal", "quantal")),
        )
        for key, option in zip(OTHERS, options, strict=True)
    ]
    scenario = {"defaults": [*choices, "_self_"], "sides": OTHER_SIDES}
    cast = rename_words(yaml.safe_load((ROOT / "configs/cast/minimal.yaml").read_text()))
    told = rename_words([toy("toy_a", {"days": 4}, "a", overrides=TOY),
                         toy("toy_b", {"days": 9}, "b", overrides=TOY)])  # fmt: skip
    told[1]["happened"]["first_mover"]["leader"] = "us"
    write_toys(folder, *told)
    for group, values in (("scenario", scenario), ("cast", cast)):
        place = folder / "configs" / group / "union.yaml"
        place.parent.mkdir(parents=True)
        package = "# @package _global_\n" if group == "scenario" else ""
        place.write_text(package + yaml.safe_dump(values, sort_keys=False))
    levers = ("[norland.insulation=0.9]", "[norland.insulation=0.1]")
    write_claim(folder / "configs/claim", a=levers[0], b=levers[1], measures=MEASURES)
    return folder


@pytest.fixture(autouse=True)
def _at_home(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(home)
    monkeypatch.setenv("TAIJIE_OUTPUTS", str(home / "outputs"))


def run_command(*words: str) -> str:
    done = CliRunner().invoke(app, words, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def test_claims_are_of_the_sides_that_are_played() -> None:
    words = ("t01", *UNION, "contact.inertia=1.0", "runs=20", "executor=serial")
    told = run_command("claims", *words, "--robust", "1", "--set-runs", "4", "--json")
    rows = json.loads(told.splitlines()[-1])["rows"]
    assert [row["measure"] for row in rows] == ["first_mover_is(side=norland)", "terms_sudland"]
    with pytest.raises(WrongInput, match="allowed: us, china"):
        run_command("claims", "t01", "plan=true")
    with pytest.raises(WrongInput, match="allowed: norland, sudland"):
        run_command("claims", "k32", *UNION, "plan=true")
    write_claim(Path("configs/claim"), "t02", rest="base: [scenario=union, cast=union]")
    with pytest.raises(WrongInput, match="of other sides than us and china"):
        run_command("claims", "t02", "signal=minimal", "plan=true")


def test_levers_are_weighed_for_each_of_the_sides() -> None:
    design = ("design=sobol", "design.base=8", "norland.insulation=[0.1,0.9]", "runs=4")
    assert "the Norland Union" in run_command("run", *UNION, *design, "executor=serial")
    told = json.loads(run_command("sensitivity", "--json"))
    names = [row["outcome"] for row in told]
    assert names == ["p_norland", "p_sudland", "p_nobody", "duration"]
    assert "p_sudland" in run_command("discover", "--split", "p_sudland")
    with pytest.raises(WrongInput, match="p_us is no outcome"):
        run_command("discover", "--split", "p_us")
    with pytest.raises(WrongInput, match="one of norland, sudland"):
        run_command("discover", "--when", "first_mover_true == 'us'")
    with pytest.raises(WrongInput, match=r"'norland\.insulation="):
        run_command("run", *UNION, "design=sobol", "plan=true")


def test_episodes_of_the_scenario_have_its_sides() -> None:
    told = run_command("episodes", "toy_a", "runs=20", "executor=serial")
    assert "norland, sudland, other: shares of runs" in told
    assert all(mover in told for mover in OTHERS)
    with pytest.raises(WrongInput, match=r"happened.first_mover.leader: us is not known"):
        run_command("episodes", "toy_b", "plan=true")

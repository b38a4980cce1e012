"""Payoffs and postures as they are written: what fits, and what is refused by name."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from runs.errors import WrongInput
from runs.plan.settings.compose import PACKAGED, ConfigComposer
from runs.studies.choices.payoffs import EXAMPLE, Payoffs, compute_payoffs, load_payoffs
from runs.studies.choices.postures import load_postures
from tests.docs.commands import in_process
from tests.everyday import mark_others_slow
from tests.runs.choices.boards import ATTRITION, SMALL, compose

DYAD = compose(*SMALL).dyad
LIBRARY = sorted(path.stem for path in (PACKAGED / "posture").glob("*.yaml"))


def write(folder: Path, payoffs: Any, name: str = "mine") -> Path:
    """Write payoffs as a user would, and return the file."""
    path = folder / "configs" / "payoff" / f"{name}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    plain = json.loads(json.dumps(payoffs))  # without aliases
    path.write_text(payoffs if isinstance(payoffs, str) else yaml.safe_dump(plain))
    return path


def test_none_declared_is_refused_with_an_example_that_fits(tmp_path: Path) -> None:
    with pytest.raises(WrongInput, match="no payoffs are declared") as refusal:
        load_payoffs(None, DYAD)
    assert EXAMPLE in str(refusal.value)
    assert load_payoffs(str(write(tmp_path, EXAMPLE)), DYAD).columns[0] == "duration"


def test_a_payoff_is_the_sum_of_its_terms() -> None:
    payoffs = Payoffs.model_validate({
        "us": [
            {"column": "duration", "weight": -0.5},
            {"column": "first_ask", "is": "china", "weight": 2.0},
            {"column": "event_observed", "weight": 10.0},
        ],
        "china": [{"column": "agreed_day", "weight": 1.0, "missing": 99.0}],
    })  # fmt: skip
    columns = {
        "duration": np.array([4.0, 20.0]), "first_ask": np.array([1, 0], dtype=np.int16),
        "event_observed": np.array([True, False]), "agreed_day": np.array([3.0, np.nan]),
    }  # fmt: skip
    assert compute_payoffs(payoffs, columns, DYAD).tolist() == [[10.0, -10.0], [3.0, 99.0]]


def test_a_missing_value_counts_for_nothing_unless_said() -> None:
    term = [{"column": "agreed_day", "weight": 1.0}]
    payoffs = Payoffs.model_validate({"us": term, "china": term})
    with pytest.raises(WrongInput, match="agreed_day is missing in some runs"):
        compute_payoffs(payoffs, {"agreed_day": np.array([np.nan, 1.0])}, DYAD)


@pytest.mark.parametrize(
    ("terms", "reason"),
    [
        ([{"column": "durations", "weight": 1.0}], "durations is no outcome"),
        ([{"column": "first_ask", "weight": 1.0}], "first_ask is a category: which word counts"),
        ([{"column": "first_ask", "is": "them", "weight": 1.0}], "'them' is none of its words"),
        ([{"column": "duration", "is": "us", "weight": 1.0}], "duration has no words"),
        ([{"column": "duration"}], "us.0.weight"),
        ([{"column": "duration", "weight": 1.0, "sign": 2}], "us.0.sign"),
        ([], "us has no terms"),
        ([{"column": "duration", "wieght": 1.0}], "us.0.wieght is not known here"),
        ([{"column": "duration", "weight": 1e300}], "us.0.weight=1e\\+300"),
        ([{"column": "agreed_day", "weight": 1.0}], "agreed_day is missing in some runs"),
    ],
)
def test_a_term_that_does_not_fit_is_refused(tmp_path: Path, terms: Any, reason: str) -> None:
    path = write(tmp_path, {"us": terms, "china": ATTRITION["china"]})
    with pytest.raises(WrongInput, match=reason):
        load_payoffs(str(path), DYAD)


@pytest.mark.parametrize("side", ["us", "china"])
def test_every_posture_of_ours_fits_either_side_and_has_a_source(side: str) -> None:
    config, composer = compose(*SMALL), ConfigComposer(PACKAGED.parent / "tests")
    found = load_postures(composer, [], config, side)
    assert [posture.name for posture in found] == LIBRARY
    assert {"hawk", "dove", "tit_for_tat", "wait_for_way_down", "copy_cat"} <= set(LIBRARY)


def test_a_posture_of_ranges_is_as_many_as_it_says(tmp_path: Path) -> None:
    own = tmp_path / "configs" / "posture"
    own.mkdir(parents=True)
    (own / "span.yaml").write_text(
        "title: Some\nsource: mine\nlevers: {bonus: 1}\nranges: {openness: [-1, 1]}\ndraws: 8\n"
    )
    found = load_postures(ConfigComposer(tmp_path), ["span"], compose(*SMALL), "us")
    values = sorted(posture.levers["openness"] for posture in found)
    assert [posture.name for posture in found] == [f"span_{i}" for i in range(8)]
    assert all(-1 + i / 4 <= value <= -1 + (i + 1) / 4 for i, value in enumerate(values))
    assert {posture.levers["bonus"] for posture in found} == {1.0}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("levers: {opennes: 1}", "opennes is no lever of us"),
        ("levers: {reaction: 9}", "out of range"),
        ("ranges: {openness: [1, -1]}", "the lower end comes first"),
        ("levers: {accounting: 1}", "accounting is no lever of us"),
        ("copies_other: false", "give levers or ranges"),
    ],
)
def test_a_posture_that_does_not_fit_is_refused(tmp_path: Path, text: str, reason: str) -> None:
    own = tmp_path / "configs" / "posture"
    own.mkdir(parents=True)
    (own / "odd.yaml").write_text(f"title: Odd\nsource: mine\n{text}\n")
    with pytest.raises(WrongInput, match=reason):
        load_postures(ConfigComposer(tmp_path), ["odd"], compose(*SMALL), "us")


@pytest.mark.parametrize(
    ("words", "reason"),
    mark_others_slow(
        [
            ([], "no payoffs are declared"),
            (["payoffs=other"], "there is no file"),
            (["payoffs=mine", "postures=hawks"], "posture has no option hawks"),
            (["payoffs=mine", "postures@them=hawk"], "postures@them does not belong to choose"),
            (["payoffs=mine", "best=us"], "a best reply wants both"),
            (["payoffs=mine", "best=them", "against=hawk"], "best=them is no side"),
            (["payoffs=mine", "best=us", "against=eagle"], "against=eagle is no posture"),
            (["payoffs=mine", "robust=none.csv"], "none.csv"),
            (["payoffs=mine", "runs=1"], "runs=1 has no interval"),
            (["payoffs=mine", "fit=mine"], "no finished fit mine"),
            (["payoffs=mine", "draws=9"], "draws= says how many draws of a fit"),
            (["payoffs=mine", "fit=prior", "draws=1"], "draws=1"),
            (["payoffs=mine", "fit=prior", "robust=x.csv"], "two sources of draws"),
            (["payoffs=mine", "us.insulatio=1"], "us.insulatio is not a setting"),
        ],
        everyday=4,
    ),
)
def test_the_command_refuses_before_anything_is_simulated(
    tmp_path: Path, words: list[str], reason: str
) -> None:
    write(tmp_path, ATTRITION)
    done = in_process(["choose", *SMALL, "executor=serial", *words], tmp_path)
    assert isinstance(done.exception, WrongInput)
    assert reason in str(done.exception)
    assert "runs done" not in done.output


def choose(folder: Path, *words: str) -> Any:
    """The answer of the command as a script gets it."""
    write(folder, ATTRITION)
    base = ["choose", *SMALL, "payoffs=mine", "executor=serial", "--json", *words]
    done = in_process(base, folder)
    assert done.exit_code == 0, f"{done.output}{done.exception}"
    return json.loads(done.stdout)


@pytest.mark.slow
def test_the_command_answers_with_the_game_the_race_and_the_robust_choice(tmp_path: Path) -> None:
    game = choose(tmp_path, "postures=hawk,dove", "runs=20")
    assert len(game["profiles"]) == 4
    assert set(game["best_replies"]["us"]) == {"hawk", "dove"}
    assert all(edge[0] != edge[1] for edge in game["graph"])
    race = choose(tmp_path, "postures=hawk,dove", "best=china", "against=dove", "runs=20")
    assert race["winner"] in ("hawk", "dove")
    assert race["worlds"] == 20
    (tmp_path / "draws.csv").write_text("us.insulation\n0.1\n0.9\n")
    robust = choose(tmp_path, "postures=hawk,dove", "robust=draws.csv", "runs=10")
    assert robust["draws"] == 2
    assert [row["side"] for row in robust["robust"]] == ["us", "us", "china", "china"]
    drawn = choose(tmp_path, "postures=hawk,dove", "fit=prior", "draws=3", "runs=4")
    assert drawn["draws"] == 3
    stored = json.loads((Path(drawn["folder"]) / "choice.json").read_text())
    assert stored["profiles"] == drawn["profiles"]
    assert sum(row["low_us"] < row["high_us"] for row in drawn["profiles"]) > 0


def test_the_command_prints_each_of_them_in_words(tmp_path: Path) -> None:
    write(tmp_path, ATTRITION)
    (tmp_path / "draws.csv").write_text("us.insulation\n0.1\n0.9\n")
    base = ["choose", *SMALL, "payoffs=mine", "executor=serial", "postures=hawk,dove", "runs=8"]
    for words, said in (
        ([], "Best replies of the United States to China"),
        (["best=us", "against=hawk"], "fresh worlds it pays"),
        (["robust=draws.csv"], "smallest worst regret"),
        (["plan=true"], "2 x 2 postures x 8 worlds"),
    ):
        done = in_process([*base, *words], tmp_path)
        assert done.exit_code == 0, f"{done.output}{done.exception}"
        assert said in " ".join(done.output.split())

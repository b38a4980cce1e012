"""No command prints a line that is wider than its terminal, but for what is copied in one piece."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click import Context
from typer.main import get_command

from runs import Batch, terminal
from runs.cli import fit
from runs.cli.app import app
from runs.errors import WrongInput
from runs.studies.claims.run import Session
from runs.studies.patterns import planning
from tests.docs.commands import in_process
from tests.runs.batches import make_batch
from tests.runs.wide_lines import WIDTHS, list_wide_lines

SMALL = ["horizon=20", "executor=serial"]
EVERY_DAY = [
    80, pytest.param(60, marks=pytest.mark.slow), pytest.param(120, marks=pytest.mark.slow),
]  # fmt: skip
VIEWS = [
    ["list"], ["list", "pilot", "--all"], ["show"], ["show", "--origin"], ["cite", "few"],
    ["compare", "us.insulation=0.1", "us.insulation=0.2"], ["note", "few"],
    ["diff", "us.insulation=0.1", "us.insulation=0.2"], ["replay", "us.insulation=0.1", "3"],
    ["retry", "few"], ["resume", "few"], ["compact", "few"], ["tag", "few", "--add", "x"],
    ["hide", "few"], ["run", "plan=true", "runs=9"], ["run", "-m", "plan=true", "runs=9",
    "us.insulation=0.1,0.2", "leader@us=honor,hierarchy"], ["export", "few"],
]  # fmt: skip
REFUSED = [
    ["run", "us.insulatoin=1"], ["run", "us.insulation=7"], ["run", "scenario=none"],
    ["run", "pain=1"], ["run", "--config-name", "x"], ["run", "us.pain=${x}"], ["show", "fwe"],
    ["compare", "a", "b"], ["sensitivity", "few"], ["delete", "few"], ["rename", "few", "a/b"],
    ["replay", "us.insulation=0.1", "99"], ["export", "few", "-o", "a.xlsx"], ["retry", "few", "x"],
    ["run", "outputs=a", "--outputs", "b"], ["resume", "few", "seed=1"],
    ["list", "--since", "noon"], ["run", "batch=" + "中" * 110],
]  # fmt: skip
LONG = {
    'it\'s; "x"': [],
    "a very long name of a variant that goes on and on, beyond any column: x": ["us.pain=0.3"],
    "中文变体的名字也可以非常非常长以至于超过终端的宽度": ["us.insulation=0.9"],
    "שלום 👨‍👩‍👧 café": ["us.pain=0.4"],
}
"""Variants of names that no column holds."""
FIRST, SECOND, THIRD, _ = LONG
OF_LONG_NAMES = [
    ["list"], ["show"], ["show", "--origin"], ["cite", "names"], ["compare", FIRST, THIRD],
    ["compare", SECOND, THIRD], ["diff", SECOND, THIRD], ["replay", SECOND, "2", "--story"],
    ["replay", THIRD, "1"], ["resume", "names"],
    ["fork", SECOND, "1", "day=3", "do=us:ask_private"],
    ["fork", THIRD, "1", "day=3", "do=world:tension=?"], ["tag", "names", "--add", "标签"],
    ["note", "names", "word " * 40], ["rename", "names", "名字 " * 12], ["list"], ["hide", "names"],
    ["list", "--all"], ["delete", "names", "--yes"],
]  # fmt: skip
ELSEWHERE = [
    ["fits"], ["fits", "record"], ["fit", "plan=true"], ["episodes", "plan=true"],
    ["patterns", "plan=true"], ["claims", "plan=true"], ["run", "--info", "searchpath"],
    ["run", "--info", "defaults"], ["run", "--info", "defaults-tree"],
    ["sensitivity", "oat"], ["show", "oat"], ["sensitivity", "morris"], ["show", "morris"],
    ["discover", "morris", "--split", "p_us"],
    ["discover", "morris", "--when", "first_mover_true == 'us'"], ["list"],
    ["choose", "payoffs=mine", "postures=hawk,dove", "horizon=20", "runs=4", "executor=serial"],
    ["choose", "payoffs=mine", "postures=hawk,dove", "horizon=20", "runs=4", "executor=serial",
     "best=us", "against=hawk"],
    ["choose", "payoffs=mine", "postures=hawk,dove", "horizon=20", "runs=4", "executor=serial",
     "fit=prior", "draws=3"],
]  # fmt: skip
PAYOFFS = """us:
  - {column: duration, weight: -0.01}
china:
  - {column: duration, weight: 0.01}
"""
PLANS: list[tuple[Any, str]] = [
    (planning, "plan_pattern"), (planning, "plan_pattern_jobs"), (Session, "create"),
    (fit, "_make_likelihood"),
]  # fmt: skip
"""What takes seconds and prints nothing."""
NAMES = sorted(str(command.name) for command in app.registered_commands)


@pytest.fixture(scope="module")
def batch(tmp_path_factory: pytest.TempPathFactory) -> Batch:
    """Two variants of a few runs, with a long title and note."""
    made = make_batch(
        tmp_path_factory.mktemp("out") / "few", runs=20,
        overrides=("horizon=30", "us.insulation=0.1,0.2"),
    )  # fmt: skip
    title = "pilot: 第一批 " + "word " * 12
    in_process(["rename", "few", title, "--outputs", str(made.path.parent)], made.path.parent)
    return made


@pytest.fixture
def screen(request: pytest.FixtureRequest, batch: Batch, monkeypatch: pytest.MonkeyPatch) -> int:
    """A terminal of so many columns."""
    monkeypatch.setenv("COLUMNS", str(request.param))
    monkeypatch.setenv("TAIJIE_OUTPUTS", str(batch.path.parent))
    monkeypatch.setattr(terminal, "is_terminal", lambda _: True)
    return int(request.param)


@pytest.mark.parametrize(
    ("line", "is_wide"),
    [
        ("versions  python 3.11.7, taijie 0.1.0, mesa 3.3.1", True),
        ("in /a/path/of/batches/that/is/long: 3 of 5 batches", True),
        ("  /a/path/of/batches/that/is/long/and/copied", False),
        ("          taijie compare 'a variant' 'another variant'", False),
        ("what is said of taijie compare 'a variant' 'another'", True),
        ("short", False),
    ],
)
def test_only_paths_and_commands_may_be_wide(line: str, is_wide: bool) -> None:
    assert bool(list_wide_lines(line, 40)) is is_wide


@pytest.mark.parametrize("screen", EVERY_DAY, indirect=True)
@pytest.mark.parametrize("name", ["", *NAMES])
def test_a_page_of_help_keeps_to_the_terminal(screen: int, name: str) -> None:
    program: Any = get_command(app)
    above = Context(program, info_name="taijie")
    page = program.commands[name] if name else program
    told = page.get_help(Context(page, info_name=name, parent=above) if name else above)
    assert len(told.splitlines()) > 5
    assert list_wide_lines(told, screen) == []


@pytest.mark.parametrize("screen", EVERY_DAY, indirect=True)
@pytest.mark.parametrize("words", VIEWS, ids=" ".join)
def test_what_a_command_says_keeps_to_the_terminal(
    screen: int, words: list[str], tmp_path: Path
) -> None:
    done = in_process(words, tmp_path)
    assert done.exit_code == 0, done.output
    assert done.output.strip()
    assert list_wide_lines(done.output, screen) == []


@pytest.mark.parametrize("screen", EVERY_DAY, indirect=True)
@pytest.mark.parametrize("words", REFUSED, ids=" ".join)
def test_a_refusal_keeps_to_the_terminal(
    screen: int, words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    done = in_process(words, tmp_path)
    assert isinstance(done.exception, WrongInput), done.output
    terminal.say(f"taijie: {done.exception}")
    assert list_wide_lines(capsys.readouterr().out, screen) == []


@pytest.mark.parametrize("screen", EVERY_DAY, indirect=True)
@pytest.mark.parametrize(
    ("words", "nearest"),
    [
        (["show", "--origine"], "--origin)"),
        (["run", "--config-nam", "x"], "--config-dir)"),
        (["fork", "--jsn", "of", "a", "run", "that", "was", "never"], "--json"),
        (["lst"], "'list'"),
    ],
)
def test_an_option_mistyped_keeps_to_the_terminal(
    screen: int, words: list[str], nearest: str, tmp_path: Path
) -> None:
    done = in_process(words, tmp_path)
    assert done.exit_code == 2
    assert nearest in done.output
    assert list_wide_lines(done.output, screen) == []


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an experiment of long names and with payoffs; two designs, played."""
    desk = tmp_path_factory.mktemp("desk")
    experiment = {"variants": LONG}
    for name, text in (
        ("experiment/long", f"# @package _global_\n{json.dumps(experiment, ensure_ascii=False)}\n"),
        ("payoff/mine", PAYOFFS),
    ):
        path = desk / "configs" / f"{name}.yaml"
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")
    ranges = ["us.insulation=[0.1,0.9]", "us.pain=[0.2,1]"]
    for words in (
        ["batch=oat", "design=one_at_a_time", "design.levers=[us.insulation,us.pain]", "runs=4"],
        ["batch=morris", "design=morris", "design.trajectories=3", *ranges, "runs=2"],
    ):
        done = in_process(["run", *words, *SMALL, f"outputs={desk / 'out'}"], desk)
        assert done.exit_code == 0, done.output
    return desk


def play(words: list[str], desk: Path, screen: int) -> None:
    """Run a command and check the lines of what it prints."""
    done = in_process(words, desk)
    assert done.exit_code == 0, f"{words} {done.output}{done.exception}"
    assert done.output.strip()
    assert (words, list_wide_lines(done.output, screen)) == (words, [])


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.parametrize("screen", WIDTHS, indirect=True)
def test_names_that_no_column_holds_keep_to_the_terminal(
    screen: int, desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TAIJIE_OUTPUTS", str(desk / f"out{screen}"))
    played = ["run", "experiment=long", "batch=names", "runs=4", *SMALL]
    exported = ["export", "names", "-o", f"{screen}.csv"]
    for words in (played, exported, *OF_LONG_NAMES):
        play(words, desk, screen)


class Once:
    """A function that is worked out for the first terminal; for the others its answers come again,
    in their order.
    """

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function, self.answers, self.place = function, [], 0  # type: ignore[var-annotated]

    def __call__(self, *words: Any) -> Any:
        if self.place == len(self.answers):
            self.answers.append(self.function(*words))
        self.place += 1
        return self.answers[self.place - 1]


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.parametrize("words", ELSEWHERE, ids=" ".join)
def test_a_study_keeps_to_the_terminal(
    words: list[str], desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What studies plan depends on no terminal."""
    monkeypatch.setenv("TAIJIE_OUTPUTS", str(desk / "out"))
    monkeypatch.setattr(terminal, "is_terminal", lambda _: True)
    planned = [Once(getattr(place, name)) for place, name in PLANS]
    for (place, name), once in zip(PLANS, planned, strict=True):
        monkeypatch.setattr(place, name, once)
    for screen in WIDTHS:
        monkeypatch.setenv("COLUMNS", str(screen))
        play(words, desk, screen)
        for once in planned:
            assert once.place == len(once.answers)
            once.place = 0

"""No command prints a line that is wider than its terminal, but for what is copied in one piece."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click import Context
from rich.cells import cell_len
from typer.main import get_command

from runs import Batch, terminal
from runs.cli.app import app
from runs.errors import WrongInput
from tests.docs.commands import in_process
from tests.runs.batches import make_batch

WIDTHS = (60, 80, 120)
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
    ["resume", "few", "seed=1"], ["list", "--since", "noon"], ["run", "batch=" + "中" * 110],
]  # fmt: skip
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


def list_wide_lines(text: str, width: int) -> list[str]:
    """Return the lines beyond a width, but those of one word, a path, or a command to copy."""
    return [
        line
        for line in text.splitlines()
        if cell_len(line) > width and "/" not in line and "taijie " not in line
        and len(line.split()) > 2
    ]  # fmt: skip


@pytest.mark.parametrize("screen", WIDTHS, indirect=True)
@pytest.mark.parametrize("name", ["", *NAMES])
def test_a_page_of_help_keeps_to_the_terminal(screen: int, name: str) -> None:
    program: Any = get_command(app)
    above = Context(program, info_name="taijie")
    page = program.commands[name] if name else program
    told = page.get_help(Context(page, info_name=name, parent=above) if name else above)
    assert len(told.splitlines()) > 5
    assert list_wide_lines(told, screen) == []


@pytest.mark.parametrize("screen", WIDTHS, indirect=True)
@pytest.mark.parametrize("words", VIEWS, ids=" ".join)
def test_what_a_command_says_keeps_to_the_terminal(
    screen: int, words: list[str], tmp_path: Path
) -> None:
    done = in_process(words, tmp_path)
    assert done.exit_code == 0, done.output
    assert done.output.strip()
    assert list_wide_lines(done.output, screen) == []


@pytest.mark.parametrize("screen", WIDTHS, indirect=True)
@pytest.mark.parametrize("words", REFUSED, ids=" ".join)
def test_a_refusal_keeps_to_the_terminal(
    screen: int, words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    done = in_process(words, tmp_path)
    assert isinstance(done.exception, WrongInput), done.output
    terminal.say(f"taijie: {done.exception}")
    assert list_wide_lines(capsys.readouterr().out, screen) == []

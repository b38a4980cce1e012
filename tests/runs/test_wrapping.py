"""Sentences stay within the terminal; what is copied, and what is piped, stays in one piece."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from rich.cells import cell_len

from runs.terminal import say
from runs.wrapping import wrap_text

SENTENCE = "In this model, with these settings, China calls first in 20 of 100 runs (0 to 70)."
CHINESE = "在这个模型里按照这些设定两位领导人之中是谁先打电话什么时候打又为此丢了多少面子。"


@pytest.mark.parametrize("width", [20, 40, 80, 200])
@pytest.mark.parametrize(
    "text", [SENTENCE, CHINESE, f"{CHINESE} {SENTENCE}", f"  allowed: {SENTENCE}", "中 a " * 30]
)
def test_no_line_is_wider_than_the_terminal_and_no_word_is_lost(text: str, width: int) -> None:
    lines = wrap_text(text, width).split("\n")
    assert max(cell_len(line) for line in lines) <= width
    assert "".join("".join(lines).split()) == "".join(text.split())
    indent = len(text) - len(text.lstrip())
    assert all(line[:indent].strip() == "" for line in lines)


@pytest.mark.parametrize(
    "line",
    [
        "variant                  hash      done      wanted     failed     and more columns of it",
        "/a/path/of/one/word/that/is/much/longer/than/eighty/columns/of/any/terminal/there/ever/was",
        "short",
        "",
    ],
)
def test_columns_paths_and_short_lines_stay_as_they_are(line: str) -> None:
    assert wrap_text(line, 80) == line


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        (
            "view:     taijie serve    (in the terminal: taijie show 20261128-205721-ez2s)",
            "view:     taijie serve    (in the terminal:\n"
            "          taijie show 20261128-205721-ez2s)",
        ),
        (
            "  scenario              call_2025*, call_2025_exogenous, minimal, japan_china_2012",
            "  scenario              call_2025*, call_2025_exogenous,\n"
            "                        minimal, japan_china_2012",
        ),
        (
            "  taijie run experiment=first_call          three variants, 2,000 runs",
            "  taijie run experiment=first_call          three variants,\n    2,000 runs",
        ),
        (
            "launch    2026-11-29  taijie run runs=4 'horizon=60'  (4 runs, serial, 1 worker, x)",
            "launch    2026-11-29  taijie run runs=4 'horizon=60'  (4\n"
            "          runs, serial, 1 worker, x)",
        ),
    ],
)
def test_a_few_columns_go_on_below(line: str, wanted: str) -> None:
    assert wrap_text(line, 60) == wanted


@pytest.mark.parametrize("name", ["demo", "'a name'", "demo --outputs '/my batches/of it'"])
def test_a_command_is_never_broken(name: str) -> None:
    command = f"taijie resume {name}"
    lines = wrap_text(f"what is done is kept, and the rest of it is computed by: {command}", 40)
    assert any(line.endswith(command) for line in lines.split("\n"))


@pytest.mark.parametrize(
    "command",
    [
        "taijie fork 'as configured' 7 day=20 do=china:without:tariff_raise days=30",
        "  taijie score configs/episode/e01.yaml forecast=20261130-032103-c4wg",
        "      taijie compare 'it'\"'\"'s; x' 'a long name of a variant'",
    ],
)
def test_a_line_that_is_a_command_stays_in_one_piece(command: str) -> None:
    assert wrap_text(command, 40) == command


def test_a_version_is_no_command() -> None:
    versions = "versions  python 3.11.7, taijie 0.1.0, mesa 3.3.1, numpy 2.4.6, scipy 1.17.1"
    lines = wrap_text(versions, 40).split("\n")
    assert max(map(len, lines)) <= 40
    assert " ".join(" ".join(lines).split()) == " ".join(versions.split())


def test_a_pipe_gets_one_line_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    say(SENTENCE * 3)
    assert capsys.readouterr().out == f"{SENTENCE * 3}\n"


def test_a_terminal_gets_wrapped_sentences_and_refusals(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    place = {**os.environ, "COLUMNS": "60", "TAIJIE_OUTPUTS": str(tmp_path / "a folder")}
    words = [sys.executable, "-m", "runs", "list"]
    with subprocess.Popen(words, stdout=theirs, stderr=theirs, env=place) as process:
        os.close(theirs)
        output = b""
        while True:
            try:
                piece = os.read(ours, 4096)
            except OSError:  # the other end is closed
                break
            if not piece:
                break
            output += piece
        process.wait()
    os.close(ours)
    lines = output.decode().splitlines()
    assert any(line.endswith("taijie run experiment=first_call") for line in lines)
    assert len(lines) > 1
    assert " ".join(" ".join(lines).split()).startswith("No batch in ")

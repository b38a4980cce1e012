"""The page on results: its commands and queries run as they are printed, and agree."""

from __future__ import annotations

import os
import re
from collections import Counter
from pathlib import Path

import duckdb
import pytest

from tests.architecture.sources import ROOT
from tests.docs.commands import in_markdown, taijie

PAGE = ROOT / "docs" / "results.md"
COMMANDS = in_markdown(PAGE)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, warm_programs: Path) -> Path:
    """A folder with a small batch `demo`, on which the commands of the page have been run."""
    folder = tmp_path_factory.mktemp("desk")
    few = ["runs=10", "horizon=40", "executor=serial", "batch=demo"]
    done = taijie(
        ["run", "experiment=first_call", *few, "outputs=taijie-outputs"], folder, warm_programs
    )
    assert done.returncode == 0, done.stderr
    for command in COMMANDS:
        done = taijie([*command[1:], "--outputs", "taijie-outputs"], folder, warm_programs)
        assert done.returncode == 0, done.stderr
    return folder


def queries() -> list[str]:
    return re.findall(r"^```sql\n(.*?)^```", PAGE.read_text(), flags=re.MULTILINE | re.DOTALL)


@pytest.mark.slow
def test_the_commands_of_the_page_leave_what_they_name(desk: Path) -> None:
    files = [command[command.index("-o") + 1] for command in COMMANDS]
    assert len(files) == 3
    for file in files:
        assert (desk / file).stat().st_size > 0
        assert (desk / f"{file}.columns.json").is_file()


@pytest.mark.slow
def test_both_queries_answer_and_agree(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(desk)
    exported, straight = (duckdb.sql(query).fetchall() for query in queries())
    first: Counter[str] = Counter()
    for _, mover, runs, _ in exported:
        first[mover] += runs
    assert sum(first.values()) == 30 == sum(row[2] for row in straight)
    assert first["us"] == round(sum(share * runs for _, share, runs in straight))
    assert len(straight) == 3
    assert "TAIJIE_OUTPUTS" not in os.environ

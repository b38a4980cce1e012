"""Every config opens with the command that uses it, and that command is accepted."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.architecture.sources import ROOT
from tests.configs.test_headers import FILES
from tests.docs.commands import configs, in_header, in_process

EXPERIMENTS = sorted((ROOT / "configs" / "experiment").glob("*.yaml"))
PLAYED = set(FILES)  # tests/configs plays the first command of these
HEADERS = [(path, words) for path in configs() for words in in_header(path)[path in PLAYED :]]


@pytest.mark.parametrize("path", EXPERIMENTS, ids=lambda path: path.stem)
def test_an_experiment_opens_with_the_command_that_runs_it(path: Path) -> None:
    first, *_ = in_header(path)
    assert first[:3] == ["taijie", "run", f"experiment={path.stem}"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "words"), HEADERS, ids=[" ".join(words[1:]) for _, words in HEADERS]
)
def test_the_command_of_a_config_is_accepted(path: Path, words: list[str], tmp_path: Path) -> None:
    done = in_process([*words[1:], "plan=true", f"outputs={tmp_path / 'out'}"], tmp_path)
    assert done.exit_code == 0, f"{path.name}: {done.output}{done.exception}"
    assert not (tmp_path / "out").exists()

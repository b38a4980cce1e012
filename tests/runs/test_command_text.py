"""A printed command is read by the shells for the words it was made of."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from runs.archive.manifest import VariantRecord
from runs.command_text import (
    format_command,
    make_batch_arguments,
    make_outputs_option,
    make_variant_argument,
)

ODD = [
    "it's", "a b", "$x", "[1]", "us.insulation=[0.1,0.9]", "`date`", "!!", "*", "~", "=ls", "",
    "a\\b", 'say "no"', "#1", "中文", "für", "{a,b}", "a;b", "x&y", "a>b", "first\nsecond",
]  # fmt: skip
SHELLS = [shell for shell in ("sh", "bash", "dash", "zsh") if shutil.which(shell)]


@pytest.mark.parametrize("shell", SHELLS)
def test_a_shell_reads_the_words_that_were_printed(shell: str, tmp_path: Path) -> None:
    (tmp_path / "1").touch()  # a file that an open pattern would stand for
    line = format_command("printf", "%s\\0", *ODD)
    done = subprocess.run([shell, "-c", line], cwd=tmp_path, capture_output=True, check=True)
    assert done.stdout.decode().split("\0")[:-1] == ODD


@pytest.mark.parametrize("word", ["[1]", "a[0]", "*", "?", "=ls", "~", "^a", "a#", "(x)", "{1..3}"])
def test_what_zsh_would_expand_stands_in_quotation_marks(word: str) -> None:
    assert format_command(word) == f"'{word}'"


@pytest.mark.parametrize("word", ["us.insulation=0.1", "-m", "--outputs", "runs/outputs", "a,b"])
def test_plain_words_stay_plain(word: str) -> None:
    assert format_command("taijie", word) == f"taijie {word}"


def test_the_folder_of_batches_is_named_where_it_is_not_the_usual_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TAIJIE_OUTPUTS", str(tmp_path))
    assert make_batch_arguments(tmp_path / "demo") == ["demo"]
    other = tmp_path / "my batches"
    assert make_outputs_option(other) == ["--outputs", str(other)]
    assert format_command(*make_batch_arguments(other / "demo")).endswith(
        f"demo --outputs '{other}'"
    )


def test_a_variant_that_would_read_as_an_option_is_named_by_its_hash() -> None:
    record = VariantRecord(name="-x", hash="0123456789abcdef" * 4, overrides=[], varied={},
                           horizon=1)  # fmt: skip
    assert make_variant_argument(record) == "0123456789ab"
    assert make_variant_argument(record.model_copy(update={"name": "it's"})) == "it's"

"""Batches made by version one are listed, shown, compared and exported by every later one."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from runs.archive.batch import Archive, Batch
from runs.cli.app import app
from tests.fixtures import FIRST_CALL, VERSION_ONE, copy_version_one

DONE = {FIRST_CALL: 36, "levers": 24, "failed": 20, "stopped": 40}


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_version_one(tmp_path_factory.mktemp("batches"))


def run_command(words: list[str]) -> str:
    """Return what a command prints."""
    result = CliRunner().invoke(app, words, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_they_are_listed_with_what_is_done(outputs: Path) -> None:
    listed = {batch.name: batch.done for batch in Archive(outputs).batches()}
    assert listed == DONE


@pytest.mark.parametrize("name", VERSION_ONE)
def test_what_is_shown_are_the_rows_on_disk(outputs: Path, name: str) -> None:
    answer = run_command(["show", name, "--outputs", str(outputs), "--json"])
    counts = json.loads(answer)["counts"]
    rows = Batch(outputs / name).outcomes()
    assert sum(count["done"] for count in counts) == len(rows) == DONE[name]


@pytest.mark.parametrize("name", VERSION_ONE)
def test_what_later_versions_keep_besides_is_missing_in_them(outputs: Path, name: str) -> None:
    batch = Batch(outputs / name)
    rows = batch.outcomes()
    assert rows[["approval_us_end", "contact_kind"]].isna().all(axis=None)
    held = batch.histograms(str(rows["variant"].iloc[0]))
    assert ("tariff_us" in held, "approval_us" in held) == (True, False)
    assert all(counts.sum(axis=1).min() > 0 for counts in held.values())


@pytest.mark.parametrize("name", [FIRST_CALL, "stopped"])
def test_their_variants_are_compared_pair_by_pair(outputs: Path, name: str) -> None:
    words = ["compare", "as reported", "counting swapped", "--batch", name]
    answer = run_command([*words, "--outputs", str(outputs), "--json"])
    first = json.loads(answer)["paired"][0]
    rows = Batch(outputs / name).outcomes().set_index(["variant_name", "replication"])
    is_us = rows["first_mover_true"] == "us"
    change = (is_us.loc["counting swapped"].astype(float) - is_us.loc["as reported"]).dropna()
    assert first["n_pairs"] == len(change)
    assert first["effect"] == pytest.approx(change.mean(), abs=1e-12)


@pytest.mark.slow
@pytest.mark.parametrize("name", VERSION_ONE)
def test_they_are_exported_row_by_row(outputs: Path, name: str, tmp_path: Path) -> None:
    file = tmp_path / "rows.csv"
    run_command(["export", name, "--outputs", str(outputs), "-o", str(file)])
    assert len(pd.read_csv(file)) == DONE[name]

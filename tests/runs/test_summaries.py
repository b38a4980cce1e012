"""The summary of a batch says what its rows say, and never more than its parts still hold."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from statsmodels.duration.survfunc import CumIncidenceRight
from statsmodels.stats.proportion import proportion_confint

from model.outcomes import make_columns
from runs.analysis.comparison import overview, shares
from runs.analysis.estimates.metrics import compute_metric_values, list_metrics
from runs.analysis.estimates.tallies import tally_outcomes
from runs.analysis.sides import get_dyad
from runs.analysis.text import sentences
from runs.analysis.waiting import waiting
from runs.archive import parts, summary_file
from runs.archive.batch import Batch
from runs.execute.launch import resume
from runs.plan.executor_settings import ExecutorSettings
from tests.clock import measure_cost
from tests.runs.batches import make_batch, silently

SERIAL = ExecutorSettings(name="serial", lanes=16)


@pytest.fixture(scope="module")
def batch(tmp_path_factory: pytest.TempPathFactory) -> Batch:
    sweep = ("horizon=120", "us.insulation=0.1,0.3")
    return make_batch(
        tmp_path_factory.mktemp("summaries") / "batch", overrides=sweep, runs=60, lanes=25
    )


@pytest.fixture
def copy(batch: Batch, tmp_path: Path) -> Batch:
    """The batch again, its summary still believed."""
    shutil.copytree(batch.path, tmp_path / "copy", copy_function=shutil.copy2)
    return Batch(tmp_path / "copy")


def raw(batch: Batch, variant: str) -> pd.DataFrame:
    """Return a variant's rows straight from its files."""
    files = sorted(batch.path.glob(f"variants/{variant}/outcomes/part-*.parquet"))
    return pd.concat([pq.ParquetFile(file).read().to_pandas() for file in files])


def is_kept(batch: Batch) -> bool:
    """Say whether every row comes from the summary file and no part has to be read."""
    known = Batch(batch.path)._summary
    return all(
        known.parts.get(v.hash, {})
        == {r: batch.layout.read_sizes_and_times(r) for r in batch.list_valid_rectangles(v)}
        for v in batch.manifest.variants
    )


@pytest.mark.slow
def test_figures_of_a_summary_are_those_of_its_rows_computed_apart(batch: Batch) -> None:
    assert is_kept(batch)
    counted = batch.tallies()
    assert counted is not None
    table = overview.summarise_variants(counted).set_index("variant")
    for record in batch.manifest.variants:
        rows, own = raw(batch, record.hash), table.loc[record.name]
        assert own["n"] == len(rows) == 60
        first = (rows["first_mover_true"] == "china").sum()
        limits = proportion_confint(first, 60, method="wilson")
        told = own[["p_china", "p_china_low", "p_china_high"]].tolist()
        assert told == pytest.approx([first / 60, *limits], rel=1e-12)
        seen = rows.loc[rows["event_observed"], "duration"]
        assert own["median"] == next(day for day in range(1, 121) if (seen <= day).sum() >= 30)
        assert own["rmst"] == rows["duration"].sum() / 60
        face = rows["face_us_us_end"]
        half = 2.0009953780882674 * face.std() / np.sqrt(60)  # t quantile, 59 degrees of freedom
        assert own["face_us"] == pytest.approx(face.mean(), rel=1e-12)
        assert own["face_us_high"] == pytest.approx(face.mean() + half, rel=1e-12)


@pytest.mark.slow
def test_curves_of_a_summary_are_those_statsmodels_draws_from_the_rows(batch: Batch) -> None:
    counted = batch.tallies()
    assert counted is not None
    record = batch.manifest.variants[1]
    rows = raw(batch, record.hash)
    causes = {"us": 1, "china": 2, "broker": 3, "simultaneous": 4, "nobody": 0}
    with np.errstate(divide="ignore", invalid="ignore"):  # its errors where nobody waits any more
        fit = CumIncidenceRight(rows["duration"], rows["first_mover_true"].map(causes))
    curve = waiting.compute_cumulative_incidence(counted)
    own = curve[(curve["variant"] == record.name) & (curve["cause"] == "china")]
    place = np.searchsorted(fit.times, own["day"], side="right")
    np.testing.assert_array_equal(own["estimate"], np.r_[0.0, fit.cinc[1]][place])
    for stage in ("leader", "envoy"):
        for draw in (waiting.compute_survival, waiting.compute_cumulative_incidence):
            pd.testing.assert_frame_equal(
                draw(counted, stage), draw(batch.outcomes(), stage), check_exact=True
            )


def test_only_log_odds_are_said_to_be_log_odds() -> None:
    """Pressure is none: a lever of the leader's makes log-odds of it."""
    units = {column.name: column.unit for column in make_columns(get_dyad())}
    for of in list_metrics():
        assert (of.unit == "log-odds") == (units[of.column] == "log-odds"), of.name


def test_counts_are_the_same_to_the_last_bit_and_moments_to_rounding(batch: Batch) -> None:
    counted, rows = batch.tallies(), batch.outcomes()
    assert counted is not None
    whole = tally_outcomes(rows)
    assert counted.names == whole.names
    assert counted.metrics == tuple(of.name for of in list_metrics())
    for stage, days in whole.days.items():
        np.testing.assert_array_equal(counted.days[stage], days)
        column = {"leader": "first_mover_true", "envoy": "envoy_first_mover_true"}[stage]
        pd.testing.assert_frame_equal(
            shares.compute_mover_shares(counted, column), shares.compute_mover_shares(rows, column)
        )
    np.testing.assert_array_equal(counted.n, whole.n)
    np.testing.assert_allclose(counted.total, whole.total, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(counted.squares, whole.squares, rtol=1e-9, atol=1e-12)
    assert sentences.write_result_sentences(rows) == sentences.write_result_sentences(
        batch.outcomes(columns=["first_mover_true"]), tallies=counted, read_rows=batch.outcomes
    )


@pytest.mark.parametrize("name", ["p_us", "rmst", "face_us_call", "p_deniable"])
def test_a_ranking_needs_one_column_beside_the_summary(batch: Batch, name: str) -> None:
    of = next(known for known in list_metrics() if known.name == name)
    assert np.isfinite(compute_metric_values(batch.outcomes(columns=[of.column]), of)).any()
    narrow = overview.rank_variants(
        batch.outcomes(columns=[of.column]), name, tallies=Batch(batch.path).tallies()
    )
    pd.testing.assert_frame_equal(
        narrow, overview.rank_variants(batch.outcomes(), name), rtol=1e-12
    )


def test_nothing_is_read_where_the_summary_holds(
    batch: Batch, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no(*_: object) -> object:
        raise AssertionError("a part was opened")

    monkeypatch.setattr(parts, "read_parts", no)
    monkeypatch.setattr(parts, "check_part", no)
    counted = Batch(batch.path).tallies()
    assert counted is not None
    assert counted.runs.tolist() == [60, 60]
    assert Batch(batch.path).counts()[0].done == 60


@pytest.mark.slow
def test_more_runs_are_added_to_what_was_counted(
    copy: Batch, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[int] = []
    original = parts.read_parts

    def counting(paths: list[Path], *how: object) -> object:
        read.append(len(paths))
        return original(paths, *how)  # type: ignore[arg-type]

    monkeypatch.setattr(parts, "read_parts", counting)
    grown = resume(copy, silently, executor=SERIAL, runs=80)
    assert is_kept(grown)
    counted, whole = grown.tallies(), tally_outcomes(grown.outcomes())
    assert sum(read[:-1]) < len(list(grown.path.glob("variants/*/outcomes/part-*")))
    assert counted is not None
    assert counted.runs.tolist() == [80, 80]
    np.testing.assert_array_equal(counted.days["envoy"], whole.days["envoy"])
    np.testing.assert_allclose(counted.squares, whole.squares, rtol=1e-9, atol=1e-12)


@pytest.mark.slow
def test_a_part_that_went_or_changed_is_counted_no_more(copy: Batch) -> None:
    first, second = copy.manifest.variants
    gone = sorted(copy.path.glob(f"variants/{first.hash}/outcomes/part-*"))[0]
    gone.unlink()
    torn = sorted(copy.path.glob(f"variants/{second.hash}/outcomes/part-*"))[0]
    torn.write_bytes(torn.read_bytes()[:-100])
    after = Batch(copy.path)
    assert not is_kept(after)
    counted = after.tallies()
    assert counted is not None
    assert counted.runs.tolist() == [len(after.outcomes(v.hash)) for v in (first, second)]
    assert max(counted.runs) < 60
    assert resume(after, silently, executor=SERIAL).tallies().runs.tolist() == [60, 60]  # type: ignore[union-attr]


def test_a_part_touched_since_is_checked_again(copy: Batch) -> None:
    part = next(copy.path.glob("variants/*/daily/part-*"))
    part.write_bytes(b"x" * part.stat().st_size)
    os.utime(part, ns=(1, 1))
    assert Batch(copy.path).missing()


@pytest.mark.parametrize("how", ["cut", "other", "gone"])
def test_without_a_summary_that_can_be_read_the_rows_are_counted(copy: Batch, how: str) -> None:
    file = copy.layout.summary
    if how == "cut":
        file.write_bytes(file.read_bytes()[:-9])
    elif how == "other":
        shutil.copy(next(copy.path.glob("variants/*/daily/part-*")), file)
    else:
        file.unlink()
    again = Batch(copy.path)
    assert again._summary.tallies is None
    assert again.tallies().runs.tolist() == [60, 60]  # type: ignore[union-attr]


def test_a_disk_without_room_for_a_summary_loses_no_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> bytes:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(summary_file, "to_parquet", full)
    made_ = make_batch(tmp_path / "full", runs=3)
    assert not made_.layout.summary.exists()
    assert made_.missing() == []


def test_a_batch_without_a_run_has_no_tallies(copy: Batch) -> None:
    for part in copy.path.glob("variants/*/*/part-*"):
        part.unlink()
    assert Batch(copy.path).tallies() is None


@pytest.mark.slow
def test_the_overview_of_a_hundred_thousand_runs_is_there_at_once(tmp_path: Path) -> None:
    sweep = ("horizon=30", "us.insulation=0.1,0.3")
    big = Batch(make_batch(tmp_path / "big", overrides=sweep, runs=50_000, lanes=4000).path)
    with measure_cost() as cost:
        counted = big.tallies()
        assert counted is not None
        table = overview.summarise_variants(counted)
        assert sum(count.done for count in big.counts()) == 100_000
    assert table["n"].tolist() == [50_000, 50_000]
    assert cost.seconds < 0.5
    with measure_cost() as cost:
        rows = big.outcomes(columns=["first_mover_true"])
        assert len(overview.rank_variants(rows, "p_us", tallies=counted)) == 2
    assert cost.seconds < 1

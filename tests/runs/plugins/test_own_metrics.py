"""A metric of one's own is stored with every run, alike by every executor, and shown everywhere."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import runs
from dashboards.components.controls import make_metric_control
from dashboards.pages.catalogue import list_pages, use_batch_of_view
from dashboards.state.board import compare_with_first, open_pins
from dashboards.state.pins import Pin, format_pins
from dashboards.state.store import Source
from dashboards.state.view import resolve_view
from runs.analysis.estimates.metrics import list_metrics
from runs.archive import engine
from runs.archive.batch import Batch
from runs.archive.compact import compact_batch
from runs.archive.in_use import use_batch
from runs.archive.shared_worlds import compute_rules_digest
from runs.execute.launch import resume
from runs.plan.planner import Planner
from runs.studies.replay.verification import count_rerun_differences
from runs.studies.sensitivity.outcome import parse_outcome
from tests.runs.batches import part_bytes, rows, silently
from tests.runs.plugins.metrics import AHEAD, GAP, NAMES, write_metrics
from tests.runs.plugins.policies import WEEKLY, write_policies
from tests.runs.plugins.refusals import (
    MOVES,
    SERIAL,
    assert_every_verb_refuses,
    launch,
    move_source,
)

BOTH = f"metrics=[{','.join(NAMES)}]"
PAGES = (
    *(("/variants", "ranking"), ("/compare", "pairs"), ("/sweep", "dose")),
    ("/checks", "convergence"),
)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with two metrics of one's own in it."""
    monkeypatch.delenv("TAIJIE_OUTPUTS", raising=False)
    monkeypatch.chdir(write_metrics(tmp_path, gap=GAP, ahead=AHEAD))
    return tmp_path


def compute_expected(frame: pd.DataFrame, name: str) -> np.ndarray:
    """Return a metric by hand, from the other columns of a batch's outcomes."""
    if name == "tariff_gap":
        return (frame["tariff_us_peak"] - frame["tariff_china_peak"]).to_numpy()
    both = (frame["envoy_event_observed"] & frame["event_observed"]).to_numpy()
    return np.where(both, (frame["envoy_duration"] < frame["duration"]).to_numpy(), np.nan)


@pytest.mark.slow
def test_each_run_has_it_beside_the_outcomes_which_stay_as_they_were(home: Path) -> None:
    batch, plain = launch(BOTH, "runs=40"), launch("runs=40")
    frame = batch.outcomes()
    for name in NAMES:
        column = frame[name].to_numpy(dtype=float, na_value=np.nan)
        np.testing.assert_array_equal(column, compute_expected(frame, name))
    assert frame["envoys_ahead"].isna().any()
    assert frame.drop(columns=list(NAMES)).equals(plain.outcomes())
    assert [v.hash for v in batch.manifest.variants] == [v.hash for v in plain.manifest.variants]
    fields = {field.name: field for field in batch.table().schema}
    assert list(fields)[-2:] == list(NAMES)


@pytest.mark.slow
def test_the_manifest_names_it_and_the_engine_covers_it_alone(home: Path) -> None:
    batch, plain = launch("metrics=tariff_gap"), launch()
    (record,) = batch.manifest.metrics
    assert (record.name, record.place) == ("tariff_gap", "metrics/gap.py")
    assert record.path == str(home / "metrics" / "gap.py")
    assert (record.label, record.unit) == ("gap of the peak tariffs", "rate")
    assert record.source == "assumed"
    beyond = set(batch.manifest.engine.sources) - set(engine.get_current_engine().sources)
    assert beyond == {"metrics/gap.py", f"pandas {pd.__version__}"}
    assert record.sources == {record.place: batch.manifest.engine.sources[record.place]}
    assert (plain.manifest.engine, plain.manifest.metrics) == (engine.get_current_engine(), [])
    assert compute_rules_digest(batch.manifest) == plain.manifest.engine.digest


@pytest.mark.slow
def test_workers_compute_it_as_this_process_does(home: Path) -> None:
    texts = (BOTH, "us.insulation=0.1,0.4", "runs=300", "horizon=40")
    here, there = (
        runs.launch([*texts, *how], multirun=True)
        for how in (["executor=serial"], ["executor=local", "executor.workers=1"])
    )
    assert rows(there) == rows(here)
    assert there.manifest.engine.digest == here.manifest.engine.digest


@pytest.mark.slow
def test_a_run_has_the_same_to_the_last_bit_in_any_block(home: Path) -> None:
    whole = launch(BOTH, "runs=40", "executor.lanes=40")
    cut = launch(BOTH, "runs=40", "executor.lanes=7")
    assert rows(cut) == rows(whole)
    assert len(part_bytes(cut)) > len(part_bytes(whole))
    compact_batch(cut)
    assert part_bytes(cut) == part_bytes(whole)


@pytest.mark.slow
def test_a_batch_grows_and_its_runs_are_verified_with_it(home: Path) -> None:
    batch = resume(launch(BOTH), silently, executor=SERIAL, runs=9)
    assert rows(batch) == rows(launch(BOTH, "runs=9"))
    again = count_rerun_differences(batch, batch.manifest.variants[0].hash, 5)
    assert again["differing"].tolist() == [0] * 5
    assert again["columns"].iloc[0] == len(launch().outcomes().columns) - 5 + 2


@pytest.mark.slow
@pytest.mark.parametrize("move", MOVES)
def test_a_batch_goes_on_only_with_the_metric_it_began_with(
    home: Path, move: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = launch("metrics=tariff_gap")
    phrase = move_source(move, batch, home / "metrics" / "gap.py", monkeypatch)
    assert_every_verb_refuses(batch, "the metric tariff_gap of metrics/gap.py", phrase)


@pytest.mark.slow
def test_it_is_read_and_shown_where_its_file_is_gone(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    batch = runs.launch(
        [BOTH, "us.insulation=0.1,0.4", "runs=40", "horizon=40", "batch=seen", "executor=serial"],
        multirun=True,
    )
    (home / "metrics" / "gap.py").unlink()
    (home / "metrics" / "ahead.py").unlink()
    a, b = (one.name for one in batch.manifest.variants)
    table = batch.compare(a, b).set_index("metric")
    frame = batch.outcomes()
    for name in NAMES:
        mine = compute_expected(frame[frame["variant_name"] == a], name)
        theirs = compute_expected(frame[frame["variant_name"] == b], name)
        known = ~np.isnan(mine) & ~np.isnan(theirs)
        assert table.loc[name, "n_pairs"] == known.sum()
        assert table.loc[name, "effect"] == pytest.approx((theirs - mine)[known].mean())
    from runs.cli.compare import compare
    from runs.cli.list_show import show

    show("seen")
    assert "gap of the peak tariffs" in " ".join(capsys.readouterr().out.split())
    compare(a, b, batch="seen", as_json=True)
    paired = {row["metric"]: row for row in json.loads(capsys.readouterr().out)["paired"]}
    assert paired["tariff_gap"]["label"] == "gap of the peak tariffs"
    summary = runs.export(batch, home / "rows.csv")
    assert {"tariff_gap", "envoys_ahead"} <= set(pd.read_csv(home / "rows.csv").columns)
    about = json.loads(summary.dictionary.read_text())
    assert "gap of the peak tariffs" in json.dumps(about)
    for path, name in PAGES:
        assert_page_shows(batch, path, name)
    with use_batch(batch.manifest):
        outcome = parse_outcome("tariff_gap")
        condition = parse_outcome("tariff_gap > 0 and envoys_ahead")
    assert (outcome.label, outcome.unit) == ("gap of the peak tariffs", "rate")
    assert condition.columns == NAMES


def assert_page_shows(batch: Batch, path: str, name: str) -> None:
    """Expect a page to draw a figure of the metric, under its label."""
    source = Source(batch.path.parent)
    view = resolve_view(source, path, f"?batch={batch.name}&metric=tariff_gap")
    assert view.notices == ()
    assert view.metric == "tariff_gap"
    with use_batch_of_view(view):
        drawn = list_pages()[path].figures[name].draw(view)
        assert "gap of the peak tariffs" in str(make_metric_control(view))
    assert "gap of the peak tariffs" in drawn.sentence, path


@pytest.mark.slow
def test_two_batches_are_compared_by_it_where_both_have_the_same(home: Path) -> None:
    names = [f"metrics=tariff_gap batch={word}" for word in ("one", "two")]
    one, two = (launch(*text.split()) for text in names)
    plain = launch("batch=plain")
    write_metrics(home, gap=GAP.replace("- outcomes", "+ outcomes"))
    other = launch("metrics=tariff_gap", "batch=other")
    held = [one, two, plain, other]
    for batch, known in zip(held, (True, True, False, False), strict=True):
        with use_batch(one.manifest, batch.manifest):
            assert ("tariff_gap" in {of.name for of in list_metrics()}) is known
    pins = format_pins([Pin(batch.name, "") for batch in held])
    view = resolve_view(Source(one.path.parent), "/board", f"?pins={pins}&metric=tariff_gap")
    first, *rest = open_pins(view)
    assert first.view is not None
    table = compare_with_first(first.view, rest, "tariff_gap")
    assert table["why"].tolist() == ["", *["its runs lack the same tariff_gap"] * 2]
    assert table["n"].tolist() == [6, 0, 0]


@pytest.mark.slow
def test_two_versions_of_one_name_are_each_computed_in_one_process(home: Path) -> None:
    first = launch("metrics=tariff_gap")
    write_metrics(home, gap=GAP.replace("- outcomes", "+ outcomes"))
    changed = launch("metrics=tariff_gap")
    write_metrics(home, gap=GAP)
    again = launch("metrics=tariff_gap")
    assert rows(again) == rows(first)
    assert (changed.outcomes()["tariff_gap"] > first.outcomes()["tariff_gap"]).any()
    assert changed.manifest.engine.digest != first.manifest.engine.digest


@pytest.mark.slow
def test_a_notebook_gets_its_batch_again_only_with_the_same_metrics(home: Path) -> None:
    texts = ["runs=6", "horizon=20", "executor=serial"]
    made = {
        chosen: runs.launch([*texts, f"metrics={chosen}"], reuse=True).name
        for chosen in ("[]", "tariff_gap", "[tariff_gap,envoys_ahead]")
    }
    assert len(set(made.values())) == 3
    for chosen, name in made.items():
        assert runs.launch([*texts, f"metrics={chosen}"], reuse=True).name == name


@pytest.mark.slow
def test_an_experiment_and_a_policy_of_ones_own_have_it_too(home: Path) -> None:
    write_policies(home, weekly=WEEKLY)
    folder = home / "configs" / "experiment"
    folder.mkdir(parents=True)
    (folder / "mine.yaml").write_text("# @package _global_\nmetrics: [tariff_gap]\n")
    batch = launch("experiment=mine", "policy@us.policy=weekly")
    assert [one.name for one in batch.manifest.metrics] == ["tariff_gap"]
    assert [one.name for one in batch.manifest.policies] == ["weekly"]
    plan = Planner().plan(["experiment=mine", "metrics=[]"], multirun=False)
    assert plan.plugins == ()

"""The live page: how a batch stands, and what is sent again at a tick."""

from __future__ import annotations

import fcntl
import json
import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from dash import no_update
from plotly.utils import PlotlyJSONEncoder
from statsmodels.stats.proportion import proportion_confint

from dashboards.figures.running import draw_running_shares, format_run_ranges
from dashboards.pages import live
from dashboards.state.store import Source
from dashboards.state.view import resolve_view
from dashboards.web.drawing import draw_page
from runs.analysis.checks.running_estimate import compute_running_shares
from runs.archive.batch import Batch
from tests.analysis.frames import waiting
from tests.fixtures import copy_version_one
from tests.runs.batches import make_batch
from tests.runs.examples import make_failed_batch


def text_of(page: Any) -> str:
    return json.dumps(page, cls=PlotlyJSONEncoder, ensure_ascii=False)


@pytest.fixture
def growing(batch: Batch, tmp_path: Path) -> Batch:
    """The example as it was when half of the runs of its last variant were still missing."""
    shutil.copytree(batch.path, tmp_path / batch.name)
    copy = Batch(tmp_path / batch.name)
    last = copy.manifest.variants[-1]
    for part in copy.layout.list_part_paths(copy.list_valid_rectangles(last)[-1]):
        part.unlink()
    return copy


def look_at_batch(
    source: Source, batch: Batch, shown: object = None, search: str = ""
) -> tuple[Any, ...]:
    return live.refresh_page(resolve_view(source, "/live", search), shown, batch.name)


def test_the_page_says_how_far_it_is(source: Source) -> None:
    page = text_of(draw_page(source, "/live", ""))
    assert "450 of 450 runs done, 0 failed, 0 left. Finished." in page
    assert "150 of 150 runs" in page


def test_a_tick_sends_only_what_has_changed(growing: Batch) -> None:
    source = Source(growing.path.parent)
    first = look_at_batch(source, growing)
    assert no_update not in first[: len(live.PARTS)]
    keys = first[len(live.PARTS)]
    again = look_at_batch(source, growing, keys)
    assert list(again[: len(live.PARTS)]) == [no_update] * len(live.PARTS)
    with growing.layout.status.open("a") as log:
        log.write('{"event": "aborted", "time": "now"}\n')
    changed = dict(zip(live.PARTS, look_at_batch(source, growing, keys), strict=False))
    assert changed["failures"] is no_update
    assert changed["estimate"] is no_update
    assert "Aborted" in changed["said"]


def test_a_tick_takes_the_mark_off_a_variant_whose_first_runs_are_done(
    batch: Batch, growing: Batch
) -> None:
    marked, picks = f'"{growing.manifest.variants[-1].name} (', live.PARTS.index("picks")
    first = look_at_batch(Source(growing.path.parent), growing)
    assert marked in text_of(first[picks])
    shutil.copytree(batch.path, growing.path, dirs_exist_ok=True)
    again = look_at_batch(Source(growing.path.parent), growing, first[len(live.PARTS)])
    assert "pick-variant" in text_of(again[picks])
    assert marked not in text_of(again[picks])


def test_polling_rests_when_nobody_works_on_the_batch(growing: Batch) -> None:
    source = Source(growing.path.parent)
    assert look_at_batch(source, growing)[-1] is True
    with growing.layout.status.open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert look_at_batch(source, growing)[-1] is False


def test_the_page_stays_with_its_batch(growing: Batch) -> None:
    sent = live.refresh_page(
        resolve_view(Source(growing.path.parent), "/live", ""), None, "another"
    )
    assert "no longer there" in sent[live.PARTS.index("said")]
    assert sent[-1] is True


def test_the_estimate_says_which_runs_it_is_taken_from(growing: Batch) -> None:
    name = growing.manifest.variants[-1].name
    source = Source(growing.path.parent)
    page = text_of(draw_page(source, "/live", f"?variant={name.replace(' ', '+')}"))
    there = len(growing.outcomes(name))
    if there:
        assert f"n = {there:,} of 150" in page
        assert f"The other {150 - there} are not in it" in page
    else:
        assert "is done yet" in page


@pytest.mark.parametrize(("fit", "named"), [
    ("", "(95 % interval "), ("record", "(simulation error alone, "),
])  # fmt: skip
def test_the_estimate_names_its_interval_for_what_it_is(fit: str, named: str) -> None:
    table = compute_running_shares(waiting([3, 4, 9, 9], ["us", "us", "china", "nobody"], 9))
    said = draw_running_shares(table, "v", "runs 0 to 3", 4, fit).sentence
    assert f"calls first in 50 of 100 runs {named}" in said
    assert ("95 % interval" in said) == (not fit)


def test_the_ranges_of_runs_are_told_in_words() -> None:
    assert format_run_ranges(pd.Series([2, 0, 1])) == "runs 0 to 2"
    assert format_run_ranges(pd.Series([0, 1, 5, 6])) == "runs 0 to 1 and 5 to 6"
    assert format_run_ranges(pd.Series([0, 2, 4, 6, 8])).endswith("and 2 further stretches")


@pytest.mark.parametrize("shown", [3, "x", [], {"said": {}}, {"counts": None}, None])
def test_a_strange_memory_of_what_is_shown_gives_all_parts(batch: Batch, shown: object) -> None:
    sent = look_at_batch(Source(batch.path.parent), batch, shown)
    assert no_update not in sent[: len(live.PARTS)]


def test_failures_stand_on_the_page_with_the_command_that_puts_them_right(tmp_path: Path) -> None:
    make_failed_batch(tmp_path)
    page = text_of(draw_page(Source(tmp_path), "/live", ""))
    assert "taijie retry" in page
    assert "Traceback" in page
    assert "10 failed, 0 left" in page


@pytest.mark.parametrize("name", ["stopped", "failed"])
def test_a_batch_of_another_engine_is_not_said_to_be_continued(name: str, tmp_path: Path) -> None:
    outputs = copy_version_one(tmp_path)
    page = text_of(draw_page(Source(outputs), "/live", f"?v=1&batch={name}"))
    assert "It cannot be continued here: going on needs the engine" in page
    assert f"taijie resume {name}" not in page


def test_all_variants_are_drawn_together_with_what_was_computed_by_hand(
    source: Source, batch: Batch
) -> None:
    view = resolve_view(source, "/live", "")
    drawn = live.PAGE.draw_figure("settling", view)
    last = drawn.table[drawn.table["n"] == 150].set_index(["variant", "mover"])
    for name in (one.name for one in batch.manifest.variants):
        hits = int((batch.outcomes(name)["first_mover_true"] == "china").sum())
        low, high = proportion_confint(hits, 150, method="wilson")
        row = last.loc[(name, "china")]
        assert (row["k"], row["n"]) == (hits, 150)
        assert (row["low"], row["high"]) == pytest.approx((low, high))
        assert f"“{name}”" in drawn.sentence
    assert drawn.sentence.startswith("Still moving: "), "150 runs leave ±8 of 100"
    assert "settled" not in text_of(drawn.figure)


def test_variants_are_compared_while_one_has_no_run_and_not_where_there_is_one(
    growing: Batch, tmp_path: Path
) -> None:
    last = growing.manifest.variants[-1].name
    page = text_of(draw_page(Source(growing.path.parent), "/live", ""))
    assert "card-settling" in page
    assert f"“{last}”" in page
    alone = make_batch(tmp_path / "alone" / "b", runs=3, overrides=("horizon=20",))
    assert "card-settling" not in text_of(draw_page(Source(alone.path.parent), "/live", ""))

"""U6: nothing is exactly 0 but a difference of nothing, a known shift is covered, and every
number shown is that of an independent computation from the exported CSV.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Browser

from runs.analysis.comparison.pairs import compute_paired_differences
from runs.analysis.estimates.metrics import find_metric
from runs.archive.batch import Batch
from tests.browser import independent as apart
from tests.browser.conftest import fresh, serve_folder
from tests.browser.truths import HORIZON, QUICK, SLOW, one_asks, race, truth
from tests.browser.visit import Visit
from tests.docs.commands import taijie
from tests.measured import Measured

pytestmark = [pytest.mark.browser, pytest.mark.slow]

RUNS = 10_000
BLOCK = 200
PAIR = "/compare?v=1&a=slow&b=quick"
CELLS = """() => [...document.querySelectorAll('.grid .ag-center-cols-container .ag-cell')].map(
  cell => [cell.parentElement.getAttribute('row-id'), cell.getAttribute('col-id'), cell.innerText])
"""
SHIFTS = {"p_us": "us", "rmst": "days"}
"""Metrics whose difference has a closed form, by its name there."""


@pytest.fixture(scope="module")
def batch(tmp_path_factory: pytest.TempPathFactory) -> Batch:
    return race(tmp_path_factory.mktemp("race"), RUNS)


@pytest.fixture(scope="module")
def visit(batch: Batch, browser: Browser) -> Iterator[Visit]:
    with serve_folder(batch.path.parent) as found, fresh(browser, found.address) as visit:
        visit.page.set_viewport_size({"width": 2300, "height": 1000})
        yield visit


@pytest.fixture(scope="module")
def rows(batch: Batch, tmp_path_factory: pytest.TempPathFactory) -> dict[str, pd.DataFrame]:
    """The rows of each variant, from the CSV that the command exports."""
    file = tmp_path_factory.mktemp("csv") / "race.csv"
    words = ["export", batch.name, "-o", str(file), "--outputs", str(batch.path.parent)]
    done = taijie(words, file.parent)
    assert done.returncode == 0, done.stderr
    table = pd.read_csv(file)
    return {str(name): part for name, part in table.groupby("variant_name")}


def rows_of_variant(rows: dict[str, pd.DataFrame], word: str) -> pd.DataFrame:
    """Return the rows of the variant whose name begins with a word: what all share follows it."""
    return next(part for name, part in rows.items() if name.partition(",")[0] == word)


def sentence(visit: Visit, figure: str) -> str:
    return visit.text(f"#card-{figure} .sentence").replace("\n", " ")


def open_page(visit: Visit, path: str) -> Visit:
    visit.open(path)
    visit.draw_all()
    return visit


def shift(name: str) -> float:
    """Return the true difference of a metric between quick and slow."""
    closed = SHIFTS[name]
    return float(getattr(truth(QUICK), closed) - getattr(truth(SLOW), closed))


def test_an_a_a_pair_differs_by_exactly_nothing(visit: Visit, measured: Measured) -> None:
    open_page(visit, "/compare?v=1&a=slow&b=slow+again")
    assert "US tariff cap" in visit.text("main")
    assert f"Identical in every outcome of all {RUNS:,} pairs" in visit.text("main")
    assert "identical" in sentence(visit, "pairs")
    for figure in ("survival", "forest"):
        assert "exactly 0" in sentence(visit, figure)
    answer = visit.page.request.get(f"{visit.address}/compare?v=1&b=slow+again&format=csv")
    table = pd.read_csv(StringIO(answer.text()))
    known = table.loc[table["n_pairs"] > 0, ["effect", "low", "high"]]
    assert (known.to_numpy() == 0).all()
    measured("U6", f"A/A: {len(known)} differences and their intervals exactly 0")


def assert_interval_covers_known_shift(
    visit: Visit, batch: Batch, name: str, measured: Measured
) -> None:
    """Check the open page's own interval, and how often such intervals cover, block by block."""
    drawn = visit.page.evaluate(
        "() => { const [, mean] = document.querySelector('#card-pairs .js-plotly-plot').data;"
        " return [mean.x[0], mean.error_x.arrayminus[0], mean.error_x.array[0]]; }"
    )
    per = 1.0 if name == "rmst" else 100.0
    low, high = (drawn[0] - drawn[1]) / per, (drawn[0] + drawn[2]) / per
    assert low <= shift(name) <= high
    needed = {"point", "seed", "replication", "event_observed", "duration"}
    needed.add(find_metric(name).column)
    a, b = (batch.outcomes(variant)[sorted(needed)] for variant in ("slow", "quick"))
    covered = 0
    for first in range(0, RUNS, BLOCK):
        part = [rows[rows["replication"].between(first, first + BLOCK - 1)] for rows in (a, b)]
        row = compute_paired_differences(part[0], part[1], [name]).iloc[0]
        covered += int(row["low"] <= shift(name) <= row["high"])
    blocks = RUNS // BLOCK
    assert covered >= blocks * 0.95 - 4 * (blocks * 0.95 * 0.05) ** 0.5, "four standard errors"
    measured(
        "U6",
        f"known shift of {name} {shift(name) * per:.1f} within [{low * per:.1f}, {high * per:.1f}] "
        f"and in {covered} of {blocks} intervals of {BLOCK} pairs",
    )


def test_no_event_at_all_has_an_interval_of_some_width(
    tmp_path: Path, browser: Browser, measured: Measured
) -> None:
    one_asks(tmp_path, BLOCK)
    with serve_folder(tmp_path) as found, fresh(browser, found.address) as visit:
        open_page(visit, "/first")
        bars = visit.page.evaluate(
            "() => document.querySelector('#card-hundred .js-plotly-plot').data"
            ".filter(t => t.y && t.y[0] === 'China')"
            ".map(t => [t.x[0], t.error_x.arrayminus[0], t.error_x.array[0]])"
        )
    ((estimate, below, above),) = bars
    assert (estimate, below) == (0, 0)
    _, _, high = apart.share(pd.Series([False] * BLOCK))
    assert above == pytest.approx(100 * high)
    measured("U6", f"0 events of {BLOCK:,}: interval to {above:.3f} of 100, not of no width")


def test_every_cell_of_variants_is_that_of_the_csv(
    visit: Visit, rows: dict[str, pd.DataFrame], measured: Measured
) -> None:
    open_page(visit, "/variants")
    visit.page.locator(".grid .ag-center-cols-container .ag-row").nth(2).wait_for()
    shown: dict[tuple[str, str], str] = {}
    for left in range(0, 1800, 300):  # columns out of sight are not drawn
        visit.page.evaluate(
            "left => document.querySelector('.grid .ag-center-cols-viewport').scroll(left, 0)", left
        )
        visit.page.wait_for_timeout(150)
        shown |= {(row, column): text for row, column, text in visit.page.evaluate(CELLS)}
    wanted = {key: expected_cell(rows[key[0]], key[1]) for key in shown}
    known = {key: text for key, text in wanted.items() if text is not None}
    assert {key: shown[key] for key in known} == known
    columns = {column for _, column in known}
    assert len(known) == 3 * len(columns)
    assert len(columns) >= 11
    measured("U6", f"{len(known)} cells of Variants equal pandas and statsmodels as shown")


def expected_cell(own: pd.DataFrame, column: str) -> str | None:
    """Return what a cell of the table of variants ought to say; None for a setting."""
    means = {"rmst": "duration"}
    for side in ("us", "china"):
        means |= {f"face_{side}": f"face_{side}_{side}_end", f"peak_{side}": f"tariff_{side}_peak"}
    if column == "n":
        return f"{len(own):,}"
    if column == "median":
        return apart.cell(apart.median(own), whole=True)
    if column.startswith("p_"):
        return apart.cell(apart.share(own["first_mover_true"] == column[2:]), 100)
    if column not in means:
        return None
    values = own[means[column]] * (100 if column.startswith("peak_") else 1)
    only = values.iloc[0]
    if (values == only).all():
        return f"{only:g} [{only:g}, {only:g}]"
    return apart.cell(apart.average(values))


def test_every_number_said_of_who_calls_first_is_that_of_the_csv(
    visit: Visit, rows: dict[str, pd.DataFrame], measured: Measured
) -> None:
    open_page(visit, "/first?v=1&variant=quick")
    own = rows_of_variant(rows, "quick")
    share, low, high = apart.write_interval(apart.share(own["first_mover_true"] == "us"), 100)
    assert f"in {share} of 100 runs (95 % interval {low} to {high}" in sentence(visit, "hundred")
    for mover in ("us", "china", "simultaneous"):
        told = apart.cell(apart.incidence(own, mover, HORIZON), 100)
        assert told in sentence(visit, "incidence"), mover
    day, low, high = apart.write_interval(apart.median(own), whole=True)
    said = f"contact by day {day} (95 % interval {low} to {high}; n = {RUNS:,})"
    assert said in sentence(visit, "survival")
    told = sentence(visit, "hazard")
    found = re.search(r"days (\d+) to (\d+), is (\S+) \[(\S+), (\S+)\]", told)
    assert found is not None, told
    exact = [100 * end for end in apart.hazard(own, int(found[1]), int(found[2]))]
    seen = [float(text) for text in found.groups()[2:]]
    assert seen == pytest.approx(exact, abs=0.06 * (exact[2] - exact[1]))
    assert seen[1] <= exact[1]
    assert seen[2] >= exact[2]
    measured("U6", "14 numbers of Who calls first the same (6 intervals)")


@pytest.mark.parametrize(
    ("name", "column", "value", "per"),
    [
        ("p_us", "first_mover_true", "us", 100.0),
        ("rmst", "duration", None, 1.0),
        ("face_us", "face_us_us_end", None, 1.0),
        ("asks_china", "asks_china", None, 1.0),
    ],
)
def test_every_difference_said_on_compare_is_that_of_the_csv_and_covers_a_known_shift(
    visit: Visit,
    batch: Batch,
    rows: dict[str, pd.DataFrame],
    name: str,
    column: str,
    value: str | None,
    per: float,
    measured: Measured,
) -> None:
    open_page(visit, f"{PAIR}&metric={name}")
    exact, pairs = apart.difference(
        rows_of_variant(rows, "slow"), rows_of_variant(rows, "quick"), column, value
    )
    way = 1 if exact[0] >= 0 else -1
    turned = (way * exact[0], *sorted(way * end for end in exact[1:]))
    effect, *ends = apart.write_interval(turned, per)
    said = sentence(visit, "pairs")
    assert re.search(rf"(?<![\d.]){re.escape(effect)} (more|fewer|less)", said), said
    adjusted = f"adjusted interval {ends[0]} to {ends[1]}; {pairs:,} pairs"
    assert f"{adjusted}; Holm-adjusted over {len(apart.FAMILY)} metrics" in said
    measured("U6", "a paired difference on Compare the same")
    assert_exchange_counts_pairs(visit, rows)
    if name in SHIFTS:
        assert_interval_covers_known_shift(visit, batch, name, measured)


def assert_exchange_counts_pairs(visit: Visit, rows: dict[str, pd.DataFrame]) -> None:
    """Check the figure of movers exchanged on the page that is open."""
    movers = [
        part.set_index("replication")["first_mover_true"].sort_index()
        for part in (rows_of_variant(rows, "slow"), rows_of_variant(rows, "quick"))
    ]
    same = int((movers[0] == movers[1]).sum())
    assert f"comes out the same in {same:,} of {RUNS:,}" in sentence(visit, "exchange")

"""What is said of a maximum over days is each run's own, and a daily median is called that."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest

from dashboards.figures.grammar import Drawn
from dashboards.figures.tariffs import draw_tariffs
from dashboards.pages.catalogue import list_pages
from dashboards.state.store import Source
from dashboards.state.view import resolve_view
from dashboards.text.rows import to_records
from runs.analysis.estimates.middles import compute_medians
from runs.analysis.estimates.spread import compute_daily_quantiles
from runs.analysis.text.rounding import format_to_bin_width

DAILY = [
    ("/tariffs", "tariffs"),
    ("/tariffs", "pressure"),
    ("/face", "books"),
    ("/believed", "days"),
]
BINS = 200


def draw_figure(source: Source, path: str, name: str, search: str = "") -> Drawn:
    return list_pages()[path].figures[name].draw(resolve_view(source, path, search))


def of_paths(paths: Sequence[Sequence[float]]) -> Drawn:
    """Return the figure of runs with these daily tariffs of both sides (runs, days)."""
    values = np.asarray(paths, dtype=float)
    daily = []
    for day, column in enumerate(values.T, start=1):
        counts = np.r_[0, np.histogram(column, BINS, (0.0, 2.0))[0], 0]
        for side in ("us", "china"):
            daily.append(("v", f"tariff_{side}", day, counts))
    table = pd.DataFrame(daily, columns=["variant", "variable", "day", "counts"])
    ranges = {f"tariff_{side}": (0.0, 2.0) for side in ("us", "china")}
    own = {"peak": values.max(axis=1), "end": values[:, -1]}
    outcomes = pd.DataFrame(
        {f"tariff_{side}_{when}": own[when] for side in ("us", "china") for when in own}
    ).assign(variant="v", point=0, replication=range(len(values)))
    peaks, ends = (
        compute_medians(outcomes, [f"tariff_{side}_{when}" for side in ("us", "china")])
        for when in own
    )
    return draw_tariffs(compute_daily_quantiles(table, ranges), peaks, ends, "v", "2025-01-01")


ONE_PEAKS_A_DAY = [[1.0 if day == run else 0.5 for day in range(9)] for run in range(9)]
EARLY_AND_LATE = [*[[1.2, 0.4, 0.4]] * 4, *[[0.4, 0.4, 1.2]] * 4, [0.4, 0.4, 0.4]]
TOGETHER = [[0.3, 0.9, 0.3]] * 9


@pytest.mark.parametrize(
    ("paths", "peak", "highest_day"),
    [(ONE_PEAKS_A_DAY, 100, 50), (EARLY_AND_LATE, 120, 40), (TOGETHER, 90, 90)],
)
def test_the_peak_that_is_said_is_the_median_of_the_runs_own_peaks(
    paths: Sequence[Sequence[float]], peak: int, highest_day: int
) -> None:
    found = of_paths(paths)
    said = re.findall(r"(\d+) % for (?:the United States|China) \(", found.sentence)
    assert said[:2] == [str(peak)] * 2
    assert said[2:] == [f"{np.median([path[-1] for path in paths]) * 100:g}"] * 2
    lines = [trace for trace in found.figure.data if trace.name]
    assert [max(line.y) for line in lines] == pytest.approx([highest_day] * 2, abs=2)


@pytest.mark.parametrize("variant", ["as reported", "face off"])
def test_the_peaks_of_a_batch_are_those_of_its_outcomes(source: Source, variant: str) -> None:
    search = f"?v=1&variant={variant.replace(' ', '+')}"
    found = draw_figure(source, "/tariffs", "tariffs", search)
    frame = resolve_view(source, "/tariffs", search).read_outcomes(variant)
    marks = [trace for trace in found.figure.data if trace.error_y.array is not None]
    told = re.findall(r"([\d.]+) % for (?:the United States|China) \(", found.sentence)
    for side, mark, said in zip(("us", "china"), marks, told[:2], strict=True):
        own = frame[f"tariff_{side}_peak"] * 100
        assert mark.y[0] == pytest.approx(own.median())
        assert float(said) == pytest.approx(own.median(), abs=0.5)
        assert said in mark.text[0]
        assert "n = 150 runs" in mark.text[0]
        row = found.table.set_index("variable").loc[f"tariff_{side}_peak"]
        assert row[["low", "high"]].between(own.min() / 100, own.max() / 100).all()
        assert row["low"] * 100 <= own.median() <= row["high"] * 100
        assert row["q25"] * 100 == pytest.approx(own.quantile(0.25))


@pytest.mark.parametrize(
    ("path", "name", "columns"),
    [
        ("/tariffs", "tariffs", ("tariff_us_end", "tariff_china_end")),
        ("/tariffs", "pressure", ("pressure_us_end", "pressure_china_end")),
        ("/face", "books", ("face_us_us_end", "face_china_china_end")),
    ],
)
def test_what_is_said_of_the_last_day_is_of_the_rows(
    source: Source, path: str, name: str, columns: Sequence[str]
) -> None:
    found = draw_figure(source, path, name)
    view = resolve_view(source, path, "")
    ends = compute_medians(view.read_outcomes(view.variant), columns)
    per = 100 if name == "tariffs" else 1
    told = re.findall(r"([−\d.]+)(?: %| W)? for (?:the United States|China) \(", found.sentence)
    for said, column, row in zip(told[-2:], columns, to_records(ends), strict=True):
        digits = len(said.partition(".")[2])
        assert float(said.replace("−", "-")) == pytest.approx(
            row["estimate"] * per, abs=0.5 / 10**digits + 1e-9
        )
        assert found.table.set_index("variable").loc[column, "median"] == row["median"]


@pytest.mark.parametrize(
    ("value", "width", "text"),
    [(2.37, 0.1, "2.4"), (0.517, 0.025, "0.52"), (74.26, 5.0, "74"), (0.517, 0.05, "0.52")],
)
def test_no_digit_is_shown_that_a_bin_has_not(value: float, width: float, text: str) -> None:
    assert format_to_bin_width(value, width) == text


@pytest.mark.parametrize(("path", "name"), DAILY)
def test_a_daily_median_is_called_that_and_no_run(source: Source, path: str, name: str) -> None:
    found = draw_figure(source, path, name)
    words = " ".join([found.sentence, found.about, *(str(t.name) for t in found.figure.data)])
    assert "middle run" not in words
    assert "medians of each day over runs, no single run" in found.about
    assert "median" in found.sentence


@pytest.mark.parametrize(("path", "name"), DAILY)
def test_a_daily_hover_says_the_median_the_spread_and_n(
    source: Source, path: str, name: str
) -> None:
    found = draw_figure(source, path, name)
    lines = [trace for trace in found.figure.data if trace.name]
    assert lines
    for line in lines:
        assert len(line.text) == len(line.x)
        assert re.fullmatch(
            r"−?[\d.]+( %| W)? \(half of the runs −?[\d.]+ to −?[\d.]+( %| W)?; n = 150 runs; "
            r"bins of 0?\.?[\d]+( %)?( W)?\)",
            line.text[-1],
        )

"""The forest of all metrics of a pair: each in its own unit, with its number, and its own pairs."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from dashboards.figures.forest import LABEL, draw_forest_plot


def metric_row(name: str, effect: float, verdict: str, unit: str = "face") -> dict[str, Any]:
    ends = {"adjusted_low": effect - 1, "adjusted_high": effect + 1, "family": 1}
    ends |= {"boot_low": 0.0, "boot_high": 0.0}
    own = {"metric": name, "label": name, "unit": unit, "effect": effect, "p_holm": 0.01}
    return own | ends | {"n_pairs": 40, "verdict": verdict}


def forest(*rows: dict[str, Any]) -> Any:
    return draw_forest_plot(pd.DataFrame(rows), "v", "w").figure


@pytest.mark.parametrize(("effect", "shown"), [(3.0, "+3.0"), (-13.0, "−13.0")])
def test_a_mark_stands_at_its_difference_in_its_own_unit(effect: float, shown: str) -> None:
    figure = forest(metric_row("m", effect, "higher" if effect > 0 else "lower"))
    (marks,) = figure.data
    assert (marks.x[0], marks.marker.symbol) == (effect, "diamond")
    assert (marks.error_x.array[0], marks.error_x.arrayminus[0]) == (1.0, 1.0)
    low, high = figure.layout.xaxis.range
    assert low < effect - 1
    assert effect + 1 < high
    assert f"<b>{shown}</b>" in [note.text for note in figure.layout.annotations]


def test_a_share_is_drawn_in_runs_of_a_hundred() -> None:
    (marks,) = forest(metric_row("m", 0.2, "higher", "share")).data
    assert marks.x[0] == pytest.approx(20)


def test_units_have_an_axis_each_and_rows_are_sorted_by_their_size() -> None:
    figure = forest(
        metric_row("small", 0.2, "cannot be told apart"),
        metric_row("days", 4.0, "higher", "days"),
        metric_row("large", -7.0, "lower"),
    )
    assert list(figure.layout.yaxis.categoryarray) == ["large", "small"]
    assert list(figure.layout.yaxis2.categoryarray) == ["days"]
    assert figure.layout.yaxis.domain[0] > figure.layout.yaxis2.domain[1]
    assert {trace.marker.symbol for trace in figure.data} == {"diamond", "circle-open"}


def test_a_difference_that_cannot_be_told_is_not_set_in_bold() -> None:
    notes = forest(metric_row("m", 0.2, "cannot be told apart")).layout.annotations
    assert "+0.2" in [note.text for note in notes]


def test_a_row_of_the_forest_with_fewer_pairs_names_their_number() -> None:
    rows = [metric_row("all", 3.0, "higher"), metric_row("some", 3.0, "higher") | {"n_pairs": 9}]
    assert list(forest(*rows).data[0].y) == ["all", "some (n = 9)"]


@pytest.mark.parametrize(
    ("label", "lines"),
    [
        ("US peak tariff", ["US peak tariff"]),
        ("the United States calls first", ["the US calls first"]),
        ("days without leader contact, to the horizon", ["days without leader contact, to",
                                                         "the horizon"]),
    ],
)  # fmt: skip
def test_no_line_of_a_label_takes_the_axis_of_a_phone(label: str, lines: list[str]) -> None:
    (marks,) = forest(metric_row("m", 3.0, "higher") | {"label": label}).data
    assert marks.y[0].split("<br>") == lines
    assert max(map(len, lines)) <= LABEL

"""The forest of all metrics of a pair: what is cut says so, and each row has its own pairs."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from dashboards.figures.contrasts import FARTHEST, LABEL, draw_forest_plot


def metric_row(name: str, effect: float, verdict: str) -> dict[str, Any]:
    ends = {"adjusted_low": effect - 1, "adjusted_high": effect + 1, "family": 1}
    ends |= {"boot_low": 0.0, "boot_high": 0.0}
    own = {"metric": name, "label": name, "unit": "face", "effect": effect, "p_holm": 0.01}
    return own | ends | {"n_pairs": 40, "verdict": verdict}


@pytest.mark.parametrize(
    ("effect", "place", "symbol"),
    [
        (3.0, 3.0, "diamond"),
        (50.0, FARTHEST, "triangle-right"),
        (-13.0, -FARTHEST, "triangle-left"),
    ],
)
def test_a_mark_that_is_cut_off_the_axis_of_the_forest_says_so(
    effect: float, place: float, symbol: str
) -> None:
    verdict = "higher" if effect > 0 else "lower"
    marks = draw_forest_plot(
        pd.DataFrame([metric_row("m", effect, verdict)]), "v", "w"
    ).figure.data[0]
    assert (marks.x[0], marks.marker.symbol[0]) == (place, symbol)
    assert f"{effect:.0f}".replace("-", "−") in marks.text[0]


def test_a_row_of_the_forest_with_fewer_pairs_names_their_number() -> None:
    rows = [metric_row("all", 3.0, "higher"), metric_row("some", 3.0, "higher") | {"n_pairs": 9}]
    marks = draw_forest_plot(pd.DataFrame(rows), "v", "w").figure.data[0]
    assert list(marks.y) == ["all", "some (n = 9)"]


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
    row = metric_row("m", 3.0, "higher") | {"label": label}
    marks = draw_forest_plot(pd.DataFrame([row]), "v", "w").figure.data[0]
    assert marks.y[0].split("<br>") == lines
    assert max(map(len, lines)) <= LABEL

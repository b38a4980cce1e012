"""How soon there is contact under two variants: two curves, and their difference below."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboards.figures.compare import IDENTICAL
from dashboards.figures.grammar import (
    VARIANT_COLOURS,
    Drawn,
    draw_figure,
    make_interval_lines,
)
from dashboards.figures.spread_bars import make_spread_lines
from dashboards.text import labels, links
from dashboards.text.rows import find_largest_row, to_records
from runs.analysis.comparison.sign_flips import FEW
from runs.analysis.estimates.draws import HIGH, LOW
from runs.analysis.estimates.estimates import Estimate, extract_estimate, negate_estimate
from runs.analysis.text.names import format_count
from runs.analysis.text.numbers import format_in_brackets
from runs.analysis.text.over_draws import write_sign_stability
from runs.errors import cut_text

QUESTION = "Do they talk sooner or later?"
POINTS = "points of 100 runs"
ENDS = ("gap_low", "gap_high")
ROOM = 16
"""Letters of a variant's name beside its curve."""
APART = 7.0
"""Of 100 runs: nearer ends of two curves have their labels moved from one another."""


def draw_contact_curves(table: pd.DataFrame, a: str, b: str) -> Drawn:
    """Draw P(contact by day t) under variants a and b in one panel, and b minus a with its limits
    below.

    table: day, a, b (shares without contact), effect, low, high, band_low, band_high (for all days
    at once), n_pairs (analysis.compute_survival_difference).
    """
    shown = _convert_to_contacts(table)
    last = shown.iloc[-1]
    figure = draw_figure(
        [
            *(_make_contact_curve(shown, place, name) for place, name in enumerate((a, b))),
            *make_spread_lines(shown, VARIANT_COLOURS[1], xaxis="x", yaxis="y2"),
            *make_interval_lines(shown, VARIANT_COLOURS[1], ENDS, xaxis="x", yaxis="y2"),
            _make_gap_curve(shown, table, b),
        ],
        height=430,
        margin={"l": 44, "r": 128, "t": 16, "b": 40},
        showlegend=False,
        annotations=_make_end_labels(last, (a, b)),
        xaxis={"title": {"text": "day"}, "anchor": "y2"},
        yaxis={"domain": [0.42, 1], "range": [0, 100], "anchor": "x", "nticks": 5},
        yaxis2={"domain": [0, 0.32], "zeroline": True, "anchor": "x", "nticks": 5},
    )
    return Drawn(
        QUESTION,
        _write_difference_sentence(table, a, b),
        f"n = {int(table['n_pairs'].iloc[0]):,} pairs. Above: of 100 runs, those with contact by "
        "each day. Below: their difference. Thin lines: 95 % limits for all days at once "
        f"(Monte-Carlo error), by paired bootstrap or, where fewer than {FEW} pairs differ, by "
        "flips of the signs of their differences: they hold for a day that is picked because the "
        "gap is widest there, too.",
        figure,
        table,
    )


def _convert_to_contacts(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table's shares without contact as runs of 100 with it, in further columns: a, b,
    gap (b minus a), gap_low, gap_high.
    """
    over = {LOW: -100 * table[HIGH], HIGH: -100 * table[LOW]} if LOW in table else {}
    return table.assign(
        a=100 * (1 - table["a"]),
        b=100 * (1 - table["b"]),
        gap=-100 * table["effect"],
        gap_low=-100 * table["band_high"],
        gap_high=-100 * table["band_low"],
        **over,
    )


def _make_contact_curve(shown: pd.DataFrame, index: int, name: str) -> go.Scatter:
    """Return a variant's curve of runs of 100 in contact by each day; index: 0 for the baseline, 1
    for the other variant.
    """
    return go.Scatter(
        x=shown["day"],
        y=shown["ab"[index]],
        mode="lines",
        name=name,
        line={"color": VARIANT_COLOURS[index], "width": (1.5, 2.5)[index], "shape": "hv"},
        customdata=[links.link_to_runs(name, {"duration": (1, day)}) for day in shown["day"]],
        hovertemplate=f"{name}: %{{y:.1f}} of 100 runs in contact by day %{{x:d}}<extra></extra>",
        yaxis="y",
    )


def _make_gap_curve(shown: pd.DataFrame, table: pd.DataFrame, b: str) -> go.Scatter:
    """Return the curve of the difference in runs in contact by day, b minus a."""
    return go.Scatter(
        x=shown["day"],
        y=shown["gap"],
        mode="lines",
        line={"color": VARIANT_COLOURS[1], "width": 2.5, "shape": "hv"},
        customdata=[links.link_to_runs(b, {"duration": (1, day)}) for day in shown["day"]],
        text=[
            f"{format_in_brackets(_make_contact_gap(row))} {POINTS}" for row in to_records(table)
        ],
        hovertemplate="day %{x:d}: %{text}, limits for all days at once<extra></extra>",
        yaxis="y2",
    )


def _make_end_labels(
    last: Mapping[str, Any] | pd.Series, names: tuple[str, str]
) -> list[dict[str, Any]]:
    """Return the annotations that name the curves at their ends, moved apart if the curves end
    close together.

    last: the last row of `_convert_to_contacts`.
    """
    heights = [float(last["a"]), float(last["b"])]
    if abs(heights[0] - heights[1]) < APART:
        middle, up = sum(heights) / 2, 1 if heights[1] >= heights[0] else -1
        middle = min(100 - APART / 2, middle)
        heights = [middle - up * APART / 2, middle + up * APART / 2]
    common = {"xref": "paper", "x": 1.01, "xanchor": "left", "showarrow": False}
    ends = [
        {**common, "text": f"<b>{letter}</b> {cut_text(name, ROOM)}",
         "yref": "y", "y": height, "font": {"color": colour}}
        for letter, name, height, colour in zip("AB", names, heights, VARIANT_COLOURS, strict=False)
    ]  # fmt: skip
    gap = {**common, "text": "difference<br>(B minus A)", "yref": "y2", "y": float(last["gap"]),
           "align": "left"}  # fmt: skip
    return [*ends, gap]


def _write_difference_sentence(table: pd.DataFrame, a: str, b: str) -> str:
    """Return a sentence on how many days the curves differ, by limits for all days at once, and on
    the widest gap seen.
    """
    if (table["effect"] == 0).all() and (table["band_high"] == 0).all():
        return IDENTICAL
    apart = table[(table["band_low"] > 0) | (table["band_high"] < 0)]
    told = f"differ on {format_count(len(apart), 'day')}"
    if apart.empty:
        told = "cannot be told apart on any day"
    widest = find_largest_row(table, "effect", magnitude=True)
    if widest["effect"] == 0:  # too few runs to call the curves identical
        return f"{labels.IN_THIS_MODEL}the curves are the same on every day in these runs."
    holds = "" if apart.empty else write_sign_stability(widest)
    ways = {effect > 0 for effect in apart["effect"]}
    later = "later" if widest["effect"] > 0 else "sooner"
    when = f": they talk {later}" if ways == {widest["effect"] > 0} else ""
    return (
        f"{labels.IN_THIS_MODEL}the curves {told}; the widest gap seen is on day "
        f"{int(widest['day'])}: {format_in_brackets(_make_contact_gap(widest))} of 100 runs "
        f"in contact ({b} minus {a}; limits for all days at once){when}{holds}."
    )


def _make_contact_gap(row: Mapping[str, Any]) -> Estimate:
    """Return a day's difference in contact, with limits that hold for all days at once."""
    return negate_estimate(extract_estimate(row, "effect", "share", "band_"))

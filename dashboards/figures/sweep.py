"""The points of a design: a map over two levers, a figure against each lever."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboards.figures.counts import format_hover_texts, format_sample_sizes
from dashboards.figures.grammar import (
    VARIANT_COLOURS,
    Drawn,
    draw_blank_figure,
    draw_figure,
    make_error_bars,
)
from dashboards.figures.spread_bars import make_spread_bars
from dashboards.text import labels, links
from runs.analysis.text.names import format_count
from runs.analysis.text.numbers import (
    format_number,
    get_unit,
    with_minus_signs,
)

QUESTIONS = {
    "slices": "What does each lever do, along its values?",
    "tornado": "Which lever, moved alone, moves the outcome most?",
}
PANELS = 6
CERTAIN = 0.05
FEW = 64
"""Points up to which each has its interval drawn."""
TESTED = (
    "A rank correlation is said to be one where luck among so many levers would hardly give it "
    "(5 %, Bonferroni)."
)
UNTESTED = (
    "The points share values of their levers, so that their rank correlation is not tested: "
    "whether a lever counts is said by its index against that of a lever that does nothing. One "
    "that cannot be told from it may still do something."
)


def draw_empty_figure(question: str, reason: str) -> Drawn:
    """Return an empty figure whose sentence is `reason`, why the batch has no data for it."""
    about = "0 points of this kind: there is neither Monte-Carlo error nor spread to draw."
    return Drawn(question, reason, about, draw_blank_figure(), pd.DataFrame({"said": [reason]}))


def get_unit_scale(unit: str) -> tuple[float, str]:
    """Return the factor by which a metric of this unit is multiplied for display (100 for shares),
    and the name of the unit then.
    """
    return float(get_unit(unit).per), get_unit(unit).name


def make_point_links(variant: str, points: pd.Series) -> list[str]:
    """Return the link to a variant's runs at each design point."""
    return [links.link_to_runs(variant, {"point": (int(at), int(at))}) for at in points]


def draw_lever_slices(
    table: pd.DataFrame,
    levers: Sequence[str],
    label_and_unit: tuple[str, str],
    variant: str,
    independent: bool,
) -> Drawn:
    """Draw a metric against each lever: every point as a dot, mean and interval at each value.

    Args:
        table: one column per lever, point, n, estimate, low, high.
        levers: paths; the first PANELS are drawn.
        label_and_unit: of the metric.
        variant: its name, for the links.
        independent: whether each point has values of its own. Those of Sobol's and Morris's designs
            share them, so that a test of correlation would be too sure of itself.
    """
    (label, unit), shown = label_and_unit, list(levers)[:PANELS]
    of = get_unit_scale(unit)[1]
    table = table.assign(runs=make_point_links(variant, table["point"]))
    traces: list[go.Scatter] = []
    for place, path in enumerate(shown, start=1):
        traces += _make_slice_points(table, path, "" if place == 1 else str(place), unit)
    more = f" {len(shown)} of {len(levers)} levers drawn." if len(levers) > len(shown) else ""
    return Drawn(
        QUESTIONS["slices"],
        labels.IN_THIS_MODEL + _write_correlations(table, levers, label, independent),
        f"{format_sample_sizes(table['point'], table['n'])}, by point. "
        "Dots: points of the design, the other levers moving as well (spread); thin lines, up to "
        f"64 points: 95 % intervals (Monte-Carlo error). {TESTED if independent else UNTESTED}"
        f"{more}",
        draw_figure(traces, height=360, showlegend=False, **_make_panel_layout(shown, of)),
        table,
    )


def _write_correlations(
    table: pd.DataFrame, levers: Sequence[str], label: str, independent: bool
) -> str:
    """Return the largest rank correlation of a metric with a lever and, if the points are
    `independent`, with how many levers it is significant.
    """
    ranks = table[list(levers)].rank().corrwith(table["estimate"].rank()).fillna(0.0)
    top, n = str(ranks.abs().idxmax()), len(table)
    seen = with_minus_signs(f"{top} (rank correlation {format_number(float(ranks[top]), 2)})")
    over = f"over {format_count(n, 'point')}, “{label}”"
    if not independent:
        return f"{over} is seen to go most with {seen}; which levers count, the indices say."
    sure = int((_compute_p_values(ranks.to_numpy(), n) < CERTAIN / len(levers)).sum())
    told = format_count(len(levers), "lever")
    if not sure:
        return f"{over} cannot be said to go with any of {told}; the most seen is {seen}."
    return f"{over} goes with {sure} of {told}, seen most with {seen}."


def _compute_p_values(ranks: np.ndarray, n: int) -> np.ndarray:
    """Return two-sided p-values of Spearman's rank correlations `ranks`, each of n points (t with
    n - 2 degrees of freedom); 1 for fewer than three points.
    """
    if n < 3:
        return np.ones(len(ranks))
    from scipy.special import stdtr

    t = np.abs(ranks) * np.sqrt((n - 2) / np.maximum(1 - ranks**2, 1e-12))
    return np.asarray(2 * stdtr(n - 2, -t))


def _make_slice_points(table: pd.DataFrame, path: str, suffix: str, unit: str) -> list[go.Scatter]:
    """Return a dot for each design point's estimate at its value of a lever (`path`), with
    intervals if there are at most FEW points.

    suffix: of the names of the panel's axes.
    """
    per, axes = get_unit_scale(unit)[0], {"xaxis": f"x{suffix}", "yaxis": f"y{suffix}"}
    few = table if len(table) <= FEW else table[:0]
    bars = make_error_bars(*(table[key] * per for key in ("low", "estimate", "high")))
    points = go.Scatter(
        x=table[path],
        y=table["estimate"] * per,
        mode="markers",
        marker={"color": VARIANT_COLOURS[0], "size": 6},
        error_y={**bars, "color": VARIANT_COLOURS[0]} if len(few) else None,
        customdata=table["runs"],
        text=format_hover_texts(table, unit),
        hovertemplate=path + " = %{x:.3g}: %{text}<extra></extra>",
        **axes,
    )
    behind = make_spread_bars(few, few[path], VARIANT_COLOURS[0], per, upright=True)
    return [*(bar.update(axes) for bar in behind), points]


def _make_panel_layout(levers: Sequence[str], title: str) -> dict[str, Any]:
    """Return the axes of a panel for each lever; title: of their common vertical axis."""
    gap, layout = 0.05, {}
    width = (1 - gap * (len(levers) - 1)) / len(levers)
    for place, path in enumerate(levers):
        suffix, left = "" if place == 0 else str(place + 1), place * (width + gap)
        layout[f"xaxis{suffix}"] = {
            "title": {"text": path}, "domain": [left, left + width], "anchor": f"y{suffix}",
        }  # fmt: skip
        axis: dict[str, Any] = {"anchor": f"x{suffix}"}
        if place:
            axis |= {"matches": "y", "showticklabels": False}
        else:
            axis["title"] = {"text": title}
        layout[f"yaxis{suffix}"] = axis
    return layout

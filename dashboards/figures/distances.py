"""How far audiences differ in what they believe."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboards.figures.believed import QUESTIONS
from dashboards.figures.counts import format_hover_texts
from dashboards.figures.grammar import (
    INK,
    Drawn,
    draw_figure,
    extract_interval_ends,
    make_interval_marks,
    to_rgba,
)
from dashboards.figures.spread_bars import make_spread_bars
from dashboards.text import labels, links
from dashboards.text.rows import find_largest_row, to_records
from runs.analysis.comparison.highest import can_be_highest, compute_joint_mean_limits
from runs.analysis.estimates.estimates import extract_estimate
from runs.analysis.sides import get_sides
from runs.analysis.text.names import format_count
from runs.analysis.text.numbers import format_in_brackets


def draw_belief_distances(table: pd.DataFrame, variant: str) -> Drawn:
    """Draw how far each two audiences differ, at the contact, in the probability that the first
    side asked.

    table: one, other (audiences), estimate, low, high, q25, median, q75, n
    (analysis.compute_belief_distances).
    """
    table = table.copy()
    table["runs"] = links.link_to_runs(variant, {"event_observed": "true"})
    names = [
        f"{labels.format_name(row['one'])} – {labels.format_name(row['other'])}"
        for row in to_records(table)
    ]
    spread: dict[str, list[Any]] = {"x": [], "y": []}
    for name, low, high in zip(names, table["q25"], table["q75"], strict=True):
        spread["x"] += [low, high, None]
        spread["y"] += [name, name, None]
    shade = {"color": to_rgba(INK, 0.3), "width": 14}
    marks = make_interval_marks(
        extract_interval_ends(table), names, (INK, "circle"), name="mean", customdata=table["runs"],
        text=format_hover_texts(table, shown_unit="of probability"),
        hovertemplate="%{y}: %{text}<extra></extra>",
    )  # fmt: skip
    half = go.Scatter(
        **spread, mode="lines", line=shade, hoverinfo="skip", name="half of the runs (spread)"
    )
    return Drawn(
        QUESTIONS["distance"],
        labels.IN_THIS_MODEL + _write_distance_sentence(table),
        f"n = {format_count(int(table['n'].max()), 'run')} with contact. Thin lines: 95 % t "
        "intervals of the mean distance (Monte-Carlo error). Bands: half of the runs (spread).",
        draw_figure(
            [half, *make_spread_bars(table, names, INK), marks],
            height=250,
            xaxis={"title": {"text": "distance in probability"}, "rangemode": "tozero"},
            yaxis={"autorange": "reversed", "type": "category"},
        ),
        table,
    )


def _write_distance_sentence(table: pd.DataFrame) -> str:
    """Return a sentence on which two audiences differ most, and how many other pairs may differ as
    much by limits for all at once.
    """
    far = find_largest_row(table, "estimate")
    names = f"{labels.format_name(far['one'])} and {labels.format_name(far['other'])}"
    gap = format_in_brackets(extract_estimate(far))
    said = f"{gap} in the probability that {get_sides()[0].title} asked"
    alike = int(can_be_highest(*compute_joint_mean_limits(table)).sum()) - 1
    if alike:
        told = f"{alike} of {len(table) - 1} other pairs cannot be told from them"
        return f"{names} are seen farthest apart, by {said}; {told}."
    return f"{names} are farthest apart: by {said}."

"""In how many random worlds a changed act alters who calls first, and from whom to whom."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboards.figures.grammar import INK, Drawn, draw_blank_figure, draw_figure
from dashboards.text import labels
from runs.studies.forks.wording import describe_turned_share

COLUMNS = ["run", "twin", "worlds"]
QUESTION = "In how many random worlds does it turn who calls first?"


def draw_outcome_changes(worlds: Mapping[str, Any], change: str) -> Drawn:
    """Draw the random worlds by who calls first without and with a change.

    Args:
        worlds: worlds (their number), share (in which the outcome changes), low, high, counts (run,
            twin, worlds: number by outcome without and with the change), of `taijie fork`.
        change: the change in words.
    """
    table = pd.DataFrame(worlds["counts"], columns=COLUMNS)
    turned = table[table["run"] != table["twin"]].sort_values("worlds", ascending=False)
    return Drawn(
        QUESTION,
        f"{labels.IN_THIS_MODEL}it turns {describe_turned_share(worlds)}.",
        f"{change} Played with it and without it in the first {worlds['worlds']:,} random "
        "worlds of the batch’s seed. Interval: Wilson (simulation error). Bars: worlds that turn.",
        _draw_outcome_bars(turned) if len(turned) else draw_blank_figure(),
        table,
    )


def draw_empty_outcome_changes() -> Drawn:
    """Return an empty figure whose sentence says that the run has no change."""
    return Drawn(
        QUESTION,
        "Nothing is done otherwise yet: choose an act.",
        "No world is played.",
        draw_blank_figure(),
        pd.DataFrame({"why": ["Nothing is done otherwise yet."]}),
    )


def _draw_outcome_bars(turned: pd.DataFrame) -> go.Figure:
    """Draw a bar with the number of worlds for each pair of outcomes without and with the change.

    turned: the rows in which the two differ.
    """
    ways = [
        f"{labels.format_label(run)} → {labels.format_label(twin)}"
        for run, twin in zip(turned["run"], turned["twin"], strict=True)
    ]
    bars = go.Bar(
        x=turned["worlds"],
        y=ways,
        orientation="h",
        marker={"color": INK},
        text=turned["worlds"],
        hovertemplate="%{y}: %{x} worlds<extra></extra>",
        showlegend=False,
    )
    return draw_figure(
        [bars],
        height=90 + 26 * len(ways),
        xaxis={"title": {"text": "worlds"}},
        yaxis={"autorange": "reversed", "type": "category"},
    )

"""How well the model forecasts the days of episodes, against a forecast from the other episodes."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboards.figures.episodes import prepare_episode_table
from dashboards.figures.grammar import INK, MODEL, Drawn, draw_figure
from dashboards.figures.palette import COLOURS
from dashboards.text.rows import to_records

QUESTION = "Does the model foresee the day better than other episodes’ days?"


def draw_forecast_scores(rows: pd.DataFrame, batch: str, sentence: str) -> Drawn:
    """Draw the CRPS, in days, of the model and of a forecast from the other episodes, for each
    episode.

    rows: stored rows for leaders or for envoys, with crps, crps_pool (the other forecast's),
    log_score, log_score_exponential; sentence: on their means.
    """
    table = prepare_episode_table(rows[rows["crps"].notna() & rows["crps_pool"].notna()], batch)
    gaps = [
        go.Scatter(
            x=[row["crps"], row["crps_pool"]],
            y=[row["label"]] * 2,
            mode="lines",
            line={"color": INK, "width": 1},
            hoverinfo="skip",
            showlegend=False,
        )
        for row in to_records(table)
    ]
    marks = [
        _make_score_marks(table, "crps", (MODEL, "circle"), "the model"),
        _make_score_marks(
            table, "crps_pool", (COLOURS["nobody"], "square-open"), "the others’ days"
        ),
    ]
    figure = draw_figure(
        [*gaps, *marks],
        height=150 + 30 * len(table),
        xaxis={"title": {"text": "CRPS, days (lower is better)"}, "rangemode": "tozero"},
        yaxis={"autorange": "reversed", "type": "category"},
    )
    shown = ["id", "title", "crps", "crps_pool", "log_score", "log_score_exponential", "weight"]
    return Drawn(
        QUESTION,
        sentence,
        f"n = {len(table)} episodes; a standoff counts once in the means, whatever its rows. Grey "
        "lines join the two scores of one episode; they are neither intervals nor spread.",
        figure,
        table[[*shown, "link"]].rename(columns={"link": "runs"}),
    )


def _make_score_marks(
    table: pd.DataFrame, column: str, style: tuple[str, str], name: str
) -> go.Scatter:
    """Return the marks of one score (`column`) of each episode; style: colour and symbol."""
    marker: dict[str, Any] = {"color": style[0], "symbol": style[1], "size": 10}
    return go.Scatter(
        x=table[column],
        y=table["label"],
        mode="markers",
        marker=marker,
        name=name,
        customdata=table["link"],
        hovertemplate="%{y}: %{x:.1f} days<extra>" + name + "</extra>",
    )

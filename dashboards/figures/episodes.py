"""Historical episodes beside what the model simulates from the same beginning; reported, not
fitted.
"""

from __future__ import annotations

import textwrap
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboards.figures.counts import format_sample_sizes
from dashboards.figures.grammar import INK, MODEL, RECORD, Drawn, draw_figure, to_rgba
from dashboards.text import labels, links
from dashboards.text.rows import to_records
from runs.analysis.text.names import format_count
from runs.analysis.text.numbers import format_number

CENSORED, OBSERVED = "triangle-right-open", "diamond"
QUESTIONS = {
    "waits": "How long did they wait, and how long in the model?",
    "quantiles": "Where does the real day fall among simulated days?",
}
LEVELS = ("q05", "q25", "median", "q75", "q95")


def draw_episode_waits(rows: pd.DataFrame, batch: str, stage: str) -> Drawn:
    """Draw each episode's simulated days to contact as bands and the real day as a mark.

    Args:
        rows: stored rows of one stage (id, title, variant, q05..q95, happened, censored, horizon).
        batch: name of the batch of the runs, for the links.
        stage: whose contact, leader or envoy.
    """
    table = prepare_episode_table(rows, batch)
    traces = [
        _make_quantile_bars(table, "q05", "q95", 7, 0.25, "nine tenths of the runs"),
        _make_quantile_bars(table, "q25", "q75", 7, 0.55, "half of the runs"),
        _make_median_marks(table),
        *_make_observed_marks(table),
    ]
    figure = draw_figure(
        traces,
        height=150 + 34 * len(table),
        xaxis={"title": {"text": "days from the trigger"}, "rangemode": "tozero"},
        yaxis={"autorange": "reversed", "type": "category"},
    )
    return Drawn(
        QUESTIONS["waits"],
        _write_waits_sentence(table, stage),
        f"{format_sample_sizes(table['id'], table['runs'])}. Bands: half and nine tenths of them "
        "(spread), cut at the horizon where runs wait longer. Diamonds: what happened; open "
        "triangles: no contact by that day. Nothing was fitted to these rows but one number "
        "(docs/episodes.md).",
        figure,
        table[["id", "title", *LEVELS, "happened", "censored", "horizon", "runs", "link"]].rename(
            columns={"runs": "n", "link": "runs"}
        ),
    )


def _write_waits_sentence(table: pd.DataFrame, stage: str) -> str:
    """Return in how many episodes the real day lies in the middle half of the simulated days."""
    known = table[table["day"].notna()]
    inside = known[(known["day"] >= known["q25"]) & (known["day"] <= known["q75"])]
    inside = inside[~inside["censored"].astype(bool)]
    seen = known[~known["censored"].astype(bool)]
    if seen.empty:
        return f"The real day of the {stage} contact is known in none of {len(known)} episodes."
    return (
        f"{labels.IN_THIS_MODEL}the real day of the {stage} contact falls into the middle half of "
        f"the simulated days in {len(inside)} of {format_count(len(seen), 'episode')} with a known "
        f"day; {len(known) - len(seen)} more are known only to have waited longer."
    )


def prepare_episode_table(rows: pd.DataFrame, batch: str) -> pd.DataFrame:
    """Return stored rows with day (of the real contact; if none is known, the last day known to be
    without it, or NaN), label, link, and quantiles as numbers.

    A quantile beyond the horizon is set to the last day, and its column <name>_open is true.
    """
    table = rows.reset_index(drop=True).copy()
    said = table["happened"].astype("string").str.replace("> ", "", regex=False)
    table["day"] = pd.to_numeric(said, errors="coerce").astype(float)
    table["censored"] = table["censored"].eq(True)
    last = table["horizon"].astype(float) - 1
    for level in LEVELS:
        table[level] = pd.to_numeric(table[level]).astype(float)
        table[f"{level}_open"] = table[level].isna()
        table[level] = table[level].fillna(last)
    table["link"] = [f"{links.link_to_runs(str(name))}&batch={batch}" for name in table["variant"]]
    table["label"] = [_format_episode_label(row) for row in to_records(table)]
    return table


def _format_episode_label(row: dict[str, Any]) -> str:
    return textwrap.shorten(f"{row['id']} {row['title']}", 56, placeholder=" …")


def _make_quantile_bars(
    table: pd.DataFrame, low: str, high: str, width: float, opacity: float, name: str
) -> go.Bar:
    """Return horizontal bars from one quantile of simulated days to another (columns `low` and
    `high`), a row per episode.
    """
    return go.Bar(
        x=table[high] - table[low],
        base=table[low],
        y=table["label"],
        orientation="h",
        width=width / 14,
        offset=-width / 28,
        marker={"color": to_rgba(MODEL, opacity), "line": {"width": 0}},
        name=name,
        hoverinfo="skip",
    )


def _make_median_marks(table: pd.DataFrame) -> go.Scatter:
    """Return the marks of median simulated days, lying where the median is beyond the horizon."""
    return go.Scatter(
        x=table["median"],
        y=table["label"],
        mode="markers",
        marker={
            "symbol": ["line-ew-open" if of else "line-ns-open" for of in table["median_open"]],
            "size": 13,
            "color": MODEL,
            "line": {"width": 2},
        },
        name="median of the runs (lying: not by the horizon)",
        customdata=table["link"],
        text=[_format_median(row) for row in to_records(table)],
        hovertemplate="%{y}: %{text}<extra></extra>",
    )


def _format_median(row: dict[str, Any]) -> str:
    """Return the median simulated wait and the middle half of the runs in days; "beyond" before a
    number at which the horizon cuts it off.
    """
    ends = [
        f"beyond {format_number(row[key], 0)}" if row[f"{key}_open"] else format_number(row[key], 0)
        for key in ("median", "q25", "q75")
    ]
    n = format_count(int(row["runs"]), "run")
    return f"median of the runs {ends[0]} days (half of them {ends[1]} to {ends[2]}; n = {n})"


def _make_observed_marks(table: pd.DataFrame) -> list[go.Scatter]:
    """Return the marks of real days, hollow where contact is only known to be later."""
    marks = []
    for censored, symbol, name in (
        (False, OBSERVED, "what happened"),
        (True, CENSORED, "no contact by then"),
    ):
        part = table[table["day"].notna() & (table["censored"] == censored)]
        marks.append(
            go.Scatter(
                x=part["day"],
                y=part["label"],
                mode="markers",
                marker={"symbol": symbol, "size": 11, "color": RECORD},
                name=name,
                customdata=part["link"],
                text=part["happened"],
                hovertemplate="%{y}: %{text} days<extra>" + name + "</extra>",
            )
        )
    return [mark for mark in marks if len(mark.x)]


def draw_quantile_plot(rows: pd.DataFrame, batch: str) -> Drawn:
    """Draw each real day's quantile among the simulated days, in ascending order, against the
    diagonal.

    Marks of days that are only known to be later, and of days beyond the horizon, are hollow and
    not counted; ValueError if there is no other.

    rows: stored rows for leaders or for envoys (quantile, censored, beyond_horizon, id); batch:
    name of the batch of the runs, for the links.
    """
    table = prepare_episode_table(rows[rows["quantile"].notna()], batch)
    table = table.sort_values("quantile", ignore_index=True)
    count = len(table)
    table["uniform"] = [(place + 0.5) / count for place in range(count)]
    bound = table["censored"] | table["beyond_horizon"].eq(True)
    known = table.loc[~bound, "quantile"]
    if known.empty:
        raise ValueError("no episode shown has a known day within the horizon.")
    low, high = int((known < 0.25).sum()), int((known > 0.75).sum())
    figure = draw_figure(
        [_make_diagonal(), _make_rank_marks(table, bound)],
        xaxis={"title": {"text": "rank among the episodes"}, "range": [0, 1.02]},
        yaxis={"title": {"text": "quantile of the real day"}, "range": [-0.05, 1.1]},
    )
    return Drawn(
        QUESTIONS["quantiles"],
        f"Of {format_count(len(known), 'episode')} with a known day, it lies in the earliest "
        f"quarter of the simulated days in {low} and in the latest quarter in {high}; chance "
        f"would put {len(known) / 4:.1f} into each.",
        f"n = {count} episodes, some of one standoff. Marks: quantiles among the runs (spread); "
        "open ones are lower bounds. So few rows decide nothing about a model.",
        figure,
        table[["id", "title", "quantile", "censored", "p_none_by_then", "link"]].rename(
            columns={"link": "runs"}
        ),
    )


def _make_diagonal() -> go.Scatter:
    line = {"color": INK, "width": 1, "dash": "dot"}
    name = "what chance would give"
    return go.Scatter(x=[0, 1], y=[0, 1], mode="lines", line=line, hoverinfo="skip", name=name)


def _make_rank_marks(table: pd.DataFrame, bound: pd.Series) -> go.Scatter:
    """Return the marks of the quantiles by rank, hollow where `bound` is true."""
    symbols = [CENSORED if of else OBSERVED for of in bound]
    return go.Scatter(
        x=table["uniform"],
        y=table["quantile"],
        mode="markers+text",
        marker={"color": RECORD, "size": 10, "symbol": symbols},
        text=table["id"],
        textposition="top center",
        customdata=table["link"],
        name="an episode (open: at least)",
        hovertemplate="%{text}: quantile %{y:.2f}<extra></extra>",
    )

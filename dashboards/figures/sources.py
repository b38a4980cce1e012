"""Where each side's face at the end comes from: a waterfall of sources, in its own book."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboards.figures.counts import format_hover_texts
from dashboards.figures.grammar import (
    INK,
    Drawn,
    draw_figure,
    make_error_bars,
    to_rgba,
)
from dashboards.figures.palette import find_colour
from dashboards.figures.spread_bars import make_spread_bars
from dashboards.text import labels, links
from dashboards.text.rows import to_record
from runs.analysis.comparison.highest import can_be_highest, compute_joint_mean_limits
from runs.analysis.estimates.draws import HIGH, LOW, select_with_draw_interval
from runs.analysis.estimates.estimates import extract_estimate
from runs.analysis.sides import get_dyad
from runs.analysis.text.names import format_count
from runs.analysis.text.numbers import format_in_brackets

SOURCES = {
    "contact": "the contact",
    "refusal": "refusals",
    "message": "messages",
    "material": "material acts",
    "claim": "claims",
    "envoy": "envoys",
    "embarrassment": "embarrassment",
    "home": "home elites",
    "mockery": "mockery abroad",
}


def draw_face_sources(table: pd.DataFrame, variant: str) -> Drawn:
    """Draw each side's face at the end as a waterfall of the sources it came from.

    table: side, source, estimate (mean), low, high, start, stop, n
    (analysis.compute_face_waterfall) of one variant.
    """
    bars = [
        trace
        for side, rows in table.groupby("side", sort=False)
        for trace in (
            _make_waterfall_bars(str(side), rows, variant),
            *_make_bars_over_draws(str(side), rows),
        )
    ]
    axis = {"title": {"text": "face at the end, own book (W)"}}
    told = [
        _write_total_sentence(str(side), rows) for side, rows in table.groupby("side", sort=False)
    ]
    return Drawn(
        "Where does each side’s face come from?",
        f"{labels.IN_THIS_MODEL}{'; '.join(told)}.",
        f"n = {format_count(int(table['n'].max()), 'run')}; means. The sources sum to "
        "the simulated total. Thin lines: 95 % t intervals (Monte-Carlo error).",
        draw_figure(bars, barmode="group", scattermode="group", yaxis=axis),
        select_with_draw_interval(
            table, ["side", "source", "estimate", "low", "high", "start", "stop", "n"]
        ),
    )


def _make_waterfall_bars(side: str, rows: pd.DataFrame, variant: str) -> go.Bar:
    """Return a bar for each source of a side's face from its start to its stop; that of the total
    is opaque.
    """
    colour = find_colour(side)
    fills = [colour if last else to_rgba(colour, 0.5) for last in rows["source"] == "total"]
    down, up = rows["estimate"] - rows["low"], rows["high"] - rows["estimate"]
    return go.Bar(
        x=[SOURCES.get(source, source) for source in rows["source"]],
        y=rows["stop"] - rows["start"],
        base=rows["start"],
        name=labels.format_label(side),
        offsetgroup=side,
        marker={
            "color": fills,
            "line": {"color": colour, "width": 1.5},
            "pattern": {"shape": "" if side == get_dyad().first else "/", "fgcolor": colour},
        },
        error_y={
            **make_error_bars(rows["stop"] - down, rows["stop"], rows["stop"] + up),
            "color": INK,
        },
        customdata=[links.link_to_runs(variant)] * len(rows),
        text=format_hover_texts(rows, "W"),
        textposition="none",
        hovertemplate="%{x}: %{text}<extra>" + labels.format_label(side) + "</extra>",
    )


def _make_bars_over_draws(side: str, rows: pd.DataFrame) -> list[go.Scatter]:
    """Return the intervals over a fit's parameter sets, each about the end of its bar."""
    if LOW not in rows:
        return []
    moved = rows["stop"] - rows["estimate"]
    ends = pd.DataFrame({end: rows[end] + moved for end in (LOW, HIGH)})
    names = [SOURCES.get(source, source) for source in rows["source"]]
    return make_spread_bars(ends, names, INK, upright=True, offsetgroup=side)


def _write_total_sentence(side: str, rows: pd.DataFrame) -> str:
    """Return a side's mean face at the end, and which source may be the largest."""
    total = rows[rows["source"] == "total"].iloc[0]
    parts = rows[rows["source"] != "total"]
    said = format_in_brackets(extract_estimate(to_record(total)))
    sizes = _drop_signs(parts)
    could = sizes[can_be_highest(*compute_joint_mean_limits(sizes))]
    named = [SOURCES.get(source, source) for source in could["source"]]
    most = f"the largest part from {named[0]}" if len(named) == 1 else "no part clearly the largest"
    return f"{labels.format_name(side)} ends at a mean face of, in W, {said}, {most}"


def _drop_signs(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows of face sources with estimate and limits of the contribution's size, without its
    sign.
    """
    sign = np.where(rows["estimate"] < 0, -1.0, 1.0)
    ends = np.sort(np.c_[rows["low"] * sign, rows["high"] * sign], axis=1)
    return rows.assign(estimate=rows["estimate"] * sign, low=ends[:, 0], high=ends[:, 1])

"""Where each side's face at the end comes from: a waterfall of its sources, in its own book."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboards.figures.counts import mark_texts
from dashboards.figures.grammar import (
    COLOURS,
    INK,
    Drawn,
    draw,
    error_bars,
    translucent,
)
from dashboards.text import labels, links
from dashboards.text.rows import record
from runs.analysis.comparison.highest import could_be_highest, means_at_once
from runs.analysis.estimates.estimates import estimate_of
from runs.analysis.text.numbers import bracket_text

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


def from_its_sources(table: pd.DataFrame, variant: str) -> Drawn:
    """Draw each side's face at the end as a waterfall of its sources.

    table: side, source, estimate, low, high, start, stop, n (analysis.waterfall), one variant.
    """
    bars = [_steps(str(side), rows, variant) for side, rows in table.groupby("side", sort=False)]
    axis = {"title": {"text": "face at the end, own book"}}
    told = [_total_said(str(side), rows) for side, rows in table.groupby("side", sort=False)]
    return Drawn(
        "Where does each side’s face come from?",
        f"{labels.IN_THIS_MODEL}{'; '.join(told)}.",
        f"n = {int(table['n'].max()):,} runs; means. The sources sum to the simulated total. Thin "
        "lines: 95 % t "
        "intervals (Monte-Carlo error).",
        draw(bars, barmode="group", yaxis=axis),
        table[["side", "source", "estimate", "low", "high", "start", "stop", "n"]],
    )


def _steps(side: str, rows: pd.DataFrame, variant: str) -> go.Bar:
    colour = COLOURS[side]
    fills = [colour if last else translucent(colour, 0.5) for last in rows["source"] == "total"]
    down, up = rows["estimate"] - rows["low"], rows["high"] - rows["estimate"]
    return go.Bar(
        x=[SOURCES.get(source, source) for source in rows["source"]],
        y=rows["stop"] - rows["start"],
        base=rows["start"],
        name=labels.short(side),
        offsetgroup=side,
        marker={
            "color": fills,
            "line": {"color": colour, "width": 1.5},
            "pattern": {"shape": "" if side == "us" else "/", "fgcolor": colour},
        },
        error_y={**error_bars(rows["stop"] - down, rows["stop"], rows["stop"] + up), "color": INK},
        customdata=[links.runs(variant)] * len(rows),
        text=mark_texts(rows, "W"),
        textposition="none",
        hovertemplate="%{x}: %{text}<extra>" + labels.short(side) + "</extra>",
    )


def _total_said(side: str, rows: pd.DataFrame) -> str:
    total = rows[rows["source"] == "total"].iloc[0]
    parts = rows[rows["source"] != "total"]
    said = bracket_text(estimate_of(record(total)))
    sizes = _sizes(parts)
    could = sizes[could_be_highest(*means_at_once(sizes))]
    named = [SOURCES.get(source, source) for source in could["source"]]
    most = f"the largest part from {named[0]}" if len(named) == 1 else "no part clearly the largest"
    return f"{labels.name(side)} ends at a mean of {said}, {most}"


def _sizes(parts: pd.DataFrame) -> pd.DataFrame:
    """Return the means of some sources without their signs."""
    sign = np.where(parts["estimate"] < 0, -1.0, 1.0)
    ends = np.sort(np.c_[parts["low"] * sign, parts["high"] * sign], axis=1)
    return parts.assign(estimate=parts["estimate"] * sign, low=ends[:, 0], high=ends[:, 1])

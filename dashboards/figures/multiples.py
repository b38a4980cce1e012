"""Small multiples: who has called first by each day, a panel a variant, all on one scale."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboards.figures.counts import format_sample_sizes
from dashboards.figures.grammar import Drawn, draw_figure, make_interval_lines
from dashboards.figures.palette import find_colour, find_dash
from dashboards.figures.spread_bars import make_spread_lines
from dashboards.text import labels, links
from dashboards.text.rows import to_records
from runs.analysis.estimates.estimates import extract_estimate
from runs.analysis.sides import get_dyad
from runs.analysis.text.numbers import format_in_brackets

QUESTION = "Who calls first, and by when?"
MOST, ACROSS = 8, 4
"""Panels at most, and in a row."""
GAP, HEAD = 0.03, 46
"""Between columns, as a share of the width; room above a row for its titles, in pixels."""
HEIGHT = 190
"""Pixels of a panel."""


def draw_variant_multiples(table: pd.DataFrame, counts: Mapping[str, int], total: int) -> Drawn:
    """Draw each variant's cumulative incidence of calls by either side, a panel a variant.

    Args:
        table: variant, day, cause, estimate, low, high (waiting.compute_cumulative_incidence).
        counts: variant -> runs, of those drawn, in order; the first is the baseline.
        total: variants there are.
    """
    names, sides = list(counts), get_dyad().keys
    drawn = table[table["variant"].isin(names) & table["cause"].isin(sides)]
    horizon = int(drawn["day"].max())
    traces = [
        trace
        for place, name in enumerate(names)
        for side in sides
        for trace in _make_incidence_curve(
            drawn[(drawn["variant"] == name) & (drawn["cause"] == side)], side, name, place
        )
    ]
    rows = math.ceil(len(names) / ACROSS)
    cut = f"{len(names)} of {total:,} variants shown. " if len(names) < total else ""
    return Drawn(
        QUESTION,
        labels.IN_THIS_MODEL + _write_last_day_sentence(drawn, horizon),
        f"{cut}{format_sample_sizes(names, counts.values())}. Of 100 runs, those in which a side "
        "has called first by each day. Thin lines: 95 % intervals of each day alone (Monte-Carlo "
        "error).",
        draw_figure(
            traces,
            height=rows * (HEIGHT + HEAD) + 40,
            showlegend=False,
            margin={"l": 40, "r": 12, "t": HEAD, "b": 40},
            **_make_panel_axes(names, rows, horizon),
        ),
        drawn,
        clicks="Click a line for its runs.",
    )


def _make_incidence_curve(
    rows: pd.DataFrame, side: str, name: str, panel_number: int
) -> list[go.Scatter]:
    """Return a side's curve of runs in which it has called first by each day, with its limits, in
    the panel of that number (from 0).
    """
    suffix = "" if panel_number == 0 else str(panel_number + 1)
    where: dict[str, Any] = {"xaxis": f"x{suffix}", "yaxis": f"y{suffix}"}
    colour = find_colour(side)
    shown = rows.assign(**{key: rows[key] * 100 for key in ("estimate", "low", "high")})
    told = [format_in_brackets(extract_estimate(row, unit="share")) for row in to_records(rows)]
    runs = [links.link_to_runs(name, {"first_mover_true": side, "duration": (1, int(day))})
            for day in rows["day"]]  # fmt: skip
    line = go.Scatter(
        x=shown["day"],
        y=shown["estimate"],
        mode="lines",
        name=labels.format_label(side),
        line={"color": colour, "dash": find_dash(side), "width": 2.2, "shape": "hv"},
        customdata=runs,
        text=told,
        hovertemplate=f"{name}, day %{{x:d}}: %{{text}} of 100 runs<extra>"
        + labels.format_label(side)
        + "</extra>",
        **where,
    )
    behind = make_spread_lines(rows, colour, 100, **where)
    return [*behind, *make_interval_lines(shown, colour, **where), line]


def _make_panel_axes(names: Sequence[str], row_count: int, horizon: int) -> dict[str, Any]:
    """Return axes and titles of the panels, ACROSS in a row, all on one scale."""
    columns = min(ACROSS, len(names))
    width = (1 - GAP * (columns - 1)) / columns
    inside = row_count * (HEIGHT + HEAD) + 40 - HEAD - 40
    found: dict[str, Any] = {"annotations": []}
    for place, name in enumerate(names):
        suffix, (row, column) = "" if place == 0 else str(place + 1), divmod(place, columns)
        left, top = column * (width + GAP), 1 - row * (HEIGHT + HEAD) / inside
        found[f"xaxis{suffix}"] = {
            "anchor": f"y{suffix}",
            "domain": [left, left + width],
            "range": [0, horizon],
            "nticks": 4,
        }
        found[f"yaxis{suffix}"] = {
            "anchor": f"x{suffix}",
            "domain": [max(0.0, top - HEIGHT / inside), top],
            "range": [0, 100],
            "nticks": 3,
            "showticklabels": column == 0,
        }
        title = {"x": left, "y": top, "xref": "paper", "yref": "paper", "showarrow": False}
        found["annotations"].append(
            {"text": f"<b>{name}</b>", "xanchor": "left", "yanchor": "bottom", **title}
        )
    return found


def _write_last_day_sentence(drawn: pd.DataFrame, horizon: int) -> str:
    """Return, for each side, the lowest and highest share of runs that it calls first in."""
    last = drawn[drawn["day"] == drawn.groupby("variant")["day"].transform("max")]
    told = []
    for side, rows in last.groupby("cause", sort=False, observed=True):
        ordered = to_records(rows.sort_values("estimate", kind="stable"))
        ends = " to ".join(
            f"{format_in_brackets(extract_estimate(row, unit='share'))} under “{row['variant']}”"
            for row in (ordered[0], ordered[-1])
        )
        told.append(f"{labels.format_name(str(side))} has called first in {ends}")
    return f"of 100 runs, by day {horizon}, {'; '.join(told)}."

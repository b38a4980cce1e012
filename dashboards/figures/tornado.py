"""A tornado plot: the effect of each lever at both ends of its range, the largest first."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from dashboards.figures.counts import format_hover_texts, format_sample_sizes, get_difference_unit
from dashboards.figures.grammar import (
    VARIANT_COLOURS,
    VARIANT_DASHES,
    VARIANT_MARKERS,
    Drawn,
    draw_figure,
    make_interval_marks,
)
from dashboards.figures.sweep import QUESTIONS, get_unit_scale, make_point_links
from dashboards.text import labels
from dashboards.text.rows import find_largest_row, use_adjusted_limits
from runs.analysis.estimates.estimates import extract_estimate
from runs.analysis.text.names import format_count
from runs.analysis.text.numbers import format_in_brackets

MOST = 24
"""Levers that are drawn."""


def draw_tornado(table: pd.DataFrame, label_and_unit: tuple[str, str], variant: str) -> Drawn:
    """Draw the effect of each lever at its lower and its upper end, the largest effect first.

    table: lever, end, value, point, effect, adjusted_low, adjusted_high, apart, n
    (analysis.tabulate_tornado).
    """
    label, unit = label_and_unit
    table = table.assign(runs=make_point_links(variant, table["point"]))
    names = list(dict.fromkeys(table["lever"]))[:MOST]
    shown = table[table["lever"].isin(names)]
    looks = zip(("lower", "upper"), VARIANT_COLOURS, VARIANT_MARKERS, VARIANT_DASHES, strict=False)
    traces = [
        _make_end_marks(shown[shown["end"] == end], (colour, symbol), end, unit)
        for end, colour, symbol, _ in looks
    ]
    apart = int(table.groupby("lever")["apart"].any().sum())
    total = table["lever"].nunique()
    cut = f" {len(names)} of {total} levers drawn." if total > len(names) else ""
    points = get_difference_unit(unit)
    return Drawn(
        QUESTIONS["tornado"],
        f"{labels.IN_THIS_MODEL}{apart} of {format_count(total, 'lever')}, moved alone, can be "
        f"told from the configuration in: {label}{_write_largest_effect(table, unit)}.",
        f"{format_sample_sizes(table['lever'], table['n'], 'pair')}, in the same random worlds. "
        "Thin lines: intervals of the paired difference (Monte-Carlo error), Holm-adjusted over "
        f"all ends as the verdicts are.{cut}",
        draw_figure(
            traces,
            height=150 + 26 * len(names),
            xaxis={"title": {"text": f"{label}: difference ({points})"}, "zeroline": True},
            yaxis={"autorange": "reversed", "type": "category", "categoryarray": names},
        ),
        table,
    )


def _write_largest_effect(table: pd.DataFrame, unit: str) -> str:
    """Return a clause, "; most is seen of ...", on the largest significant effect; empty if there
    is none.
    """
    clear = table[table["apart"]]
    if clear.empty:
        return ""
    top = find_largest_row(clear, "effect", magnitude=True)
    effect = format_in_brackets(extract_estimate(top, "effect", unit, "adjusted_"))
    said = f"{effect} {get_difference_unit(unit)}"
    return f"; most is seen of {top['lever']} at {top['value']:g}, {said}"


def _make_end_marks(rows: pd.DataFrame, style: tuple[str, str], end: str, unit: str) -> go.Scatter:
    """Return the marks of levers' effects at one end of their ranges, hollow if they do not differ
    from 0.

    style: colour and symbol; end: its name ("lower" or "upper").
    """
    per = get_unit_scale(unit)[0]
    shapes = [style[1] if apart else f"{style[1]}-open" for apart in rows["apart"]]
    columns = ("adjusted_low", "effect", "adjusted_high")
    low, middle, high = (rows[key].astype(float) * per for key in columns)
    marks = make_interval_marks(
        (low, middle, high),
        rows["lever"],
        style,
        name=f"{end} end (open: cannot be told apart)",
        customdata=rows["runs"],
        text=[
            f"{value:g}: {said}"
            for value, said in zip(
                rows["value"],
                format_hover_texts(
                    use_adjusted_limits(rows), unit, "effect", "pair", get_difference_unit(unit)
                ),
                strict=True,
            )
        ],
        hovertemplate="%{y} = %{text}<extra></extra>",
    )
    marks.marker.symbol = shapes
    return marks

"""What a side gains by its own account of the contact: paired differences in belief and in face."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboards.figures.counts import format_hover_texts, format_sample_sizes, get_difference_unit
from dashboards.figures.grammar import (
    VARIANT_COLOURS,
    Drawn,
    draw_blank_figure,
    draw_figure,
    extract_interval_ends,
    make_interval_marks,
)
from dashboards.figures.palette import COLOURS
from dashboards.figures.spread_bars import make_spread_bars
from dashboards.figures.verdicts import APART, HOLDS, NAMES, OPEN, TURNING, judge_rows
from dashboards.text import labels, links
from dashboards.text.rows import select_paired_metrics, use_adjusted_limits
from runs.analysis.text.names import format_count

QUESTION = "What does it pay to tell it otherwise?"
LOOKS = {
    HOLDS: (VARIANT_COLOURS[0], "diamond"),
    TURNING: (VARIANT_COLOURS[0], "diamond-open"),
    OPEN: (COLOURS["nobody"], "circle-open"),
}
BELIEF = ("share", "probability")


def draw_empty_spin(reason: str) -> Drawn:
    """Return an empty figure whose sentence is `reason`: why no difference is drawn."""
    about = (
        "0 differences drawn: of what these two do there is neither Monte-Carlo error nor spread."
    )
    return Drawn(QUESTION, reason, about, draw_blank_figure(), pd.DataFrame({"said": [reason]}))


def draw_spin_differences(table: pd.DataFrame, names: tuple[str, str], sentence: str) -> Drawn:
    """Draw the paired differences in the metrics that a side's account of the contact should
    change.

    Args:
        table: metric, label, unit, effect, adjusted_low, adjusted_high, family, verdict, n_pairs.
        names: the baseline and the other variant.
        sentence: on how the accounts differ.
    """
    rows = use_adjusted_limits(select_paired_metrics(table))
    belief = rows["unit"].isin(BELIEF)
    traces = [
        trace
        for part, suffix, per in ((rows[belief], "", 100.0), (rows[~belief], "2", 1.0))
        for kind in LOOKS
        for trace in _make_difference_marks(
            part[judge_rows(part) == kind], names, kind, suffix, per
        )
    ]
    decided = int(rows["verdict"].isin(APART).sum())
    a, b = names
    return Drawn(
        QUESTION,
        f"{labels.IN_THIS_MODEL}{decided} of {len(rows)} figures of belief and face differ between "
        f"{a} and {b}, Holm-adjusted. {sentence}",
        f"{format_sample_sizes(rows['metric'], rows['n_pairs'], 'pair')}. Thin lines: intervals of "
        "paired differences (Monte-Carlo error), Holm-adjusted as the verdicts are over "
        f"{format_count(int(rows['family'].iloc[0]), 'metric')} of the two variants.",
        draw_figure(
            [trace for trace in traces if len(trace.y)], height=470, **_make_panel_layout(names)
        ),
        table.drop(columns=["boot_low", "boot_high"]),
    )


def _make_difference_marks(
    rows: pd.DataFrame, names: tuple[str, str], kind: str, axis_suffix: str, per: float
) -> list[go.Scatter]:
    """Return the marks of the differences of one kind (a key of LOOKS) with their intervals.

    names: of both variants, for the links; axis_suffix: of the names of the axes; per: factor on
    the values.
    """
    look = LOOKS[kind]
    axes: dict[str, Any] = {"xaxis": f"x{axis_suffix}", "yaxis": f"y{axis_suffix}"}
    mark = make_interval_marks(
        extract_interval_ends(rows, per, "effect"),
        rows["label"],
        look,
        name=NAMES[kind],
        legendgroup=kind,
        showlegend=not axis_suffix,
        customdata=[links.link_to_comparison(*names, metric) for metric in rows["metric"]],
        text=[text for one in range(len(rows)) for text in _write_hover_texts(rows.iloc[[one]])],
        hovertemplate="%{y}: %{text}<extra></extra>",
        **axes,
    )
    behind = make_spread_bars(rows, rows["label"], look[0], per)
    return [*(bar.update(axes) for bar in behind), mark]


def _write_hover_texts(row: pd.DataFrame) -> list[str]:
    """Return [the hover text] of one row, a difference of probabilities in points of 100."""
    unit = str(row["unit"].iloc[0])
    stored = "share" if unit in BELIEF else unit
    return format_hover_texts(row, stored, "effect", "pair", get_difference_unit(stored))


def _make_panel_layout(names: tuple[str, str]) -> dict[str, Any]:
    """Return the axes of the panel of beliefs and of that of face below it; names: as drawn."""
    change = f"{names[1]} minus {names[0]}"
    lines: dict[str, Any] = {"autorange": "reversed", "type": "category", "automargin": True}
    grid = {"gridcolor": "rgba(118,118,118,.25)", "zeroline": True, "rangemode": "tozero"}
    return {
        "xaxis": {**grid, "title": {"text": f"{change} (points of 100)"}, "anchor": "y"},
        "xaxis2": {**grid, "title": {"text": f"{change} (face, W)"}, "anchor": "y2"},
        "yaxis": {**lines, "domain": [0.55, 1.0], "anchor": "x"},
        "yaxis2": {**lines, "domain": [0.0, 0.33], "anchor": "x2"},
    }

"""What a change moves at all: every metric of a pair, or every variant against a baseline."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboards.figures.compare import IDENTICAL
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
from dashboards.text import labels, links
from dashboards.text.rows import select_paired_metrics, with_adjusted_limits
from runs.analysis.sides import get_sides
from runs.analysis.text.differences import write_differing_count, write_how_many_can
from runs.analysis.text.names import format_count
from runs.analysis.text.numbers import find_unit

APART = ("higher", "lower")
FARTHEST = 12
"""Half-widths at which the forest's axis is cut."""
SHOWN = 40
LABEL, LINE = 34, 14
"""Letters of a line of a row's label, and its height: longer ones leave no axis on a phone."""
LOOKS = (
    (True, (VARIANT_COLOURS[0], "diamond"), "differs (Holm-adjusted)"),
    (False, (COLOURS["nobody"], "circle-open"), "cannot be told apart, or identical"),
)


def draw_forest_plot(table: pd.DataFrame, a: str, b: str) -> Drawn:
    """Draw the paired difference of every metric in half-widths of its own interval.

    table: metric, label, unit, effect, adjusted_low, adjusted_high, n_pairs, verdict (paired).
    Metrics of different units so share one axis; the numbers stand at each mark and in the table.
    """
    rows = with_adjusted_limits(select_paired_metrics(table))
    decided, most = rows["verdict"].isin(APART), int(rows["n_pairs"].max())
    traces = [
        _make_forest_marks(rows[decided == apart], (a, b), look, name, most)
        for apart, look, name in LOOKS
    ]
    lines = max(label.count("<br>") + 1 for label in _format_metric_labels(rows, most))
    title = f"{b} minus {a}, in half-widths of its adjusted interval (cut at ±{FARTHEST})"
    figure = draw_figure(
        traces,
        height=130 + max(22, 2 + LINE * lines) * len(rows),
        xaxis={
            "title": {"text": title},
            "zeroline": True,
            "range": [-FARTHEST - 1.5, FARTHEST + 1.5],
        },
        yaxis={"autorange": "reversed", "type": "category", "tickfont": {"size": 11}},
    )
    count = write_differing_count(list(rows["verdict"]), int(rows["family"].iloc[0]))
    told = f"{count} between {a} and {b}."
    same = (rows["verdict"] == "identical").all()
    return Drawn(
        "Which metrics does the change move at all?",
        IDENTICAL if same else f"{labels.IN_THIS_MODEL}{told}",
        f"{format_sample_sizes(rows['metric'], rows['n_pairs'], 'pair')}. Thin "
        "lines: intervals (Monte-Carlo error), Holm-adjusted over all rows as the verdicts are: "
        "one leaves 0 out exactly where its metric differs; triangles lie farther out.",
        figure,
        table.drop(columns=["boot_low", "boot_high"]),
        clicks="Click a row to see its pairs.",
    )


def _make_forest_marks(
    rows: pd.DataFrame, names: tuple[str, str], look: tuple[str, str], name: str, most: int
) -> go.Scatter:
    half = ((rows["high"] - rows["low"]) / 2).replace(0, np.nan)
    place = (rows["effect"] / half).fillna(0.0).clip(-FARTHEST, FARTHEST)
    wide = half.notna().astype(float)
    marks = make_interval_marks(
        (place - wide, place, place + wide),
        _format_metric_labels(rows, most),
        look,
        size=9,
        name=name,
        customdata=[links.link_to_comparison(*names, metric) for metric in rows["metric"]],
        text=[text for one in range(len(rows)) for text in _write_hover_texts(rows.iloc[[one]])],
        hovertemplate="%{y}: %{text}<extra></extra>",
    )
    cut = {FARTHEST: "triangle-right", -FARTHEST: "triangle-left"}
    marks.marker.symbol = [cut.get(one, look[1]) for one in place]
    return marks


def _format_metric_labels(rows: pd.DataFrame, most: int) -> list[str]:
    """Return the metrics' labels, with the number of pairs where a metric has fewer than most."""
    each = zip(rows["label"], rows["n_pairs"], strict=True)
    named = (label if n == most else f"{label} (n = {n:,})" for label, n in each)
    return ["<br>".join(textwrap.wrap(_shorten_side_names(label), LABEL)) for label in named]


def _shorten_side_names(label: str) -> str:
    for side in get_sides():
        label = label.replace(side.title, labels.format_brief_name(side.key))
    return label


def _write_hover_texts(row: pd.DataFrame) -> list[str]:
    unit = str(row["unit"].iloc[0])
    return format_hover_texts(row, unit, "effect", "pair", get_difference_unit(unit))


def draw_baseline_differences(
    table: pd.DataFrame, baseline: str, said: tuple[str, str], among: Sequence[str] = ()
) -> Drawn:
    """Draw each variant's paired difference from the baseline in one metric.

    Args:
        table: variant, effect, adjusted_low, adjusted_high, n_pairs, verdict (against).
        baseline: its variant.
        said: the metric's label and unit.
        among: variants that are drawn, all if none is named; no number changes by it.
    """
    (label, unit), total = said, len(table)
    if among:
        table = table[table["variant"].isin(among)].reset_index(drop=True)
    question = "How do all variants stand against the baseline?"
    if table.empty:
        nothing = pd.DataFrame({"variant": [baseline]})
        return Drawn(question, "There is no other variant.", "", draw_blank_figure(), nothing)
    shown, of = with_adjusted_limits(table.head(SHOWN)), get_difference_unit(unit)
    figure = draw_figure(
        _make_baseline_marks(shown, baseline, unit),
        height=150 + 30 * len(shown),
        xaxis={"title": {"text": f"{label}: difference from {baseline} ({of})"}, "zeroline": True},
        yaxis={"autorange": "reversed", "type": "category"},
    )
    apart = int(table["verdict"].isin(APART).sum())
    noun = "variant" if len(table) == total else "chosen variant"
    told = f"{write_how_many_can(apart, len(table), noun)} be told from “{baseline}” in: {label}."
    cut = f"{len(shown)} of {total:,} variants shown. " if len(shown) < total else ""
    about, clicks = cut + _write_baseline_note(shown, total), "Click a mark to compare."
    return Drawn(question, labels.IN_THIS_MODEL + told, about, figure, table, clicks=clicks)


def _make_baseline_marks(shown: pd.DataFrame, baseline: str, unit: str) -> list[go.Scatter]:
    decided = shown["verdict"].isin(APART)
    return [
        make_interval_marks(
            extract_interval_ends(rows, find_unit(unit).per, "effect"),
            rows["variant"],
            look,
            name=name,
            customdata=[
                links.link_to_comparison(baseline, str(variant)) for variant in rows["variant"]
            ],
            text=format_hover_texts(rows, unit, "effect", "pair", get_difference_unit(unit)),
            hovertemplate="%{y}: %{text}<extra></extra>",
        )
        for rows, look, name in (
            (shown[decided == apart], look, name) for apart, look, name in LOOKS
        )
    ]


def _write_baseline_note(table: pd.DataFrame, total: int) -> str:
    return (
        f"{format_sample_sizes(table['variant'], table['n_pairs'], 'pair')}. Thin lines: intervals "
        "of paired differences (Monte-Carlo error), Holm-adjusted as the verdicts are over all "
        f"{format_count(total, 'variant')}."
    )

"""What a change affects: every metric of a pair of variants in its own unit, group by group."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd
import plotly.graph_objects as go

from dashboards.figures.compare import IDENTICAL
from dashboards.figures.counts import format_hover_texts, format_sample_sizes, get_difference_unit
from dashboards.figures.grammar import (
    VARIANT_COLOURS,
    Drawn,
    draw_figure,
    extract_interval_ends,
    make_interval_marks,
)
from dashboards.figures.palette import find_colour
from dashboards.figures.spread_bars import make_spread_bars
from dashboards.figures.verdicts import APART, HOLDS, NAMES, OPEN, TURNING, judge_rows
from dashboards.text import labels, links
from dashboards.text.rows import select_paired_metrics, to_records, use_adjusted_limits
from runs.analysis.estimates.draws import HIGH, LOW, TURNS
from runs.analysis.estimates.estimates import extract_estimate
from runs.analysis.sides import get_dyad, get_sides
from runs.analysis.text.differences import write_differing_count
from runs.analysis.text.numbers import format_estimate, get_unit, with_minus_signs
from runs.analysis.text.over_draws import write_sign_stability_count
from runs.analysis.text.rounding import add_plus_sign

QUESTION = "Which metrics does the change move?"
LABEL = 34
"""Letters of a line of a row's label: longer ones leave no axis on a phone."""
ROW, LINE, HEAD = 22, 14, 44
"""Pixels a row of one line takes, a further line, and the head and axis of a group."""
FOOT = 30
SYMBOLS = {HOLDS: "diamond", TURNING: "diamond-open", OPEN: "circle-open"}


class UnitRows(NamedTuple):
    """The rows of one unit, and the suffix of their axes' names and their height in pixels."""

    unit: str
    rows: pd.DataFrame
    suffix: str
    pixels: int


def draw_forest_plot(table: pd.DataFrame, a: str, b: str) -> Drawn:
    """Draw the paired difference of every metric, with one axis per unit.

    Rows of a unit are sorted by the size of the difference; the number is at the right. table:
    metric, label, unit, effect, adjusted_low, adjusted_high, n_pairs, verdict.
    """
    rows = use_adjusted_limits(select_paired_metrics(table))
    most = int(rows["n_pairs"].max())
    rows["shown"] = _format_metric_labels(rows, most)
    groups = _group_rows(rows)
    height = sum(group.pixels for group in groups) + FOOT
    traces = [trace for group in groups for trace in _make_group_marks(group, (a, b))]
    figure = draw_figure(
        traces,
        height=height,
        margin={"l": 200, "r": 64, "t": 20, "b": 10},
        showlegend=False,
        annotations=_make_annotations(groups, height - FOOT),
        **_make_axes(groups, height - FOOT),
    )
    count = write_differing_count(list(rows["verdict"]), int(rows["family"].iloc[0]))
    same = (rows["verdict"] == "identical").all()
    over = f" {write_sign_stability_count(to_records(rows))}." if TURNS in rows else ""
    turning = f"; hollow diamond: {NAMES[TURNING]}" if TURNS in rows else ""
    return Drawn(
        QUESTION,
        IDENTICAL if same else f"{labels.IN_THIS_MODEL}{count} between {a} and {b}.{over}",
        f"{format_sample_sizes(rows['metric'], rows['n_pairs'], 'pair')}. {b} minus {a}, each in "
        f"its own unit. Filled: {NAMES[HOLDS]}{turning}; hollow: {NAMES[OPEN]}. Thin lines: "
        "intervals (Monte-Carlo error), Holm-adjusted over all rows as the verdicts are: one "
        "leaves 0 out exactly where its metric differs.",
        figure,
        table.drop(columns=["boot_low", "boot_high"]),
        clicks="Click a row to see its pairs.",
    )


def _group_rows(rows: pd.DataFrame) -> list[UnitRows]:
    """Return the rows by unit, each with the largest difference first."""
    groups = []
    for i, (unit, part) in enumerate(rows.groupby("unit", sort=False)):
        ordered = part.loc[part["effect"].abs().sort_values(ascending=False, kind="stable").index]
        more = max(label.count("<br>") for label in ordered["shown"])
        pixels = HEAD + (ROW + LINE * more) * len(ordered)
        suffix = str(i + 1 if i else "")
        groups.append(UnitRows(str(unit), ordered.reset_index(drop=True), suffix, pixels))
    return groups


def _make_group_marks(group: UnitRows, names: tuple[str, str]) -> list[go.Scatter]:
    """Return the marks of a group, a trace for each colour and each kind of verdict."""
    colours = [_find_row_colour(str(metric)) for metric in group.rows["metric"]]
    verdicts, per = judge_rows(group.rows), get_unit(group.unit).per
    kinds = pd.Series(list(zip(colours, verdicts, strict=True)), index=group.rows.index)
    axes: dict[str, Any] = {"xaxis": f"x{group.suffix}", "yaxis": f"y{group.suffix}"}
    bars = [
        bar
        for kind, part in group.rows.groupby(kinds, sort=False)
        for bar in make_spread_bars(part, part["shown"], kind[0], per, **axes)
    ]
    return bars + [
        make_interval_marks(
            extract_interval_ends(part, per, "effect"),
            part["shown"],
            (kind[0], SYMBOLS[kind[1]]),
            size=9,
            name=NAMES[kind[1]],
            **axes,
            customdata=[links.link_to_comparison(*names, metric) for metric in part["metric"]],
            text=_write_hover_texts(part, group.unit),
            hovertemplate="%{y}: %{text}<extra></extra>",
        )
        for kind, part in group.rows.groupby(kinds, sort=False)
    ]


def _write_hover_texts(rows: pd.DataFrame, unit: str) -> list[str]:
    """Return each row's hover text: the difference, its interval and the number of pairs.

    unit: of the metrics, as stored ("share", ...); shown as that of their differences.
    """
    told = format_hover_texts(rows, unit, "effect", "pair", get_difference_unit(unit))
    return list(told)


def _find_row_colour(metric: str) -> str:
    """Return the colour of the metric's side, or that of the compared variant if it is
    of no side.
    """
    parts = metric.split("_")
    side = next((key for key in get_dyad().keys if key in parts), "")
    return find_colour(side, VARIANT_COLOURS[1])


def _make_axes(groups: Sequence[UnitRows], plot_height: int) -> dict[str, Any]:
    """Return the axes of each group, from the top; plot_height: of all groups, in pixels."""
    axes: dict[str, Any] = {}
    top = 0
    for group in groups:
        low = 1 - (top + group.pixels - 20) / plot_height
        high = 1 - (top + HEAD - 20) / plot_height
        per = get_unit(group.unit).per
        ends = [name for name in ("low", "high", "effect", LOW, HIGH) if name in group.rows]
        reach = float(group.rows[ends].abs().max().max()) * per or 1.0
        axes[f"xaxis{group.suffix}"] = {
            "anchor": f"y{group.suffix}", "range": [-1.05 * reach, 1.05 * reach],
            "zeroline": True, "nticks": 5,
        }  # fmt: skip
        axes[f"yaxis{group.suffix}"] = {
            "anchor": f"x{group.suffix}", "domain": [max(0.0, low), high], "autorange": "reversed",
            "type": "category", "categoryorder": "array",
            "categoryarray": list(group.rows["shown"]), "showgrid": False,
        }  # fmt: skip
        top += group.pixels
    return axes


def _make_annotations(groups: Sequence[UnitRows], plot_height: int) -> list[dict[str, Any]]:
    """Return the unit above each group, and each row's difference at its right."""
    notes: list[dict[str, Any]] = []
    top = 0
    for group in groups:
        of = get_difference_unit(group.unit) or group.unit
        notes.append(
            {"text": f"<b>{of}</b>", "xref": "paper", "x": 0, "xanchor": "left", "yref": "paper",
             "y": 1 - (top + HEAD - 24) / plot_height, "yanchor": "bottom", "showarrow": False}
        )  # fmt: skip
        for row in to_records(group.rows):
            notes.append(
                {"text": _write_effect(row), "xref": "paper", "x": 1.01, "xanchor": "left",
                 "yref": f"y{group.suffix}", "y": row["shown"], "showarrow": False}
            )  # fmt: skip
        top += group.pixels
    return notes


def _write_effect(row: Mapping[str, Any]) -> str:
    """Return a row's difference with its sign, in bold if it is significant and does not turn over
    a fit's parameter sets.
    """
    value = format_estimate(extract_estimate(row, "effect", str(row["unit"]), "adjusted_")).value
    signed = with_minus_signs(add_plus_sign(value))
    if row["effect"] == 0:
        return "0"
    holds = row["verdict"] in APART and not row.get(TURNS, False)
    return f"<b>{signed}</b>" if holds else signed


def _format_metric_labels(rows: pd.DataFrame, most_pairs: int) -> list[str]:
    """Return the metrics' labels, with the number of pairs where it is below `most_pairs`."""
    each = zip(rows["label"], rows["n_pairs"], strict=True)
    named = (label if n == most_pairs else f"{label} (n = {n:,})" for label, n in each)
    return ["<br>".join(textwrap.wrap(_shorten_side_names(label), LABEL)) for label in named]


def _shorten_side_names(label: str) -> str:
    """Return a metric's label with the short names of the sides."""
    for side in get_sides():
        label = label.replace(side.title, labels.format_short_name_in_sentence(side.key))
    return label

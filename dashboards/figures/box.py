"""Where in a design the runs of a kind gather: the box that PRIM finds, and how well points cover
it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboards.figures.grammar import INK, SEQUENTIAL, VARIANT_COLOURS, Drawn, draw_figure, to_rgba
from dashboards.figures.sweep import make_point_links
from dashboards.text import labels
from dashboards.text.rows import find_largest_row, to_record
from runs.analysis.text.names import format_count
from runs.analysis.text.numbers import format_number

QUESTIONS = {
    "box": "Where in the design do such runs gather?",
    "coverage": "What of the levers’ ranges do the points cover?",
}
MOST = 24
"""Levers that are drawn."""
DRAWN = 3000
"""Points that are drawn as dots."""


def draw_box(
    record: Mapping[str, Any], points: pd.DataFrame, label: str, variant: str, command: str
) -> Drawn:
    """Draw the box over the two levers that matter most, and its limits along each lever it
    restricts.

    Args:
        record: result of `runs.studies.sensitivity.discovery.find_lever_box`.
        points: point, one column per lever, and share (of the runs at the point), in their order.
        label: what the runs of that kind have in common.
        variant: its name, for the links.
        command: the command that prints the same in a terminal.
    """
    limits: dict[str, dict[str, Any]] = dict(record["limits"])
    levers = [name for name in points.columns if name not in ("point", "share")]
    order = [*sorted(limits, key=lambda name: limits[name]["quasi_p"])]
    order += [name for name in levers if name not in limits]
    axes = (order[0], order[1] if len(order) > 1 else None)
    shown = points.iloc[:DRAWN]
    figure = draw_figure(
        [_make_point_dots(shown, axes, variant)],
        height=430,
        showlegend=False,
        shapes=_make_box_shape(limits, axes, points) if limits else [],
        xaxis={"title": {"text": axes[0]}},
        yaxis={"title": {"text": axes[1] or "of 100 runs"}},
    )
    cut = f" {len(shown):,} of {len(points):,} points drawn." if len(shown) < len(points) else ""
    return Drawn(
        QUESTIONS["box"],
        _write_box_sentence(record, limits, label),
        f"n = {record['fresh_points']:,} points held out, "
        f"{format_count(record['runs_at_a_point'], 'run')} each in worlds held out: the box was "
        "found on the others. Intervals: 95 %, bootstrap over points and worlds (Monte-Carlo "
        "error). Dots: points of the design (spread), coloured by how many of their runs are such "
        f"runs.{cut} Rectangle: the box. In a terminal: {command}",
        figure,
        _make_limits_table(record, limits, points),
    )


def _make_point_dots(
    points: pd.DataFrame, axes: tuple[str, str | None], variant: str
) -> go.Scatter:
    x, y = axes
    return go.Scatter(
        x=points[x],
        y=points[y] if y else points["share"] * 100,
        mode="markers",
        marker={
            "size": 8,
            "color": points["share"] * 100,
            "colorscale": SEQUENTIAL,
            "cmin": 0,
            "cmax": max(1.0, float(points["share"].max()) * 100),
            "line": {"width": 1.0, "color": INK},
            "colorbar": {"title": {"text": "of 100 runs"}, "outlinewidth": 0},
        },
        customdata=make_point_links(variant, points["point"]),
        text=[f"{share * 100:.0f} of 100 runs" for share in points["share"]],
        hovertemplate="%{x:.3g}, %{y:.3g}: %{text}<extra></extra>",
    )


def _make_box_shape(
    limits: Mapping[str, Mapping[str, Any]], axes: tuple[str, str | None], points: pd.DataFrame
) -> list[dict[str, Any]]:
    ends = []
    for name in axes:
        if name is None:
            ends.append((0.0, 100.0))
        elif name in limits:
            ends.append((limits[name]["low"], limits[name]["high"]))
        else:
            ends.append((float(points[name].min()), float(points[name].max())))
    (x0, x1), (y0, y1) = ends
    line = {"color": VARIANT_COLOURS[1], "width": 2.5}
    box = {"type": "rect", "x0": x0, "x1": x1, "y0": y0, "y1": y1, "line": line}
    return [{**box, "fillcolor": to_rgba(VARIANT_COLOURS[1], 0.08), "layer": "above"}]


def _write_box_sentence(
    record: Mapping[str, Any], limits: Mapping[str, Mapping[str, Any]], label: str
) -> str:
    points = format_count(record["fresh_points"], "point")
    if not limits:
        return (
            f"{labels.IN_THIS_MODEL}there is no box: runs in which {label} gather nowhere in this "
            f"design more than elsewhere ({points} held out)."
        )
    if not np.isfinite(record["density"]):
        return (
            f"{labels.IN_THIS_MODEL}a box was found for runs in which {label}, where "
            f"{_format_limits(limits)}, but none of {points} held out lies in it: nothing is known "
            "of its density."
        )
    density, coverage, base = (
        labels.format_row_interval(record, name, "share")
        for name in ("density", "coverage", "base_rate")
    )
    return (
        f"{labels.IN_THIS_MODEL}runs in which {label} gather where {_format_limits(limits)}: "
        f"density {density} of 100 runs in the box, coverage {coverage} of 100 such "
        f"runs are in it; over the whole design it is {base} of 100 runs."
    )


def _format_limits(limits: Mapping[str, Mapping[str, Any]]) -> str:
    return " and ".join(f"{p} in {at['low']:.3g} to {at['high']:.3g}" for p, at in limits.items())


def _make_limits_table(
    record: Mapping[str, Any], limits: Mapping[str, Mapping[str, Any]], points: pd.DataFrame
) -> pd.DataFrame:
    rows = [{"lever": path, **at} for path, at in limits.items()]
    head = [
        f"{name}{end}"
        for name in ("density", "coverage", "base_rate")
        for end in ("", "_low", "_high")
    ]
    figures = {name: record[name] for name in head}
    none = {"lever": "none restricted", "low": np.nan, "high": np.nan, "quasi_p": np.nan}
    return pd.DataFrame(rows or [none]).assign(
        **figures, points_in_the_box=record["points"], of=len(points)
    )


def draw_lever_coverage(
    points: pd.DataFrame, declared: Mapping[str, tuple[float, float]], done: int, variant: str
) -> Drawn:
    """Draw where along each lever's declared range the points of a design lie.

    Args:
        points: point and one column per lever.
        declared: lever -> the ends of its declared range.
        done: points of which all runs are done.
        variant: its name, for the links.
    """
    levers = [name for name in points.columns if name != "point"]
    rows = [_compute_coverage_row(name, points[name], declared[name]) for name in levers]
    table = pd.DataFrame(rows)
    shown = points.iloc[:DRAWN]
    names = levers[:MOST]
    cut = f" {len(shown):,} of {len(points):,} points drawn." if len(shown) < len(points) else ""
    more = f" {len(names)} of {len(levers)} levers drawn." if len(names) < len(levers) else ""
    least = to_record(table.iloc[int(table["covered"].argmin())])
    gap = find_largest_row(table, "widest_gap")
    return Drawn(
        QUESTIONS["coverage"],
        f"All runs are there of {done:,} of {format_count(len(points), 'point')}. The design spans "
        f"{_write_least_share(table, 'covered', least)} of the declared range, and leaves gaps "
        f"within its own range of at most {format_number(gap['widest_gap'] * 100, 0)} % of "
        f"it{_write_lever_phrase(table, 'widest_gap', gap)}.",
        f"n = {len(points):,} points. Dots: points of the design (spread), along the whole range "
        f"that is declared for the lever.{cut}{more}",
        draw_figure(
            [_make_lever_strip(shown, names, declared, variant)],
            height=140 + 30 * len(names),
            xaxis={
                "title": {"text": "share of the lever’s declared range"},
                "range": [-0.02, 1.02],
            },
            yaxis={"autorange": "reversed", "type": "category"},
            showlegend=False,
        ),
        table,
    )


def _write_least_share(table: pd.DataFrame, column: str, row: Mapping[str, Any]) -> str:
    """Return the smallest share and its lever; only the share if it is the same for every lever."""
    share, where = (
        f"{format_number(row[column] * 100, 0)} %",
        _write_lever_phrase(table, column, row),
    )
    return f"least{where}, {share}" if where else share


def _write_lever_phrase(table: pd.DataFrame, column: str, row: Mapping[str, Any]) -> str:
    """Return " for LEVER" for a row; empty if all levers have the same value in the column."""
    alike = (table[column] - row[column]).abs().max() < 1e-9
    return "" if alike else f" for {row['lever']}"


def _compute_coverage_row(
    name: str, values: pd.Series, declared: tuple[float, float]
) -> dict[str, Any]:
    """Return lever, low, high, declared_low, declared_high, covered (share of the declared range),
    values (their number), widest_gap (share of what is covered).
    """
    ordered = np.unique(values.to_numpy(dtype=float))
    own = float(ordered[-1] - ordered[0])
    widest = float(np.diff(ordered).max()) / own if own > 0 else 0.0
    low, high = declared
    return {
        "lever": name, "low": ordered[0], "high": ordered[-1], "declared_low": low,
        "declared_high": high, "covered": own / (high - low), "values": len(ordered),
        "widest_gap": widest,
    }  # fmt: skip


def _make_lever_strip(
    points: pd.DataFrame,
    levers: Sequence[str],
    declared: Mapping[str, tuple[float, float]],
    variant: str,
) -> go.Scatter:
    runs = make_point_links(variant, points["point"])
    place: list[float] = []
    for name in levers:
        low, high = declared[name]
        place += list((points[name] - low) / (high - low))
    return go.Scatter(
        x=place,
        y=np.repeat(list(levers), len(points)),
        mode="markers",
        marker={"symbol": "line-ns-open", "size": 14, "color": VARIANT_COLOURS[0], "opacity": 0.6},
        customdata=runs * len(levers),
        hovertemplate="%{y}: %{x:.3g} of its range<extra></extra>",
    )

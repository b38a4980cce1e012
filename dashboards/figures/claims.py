"""Claims as a forest plot, with predicted directions and equivalence bounds; and their sign
maps.
"""

from __future__ import annotations

import textwrap
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboards.figures.counts import format_sample_sizes
from dashboards.figures.grammar import (
    DIVERGING,
    HOLDS,
    INK,
    TURNS,
    Drawn,
    draw_figure,
    make_interval_marks,
)
from dashboards.figures.palette import COLOURS
from dashboards.text import labels, links
from dashboards.text.rows import compute_reach, to_records
from runs.analysis.text.names import format_count
from runs.analysis.text.numbers import format_plus_minus, with_minus_signs

Look = tuple[str, str]
LOOKS: dict[str, Look] = {
    "borne out": (HOLDS, "circle"),
    "borne out but negligible": (HOLDS, "circle-open"),
    "contradicted": (TURNS, "square"),
    "positive": (HOLDS, "triangle-right"),
    "negative": (TURNS, "triangle-left"),
    "equivalent to 0": (COLOURS["nobody"], "diamond-open"),
    "undecided": (COLOURS["nobody"], "circle-open"),
}
OTHER: Look = (INK, "cross")
TICKS = (-50, -10, -3, -1, 0, 1, 3, 10, 50)
ROW = 28
"""Pixels a row, in which a label of two lines finds room."""
SIGNS = {-1: "−", 0: "open", 1: "+"}
MAP = "Where do two opposed levers change the sign?"
QUESTIONS = {
    "contested": "What comes of the contested claims, which alone are evidence?",
    "others": "What comes of the claims that hold by construction?",
    "placebo": "What comes of the placebo claims, which should come to nothing?",
}


def draw_verdicts(rows: pd.DataFrame, family: str, total: int) -> Drawn:
    """Draw the measures of one family of claims, each effect with its interval.

    Args:
        rows: those to show of a stored table (claim, measure, predicted, effect, low, high, bound,
            verdict, n).
        family: contested, others or placebo.
        total: number of measures of the family, shown or not.
    """
    known = rows[rows["effect"].notna() & (rows["bound"] > 0)]
    apart = "placebos" if family == "placebo" else "claims but the placebos"
    traces = [
        _make_effect_marks(part, LOOKS.get(str(verdict), OTHER), str(verdict))
        for verdict, part in known.groupby("verdict", sort=False)
    ]
    figure = draw_figure(
        traces,
        height=150 + ROW * len(known),
        shapes=[_make_equivalence_zone()],
        **_make_effect_axes(known),
    )
    return Drawn(
        QUESTIONS[family],
        _write_verdict_sentence(rows, total),
        f"{format_sample_sizes(rows['measure'], rows['n'], 'pair')}, in the same random worlds. "
        f"{_write_omission_sentence(rows, known)}Thin lines: 95 % intervals (Monte-Carlo error); "
        f"verdicts are Holm-adjusted over all {apart} that were run. To the right: as predicted "
        "(where no sign is predicted: A above B). Within ±1, the dotted lines: negligible "
        "(2 days, 2 points of 100, .02 W, else 2 % of the spread).",
        figure,
        rows,
    )


def _make_effect_axes(rows: pd.DataFrame) -> dict[str, Any]:
    return {
        "xaxis": {
            "title": {"text": "A minus B in the direction predicted, in bounds of equivalence"},
            "tickvals": [float(np.arcsinh(tick)) for tick in TICKS],
            "ticktext": [f"{tick}".replace("-", "−") for tick in TICKS],
            "zeroline": True,
        },
        "yaxis": {
            # The first row on top, without the twentieth of the height that is left free otherwise.
            "range": [len(set(_format_row_labels(rows))) - 0.4, -0.6],
            "type": "category",
            "categoryorder": "array",
            "categoryarray": _format_row_labels(rows),
            "tickfont": {"size": 10.5},
        },
    }


def _write_omission_sentence(rows: pd.DataFrame, known: pd.DataFrame) -> str:
    left = len(rows) - len(known)
    return f"{format_count(left, 'measure')} without a value only in the table. " if left else ""


def _format_row_labels(rows: pd.DataFrame) -> list[str]:
    return [
        f"{claim} " + "<br>".join(textwrap.wrap(str(measure), 36))
        for claim, measure in zip(rows["claim"], rows["measure"], strict=True)
    ]


def _make_effect_marks(rows: pd.DataFrame, style: Look, name: str) -> go.Scatter:
    way = np.where(rows["predicted"] == "-", -1.0, 1.0) / rows["bound"]
    low, middle, high = (np.arcsinh(rows[key] * way) for key in ("low", "effect", "high"))
    return make_interval_marks(
        (np.minimum(low, high), middle, np.maximum(low, high)),
        _format_row_labels(rows),
        style,
        size=9,
        name=name,
        customdata=[links.link_to_claim(str(claim)) for claim in rows["claim"]],
        text=[
            f"{format_effect(row)} (n = {format_count(int(row['n']), 'pair')})"
            for row in to_records(rows)
        ],
        hovertemplate="%{y}: A minus B %{text}<extra></extra>",
    )


def format_effect(row: dict[str, Any]) -> str:
    """Return a row's effect with interval and unit, rounded as its error allows, or "unknown"."""
    if not labels.is_number(row["effect"]):
        return "unknown"
    return f"{labels.format_row_interval(row, 'effect')} {row['unit']}"


def _make_equivalence_zone() -> dict[str, Any]:
    """Return the Plotly shape of the zone in which effects are negligible, one bound around 0."""
    edge = float(np.arcsinh(1.0))
    line = {"color": INK, "width": 1, "dash": "dot"}
    return {
        "type": "rect",
        "x0": -edge,
        "x1": edge,
        "y0": 0,
        "y1": 1,
        "yref": "paper",
        "line": line,
    }


def _write_verdict_sentence(rows: pd.DataFrame, total: int) -> str:
    told = ", ".join(
        f"{number} {verdict}" for verdict, number in rows["verdict"].value_counts().items()
    )
    some = f"{len(rows)} of {total}" if len(rows) < total else f"{total}"
    return f"{labels.IN_THIS_MODEL}of {some} measures: {told}."


def draw_sign_maps(maps: pd.DataFrame, title: str) -> Drawn:
    """Draw a claim's maps: where the two levers raise a measure, lower it, or leave it open.

    maps: lever_x, x, lever_y, y, measure, unit, effect, low, high, sign, n of one claim.
    """
    measures = list(dict.fromkeys(maps["measure"].astype(str)))
    traces, layout = [], _make_map_layout(measures, maps)
    for place, measure in enumerate(measures, start=1):
        traces.append(
            _make_sign_heatmap(maps[maps["measure"] == measure], "" if place == 1 else str(place))
        )
    return Drawn(
        MAP,
        _write_map_sentence(maps, measures),
        f"{title}. n = {int(maps['n'].max()):,} pairs a cell, against the cell in which both "
        "levers are off. Cells: sign and estimate ± farther end of its 95 % interval (Monte-Carlo "
        "error); open: Holm’s p, over the cells, leaves the sign undecided.",
        draw_figure(traces, height=400, **layout),
        maps,
    )


def _make_sign_heatmap(cells: pd.DataFrame, suffix: str) -> go.Heatmap:
    def pivot(values: pd.Series) -> pd.DataFrame:
        return cells.assign(shown=values).pivot(index="y", columns="x", values="shown")

    effect = pivot(cells["effect"])
    text = pd.Series([_format_sign_cell(row) for row in to_records(cells)], index=cells.index)
    link = links.link_to_claim(str(cells["claim"].iloc[0]))
    reach = float(np.abs(effect.to_numpy()).max()) or 1.0
    return go.Heatmap(
        z=effect.to_numpy(),
        x=[f"{x:g}" for x in effect.columns],
        y=[f"{y:g}" for y in effect.index],
        zmin=-reach,
        zmax=reach,
        colorscale=DIVERGING,
        showscale=False,
        text=pivot(text).to_numpy(),
        texttemplate="%{text}",
        customdata=[[link] * effect.shape[1]] * effect.shape[0],
        hovertemplate="%{x}, %{y}: %{text}<extra></extra>",
        xgap=2,
        ygap=2,
        xaxis=f"x{suffix}",
        yaxis=f"y{suffix}",
    )


def _format_sign_cell(row: dict[str, Any]) -> str:
    half = compute_reach(row, "effect")
    if not half > 0:
        return "off"
    effect = format_plus_minus(row["effect"], half)
    return with_minus_signs(f"{SIGNS[int(row['sign'])]}<br>{effect}")


def _make_map_layout(measures: list[str], maps: pd.DataFrame) -> dict[str, Any]:
    layout: dict[str, Any] = {"annotations": [], "margin": {"l": 64, "r": 16, "t": 44, "b": 52}}
    width, gap = 1 / len(measures), 0.1 if len(measures) > 1 else 0.0
    for place, measure in enumerate(measures):
        own = maps[maps["measure"] == measure].iloc[0]
        suffix = "" if place == 0 else str(place + 1)
        left = place * width
        layout[f"xaxis{suffix}"] = {
            "type": "category", "anchor": f"y{suffix}", "domain": [left, left + width - gap],
            "title": {"text": str(own["lever_x"])},
        }  # fmt: skip
        layout[f"yaxis{suffix}"] = {
            "type": "category", "anchor": f"x{suffix}", "title": {"text": str(own["lever_y"])},
        }  # fmt: skip
        layout["annotations"].append({
            "text": f"{measure} ({own['unit']})", "x": left, "y": 1.0, "xref": "paper",
            "yref": "paper", "xanchor": "left", "yanchor": "bottom", "showarrow": False,
        })  # fmt: skip
    return layout


def _write_map_sentence(maps: pd.DataFrame, measures: list[str]) -> str:
    told = []
    for measure in measures:
        signs = maps.loc[maps["measure"] == measure, "sign"]
        up, down = int((signs > 0).sum()), int((signs < 0).sum())
        told.append(f"{measure} is higher in {up} and lower in {down} of {len(signs) - 1} cells")
    return f"{labels.IN_THIS_MODEL}{'; '.join(told)} than where both levers are off."

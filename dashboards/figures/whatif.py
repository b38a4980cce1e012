"""The two figures of What-if: who calls first over a whole lever, and how soon, beside before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboards.figures.grammar import INK, VARIANT_COLOURS, Drawn, draw_figure, make_error_bars
from dashboards.figures.palette import find_colour, find_dash, find_marker
from dashboards.text import labels
from runs.analysis.sides import get_sides
from runs.analysis.text.names import format_count
from runs.analysis.text.numbers import format_number, with_minus_signs

QUESTIONS = {"over": "Who calls first over the whole lever?", "soon": "How soon is there contact?"}
CURSOR = 1
"""Which shape of the first figure stands at the value chosen; a script moves it."""
ROOM = 6.0
"""Of 100 runs: nearer ends of lines have their labels moved from one another."""
Answer = Mapping[str, Any]


def draw_lever_shares(answer: Answer, index: int) -> Drawn:
    """Draw the shares of first movers at each value of a lever; `index`: of the chosen value.

    answer: of `runs.studies.whatif.process.Player.answer`.
    """
    table = pd.DataFrame([
        {"value": value, **{name: row[name] for name in ("mover", "k", "n", "estimate", "low",
                                                        "high")}}
        for value, one in zip(answer["values"], answer["settings"], strict=True)
        for row in one["movers"]
    ])  # fmt: skip
    seen = table.groupby("mover", sort=False)["k"].sum()
    lines = [
        _make_share_line(table[table["mover"] == mover], mover) for mover in seen.index[seen > 0]
    ]
    values, base = answer["values"], answer["base"]
    wide = values[0] > 0 and values[-1] / values[0] > 1000
    figure = draw_figure(
        lines,
        height=300,
        margin={"l": 40, "r": 104, "t": 22, "b": 48},
        showlegend=False,
        shapes=[_make_vertical_line(base, INK, "dot", 1.5), _make_vertical_line(
            values[index], VARIANT_COLOURS[1], "solid", 2)],
        annotations=[*_make_end_labels(table, list(seen.index[seen > 0])),
                     _make_annotation(base, "baseline")],
        xaxis={"title": {"text": labels.format_setting_name(answer["lever"])},
               "type": "log" if wide else "linear", "zeroline": False},
        yaxis={"rangemode": "tozero", "nticks": 5},
    )  # fmt: skip
    return Drawn(
        QUESTIONS["over"],
        _write_lever_sentence(answer, table),
        f"n = {answer['runs']:,} runs at each of {len(values)} values, all in the same random "
        "worlds; between them nothing is computed. Thin lines: 95 % Wilson intervals (simulation "
        "error).",
        figure,
        table,
    )


def _make_share_line(rows: pd.DataFrame, mover: str) -> go.Scatter:
    ends = (100 * rows["low"], 100 * rows["estimate"], 100 * rows["high"])
    name, colour = labels.format_label(mover), find_colour(mover)
    return go.Scatter(
        x=rows["value"].tolist(),
        y=ends[1].round(2).tolist(),
        mode="lines+markers",
        name=name,
        line={"color": colour, "dash": find_dash(mover), "width": 2.5},
        marker={"color": colour, "symbol": find_marker(mover), "size": 6},
        error_y={**make_error_bars(*ends), "color": colour},
        hovertemplate=f"{name}: %{{y:.1f}} of 100 runs at %{{x}}<extra></extra>",
    )


def _make_vertical_line(value: float, colour: str, dash: str, width: float) -> dict[str, Any]:
    line = {"color": colour, "dash": dash, "width": width}
    return {"type": "line", "x0": value, "x1": value, "yref": "paper", "y0": 0, "y1": 1,
            "line": line}  # fmt: skip


def _make_annotation(value: float, text: str) -> dict[str, Any]:
    return {"x": value, "yref": "paper", "y": 1.0, "yanchor": "bottom", "text": text,
            "showarrow": False}  # fmt: skip


def _make_end_labels(table: pd.DataFrame, movers: Sequence[str]) -> list[dict[str, Any]]:
    last = table[table["value"] == table["value"].max()].set_index("mover")["estimate"] * 100
    heights = _move_labels_apart([float(last[mover]) for mover in movers])
    return [
        {"xref": "paper", "x": 1.01, "xanchor": "left", "y": height, "showarrow": False,
         "text": f"<b>{labels.format_label(mover)}</b>", "font": {"color": find_colour(mover)}}
        for mover, height in zip(movers, heights, strict=True)
    ]  # fmt: skip


def _move_labels_apart(heights: Sequence[float]) -> list[float]:
    """Return heights (of 100 runs) in the same order, moved up to be at least `ROOM` apart."""
    order = sorted(range(len(heights)), key=lambda i: heights[i])
    moved = list(heights)
    for before, after in pairwise(order):
        moved[after] = max(moved[after], moved[before] + ROOM)
    return moved


def _write_lever_sentence(answer: Answer, table: pd.DataFrame) -> str:
    values = answer["values"]
    shares = table.set_index(["mover", "value"])["estimate"]
    each = [
        f"{side.title} calls first in {format_number(100 * shares[side.key, values[0]], 0)} to "
        f"{format_number(100 * shares[side.key, values[-1]], 0)} of 100 runs"
        for side in get_sides()
    ]
    return (
        f"{labels.IN_THIS_MODEL}from {labels.format_setting_name(answer['lever'])} {values[0]:g} "
        f"to {values[-1]:g}, {' and '.join(each)}."
    )


CURVES = (("a",), ("low", "high"), ("b",), ("effect_low", "effect_high"), ("effect",))
"""What each trace of the second figure draws: limits are one, for each takes time to draw."""


def draw_contact_by_day(answer: Answer, index: int) -> Drawn:
    """Draw P(contact by day) under the chosen setting and the baseline, and their difference."""
    table, shown = _tabulate_curve(answer, index)
    purple = VARIANT_COLOURS[1]
    thin = {"color": purple, "width": 1, "shape": "hv"}
    figure = draw_figure(
        [
            _make_contact_curve("baseline", (VARIANT_COLOURS[0], 1.5)),
            go.Scatter(mode="lines", line=thin, hoverinfo="skip"),
            _make_contact_curve("now", (purple, 2.5)),
            go.Scatter(mode="lines", line=thin, hoverinfo="skip", yaxis="y2"),
            _make_contact_curve("difference", (purple, 2.5), "y2"),
        ],
        height=300,
        margin={"l": 40, "r": 84, "t": 12, "b": 40},
        showlegend=False,
        annotations=_make_curve_labels(shown.iloc[-1]),
        xaxis={"title": {"text": "day"}, "anchor": "y2"},
        yaxis={"domain": [0.42, 1], "range": [0, 100], "nticks": 4},
        yaxis2={"domain": [0, 0.3], "nticks": 4, "zeroline": True, "anchor": "x",
                "range": _find_difference_range(answer)},
    )  # fmt: skip
    for trace, columns in zip(figure.data, CURVES, strict=True):
        trace.x, trace.y = (
            _join_columns(shown, ["day"] * len(columns)),
            _join_columns(shown, columns),
        )
    return Drawn(
        QUESTIONS["soon"],
        _write_contact_sentence(table),
        f"n = {answer['runs']:,} runs each, paired by random world. Above: of 100 runs, those in "
        "contact by each day, with 95 % Wilson limits. Below: now minus baseline, with 95 % "
        "limits of the paired difference, day by day (simulation error).",
        figure,
        table,
    )


def redraw_contact_by_day(drawn: Answer, answer: Answer, index: int) -> tuple[dict[str, Any], str]:
    """Return `draw_contact_by_day`'s figure, as JSON, and sentence for another value of the lever.

    drawn: the figure of one value as JSON, whose shared parts are reused, since drawing each value
    anew takes longer than simulating it.
    """
    table, shown = _tabulate_curve(answer, index)
    data = [{**trace, "y": _join_columns(shown, columns)}
            for trace, columns in zip(drawn["data"], CURVES, strict=True)]  # fmt: skip
    layout = {**drawn["layout"], "annotations": _make_curve_labels(shown.iloc[-1])}
    return {"data": data, "layout": layout}, _write_contact_sentence(table)


def _tabulate_curve(answer: Answer, index: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the curves of a setting as shares, and as drawn: in runs of 100."""
    curve = answer["settings"][index]["curve"]
    table = pd.DataFrame({"day": range(1, len(curve["a"]) + 1), **curve})
    return table, (table * 100).round(3).assign(day=table["day"])


def _join_columns(shown: pd.DataFrame, columns: Sequence[str]) -> list[float | None]:
    """Return the columns' values one after another, with None (a gap) between columns."""
    first, *others = (shown[column].tolist() for column in columns)
    return [*first, *(value for other in others for value in (None, *other))]


def _make_contact_curve(name: str, style: tuple[str, float], axis: str = "y") -> go.Scatter:
    return go.Scatter(
        mode="lines",
        name=name,
        line={"color": style[0], "width": style[1], "shape": "hv"},
        hovertemplate=f"{name}: %{{y:.1f}} of 100 runs, day %{{x}}<extra></extra>",
        yaxis=axis,
    )


def _find_difference_range(answer: Answer) -> list[float]:
    """Return the ends of the axis of differences, the same for all values of the lever."""
    most = max(
        abs(value)
        for one in answer["settings"]
        for name in ("effect_low", "effect_high")
        for value in one["curve"][name]
    )
    reach = max(10.0, 105 * most)
    return [-reach, reach]


def _make_curve_labels(last: pd.Series) -> list[dict[str, Any]]:
    before, now = float(last["a"]), float(last["b"])
    middle, up = (before + now) / 2, 1 if now >= before else -1
    if abs(before - now) < 2 * ROOM:
        middle = min(100 - ROOM, middle)
        before, now = middle - up * ROOM, middle + up * ROOM
    named = [("baseline", before, 0, "y"), ("now", now, 1, "y"),
             ("difference", float(last["effect"]), 1, "y2")]  # fmt: skip
    return [
        {"xref": "paper", "x": 1.01, "xanchor": "left", "y": height, "yref": axis,
         "showarrow": False, "text": f"<b>{name}</b>", "font": {"color": VARIANT_COLOURS[colour]}}
        for name, height, colour, axis in named
    ]  # fmt: skip


def _write_contact_sentence(table: pd.DataFrame) -> str:
    last = table.iloc[-1]
    now, before = (format_number(100 * last[name], 0) for name in ("b", "a"))
    effect, low, high = (format_signed(100 * last[name], 1)
                         for name in ("effect", "effect_low", "effect_high"))  # fmt: skip
    return (
        f"{labels.IN_THIS_MODEL}{now} of {format_count(100, 'run')} are in contact by day "
        f"{int(last['day']):,}, {before} in the baseline: {effect} [{low}, {high}]."
    )


def format_signed(value: float, places: int) -> str:
    """Return a difference with its sign, a true minus, and none at zero."""
    text = format_number(value, places)
    signed = text if text.startswith("-") or not float(text.replace(",", "")) else f"+{text}"
    return with_minus_signs(signed)

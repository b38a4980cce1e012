"""The second figure of What-if: how soon there is contact, beside the baseline."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboards.figures.grammar import VARIANT_COLOURS, Drawn, draw_figure
from dashboards.figures.spread_bars import make_spread_line_look
from dashboards.figures.whatif import PALE, QUESTIONS, ROOM, Answer
from dashboards.text import labels
from runs.analysis.estimates.draws import FIT, HIGH, LOW
from runs.analysis.estimates.estimates import extract_estimate
from runs.analysis.text.numbers import format_in_brackets, with_minus_signs
from runs.analysis.text.pieces import format_share
from runs.analysis.text.rounding import add_plus_sign

CURVES = (("a",), (LOW, HIGH), ("low", "high"), ("b",), (f"effect_{LOW}", f"effect_{HIGH}"),
          ("effect_low", "effect_high"), ("effect",))  # fmt: skip
"""What each trace of the second figure draws: limits are one, for each takes time to draw."""


def draw_contact_by_day(answer: Answer, index: int) -> Drawn:
    """Draw P(contact by day) under a setting and the baseline, and their difference; answer: of
    `Player.answer`; index: of the setting's value of the lever among the answer's `values`.
    """
    table, shown = _tabulate_curve(answer, index)
    purple = VARIANT_COLOURS[1]
    thin = {"color": purple, "width": 1, "shape": "hv"}
    wide = make_spread_line_look(purple, "hv")
    figure = draw_figure(
        [
            _make_contact_curve("baseline", (VARIANT_COLOURS[0], 1.5)),
            go.Scatter(mode="lines", line=wide, hoverinfo="skip"),
            go.Scatter(mode="lines", line=thin, hoverinfo="skip"),
            _make_contact_curve("now", (purple, 2.5)),
            go.Scatter(mode="lines", line=wide, hoverinfo="skip", yaxis="y2"),
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
        trace.x = _join_columns(shown, ["day"] * len(columns))
        trace.y = _join_columns(shown, columns)
    return Drawn(
        QUESTIONS["soon"],
        _write_contact_sentence(table, answer),
        f"n = {answer['runs']:,} runs each, paired by random world. Above: of 100 runs, those in "
        "contact by each day, with 95 % Wilson limits. Below: now minus baseline, with 95 % "
        "limits of the paired difference, day by day (simulation error)."
        + (PALE if LOW in table else ""),
        figure,
        table,
    )


def redraw_contact_by_day(drawn: Answer, answer: Answer, index: int) -> tuple[dict[str, Any], str]:
    """Return `draw_contact_by_day`'s figure, as JSON, and sentence for the value at `index`.

    drawn: the figure of one value as JSON, whose shared parts are reused, since drawing each value
    anew takes longer than simulating it.
    """
    table, shown = _tabulate_curve(answer, index)
    data = [{**trace, "y": _join_columns(shown, columns)}
            for trace, columns in zip(drawn["data"], CURVES, strict=True)]  # fmt: skip
    layout = {**drawn["layout"], "annotations": _make_curve_labels(shown.iloc[-1])}
    return {"data": data, "layout": layout}, _write_contact_sentence(table, answer)


def _tabulate_curve(answer: Answer, index: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the curves at the value at `index`: as shares, and in runs of 100, as drawn."""
    curve = answer["settings"][index]["curve"]
    table = pd.DataFrame({"day": range(1, len(curve["a"]) + 1), **curve})
    return table, (table * 100).round(3).assign(day=table["day"])


def _join_columns(shown: pd.DataFrame, columns: Sequence[str]) -> list[float | None]:
    """Return the columns' values one after another, with None (a gap) between columns; [] if they
    are not there.
    """
    if columns[0] not in shown:
        return []
    first, *others = (shown[column].tolist() for column in columns)
    return [*first, *(value for other in others for value in (None, *other))]


def _make_contact_curve(name: str, style: tuple[str, float], axis: str = "y") -> go.Scatter:
    """Return the trace of a curve over days, without its data; style: colour and width."""
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
        for name in ("effect_low", "effect_high", f"effect_{LOW}", f"effect_{HIGH}")
        for value in one["curve"].get(name, ())
    )
    reach = max(10.0, 105 * most)
    return [-reach, reach]


def _make_curve_labels(last: pd.Series) -> list[dict[str, Any]]:
    """Return the annotations that name the curves at their ends (`last`: their last day), moved
    apart.
    """
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


def _write_contact_sentence(table: pd.DataFrame, answer: Answer) -> str:
    """Return a sentence on the share in contact by the last day of a curve, and its difference from
    the baseline's: of three rounded numbers one could contradict the other two.
    """
    movers = answer["baseline"]["movers"]
    ends = (LOW, HIGH, f"effect_{LOW}", f"effect_{HIGH}")
    unknown = dict.fromkeys(ends, math.nan) if FIT in movers[0] else {}
    last = {str(name): value for name, value in table.iloc[-1].items()}
    row = unknown | last | {"estimate": last["b"], "n": answer["runs"], FIT: movers[0].get(FIT, "")}
    effect = add_sign(format_in_brackets(extract_estimate(row, "effect", "share")))
    return (
        f"{labels.IN_THIS_MODEL}there is contact by day {int(last['day']):,} in "
        f"{format_share(row, full=True)}; from the baseline, paired: {effect}."
    )


def add_sign(text: str) -> str:
    """Return a number's text, or one that begins with a number, with its sign: "+5" for "5", a true
    minus for a hyphen, and none at zero.
    """
    return with_minus_signs(add_plus_sign(text))

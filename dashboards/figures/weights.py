"""What weighs in a design: Sobol's shares of the variance, Morris's sizes, each beside a dummy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboards.figures.counts import of_change
from dashboards.figures.grammar import (
    COLOURS,
    INK,
    VARIANT_COLOURS,
    Drawn,
    draw,
    ends_of,
    error_bars,
    translucent,
    with_intervals,
)
from dashboards.figures.sweep import scale
from dashboards.text import labels, links
from dashboards.text.rows import records
from runs.analysis.estimates.estimates import estimate_of
from runs.analysis.text.names import count_text
from runs.analysis.text.numbers import bracket_text

QUESTION = "Which levers does the outcome follow, and which are no more than luck?"
MOST = 24
"""Levers that are drawn."""
DUMMY = "a lever that does nothing"
ORDERS = {
    "total": ("alone and with others (total order)", "", 0.5),
    "first": ("alone (first order)", "/", 0.12),
}
"""Order of an index -> how it is said, hatched and shaded: its thin line must show on the bar."""


def sobol_bars(told: Mapping[str, Any], variant: str) -> Drawn:
    """Draw first and total order by lever, the dummy last, the largest total first.

    told: one outcome of `runs.studies.sensitivity.indices.sobol`.
    """
    whole = pd.DataFrame(told["levers"]).assign(runs=links.runs(variant))
    whole["lever"] = whole["lever"].replace("dummy", DUMMY)
    levers, dummy = whole.iloc[:-1].sort_values("total", ascending=False), whole.iloc[-1:]
    shown = pd.concat([levers.head(MOST), dummy], ignore_index=True)
    limit = float(told["threshold"])
    figure = draw(
        [_bars(shown, order) for order in ORDERS],
        height=170 + 40 * len(shown),
        barmode="group",
        xaxis={"title": {"text": "share of the variance between points"}, "zeroline": True},
        yaxis={"autorange": "reversed", "type": "category"},
    )
    figure.add_vline(x=limit, line={"color": INK, "width": 1, "dash": "dot"})
    clear = records(levers[levers["told"].astype(bool)])
    return Drawn(
        QUESTION,
        _sobol_said(told["label"], clear, len(levers)),
        f"{_luck(told['noise'], 'a run’s variance')} Thin lines: 95 % bootstrap intervals "
        "(Monte-Carlo error). Dotted line: the largest total order that the dummy’s interval "
        f"leaves possible; a lever counts whose interval is clear of it.{_left_out(levers)} The "
        "figures are those of taijie sensitivity.",
        figure,
        shown.drop(columns="told").assign(told=shown["told"].astype("boolean")),
    )


def _bars(rows: pd.DataFrame, order: str) -> go.Bar:
    name, shape, shade = ORDERS[order]
    low, middle, high = (rows[f"{order}{end}"] for end in ("_low", "", "_high"))
    colours = [
        COLOURS["nobody"] if lever == DUMMY else VARIANT_COLOURS[0] for lever in rows["lever"]
    ]
    return go.Bar(
        y=rows["lever"],
        x=middle,
        orientation="h",
        name=name,
        marker={
            "color": [translucent(colour, shade) for colour in colours],
            "line": {"color": colours, "width": 1},
            "pattern": {"shape": shape, "fgcolor": VARIANT_COLOURS[0], "size": 6, "solidity": 0.2},
        },
        error_x={**error_bars(low, middle, high), "color": INK},
        customdata=rows["runs"],
        text=_hover(rows, order, "rate", "% of the variance between points"),
        textposition="none",
        hovertemplate="%{y}: %{text}<extra>" + name + "</extra>",
    )


def _hover(rows: pd.DataFrame, name: str, unit: str, of: str) -> list[str]:
    """Return what a hover says of a figure: it, its interval, its unit."""
    found = [estimate_of(row, name, unit) for row in records(rows)]
    return [f"{bracket_text(one)} {of}" for one in found]


def _sobol_said(label: str, clear: list[dict[str, Any]], levers: int) -> str:
    if not clear:
        return (
            f"{labels.IN_THIS_MODEL}none of {count_text(levers, 'lever')} can be told from one "
            f"that does nothing, in: {label}."
        )
    top = clear[0]
    share = bracket_text(estimate_of(top, "total", "rate"))
    return (
        f"{labels.IN_THIS_MODEL}{len(clear)} of {count_text(levers, 'lever')} can be told from one "
        f"that does nothing, in: {label}; the largest part seen is that of {top['lever']}, "
        f"alone and with others: {share} % of what differs between points."
    )


def morris_bars(told: Mapping[str, Any], variant: str) -> Drawn:
    """Draw mu* by lever with its own dummy's beside it, the largest first.

    told: one outcome of `runs.studies.sensitivity.indices.morris`.
    """
    per, unit = scale(str(told["unit"]))[0], of_change(str(told["unit"]))
    levers = pd.DataFrame(told["levers"]).sort_values("mu_star", ascending=False)
    shown = levers.head(MOST).reset_index(drop=True).assign(runs=links.runs(variant))
    dummies = (shown["dummy_low"] * per, shown["dummy"] * per, shown["dummy_high"] * per)
    marks = with_intervals(
        dummies, shown["lever"], (COLOURS["nobody"], "x"), name="its dummy: luck alone",
        customdata=shown["runs"], text=_hover(shown, "dummy", str(told["unit"]), unit),
        hovertemplate="%{y}: %{text}<extra>its dummy</extra>",
    )  # fmt: skip
    clear = records(shown[shown["told"].astype(bool)])
    return Drawn(
        QUESTION,
        _morris_said(str(told["label"]), clear, len(levers), (str(told["unit"]), unit)),
        f"{_luck(told['noise'], 'the effects')} Bars: mean size of the effect of a lever over its "
        "whole range (mu*). Thin lines: 95 % bootstrap intervals (Monte-Carlo error). A lever "
        f"counts whose interval is clear of its own dummy’s.{_left_out(levers)} The figures are "
        "those of taijie sensitivity.",
        draw(
            [_stars(shown, str(told["unit"])), *([marks] if shown["dummy"].notna().any() else [])],
            height=170 + 30 * len(shown),
            xaxis={"title": {"text": f"mu*: {unit}"}, "rangemode": "tozero"},
            yaxis={"autorange": "reversed", "type": "category"},
        ),
        shown,
    )


def _stars(rows: pd.DataFrame, unit: str) -> go.Bar:
    per = scale(unit)[0]
    stars = rows.rename(columns={"mu_star_low": "low", "mu_star_high": "high"})
    ends = ends_of(stars, per, "mu_star")
    return go.Bar(
        y=rows["lever"],
        x=ends[1],
        orientation="h",
        name="mu* of the lever",
        marker={
            "color": translucent(VARIANT_COLOURS[0], 0.5),
            "line": {"color": VARIANT_COLOURS[0], "width": 1},
        },
        error_x={**error_bars(*ends), "color": INK},
        customdata=rows["runs"],
        text=_hover(rows, "mu_star", unit, of_change(unit)),
        textposition="none",
        hovertemplate="%{y}: %{text}<extra>mu*</extra>",
    )


def _morris_said(
    label: str, clear: list[dict[str, Any]], levers: int, scaled: tuple[str, str]
) -> str:
    told = f"{len(clear)} of {count_text(levers, 'lever')} can be told from luck, in: {label}"
    if not clear:
        return f"{labels.IN_THIS_MODEL}{told}."
    top, (unit_name, unit) = clear[0], scaled
    size = bracket_text(estimate_of(top, "mu_star", unit_name))
    return (
        f"{labels.IN_THIS_MODEL}{told}; most is seen of {top['lever']}, {size} {unit} over its "
        "whole range."
    )


def _luck(noise: float | None, of: str) -> str:
    if noise is None or not labels.is_number(noise):
        return "Luck cannot be told apart with one run a point."
    return f"Luck is {100 * min(1.0, max(0.0, noise)):.0f} % of {of}."


def _left_out(levers: pd.DataFrame) -> str:
    return f" {MOST} of {len(levers)} levers drawn." if len(levers) > MOST else ""

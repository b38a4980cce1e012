"""What matters in a design: Sobol indices and Morris effects of levers, each beside a dummy's."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboards.figures.counts import get_difference_unit
from dashboards.figures.grammar import (
    INK,
    VARIANT_COLOURS,
    Drawn,
    draw_figure,
    extract_interval_ends,
    make_error_bars,
    make_interval_marks,
    to_rgba,
)
from dashboards.figures.palette import COLOURS
from dashboards.figures.sweep import get_unit_scale
from dashboards.text import labels, links
from dashboards.text.rows import to_records
from runs.analysis.estimates.estimates import extract_estimate
from runs.analysis.text.names import format_count
from runs.analysis.text.numbers import format_in_brackets

QUESTION = "Which levers does the outcome follow, and which are no more than luck?"
MOST = 24
"""Levers that are drawn."""
DUMMY = "a lever that does nothing"
ORDERS = {
    "total": ("alone and with others (total order)", "", 0.5),
    "first": ("alone (first order)", "/", 0.12),
}
"""Order of an index -> how it is said, hatched and shaded: its thin line must show on the bar."""


def draw_sobol_indices(record: Mapping[str, Any], variant: str) -> Drawn:
    """Draw first-order and total Sobol index of each lever, the largest total first and the dummy
    last.

    record: one outcome's record of `runs.studies.sensitivity.indices.compute_sobol_indices`.
    """
    whole = pd.DataFrame(record["levers"]).assign(runs=links.link_to_runs(variant))
    whole["lever"] = whole["lever"].replace("dummy", DUMMY)
    levers, dummy = whole.iloc[:-1].sort_values("total", ascending=False), whole.iloc[-1:]
    shown = pd.concat([levers.head(MOST), dummy], ignore_index=True)
    limit = float(record["threshold"])
    figure = draw_figure(
        [_make_order_bars(shown, order) for order in ORDERS],
        height=170 + 40 * len(shown),
        barmode="group",
        xaxis={"title": {"text": "share of the variance between points"}, "zeroline": True},
        yaxis={"autorange": "reversed", "type": "category"},
    )
    if not math.isnan(limit):
        figure.add_vline(x=limit, line={"color": INK, "width": 1, "dash": "dot"})
    clear = to_records(levers[levers["told"].astype(bool)])
    return Drawn(
        QUESTION,
        _write_sobol_sentence(record["label"], clear, len(levers)),
        f"{_describe_noise(record['noise'], 'a run’s variance')} Thin lines: 95 % bootstrap "
        "intervals (Monte-Carlo error). Dotted line: how far from 0, either way, the dummy’s "
        "total order may be by its interval; a lever counts whose interval is clear of "
        f"it.{_write_omission_note(levers)} The figures are those of taijie sensitivity.",
        figure,
        shown.drop(columns="told").assign(told=shown["told"].astype("boolean")),
    )


def _make_order_bars(rows: pd.DataFrame, order: str) -> go.Bar:
    """Return a bar for each lever with its index of an order (a key of ORDERS) over its
    interval.
    """
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
            "color": [to_rgba(colour, shade) for colour in colours],
            "line": {"color": colours, "width": 1},
            "pattern": {"shape": shape, "fgcolor": VARIANT_COLOURS[0], "size": 6, "solidity": 0.2},
        },
        error_x={**make_error_bars(low, middle, high), "color": INK},
        customdata=rows["runs"],
        text=_format_hover_texts(rows, order, "rate", "% of the variance between points"),
        textposition="none",
        hovertemplate="%{y}: %{text}<extra>" + name + "</extra>",
    )


def _format_hover_texts(rows: pd.DataFrame, name: str, unit: str, shown_unit: str) -> list[str]:
    """Return each row's hover text: the number in column `name`, its interval, its unit."""
    found = [extract_estimate(row, name, unit) for row in to_records(rows)]
    return [f"{format_in_brackets(one)} {shown_unit}" for one in found]


def _write_sobol_sentence(label: str, distinct: list[dict[str, Any]], total: int) -> str:
    """Return how many of `total` levers differ from a dummy, and the largest total index.

    distinct: the rows of those that differ, the largest first.
    """
    if not distinct:
        return (
            f"{labels.IN_THIS_MODEL}none of {format_count(total, 'lever')} can be told from one "
            f"that does nothing, in: {label}."
        )
    top = distinct[0]
    share = format_in_brackets(extract_estimate(top, "total", "rate"))
    return (
        f"{labels.IN_THIS_MODEL}{len(distinct)} of {format_count(total, 'lever')} can be told from "
        f"one that does nothing, in: {label}; the largest part seen is that of {top['lever']}, "
        f"alone and with others: {share} % of what differs between points."
    )


def draw_morris_effects(record: Mapping[str, Any], variant: str) -> Drawn:
    """Draw Morris's mu* of each lever with that of its own dummy, the largest first.

    record: one outcome's record of `runs.studies.sensitivity.indices.compute_morris_indices`.
    """
    per, unit = get_unit_scale(str(record["unit"]))[0], get_difference_unit(str(record["unit"]))
    levers = pd.DataFrame(record["levers"]).sort_values("mu_star", ascending=False)
    shown = levers.head(MOST).reset_index(drop=True).assign(runs=links.link_to_runs(variant))
    dummies = (shown["dummy_low"] * per, shown["dummy"] * per, shown["dummy_high"] * per)
    marks = make_interval_marks(
        dummies, shown["lever"], (COLOURS["nobody"], "x"), name="its dummy: luck alone",
        customdata=shown["runs"],
        text=_format_hover_texts(shown, "dummy", str(record["unit"]), unit),
        hovertemplate="%{y}: %{text}<extra>its dummy</extra>",
    )  # fmt: skip
    clear = to_records(shown[shown["told"].astype(bool)])
    return Drawn(
        QUESTION,
        _write_morris_sentence(
            str(record["label"]), clear, len(levers), (str(record["unit"]), unit)
        ),
        f"{_describe_noise(record['noise'], 'the effects')} Bars: mean size of the effect of a "
        "lever over its whole range (mu*). Thin lines: 95 % bootstrap intervals (Monte-Carlo "
        "error). A lever counts whose interval is clear of its own dummy’s."
        f"{_write_omission_note(levers)} The figures are those of taijie sensitivity.",
        draw_figure(
            [
                _make_mu_star_bars(shown, str(record["unit"])),
                *([marks] if shown["dummy"].notna().any() else []),
            ],
            height=170 + 30 * len(shown),
            xaxis={"title": {"text": f"mu*: {unit}"}, "rangemode": "tozero"},
            yaxis={"autorange": "reversed", "type": "category"},
        ),
        shown,
    )


def _make_mu_star_bars(rows: pd.DataFrame, unit: str) -> go.Bar:
    """Return a bar for each lever with its mu* over its interval."""
    per = get_unit_scale(unit)[0]
    stars = rows.rename(columns={"mu_star_low": "low", "mu_star_high": "high"})
    ends = extract_interval_ends(stars, per, "mu_star")
    return go.Bar(
        y=rows["lever"],
        x=ends[1],
        orientation="h",
        name="mu* of the lever",
        marker={
            "color": to_rgba(VARIANT_COLOURS[0], 0.5),
            "line": {"color": VARIANT_COLOURS[0], "width": 1},
        },
        error_x={**make_error_bars(*ends), "color": INK},
        customdata=rows["runs"],
        text=_format_hover_texts(rows, "mu_star", unit, get_difference_unit(unit)),
        textposition="none",
        hovertemplate="%{y}: %{text}<extra>mu*</extra>",
    )


def _write_morris_sentence(
    label: str, distinct: list[dict[str, Any]], total: int, units: tuple[str, str]
) -> str:
    """Return how many of `total` levers differ from their dummies, and the largest mu*.

    distinct: the rows of those that differ, the largest first; units: the metric's as stored, and
    that of mu* as shown.
    """
    told = f"{len(distinct)} of {format_count(total, 'lever')} can be told from luck, in: {label}"
    if not distinct:
        return f"{labels.IN_THIS_MODEL}{told}."
    top, (unit_name, unit) = distinct[0], units
    size = format_in_brackets(extract_estimate(top, "mu_star", unit_name))
    return (
        f"{labels.IN_THIS_MODEL}{told}; most is seen of {top['lever']}, {size} {unit} over its "
        "whole range."
    )


def _describe_noise(noise: float | None, subject: str) -> str:
    """Return a sentence on what part of `subject` is chance.

    noise: that part (0..1), None if unknown.
    """
    if noise is None or not labels.is_number(noise):
        return "Luck cannot be told apart with one run a point."
    return f"Luck is {100 * min(1.0, max(0.0, noise)):.0f} % of {subject}."


def _write_omission_note(levers: pd.DataFrame) -> str:
    """Return how many of the levers are drawn, if not all are; else an empty text."""
    return f" {MOST} of {len(levers)} levers drawn." if len(levers) > MOST else ""

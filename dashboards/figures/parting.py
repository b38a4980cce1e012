"""Why two runs diverge: the utility terms of the first decision that differs, in either run.

A dot is a term's contribution to the lead of A's choice over B's. The random draws, the same in
both runs, give B's choice a lead of their own (the dotted line): A's choice is taken where the sum
exceeds it.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboards.figures.grammar import INK, VARIANT_COLOURS, VARIANT_MARKERS, Drawn, draw_figure
from runs.analysis.runs.decision_reasons import format_log_odds, to_words
from runs.analysis.runs.divergence import Divergence, tabulate_differences
from runs.analysis.runs.divergence_text import write_divergence

QUESTION = "Where do the two runs part, and what parted them?"
SUM = "sum of terms"
NOTHING = 1e-9
"""Below it a term is the rounding of a sum; the table has it."""


def draw_divergence_terms(divergence: Divergence, names: tuple[str, str]) -> Drawn:
    """Draw the parts of utility in the decision at which two runs diverge; without any, an empty
    figure with the sentence on where they diverge.

    names: of the two variants.
    """
    table = divergence.terms if divergence.leads is not None else tabulate_differences(divergence)
    about = (
        "One random world under both variants: no interval, no spread. Dots: what each term gives "
        f"the choice under “{names[0]}” over that under “{names[1]}”, log-odds; the lines join a "
        "term’s two values."
    )
    if divergence.leads is None or divergence.draw is None:
        figure = draw_figure([], height=60, xaxis={"visible": False}, yaxis={"visible": False})
        about = "One random world under both variants: no interval, no spread."
        return Drawn(QUESTION, write_divergence(divergence, *names), about, figure, table)
    figure = _draw_term_dots(_append_sum_row(divergence), names, divergence)
    draws = format_log_odds(divergence.draw)
    about += f" Dotted: what the draws, the same in both, give the other choice, {draws}."
    return Drawn(QUESTION, write_divergence(divergence, *names), about, figure, table)


def _append_sum_row(divergence: Divergence) -> pd.DataFrame:
    """Return term, a and b (its size in each run) of the terms that differ from 0, then
    their sum.
    """
    rows = divergence.terms[divergence.terms[["a", "b"]].abs().max(axis=1) > NOTHING]
    last = pd.DataFrame([{"term": SUM, "a": rows["a"].sum(), "b": rows["b"].sum()}])
    return pd.concat([rows[["term", "a", "b"]], last], ignore_index=True)


def _draw_term_dots(
    rows: pd.DataFrame, names: tuple[str, str], divergence: Divergence
) -> go.Figure:
    """Draw each term's size in both runs as two dots joined by a line."""
    labels = [to_words(term) for term in rows["term"]]
    joined: dict[str, list[Any]] = {"x": [], "y": []}
    for label, a, b in zip(labels, rows["a"], rows["b"], strict=True):
        joined["x"] += [a, b, None]
        joined["y"] += [label, label, None]
    line = go.Scatter(
        **joined, mode="lines", line={"color": INK, "width": 1}, hoverinfo="skip", showlegend=False
    )
    marks = [
        go.Scatter(
            x=rows[key],
            y=labels,
            mode="markers",
            name=name,
            marker={"color": VARIANT_COLOURS[i], "symbol": VARIANT_MARKERS[i], "size": 13 - 5 * i},
            customdata=[f"day:{divergence.day}"] * len(rows),
            hovertemplate="%{y}: %{x:.2f}<extra>" + name.replace("<", "&lt;") + "</extra>",
        )
        for i, (key, name) in enumerate(zip(("a", "b"), names, strict=True))
    ]
    rule = {
        "type": "line",
        "x0": divergence.draw,
        "x1": divergence.draw,
        "y0": 0,
        "y1": 1,
        "yref": "paper",
    }
    return draw_figure(
        [line, *marks],
        height=120 + 24 * len(rows),
        xaxis={"title": {"text": "log-odds"}, "zeroline": True},
        yaxis={"autorange": "reversed", "type": "category"},
        shapes=[rule | {"line": {"color": INK, "width": 1.5, "dash": "dot"}}],
    )

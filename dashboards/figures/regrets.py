"""Each posture's regret over parameter draws, and the race for a best reply."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboards.figures.choices import QUESTIONS
from dashboards.figures.grammar import INK, MODEL, Drawn, draw_figure, make_interval_marks
from dashboards.figures.palette import find_colour, find_marker
from dashboards.text import labels
from runs.analysis.sides import get_dyad
from runs.analysis.text.numbers import format_plus_minus, with_minus_signs
from runs.studies.choices.wording import describe_worlds, write_lead

Result = Mapping[str, Any]


def draw_robust_postures(result: Result) -> Drawn:
    """Draw postures' worst and mean regret over parameters (record of a `taijie choose` game)."""
    table = pd.DataFrame(result["robust"])
    titles = result["titles"]
    table["label"] = [
        f"{labels.get_short_side_name(row['side'])}: {titles.get(row['name'], row['name'])}"
        for _, row in table.iterrows()
    ]
    looks = {"mean": ((INK, "line-ns-open"), "mean regret", table)}
    leaders = []
    for key in get_dyad().keys:
        own = table[table["side"] == key]
        name = f"{labels.format_label(key)}: worst regret"
        looks[f"worst {key}"] = ((find_colour(key), find_marker(key)), name, own)
        best = own.iloc[0]
        leaders.append(f"{labels.format_name(key)} by {titles.get(best['name'], best['name'])}"
                       f" (at most {best['worst']:.2g})")  # fmt: skip
    traces = [
        go.Scatter(
            x=rows[of.split()[0]], y=rows["label"], mode="markers", name=name,
            marker={"color": look[0], "symbol": look[1], "size": 11},
            hovertemplate=f"%{{y}}: {of.split()[0]} %{{x:.3g}}<extra></extra>",
        )
        for of, (look, name, rows) in looks.items()
    ]  # fmt: skip
    figure = draw_figure(
        traces, height=150 + 28 * len(table), xaxis={"title": {"text": "regret"},
                                                     "rangemode": "tozero"},
        yaxis={"autorange": "reversed", "type": "category",
               "categoryarray": list(table["label"])},
    )  # fmt: skip
    return Drawn(
        QUESTIONS["robust"],
        f"{labels.IN_THIS_MODEL}the worst regret is smallest for {' and for '.join(leaders)}.",
        f"n = {result['draws']:,} draws x {result['worlds']:,} worlds. Regret: what the posture "
        "best under that draw would pay more against the same posture of the other. Neither mark "
        "is an interval; the worst of means with simulation error is too large on average.",
        figure, table.drop(columns="label"),
    )  # fmt: skip


def _write_lead(result: Result) -> str:
    """Return how far the winner of a race leads the second in fresh worlds, as `write_lead`; "" for
    a race of one posture.
    """
    if len(result["rows"]) < 2:
        return ""
    second = result["rows"][1]["name"]
    return write_lead(result, str(result["titles"].get(second, second)))


def draw_race(result: Result) -> Drawn:
    """Draw a race (record of `taijie choose`) for the best reply: each posture's mean payoff when
    it dropped out, and the winner's in fresh random worlds.
    """
    table = pd.DataFrame(result["rows"]).sort_values("round", ascending=False, kind="stable")
    names = [str(result["titles"].get(name, name)) for name in table["name"]]
    low, high = (result["fresh"] + way * result["half_width"] for way in (-1, 1))
    winner = str(result["titles"].get(result["winner"], result["winner"]))
    key = result["side"]
    traces = [
        go.Scatter(
            x=table["mean"], y=names, mode="markers", name="in the race",
            marker={"color": MODEL, "symbol": "circle-open", "size": 10},
            customdata=table[["worlds", "round"]],
            hovertemplate="%{y}: %{x:.3g}, %{customdata[0]} worlds, round %{customdata[1]}"
                          "<extra></extra>",
        ),
        make_interval_marks(
            ([low], [result["fresh"]], [high]), [winner], (find_colour(key), find_marker(key)),
            name="in fresh worlds", hovertemplate="%{y}: %{x:.3g}<extra></extra>",
        ),
    ]  # fmt: skip
    against = str(result["titles"].get(result["against"], result["against"]))
    pays = with_minus_signs(format_plus_minus(result["fresh"], result["half_width"]))
    return Drawn(
        QUESTIONS["race"],
        f"{labels.IN_THIS_MODEL}{labels.format_name(key)} answers {against} best by {winner}: it "
        f"pays {pays}{_write_lead(result)}.",
        f"n = {describe_worlds(result, 'fresh')} for the winner. Hollow: means in the race, where "
        "the winner was chosen and looks better than it is. Thin line: 95 % interval (Monte-Carlo "
        "error).",
        draw_figure(
            traces, height=150 + 28 * len(table), xaxis={"title": {"text": "mean payoff"}},
            yaxis={"autorange": "reversed", "type": "category", "categoryarray": names},
        ),
        table.assign(fresh=table["name"].map({result["winner"]: result["fresh"]})),
    )  # fmt: skip

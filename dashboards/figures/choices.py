"""The game of two sides' postures: payoffs of each profile, best replies, equilibria."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboards.figures.grammar import (
    INK,
    MODEL,
    SEQUENTIAL,
    Drawn,
    draw_figure,
    make_interval_marks,
    to_rgba,
)
from dashboards.figures.palette import find_colour, find_marker
from dashboards.text import labels
from runs.analysis.sides import get_dyad
from runs.analysis.text.numbers import format_estimate, format_in_brackets, with_minus_signs
from runs.analysis.text.rounding import format_probability
from runs.studies.choices.wording import describe_worlds, make_payoff_estimate

QUESTIONS = {
    "game": "Which postures do neither side want to leave?",
    "payoffs": "What do the likeliest equilibria pay?",
    "replies": "What is each side’s best reply?",
    "robust": "Which posture is regretted least, whatever the parameters?",
    "race": "Which posture answers the other’s best?",
}
WRITTEN = 6
"""Postures of a side up to which the cells of the matrix say what they pay."""
SHOWN = 12
"""Profiles whose payoffs are drawn."""
Result = Mapping[str, Any]


def draw_game_matrix(result: Result) -> Drawn:
    """Draw a game (record of `taijie choose`) as a matrix: shade for P(equilibrium), both payoffs
    in each cell.
    """
    first, second = get_dyad().keys
    table = pd.DataFrame(result["rows"])
    rows, columns = (result["postures"][key] for key in (first, second))
    wide = table.pivot(index=first, columns=second)
    shares = wide["equilibrium"].loc[rows, columns]
    by_profile = {(row[first], row[second]): row for row in table.to_dict("records")}
    pays = [[[_format_payoff(by_profile[i, j], key) for j in columns] for i in rows]
            for key in (first, second)]  # fmt: skip
    cells = [[f"{a} | {b}" for a, b in zip(*pair, strict=True)]
             for pair in zip(*pays, strict=True)]  # fmt: skip
    named = max(len(rows), len(columns)) <= WRITTEN
    heatmap = go.Heatmap(
        z=shares.to_numpy(), x=_name_postures(result, columns), y=_name_postures(result, rows),
        zmin=0, zmax=1, colorscale=[list(one) for one in SEQUENTIAL], xgap=2, ygap=2,
        text=cells, texttemplate="%{text}" if named else "",
        colorbar={"title": {"text": "P(equilibrium)", "side": "right"}, "thickness": 12},
        customdata=[[format_probability(share) for share in row] for row in shares.to_numpy()],
        hovertemplate="%{y}, %{x}<br>pay %{text}; P(equilibrium) %{customdata}<extra></extra>",
    )  # fmt: skip
    figure = draw_figure(
        [heatmap], height=150 + (54 if named else 26) * len(rows), showlegend=False,
        xaxis={"title": {"text": labels.format_label(second)}, "type": "category"},
        yaxis={"title": {"text": labels.format_label(first)}, "autorange": "reversed",
               "type": "category"},
    )  # fmt: skip
    names = f"{labels.format_name(first)} | {labels.format_name(second)}"
    return Drawn(
        QUESTIONS["game"], f"{labels.IN_THIS_MODEL}{_write_equilibria(result, table)}",
        f"n = {describe_worlds(result)}. Cells: what {names} are paid on average. Shade: share of "
        f"resampled {'worlds and draws' if result['draws'] > 1 else 'worlds'} in which neither "
        "gains by another posture of its own, which is how the simulation error of these averages "
        "tells.",
        figure, table,
    )  # fmt: skip


def _write_equilibria(result: Result, table: pd.DataFrame) -> str:
    """Return a sentence on which profiles are equilibria of the mean payoffs, and how certain the
    likeliest one is.
    """
    best = _sort_by_probability(table).iloc[0]
    said = (
        f"neither side gains by leaving {_name_profile(result, best)} with probability"
        f" {format_probability(best['equilibrium'])}"
    )
    pure = table[table["regret"] == 0.0]
    if pure.empty:
        return f"no pair of postures is an equilibrium of the mean payoffs; {said}."
    names = "; ".join(_name_profile(result, row) for _, row in pure.iterrows())
    return f"equilibria of the mean payoffs: {names}. {labels.capitalize_sentence(said)}."


def _sort_by_probability(profiles: pd.DataFrame) -> pd.DataFrame:
    """Return the profiles, likeliest equilibrium first; of equally likely ones by regret."""
    return profiles.sort_values(["equilibrium", "regret"], ascending=[False, True], kind="stable")


def draw_payoffs(result: Result) -> Drawn:
    """Draw both sides' payoffs in a game's likeliest equilibria, with the interval over parameter
    sets and simulation error.
    """
    keys = get_dyad().keys
    table = _sort_by_probability(pd.DataFrame(result["rows"]))
    shown = table.head(SHOWN)
    names = [_name_profile(result, row, "<br>") for _, row in shown.iterrows()]
    traces = [
        trace
        for key, panel in zip(keys, ("", "2"), strict=True)
        for trace in _make_payoff_marks(shown, names, key, panel)
    ]
    axes = {
        f"yaxis{panel}": {"autorange": "reversed", "type": "category", "categoryarray": names,
                          "anchor": f"x{panel}", **more}
        for panel, more in (("", {}), ("2", {"matches": "y", "showticklabels": False}))
    }  # fmt: skip
    for key, panel, ends in zip(keys, ("", "2"), ([0, 0.48], [0.52, 1]), strict=True):
        title = {"text": f"paid to {labels.format_name(key)}"}
        axes[f"xaxis{panel}"] = {"title": title, "domain": ends, "anchor": f"y{panel}"}
    figure = draw_figure(traces, height=140 + 40 * len(shown), showlegend=False, **axes)
    top = shown.iloc[0]
    pay = " and ".join(
        f"{labels.format_name(key)} {format_in_brackets(make_payoff_estimate(top, key))}"
        for key in keys
    )
    wide = "" if result["draws"] < 2 else " Bands: 95 % over the draws of the parameters."
    return Drawn(
        QUESTIONS["payoffs"],
        f"{labels.IN_THIS_MODEL}{_name_profile(result, top)} pay {pay}.",
        f"n = {describe_worlds(result)}; the {len(shown)} likeliest of {len(table)}. Thin lines: "
        f"95 % intervals (Monte-Carlo error).{wide}",
        figure, table,
    )  # fmt: skip


def _make_payoff_marks(
    profiles: pd.DataFrame, names: list[str], key: str, panel: str
) -> list[go.Bar | go.Scatter]:
    """Return the mean payoffs of a side (`key`) in its panel: a band over parameter sets, if there
    are several, and a thin line for simulation error.
    """
    means, half = profiles[f"payoff_{key}"], profiles[f"half_width_{key}"]
    axes: dict[str, Any] = {"xaxis": f"x{panel}", "yaxis": f"y{panel}"}
    low, high = (profiles[f"{end}_{key}"].astype(float) for end in ("low", "high"))
    band = go.Bar(
        x=high - low, base=low, y=names, orientation="h", width=0.5, hoverinfo="skip",
        marker={"color": to_rgba(find_colour(key), 0.3), "line": {"width": 0}}, **axes,
    )  # fmt: skip
    marks = make_interval_marks(
        (means - half, means, means + half), names, (find_colour(key), find_marker(key)),
        hovertemplate="%{y}: %{x:.3g}<extra></extra>", **axes,
    )  # fmt: skip
    return [band, marks] if low.notna().all() else [marks]


def draw_best_replies(result: Result) -> Drawn:
    """Draw a game's best-response graph: an arrow from each profile to a side's best reply."""
    first, second = get_dyad().keys
    rows, columns = (result["postures"][key] for key in (first, second))
    table = pd.DataFrame([
        {"side": side, "to": other, "reply": reply}
        for side in (first, second) for other, reply in result["best_replies"][side].items()
    ])  # fmt: skip
    replies = result["best_replies"]
    held = [
        (i, j) for i in rows for j in columns
        if replies[first][j] == i and replies[second][i] == j
    ]  # fmt: skip
    everywhere = [(i, j) for i in rows for j in columns]
    traces = [_make_nodes(everywhere, (rows, columns), "profile", False),
              _make_nodes(held, (rows, columns), "equilibrium of the means", True)]  # fmt: skip
    figure = draw_figure(
        traces, height=170 + 46 * len(rows), annotations=_make_arrows(result, (rows, columns)),
        xaxis=_make_axis(result, second, columns), yaxis=_make_axis(result, first, rows, True),
    )  # fmt: skip
    said = "; ".join(
        f"{labels.format_name(side)} replies with "
        + _join_names(
            _name_postures(result, dict.fromkeys(table.loc[table["side"] == side, "reply"]))
        )
        for side in (first, second)
    )
    return Drawn(
        QUESTIONS["replies"], f"{labels.IN_THIS_MODEL}{said}, over {describe_worlds(result)}.",
        f"n = {describe_worlds(result)}. Arrows: {labels.format_name(first)} along columns, "
        f"{labels.format_name(second)} along rows, to the reply that pays more on average; where "
        "none leads away, neither gains. Averages of few worlds carry simulation error.",
        figure, table,
    )  # fmt: skip


def _make_arrows(result: Result, names: tuple[list[str], list[str]]) -> list[dict[str, Any]]:
    """Return an arrow for each edge of the graph, in the colour of the side that moves."""
    (rows, columns), (first, second) = names, get_dyad().keys
    return [
        {
            "ax": columns.index(j), "ay": rows.index(i), "x": columns.index(m), "y": rows.index(k),
            "axref": "x", "ayref": "y", "xref": "x", "yref": "y", "showarrow": True,
            "arrowhead": 2, "arrowwidth": 1.5, "standoff": 9, "startstandoff": 9, "text": "",
            "arrowcolor": find_colour(first if j == m else second),
        }
        for (i, j), (k, m) in result["graph"]
    ]  # fmt: skip


def _make_nodes(
    profiles: list[tuple[str, str]],
    names: tuple[list[str], list[str]],
    legend: str,
    filled: bool,
) -> go.Scatter:
    return go.Scatter(
        x=[names[1].index(j) for _, j in profiles],
        y=[names[0].index(i) for i, _ in profiles],
        mode="markers", name=legend, hoverinfo="skip",
        marker={"color": MODEL if filled else INK, "size": 14 if filled else 7,
                "symbol": "circle" if filled else "circle-open"},
    )  # fmt: skip


def _make_axis(result: Result, side: str, names: list[str], flip: bool = False) -> dict[str, Any]:
    """Return the Plotly axis of a side's postures, from top to bottom if flipped."""
    ends = [-0.5, len(names) - 0.5]
    return {"title": {"text": labels.format_label(side)}, "tickvals": list(range(len(names))),
            "ticktext": _name_postures(result, names), "showgrid": False, "zeroline": False,
            "range": ends[::-1] if flip else ends}  # fmt: skip


def _name_postures(result: Result, names: Any) -> list[str]:
    """Return the titles of postures, of one without a title its name, blanks for underscores."""
    return [str(result["titles"].get(name, name)).replace("_", " ") for name in names]


def _name_profile(result: Result, row: Any, separator: str = " and ") -> str:
    """Return the titles of both sides' postures in a profile, joined by a separator."""
    return separator.join(_name_postures(result, [row[key] for key in get_dyad().keys]))


def _join_names(names: list[str]) -> str:
    """Return names joined by commas, "or" before the last."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


def _format_payoff(profile: Mapping[Any, Any], side: str) -> str:
    """Return a side's mean payoff in a profile as text."""
    return with_minus_signs(format_estimate(make_payoff_estimate(profile, side)).value)

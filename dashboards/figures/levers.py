"""What the record teaches about the levers of a fit, and the weights when a cluster is left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboards.figures.grammar import HOLDS, INK, MODEL, TURNS, Drawn, draw_figure, to_rgba
from dashboards.text import labels
from runs.analysis.sides import get_dyad
from runs.plan.settings.levers import find_lever

LEVERS = "Which levers does the record move?"
CLUSTERS = "Which standoffs may be left out by weights?"
EIGHTY = 1.2815515655446004
"""The 80 % interval of a standard normal reaches so far either way."""
RELIABLE = 0.7
SHOWN = 24
"""Clusters that are drawn, those of the largest k."""
BOTH = "side"
ROW = 22


def draw_lever_posteriors(rows: Sequence[Mapping[str, Any]], sentence: str) -> Drawn:
    """Draw each lever's prior and posterior in standard units of its prior, group by group.

    Args:
        rows: lever (path), contraction (1 - posterior over prior variance), z_score, low80, median,
            high80, r_hat, moved (by the record) of each.
        sentence: on which levers the record moves, and whether the fit has converged.
    """
    table = pd.DataFrame(rows)
    table["group"] = [name.split(".")[0] for name in table["lever"]]
    order = {name: place for place, name in enumerate(dict.fromkeys(table["group"]))}
    table = table.sort_values(
        ["group", "contraction"], ascending=[True, False], kind="stable",
        key=lambda column: column.map(order) if column.name == "group" else column,
    ).reset_index(drop=True)  # fmt: skip
    table["label"] = _name_levers(list(table["lever"]))
    names: list[str] = []
    for group, part in table.groupby("group", sort=False):
        names += [f"<b>{_name_group(str(group))}</b>", *part["label"]]
    figure = draw_figure(
        _make_lever_marks(table), height=120 + ROW * len(names), barmode="overlay",
        xaxis={"title": {"text": "standard deviations of the prior"}, "range": [-3.2, 3.9],
               "tickvals": [-3, -2, -1, 0, 1, 2, 3]},
        yaxis={"autorange": "reversed", "type": "category", "categoryorder": "array",
               "categoryarray": names, "showgrid": False,
               "range": [len(names) - 0.5, -0.5]},
    )  # fmt: skip
    figure.update_yaxes(autorange=False)
    return Drawn(
        LEVERS, sentence,
        f"n = {len(table)} levers. Pale bands: 80 % of the prior; dark bands: 80 % of the draws "
        "after the record (spread); dots: their median, filled where the lever was moved. At the "
        "right: contraction, 0 for nothing learned, 1 for all.",
        figure, table.drop(columns=["label", "group"]),
    )  # fmt: skip


def _make_lever_marks(table: pd.DataFrame) -> list[go.Bar | go.Scatter]:
    """Return bands of 80 % of prior and posterior, the posterior medians, and the contractions as
    text.
    """
    moved = table["moved"].astype(bool)
    bars = [
        _make_interval_band(
            table, [-EIGHTY] * len(table), [EIGHTY] * len(table), 0.16, 0.8, "prior"
        ),
        _make_interval_band(table, table["low80"], table["high80"], 0.5, 0.4, "after the record"),
    ]
    dots = go.Scatter(
        x=table["median"], y=table["label"], mode="markers", showlegend=False,
        marker={"color": INK, "size": 8,
                "symbol": ["circle" if one else "circle-open" for one in moved]},
        customdata=[_describe_lever(row) for _, row in table.iterrows()],
        hovertemplate="%{customdata}<extra></extra>",
    )  # fmt: skip
    numbers = go.Scatter(
        x=[3.5] * len(table), y=table["label"], mode="text", showlegend=False, hoverinfo="skip",
        cliponaxis=False,
        text=[labels.format_number_or_dash(one, 2) for one in table["contraction"]],
    )  # fmt: skip
    return [*bars, dots, numbers]


def _make_interval_band(
    table: pd.DataFrame, low: Any, high: Any, opacity: float, width: float, name: str
) -> go.Bar:
    """Return a horizontal bar from low to high for each lever; width: as a share of its row."""
    return go.Bar(
        x=[b - a for a, b in zip(low, high, strict=True)], base=list(low), y=table["label"],
        orientation="h", width=width, name=name, hoverinfo="skip",
        marker={"color": to_rgba(MODEL, opacity), "line": {"width": 0}},
    )  # fmt: skip


def _describe_lever(row: pd.Series) -> str:
    """Return the hover text of a lever: its meaning, contraction, shift of the mean, and R-hat."""
    info = find_lever(str(row["lever"]).replace(f"{BOTH}.", f"{get_dyad().first}.", 1))
    meaning = "" if info is None else f"<br>{info.description}"
    numbers = (
        f"contraction {row['contraction']:.2f}, mean {row['z_score']:+.2f}, R-hat"
        f" {row['r_hat']:.2f}"
    )
    return labels.set_minus_signs(f"{row['label']}{meaning}<br>{numbers}")


def _name_group(group: str) -> str:
    """Return a group of levers, the first part of their paths, in words."""
    return "Each side" if group == BOTH else labels.capitalize_sentence(group)


def _name_levers(paths: Sequence[str]) -> list[str]:
    """Return the names of levers without their groups: "inertia" for contact.inertia.

    Names that occur in two groups differ by a character of zero width, so that each has its own
    row.
    """
    names = [" ".join(path.split(".")[1:]).replace("_", " ") for path in paths]
    return [name + "\u200b" * names[:place].count(name) for place, name in enumerate(names)]


def draw_cluster_pareto_k(rows: Sequence[Mapping[str, Any]]) -> Drawn:
    """Draw, for each cluster of standoffs, the Pareto k of the weights that leave it out, the
    largest first.

    rows: cluster, rows, log_score, log_score_learned, pareto_k, reliable of each.
    """
    table = pd.DataFrame(rows)
    table["pareto_k"] = pd.to_numeric(table["pareto_k"], errors="coerce").astype(float)
    table = table.sort_values("pareto_k", ascending=False, na_position="first")
    shown = table.head(SHOWN)
    figure = draw_figure(
        [
            go.Scatter(
                x=shown["pareto_k"], y=shown["cluster"], mode="markers", showlegend=False,
                marker={"color": [HOLDS if one else TURNS for one in shown["reliable"]],
                        "symbol": ["circle" if one else "x" for one in shown["reliable"]],
                        "size": 9},
                customdata=shown["log_score"],
                hovertemplate="%{y}: k %{x:.2f}, log score left out %{customdata:.2f}"
                              "<extra></extra>",
            )
        ],
        height=120 + ROW * len(shown), xaxis={"title": {"text": "Pareto k"}},
        yaxis={"autorange": "reversed", "type": "category",
               "categoryarray": list(shown["cluster"])},
        shapes=[{"type": "line", "x0": RELIABLE, "x1": RELIABLE, "y0": 0, "y1": 1, "yref": "paper",
                 "line": {"color": INK, "dash": "dot"}}],
    )  # fmt: skip
    bad = int((~table["reliable"].astype(bool)).sum())
    return Drawn(
        CLUSTERS,
        f"{labels.IN_THIS_MODEL}{bad} of {len(table)} clusters have a Pareto k above"
        f" {RELIABLE:g}: their scores left out are not to be believed.",
        f"n = {len(table)} clusters; the {len(shown)} of the largest k. A cluster is left out by "
        "weighing the draws, not by another fit; neither error nor spread is drawn.",
        figure, table,
    )  # fmt: skip

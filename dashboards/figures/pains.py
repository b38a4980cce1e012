"""What each group at home suffers, day by day: groups by days, from runs played again."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboards import links, words
from dashboards.figures.days import dated_ticks
from dashboards.figures.grammar import Drawn, draw
from dashboards.tables import largest, records
from runs.replay import PAINS

QUESTION = "Which groups suffer, and when?"


def groups_by_days(table: pd.DataFrame, variant: str, start: str, point: int | None) -> Drawn:
    """Draw the mean pain of each group on each day, its colour from none to the most there is.

    Args:
        table: group, day, estimate, low, high, q25, q75, n, title, side (runs.replay.group_pain).
        variant: its name, for the links.
        start: date of day 1.
        point: row of the design table played; None where there is no design.
    """
    n, horizon = int(table["n"].iloc[0]), int(table["day"].max())
    opened = links.runs(variant, _played(n, point))
    most = _most_by_side(table)
    places = table.drop_duplicates("group")
    figure = draw(
        [_cells(table, opened)],
        height=150 + 26 * len(places),
        xaxis={**dated_ticks(horizon, start, 8), "range": [0.5, horizon + 0.5]},
        yaxis={"autorange": "reversed", "type": "category"},
    )
    return Drawn(
        QUESTION,
        f"{words.IN_THIS_MODEL}on average over {words.count(n, 'run')}, most pain is felt "
        f"{' and '.join(map(_told, most))}.",
        f"n = {n:,} runs, the first ones of the variant (at most {PAINS}), played again when this "
        "is asked for, as no record keeps it. Colour: mean pain from tariffs and controls, "
        "before opinion tilts it on its way to the leader. The table has each mean’s "
        "95 % t interval (Monte-Carlo error) and the middle half of the runs (spread).",
        figure,
        table.assign(runs=opened),
    )


def _played(n: int, point: int | None) -> dict[str, links.Condition]:
    first: dict[str, links.Condition] = {"replication": (0, n - 1)}
    return first if point is None else first | {"point": (point, point)}


def _cells(table: pd.DataFrame, opened: str) -> go.Heatmap:
    rows = table.pivot(index="group", columns="day", values="estimate")
    rows = rows.loc[list(dict.fromkeys(table["group"]))]
    names = table.drop_duplicates("group")
    return go.Heatmap(
        z=rows.to_numpy(),
        x=list(rows.columns),
        y=[_label(row) for row in records(names)],
        zmin=0,
        colorscale="Cividis",
        customdata=[[opened] * rows.shape[1]] * len(rows),
        colorbar={"title": {"text": "pain"}, "outlinewidth": 0},
        hovertemplate="%{y}, day %{x}: %{z:.3g}<extra></extra>",
        ygap=2,
    )


def _label(row: dict[str, Any]) -> str:
    side = {"us": "US", "china": "China"}[str(row["side"])]
    return f"{side}: {words.capital(str(row['title']))}"


def _said(row: dict[str, Any]) -> str:
    if not words.known(row["low"]):
        return words.number(float(row["estimate"]), 2)
    return words.interval(row["estimate"], row["low"], row["high"])


def _most_by_side(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return each side's group and day of the greatest pain, the greater first."""
    tops = [largest(rows, "estimate") for _, rows in table.groupby("side", sort=False)]
    return sorted(tops, key=lambda row: -float(row["estimate"]))


def _told(row: dict[str, Any]) -> str:
    where = "in the United States" if row["side"] == "us" else "in China"
    return f"{where} by “{row['title']}” ({_said(row)} on day {row['day']})"

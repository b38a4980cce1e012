"""What each group at home suffers, day by day: groups by days, from runs played again."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboards.figures.counts import mark_texts
from dashboards.figures.days import ticks_with_dates
from dashboards.figures.grammar import Drawn, draw
from dashboards.text import labels, links
from dashboards.text.rows import largest, records
from runs.analysis.estimates.estimates import estimate_of
from runs.analysis.text.names import SIDE_NAMES, count_text
from runs.analysis.text.numbers import bracket_text
from runs.studies.replay.replay import PAINS

QUESTION = "Which groups suffer, and when?"


def groups_by_days(table: pd.DataFrame, variant: str, start: str, point: int | None) -> Drawn:
    """Draw the mean pain of each group on each day, its colour from none to the most there is.

    Args:
        table: group, day, estimate, low, high, q25, q75, n, title, side
            (runs.studies.replay.replay.group_pain).
        variant: its name, for the links.
        start: date of day 1.
        point: row of the design table played; None where there is no design.
    """
    n, horizon = int(table["n"].iloc[0]), int(table["day"].max())
    opened = links.runs(variant, _condition_of_run(n, point))
    most = _most_by_side(table)
    places = table.drop_duplicates("group")
    figure = draw(
        [_cells(table, opened)],
        height=150 + 26 * len(places),
        xaxis={**ticks_with_dates(horizon, start, 8), "range": [0.5, horizon + 0.5]},
        yaxis={"autorange": "reversed", "type": "category"},
    )
    return Drawn(
        QUESTION,
        f"{labels.IN_THIS_MODEL}of all groups and days, the daily mean over {count_text(n, 'run')} "
        f"is seen highest {' and '.join(map(_peak_text, most))}.",
        f"n = {n:,} runs, the first ones of the variant (at most {PAINS}), played again when this "
        "is asked for, as no record keeps it. Colour: mean pain from tariffs and controls, "
        "before opinion tilts it on its way to the leader. The table has each mean’s "
        "95 % t interval (Monte-Carlo error), of that day alone, and the middle half of the runs "
        "(spread).",
        figure,
        table.assign(runs=opened),
    )


def _condition_of_run(n: int, point: int | None) -> dict[str, links.Condition]:
    first: dict[str, links.Condition] = {"replication": (0, n - 1)}
    return first if point is None else first | {"point": (point, point)}


def _cells(table: pd.DataFrame, opened: str) -> go.Heatmap:
    rows = table.pivot(index="group", columns="day", values="estimate")
    rows = rows.loc[list(dict.fromkeys(table["group"]))]
    texts = table.assign(text=mark_texts(table, "of pain"))
    texts = texts.pivot(index="group", columns="day", values="text").loc[list(rows.index)]
    names = table.drop_duplicates("group")
    return go.Heatmap(
        z=rows.to_numpy(),
        x=list(rows.columns),
        y=[_label(row) for row in records(names)],
        zmin=0,
        colorscale="Cividis",
        customdata=[[opened] * rows.shape[1]] * len(rows),
        colorbar={"title": {"text": "pain"}, "outlinewidth": 0},
        text=texts.to_numpy(),
        hovertemplate="%{y}, day %{x:d}: mean %{text}<extra></extra>",
        ygap=2,
    )


def _label(row: dict[str, Any]) -> str:
    side = {"us": "US", "china": "China"}[str(row["side"])]
    return f"{side}: {labels.capital(str(row['title']))}"


def _estimate_text(row: dict[str, Any]) -> str:
    return bracket_text(estimate_of(row))


def _most_by_side(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return each side's group and day of the greatest pain, the greater first."""
    tops = [largest(rows, "estimate") for _, rows in table.groupby("side", sort=False)]
    return sorted(tops, key=lambda row: -float(row["estimate"]))


def _peak_text(row: dict[str, Any]) -> str:
    where = f"in {SIDE_NAMES[row['side']]}"
    return f"{where} for “{row['title']}” ({_estimate_text(row)} on day {row['day']})"

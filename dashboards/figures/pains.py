"""What each domestic group suffers, day by day, from runs that are simulated again."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboards.figures.counts import format_hover_texts
from dashboards.figures.days import make_date_ticks
from dashboards.figures.grammar import SEQUENTIAL, Drawn, draw_figure
from dashboards.text import labels, links
from dashboards.text.rows import find_largest_row, to_records
from runs.analysis.estimates.estimates import extract_estimate
from runs.analysis.sides import name_side
from runs.analysis.text.names import format_count
from runs.analysis.text.numbers import format_in_brackets
from runs.studies.replay.replay import PAINS

QUESTION = "Which groups suffer, and when?"


def draw_group_pain_by_day(
    table: pd.DataFrame, variant: str, start: str, point: int | None
) -> Drawn:
    """Draw the mean pain of each group on each day as a heat map.

    Args:
        table: group, day, estimate, low, high, q25, q75, n, title, side
            (runs.studies.replay.replay).
        variant: its name, for the links.
        start: date of day 1.
        point: row of the design table that is shown; None without a design.
    """
    n, horizon = int(table["n"].iloc[0]), int(table["day"].max())
    opened = links.link_to_runs(variant, _make_run_conditions(n, point))
    most = _find_peaks_by_side(table)
    places = table.drop_duplicates("group")
    figure = draw_figure(
        [_make_pain_heatmap(table, opened)],
        height=150 + 26 * len(places),
        xaxis={**make_date_ticks(horizon, start, 8), "range": [0.5, horizon + 0.5]},
        yaxis={"autorange": "reversed", "type": "category"},
    )
    return Drawn(
        QUESTION,
        f"{labels.IN_THIS_MODEL}of all groups and days, the daily mean over "
        f"{format_count(n, 'run')} is seen highest {' and '.join(map(_write_peak_phrase, most))}.",
        f"n = {format_count(n, 'run')}, the first of the variant (at most {PAINS}), played again "
        "when this is asked for, as no record keeps it. Colour: mean pain from tariffs and "
        "controls, before opinion tilts it on its way to the leader. The table has each mean’s "
        "95 % t interval (Monte-Carlo error), of that day alone, and the middle half of the runs "
        "(spread).",
        figure,
        table.assign(runs=opened),
    )


def _make_run_conditions(n: int, point: int | None) -> dict[str, links.Condition]:
    """Return the conditions of the first n runs, for the link to them; point: of the design, if
    any.
    """
    first: dict[str, links.Condition] = {"replication": (0, n - 1)}
    return first if point is None else first | {"point": (point, point)}


def _make_pain_heatmap(table: pd.DataFrame, link: str) -> go.Heatmap:
    """Return the heat map of groups by days; a click on a cell opens `link`."""
    rows = table.pivot(index="group", columns="day", values="estimate")
    rows = rows.loc[list(dict.fromkeys(table["group"]))]
    texts = table.assign(text=format_hover_texts(table, "of pain"))
    texts = texts.pivot(index="group", columns="day", values="text").loc[list(rows.index)]
    names = table.drop_duplicates("group")
    return go.Heatmap(
        z=rows.to_numpy(),
        x=list(rows.columns),
        y=[_format_group_label(row) for row in to_records(names)],
        zmin=0,
        colorscale=SEQUENTIAL,
        customdata=[[link] * rows.shape[1]] * len(rows),
        colorbar={"title": {"text": "pain"}, "outlinewidth": 0},
        text=texts.to_numpy(),
        hovertemplate="%{y}, day %{x:d}: mean %{text}<extra></extra>",
        ygap=2,
    )


def _format_group_label(row: dict[str, Any]) -> str:
    side = labels.get_short_side_name(str(row["side"]))
    return f"{side}: {labels.capitalize_sentence(str(row['title']))}"


def _format_estimate(row: dict[str, Any]) -> str:
    return format_in_brackets(extract_estimate(row))


def _find_peaks_by_side(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return, for each side, the row (group, day, estimate, ...) of the greatest pain; the greater
    first.
    """
    tops = [find_largest_row(rows, "estimate") for _, rows in table.groupby("side", sort=False)]
    return sorted(tops, key=lambda row: -float(row["estimate"]))


def _write_peak_phrase(row: dict[str, Any]) -> str:
    """Return, in words, where and when a side's greatest pain is."""
    where = f"in {name_side(str(row['side']))}"
    return f"{where} for “{row['title']}” ({_format_estimate(row)} on day {row['day']})"

"""Sankey diagrams of runs over successive stations, as in paths to contact and to belief."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import pandas as pd
import plotly.graph_objects as go

from dashboards.figures.grammar import to_rgba
from dashboards.figures.palette import find_colour
from dashboards.text import labels


def make_sankey(table: pd.DataFrame, stations: Mapping[str, str]) -> go.Sankey:
    """Return the flow of runs over the columns of a table, coloured by the first.

    Args:
        table: the columns of `stations` (a side, first mover or other word), k (number of runs) and
            runs (links).
        stations: column -> a heading for its words, from left to right.
    """
    columns = list(stations)
    nodes = [(station, value) for station in columns for value in table[station].unique()]
    place = {node: i for i, node in enumerate(nodes)}
    parts = [
        table.assign(
            source=[place[one, value] for value in table[one]],
            target=[place[two, value] for value in table[two]],
        )
        for one, two in pairwise(columns)
    ]
    bands = pd.concat(parts, ignore_index=True)
    return go.Sankey(
        arrangement="snap",
        node={
            "label": [stations[station] + labels.format_label(value) for station, value in nodes],
            "color": _find_colours([value for _, value in nodes]),
            "pad": 18,
            "thickness": 14,
            "hovertemplate": "%{label}: %{value:,} runs<extra></extra>",
        },
        link={
            "source": bands["source"],
            "target": bands["target"],
            "value": bands["k"],
            "color": [to_rgba(colour, 0.4) for colour in _find_colours(bands[columns[0]])],
            "customdata": bands["runs"],
            "hovertemplate": "%{source.label} → %{target.label}: %{value:,} runs<extra></extra>",
        },
    )


def _find_colours(values: Sequence[str] | pd.Series) -> list[str]:
    """Return the colour of each side or mover."""
    return [find_colour(value) for value in values]

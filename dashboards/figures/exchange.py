"""Who calls first under one variant against who does under another, random world by random
world.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboards.figures.counts import format_hover_texts
from dashboards.figures.grammar import Drawn, draw_figure, to_rgba
from dashboards.figures.palette import find_colour, order_movers
from dashboards.text import labels, links
from dashboards.text.rows import to_records
from runs.analysis.comparison.shares import list_shown_movers
from runs.analysis.sides import get_dyad
from runs.analysis.text.names import format_count
from runs.analysis.text.numbers import format_number

OTHERS = {"broker": "a broker", "simultaneous": "both on the same day", "nobody": "nobody"}
"""Movers that are no side, as they are named where they are first under both variants."""
CHANGED, SAME = 0.62, 0.16
"""Opacity of a ribbon of worlds in which another is first, and of one in which the same is."""
HEIGHT, PAD = 400, 10
MARGIN = {"l": 112, "r": 112, "t": 44, "b": 12}


def draw_mover_crosstab(table: pd.DataFrame, a: str, b: str) -> Drawn:
    """Draw the flow of paired runs from the first mover under variant a to the one under b.

    table: mover_a, mover_b, k, n, estimate, low, high, share_of_row (cross_tabulate_movers).
    """
    known = [*get_dyad().movers]
    k = table.pivot(index="mover_a", columns="mover_b", values="k").loc[known, known]
    runs = k.sum(axis=0) + k.sum(axis=1)
    used = order_movers(list_shown_movers({mover: float(runs[mover]) for mover in known}))
    n = int(table["n"].iloc[0])
    ends = (k.sum(axis=1), k.sum(axis=0))
    figure = draw_figure(
        [_make_flow(table, used, ends, (a, b))],
        height=HEIGHT,
        margin=MARGIN,
        annotations=_make_node_labels(used, ends, (a, b), n),
        xaxis={"visible": False},
        yaxis={"visible": False},
    )
    same = dict(zip(known, map(int, np.diag(k)), strict=True))
    return Drawn(
        "Who calls first, world by world?",
        f"{labels.IN_THIS_MODEL}{_write_agreement_sentence(same, n)}.",
        f"n = {n:,} pairs. Width: number of pairs (spread); strong where another is first, pale "
        "where the same is. Shares of all pairs with their 95 % Wilson intervals (Monte-Carlo "
        "error) stand in the table.",
        figure,
        table,
        clicks="Click a ribbon: its pairs.",
    )


def _make_flow(
    table: pd.DataFrame, movers: Sequence[str], counts: tuple[pd.Series, pd.Series],
    variants: tuple[str, str],
) -> go.Sankey:  # fmt: skip
    """Return the ribbons between the first movers under each variant.

    movers: from top to bottom; counts: number of pairs by mover, for each of the two variants.
    """
    nodes = [(place, mover) for place in (0, 1) for mover in movers if counts[place][mover]]
    index = {node: i for i, node in enumerate(nodes)}
    told = format_hover_texts(table, "share", noun="pair", shown_unit="of 100 pairs")
    rows = [(row, said) for row, said in zip(to_records(table), told, strict=True) if row["k"]]
    places = _place_nodes(movers, counts)
    return go.Sankey(
        arrangement="fixed",
        node={
            "label": [""] * len(nodes),
            "color": [find_colour(mover) for _, mover in nodes],
            "x": [0.001 if place == 0 else 0.999 for place, _ in nodes],
            "y": [places[node] for node in nodes],
            "pad": PAD,
            "thickness": 14,
            "customdata": [labels.format_label(mover) for _, mover in nodes],
            "hovertemplate": "%{customdata}: %{value:,} pairs<extra></extra>",
        },
        link={
            "source": [index[0, row["mover_a"]] for row, _ in rows],
            "target": [index[1, row["mover_b"]] for row, _ in rows],
            "value": [row["k"] for row, _ in rows],
            "color": [_find_ribbon_colour(row) for row, _ in rows],
            "label": [_write_ribbon_hover(row, said) for row, said in rows],
            "customdata": [
                links.link_to_run_pairs(*variants, row["mover_a"], row["mover_b"])
                for row, _ in rows
            ],
            "hovertemplate": "%{label}<extra></extra>",
        },
    )


def _find_ribbon_colour(row: Mapping[str, Any]) -> str:
    """Return the colour of the first mover under variant a, paler if it is the same under b."""
    return to_rgba(
        find_colour(row["mover_a"]), SAME if row["mover_a"] == row["mover_b"] else CHANGED
    )


def _write_ribbon_hover(row: Mapping[str, Any], share: str) -> str:
    """Return a ribbon's hover text: both first movers, the number of pairs and `share`."""
    one, two = (labels.format_label(row[key]) for key in ("mover_a", "mover_b"))
    return f"{one} → {two}: {row['k']:,} pairs, {share}"


def _place_nodes(
    movers: Sequence[str], counts: tuple[pd.Series, pd.Series]
) -> dict[tuple[int, str], float]:
    """Return (variant 0 or 1, mover) -> middle of its node, from 0 (top) to 1 (bottom); counts: as
    in `_make_flow`.
    """
    inside = HEIGHT - MARGIN["t"] - MARGIN["b"]
    there = [[mover for mover in movers if ends[mover]] for ends in counts]
    n, most = int(counts[0].sum()), max(map(len, there))
    scale, gap = (1 - (most - 1) * PAD / inside) / n, PAD / inside
    found = {}
    for place, (column, ends) in enumerate(zip(there, counts, strict=True)):
        free = 1 - scale * n - gap * (len(column) - 1)
        more = free / max(1, len(column) - 1)
        top = 0.0
        for mover in column:
            size = scale * int(ends[mover])
            found[place, mover] = min(0.999, max(0.001, top + size / 2))
            top += size + gap + more
    return found


def _make_node_labels(
    movers: Sequence[str], counts: tuple[pd.Series, pd.Series], variants: tuple[str, str], n: int
) -> list[dict[str, Any]]:
    """Return the number and name beside each node, and the variants' names above."""
    places = _place_nodes(movers, counts)
    common = {"xref": "paper", "yref": "paper", "showarrow": False}
    notes = []
    for (place, mover), middle in places.items():
        whole = format_number(100 * float(counts[place][mover]) / n, 0)
        notes.append(
            {**common, "text": f"<b>{whole}</b> {labels.format_label(mover)}",
             "x": place, "xshift": (-11, 11)[place], "xanchor": ("right", "left")[place],
             "y": 1 - middle, "yanchor": "middle"}
        )  # fmt: skip
    for place, name in enumerate(variants):
        notes.append(
            {**common, "text": f"<b>{'AB'[place]}</b> {name}", "x": (0, 1)[place],
             "xanchor": ("left", "right")[place], "y": (1.07, 1.01)[place], "yanchor": "bottom"}
        )  # fmt: skip
    return notes


def _write_agreement_sentence(same: Mapping[str, int], n: int) -> str:
    """Return in how many of n random worlds the first mover is the same under both variants, and
    who it is.

    same: mover -> number of worlds in which it is first under both (nobody's: worlds without a call
    under either).
    """
    worlds = f"of {format_count(n, 'random world')}"
    if not sum(same.values()):
        return f"who calls first comes out the same in none {worlds}"
    party = sum(same[side] for side in get_dyad().keys)
    told = [f"the same party first in {party:,}" if party else "the same party first in none"]
    told += [f"{name} in {same[mover]:,}" for mover, name in OTHERS.items() if same[mover]]
    same_worlds = f"{sum(same.values()):,} {worlds}"
    return f"who calls first comes out the same in {same_worlds}: {', '.join(told)}"

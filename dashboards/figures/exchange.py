"""Who calls first under one variant where whom called first under another, world by world."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboards.figures.counts import format_hover_texts
from dashboards.figures.grammar import SEQUENTIAL, Drawn, draw_figure
from dashboards.text import labels, links
from runs.analysis.comparison.shares import list_shown_movers
from runs.analysis.sides import get_dyad
from runs.analysis.text.names import format_count

OTHERS = {"broker": "a broker", "simultaneous": "both on the same day", "nobody": "nobody"}
"""Movers that are no side, as they are named where they are first under both variants."""


def draw_mover_crosstab(table: pd.DataFrame, a: str, b: str) -> Drawn:
    """Draw a cross table of pairs: who moves first under variant a, and in the same world under b.

    table: mover_a, mover_b, k, n, estimate, low, high, share_of_row (analysis).
    """
    known = [*get_dyad().movers]
    k = table.pivot(index="mover_a", columns="mover_b", values="k").loc[known, known]
    runs = k.sum(axis=0) + k.sum(axis=1)
    used = list_shown_movers({mover: float(runs[mover]) for mover in known})
    grid, n = k.loc[used, used], int(table["n"].iloc[0])
    movers = [labels.format_label(mover) for mover in used]
    cells = go.Heatmap(
        z=np.where(grid == 0, np.nan, grid / n * 100),
        x=movers,
        y=movers,
        colorscale=SEQUENTIAL,
        text=grid.to_numpy(),
        texttemplate="%{text:,}",
        hovertext=_write_hover_texts(table, used),
        customdata=[[links.link_to_pairs(a, b, one, two) for two in used] for one in used],
        colorbar={"title": {"text": "of 100 pairs"}, "outlinewidth": 0},
        hovertemplate="%{y} → %{x}: %{hovertext}<extra></extra>",
        xgap=2,
        ygap=2,
    )
    figure = draw_figure(
        [cells],
        height=120 + 60 * len(used),
        xaxis={"title": {"text": f"first mover under {b}"}},
        yaxis={"title": {"text": f"first mover under {a}"}, "autorange": "reversed"},
    )
    same = dict(zip(known, map(int, np.diag(k)), strict=True))
    return Drawn(
        "In the same world, who calls first under the one and under the other?",
        f"{labels.IN_THIS_MODEL}{_write_agreement_sentence(same, n)}.",
        f"n = {n:,} pairs. Cells: number of pairs (spread), uncoloured for none. Shares of all "
        "pairs with their 95 % Wilson intervals (Monte-Carlo error) stand in the table.",
        figure,
        table,
    )


def _write_agreement_sentence(same: Mapping[str, int], n: int) -> str:
    """Return in how many of n worlds it comes out the same, and through whom.

    same: by mover, worlds in which it is the first under both; a world in which nobody calls under
    either comes out the same, but no party is first in it.
    """
    worlds = f"of {format_count(n, 'random world')}"
    if not sum(same.values()):
        return f"who calls first comes out the same in none {worlds}"
    party = sum(same[side] for side in get_dyad().keys)
    told = [f"the same party first in {party:,}" if party else "the same party first in none"]
    told += [f"{name} in {same[mover]:,}" for mover, name in OTHERS.items() if same[mover]]
    same_worlds = f"{sum(same.values()):,} {worlds}"
    return f"who calls first comes out the same in {same_worlds}: {', '.join(told)}"


def _write_hover_texts(table: pd.DataFrame, used: list[str]) -> list[list[str]]:
    """Return what the hover of each cell says: its pairs, and their share with its interval."""
    told = [
        f"{k:,} pairs, {said}"
        for k, said in zip(
            table["k"],
            format_hover_texts(table, "share", counted="pair", of="of 100 pairs"),
            strict=True,
        )
    ]
    wide = table.assign(told=told).pivot(index="mover_a", columns="mover_b", values="told")
    return [[str(wide.loc[one, two]) for two in used] for one in used]

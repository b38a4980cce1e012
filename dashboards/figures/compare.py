"""Two variants in the same random worlds: every pair as a dot, the curves, the exchange."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboards import links, words
from dashboards.figures.grammar import (
    INK,
    VARIANT_COLOURS,
    Drawn,
    dots,
    draw,
    error_curve,
    with_intervals,
)
from dashboards.tables import largest

ALL_DOTS, MOST_DOTS = 2000, 1000
"""Pairs up to which each is drawn, and how many of more: a browser takes a tenth of a second for
each thousand."""
LOOK = (VARIANT_COLOURS[0], "diamond")
MOVERS = ("us", "china", "broker", "simultaneous", "nobody")
IDENTICAL = (
    "The two variants are identical in every outcome of every pair: the difference is exactly 0."
)


def paired_dots(
    pairs: pd.DataFrame, row: Mapping[str, object], names: tuple[str, str], said: str
) -> Drawn:
    """Draw every pair's difference as a dot and their mean with its interval.

    Args:
        pairs: replication, a, b, change (analysis.paired_runs), runs (the link to both replays).
        row: the metric's row of analysis.paired.
        names: the baseline and the other variant.
        said: the sentence on the effect (analysis.effect_sentence).
    """
    a, b = names
    per = 100.0 if row["unit"] == "share" else 1.0
    known = pairs.dropna(subset="change")
    shown = _spread(known)
    unit = "points of 100" if per > 1 else str(row["unit"])
    figure = draw(
        [_cloud(shown, per), _mean(row, names, per)],
        height=300,
        xaxis={"title": {"text": f"{b} minus {a} ({unit})"}, "zeroline": True},
        yaxis={"visible": False, "range": [-0.5, 1.1]},
    )
    few = f"{len(shown):,} of {len(known):,} pairs drawn, evenly through the order of their "
    some = f"{few}differences, both ends included. " if len(shown) < len(known) else ""
    return Drawn(
        f"What does the change do: {row['label']}?",
        said,
        f"{some}n = {len(known):,} pairs in the same random worlds. Thin line: 95 % interval of "
        "the mean "
        "difference (Monte-Carlo error). Dots: single pairs (spread), those of one "
        "value in a block around it; each opens its two runs.",
        figure,
        pairs,
    )


def _mean(row: Mapping[str, object], names: tuple[str, str], per: float) -> go.Scatter:
    low, effect, high = ([float(str(row[key])) * per] for key in ("low", "effect", "high"))
    return with_intervals(
        (low, effect, high),
        [-0.25],
        LOOK,
        size=12,
        name="mean difference (95 % interval)",
        customdata=[links.compare(*names, str(row["metric"]))],
        hovertemplate="mean difference %{x:.4g}<extra></extra>",
    )


def _spread(known: pd.DataFrame) -> pd.DataFrame:
    """Return all pairs up to ALL_DOTS, of more MOST_DOTS evenly through their order."""
    if len(known) <= ALL_DOTS:
        return known
    order = np.argsort(known["change"].to_numpy(dtype=float), kind="stable")
    places = np.linspace(0, len(known) - 1, MOST_DOTS).round().astype(int)
    return known.iloc[np.sort(order[places])]


def _cloud(shown: pd.DataFrame, per: float) -> go.Scatter:
    across, up = _piled(shown["change"].to_numpy(dtype=float) * per)
    return go.Scatter(
        x=across,
        y=up,
        mode="markers",
        name="one random world (spread)",
        marker=dots(INK, "circle", 5, 0.45),
        customdata=list(shown["runs"]),
        text=[
            f"run {run}: {change:.4g}"
            for run, change in zip(shown["replication"], shown["change"] * per, strict=True)
        ],
        hovertemplate="%{text}<extra></extra>",
    )


def _piled(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return places of dots that pile equal values in blocks and others in columns, from 0 to 1.

    No randomness: a dot's place follows from its value and its rank among its like.
    """
    if not len(values):
        return values, values
    few = len(np.unique(values)) <= 5
    reach = float(np.ptp(values)) or 1.0
    bins = values if few else np.round(values / (reach / 80))
    table = pd.DataFrame({"bin": bins})
    rank = table.groupby("bin").cumcount().to_numpy()
    largest = int(table.groupby("bin")["bin"].transform("size").max())
    rows = max(12, int(np.ceil(largest / 35))) if few else max(12, largest)
    columns = (rank // rows).astype(float)
    wide = pd.Series(columns).groupby(bins).transform("max").to_numpy()
    step = reach * 0.004 if few else 0.0
    return values + (columns - wide / 2) * step, (rank % rows) / rows


def survival_gap(table: pd.DataFrame, a: str, b: str) -> Drawn:
    """Draw P(no contact by day t) under b minus under a, with its simultaneous limits.

    table: day, a, b, effect, low, high, band_low, band_high, n_pairs (analysis).
    """
    colour = VARIANT_COLOURS[0]
    curve = go.Scatter(
        x=table["day"],
        y=table["effect"],
        mode="lines",
        line={"color": colour, "width": 2.5, "shape": "hv"},
        customdata=[links.runs(b, {"duration": (1, day)}) for day in table["day"]],
        hovertemplate="day %{x}: %{y:.3f}<extra></extra>",
    )
    figure = draw(
        [*error_curve(table, colour, ("band_low", "band_high")), curve],
        xaxis={"title": {"text": "day"}},
        yaxis={"title": {"text": "difference in share without contact"}, "zeroline": True},
        showlegend=False,
    )
    return Drawn(
        "Does the change make them talk sooner or later?",
        _gap_said(table, a, b),
        f"n = {int(table['n_pairs'].iloc[0]):,} pairs. Thin lines: 95 % limits for all days at "
        "once "
        "(Monte-Carlo error), by paired bootstrap.",
        figure,
        table,
    )


def _gap_said(table: pd.DataFrame, a: str, b: str) -> str:
    if (table["effect"] == 0).all() and (table["band_high"] == 0).all():
        return IDENTICAL
    apart = table[(table["band_low"] > 0) | (table["band_high"] < 0)]
    if apart.empty:
        return f"{words.IN_THIS_MODEL}the two curves cannot be told apart on any day."
    widest = largest(table, "effect", magnitude=True)
    said = words.interval(widest["effect"], widest["low"], widest["high"], 100)
    return (
        f"{words.IN_THIS_MODEL}the curves differ on {words.count(len(apart), 'day')}; the widest "
        "gap is on "
        f"day {int(widest['day'])}: {said} of 100 runs without contact ({b} minus {a})."
    )


def exchange(table: pd.DataFrame, a: str, b: str) -> Drawn:
    """Draw who moves first under b where whom moved first under a.

    table: mover_a, mover_b, k, n, estimate, low, high, share_of_row (analysis).
    """
    k = table.pivot(index="mover_a", columns="mover_b", values="k").loc[[*MOVERS], [*MOVERS]]
    used = [mover for mover in MOVERS if k.loc[mover].sum() + k[mover].sum() > 0]
    grid, n = k.loc[used, used], int(table["n"].iloc[0])
    labels = [words.short(mover) for mover in used]
    cells = go.Heatmap(
        z=np.where(grid == 0, np.nan, grid / n * 100),
        x=labels,
        y=labels,
        colorscale="Cividis",
        text=grid.to_numpy(),
        texttemplate="%{text:,}",
        customdata=[[links.exchanged(a, b, one, two) for two in used] for one in used],
        colorbar={"title": {"text": "of 100 pairs"}, "outlinewidth": 0},
        hovertemplate="%{y} → %{x}: %{text:,} pairs<extra></extra>",
        xgap=2,
        ygap=2,
    )
    figure = draw(
        [cells],
        height=120 + 60 * len(used),
        xaxis={"title": {"text": f"first mover under {b}"}},
        yaxis={"title": {"text": f"first mover under {a}"}, "autorange": "reversed"},
    )
    same = int(k.to_numpy().trace())
    return Drawn(
        "In the same world, who calls first under the one and under the other?",
        f"{words.IN_THIS_MODEL}the same party is first under both in {same:,} of {n:,} random "
        "worlds.",
        f"n = {n:,} pairs. Cells: number of pairs (spread), uncoloured for none. Shares of all "
        "pairs with their "
        "95 % Wilson intervals (Monte-Carlo error) stand in the table.",
        figure,
        table,
    )

"""Two variants in the same random worlds: the difference of every pair as a dot, and its mean."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboards.figures.counts import format_hover_texts, get_difference_unit
from dashboards.figures.grammar import (
    INK,
    VARIANT_COLOURS,
    Drawn,
    draw_figure,
    make_dot_marker,
    make_interval_marks,
)
from dashboards.figures.spread_bars import make_spread_bars
from dashboards.text import links
from dashboards.text.rows import use_adjusted_limits
from runs.analysis.text.names import format_count
from runs.analysis.text.numbers import (
    format_number,
    get_unit,
    with_minus_signs,
)

ALL_DOTS, MOST_DOTS = 2000, 1000
"""Pairs up to which each is drawn, and how many of more: a browser takes a tenth of a second for
each thousand."""
LOOK = (VARIANT_COLOURS[1], "diamond")
ENDS = ("adjusted_low", "effect", "adjusted_high")
MEAN_AT = -0.25
"""Height of the mean, below the dots."""
POINTS = "points of 100 runs"
IDENTICAL = (
    "The two variants are identical in every outcome of every pair: the difference is exactly 0."
)


def draw_pair_differences(
    pairs: pd.DataFrame, row: Mapping[str, object], names: tuple[str, str], sentence: str
) -> Drawn:
    """Draw every pair's difference as a dot and their mean with its interval.

    Args:
        pairs: replication, a, b, change (of `pair_metric_values`), runs (the link to both replays).
        row: the metric's row of analysis.compute_paired_differences.
        names: the baseline and the other variant.
        sentence: on the effect (analysis.write_effect_sentence).
    """
    a, b = names
    unit = str(row["unit"])
    per, of = float(get_unit(unit).per), get_difference_unit(unit)
    known = pairs.dropna(subset="change")
    shown = _choose_dots(known)
    figure = draw_figure(
        [
            _make_pair_dots(shown, per, of),
            *make_spread_bars(pd.DataFrame([row]), [MEAN_AT], LOOK[0], per),
            _make_mean_mark(row, names, unit),
        ],
        height=300,
        xaxis={"title": {"text": f"{b} minus {a} ({of})"}, "zeroline": True},
        yaxis={"visible": False, "range": [-0.5, 1.1]},
    )
    few = f"{len(shown):,} of {len(known):,} pairs drawn, evenly through the order of their "
    some = f"{few}differences, both ends included. " if len(shown) < len(known) else ""
    return Drawn(
        f"What does the change do: {row['label']}?",
        sentence,
        f"{some}n = {format_count(len(known), 'pair')} in the same random worlds, "
        f"{_format_zero_count(known)}. "
        "Thin line: interval of the mean difference (Monte-Carlo error), adjusted as its verdict "
        "is. Dots: single pairs (spread), each at its value and piled up.",
        figure,
        pairs,
        clicks="Each dot opens its two runs.",
    )


def _format_zero_count(known: pd.DataFrame) -> str:
    """Return in words how many pairs of runs do not differ; known: the pairs that have a value."""
    same = int((known["change"].astype(float) == 0).sum())
    return f"exactly 0 in {same:,}" if same else "exactly 0 in none"


def _make_mean_mark(row: Mapping[str, object], names: tuple[str, str], unit: str) -> go.Scatter:
    """Return the mark of the mean difference over its interval."""
    per = get_unit(unit).per
    low, effect, high = ([float(str(row[key])) * per] for key in ENDS)
    return make_interval_marks(
        (low, effect, high),
        [MEAN_AT],
        LOOK,
        size=12,
        name="mean difference (adjusted interval)",
        customdata=[links.link_to_comparison(*names, str(row["metric"]))],
        text=format_hover_texts(
            use_adjusted_limits(pd.DataFrame([row])),
            unit,
            "effect",
            "pair",
            get_difference_unit(unit),
        ),
        hovertemplate="mean difference: %{text}<extra></extra>",
    )


def _choose_dots(known: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of all pairs (`known`) if there are at most ALL_DOTS, else of MOST_DOTS of
    them, evenly spaced in the order of their differences.
    """
    if len(known) <= ALL_DOTS:
        return known
    order = np.argsort(known["change"].to_numpy(dtype=float), kind="stable")
    places = np.linspace(0, len(known) - 1, MOST_DOTS).round().astype(int)
    return known.iloc[np.sort(order[places])]


def _make_pair_dots(shown: pd.DataFrame, per: float, unit_name: str) -> go.Scatter:
    """Return a dot for each pair at its difference times `per`, piled where they coincide."""
    across = shown["change"].to_numpy(dtype=float) * per
    return go.Scatter(
        x=across,
        y=_compute_pile_heights(across),
        mode="markers",
        name="one random world (spread)",
        marker=make_dot_marker(INK, "circle", 5, 0.45),
        customdata=list(shown["runs"]),
        text=[
            with_minus_signs(f"run {run}: {format_number(change)} {unit_name}")
            for run, change in zip(shown["replication"], shown["change"] * per, strict=True)
        ],
        hovertemplate="%{text}<extra></extra>",
    )


def _compute_pile_heights(values: np.ndarray) -> np.ndarray:
    """Return the heights of dots, 0 to 1, stacked by rank among those of (nearly) the same value.

    No dot is moved along the axis. The more values coincide, the higher their pile.
    """
    few = len(np.unique(values)) <= 5
    reach = float(np.ptp(values)) if len(values) else 0.0
    bins = values if few else np.round(values / ((reach or 1.0) / 80))
    table = pd.DataFrame({"bin": bins})
    rank = table.groupby("bin").cumcount().to_numpy()
    most = int(table.groupby("bin")["bin"].transform("size").max()) if len(values) else 1
    return rank / max(12, most)

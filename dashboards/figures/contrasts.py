"""What a change moves at all: every metric of a pair, or every variant against a baseline."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboards import links, words
from dashboards.figures.compare import IDENTICAL
from dashboards.figures.grammar import (
    COLOURS,
    VARIANT_COLOURS,
    Drawn,
    draw,
    ends_of,
    with_intervals,
)
from dashboards.tables import in_pairs, records

APART = ("higher", "lower")
FARTHEST = 12
"""Half-widths at which the forest's axis is cut."""
SHOWN = 40
LOOKS = (
    (True, (VARIANT_COLOURS[0], "diamond"), "differs (Holm-adjusted)"),
    (False, (COLOURS["nobody"], "circle-open"), "cannot be told apart, or identical"),
)


def forest(table: pd.DataFrame, a: str, b: str) -> Drawn:
    """Draw the paired difference of every metric in half-widths of its own interval.

    table: metric, label, unit, effect, low, high, p_holm, n_pairs, verdict (analysis.paired).
    Metrics of different units so share one axis; the numbers stand at each mark and in the table.
    """
    rows = in_pairs(table)
    decided = rows["verdict"].isin(APART)
    traces = [
        _forest_marks(rows[decided == apart], (a, b), look, name) for apart, look, name in LOOKS
    ]
    title = f"{b} minus {a},<br>in half-widths of the 95 % interval (cut at ±{FARTHEST})"
    figure = draw(
        traces,
        height=130 + 22 * len(rows),
        xaxis={
            "title": {"text": title},
            "zeroline": True,
            "range": [-FARTHEST - 1.5, FARTHEST + 1.5],
        },
        yaxis={"autorange": "reversed", "type": "category"},
    )
    told = f"{int(decided.sum())} of {len(rows)} metrics differ between {a} and {b}, Holm-adjusted."
    same = (rows["verdict"] == "identical").all()
    return Drawn(
        "Which metrics does the change move at all?",
        IDENTICAL if same else f"{words.IN_THIS_MODEL}{told}",
        f"n = up to {int(rows['n_pairs'].max()):,} pairs. Thin lines: 95 % intervals (Monte-Carlo "
        "error), not "
        "adjusted; the verdicts are Holm-adjusted over all rows. Click a row to see its pairs.",
        figure,
        table.drop(columns=["boot_low", "boot_high"]),
    )


def _forest_marks(
    rows: pd.DataFrame, names: tuple[str, str], look: tuple[str, str], name: str
) -> go.Scatter:
    half = ((rows["high"] - rows["low"]) / 2).replace(0, np.nan)
    place = (rows["effect"] / half).fillna(0.0).clip(-FARTHEST, FARTHEST)
    wide = half.notna().astype(float)
    return with_intervals(
        (place - wide, place, place + wide),
        rows["label"],
        look,
        size=9,
        name=name,
        customdata=[links.compare(*names, metric) for metric in rows["metric"]],
        text=[_effect_said(row) for row in records(rows)],
        hovertemplate="%{y}: %{text}<extra></extra>",
    )


def _effect_said(row: dict[str, object]) -> str:
    effect, low, high = (float(str(row[key])) for key in ("effect", "low", "high"))
    if row["unit"] == "share":
        return words.interval(effect, low, high, 100) + " of 100"
    return f"{words.interval(effect, low, high)} {row['unit']}"


def against_baseline(
    table: pd.DataFrame, baseline: str, said: tuple[str, str], among: Sequence[str] = ()
) -> Drawn:
    """Draw each variant's paired difference from the baseline in one metric.

    Args:
        table: variant, effect, low, high, p, p_holm, n_pairs, verdict (analysis.against).
        baseline: its variant.
        said: the metric's label and unit.
        among: variants that are drawn, all if none is named; no number changes by it.
    """
    (label, unit), total = said, len(table)
    if among:
        table = table[table["variant"].isin(among)].reset_index(drop=True)
    question = "How do all variants stand against the baseline?"
    if table.empty:
        nothing = pd.DataFrame({"variant": [baseline]})
        return Drawn(question, "There is no other variant.", "", draw([], height=120), nothing)
    per = 100.0 if unit == "share" else 1.0
    shown = table.head(SHOWN)
    of = "points of 100" if per > 1 else unit
    figure = draw(
        _against_marks(shown, baseline, per),
        height=150 + 30 * len(shown),
        xaxis={"title": {"text": f"{label}: difference from {baseline} ({of})"}, "zeroline": True},
        yaxis={"autorange": "reversed", "type": "category"},
    )
    apart = int(table["verdict"].isin(APART).sum())
    chosen = " chosen" if len(table) < total else ""
    count = words.count(len(table), "variant")
    told = f"{apart} of {count}{chosen} differ from {baseline} in: {label}."
    cut = f"{len(shown)} of {total:,} variants shown. " if len(shown) < total else ""
    about = cut + _against_note(table, total)
    return Drawn(question, f"{words.IN_THIS_MODEL}{told}", about, figure, table)


def _against_marks(shown: pd.DataFrame, baseline: str, per: float) -> list[go.Scatter]:
    decided = shown["verdict"].isin(APART)
    return [
        with_intervals(
            ends_of(rows, per, "effect"),
            rows["variant"],
            look,
            name=name,
            customdata=[links.compare(baseline, str(variant)) for variant in rows["variant"]],
            hovertemplate="%{y}: %{x:.4g}<extra></extra>",
        )
        for rows, look, name in (
            (shown[decided == apart], look, name) for apart, look, name in LOOKS
        )
    ]


def _against_note(table: pd.DataFrame, total: int) -> str:
    return (
        f"n = up to {int(table['n_pairs'].max()):,} pairs each. Thin lines: 95 % intervals of "
        "paired differences (Monte-Carlo error); verdicts Holm-adjusted over all "
        f"{words.count(total, 'variant')}. Click a mark to compare."
    )

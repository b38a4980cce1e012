"""How every other variant differs from one baseline."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from dashboards.figures.counts import format_hover_texts, format_sample_sizes, get_difference_unit
from dashboards.figures.grammar import (
    VARIANT_COLOURS,
    Drawn,
    draw_blank_figure,
    draw_figure,
    extract_interval_ends,
    make_interval_marks,
)
from dashboards.figures.palette import COLOURS
from dashboards.figures.spread_bars import make_spread_bars
from dashboards.figures.verdicts import HOLDS, NAMES, OPEN, TURNING, judge_rows
from dashboards.text import labels, links
from dashboards.text.rows import use_adjusted_limits
from runs.analysis.text.differences import write_count_that_can
from runs.analysis.text.names import format_count
from runs.analysis.text.numbers import get_unit

SHOWN = 40
LOOKS = {
    HOLDS: (VARIANT_COLOURS[1], "diamond"),
    TURNING: (VARIANT_COLOURS[1], "diamond-open"),
    OPEN: (COLOURS["nobody"], "circle-open"),
}


def draw_baseline_differences(
    table: pd.DataFrame,
    baseline: str,
    label_and_unit: tuple[str, str],
    selected: Sequence[str] = (),
) -> Drawn:
    """Draw each variant's paired difference from the baseline in one metric.

    Args:
        table: variant, effect, adjusted_low, adjusted_high, n_pairs, verdict.
        baseline: its name.
        label_and_unit: of the metric.
        selected: names of the variants to draw; all if empty. The numbers stay the same.
    """
    (label, unit), total = label_and_unit, len(table)
    if selected:
        table = table[table["variant"].isin(selected)].reset_index(drop=True)
    question = "How do all variants stand against the baseline?"
    if table.empty:
        nothing = pd.DataFrame({"variant": [baseline]})
        return Drawn(question, "There is no other variant.", "", draw_blank_figure(), nothing)
    shown, of = use_adjusted_limits(table.head(SHOWN)), get_difference_unit(unit)
    figure = draw_figure(
        _make_baseline_marks(shown, baseline, unit),
        height=150 + 30 * len(shown),
        xaxis={"title": {"text": f"{label}: difference from {baseline} ({of})"}, "zeroline": True},
        yaxis={"autorange": "reversed", "type": "category"},
    )
    kinds = judge_rows(table)
    apart, turning = int((kinds != OPEN).sum()), int((kinds == TURNING).sum())
    noun = "variant" if len(table) == total else "chosen variant"
    told = f"{write_count_that_can(apart, len(table), noun)} be told from “{baseline}” in: {label}."
    turn = "turns" if turning == 1 else "turn"
    told += f" Of these, {turning:,} {turn} with the assumptions." if turning else ""
    cut = f"{len(shown)} of {total:,} variants shown. " if len(shown) < total else ""
    about, clicks = cut + _write_baseline_note(shown, total), "Click a mark to compare."
    return Drawn(question, labels.IN_THIS_MODEL + told, about, figure, table, clicks=clicks)


def _make_baseline_marks(shown: pd.DataFrame, baseline: str, unit: str) -> list[go.Scatter]:
    """Return the marks of differences from the baseline, a trace for each verdict of `judge_rows`,
    with intervals.
    """
    kinds, per = judge_rows(shown), get_unit(unit).per
    parts = [(shown[kinds == kind], look, NAMES[kind]) for kind, look in LOOKS.items()]
    bars = [bar for rows, look, _ in parts
            for bar in make_spread_bars(rows, rows["variant"], look[0], per)]  # fmt: skip
    return bars + [
        make_interval_marks(
            extract_interval_ends(rows, per, "effect"),
            rows["variant"],
            look,
            name=name,
            customdata=[
                links.link_to_comparison(baseline, str(variant)) for variant in rows["variant"]
            ],
            text=format_hover_texts(rows, unit, "effect", "pair", get_difference_unit(unit)),
            hovertemplate="%{y}: %{text}<extra></extra>",
        )
        for rows, look, name in parts
        if name != NAMES[TURNING] or len(rows)
    ]


def _write_baseline_note(table: pd.DataFrame, total: int) -> str:
    """Return the note on method: n, and what the intervals are.

    total: number of variants over which they are adjusted.
    """
    return (
        f"{format_sample_sizes(table['variant'], table['n_pairs'], 'pair')}. Thin lines: intervals "
        "of paired differences (Monte-Carlo error), Holm-adjusted as the verdicts are over all "
        f"{format_count(total, 'variant')}."
    )

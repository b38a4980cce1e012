"""How each pinned variant differs from the first, in the same random worlds where there are any."""

from __future__ import annotations

import textwrap

import pandas as pd
import plotly.graph_objects as go

from dashboards.figures.counts import format_hover_texts, get_difference_unit
from dashboards.figures.grammar import (
    VARIANT_COLOURS,
    Drawn,
    draw_blank_figure,
    draw_figure,
    extract_interval_ends,
    make_interval_marks,
)
from dashboards.figures.spread_bars import make_spread_bars
from dashboards.text import labels
from dashboards.text.rows import to_records
from runs.analysis.metric import Metric
from runs.analysis.text.names import format_count
from runs.analysis.text.numbers import get_unit
from runs.analysis.text.over_draws import write_sign_stability

QUESTION = "How does each differ from the first?"
LOOKS = ((True, "diamond", "same random worlds"), (False, "diamond-open", "independent runs"))
WIDTH = 26
"""Characters of a name in a line."""


def draw_board_differences(table: pd.DataFrame, first: str, metric: Metric) -> Drawn:
    """Draw each pinned variant's difference from the first in one metric.

    Args:
        table: the rows of `state.board.compare_with_first`.
        first: label of the first pin.
        metric: the metric.
    """
    there = table[table["effect"].notna()]
    left = [f"{row['pin']}: {row['why']}" for row in to_records(table[table["effect"].isna()])]
    absent = f" Not compared: {'; '.join(left)}." if left else ""
    if there.empty:
        said = f"Nothing is pinned beside {first} that it can be compared with.{absent}"
        return Drawn(QUESTION, said, "", draw_blank_figure(), table)
    unit = get_difference_unit(metric.unit)
    figure = draw_figure(
        [
            *make_spread_bars(
                there,
                [_wrap_label(label) for label in there["pin"]],
                VARIANT_COLOURS[1],
                get_unit(metric.unit).per,
            ),
            *(_make_difference_marks(there[there["paired"] == paired], symbol, name, metric)
              for paired, symbol, name in LOOKS),
        ],
        height=140 + 42 * len(there),
        xaxis={"title": {"text": f"{metric.label}: difference from {first} ({unit})"},
               "zeroline": True},
        yaxis={"autorange": "reversed", "type": "category", "categoryorder": "array",
               "categoryarray": [_wrap_label(label) for label in there["pin"]]},
    )  # fmt: skip
    told = "; ".join(_write_difference(row, metric) for row in to_records(there))
    said = f"{labels.IN_THIS_MODEL}{metric.label}: against “{first}”, {told} ({unit}).{absent}"
    return Drawn(
        QUESTION, said, _write_note(there), figure, table, clicks="Click a mark: its batch."
    )


def _make_difference_marks(
    rows: pd.DataFrame, symbol: str, legend: str, metric: Metric
) -> go.Scatter:
    """Return the marks of differences from the first pin, with intervals, of pairs or of
    independent runs (a symbol of LOOKS).
    """
    counted = "pair" if symbol == "diamond" else "run"
    unit = get_difference_unit(metric.unit)
    return make_interval_marks(
        extract_interval_ends(rows, get_unit(metric.unit).per, "effect"),
        [_wrap_label(label) for label in rows["pin"]],
        (VARIANT_COLOURS[1], symbol),
        name=legend,
        customdata=[f"overview?batch={row['batch']}" for row in to_records(rows)],
        text=format_hover_texts(rows, metric.unit, "effect", counted, unit),
        hovertemplate="%{y}: %{text}<extra></extra>",
    )


def _wrap_label(label: str) -> str:
    return "<br>".join(textwrap.wrap(label, WIDTH))


def _write_difference(row: dict[str, object], metric: Metric) -> str:
    """Return a pin's difference from the first with its interval, as text."""
    told = labels.format_row_interval(row, "effect", metric.unit, "")
    return f"“{row['pin']}” {told}{write_sign_stability(row)}"


def _write_note(there: pd.DataFrame) -> str:
    """Return the note on method: n of each pin, why a pin is not paired, and what the intervals
    are.

    there: the rows of pins that are compared.
    """
    told = "; ".join(
        f"{row['pin']}: "
        + (format_count(row["n"], "pair") if row["paired"]
           else f"{row['n']:,} beside {format_count(row['n_first'], 'run')} ({row['why']})")
        for row in to_records(there)
    )  # fmt: skip
    return (
        f"n = {told}. Thin lines: 95 % intervals, each by itself (simulation error): of pairs that "
        "of their differences, of independent runs that of two samples (Newcombe 1998; of means "
        "Welch 1947)."
    )

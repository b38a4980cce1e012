"""Whether a batch can be trusted: does the estimate settle, do runs repeat, is it more than a coin
toss.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboards.figures.counts import format_hover_texts, format_sample_sizes
from dashboards.figures.grammar import (
    HOLDS,
    INK,
    TURNS,
    VARIANT_COLOURS,
    Drawn,
    draw_figure,
    extract_interval_ends,
    make_interval_marks,
)
from dashboards.figures.palette import find_colour, find_marker
from dashboards.text import labels, links
from dashboards.text.rows import compute_reach, to_record
from runs.analysis.estimates.estimates import extract_estimate
from runs.analysis.sides import get_sides
from runs.analysis.text.names import format_count
from runs.analysis.text.numbers import format_in_brackets, get_unit
from runs.analysis.text.rounding import format_half_width

QUESTIONS = {
    "convergence": "Would more runs change the answer?",
    "again": "Do runs come out the same when run again?",
    "coin": "Would a caller at random do as well?",
}
NAMED = 4
"""More variants than this are counted and not named."""


def draw_convergence(table: pd.DataFrame, label: str, unit: str) -> Drawn:
    """Draw the running estimate of a metric with its interval against the number of runs.

    table: variant, n, estimate, low, high (analysis.compute_running_estimates) of one variant, not
    empty.
    """
    per, of = float(get_unit(unit).per), get_unit(unit).name
    colour, variant = VARIANT_COLOURS[0], str(table["variant"].iloc[0])
    last = table.iloc[-1]
    n = int(last["n"])
    opened = [links.link_to_runs(variant, {"replication": (0, int(at) - 1)}) for at in table["n"]]
    traces = [
        *(_make_limit_line(table, end, per, colour) for end in ("low", "high")),
        go.Scatter(
            x=table["n"],
            y=table["estimate"] * per,
            mode="lines+markers",
            line={"color": colour, "width": 2.2},
            marker={"size": 4},
            name="estimate",
            customdata=opened,
            text=format_hover_texts(table, unit),
            hovertemplate="%{text}<extra></extra>",
        ),
    ]
    axis = {"title": {"text": "runs (logarithmic)"}, "type": "log"}
    said = format_in_brackets(extract_estimate(to_record(last), unit=unit))
    half = compute_reach(last) * per
    far = f", ± {format_half_width(half)} at the end" if half > 0 else ""
    more = f" Half that interval would take about {4 * n:,} runs." if half > 0 else ""
    return Drawn(
        QUESTIONS["convergence"],
        f"{labels.IN_THIS_MODEL}after {format_count(n, 'run')} of {variant}: {label}, {said} {of}."
        f"{more}",
        f"n = {format_count(n, 'run')} with a value, in the order of the replications. Thin lines: "
        f"95 % interval at that number of runs (Monte-Carlo error){far}. It holds for a "
        "number of runs fixed beforehand.",
        draw_figure(traces, xaxis=axis, yaxis={"title": {"text": of}}, showlegend=False),
        table.assign(runs=opened),
    )


def _make_limit_line(table: pd.DataFrame, column: str, per: float, colour: str) -> go.Scatter:
    """Return the thin line of a limit (`column`) against the number of runs; per: factor on it."""
    line = {"color": colour, "width": 1}
    return go.Scatter(
        x=table["n"], y=table[column] * per, mode="lines", line=line, hoverinfo="skip"
    )


def draw_replay_differences(table: pd.DataFrame, variant: str) -> Drawn:
    """Draw, for each run that was simulated again, in how many columns it differs from its stored
    row.

    table: replication, columns (their number), differing (how many of them differ); of
    runs.studies.replay.verification.
    """
    equal = int((table["differing"] == 0).sum())
    opened = [links.link_to_replay(variant, int(run)) for run in table["replication"]]
    marks = go.Scatter(
        x=table["replication"],
        y=table["differing"],
        mode="markers",
        marker={
            "size": 11,
            "color": np.where(table["differing"] == 0, HOLDS, TURNS),
            "symbol": np.where(table["differing"] == 0, "circle", "x"),
        },
        customdata=opened,
        hovertemplate="run %{x}: %{y} columns differ<extra></extra>",
    )
    most = max(3, int(table["differing"].max()) + 1)
    figure = draw_figure(
        [marks],
        height=240,
        xaxis={"title": {"text": "run"}, "dtick": 1},
        yaxis={"title": {"text": "columns that differ"}, "range": [-0.5, most]},
        showlegend=False,
    )
    return Drawn(
        QUESTIONS["again"],
        f"{equal} of {format_count(len(table), 'run')} of {variant}, run again just now in a block "
        f"apart, came out as stored in all {int(table['columns'].max())} columns, to the last bit.",
        f"n = {format_count(len(table), 'run')}. The same configuration in the same random worlds: "
        "the difference is exactly 0 or something is wrong. There is neither Monte-Carlo error nor "
        "spread in it.",
        figure,
        table.assign(runs=opened),
    )


def draw_coin_test(table: pd.DataFrame, tests: str = "exact binomial tests") -> Drawn:
    """Draw each variant's share of the first side among the runs in which one of the two calls
    first; ValueError if none does.

    table: variant, k, n, estimate, adjusted_low, adjusted_high (analysis.compare_with_fair_coin);
    tests: how the limits were computed, in words.
    """
    rows = table[table["n"] > 0].reset_index(drop=True)
    rows = rows.assign(low=rows["adjusted_low"], high=rows["adjusted_high"])
    if rows.empty:
        raise ValueError("in no run is one of the two sides first.")
    first, of = get_sides()[0], "of 100 runs with a side first"
    met: dict[str, links.Condition] = {"first_mover_true": first.key}
    opened = [links.link_to_runs(str(name), met) for name in rows["variant"]]
    marks = make_interval_marks(
        extract_interval_ends(rows, 100),
        rows["variant"],
        (find_colour(first.key), find_marker(first.key)),
        customdata=opened,
        text=format_hover_texts(rows, "share", shown_unit=of),
        hovertemplate="%{y}: %{text}<extra></extra>",
    )
    half = {"type": "line", "x0": 50, "x1": 50, "y0": 0, "y1": 1, "yref": "paper"}
    figure = draw_figure(
        [marks],
        height=140 + 34 * len(rows),
        xaxis={"title": {"text": f"{first.short} first, {of}"}, "range": [-2, 102]},
        yaxis={"autorange": "reversed", "type": "category"},
        shapes=[{**half, "line": {"color": INK, "width": 1, "dash": "dot"}}],
        showlegend=False,
    )
    return Drawn(
        QUESTIONS["coin"],
        _write_coin_sentence(rows),
        f"{format_sample_sizes(rows['variant'], rows['n'])}, those in which one of "
        f"the two sides is first. Thin lines (Monte-Carlo error): limits of {tests}, Bonferroni "
        "over the variants; one leaves 50 out exactly where its variant is told from chance.",
        figure,
        rows.assign(runs=opened),
    )


def _write_coin_sentence(rows: pd.DataFrame) -> str:
    """Return the sentence on the variants whose adjusted interval excludes one half."""
    clear = rows[(rows["low"] > 0.5) | (rows["high"] < 0.5)]["variant"].tolist()
    named = f" ({', '.join(clear)})" if 0 < len(clear) <= NAMED else ""
    return (
        f"{labels.IN_THIS_MODEL}{len(clear)} of {format_count(len(rows), 'variant')} can be told "
        f"from a caller at random{named}, which would be either side in 50 of 100 runs."
    )

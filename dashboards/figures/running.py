"""A batch in the making: the estimate of who calls first against the runs that are there."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboards.figures.counts import format_hover_texts
from dashboards.figures.grammar import Drawn, draw_figure
from dashboards.figures.palette import find_colour, find_dash
from dashboards.text import labels, links
from dashboards.text.rows import to_records
from runs.analysis.sides import get_dyad
from runs.analysis.text.pieces import write_mover_shares

QUESTION = "Who calls first, as the runs come in?"


def draw_running_shares(table: pd.DataFrame, variant: str, there: str, wanted: int) -> Drawn:
    """Draw the share of each first mover against the number of runs it is taken from.

    Args:
        table: n, replication, mover, k, estimate, low, high (analysis.compute_running_shares), not
            empty.
        variant: its name.
        there: which runs are there, in words ("runs 0 to 799").
        wanted: runs the variant should have in the end.
    """
    traces: list[go.Scatter] = []
    for mover in (*get_dyad().keys, "nobody"):
        traces.extend(_make_share_lines(table[table["mover"] == mover], variant, mover))
    n = int(table["n"].max())
    last = {row["mover"]: row for row in to_records(table[table["n"] == n])}
    figure = draw_figure(
        traces,
        height=330,
        xaxis={"title": {"text": "runs"}, "range": [0, wanted * 1.02]},
        yaxis={"title": {"text": "of 100 runs"}, "range": [0, 101]},
    )
    missing = f" The other {wanted - n:,} are not in it." if n < wanted else ""
    return Drawn(
        QUESTION,
        f"{labels.IN_THIS_MODEL}{_write_estimate_sentence(last)}, after {n:,} of {wanted:,} runs "
        f"of “{variant}”.",
        f"n = {n:,} of {wanted:,}: {there}.{missing} Thin lines: 95 % Wilson interval at that "
        "number of runs (Monte-Carlo error). It holds for a number of runs fixed beforehand: "
        "stopping when the picture pleases spoils it.",
        figure,
        table.drop(columns="replication").assign(
            runs=[
                links.link_to_runs(
                    variant, {"first_mover_true": row["mover"], "replication": (0, last)}
                )
                for row in to_records(table)
                for last in [row["replication"]]
            ]
        ),
    )


def _make_share_lines(rows: pd.DataFrame, variant: str, mover: str) -> list[go.Scatter]:
    colour = find_colour(mover)
    ends = [
        go.Scatter(
            x=rows["n"], y=rows[end] * 100, mode="lines", hoverinfo="skip", showlegend=False,
            line={"color": colour, "width": 1},
        )
        for end in ("low", "high")
    ]  # fmt: skip
    middle = go.Scatter(
        x=rows["n"],
        y=rows["estimate"] * 100,
        mode="lines",
        name=f"{labels.format_label(mover)} first"
        if mover != "nobody"
        else "Nobody by the horizon",
        line={"color": colour, "width": 2.5, "dash": find_dash(mover)},
        customdata=[
            links.link_to_runs(variant, {"first_mover_true": mover, "replication": (0, last)})
            for last in rows["replication"]
        ],
        text=format_hover_texts(rows, "share"),
        hovertemplate="%{text}<extra></extra>",
    )
    return [*ends, middle]


def _write_estimate_sentence(last: dict[str, dict[str, Any]]) -> str:
    return write_mover_shares(last)


def format_run_ranges(numbers: pd.Series, shown: int = 3) -> str:
    """Return which replications are there, in words: "runs 0 to 799 and 1,200 to 1,599"."""
    ordered = numbers.drop_duplicates().sort_values()
    parts = ordered.groupby((ordered.diff() != 1).cumsum()).agg(["min", "max"])
    said = [f"{low:,} to {high:,}" for low, high in parts.head(shown).itertuples(index=False)]
    if len(parts) > shown:
        said.append(f"{len(parts) - shown:,} further stretches")
    return f"runs {said[0]}" if len(said) == 1 else f"runs {', '.join(said[:-1])} and {said[-1]}"

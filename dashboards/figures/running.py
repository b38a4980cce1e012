"""A batch in progress: the estimate of who calls first against the number of runs done."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboards.figures.counts import format_hover_texts
from dashboards.figures.grammar import Drawn, draw_figure
from dashboards.figures.palette import find_colour, find_dash
from dashboards.text import labels, links
from dashboards.text.rows import to_records
from runs.analysis.checks.running_estimate import judge_settling
from runs.analysis.sides import get_dyad
from runs.analysis.text.pieces import INTERVAL, write_mover_shares
from runs.analysis.text.rounding import format_half_width

QUESTION = "Who calls first, as runs come in?"
SETTLING = "Have the variants settled?"
ABOUT = (
    "Thin lines: 95 % Wilson interval at that number of runs (Monte-Carlo error). It holds for a "
    "number of runs fixed beforehand: stopping when the picture pleases spoils it."
)
GAP = 0.03
"""Between two panels, of the figure's width."""
WIDTH = 22
"""Characters of a variant's name in a line."""


def draw_running_shares(
    table: pd.DataFrame, variant: str, done_runs: str, wanted: int, fit: str = ""
) -> Drawn:
    """Draw the share of each first mover against the number of runs it is computed from.

    Args:
        table: of `compute_running_shares`, not empty.
        variant: its name.
        done_runs: which runs are done, in words ("runs 0 to 799").
        wanted: number of runs that the variant should have in the end.
        fit: whose draws the runs play; empty without one.
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
    return Drawn(
        QUESTION,
        f"{labels.IN_THIS_MODEL}{_write_estimate_sentence(last, fit)}, after {n:,} of {wanted:,} "
        f"runs of “{variant}”.",
        f"n = {n:,} of {wanted:,}: {done_runs}.{_write_missing(wanted - n)} {ABOUT}",
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


def _write_missing(runs: int) -> str:
    return f" The other {runs:,} are not in it." if runs > 0 else ""


def _make_share_lines(rows: pd.DataFrame, variant: str, mover: str) -> list[go.Scatter]:
    """Return a mover's share against the number of runs, with its limits."""
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


def draw_settling_shares(
    tables: Mapping[str, pd.DataFrame], wanted: Mapping[str, int], narrow: float
) -> Drawn:
    """Draw each variant's shares of the two sides against its runs, a panel a variant.

    Args:
        tables: variant -> the rows of `compute_running_shares`, not empty.
        wanted: variant -> runs it should have in the end.
        narrow: half-width from which on a share may have settled (`judge_settling`).
    """
    judged = {name: judge_settling(table, narrow) for name, table in tables.items()}
    layout: dict[str, Any] = {"legend": {"orientation": "h", "y": -0.16, "yanchor": "top", "x": 0}}
    layout |= {"margin": {"l": 56, "r": 16, "t": 76, "b": 72}, "annotations": []}
    traces: list[go.Scatter] = []
    wide = (1 + GAP) / len(tables)
    for i, (name, table) in enumerate(tables.items()):
        traces += _make_panel_lines(table, name, i)
        domain = [i * wide, min(1.0, (i + 1) * wide - GAP)]
        layout |= _make_panel_axes(i, domain, [0, wanted[name] * 1.02])
        layout["annotations"].append(_make_panel_title(name, judged[name], domain[0]))
    rows = [table.assign(variant=name, settled=bool(judged[name]["settled"].all()))
            for name, table in tables.items()]  # fmt: skip
    return Drawn(
        SETTLING, _write_settling_sentence(judged),
        "Settled: each share’s 95 % interval (thin lines; simulation error) is "
        f"±{narrow * 100:g} of 100 or less, and over the last half of the runs no estimate lay "
        "outside it. Still moving: else. It is a look and no rule to stop by: stopping when the "
        "picture pleases spoils the interval.",
        draw_figure(traces, height=330, **layout),
        pd.concat(rows, ignore_index=True).drop(columns="replication"),
    )  # fmt: skip


def _make_panel_lines(table: pd.DataFrame, name: str, index: int) -> list[go.Scatter]:
    """Return the lines of both sides' shares in a variant's panel; index: of the panel, from 0."""
    suffix = str(index + 1) if index else ""
    return [
        line.update(
            xaxis=f"x{suffix}", yaxis=f"y{suffix}", showlegend=bool(line.name) and not index
        )
        for side in get_dyad().keys
        for line in _make_share_lines(table[table["mover"] == side], name, side)
    ]


def _make_panel_axes(index: int, domain: Sequence[float], runs: Sequence[float]) -> dict[str, Any]:
    """Return the axes of a panel. index: from 0; domain: ends of its part of the figure's width;
    runs: range of its horizontal axis.
    """
    suffix = str(index + 1) if index else ""
    beside = {"matches": "y", "showticklabels": False}
    shown = beside if index else {"title": {"text": "of 100 runs"}}
    return {
        f"xaxis{suffix}": {"domain": domain, "anchor": f"y{suffix}", "range": runs, "nticks": 4},
        f"yaxis{suffix}": {"anchor": f"x{suffix}", "range": [0, 101], **shown},
    }


def _make_panel_title(name: str, judgements: pd.DataFrame, left: float) -> dict[str, Any]:
    """Return the Plotly annotation above a variant's panel: its name, and whether it has settled.

    judgements: of `judge_settling`; left: edge of the panel, as a share of the width.
    """
    lines = textwrap.wrap(name, WIDTH, max_lines=3, placeholder=" …")
    text = "<br>".join([*lines, f"<b>{_write_verdict(judgements)}</b>"])
    return {"text": text, "x": left, "y": 1, "xref": "paper", "yref": "paper", "xanchor": "left",
            "yanchor": "bottom", "align": "left", "showarrow": False}  # fmt: skip


def _write_verdict(judgements: pd.DataFrame) -> str:
    """Return "settled" if all shares of a variant are (`judge_settling`), else "still moving"."""
    return "settled" if judgements["settled"].all() else "still moving"


def _write_settling_sentence(judgements: Mapping[str, pd.DataFrame]) -> str:
    """Return which variants have settled and which have not, each with its widest interval."""
    told: dict[str, list[str]] = {"settled": [], "still moving": []}
    for name, of in judgements.items():
        half = format_half_width(float(of["half_width"].max()) * 100)
        told[_write_verdict(of)].append(f"“{name}” (±{half} of 100)")
    parts = [f"{labels.capitalize_sentence(key)}: {', '.join(names)}."
             for key, names in told.items() if names]  # fmt: skip
    return " ".join(parts)


def _write_estimate_sentence(rows: dict[str, dict[str, Any]], fit: str) -> str:
    """Return who calls first by each mover's last row; with a fit, that the intervals are of
    simulation error alone.
    """
    told = write_mover_shares(rows)
    return told.replace(f"{INTERVAL} ", "simulation error alone, ") if fit else told


def format_run_ranges(numbers: pd.Series, most: int = 3) -> str:
    """Return in words which replications are done, the first `most` ranges: "runs 0 to 799 and
    1,200 to 1,599".
    """
    ordered = numbers.drop_duplicates().sort_values()
    parts = ordered.groupby((ordered.diff() != 1).cumsum()).agg(["min", "max"])
    said = [f"{low:,} to {high:,}" for low, high in parts.head(most).itertuples(index=False)]
    if len(parts) > most:
        said.append(f"{len(parts) - most:,} further stretches")
    return f"runs {said[0]}" if len(said) == 1 else f"runs {', '.join(said[:-1])} and {said[-1]}"

"""What the historical record says beside what is simulated for it, datum by datum."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from dashboards.figures.grammar import INK, MODEL, RECORD, Drawn, draw_figure, to_rgba
from dashboards.text import labels
from runs.analysis.text.names import format_count

NUMBERS = ("observed", "simulated", "low80", "high80", "width80", "width80_random_caller", "p")
EDGE = 1.05
"""Times the largest number: where a band without an end is cut."""
UNLIKELY = 0.05
"""Below this predictive probability an observation is called out of what the model allows."""
KINDS = {
    "tariffs": ("How high were tariffs, and how high does the model let them be?",
                "tariff, ad valorem share"),
    "shares": ("What happened, and in what share of runs does it?", "share"),
    "days": ("How long did it take, and how long in the model?",
             "days from the trigger"),
    "counts": ("How often was it done, and how often is it in the model?", "count"),
}  # fmt: skip


def get_figure_kind(unit: str) -> str:
    """Return the kind of figure, a key of KINDS, that shows numbers of this unit."""
    if unit == "ad valorem share":
        return "tariffs"
    if unit == "days":
        return "days"
    return "shares" if "share" in unit or unit in ("ratio", "Spearman", "correlation") else "counts"


def select_rows_of_kind(rows: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Return the rows shown in a kind of figure, with numbers as floats; null (infinite) becomes
    NaN.
    """
    own = (
        rows[[get_figure_kind(unit) == kind for unit in rows["unit"]]].reset_index(drop=True).copy()
    )
    for name in NUMBERS:
        own[name] = pd.to_numeric(own[name], errors="coerce").astype(float)
    return own


def draw_patterns(rows: pd.DataFrame, kind: str) -> Drawn:
    """Draw the simulated 80 % interval of each observed number as a band, and the number as a
    diamond.

    Args:
        rows: stored rows (id, unit, observed, simulated, low80, high80, p, n, absent).
        kind: a figure of KINDS.
    """
    question, axis = KINDS[kind]
    table = select_rows_of_kind(rows, kind)
    traces = _make_pattern_marks(table, kind)
    figure = draw_figure(
        traces, height=150 + 26 * len(table),
        xaxis={"title": {"text": axis}, "rangemode": "tozero"},
        yaxis={"autorange": "reversed", "type": "category"},
    )  # fmt: skip
    return Drawn(
        question,
        _write_unlikely_sentence(table),
        "Bands: the middle eight tenths of runs, or of replicates over several rows (spread); one "
        "that reaches the right edge has no end: contacts that do not come by the horizon, as open "
        "triangles say of medians. Diamonds: what the "
        "record says. Nothing was fitted to these rows (docs/history.md).",
        figure,
        table[["id", *NUMBERS, "unit", "n", "used_to_learn", "source", "absent"]],
    )


def _make_pattern_marks(table: pd.DataFrame, kind: str) -> list[go.Bar | go.Scatter]:
    """Return bands, simulated values and observed ones; days that never come lie at the edge."""
    held = table[table["n"] > 0]
    most = table[["observed", "simulated", "low80", "high80"]].max().max()
    edge = EDGE * float(most) if kind == "days" else float("nan")
    low, high = held["low80"].fillna(edge), held["high80"].fillna(edge)
    endless = held["simulated"].isna() & (kind == "days")
    return [
        go.Bar(
            x=high - low, base=low, y=held["id"], orientation="h",
            width=0.5, marker={"color": to_rgba(MODEL, 0.35), "line": {"width": 0}},
            name="eight tenths of the runs", hoverinfo="skip",
        ),
        go.Scatter(
            x=held["simulated"].fillna(edge), y=held["id"], mode="markers", name="simulated",
            marker={"color": MODEL, "size": 8,
                    "symbol": ["triangle-right-open" if one else "circle" for one in endless]},
            text=["not by the horizon" if one else f"{value:g}"
                  for one, value in zip(endless, held["simulated"], strict=True)],
            hovertemplate="%{y}<br>simulated %{text}<extra></extra>",
        ),
        go.Scatter(
            x=table["observed"], y=table["id"], mode="markers", name="observed",
            marker={"color": RECORD, "size": 10, "symbol": "diamond",
                    "line": {"color": INK, "width": 1}},
            hovertemplate="%{y}<br>observed %{x}<extra></extra>",
        ),
    ]  # fmt: skip


def _write_unlikely_sentence(table: pd.DataFrame) -> str:
    """Return for how many observed numbers p is below UNLIKELY, and how many the model lacks."""
    held = table[(table["n"] > 0) & table["p"].notna()]
    out = int((held["p"] < UNLIKELY).sum())
    missing = int((table["n"] == 0).sum())
    more = f"; the model has no such quantity for {missing} more" if missing else ""
    return (
        f"{labels.IN_THIS_MODEL}what was observed is as far out as fewer than one run in twenty in"
        f" {out} of {format_count(len(held), 'datum').replace('datums', 'data')}{more}."
    )

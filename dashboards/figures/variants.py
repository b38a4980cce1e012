"""All variants at a glance: who calls first, and which could be the highest in a metric."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboards.figures.counts import format_hover_texts, format_sample_sizes
from dashboards.figures.grammar import (
    INK,
    VARIANT_COLOURS,
    Drawn,
    draw_figure,
    extract_interval_ends,
    make_interval_marks,
)
from dashboards.figures.palette import COLOURS, find_colour, find_marker
from dashboards.figures.spread_bars import make_spread_bars
from dashboards.text import labels, links
from runs.analysis.comparison.shares import list_shown_movers
from runs.analysis.estimates.estimates import extract_estimate
from runs.analysis.text.numbers import format_in_brackets, get_unit

SHOWN = 40
STYLES = {
    "best": ((VARIANT_COLOURS[0], "diamond"), "highest seen"),
    "cannot be told apart from the best": (
        (COLOURS["broker"], "circle"),
        "cannot be told apart from it",
    ),
    "not the best": ((INK, "circle-open"), "lower"),
}


def draw_ranking(table: pd.DataFrame, label: str, unit: str) -> Drawn:
    """Draw the variants from highest to lowest by one metric, with intervals and verdicts.

    Args:
        table: rank, variant, estimate, low, high, n, gap, gap_low, gap_high, p_holm, verdict
            (analysis.rank_variants).
        label: the metric in words.
        unit: its unit; "share" is shown per 100 runs.
    """
    share = unit == "share"
    shown = table.head(SHOWN)
    figure = draw_figure(
        _make_ranked_marks(shown, unit),
        height=max(190, 110 + 26 * len(shown)),
        xaxis={"title": {"text": f"{label} ({get_unit(unit).name})"}},
        yaxis={
            "autorange": "reversed",
            "type": "category",
            "categoryorder": "array",
            "categoryarray": shown["variant"],
        },
    )
    asked = f"Under which variant is it most that {label}?"
    cut = f"{len(shown)} of {len(table):,} variants shown. " if len(shown) < len(table) else ""
    return Drawn(
        asked if share else f"Where is “{label}” highest?",
        _write_highest_sentence(table, label, unit),
        f"{cut}{format_sample_sizes(shown['variant'], shown['n'])}. Thin lines: 95 % "
        "intervals of each variant alone, not adjusted (Monte-Carlo error). Verdicts are not read "
        "off them but from paired differences, Holm-adjusted over the variants; the highest seen "
        "is lucky besides.",
        figure,
        table.assign(runs=[links.link_to_runs(str(variant)) for variant in table["variant"]]),
    )


def _make_ranked_marks(ranking: pd.DataFrame, unit: str) -> list[go.Scatter]:
    """Return the variants' estimates with intervals, marked by verdict."""
    marks = []
    for verdict, (look, said) in STYLES.items():
        rows = ranking[ranking["verdict"] == verdict]
        if rows.empty:
            continue
        link = [links.link_to_runs(str(variant)) for variant in rows["variant"]]
        marks += make_spread_bars(rows, rows["variant"], look[0], get_unit(unit).per)
        marks.append(
            make_interval_marks(
                extract_interval_ends(rows, get_unit(unit).per),
                rows["variant"],
                look,
                name=said,
                customdata=link,
                text=format_hover_texts(rows, unit),
                hovertemplate="%{y}: %{text}<extra></extra>",
            )
        )
    return marks


def _write_highest_sentence(table: pd.DataFrame, label: str, unit: str) -> str:
    """Return which variant is seen highest, and how many others do not differ from it."""
    best = table.iloc[0]
    said = format_in_brackets(extract_estimate(best, unit=unit))
    of = f" {get_unit(unit).name}" if get_unit(unit).name else ""
    tied = int((table["verdict"] == "cannot be told apart from the best").sum())
    if len(table) == 1:
        return f"{labels.IN_THIS_MODEL}{label}: {said}{of}. There is one variant."
    rest = {0: "every other variant is lower", 1: "one other variant cannot be told apart from it"}
    others = rest.get(tied, f"{tied} other variants cannot be told apart from it")
    where = f"most is seen under {best['variant']}"
    return f"{labels.IN_THIS_MODEL}{label}: {where}, {said}{of}; {others}."


def draw_variant_shares(shares: pd.DataFrame, sentence: str) -> Drawn:
    """Draw who calls first under each variant, each share with its interval.

    Args:
        shares: variant, mover, k, n, estimate, low, high (analysis.compute_mover_shares).
        sentence: the figure's sentence (analysis.write_first_mover_sentence).
    """
    names = list(shares["variant"].unique())
    shown = names[:SHOWN]
    table = shares.assign(
        runs=[
            links.link_to_runs(str(variant), {"first_mover_true": str(mover)})
            for variant, mover in zip(shares["variant"], shares["mover"], strict=True)
        ]
    )
    movers = list_shown_movers(
        {str(mover): float(k.sum()) for mover, k in shares.groupby("mover", sort=False)["k"]}
    )
    traces = [
        trace
        for place, (mover, rows) in enumerate(
            table[table["variant"].isin(shown)].groupby("mover", sort=False)
        )
        if mover in movers
        for trace in _make_share_marks(str(mover), rows, place, names)
    ]
    figure = draw_figure(traces, height=150 + 56 * len(shown), **_make_row_axes(shown))
    cut = f"{len(shown)} of {len(names):,} variants shown. " if len(shown) < len(names) else ""
    rows = table[table["variant"].isin(shown)].drop_duplicates("variant")
    return Drawn(
        "Who calls first, by variant?",
        sentence,
        f"{cut}{format_sample_sizes(rows['variant'], rows['n'])}. Thin lines: 95 % Wilson "
        "intervals (Monte-Carlo error).",
        figure,
        table,
        clicks="Click a mark for its runs.",
    )


def _make_share_marks(
    mover: str, rows: pd.DataFrame, index: int, names: list[str]
) -> list[go.Scatter]:
    """Return a mover's share in each variant, over its interval.

    index: of the mover, which sets its height within a row; names: of all variants, in order.
    """
    said, colour = labels.format_label(mover), find_colour(mover)
    at = [names.index(variant) + (index - 2) * 0.14 for variant in rows["variant"]]
    mark = make_interval_marks(
        extract_interval_ends(rows, 100),
        at,
        (colour, find_marker(mover)),
        name=said,
        customdata=rows["runs"],
        text=[
            f"{variant}: {told}"
            for variant, told in zip(
                rows["variant"], format_hover_texts(rows, "share"), strict=True
            )
        ],
        hovertemplate="%{text}<extra>" + said + "</extra>",
    )
    return [*make_spread_bars(rows, at, colour, 100), mark]


def _make_row_axes(names: list[str]) -> dict[str, Any]:
    """Return the axes of a chart with a row for each variant."""
    rows = {"tickvals": list(range(len(names))), "ticktext": names}
    return {
        "xaxis": {"title": {"text": "of 100 runs"}, "range": [-2, 102]},
        "yaxis": {
            **rows,
            "range": [len(names) - 0.5, -0.5],
            "zeroline": False,
            "showgrid": False,
        },
    }

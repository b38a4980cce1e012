"""How well a fit forecasts the record: row by row, against its rivals, and its calibration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboards.figures.grammar import (
    INK,
    MODEL,
    RECORD,
    Drawn,
    draw_figure,
    make_interval_marks,
    to_rgba,
)
from dashboards.text import labels
from runs.analysis.estimates.estimates import FloatArray
from runs.analysis.text.names import format_count
from runs.studies.fit.score_table import format_score_difference

RIVALS = "Does it forecast better than its rivals?"
ROWS = "Which standoffs does it foresee?"
RANKS = "Are its intervals as wide as they should be?"
NAMES = {
    "exponential": "the exponential", "pool": "the other standoffs’ days",
    "lognormal": "one log-normal", "regression": "the regression", "asker_base": "the base rate",
}  # fmt: skip
WHAT = {"log_score": "log score", "crps": "CRPS", "log_score_asker": "who asked"}
LATER = 365.0
"""Day at which a band is drawn to end whose end comes later."""
BINS = 10
LABEL = 24
"""Letters of a row's label: longer ones leave no axis on a phone."""
ROW = 20


def draw_score_differences(mean: Mapping[str, Any]) -> Drawn:
    """Draw the paired difference of each score from each rival forecast's, signed so that right is
    better.

    mean: means for leaders or for envoys (runs.studies.fit.summary), with `differences`.
    """
    table = pd.DataFrame([_orient_difference(mean, one) for one in mean["differences"]])
    traces = [
        make_interval_marks(
            (own["low"], own["better"], own["high"]), own["label"], look, name=name,
            text=[_describe_difference(row) for _, row in own.iterrows()],
            hovertemplate="%{y}: %{text}<extra></extra>",
        )
        for by, look, name in (("cluster", (MODEL, "circle"), "each cluster once"),
                               ("row", (INK, "circle-open"), "each row once"))
        if len(own := table[table["by"] == by])
    ]  # fmt: skip
    names = list(dict.fromkeys(table["label"]))
    figure = draw_figure(
        traces, height=150 + 30 * len(names),
        xaxis={"title": {"text": "better than the rival by"}, "zeroline": True},
        yaxis={"autorange": "reversed", "type": "category", "categoryarray": names},
    )  # fmt: skip
    own = table[table["by"] == "cluster"]
    return Drawn(
        RIVALS,
        _write_comparisons_sentence(own),
        f"n = {mean['rows']} rows of {mean['clusters']} clusters. Log scores in nats, CRPS on "
        "log(1 + days). Thin lines: 95 % intervals of the paired difference (error of few "
        "standoffs). Rivals are fitted to the other clusters.",
        figure, table.drop(columns="label"),
    )  # fmt: skip


def _write_comparisons_sentence(comparisons: pd.DataFrame) -> str:
    """Return in how many comparisons (better, low, high) the interval says better or worse, holds
    0, or is unknown, as with one cluster.
    """
    better, worse = int((comparisons["low"] > 0).sum()), int((comparisons["high"] < 0).sum())
    unknown = int(comparisons["low"].isna().sum())
    rest = len(comparisons) - better - worse - unknown
    more = f"; the others’ intervals hold 0 ({rest})" if rest else ""
    more += f"; {unknown} of fewer than two clusters have no interval" if unknown else ""
    return (
        f"{labels.IN_THIS_MODEL}it is better in {better} of"
        f" {format_count(len(comparisons), 'comparison')} and worse in {worse}{more}."
    )


def _orient_difference(mean: Mapping[str, Any], difference: Mapping[str, Any]) -> dict[str, Any]:
    """Return a score's difference from a rival forecast's: score, rival, by, n, own, of_rival (mean
    scores of the two, each cluster counting once; NaN if `by` is "row"), better (positive if the
    fit is better; NaN if unknown), low, high, label.

    mean: the scores' means; difference: one of its `differences`.
    """
    score = str(difference["one"])
    rival = str(difference["other"]).removeprefix(f"{score}_").removeprefix("log_score_")
    better = difference["difference"]
    sign = -1.0 if score == "crps" else 1.0
    ends = [
        sign * float("nan" if difference[key] is None else difference[key])
        for key in ("low", "high")
    ]
    means = [
        mean[name] if difference["by"] == "cluster" else float("nan")
        for name in (score, str(difference["other"]))
    ]
    return {
        "score": WHAT[score], "rival": NAMES.get(rival, NAMES["asker_base"]),
        "by": difference["by"], "n": difference["n"], "own": means[0], "of_rival": means[1],
        "better": sign * float("nan" if better is None else better),
        "low": min(ends), "high": max(ends),
        "label": f"{WHAT[score]}: {NAMES.get(rival, NAMES['asker_base'])}",
    }  # fmt: skip


def _describe_difference(row: pd.Series) -> str:
    """Return a difference with its interval and n and, if each cluster counts once, both means."""
    value, low, high = format_score_difference({**row, "difference": row["better"]})
    reach = f"[{low}, {high}]" if row["low"] == row["low"] else "(no interval)"
    said = f"{value} {reach}, n = {row['n']}"
    if row["by"] == "cluster":
        said += f"; {row['own']:.2f} against {row['of_rival']:.2f}"
    return labels.set_minus_signs(said)


def draw_forecast_rows(rows: pd.DataFrame) -> Drawn:
    """Draw each row's 80 % forecast interval beside the real day, the longest waits last.

    rows: for leaders or for envoys (runs.studies.fit.scoring).
    """
    table = rows.sort_values(["observed", "id"], kind="stable").reset_index(drop=True)
    for name in ("low80", "median", "high80"):
        table[name] = pd.to_numeric(table[name], errors="coerce").astype(float)
    names = [
        f"{id_} {title}"[:LABEL] for id_, title in zip(table["id"], table["title"], strict=True)
    ]
    ends = [table[name].fillna(LATER + 1) + 1.0 for name in ("low80", "high80")]
    band = go.Bar(
        x=ends[1] - ends[0], base=ends[0], y=names, orientation="h", width=0.5, hoverinfo="skip",
        marker={"color": to_rgba(MODEL, 0.35), "line": {"width": 0}}, name="80 % of the forecast",
    )  # fmt: skip
    marks = [
        _make_day_marks(table, names, censored) for censored in (False, True)
        if (table["censored"] == censored).any()
    ]  # fmt: skip
    figure = draw_figure(
        [band, *marks], height=150 + ROW * len(table),
        xaxis={"title": {"text": "days from the trigger"}, "type": "log", "range": [0, 2.6],
               "tickvals": [1, 2, 6, 11, 31, 101, 366],
               "ticktext": ["0", "1", "5", "10", "30", "100", "365"]},
        yaxis={"autorange": "reversed", "type": "category", "categoryarray": names},
    )  # fmt: skip
    held = table["covered"].dropna().astype(bool)
    return Drawn(
        ROWS,
        f"{labels.IN_THIS_MODEL}{int(held.sum())} of {len(held)} real days lie within the 80 %"
        " interval of their forecast.",
        f"n = {len(table)} rows. Bands: the middle eight tenths of the forecast (spread); one that "
        "ends at 365 days may last longer. Scale of log(1 + days).",
        figure, table.drop(columns=["weight"]),
    )  # fmt: skip


def _make_day_marks(table: pd.DataFrame, names: Sequence[str], censored: bool) -> go.Scatter:
    """Return the marks of real days, those that are only known to be later (`censored`) hollow."""
    own = table["censored"] == censored
    shown = table[own]
    return go.Scatter(
        x=shown["observed"] + 1.0, y=[name for name, one in zip(names, own, strict=True) if one],
        mode="markers", name="no contact by then" if censored else "the real day",
        marker={"color": RECORD, "size": 9, "line": {"color": INK, "width": 1},
                "symbol": "triangle-right-open" if censored else "diamond"},
        customdata=shown[["observed", "log_score", "crps"]],
        hovertemplate="%{y}: day %{customdata[0]}, log score %{customdata[1]:.2f}, CRPS "
                      "%{customdata[2]:.2f}<extra></extra>",
    )  # fmt: skip


def draw_ranks(rows: pd.DataFrame, covered: float) -> Drawn:
    """Draw how many real days fall into each tenth of their forecast distribution (PIT).

    Args:
        rows: for leaders or for envoys, with `quantile`.
        covered: share of real days within the 80 % interval, each cluster counting once.
    """
    counts, edges = _count_ranks(rows)
    share, n = 1.0 / BINS, round(float(counts.sum()))
    half = 1.96 * float(np.sqrt(n * share * (1.0 - share)))
    middles = (edges[:-1] + edges[1:]) / 2.0
    lines = [
        {"type": "line", "x0": 0, "x1": 1, "y0": at, "y1": at,
         "line": {"color": INK, "width": 1, "dash": dash}}
        for at, dash in ((n * share, "solid"), (max(0.0, n * share - half), "dot"),
                         (n * share + half, "dot"))
    ]  # fmt: skip
    bars = go.Bar(
        x=middles, y=counts, width=0.09, hovertemplate="%{y:.3~g} rows<extra></extra>",
        marker={"color": MODEL, "line": {"width": 0}},
    )  # fmt: skip
    figure = draw_figure(
        [bars], height=300, showlegend=False, shapes=lines,
        xaxis={"title": {"text": "place of the real day in its forecast"}, "range": [0, 1]},
        yaxis={"title": {"text": "rows"}},
    )  # fmt: skip
    return Drawn(
        RANKS,
        f"{labels.IN_THIS_MODEL}80 % intervals hold {covered:.2f} of the real days.",
        f"n = {n} rows; {_describe_censored_rows(rows)}A calibrated forecast fills all tenths "
        "alike: solid line, and dotted lines what 95 % of such counts keep within (error).",
        figure, pd.DataFrame({"from": edges[:-1], "to": edges[1:], "rows": counts}),
    )  # fmt: skip


def _count_ranks(rows: pd.DataFrame) -> tuple[FloatArray, FloatArray]:
    """Return (numbers of rows by tenth of their forecast, (BINS,); the tenths' edges, (BINS + 1,)).

    A row that is only known to have waited longer counts evenly over what its forecast leaves after
    its last known day: on average a calibrated forecast fills all tenths alike in this way, too.

    rows: quantile (of a censored row its lower bound), censored.
    """
    edges = np.linspace(0.0, 1.0, BINS + 1)
    ranks = pd.to_numeric(rows["quantile"], errors="coerce").to_numpy(dtype=float)
    censored = rows["censored"].eq(True).to_numpy()
    known = ~np.isnan(ranks)
    counts = np.histogram(ranks[known & ~censored], bins=edges)[0].astype(float)
    for bound in ranks[known & censored]:
        left = np.clip(edges[1:] - np.maximum(edges[:-1], bound), 0.0, None)
        counts += left / left.sum() if left.sum() > 0.0 else np.eye(BINS)[-1]
    return counts, edges


def _describe_censored_rows(rows: pd.DataFrame) -> str:
    """Return how rows without a known day are counted, as a sentence; "" if there are none."""
    n = int((rows["censored"].eq(True) & rows["quantile"].notna()).sum())
    if not n:
        return ""
    return f"{n} known only to have waited longer: spread evenly over what their forecast leaves. "

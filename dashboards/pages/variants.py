"""Variants: one row a variant, each figure with its interval; which is highest, and who ties."""

from __future__ import annotations

from typing import Any

import pandas as pd
from dash import dcc, html
from dash.development.base_component import Component

from dashboards import cards, controls, grids, shell, words
from dashboards.figures.grammar import Drawn
from dashboards.figures.variants import ranking
from dashboards.pages import Figure, Page, batches
from dashboards.tables import records
from dashboards.view import CHOSEN, View

SHARES = ("p_us", "p_china", "p_broker", "p_simultaneous", "p_nobody")
COLUMNS = (
    ("p_us", "US first, of 100"),
    ("p_china", "China first, of 100"),
    ("p_broker", "broker, of 100"),
    ("p_simultaneous", "both the same day, of 100"),
    ("p_nobody", "nobody, of 100"),
    ("median", "median days"),
    ("rmst", "mean days to horizon"),
    ("face_us", "US face, end"),
    ("face_china", "China face, end"),
    ("peak_us", "US tariff, peak"),
    ("peak_china", "China tariff, peak"),
)
SAME_DAY = "p_simultaneous"
SETTINGS = 60
"""Settings that have a column; the grid draws those in sight, and the CSV has all."""
FEW = 60
"""Variants up to which configurations are read for settings left alone."""
RANKING = "Which variants are highest, and which cannot be told apart?"


def _summary(view: View) -> pd.DataFrame:
    from runs.analysis.overview import summary

    return view.once(("summary",), lambda: _with_varied(view, summary(batches.counted(view))))


def _with_varied(view: View, table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with a column of text for each setting that varies in the batch.

    A variant that leaves a setting alone shows its configured value, where few variants make
    reading their configurations quick.
    """
    few = len(view.variants) <= FEW
    varied = _varied(view)
    columns: dict[str, list[str]] = {f"set:{key}": [] for key in varied}
    for record in view.variants:
        config = view.batch.config(record.hash) if few else {}
        for key in varied:
            value = record.varied.get(key, _at(config, key))
            columns[f"set:{key}"].append("–" if value is None else str(value))
    return table.assign(**columns)


def _at(config: Any, path: str) -> Any:
    """Return the value at a dotted path of a configuration; None for a group or no such path."""
    for key in path.split("."):
        if not isinstance(config, dict) or key not in config:
            return None
        config = config[key]
    return None if isinstance(config, dict | list) else config


def _varied(view: View) -> list[str]:
    return list(dict.fromkeys(key for record in view.variants for key in record.varied))


def _columns(view: View) -> list[grids.Column]:
    varied = [grids.Column(f"set:{key}", key, 165) for key in _varied(view)[:SETTINGS]]
    figures = [
        grids.Column(name, title, 152, number=True)
        for name, title in COLUMNS
        if name != SAME_DAY or _calls_on_one_day(view)
    ]
    first = [grids.Column("variant", "variant", 220), grids.Column("n", "runs", 90, number=True)]
    return [*first, *figures, *varied]


def _calls_on_one_day(view: View) -> bool:
    """Say whether both sides call on the same day in any run: else its column is left out."""
    from runs.analysis.estimates import MOVERS

    if view.summary is None or not view.summary.done:
        return False
    runs = batches.counted(view).movers("leader")[:, MOVERS.index("simultaneous")]
    return bool(runs.any())


def _shown(view: View, block: pd.DataFrame) -> list[dict[str, Any]]:
    hashes = {one.name: one.hash[:CHOSEN] for one in view.variants}
    return [_row(found) | {"chosen": hashes[found["variant"]]} for found in records(block)]


def _row(found: dict[str, Any]) -> dict[str, Any]:
    row = {key: found[key] for key in found if key == "variant" or key.startswith("set:")}
    row["n"] = f"{found['n']:,}"
    for name, _ in COLUMNS:
        if name in found:
            ends = (found[name], found[f"{name}_low"], found[f"{name}_high"])
            per = 100.0 if name in SHARES else 1.0
            row[name] = words.interval(*ends, per, whole=name == "median")
    return row


GRID = grids.Grid("variants", "Variants", _columns, _summary, _shown, "variant")


def _content(view: View) -> list[Component]:
    pick = html.P(
        [
            dcc.Link(
                "Pick two variants or more to compare",
                id="compare-link",
                href="#",
                className="button",
            ),
            html.Span(
                " Each cell: estimate [95 % interval]. Choose rows with a click or with space; "
                "the first is the baseline."
            ),
        ],
        className="about",
    )
    height = min(520, 130 + 42 * len(view.variants))
    return [
        shell.legend(),
        cards.empty("shares", batches.QUESTION, view),
        html.Section(
            [
                html.H2("One row a variant"),
                grids.place(GRID, view, pick=True, height=height),
                pick,
                *cards.pooled(view),
            ],
            className="card",
        ),
        controls.bar(controls.metric(view)),
        cards.empty("ranking", RANKING, view),
    ]


def _ranking(view: View) -> Drawn:
    from runs.analysis.metrics import metric
    from runs.analysis.overview import ranked

    of = metric(view.metric)
    counted, rows = batches.counted(view), view.outcomes(columns=(of.column,))
    table = view.once(("ranked", of.name), lambda: ranked(rows, of.name, counted=counted))
    return ranking(table, of.label, of.unit)


PAGE = Page(
    path="/variants",
    title="Variants",
    question="What came out of each variant, how sure is it, and which cannot be told apart?",
    content=_content,
    figures={
        "shares": Figure(batches.QUESTION, batches.shares),
        "ranking": Figure(RANKING, _ranking),
    },
    rows=_summary,
)

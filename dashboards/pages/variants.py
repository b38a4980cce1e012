"""Variants: one row a variant, each figure with its interval; which is highest, and who ties."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
from dash import dcc, html

from dashboards.components import controls, guarded, layout
from dashboards.components.guarded import Part
from dashboards.figures.grammar import Drawn
from dashboards.figures.variants import draw_ranking
from dashboards.pages import batches, cards, grid_rows
from dashboards.pages.page import SIDE_BY_SIDE, Figure, Page, list_no_variants
from dashboards.state.standings import (
    append_absent_variants,
    find_variants_without_runs,
    list_variant_states,
)
from dashboards.state.view import CHOSEN, View
from dashboards.text import labels
from dashboards.text.rows import to_records
from runs.analysis.sides import get_dyad, get_sides
from runs.plan.settings.overrides import get_value

OF_BOTH = (
    ("median", "median days"),
    ("p_broker", "broker, of 100"),
    ("p_simultaneous", "both the same day, of 100"),
    ("p_nobody", "nobody, of 100"),
    ("rmst", "mean days to horizon"),
)
OF_SIDES = (("face", "face, end"), ("peak", "tariff, peak"))
UNITS = {"median": "day", "p": "share"}
"""Beginning of a column -> unit, where it is written in days or in runs of a hundred."""
SETTINGS = 60
"""Settings that have a column; the grid draws those in sight, and the CSV has all."""
FEW = 60
"""Variants up to which configurations are read for settings left alone."""
RANKING = "Which variants are highest, and which cannot be told apart?"


def list_columns() -> list[tuple[str, str]]:
    """Return column and title of the figures of a variant."""
    sides = get_sides()
    own = (
        (f"{name}_{side.key}", f"{side.short} {title}")
        for name, title in OF_SIDES
        for side in sides
    )
    return [*((f"p_{side.key}", f"{side.short} first, of 100") for side in sides), *OF_BOTH, *own]


def _summarize_variants(view: View) -> pd.DataFrame:
    """Return a row for every variant, also for one without runs: `state` says how it stands."""
    key = ("summary", *list_variant_states(view).values())
    return view.compute_once(key, lambda: _add_setting_columns(view, _tabulate_estimates(view)))


def _tabulate_estimates(view: View) -> pd.DataFrame:
    from runs.analysis.comparison.overview import summarise_variants
    from runs.analysis.comparison.unplayed import add_unplayed_variants

    names, state = [record.name for record in view.variants], list_variant_states(view)
    if view.read_status().done:
        table = summarise_variants(batches.tally_rows(view))
    else:
        table = pd.DataFrame({"variant": [], "n": []})
    whole = add_unplayed_variants(table, names)
    unread = (whole["n"] == 0) & ~whole["variant"].isin(find_variants_without_runs(view))
    told = whole["variant"].map(state).mask(unread, "cannot be read")
    whole.insert(1, "state", told)
    return whole


def _add_setting_columns(view: View, table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with a column of text for each setting that varies in the batch.

    A variant that leaves a setting alone shows its configured value, where few variants make
    reading their configurations quick.
    """
    few = len(view.variants) <= FEW
    varied = _list_varied_settings(view)
    columns: dict[str, list[str]] = {f"set:{key}": [] for key in varied}
    for record in view.variants:
        config = _read_config_or_empty(view, record.hash) if few else {}
        for key in varied:
            configured = get_value(config, key)
            alone = None if isinstance(configured, dict | list) else configured  # a group has none
            value = record.varied.get(key, alone)
            columns[f"set:{key}"].append("–" if value is None else str(value))
    return table.assign(**columns)


def _read_config_or_empty(view: View, variant: str) -> dict[str, Any]:
    """Return a variant's configuration; empty where its file cannot be read."""
    what = f"the configuration of {variant[:10]}"
    return guarded.call_with_fallback(what, lambda: view.read_config(variant), lambda _: {})


def _list_varied_settings(view: View) -> list[str]:
    return list(dict.fromkeys(key for record in view.variants for key in record.varied))


def _make_grid_columns(view: View) -> list[grid_rows.Column]:
    varied = [
        grid_rows.Column(f"set:{key}", key, 165) for key in _list_varied_settings(view)[:SETTINGS]
    ]
    shares = _list_share_columns(view)
    figures = [
        grid_rows.Column(name, title, 165, number=True)
        for name, title in list_columns()
        if not name.startswith("p_") or name in shares
    ]
    first = [
        grid_rows.Column("variant", "variant", 190),
        grid_rows.Column("n", "runs", 80, number=True),
    ]
    whole = view.summary is not None and set(list_variant_states(view).values()) == {"done"}
    state = [] if whole else [grid_rows.Column("state", "state", 130, wraps=True)]
    return [*first, *state, *figures, *varied]


def _list_share_columns(view: View) -> list[str]:
    """Return the columns of first movers: those of whom any run of the batch has."""
    from runs.analysis.comparison.shares import list_shown_movers

    movers = get_dyad().movers
    runs = dict.fromkeys(movers, 0)
    if view.summary is not None and view.summary.done and view.read_status().done:
        runs = dict(
            zip(movers, batches.tally_rows(view).count_movers("leader").sum(axis=0), strict=True)
        )
    return [f"p_{mover}" for mover in list_shown_movers(runs)]


def _format_grid_rows(view: View, block: pd.DataFrame) -> list[dict[str, Any]]:
    hashes = {one.name: one.hash[:CHOSEN] for one in view.variants}
    return [
        _format_grid_row(found) | {"chosen": hashes[found["variant"]]}
        for found in to_records(block)
    ]


def _format_grid_row(found: dict[str, Any]) -> dict[str, Any]:
    told = ("variant", "state")
    row = {key: found[key] for key in found if key in told or key.startswith("set:")}
    row["n"] = f"{found['n']:,}"
    for name, _ in list_columns():
        if name in found and found["n"]:
            runs = {**found, "n": int(found.get(f"{name}_n", found["n"]))}
            row[name] = labels.format_row_interval(
                runs, name, UNITS.get(name.partition("_")[0], "")
            )
    return row


GRID = grid_rows.Grid(
    "variants", "Variants", _make_grid_columns, _summarize_variants, _format_grid_rows, "variant"
)


def _build_content(view: View) -> list[guarded.Item]:
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
        layout.make_legend(view),
        cards.make_waiting_card("shares", batches.QUESTION, view),
        Part(
            "the table of variants",
            lambda: html.Section(
                [
                    html.H2("One row a variant"),
                    grid_rows.make_grid(GRID, view, pick=True, height=height),
                    pick,
                    *cards.describe_pooling(view),
                ],
                className="card",
            ),
        ),
        Part(
            "the choice of a metric",
            lambda: controls.make_control_bar(controls.make_metric_control(view)),
        ),
        cards.make_waiting_card("ranking", RANKING, view),
    ]


def _draw_ranking(view: View) -> Drawn:
    from runs.analysis.comparison.overview import rank_variants
    from runs.analysis.estimates.metrics import find_metric

    of = find_metric(view.metric)
    counted, rows = batches.tally_rows(view), view.read_outcomes(columns=(of.column,))
    table = view.compute_once(
        ("ranked", of.name), lambda: rank_variants(rows, of.name, counted=counted)
    )
    drawn = draw_ranking(table, of.label, of.unit)
    return replace(drawn, sentence=append_absent_variants(drawn.sentence, view.read_status()))


PAGE = Page(
    path="/variants",
    title="Variants",
    question="What came out of each variant, how sure is it, and which cannot be told apart?",
    content=_build_content,
    figures={
        "shares": Figure(batches.QUESTION, batches.draw_first_mover_shares),
        "ranking": Figure(RANKING, _draw_ranking),
    },
    rows=_summarize_variants,
    of=list_no_variants,
    link="Variants",
    group=SIDE_BY_SIDE,
    has_metric=True,
    pools_points=True,
)

"""Compare: what was changed, whether the comparison is fair, and what the change does."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
from dash import dcc, html
from dash.development.base_component import Component

from dashboards.components import controls, guarded, layout
from dashboards.components.changes import make_changes_table
from dashboards.components.guarded import PagePart
from dashboards.components.holding import make_holding_section
from dashboards.figures.compare import draw_pair_differences
from dashboards.figures.contact import draw_contact_curves
from dashboards.figures.contrasts import draw_baseline_differences
from dashboards.figures.exchange import draw_mover_crosstab
from dashboards.figures.forest import draw_forest_plot
from dashboards.figures.grammar import Drawn
from dashboards.pages import cards, compare_many
from dashboards.pages.page import COMPARED, SIDE_BY_SIDE, Figure, Page, list_compared_variants
from dashboards.state.findings import write_pair_answer
from dashboards.state.levers import shorten_names
from dashboards.state.standings import (
    append_absent_variants,
    find_variants_without_runs,
    require_runs,
)
from dashboards.state.view import View
from dashboards.text import labels, links
from dashboards.text.rows import to_record
from runs.analysis.text.names import format_count


def _load_pair_outcomes(view: View) -> tuple[pd.DataFrame, pd.DataFrame]:
    return view.read_outcomes(view.a), view.read_outcomes(view.b)


def _compute_paired_table(view: View) -> pd.DataFrame:
    """Return the paired differences of all metrics, a row each (compute_paired_differences)."""
    from runs.analysis.comparison.pairs import compute_paired_differences

    return view.compute_once(
        ("paired", view.a, view.b), lambda: compute_paired_differences(*_load_pair_outcomes(view))
    )


def _find_metric_row(view: View) -> dict[str, Any]:
    """Return the chosen metric's row of paired differences, or the first row if the runs lack that
    metric.
    """
    table = _compute_paired_table(view)
    rows = table[table["metric"] == view.metric]
    return to_record((table if rows.empty else rows).iloc[0])


def _draw_paired_runs(view: View) -> Drawn:
    from runs.analysis.comparison.pairs import pair_metric_values
    from runs.analysis.text.differences import write_effect_sentence

    row = _find_metric_row(view)
    pairs = pair_metric_values(*_load_pair_outcomes(view), str(row["metric"]))
    worlds = zip(pairs["replication"], pairs["point"], strict=True)
    pairs["runs"] = links.link_to_paired_replays(view.a, view.b, worlds)
    said = write_effect_sentence(row, view.a, view.b)
    return draw_pair_differences(pairs, row, (view.a, view.b), said)


def _require_paired_table(view: View) -> pd.DataFrame:
    require_runs(view, list_compared_variants(view))
    return _compute_paired_table(view)


def _compute_survival_difference(view: View) -> pd.DataFrame:
    from runs.analysis.comparison.pairs import compute_survival_difference

    return view.compute_once(
        ("gap", view.a, view.b), lambda: compute_survival_difference(*_load_pair_outcomes(view))
    )


def _precompute_tables(view: View) -> None:
    if not find_variants_without_runs(view, list_compared_variants(view)):
        _compute_paired_table(view)
        _compute_survival_difference(view)


def _draw_contact_curves(view: View) -> Drawn:
    return draw_contact_curves(_compute_survival_difference(view), view.a, view.b)


def _draw_mover_crosstab(view: View) -> Drawn:
    from runs.analysis.comparison.shares import cross_tabulate_movers

    return draw_mover_crosstab(cross_tabulate_movers(*_load_pair_outcomes(view)), view.a, view.b)


def _draw_forest_plot(view: View) -> Drawn:
    return draw_forest_plot(_compute_paired_table(view), view.a, view.b)


def _draw_baseline_contrasts(view: View) -> Drawn:
    from runs.analysis.comparison.overview import compare_with_baseline
    from runs.analysis.estimates.metrics import find_metric

    of = find_metric(view.metric)
    rows = view.read_outcomes(columns=(of.column,))
    table = view.compute_once(
        ("against", of.name, view.a), lambda: compare_with_baseline(rows, of.name, view.a)
    )
    drawn = draw_baseline_differences(table, view.a, (of.label, of.unit), view.among)
    return replace(drawn, sentence=append_absent_variants(drawn.sentence, view.read_status()))


FIGURES = {
    "exchange": Figure(
        "Who calls first, world by world?",
        _draw_mover_crosstab,
    ),
    "survival": Figure("Do they talk sooner or later?", _draw_contact_curves, report=COMPARED),
    "forest": Figure(
        "Which metrics does the change move?", _draw_forest_plot, report=COMPARED, whole=True
    ),
    "pairs": Figure("What does the change do, pair by pair?", _draw_paired_runs, report=COMPARED),
    "against": Figure(
        "How do all variants stand against the baseline?",
        _draw_baseline_contrasts,
        lambda view: (view.a,),
    ),
    **compare_many.FIGURES,
}
OF_TWO = [name for name in FIGURES if name not in compare_many.FIGURES]


def _make_head(view: View) -> Component | None:
    if view.summary is None or find_variants_without_runs(view, list_compared_variants(view)):
        return None
    answer, rests = shorten_names(view, *write_pair_answer(_find_metric_row(view), view.a, view.b))
    return layout.make_answer_head(answer, [f"{rests} {labels.CONDITION}"])


def _make_controls(view: View) -> Component:
    return controls.make_control_bar(controls.make_metric_control(view))


def _build_content(view: View) -> list[guarded.Item]:
    alone = len(view.variants) == 1
    same = "A and B are the same variant: every difference is exactly 0."
    why = "This batch has one variant." if alone else same
    note = [html.P(why, className="notice", role="status")] if view.a == view.b else []
    absent = find_variants_without_runs(view, list_compared_variants(view))
    fair = [] if absent else [PagePart("the comparison", lambda: _make_fairness_note(view))]
    if fair and not note and view.batch.manifest.fit:
        fair += [PagePart("what holds", lambda: make_holding_section(_compute_paired_table(view)))]
    return [
        PagePart("the choice of a metric", lambda: _make_controls(view)),
        *note,
        *_make_selection_note(view),
        PagePart("what was changed", lambda: _get_changes_section(view)),
        *fair,
        layout.make_legend(view),
        *cards.make_waiting_cards(PAGE, view, [*OF_TWO, *compare_many.list_group_figures(view)]),
    ]


def _make_selection_note(view: View) -> list[Component]:
    """Return a note on how many variants the page's address selects; [] if it selects all."""
    if not view.among:
        return []
    chosen = f"{len(view.among):,} of {format_count(len(view.variants), 'variant')} chosen"
    every = dcc.Link("Show all variants", href=view.link_to_page(among=None), className="action")
    said = f"{chosen}; the last figure shows them against “{view.a}”. "
    return [html.P([said, every], className="about")]


def _get_changes_section(view: View) -> Component:
    return view.compute_once(("changes", view.a, view.b), lambda: _build_changes_section(view))


def _build_changes_section(view: View) -> Component:
    from runs.plan.variants import compare_configs, explain_changes

    a, b = (view.batch.manifest.find_variant(name) for name in (view.a, view.b))
    changes = explain_changes(
        compare_configs(view.read_config(a.hash), view.read_config(b.hash)),
        a.overrides,
        b.overrides,
    )
    body = make_changes_table(changes, *shorten_names(view, f"A: {a.name}", f"B: {b.name}"))
    return html.Section(
        [html.H2("What was changed?"), *body],
        className="card",
    )


def _make_fairness_note(view: View) -> Component:
    require_runs(view, list_compared_variants(view))
    told = view.compute_once(
        ("fairness", view.link_to_page()), lambda: _write_fairness_sentence(view)
    )
    return html.P(told, className="sentence")


def _write_fairness_sentence(view: View) -> str:
    from runs.analysis.comparison.pairing import summarise_pairing, write_pair_count

    found = summarise_pairing(*_load_pair_outcomes(view))
    if found["identical"]:
        return (f"Identical in every outcome of all {found['pairs']:,} pairs: every difference is "
                "exactly 0.")  # fmt: skip
    other = "different horizons (cut at the shorter)"
    horizon = "the same horizon" if found["same_horizon"] else other
    unpaired = found["only_a"] + found["only_b"]
    rest = f"; {unpaired:,} runs without a partner are left out" if unpaired else ""
    told = f"{write_pair_count(found)}, the same code, {horizon}{rest}"
    return f"A fair comparison: {told}. {_write_pairing_gain(view)}"


def _write_pairing_gain(view: View) -> str:
    """Return in a sentence how many times as many runs the chosen metric would need without pairs;
    empty if that is unknown.
    """
    row = _find_metric_row(view)
    if not labels.is_number(row["saved"]):
        return ""
    if row["saved"] <= 1:
        return "For the metric chosen, pairing saved nothing."
    times = f"{row['saved']:.2g}"
    return f"Without pairing, {times} times as many runs would be needed for the metric chosen."


PAGE = Page(
    path="/compare",
    title="Compare",
    question="What was changed, and what does the change do?",
    content=_build_content,
    head=_make_head,
    figures=FIGURES,
    rows=_require_paired_table,
    ahead=_precompute_tables,
    seen_first=("exchange", "survival"),
    of=list_compared_variants,
    link="Compare",
    group=SIDE_BY_SIDE,
    has_metric=True,
    pools_points=True,
    says_pooled=False,
)

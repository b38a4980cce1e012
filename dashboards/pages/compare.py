"""Compare: what was changed, whether the comparison is fair, and what the change does."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
from dash import dcc, html
from dash.development.base_component import Component

from dashboards.components import controls, guarded, layout
from dashboards.components.changes import changes_table
from dashboards.components.guarded import Part
from dashboards.figures.compare import draw_pairs, survival_gap
from dashboards.figures.contrasts import against_baseline, forest
from dashboards.figures.exchange import exchange
from dashboards.figures.grammar import Drawn
from dashboards.pages import cards
from dashboards.pages.page import Figure, Page, names_of_pair
from dashboards.state.standings import require_runs, view_states_without_runs, with_absent
from dashboards.state.view import View
from dashboards.text import labels, links
from dashboards.text.rows import record
from runs.analysis.text.names import count_text


def _frames(view: View) -> tuple[pd.DataFrame, pd.DataFrame]:
    return view.outcomes(view.a), view.outcomes(view.b)


def _paired_table(view: View) -> pd.DataFrame:
    from runs.analysis.comparison.pairs import pair_differences

    return view.once(("paired", view.a, view.b), lambda: pair_differences(*_frames(view)))


def _chosen_row(view: View) -> dict[str, Any]:
    """Return the row of the metric chosen; the first where the runs have no such metric."""
    table = _paired_table(view)
    rows = table[table["metric"] == view.metric]
    return record((table if rows.empty else rows).iloc[0])


def _dots(view: View) -> Drawn:
    from runs.analysis.comparison.pairs import pair_runs
    from runs.analysis.text.differences import effect_sentence

    row = _chosen_row(view)
    pairs = pair_runs(*_frames(view), str(row["metric"]))
    worlds = zip(pairs["replication"], pairs["point"], strict=True)
    pairs["runs"] = links.pairs(view.a, view.b, worlds)
    said = effect_sentence(row, view.a, view.b)
    return draw_pairs(pairs, row, (view.a, view.b), said)


def _rows(view: View) -> pd.DataFrame:
    require_runs(view, names_of_pair(view))
    return _paired_table(view)


def _gap(view: View) -> pd.DataFrame:
    from runs.analysis.comparison.pairs import survival_difference

    return view.once(("gap", view.a, view.b), lambda: survival_difference(*_frames(view)))


def _ahead(view: View) -> None:
    if not view_states_without_runs(view, names_of_pair(view)):
        _paired_table(view)
        _gap(view)


def _survival(view: View) -> Drawn:
    return survival_gap(_gap(view), view.a, view.b)


def _exchange(view: View) -> Drawn:
    from runs.analysis.comparison.shares import exchange_matrix

    return exchange(exchange_matrix(*_frames(view)), view.a, view.b)


def _forest(view: View) -> Drawn:
    return forest(_paired_table(view), view.a, view.b)


def _against(view: View) -> Drawn:
    from runs.analysis.comparison.overview import against
    from runs.analysis.estimates.metrics import metric

    of = metric(view.metric)
    rows = view.outcomes(columns=(of.column,))
    table = view.once(("against", of.name, view.a), lambda: against(rows, of.name, view.a))
    drawn = against_baseline(table, view.a, (of.label, of.unit), view.among)
    return replace(drawn, sentence=with_absent(drawn.sentence, view.standing()))


FIGURES = {
    "pairs": Figure("What does the change do, pair by pair?", _dots),
    "survival": Figure("Does the change make them talk sooner or later?", _survival),
    "exchange": Figure(
        "In the same world, who calls first under the one and under the other?", _exchange
    ),
    "forest": Figure("Which metrics does the change move at all?", _forest),
    "against": Figure(
        "How do all variants stand against the baseline?", _against, lambda view: (view.a,)
    ),
}


def _pair(view: View) -> list[Component]:
    return [
        controls.variant(view, "a", "Baseline (A)"),
        controls.variant(view, "b", "Compared with it (B)"),
    ]


def _controls(view: View) -> Component:
    return controls.bar(*_pair(view), controls.metric(view))


def _content(view: View) -> list[guarded.Item]:
    if view.a == view.b:
        alone = len(view.variants) == 1
        why = (
            "This batch has one variant."
            if alone
            else "A and B are the same variant: every difference is exactly 0."
        )
        note = [html.P(why, className="notice", role="status")]
    else:
        note = []
    absent = view_states_without_runs(view, names_of_pair(view))
    fair = [] if absent else [Part("the comparison", lambda: _fair(view))]
    return [
        Part("the choice of a metric", lambda: _controls(view), lambda: controls.bar(*_pair(view))),
        *note,
        *_among(view),
        Part("what was changed", lambda: _changes(view)),
        *fair,
        layout.legend(),
        *cards.every(PAGE, view),
    ]


def _among(view: View) -> list[Component]:
    """Return which variants the link chooses to be seen against the baseline; nothing for all."""
    if not view.among:
        return []
    chosen = f"{len(view.among):,} of {count_text(len(view.variants), 'variant')} chosen"
    every = dcc.Link("Show all variants", href=view.link(among=None), className="action")
    said = f"{chosen}; the last figure shows them against “{view.a}”. "
    return [html.P([said, every], className="about")]


def _changes(view: View) -> Component:
    return view.once(("changes", view.a, view.b), lambda: _build_changes(view))


def _build_changes(view: View) -> Component:
    from runs.plan.variants import diff, explain_changes

    a, b = (view.batch.manifest.variant(name) for name in (view.a, view.b))
    changes = explain_changes(
        diff(view.config(a.hash), view.config(b.hash)), a.overrides, b.overrides
    )
    body = changes_table(changes, f"A: {a.name}", f"B: {b.name}")
    return html.Section(
        [html.H2("What was changed?"), *body],
        className="card",
    )


def _fair(view: View) -> Component:
    require_runs(view, names_of_pair(view))
    told = view.once(("fairness", view.link()), lambda: _fairness(view))
    return html.P(told, className="sentence")


def _fairness(view: View) -> str:
    from runs.analysis.comparison.pairing import count_in_words, fairness

    found = fairness(*_frames(view))
    if found["identical"]:
        pairs = f"{found['pairs']:,} pairs"
        return f"Identical in every outcome of all {pairs}: every difference is exactly 0."
    horizon = (
        "the same horizon" if found["same_horizon"] else "different horizons (cut at the shorter)"
    )
    unpaired = found["only_a"] + found["only_b"]
    rest = f"; {unpaired:,} runs without a partner are left out" if unpaired else ""
    told = f"{count_in_words(found)}, the same code, {horizon}{rest}"
    return f"A fair comparison: {told}. {_saving_text(view)}"


def _saving_text(view: View) -> str:
    row = _chosen_row(view)
    if not labels.is_number(row["saved"]):
        return ""
    if row["saved"] <= 1:
        return "For the metric chosen, pairing saved nothing."
    times = f"{row['saved']:.2g}"
    return f"Without pairing, {times} times as many runs would be needed for the metric chosen."


PAGE = Page(
    path="/compare",
    title="Compare",
    question="What was changed between two variants, and what does the change do?",
    content=_content,
    figures=FIGURES,
    rows=_rows,
    ahead=_ahead,
    of=names_of_pair,
)

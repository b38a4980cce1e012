"""Compare: what was changed, whether the comparison is fair, and what the change does."""

from __future__ import annotations

from typing import Any

import pandas as pd
from dash import dcc, html
from dash.development.base_component import Component

from dashboards import cards, controls, links, shell, words
from dashboards.changes import changes_table
from dashboards.figures.compare import exchange, paired_dots, survival_gap
from dashboards.figures.contrasts import against_baseline, forest
from dashboards.figures.grammar import Drawn
from dashboards.pages import Figure, Page
from dashboards.tables import record
from dashboards.view import View


def _frames(view: View) -> tuple[pd.DataFrame, pd.DataFrame]:
    return view.outcomes(view.a), view.outcomes(view.b)


def _paired(view: View) -> pd.DataFrame:
    from runs.analysis.pairs import paired

    return view.once(("paired", view.a, view.b), lambda: paired(*_frames(view)))


def _chosen(view: View) -> dict[str, Any]:
    """Return the row of the metric chosen; the first where the runs have no such metric."""
    table = _paired(view)
    rows = table[table["metric"] == view.metric]
    return record((table if rows.empty else rows).iloc[0])


def _dots(view: View) -> Drawn:
    from runs.analysis.contrasts import effect_sentence
    from runs.analysis.pairs import paired_runs

    row = _chosen(view)
    pairs = paired_runs(*_frames(view), str(row["metric"]))
    worlds = zip(pairs["replication"], pairs["point"], strict=True)
    pairs["runs"] = links.pairs(view.a, view.b, worlds)
    said = effect_sentence(row, view.a, view.b, len(_paired(view)))
    return paired_dots(pairs, row, (view.a, view.b), said)


def _gap(view: View) -> pd.DataFrame:
    from runs.analysis.pairs import survival_difference

    return view.once(("gap", view.a, view.b), lambda: survival_difference(*_frames(view)))


def _ahead(view: View) -> None:
    _paired(view)
    _gap(view)


def _survival(view: View) -> Drawn:
    return survival_gap(_gap(view), view.a, view.b)


def _exchange(view: View) -> Drawn:
    from runs.analysis.shares import exchange_matrix

    return exchange(exchange_matrix(*_frames(view)), view.a, view.b)


def _forest(view: View) -> Drawn:
    return forest(_paired(view), view.a, view.b)


def _against(view: View) -> Drawn:
    from runs.analysis.metrics import metric
    from runs.analysis.overview import against

    of = metric(view.metric)
    rows = view.outcomes(columns=(of.column,))
    table = view.once(("against", of.name, view.a), lambda: against(rows, of.name, view.a))
    return against_baseline(table, view.a, (of.label, of.unit), view.among)


FIGURES = {
    "pairs": Figure("What does the change do, pair by pair?", _dots),
    "survival": Figure("Does the change make them talk sooner or later?", _survival),
    "exchange": Figure(
        "In the same world, who calls first under the one and under the other?", _exchange
    ),
    "forest": Figure("Which metrics does the change move at all?", _forest),
    "against": Figure("How do all variants stand against the baseline?", _against),
}


def _content(view: View) -> list[Component]:
    chosen = controls.bar(
        controls.variant(view, "a", "Baseline (A)"),
        controls.variant(view, "b", "Compared with it (B)"),
        controls.metric(view),
    )
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
    return [
        chosen,
        *note,
        *_among(view),
        _changes(view),
        shell.legend(),
        *cards.every(FIGURES, view),
    ]


def _among(view: View) -> list[Component]:
    """Return which variants the link chooses to be seen against the baseline; nothing for all."""
    if not view.among:
        return []
    chosen = f"{len(view.among):,} of {words.count(len(view.variants), 'variant')} chosen"
    every = dcc.Link("Show all variants", href=view.link(among=None), className="action")
    said = f"{chosen}; the last figure shows them against “{view.a}”. "
    return [html.P([said, every], className="about")]


def _changes(view: View) -> Component:
    from runs.variants import diff, explained

    a, b = (view.batch.manifest.variant(name) for name in (view.a, view.b))
    changes = explained(diff(view.config(a.hash), view.config(b.hash)), a.overrides, b.overrides)
    body = changes_table(changes, f"A: {a.name}", f"B: {b.name}")
    return html.Section(
        [html.H2("What was changed?"), *body, html.P(_fairness(view), className="sentence")],
        className="card",
    )


def _fairness(view: View) -> str:
    from runs.analysis.pairing import counted, fairness

    found = fairness(*_frames(view))
    if found["identical"]:
        pairs = f"{found['pairs']:,} pairs"
        return f"Identical in every outcome of all {pairs}: every difference is exactly 0."
    horizon = (
        "the same horizon" if found["same_horizon"] else "different horizons (cut at the shorter)"
    )
    unpaired = found["only_a"] + found["only_b"]
    rest = f"; {unpaired:,} runs without a partner are left out" if unpaired else ""
    return f"A fair comparison: {counted(found)}, the same code, {horizon}{rest}. {_saved(view)}"


def _saved(view: View) -> str:
    row = _chosen(view)
    if not words.known(row["saved"]):
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
    rows=_paired,
    ahead=_ahead,
)

"""Checks: whether this batch can be trusted, and what only a command can check."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from dash import dcc, html
from dash.development.base_component import Component

from dashboards.components import controls, guarded, layout
from dashboards.components.guarded import PagePart
from dashboards.figures.checks import (
    QUESTIONS,
    draw_coin_test,
    draw_convergence,
    draw_replay_differences,
)
from dashboards.figures.grammar import Drawn
from dashboards.pages import cards
from dashboards.pages.batch_checks import run_checks
from dashboards.pages.page import (
    CHECKED,
    EVIDENCE,
    Figure,
    Page,
    list_no_variants,
    list_shown_variant,
)
from dashboards.state import launch_status
from dashboards.state.view import View
from dashboards.text.attributes import make_html_attributes
from dashboards.text.hints import write_command_hint
from dashboards.text.rows import to_records
from runs.analysis.text.names import format_count
from runs.archive.continuing import make_completion_advice

AGAIN = 12
"""Runs that are played again when the page is seen."""
COMMANDS = (
    ("taijie claims aa", "two identical variants, all measures: every difference exactly 0"),
    ("taijie run experiment=twins", "label swap: the same standoff with the two styles exchanged"),
    ("taijie claims", "placebo claims: levers without a path to their measure"),
)
IN_A_CHECKOUT = (
    "make test",
    "oracles, contracts and reference values of the model; in a checkout of the source, which has "
    "the rule and the tests",
)
"""A command that knows no folder of batches, and what it checks."""


def _draw_convergence(view: View) -> Drawn:
    """Draw the running estimate of the chosen metric; ValueError if too few runs have a value."""
    from runs.analysis.checks.checks import compute_running_estimates
    from runs.analysis.estimates.metrics import find_metric

    of = find_metric(view.metric)
    table = compute_running_estimates(view.read_outcomes(view.variant), of.name)
    if table.empty:
        raise ValueError("fewer than two runs, or worlds of a design, have a value of this metric.")
    return draw_convergence(table, of.label, of.unit)


def _draw_rerun_check(view: View) -> Drawn:
    """Simulate the first AGAIN runs again and draw in how many columns each differs from its stored
    row; cached, ValueError if none is stored.
    """
    from runs.studies.replay.verification import count_rerun_differences

    key = ("again", view.variant)
    table = view.compute_once(key, lambda: count_rerun_differences(view.batch, view.variant, AGAIN))
    if table.empty:
        raise ValueError("none of the first runs is stored yet.")
    return draw_replay_differences(table, view.variant)


def _draw_chance_test(view: View) -> Drawn:
    """Draw whether the first side is first more often than by chance; ValueError if neither is in
    any run.
    """
    from runs.analysis.checks.identities import compare_with_fair_coin

    table = view.compute_once(("coin",), lambda: compare_with_fair_coin(view.read_outcomes()))
    if not table["n"].max():
        raise ValueError("neither side is first in any run.")
    if view.batch.manifest.design is not None:
        return draw_coin_test(table, "t tests over random worlds")
    return draw_coin_test(table)


FIGURES = {
    "convergence": Figure(QUESTIONS["convergence"], _draw_convergence, report=CHECKED),
    "again": Figure(QUESTIONS["again"], _draw_rerun_check, report=CHECKED),
    "coin": Figure(QUESTIONS["coin"], _draw_chance_test, list_no_variants, report=CHECKED),
}


PASSED = {True: "yes", False: "no", None: "–"}


def _make_checks_section(view: View) -> Component:
    """Return the section with the table of the batch's checks."""
    rows = [
        html.Tr(
            [
                html.Td(row["check"]),
                html.Td(
                    PASSED[row["passed"]], className="failed" if row["passed"] is False else ""
                ),
                html.Td(row["result"]),
            ]
        )
        for row in to_records(run_checks(view))
    ]
    return _make_table_section("Is the batch whole and sound?", ("Check", "Passed", "Result"), rows)


def _build_content(view: View) -> list[guarded.Item]:
    return [
        PagePart("the choice of a metric", lambda: _make_controls(view)),
        PagePart("the table of checks", lambda: _make_checks_section(view)),
        PagePart("what completes the batch", lambda: _make_completion_advice(view)),
        layout.make_legend(view),
        *cards.make_waiting_cards(PAGE, view),
        PagePart("the versions", lambda: _make_versions_section(view)),
        _make_commands_section(view.source.outputs),
    ]


def _make_completion_advice(view: View) -> Component:
    """Return advice on how to complete a batch with missing runs (none while it is computed) and,
    if runs failed, a link to the failures; empty without either.
    """
    now = view.read_status()
    needed = None if now.running else make_completion_advice(view.batch, now.counts)
    found = launch_status.make_advice_paragraphs(needed) if needed else []
    if now.failed:
        way = dcc.Link("What failed, and how to run it again", href=view.link_to_page("/failures"))
        found.append(html.P(way))
    return html.Div(found)


def _make_controls(view: View) -> Component:
    return controls.make_control_bar(controls.make_metric_control(view))


def _make_versions_section(view: View) -> Component:
    """Return the section with the folded table of what computed the batch."""
    manifest = view.batch.manifest
    found = {
        **manifest.versions,
        "platform": manifest.platform,
        "commit": manifest.commit or "unknown",
        "engine": manifest.engine.digest,
        "seed": str(manifest.seed),
        "launched by": " ".join(manifest.commands[0].command) if manifest.commands else "–",
    }
    rows = [html.Tr([html.Td(name), html.Td(str(value))]) for name, value in found.items()]
    return _make_table_section("With what was it computed?", ("What", "Version"), rows, folded=True)


def _make_commands_section(outputs: Path) -> Component:
    """Return the section with the folded table of commands that check what a batch cannot show."""
    told = [*((write_command_hint(outputs, line), what) for line, what in COMMANDS), IN_A_CHECKOUT]
    rows = [html.Tr([html.Td(html.Code(line)), html.Td(what)]) for line, what in told]
    said = (
        f"A batch holds no two identical variants, so {format_count(len(rows), 'check')} "
        "need commands of their own:"
    )
    title = "What can only a command check?"
    return _make_table_section(title, ("Command", "What it checks"), rows, said, folded=True)


def _make_table_section(
    title: str,
    heads: tuple[str, ...],
    rows: Sequence[Component],
    note: str = "",
    folded: bool = False,
) -> Component:
    """Return a section with a table of these rows, below a note; folded: whether it must be
    opened.
    """
    table = html.Table(
        [html.Thead(html.Tr([html.Th(head, scope="col") for head in heads])), html.Tbody(rows)]
    )
    place = html.Div(
        table,
        className="table whole",
        tabIndex="0",
        role="region",
        **make_html_attributes({"aria-label": title}),
    )
    shown: list[Component] = [*([html.P(note)] if note else []), place]
    inside = [html.Details([html.Summary("Show"), *shown])] if folded else shown
    return html.Section([html.H2(title), *inside], className="card")


PAGE = Page(
    path="/checks",
    title="Checks",
    question="Can this batch be believed?",
    content=_build_content,
    figures=FIGURES,
    rows=run_checks,
    of=list_shown_variant,
    link="Checks",
    group=EVIDENCE,
    has_metric=True,
    pools_points=True,
)

"""Checks: whether this batch can be believed, and what only a command can check."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeAlias

import pandas as pd
from dash import dcc, html
from dash.development.base_component import Component

from dashboards.components import controls, guarded, layout
from dashboards.components.guarded import Part
from dashboards.figures.checks import QUESTIONS, again, coin, convergence
from dashboards.figures.grammar import Drawn
from dashboards.pages import cards
from dashboards.pages.page import Figure, Page, name_of_variant, whole_batch
from dashboards.state import launch_status
from dashboards.state.standings import view_states_without_runs
from dashboards.state.view import View
from dashboards.text.attributes import attributes
from dashboards.text.hints import hint
from dashboards.text.rows import records
from runs.analysis.estimates.estimates import SIDES
from runs.analysis.text.names import count_text
from runs.archive.continuing import advice

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


def _convergence(view: View) -> Drawn:
    from runs.analysis.checks.checks import convergence as running
    from runs.analysis.estimates.metrics import metric

    of = metric(view.metric)
    table = running(view.outcomes(view.variant), of.name)
    if table.empty:
        raise ValueError("fewer than two runs, or worlds of a design, have a value of this metric.")
    return convergence(table, of.label, of.unit)


def _again(view: View) -> Drawn:
    from runs.studies.replay.verification import run_again

    table = view.once(("again", view.variant), lambda: run_again(view.batch, view.variant, AGAIN))
    if table.empty:
        raise ValueError("none of the first runs is stored yet.")
    return again(table, view.variant)


def _coin(view: View) -> Drawn:
    from runs.analysis.checks.identities import coin as tossed

    table = view.once(("coin",), lambda: tossed(view.outcomes()))
    if not table["n"].max():
        raise ValueError("neither side is first in any run.")
    if view.batch.manifest.design is not None:
        return coin(table, "t tests over random worlds")
    return coin(table)


FIGURES = {
    "convergence": Figure(QUESTIONS["convergence"], _convergence),
    "again": Figure(QUESTIONS["again"], _again),
    "coin": Figure(QUESTIONS["coin"], _coin, whole_batch),
}


Check: TypeAlias = "tuple[str, bool | None, str]"
PASSED = {True: "yes", False: "no", None: "–"}
UNCHECKED = "not checked: no runs"


def run_checks(view: View) -> pd.DataFrame:
    """Return what can be checked from the batch alone: check, passed, result.

    What needs runs and finds none has not passed and not failed: `passed` is then missing.
    """
    counts = view.standing().counts
    done, wanted, failed = (
        sum(getattr(one, name) for one in counts) for name in ("done", "wanted", "failed")
    )
    rows: list[Check] = [("all runs are there", done == wanted, f"{done:,} of {wanted:,}")]
    if done or failed:
        rows.append(("no run has failed", failed == 0, f"{failed:,} failed"))
    else:
        rows.append(("no run has failed", None, UNCHECKED))
    ledgers = f"face ledgers add up ({view.variant})"
    rows.append(_make_check(ledgers, lambda: _ledger_row(view, ledgers)))
    engine = "the engine is the one installed here"
    rows.append(_engine_row(view) if done else (engine, None, UNCHECKED))
    return pd.DataFrame(rows, columns=["check", "passed", "result"])


def _make_check(name: str, make: Callable[[], Check]) -> Check:
    """Return a check, or that it could not be made, and why."""
    return guarded.attempt(
        name, make, lambda error: (name, None, f"not checked: {guarded.reason(error)}")
    )


def _ledger_row(view: View, name: str) -> Check:
    from runs.analysis.checks.identities import TOLERANCE, ledger_sums

    if view_states_without_runs(view, name_of_variant(view)):
        return (name, None, UNCHECKED)
    sums = view.once(
        ("sums", view.variant), lambda: ledger_sums(view.outcomes(view.variant), _weights(view))
    )
    gap = float(sums["largest"].max())
    there = f"{int(sums['n'].max()):,} runs, {len(sums)} sums in each"
    return (name, gap <= TOLERANCE, f"largest gap {gap:.1g} W in {there}")


def _weights(view: View) -> dict[str, list[float]] | None:
    """Return each side's weights of the audiences; None where a design may vary them."""
    if view.batch.manifest.design is not None:
        return None
    config = view.config(view.variant)
    names = ("face_home", "face_other_home", "face_world")
    return {side: [float(config[side][name]) for name in names] for side in SIDES}


def _engine_row(view: View) -> Check:
    from runs.archive import engine
    from runs.archive.policy_check import sources_there

    here = engine.current_with(sources_there(view.batch.manifest))
    found = engine.differences(view.batch.manifest.engine, here)
    digest = view.batch.manifest.engine.digest[:12]
    told = f"the same, {digest}" if not found else "; ".join(found[:4])
    more = f"; {len(found) - 4} more" if len(found) > 4 else ""
    return ("the engine is the one installed here", not found, told + more)


def _whole(view: View) -> Component:
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
        for row in records(run_checks(view))
    ]
    return _section("Is the batch whole and sound?", ("Check", "Passed", "Result"), rows)


def _content(view: View) -> list[guarded.Item]:
    return [
        Part("the choice of a metric", lambda: _controls(view), lambda: _variant(view)),
        Part("the table of checks", lambda: _whole(view)),
        Part("what completes the batch", lambda: _what_completes(view)),
        layout.legend(),
        *cards.every(PAGE, view),
        Part("the versions", lambda: _versions(view)),
        _commands(view.source.outputs),
    ]


def _what_completes(view: View) -> Component:
    """Return what completes a batch that lacks runs, and the way to what failed of it."""
    now = view.standing()
    needed = None if now.running else advice(view.batch, now.counts)
    found = launch_status.paragraphs(needed) if needed else []
    if now.failed:
        way = dcc.Link("What failed, and how to run it again", href=view.link("/failures"))
        found.append(html.P(way))
    return html.Div(found)


def _variant(view: View) -> Component:
    return controls.bar(controls.variant(view))


def _controls(view: View) -> Component:
    return controls.bar(controls.variant(view), controls.metric(view))


def _versions(view: View) -> Component:
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
    return _section("With what was it computed?", ("What", "Version"), rows)


def _commands(outputs: Path) -> Component:
    told = [*((hint(outputs, line), what) for line, what in COMMANDS), IN_A_CHECKOUT]
    rows = [html.Tr([html.Td(html.Code(line)), html.Td(what)]) for line, what in told]
    said = (
        f"A batch holds no two identical variants, so {count_text(len(rows), 'check')} "
        "need commands of their own:"
    )
    return _section("What can only a command check?", ("Command", "What it checks"), rows, said)


def _section(
    title: str, heads: tuple[str, ...], rows: Sequence[Component], said: str = ""
) -> Component:
    table = html.Table(
        [html.Thead(html.Tr([html.Th(head, scope="col") for head in heads])), html.Tbody(rows)]
    )
    place = html.Div(
        table,
        className="table whole",
        tabIndex="0",
        role="region",
        **attributes({"aria-label": title}),
    )
    note = [html.P(said)] if said else []
    return html.Section([html.H2(title), *note, place], className="card")


PAGE = Page(
    path="/checks",
    title="Checks",
    question="Can this batch be believed, and would more runs change the answer?",
    content=_content,
    figures=FIGURES,
    rows=run_checks,
    of=name_of_variant,
)

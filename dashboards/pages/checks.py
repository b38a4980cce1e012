"""Checks: whether this batch can be believed, and what only a command can check."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from dash import dcc, html
from dash.development.base_component import Component

from dashboards import cards, controls, shell, words
from dashboards.attributes import attributes
from dashboards.figures.checks import QUESTIONS, again, coin, convergence
from dashboards.figures.grammar import Drawn
from dashboards.pages import Figure, Page
from dashboards.tables import records
from dashboards.view import View
from runs.analysis.estimates import SIDES

AGAIN = 12
"""Runs that are played again when the page is seen."""
COMMANDS = (
    ("taijie claims aa", "two identical variants, all measures: every difference exactly 0"),
    ("taijie run experiment=twins", "label swap: the same standoff with the two styles exchanged"),
    ("taijie claims", "placebo claims: levers without a path to their measure"),
    ("make test", "oracles, contracts and reference values of the model"),
)


def _convergence(view: View) -> Drawn:
    from runs.analysis.checks import convergence as running
    from runs.analysis.metrics import metric

    of = metric(view.metric)
    table = running(view.outcomes(view.variant), of.name)
    if table.empty:
        raise ValueError("fewer than two runs, or worlds of a design, have a value of this metric.")
    return convergence(table, of.label, of.unit)


def _again(view: View) -> Drawn:
    from runs.again import run_again

    table = view.once(("again", view.variant), lambda: run_again(view.batch, view.variant, AGAIN))
    if table.empty:
        raise ValueError("none of the first runs is stored yet.")
    return again(table, view.variant)


def _coin(view: View) -> Drawn:
    from runs.analysis.sums import coin as tossed

    table = view.once(("coin",), lambda: tossed(view.outcomes()))
    if not table["n"].max():
        raise ValueError("neither side is first in any run.")
    if view.batch.manifest.design is not None:
        return coin(table, "t tests over random worlds")
    return coin(table)


FIGURES = {
    "convergence": Figure(QUESTIONS["convergence"], _convergence),
    "again": Figure(QUESTIONS["again"], _again),
    "coin": Figure(QUESTIONS["coin"], _coin),
}


def checked(view: View) -> pd.DataFrame:
    """Return what can be checked from the batch alone: check, passed, result."""
    from runs.analysis.sums import TOLERANCE, ledger_sums

    counts = view.batch.counts()
    done, wanted, failed = (
        sum(getattr(one, name) for one in counts) for name in ("done", "wanted", "failed")
    )
    sums = view.once(
        ("sums", view.variant), lambda: ledger_sums(view.outcomes(view.variant), _weights(view))
    )
    gap = float(sums["largest"].max())
    rows = [
        ("all runs are there", done == wanted, f"{done:,} of {wanted:,}"),
        ("no run has failed", failed == 0, f"{failed:,} failed"),
        (
            f"face ledgers add up ({view.variant})",
            gap <= TOLERANCE,
            f"largest gap {gap:.1g} W in {int(sums['n'].max()):,} runs, {len(sums)} sums in each",
        ),
        _engine_row(view),
    ]
    return pd.DataFrame(rows, columns=["check", "passed", "result"])


def _weights(view: View) -> dict[str, list[float]] | None:
    """Return each side's weights of the audiences; None where a design may vary them."""
    if view.batch.manifest.design is not None:
        return None
    config = view.config(view.variant)
    names = ("face_home", "face_other_home", "face_world")
    return {side: [float(config[side][name]) for name in names] for side in SIDES}


def _engine_row(view: View) -> tuple[str, bool, str]:
    from runs import engine

    found = engine.differences(view.batch.manifest.engine, engine.current())
    digest = view.batch.manifest.engine.digest[:12]
    told = f"the same, {digest}" if not found else "; ".join(found[:4])
    more = f"; {len(found) - 4} more" if len(found) > 4 else ""
    return ("the engine is the one installed here", not found, told + more)


def _content(view: View) -> list[Component]:
    rows = [
        html.Tr(
            [
                html.Td(row["check"]),
                html.Td(
                    "yes" if row["passed"] else "no", className="" if row["passed"] else "failed"
                ),
                html.Td(row["result"]),
            ]
        )
        for row in records(checked(view))
    ]
    failures = dcc.Link("What failed, and how to run it again", href=view.link("/failures"))
    return [
        controls.bar(controls.variant(view), controls.metric(view)),
        _section("Is the batch whole and sound?", ("Check", "Passed", "Result"), rows),
        html.P(failures),
        shell.legend(),
        *cards.every(FIGURES, view),
        _versions(view),
        _commands(),
    ]


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


def _commands() -> Component:
    rows = [html.Tr([html.Td(html.Code(line)), html.Td(what)]) for line, what in COMMANDS]
    said = (
        f"A batch holds no two identical variants, so {words.count(len(rows), 'check')} "
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
        table, className="table", tabIndex="0", role="region", **attributes({"aria-label": title})
    )
    note = [html.P(said)] if said else []
    return html.Section([html.H2(title), *note, place], className="card")


PAGE = Page(
    path="/checks",
    title="Checks",
    question="Can this batch be believed, and would more runs change the answer?",
    content=_content,
    figures=FIGURES,
    rows=checked,
)

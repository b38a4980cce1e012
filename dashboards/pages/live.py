"""Live: how a batch stands, second by second; a part is sent again only when it has changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd
from dash import dcc, html, no_update
from dash.development.base_component import Component

from dashboards import cards, controls, launcher, shell, words
from dashboards.attributes import attributes
from dashboards.figures.grammar import Drawn
from dashboards.figures.running import QUESTION, ranges, running_estimate
from dashboards.pages import Figure, Page
from dashboards.view import View
from runs.following import WORKING, FailureGroup, Standing

EVERY = 1000  # milliseconds between two looks
SHOWN = 40
"""Variants listed; where there are more, those with most runs left."""
TOLD = 10
"""A screen reader is told at each tenth of the runs, not at each second."""
RERUNS = 5
"""Commands listed of one group of failures."""
PARTS = ("facts", "said", "told", "held", "counts", "estimate", "failures", "log")


@dataclass(frozen=True)
class Part:
    """A part of the page: what it depends on, in short, and how it is made."""

    key: str
    make: Callable[[], Any]


def parts(view: View, now: Standing) -> dict[str, Part]:
    """Return the parts of the page, in the order of PARTS."""
    stopping, log = now.running and launcher.is_stopping(view), launcher.log_text(view)
    read = view.summary.done if view.summary else 0  # what the log says, and rows are kept by
    numbers = f"{view.state.batch} {now.done} {now.failed} {now.wanted} {now.state}"
    tenth = TOLD * (now.done + now.failed) // max(1, now.wanted)
    return {
        "facts": Part(f"{view.summary}", lambda: shell.facts(view)),
        "said": Part(f"{numbers} {now.pace} {stopping}", lambda: sentence(now, stopping)),
        "told": Part(f"{view.state.batch} {tenth} {now.failed > 0} {now.state}",
                     lambda: f"{_counted(now)} {now.state}."),
        "held": Part(f"{numbers if not now.running else ''} {now.running} {stopping}",
                     lambda: launcher.buttons(view, now, stopping)),
        "counts": Part(numbers, lambda: _counts(view, now)),
        "estimate": Part(f"{view.variant} {_done(view, now)} {now.wanted} {read}",
                         lambda: _estimate(view, now)),
        "failures": Part(f"{view.state.batch} {now.failures}", lambda: _failures(now)),
        "log": Part(f"{view.state.batch} {len(log)} {log[-80:]}", lambda: launcher.log(log)),
    }  # fmt: skip


def pulse(view: View, shown: object, batch: object) -> tuple[Any, ...]:
    """Return each part, or that it has not changed, then what is shown now and whether to rest.

    `batch` is the one the page was drawn for: where that is gone, no other takes its place.
    """
    if view.summary is None or view.summary.name != batch:
        gone = "This batch is no longer there."
        return (*[gone if name == "said" else no_update for name in PARTS], no_update, True)
    now = view.standing()
    before = shown if isinstance(shown, dict) else {}
    found = parts(view, now)
    made = [
        no_update if before.get(name) == part.key else part.make() for name, part in found.items()
    ]
    return (*made, {name: part.key for name, part in found.items()}, not now.running)


def sentence(now: Standing, stopping: bool = False) -> str:
    """Return how it stands in a sentence, with a range for the time left."""
    if stopping and now.running:
        return f"{_counted(now)} Stopping: the tasks in hand are being finished."
    return f"{_counted(now)} {words.capital(now.state)}{_time_left(now)}."


def _counted(now: Standing) -> str:
    done = f"{now.done:,} of {words.count(now.wanted, 'run')} done"
    return f"{done}, {now.failed:,} failed, {now.left:,} left."


def _time_left(now: Standing) -> str:
    from runs.terminal import duration

    if now.state != WORKING or not now.left:
        return ""
    if now.pace is None:
        return "; the time left is known once a task has ended"
    low, high = duration(now.pace.low), duration(now.pace.high)
    ends = low if low == high else f"{low} to {high}"
    return f"; {ends} to go, by the pace of {words.count(now.pace.tasks, 'task')}"


def _content(view: View) -> list[Component]:
    now = view.standing()
    found = parts(view, now)
    live = {name: found[name].make() for name in PARTS if name != "facts"}
    return [
        html.P(live["said"], id="live-said", className="sentence"),
        html.P(
            live["told"], id="live-told", className="unseen", **attributes({"aria-live": "polite"})
        ),
        html.Div(live["held"], id="live-held"),
        html.Div(live["counts"], id="live-counts", className="card"),
        shell.legend(),
        controls.bar(controls.variant(view)),
        html.Section(
            [html.H2(QUESTION, id="q-running"), html.Div(live["estimate"], id="live-estimate")],
            className="card",
            id="card-running",
            **attributes({"aria-labelledby": "q-running"}),
        ),
        html.Div(live["failures"], id="live-failures"),
        html.Div(live["log"], id="live-log"),
        dcc.Store(id="live-shown", data={name: part.key for name, part in found.items()}),
        dcc.Interval(id="tick", interval=EVERY, disabled=not now.running),
    ]


def _done(view: View, now: Standing) -> int:
    return next(count.done for count in now.counts if count.name == view.variant)


def _counts(view: View, now: Standing) -> list[Component]:
    ordered = now.counts
    if len(ordered) > SHOWN:
        ordered = sorted(ordered, key=lambda count: count.done + count.failed - count.wanted)
    names = ("Variant", "Done", "Failed", "Left", "Progress")
    rows = [
        html.Tr(
            [
                html.Th(count.name, scope="row"),
                *(html.Td(f"{number:,}", className="number") for number in
                  (count.done, count.failed, count.wanted - count.done - count.failed)),
                html.Td(_bar(count.name, count.done, count.wanted)),
            ]
        )
        for count in ordered[:SHOWN]
    ]  # fmt: skip
    more = f"{SHOWN} of {len(ordered):,} variants shown, those with most runs left."
    table = html.Table(
        [
            html.Caption("Runs by variant"),
            html.Thead(html.Tr([html.Th(name, scope="col") for name in names])),
            html.Tbody(rows),
        ]
    )
    csv = html.A("CSV", href=view.link(format="csv"), className="action")
    return [
        _bar("all variants", now.done, now.wanted),
        html.Div(
            table,
            className="table",
            tabIndex="0",
            role="region",
            **attributes({"aria-label": "Runs by variant"}),
        ),
        html.P(more if len(ordered) > SHOWN else "", className="about"),
        html.P(csv),
    ]


def _bar(name: str, done: int, wanted: int) -> Component:
    label = attributes({"aria-label": f"Runs done of {name}"})
    return html.Progress(value=str(done), max=str(wanted), **label)


def _estimate(view: View, now: Standing) -> list[Component]:
    if not _done(view, now):
        return cards.problem(f"No run of “{view.variant}” is done yet.")
    return cards.body("running", _draw(view), view)


def _draw(view: View) -> Drawn:
    from runs.analysis.running import running_shares

    frame = view.outcomes(view.variant)
    if frame.empty:
        raise ValueError(f"no run of “{view.variant}” is done yet")
    table = view.once(("running", view.variant), lambda: running_shares(frame))
    record = view.batch.manifest.variant(view.variant)
    wanted = record.points * view.batch.manifest.runs
    there = ranges(frame["replication"])
    if record.points > 1:
        done = frame["point"].nunique()
        there = f"{there} at {done:,} of {record.points:,} points"
        there += ", the first of the design’s table and no sample of it" * (done < record.points)
    return running_estimate(table, view.variant, there, wanted)


def _failures(now: Standing) -> list[Component]:
    return [_failure(group) for group in now.failures]


def _failure(group: FailureGroup) -> Component:
    more = [f"… and {len(group.reruns) - RERUNS:,} more"] if len(group.reruns) > RERUNS else []
    lost = f"{words.count(group.tasks, 'task')}, {words.count(group.runs, 'run')}; first at "
    return html.Section(
        [
            html.H2(group.error, className="failed"),
            html.P(f"{lost}{group.time}. Run again what is missing:"),
            html.Pre("\n".join([*group.reruns[:RERUNS], *more])),
            html.Details([html.Summary("Traceback"), html.Pre(group.traceback)]),
        ],
        className="card",
    )


def _rows(view: View) -> pd.DataFrame:
    return pd.DataFrame([vars(count) for count in view.standing().counts])


PAGE = Page(
    path="/live",
    title="Live",
    question="How far is the batch, what has failed, and would more runs change the answer?",
    content=_content,
    figures={"running": Figure(QUESTION, _draw)},
    rows=_rows,
)

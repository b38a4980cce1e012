"""Live: the progress of a batch; a part is sent again only when it has changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd
from dash import dcc, html, no_update
from dash.development.base_component import Component

from dashboards.components import guarded, layout
from dashboards.components.frame import make_menus
from dashboards.figures.grammar import Drawn
from dashboards.figures.running import QUESTION, draw_running_shares, format_run_ranges
from dashboards.pages import cards, settling
from dashboards.pages.live_progress import build_progress_table
from dashboards.pages.page import RUN, Figure, Page, list_shown_variant
from dashboards.state import launch_status
from dashboards.state.standings import (
    find_variants_without_runs,
    require_runs,
    write_status_sentence,
)
from dashboards.state.view import View
from dashboards.text.attributes import make_html_attributes
from runs.analysis.text.names import format_count
from runs.archive.failures import format_attempts
from runs.archive.status import BatchStatus, FailureGroup, describe_variant_state

EVERY = 1000  # milliseconds between two looks
TOLD = 10
"""A screen reader is told at each tenth of the runs, not at each second."""
RERUNS = 5
"""Commands listed of one group of failures."""
PARTS = ("facts", "picks", "said", "told", "held", "counts", "settling", "estimate", "failures",
         "log")  # fmt: skip


@dataclass(frozen=True)
class LivePart:
    """A part of the page: a key that changes whenever the part does, and the function that makes
    it.
    """

    key: str
    make: Callable[[], Any]


def build_page_parts(view: View, now: BatchStatus) -> dict[str, LivePart]:
    """Return name -> part of the page, in the order of PARTS; now: state of the batch."""
    stopping = now.running and launch_status.is_stopping(view)
    log = launch_status.read_log_text(view)
    read = view.summary.done if view.summary else 0  # what the log says, and rows are kept by
    numbers = f"{view.state.batch} {now.done} {now.failed} {now.wanted} {now.state}"
    tenth = TOLD * (now.done + now.failed) // max(1, now.wanted)
    return {
        "facts": LivePart(f"{view.summary}", lambda: layout.make_batch_facts(view)),
        "picks": LivePart(f"{find_variants_without_runs(view)}",
                      lambda: make_menus(view, ("variant",))),
        "said": LivePart(f"{numbers} {now.pace} {stopping}",
                     lambda: write_status_sentence(now, stopping)),
        "told": LivePart(f"{view.state.batch} {tenth} {now.failed > 0} {now.state}",
                     lambda: write_status_sentence(now)),
        "held": LivePart(f"{numbers if not now.running else ''} {now.running} {stopping}",
                     lambda: launch_status.make_control_buttons(view, now, stopping)),
        "counts": LivePart(numbers, lambda: build_progress_table(view, now)),
        "settling": LivePart(f"{view.variant} {[count.done for count in now.counts]} {read}",
                         lambda: settling.make_settling_section(view, now, PAGE)),
        "estimate": LivePart(f"{view.variant} {_count_done_runs(view, now)} {now.wanted} {read}",
                         lambda: _make_estimate_body(view, now)),
        "failures": LivePart(f"{view.state.batch} {now.failures}",
                         lambda: _make_failure_cards(view, now)),
        "log": LivePart(f"{view.state.batch} {len(log)} {log[-80:]}",
                    lambda: launch_status.make_folded_log(log)),
    }  # fmt: skip


def refresh_page(view: View, shown: object, batch: object) -> tuple[Any, ...]:
    """Return each part (`no_update` if unchanged), then the parts' keys, and whether to stop
    asking.

    shown: keys of the parts on the page; batch: name of the batch drawn there. If that is gone, no
    other takes its place: a sentence says so.
    """
    if view.summary is None or view.summary.name != batch:
        gone = "This batch is no longer there."
        return (*[gone if name == "said" else no_update for name in PARTS], no_update, True)
    before = shown if isinstance(shown, dict) else {}

    def explain_error(error: Exception) -> tuple[Any, ...]:
        said = f"How the batch stands cannot be told. {guarded.describe_error(error)}"
        return (*[said if name == "said" else no_update for name in PARTS], no_update, False)

    return guarded.call_with_fallback(
        "a look at the batch", lambda: _refresh_parts(view, before), explain_error
    )


def _refresh_parts(view: View, shown_keys: dict[Any, Any]) -> tuple[Any, ...]:
    """Return what `refresh_page` does, for a batch that exists; shown_keys: of the page's parts."""
    now = view.read_status()
    found = build_page_parts(view, now)
    made = [
        no_update if shown_keys.get(name) == part.key else _make_part(name, part)
        for name, part in found.items()
    ]
    return (*made, {name: part.key for name, part in found.items()}, not now.running)


def _make_part(name: str, part: LivePart) -> Any:
    """Return what a part's function makes, or why that cannot be shown."""
    return guarded.call_with_fallback(
        name, part.make, lambda error: cards.make_problem_body(guarded.describe_error(error))
    )


def _build_content(view: View) -> list[Component]:
    now = view.read_status()
    found = build_page_parts(view, now)
    live = {name: _make_part(name, found[name]) for name in PARTS[2:]}
    return [
        html.P(live["said"], id="live-said", className="sentence"),
        html.P(
            live["told"],
            id="live-told",
            className="unseen",
            **make_html_attributes({"aria-live": "polite"}),
        ),
        html.Div(live["held"], id="live-held"),
        html.Div(live["counts"], id="live-counts", className="card"),
        layout.make_legend(view),
        html.Div(live["settling"], id="live-settling"),
        html.Section(
            [html.H2(QUESTION, id="q-running"), html.Div(live["estimate"], id="live-estimate")],
            className="card",
            id="card-running",
            **make_html_attributes({"aria-labelledby": "q-running"}),
        ),
        html.Div(live["failures"], id="live-failures"),
        html.Div(live["log"], id="live-log"),
        dcc.Store(id="live-shown", data={name: part.key for name, part in found.items()}),
        dcc.Store(id="live-look"),
        dcc.Store(id="live-waiting", data=False),
        dcc.Interval(id="tick", interval=EVERY, disabled=not now.running),
    ]


def _count_done_runs(view: View, now: BatchStatus) -> int:
    return next(count.done for count in now.counts if count.name == view.variant)


def _make_estimate_body(view: View, now: BatchStatus) -> list[Component]:
    """Return the content of the running estimate's card; before any run, that there is none."""
    if not _count_done_runs(view, now):
        states = {count.name: describe_variant_state(count, now.state) for count in now.counts}
        why = f" ({states[view.variant]})" if not now.running else ""
        return cards.make_problem_body(f"No run of “{view.variant}” is done yet{why}.")
    return cards.make_card_body("running", PAGE.draw_figure("running", view), view, PAGE)


def _draw_running_shares(view: View) -> Drawn:
    """Draw who calls first in the variant shown against its number of runs; WrongInput without
    runs.
    """
    from runs.analysis.checks.running_estimate import compute_running_shares
    from runs.analysis.estimates.cluster_errors import find_fit_name

    frame = view.read_outcomes(view.variant)
    if frame.empty:
        require_runs(view, (view.variant,))
    table = view.compute_once(("running", view.variant), lambda: compute_running_shares(frame))
    record = view.batch.manifest.find_variant(view.variant)
    wanted = record.points * view.batch.manifest.runs
    there = format_run_ranges(frame["replication"])
    if record.points > 1:
        done = frame["point"].nunique()
        there = f"{there} at {done:,} of {record.points:,} points"
        there += ", the first of the design’s table and no sample of it" * (done < record.points)
    return draw_running_shares(table, view.variant, there, wanted, find_fit_name(frame))


def _make_failure_cards(view: View, now: BatchStatus) -> list[Component]:
    again = launch_status.write_rerun_intro(view) if now.failures else ""
    return [_make_failure_card(group, again) for group in now.failures]


def _make_failure_card(group: FailureGroup, rerun_intro: str) -> Component:
    """Return the card of a group of failures with at most RERUNS of its commands, below
    `rerun_intro`.
    """
    more = [f"… and {len(group.reruns) - RERUNS:,} more"] if len(group.reruns) > RERUNS else []
    lost = f"{format_count(group.tasks, 'task')}, {format_count(group.runs, 'run')}; "
    lost += format_attempts(group.time, group.since, group.attempts)
    return html.Section(
        [
            html.H2(group.error, className="failed"),
            html.P(f"{lost}. {rerun_intro}"),
            html.Pre("\n".join([*group.reruns[:RERUNS], *more])),
            html.Details([html.Summary("Traceback"), html.Pre(group.traceback)]),
        ],
        className="card",
    )


def _tabulate_run_counts(view: View) -> pd.DataFrame:
    now = view.read_status()
    rows = [vars(one) | {"state": describe_variant_state(one, now.state)} for one in now.counts]
    return pd.DataFrame(rows)


PAGE = Page(
    path="/live",
    title="Live",
    question="How far is the batch, and what has failed?",
    content=_build_content,
    figures={"settling": settling.FIGURE, "running": Figure(QUESTION, _draw_running_shares)},
    rows=_tabulate_run_counts,
    of=list_shown_variant,
    link="Live",
    group=RUN,
    pools_points=True,
)

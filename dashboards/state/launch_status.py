"""A batch's launcher as a page shows it: its log; in write mode, buttons to stop and resume."""

from __future__ import annotations

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboards.launch import process
from dashboards.state.view import View
from runs.archive.continuing import (
    Advice,
    describe_refusal,
    make_completion_advice,
    make_extension_advice,
)
from runs.archive.status import BatchStatus

STOP = "Stop: finish the tasks in hand"
ABORT = "Abort: give up the tasks in hand"


def is_stopping(view: View) -> bool:
    """Say whether the launcher that runs now has been asked to stop."""
    return process.is_stopping(view.batch)


def read_log_text(view: View) -> str:
    """Return the end of the log of this batch's launches from the dashboard; empty if there were
    none.
    """
    return process.read_log_text(view.source.outputs, view.batch.name)


def make_control_buttons(view: View, now: BatchStatus, stopping: bool) -> list[Component]:
    """Return the button that applies now (stop; abort if it is `stopping`; resume), the link to the
    results, and the field for more runs; if the dashboard is read-only, commands instead.
    """
    desk = view.source.desk
    needed = None if now.running else make_completion_advice(view.batch, now.counts)
    made: list[Component] = []
    if needed and (needed.refusal or desk is None or not desk.can_write):
        made += make_advice_paragraphs(needed)
    elif desk is not None and desk.can_write:
        if now.running:
            made.append(_make_button("abort", ABORT) if stopping else _make_button("stop", STOP))
        elif needed:
            missing = now.wanted - now.done
            made.append(_make_button("resume", f"Resume: compute the {missing:,} missing"))
    if now.done and not now.running:
        made.append(
            dcc.Link("See results", href=view.link_to_page("/overview"), className="button")
        )
    said = html.P("", id="control-said", role="status")
    return [html.Div(made, className="actions"), *_make_more_runs_control(view, now), said]


def _make_more_runs_control(view: View, now: BatchStatus) -> list[Component]:
    """Return the field that asks for more runs of a complete batch, a command if read-only; [] if
    it runs or is incomplete.
    """
    desk, manifest = view.source.desk, view.batch.manifest
    if now.running or now.done < now.wanted:
        return []
    needed = make_extension_advice(view.batch, 2 * manifest.runs)
    if needed.refusal or desk is None or not desk.can_write:
        return make_advice_paragraphs(needed)
    field: Component = dmc.TextInput(  # of text: what cannot be read is said, not dropped
        id={"type": "more", "key": "runs"},
        label=f"Runs of each variant, now {manifest.runs:,}",
        description="The first ones stay as they are; only the new ones are computed.",
        value=str(2 * manifest.runs),
        inputProps={"inputMode": "numeric", "autoComplete": "off"},
        # What is typed stays when the page is drawn anew for another variant.
        persistence=f"{view.state.batch} {manifest.runs}",
        persistence_type="memory",
        className="control",
    )
    return [html.Div([field, _make_button("more", "Compute more runs")], className="controls")]


def make_advice_paragraphs(advice: Advice) -> list[Component]:
    """Return advice as paragraphs: a command and what it does, or why it would be refused."""
    first, last = advice.lines
    return [html.P(first), html.P(last) if advice.refusal else html.Pre(last)]


def write_rerun_intro(view: View) -> str:
    """Return the sentence above the command that computes exactly the runs of one failure again."""
    if describe_refusal(view.batch):
        return "With the version this batch was computed with, run exactly these again:"
    return "Run exactly these again:"


def _make_button(act: str, text: str) -> Component:
    """Return the button of an act: stop, abort, resume or more."""
    identity = {"type": "hold", "act": act}
    return html.Button(text, id=identity, type="button", className="button")


def make_folded_log(text: str) -> list[Component]:
    """Return the log, folded; [] if it is empty."""
    if not text:
        return []
    return [html.Details([html.Summary("Log of its launches"), html.Pre(text)], className="card")]

"""What a page says of a batch’s launcher: its log; in write mode, buttons to stop and resume."""

from __future__ import annotations

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboards.view import View
from runs import launches
from runs.following import Standing

STOP = "Stop: finish the tasks in hand"
ABORT = "Abort: give up the tasks in hand"


def is_stopping(view: View) -> bool:
    """Say whether the launcher at work was asked to stop."""
    return launches.is_stopping(view.batch)


def log_text(view: View) -> str:
    """Return the end of what launches of this batch said; empty for those of a terminal."""
    return launches.log_text(view.source.outputs, view.batch.name)


def buttons(view: View, now: Standing, stopping: bool) -> list[Component]:
    """Return the button that fits and the way to the results; commands where it is read-only."""
    desk, name = view.source.desk, view.batch.name
    missing = now.wanted - now.done
    made: list[Component] = []
    if desk is not None and desk.writes:
        if now.running:
            made.append(_button("abort", ABORT) if stopping else _button("stop", STOP))
        elif missing:
            made.append(_button("resume", f"Resume: compute the {missing:,} missing"))
    elif missing and not now.running:
        made += [html.P("To compute what is missing:"), html.Pre(f"taijie resume {name}")]
    if now.done and not now.running:
        made.append(dcc.Link("See what came out", href=view.link("/first"), className="button"))
    said = html.P("", id="control-said", role="status")
    return [html.Div(made, className="actions"), *_more(view, now), said]


def _more(view: View, now: Standing) -> list[Component]:
    """Return what asks for more runs of a whole batch; the command if read-only."""
    desk, manifest = view.source.desk, view.batch.manifest
    if now.running or now.done < now.wanted:
        return []
    if desk is None or not desk.writes:
        command = f"taijie resume {manifest.name} runs={2 * manifest.runs}"
        return [html.P("For more runs of every variant:"), html.Pre(command)]
    field: Component = dmc.NumberInput(
        id={"type": "more", "key": "runs"},
        label=f"Runs of each variant, now {manifest.runs:,}",
        description="The first ones stay as they are; only the new ones are computed.",
        value=2 * manifest.runs,
        min=manifest.runs + 1,
        allowDecimal=False,
        className="control",
    )
    return [html.Div([field, _button("more", "Compute more runs")], className="controls")]


def _button(act: str, text: str) -> Component:
    identity = {"type": "hold", "act": act}
    return html.Button(text, id=identity, type="button", className="button")


def log(text: str) -> list[Component]:
    """Return the log, folded; nothing where there is none."""
    if not text:
        return []
    return [html.Details([html.Summary("Log of its launches"), html.Pre(text)], className="card")]

"""The callback by which the live page follows its batch, second by second."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from dash import Dash, Input, Output, State

from dashboards.pages import live
from dashboards.payloads import text
from dashboards.sources import Source
from dashboards.view import look


def connect(app: Dash, source: Source) -> None:
    """Let the live page look again at each tick, until nobody works on the batch."""

    def tick(_: object, shown: object, here: object, search: object) -> tuple[Any, ...]:
        batch = here.get("batch") if isinstance(here, dict) else None
        said = text(search)
        if isinstance(batch, str):  # the page stays with its batch when a newer one begins
            said = f"{said}&{urlencode({'batch': batch})}"
        return live.pulse(look(source, live.PAGE.path, said), shown, batch)

    app.callback(
        *[Output(f"live-{name}", "children") for name in live.PARTS],
        Output("live-shown", "data"),
        Output("tick", "disabled"),
        Input("tick", "n_intervals"),
        State("live-shown", "data"),
        State("here", "data"),
        State("url", "search"),
        prevent_initial_call=True,
    )(tick)

"""The player of a replay, which moves the day of every panel (assets/replay.js)."""

from __future__ import annotations

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboards.text.attributes import make_html_attributes

KEYS = (
    ("space", "play or stop"),
    ("← →", "a day back, a day on"),
    ("p, n", "previous event, next event"),
    ("x", "where the two runs part"),
    ("w", "why, and the day in full"),
    ("Home, End", "first day, last day"),
    ("?", "open or close this list"),
)
SPEEDS = ("0.5", "1", "2", "4", "8")
"""How much faster than at first it plays."""


def make_player(horizon: int, day: int, paired: bool) -> Component:
    """Return the buttons and the slider that set the day of every panel of a replay.

    day: the first one shown; paired: whether two runs are shown.
    """
    parts = [_make_player_button("parting", "Where they part", "x")] if paired else []
    speed = dmc.SegmentedControl(
        id="speed",
        data=[{"value": one, "label": f"{one}×"} for one in SPEEDS],
        value="1",
        size="xs",
        **make_html_attributes({"aria-label": "Speed"}),
    )
    shown = html.Output(
        "", id="date", htmlFor="day", **make_html_attributes({"aria-live": "polite"})
    )
    buttons = [
        _make_player_button("play", "Play", "Space"),
        _make_player_button("back", "◂ Day", "ArrowLeft", "A day back"),
        _make_player_button("on", "Day ▸", "ArrowRight", "A day on"),
        _make_player_button("previous", "◂ Event", "p", "Previous event"),
        _make_player_button("next", "Event ▸", "n", "Next event"),
        *parts,
        shown,
        speed,
        _make_player_button("why-open", "Why", "w", "Why, and the day in full"),
        _make_keyboard_help(),
    ]
    slider = dcc.Input(id="day", type="range", min=1, max=horizon, step=1, value=min(day, horizon))
    return html.Div(
        [
            html.Div(buttons, className="buttons"),
            html.Label("Day", htmlFor="day", className="unseen"),
            html.Div(slider, className="scrub"),
        ],
        className="player",
        role="group",
        **make_html_attributes({"aria-label": "Day of the replay"}),
    )


def _make_keyboard_help() -> Component:
    listed = [part for key, text in KEYS for part in (html.Dt(html.Kbd(key)), html.Dd(text))]
    return html.Details(
        [html.Summary("Keys"), html.Div(html.Dl(listed), className="behind")], id="keys"
    )


def _make_player_button(name: str, text: str, keys: str, label: str = "") -> Component:
    named = {"aria-keyshortcuts": keys} | ({"aria-label": label} if label else {})
    return html.Button(text, id=name, type="button", **make_html_attributes(named))

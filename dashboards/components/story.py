"""The story of a run as a list of turns, and of two runs as columns from the day they diverge."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from dash import html
from dash.development.base_component import Component

from dashboards.components import marks
from dashboards.text.attributes import make_html_attributes
from runs.analysis.runs.story import StoryPair, Turn

DayLink = Callable[[int], Component]
"""What stands for a day: a link to it, or a button that goes there."""


def make_turn_list(
    turns: Sequence[Turn], make_day_link: DayLink, with_dates: bool = False
) -> Component:
    """Return the turns of a story as a list, each after what `make_day_link` makes of its day.

    with_dates: whether that has a date, for which the list leaves room.
    """
    lines = [
        html.Li(
            [
                make_day_link(turn.day),
                html.Span(
                    marks.get_symbol(turn.side) if turn.side else "•",
                    className="dot",
                    **make_html_attributes({"aria-hidden": "true"}),
                ),
                html.Span(_write_turn(turn)),
            ],
            className=marks.get_css_class(turn.side) if turn.side else "",
            **make_html_attributes({"data-day": str(turn.day)}),
        )
        for turn in turns
    ]
    return html.Ol(lines, className="story dated" if with_dates else "story")


def _write_turn(turn: Turn) -> list[Component | str]:
    who: list[Component | str] = [html.B(turn.who, className="tx"), " "] if turn.who else []
    why: list[Component | str] = [" ", html.Span(turn.why, className="why")] if turn.why else []
    return [*who, turn.text, *why]


def make_diverging_stories(
    stories: StoryPair, names: Sequence[str], divergence_note: str, make_day_link: DayLink
) -> list[Component]:
    """Return the turns that both runs share, `divergence_note`, then a column for each run that has
    further turns.

    names: of the two runs, above the columns; make_day_link: as in `make_turn_list`.
    """
    common = (
        [make_turn_list(stories.common, make_day_link, with_dates=True)] if stories.common else []
    )
    columns = [
        html.Div([html.H3(f"{which}: {name}"), make_turn_list(own, make_day_link, with_dates=True)])
        for which, name, own in zip("AB", names, stories.own, strict=True)
        if own
    ]
    parting = html.P(divergence_note, id="parts-said", className="parting")
    return [*common, parting, html.Div(columns, className="parted")]

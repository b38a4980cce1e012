"""The story beside a replay, and the same as text, as Markdown and as a picture."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboards.components.story import make_diverging_stories, make_turn_list
from dashboards.figures.story import Column, Picture
from dashboards.state.replay_choice import (
    ShownRun,
    find_chosen_run,
    find_shown_divergence,
    list_shown_runs,
    write_answer,
)
from dashboards.state.view import View
from dashboards.text.attributes import make_html_attributes
from runs.analysis.runs.divergence_text import write_divergence
from runs.analysis.runs.story import StoryPair, tell_story, tell_two_stories
from runs.analysis.runs.story_text import (
    TURNS_OF_A_PAGE,
    to_markdown,
    write_date,
    write_run_story,
    write_run_title,
    write_two_stories,
)


def make_story_panel(view: View, shown: list[ShownRun]) -> Component:
    """Return the story of the run, or of both runs shown as far as they share it and then in
    columns, with links to download it.
    """
    if len(shown) < 2:
        turns = tell_story(shown[0].trace, TURNS_OF_A_PAGE)
        told = [make_turn_list(turns, _make_day_button, with_dates=True)]
    else:
        names = [run.name for run in shown]
        told = make_diverging_stories(
            _tell_two_stories(view, shown),
            names,
            _write_divergence_note(view, shown),
            _make_day_button,
        )
    body = html.Div(
        told,
        className="told",
        tabIndex="0",
        role="region",
        **make_html_attributes({"aria-labelledby": "q-story"}),
    )
    head = [
        html.H2("The story", id="q-story"),
        html.Span(_make_download_links(view), className="more"),
    ]
    return html.Section([html.Div(head, className="fh"), body], className="card tale")


def _make_day_button(day: int) -> Component:
    named = make_html_attributes({"data-day": str(day), "aria-label": f"Go to day {day}"})
    return html.Button([html.B(str(day)), html.Small()], type="button", className="day", **named)


def _make_download_links(view: View) -> list[Component]:
    """Return the links to the story as text, Markdown, SVG and PNG."""
    of = find_chosen_run(view)
    here: dict[str, Any] = {"run": of.run, "point": of.point or None, "rule": None, "day": None}
    picture = view.link_to_page(format="svg", **here)
    name = f"taijie-run-{of.run}"
    png = html.Button(
        "PNG",
        type="button",
        className="action svg-png",
        **make_html_attributes({"data-svg": picture, "data-name": name}),
    )
    return [
        html.A("Text", href=view.link_to_page(format="txt", **here), target="_blank"),
        html.A("Markdown", href=view.link_to_page(format="md", **here), download=f"{name}.md"),
        html.A("SVG", href=picture, download=f"{name}.svg"),
        png,
    ]


def _tell_two_stories(view: View, shown: list[ShownRun]) -> StoryPair:
    """Return the turns that both runs share, where they diverge, and each run's own turns."""
    traces = (shown[0].trace, shown[1].trace)
    return tell_two_stories(traces, find_shown_divergence(view).day, TURNS_OF_A_PAGE)


def _write_divergence_note(view: View, shown: list[ShownRun]) -> str:
    """Return a sentence on when and in what the two runs diverge, without the terms of utility,
    which another figure shows.
    """
    without_terms = replace(find_shown_divergence(view), leads=None, draw=None)
    return write_divergence(without_terms, *(run.name for run in shown))


def write_story_text(view: View) -> str:
    """Return the story of the run or runs shown as lines of plain text."""
    shown = list_shown_runs(view)
    trace = shown[0].trace
    if len(shown) < 2:
        return write_run_story(trace)
    names, where = [run.name for run in shown], _write_divergence_note(view, shown)
    beside = write_answer(view)[0] if view.twin else f"beside “{names[1]}”"
    title = f"{write_run_title(trace)}: {beside}"
    return write_two_stories(trace, title, _tell_two_stories(view, shown), names, where)


def draw_story_picture(view: View) -> str:
    """Return the story of the run or runs shown as SVG."""
    shown = list_shown_runs(view)
    trace = shown[0].trace
    title, told = write_answer(view)
    caption = f"{view.batch.name} · {write_run_title(trace)} · n = 1 · {' '.join(told)}"
    picture = Picture(title, caption, lambda day: write_date(trace, day))
    if len(shown) < 2:
        return picture.draw(tell_story(trace, TURNS_OF_A_PAGE))
    parted = _tell_two_stories(view, shown)
    columns = [Column(run.name, own) for run, own in zip(shown, parted.own, strict=True) if own]
    return picture.draw(parted.common, _write_divergence_note(view, shown), columns)


FILES = {
    "txt": write_story_text,
    "md": lambda view: to_markdown(write_story_text(view)),
    "svg": draw_story_picture,
}
"""What the address gives with `format=`."""

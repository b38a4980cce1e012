"""The layout of every page: frame, heading, notices, legend, footer."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from dash import dcc, html
from dash.development.base_component import Component

from dashboards.components import frame as frame_parts
from dashboards.components import guarded
from dashboards.components.frame import SideBarEntry
from dashboards.components.guarded import PagePart
from dashboards.figures.grammar import MONTE_CARLO, OVER_DRAWS, SPREAD
from dashboards.state.view import View
from dashboards.text import labels
from dashboards.text.attributes import make_html_attributes
from runs.analysis.sides import NamedSide, get_sides
from runs.analysis.text.names import format_count

FIRST_AND_SECOND = ("first", "second")
"""How scripts and styles call the sides, whoever they are."""


class Frame(NamedTuple):
    """What a page shows around its content: title, question, side bar entries and the like."""

    title: str
    question: str
    links: Sequence[SideBarEntry] = ()
    """The entries of the side bar, in order."""
    has_metric: bool = False
    pools_points: bool = False
    """Whether it says that it counts runs over the points of a design."""
    picks: Callable[[View], Sequence[str]] = lambda _: ()
    """URL keys of the variants that the top bar lets choose."""
    conditional: bool = False
    """Whether it shows results, which hold in this model and with these settings."""


def build_page(
    view: View,
    frame: Frame,
    content: list[Component],
    control_values: Mapping[str, object] = MappingProxyType({}),
    heading: Component | None = None,
) -> list[Component]:
    """Return a whole page: side bar, top bar, heading, notices, content, footer.

    control_values: key -> value of controls that the address leaves open; heading: replaces title
    and question.
    """
    picks = guarded.call_with_fallback("the choices", lambda: frame.picks(view), lambda _: ())
    main = html.Main(
        [
            *_make_print_head(view, picks),
            _make_heading(frame, heading),
            html.P(id="long-said", className="notice", role="status"),
            *guarded.assemble_page([PagePart("a notice", lambda: _make_notices(view, frame))]),
            *content,
        ],
        id="main",
        style=make_side_colours(),
        **make_html_attributes({"data-sides": _serialize_sides()}),
    )
    bar = frame_parts.make_top_bar(view, picks, _make_batch_facts_or_error(view))
    sheet = html.Div([bar, main, _make_footer()], className="sheet")
    return [
        html.Div([frame_parts.make_side_bar(view, frame.links), sheet], className="frame"),
        frame_parts.make_bottom_tabs(view, frame.links),
        dcc.Store(id="mark", data=_make_page_token(view)),
        dcc.Store(
            id="here",
            data=_collect_page_facts(view, frame)
            | {f"shown_{key}": value for key, value in control_values.items()},
        ),
    ]


def _make_print_head(view: View, variant_keys: Sequence[str]) -> list[Component]:
    """Return the line that names batch and variants on paper, where the bars are not printed."""
    if view.summary is None:
        return []
    named = [f"{frame_parts.PICKS[key]}: {getattr(view, key)}" for key in variant_keys]
    said = ["Taijie", view.summary.name, labels.format_batch_size(view.summary), *named]
    return [html.P(" · ".join(said), className="on-paper")]


def _make_heading(frame: Frame, heading: Component | None) -> Component:
    """Return the page's heading: `heading` or, if that is None, the page's title and question."""
    said = make_html_attributes({"data-title": frame.title})
    if heading is not None:
        return html.Div(heading, className="heading", **said)
    title = html.H1(frame.title, id="title", tabIndex="-1")
    asked = html.P([frame.question, *make_model_note(frame.conditional)], className="question")
    return html.Div([title, asked], className="heading", **said)


def make_answer_head(
    answer: str, basis: Sequence[Component | str], chips: Sequence[Component] = ()
) -> Component:
    """Return a heading that is a sentence (`answer`); below it `basis`, what that rests on, and at
    its right small labels (chips).
    """
    said = [html.H1(answer, id="title", tabIndex="-1"), html.P(list(basis), className="question")]
    return html.Div(
        [html.Div(said), html.Div(list(chips), className="chips")], className="head-line"
    )


def make_model_note(shown: bool = True) -> list[Component]:
    """Return the note that results hold only in this model; [] unless `shown`."""
    return [html.Span(f" {labels.CONDITION}", className="condition")] if shown else []


def make_side_colours() -> dict[str, str]:
    """Return a CSS style that defines the colours of the sides in use within its element."""
    return {f"--side-{place}": side.colour for place, side in _list_sides_in_order()}


def _list_sides_in_order() -> Iterable[tuple[str, NamedSide]]:
    """Return ("first" or "second", side) of both sides in use."""
    return zip(FIRST_AND_SECOND, get_sides(), strict=True)


def _serialize_sides() -> str:
    """Return a JSON text for the page's scripts: key of each side -> place ("first" or "second"),
    title, label and short name.
    """
    told = {
        side.key: {"place": place, "title": side.title, "label": side.label, "short": side.short}
        for place, side in _list_sides_in_order()
    }
    return json.dumps(told, ensure_ascii=False)


def _make_page_token(view: View) -> str:
    """Return the token by which the server recognises clicks on this page; empty if the dashboard
    is read-only.
    """
    desk = view.source.desk
    return "" if desk is None or not desk.can_write else desk.access.make_page_token()


def _collect_page_facts(view: View, frame: Frame) -> dict[str, object]:
    """Return the page's state for its scripts (`_resolve_page_state`); if that fails, only path and
    batch.
    """
    nothing: dict[str, object] = {"path": view.path, "batch": view.state.batch}
    return guarded.call_with_fallback(
        "the state", lambda: _resolve_page_state(view, frame), lambda _: nothing
    )


def _resolve_page_state(view: View, frame: Frame) -> dict[str, object]:
    """Return the value of each key of the URL, with defaults filled in, for the page's scripts."""
    here: dict[str, object] = {"path": view.path, "batch": view.state.batch, "run": view.state.run}
    here |= {"point": view.state.point, "among": view.state.among}
    here |= {"kind": view.kind, "verdict": view.verdict, "theme": view.state.theme}
    here |= {"stage": view.stage, "side": view.side, "audience": view.audience}
    if view.summary and view.variants:
        here |= {"variant": view.variant, "a": view.a, "b": view.b}
        chosen = view.metric if frame.has_metric else view.state.metric
        here |= {"metric": chosen, "when": view.when, "rule": view.state.rule}
    return here


def _make_batch_facts_or_error(view: View) -> list[Component]:
    """Return the components on the batch's state, or a sentence on why it cannot be read."""
    return guarded.call_with_fallback(
        "the header",
        lambda: make_batch_facts(view),
        lambda error: [html.Span(guarded.describe_error(error))],
    )


def make_batch_facts(view: View) -> list[Component]:
    """Return the components on the batch's state, for the top bar."""
    return frame_parts.make_batch_facts(view)


def _make_notices(view: View, frame: Frame) -> list[Component]:
    said = [*view.notices, *(_write_pooling_notes(view) if frame.pools_points else [])]
    return [html.P(notice, className="notice", role="status") for notice in said]


def _write_pooling_notes(view: View) -> list[str]:
    """Return a sentence on a page that counts runs over all points of a design; [] without a
    design.
    """
    design = view.batch.manifest.design if view.summary else None
    if design is None:
        return []
    worlds = format_count(view.batch.manifest.runs, "random world")
    return [
        f"This batch plays a design: what stands here pools its {design.points:,} points, which "
        f"share their {worlds}; Sweep shows point by point."
    ]


def make_legend(view: View | None = None) -> Component:
    """Return the permanent legend: how simulation error and spread of outcomes are drawn, never
    alike.

    view: given by a page that also shows intervals over a fit's parameter sets; the legend names
    these if the view's batch has a fit.
    """
    hidden = make_html_attributes({"aria-hidden": "true"})
    over_draws = [html.Span(className="mark-draws", **hidden), html.Span(OVER_DRAWS)]
    return html.P(
        [
            *(over_draws if view and view.summary and view.batch.manifest.fit else []),
            html.Span(className="mark-error", **make_html_attributes({"aria-hidden": "true"})),
            html.Span(MONTE_CARLO),
            html.Span(className="mark-spread", **make_html_attributes({"aria-hidden": "true"})),
            html.Span(SPREAD),
        ],
        className="legend",
    )


def _make_footer() -> Component:
    return html.Footer([html.P(labels.POSITIONS)])

"""What surrounds every page: skip link, header of the batch, pages, notices, legend, footer."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from dash import dcc, html
from dash.development.base_component import Component

from dashboards.components import guarded
from dashboards.components.guarded import Part
from dashboards.figures.grammar import MONTE_CARLO, SPREAD
from dashboards.state.view import View
from dashboards.text import labels
from dashboards.text.attributes import make_html_attributes
from dashboards.text.hints import write_command_hint
from runs.analysis.sides import NamedSide, get_sides
from runs.analysis.text.names import format_count

FIRST_AND_SECOND = ("first", "second")
"""How scripts and styles call the sides, whoever they are."""
PASSING = ("figure", "format", "where", "set", "run", "point", "day", "rule", "sort")
"""Keys of the URL that a change of page leaves behind."""


class Frame(NamedTuple):
    """What surrounds the content of a page."""

    title: str
    question: str
    links: Sequence[tuple[str, str]] = ()
    """Path and name of every page the header leads to, in order."""
    has_metric: bool = False
    pools_points: bool = False
    """Whether it says that it counts runs over the points of a design."""


def build_page(
    view: View,
    frame: Frame,
    content: list[Component],
    stands: Mapping[str, object] = MappingProxyType({}),
) -> list[Component]:
    """Return a whole page: header, heading, notices, content, footer.

    stands: where its controls stand for what the address leaves to the page.
    """
    return [
        _make_header(view, frame.links),
        html.Main(
            [
                html.Div(
                    [
                        html.H1(frame.title, id="title", tabIndex="-1"),
                        html.P(frame.question, className="question"),
                    ],
                    className="heading",
                ),
                html.P(id="long-said", className="notice", role="status"),
                *guarded.assemble_page([Part("a notice", lambda: _make_notices(view, frame))]),
                *content,
            ],
            id="main",
            style={f"--side-{place}": side.colour for place, side in _place_sides()},
            **make_html_attributes({"data-sides": _describe_sides()}),
        ),
        _make_footer(),
        dcc.Store(id="mark", data=_make_page_mark(view)),
        dcc.Store(
            id="here",
            data=_collect_page_facts(view, frame)
            | {f"shown_{key}": value for key, value in stands.items()},
        ),
    ]


def _place_sides() -> Iterable[tuple[str, NamedSide]]:
    return zip(FIRST_AND_SECOND, get_sides(), strict=True)


def _describe_sides() -> str:
    """Return what the scripts of a page call its sides, as JSON by their keys."""
    told = {
        side.key: {"place": place, "title": side.title, "label": side.label, "short": side.short}
        for place, side in _place_sides()
    }
    return json.dumps(told, ensure_ascii=False)


def _make_page_mark(view: View) -> str:
    """Return what proves that a press of a button comes from this page; empty if read-only."""
    desk = view.source.desk
    return "" if desk is None or not desk.writes else desk.access.make_page_mark()


def _collect_page_facts(view: View, frame: Frame) -> dict[str, object]:
    """Return what the page shows, as far as it can be told."""
    nothing: dict[str, object] = {"path": view.path, "batch": view.state.batch}
    return guarded.call_with_fallback(
        "the state", lambda: _resolve_page_state(view, frame), lambda _: nothing
    )


def _resolve_page_state(view: View, frame: Frame) -> dict[str, object]:
    """Return what the page shows, resolved: what scripts compare a control's value with."""
    here: dict[str, object] = {"path": view.path, "batch": view.state.batch, "run": view.state.run}
    here |= {"point": view.state.point, "among": view.state.among}
    here |= {"kind": view.kind, "verdict": view.verdict, "theme": view.state.theme}
    here |= {"stage": view.stage, "side": view.side, "audience": view.audience}
    if view.summary and view.variants:
        here |= {"variant": view.variant, "a": view.a, "b": view.b}
        chosen = view.metric if frame.has_metric else view.state.metric
        here |= {"metric": chosen, "when": view.when, "rule": view.state.rule}
    return here


def _make_header(view: View, pages: Sequence[tuple[str, str]]) -> Component:
    links = [
        dcc.Link(
            name,
            href=_make_page_address(path, view),
            className="current" if path == view.path else "",
        )
        for path, name in pages
    ]
    return html.Header(
        [
            html.Div(
                [
                    dcc.Link("Taijie", href=_make_page_address("/", view), className="brand"),
                    html.Nav(links, **make_html_attributes({"aria-label": "Pages"})),
                    html.Div(
                        [
                            html.Button("Dark or light", id="theme", type="button"),
                            html.Button(
                                "Copy link",
                                id="copy",
                                type="button",
                                **make_html_attributes({"data-batch": view.state.batch or ""}),
                            ),
                            dcc.Link(
                                "Help", href=_make_page_address("/help", view), className="button"
                            ),
                        ],
                        className="tools",
                    ),
                ],
                className="bar",
            ),
            html.Div(make_batch_facts_or_error(view), className="facts", id="live-facts"),
        ]
    )


def _make_page_address(path: str, view: View) -> str:
    return view.link_to_page(path, **dict.fromkeys(PASSING))


def make_batch_facts_or_error(view: View) -> list[Component]:
    """Return the facts of the header, or why they cannot be told."""
    return guarded.call_with_fallback(
        "the header",
        lambda: make_batch_facts(view),
        lambda error: [html.Span(guarded.describe_error(error))],
    )


def make_batch_facts(view: View) -> list[Component]:
    """Return what the header says of the batch; the live page asks for it again."""
    if view.summary is None and view.unreadable:
        return [html.Span(view.unreadable)]
    if view.summary is None:
        example = write_command_hint(view.source.outputs, f"taijie run {labels.EXAMPLE}")
        return [html.Span(f"No batch in {view.source.outputs} yet: {example}")]
    manifest, summary = view.batch.manifest, view.summary
    known = [
        ("batch", summary.name),
        ("code", (manifest.commit or "unknown")[:12]),
        ("config", view.batch.manifest.find_variant(view.variant).hash[:10]),
        ("size", labels.format_batch_size(summary)),
    ]
    if summary.done < summary.wanted - summary.failed:
        known.append(("done", f"{summary.done:,} of {summary.wanted:,} runs"))
    shown = [html.Span([html.B(f"{name} "), text]) for name, text in known]
    failed = [
        dcc.Link(
            f"{summary.failed:,} failed",
            href=_make_page_address("/failures", view),
            className="failed",
        )
        if summary.failed
        else html.Span("0 failed")
    ]
    return [*shown, *failed]


def _make_notices(view: View, frame: Frame) -> list[Component]:
    said = [*view.notices, *(_write_pooling_notes(view) if frame.pools_points else [])]
    return [html.P(notice, className="notice", role="status") for notice in said]


def _write_pooling_notes(view: View) -> list[str]:
    """Return what is to be known of a page that pools the points of a design."""
    design = view.batch.manifest.design if view.summary else None
    if design is None:
        return []
    worlds = format_count(view.batch.manifest.runs, "random world")
    return [
        f"This batch plays a design: what stands here pools its {design.points:,} points, which "
        f"share their {worlds}; Sweep shows point by point."
    ]


def make_legend() -> Component:
    """Return the standing legend: error and spread are never drawn alike."""
    return html.P(
        [
            html.Span(className="mark-error", **make_html_attributes({"aria-hidden": "true"})),
            html.Span(MONTE_CARLO),
            html.Span(className="mark-spread", **make_html_attributes({"aria-hidden": "true"})),
            html.Span(SPREAD),
        ],
        className="legend",
    )


def _make_footer() -> Component:
    return html.Footer([html.P(labels.POSITIONS)])

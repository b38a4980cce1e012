"""Board: variants of any batches side by side, each against the first."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import pandas as pd
from dash import dcc, html
from dash.development.base_component import Component

from dashboards.components import controls, guarded, layout, marks, outcomes
from dashboards.components.changes import list_changes, make_changes_table
from dashboards.components.frame import make_info_button
from dashboards.components.guarded import PagePart
from dashboards.figures.board import QUESTION, draw_board_differences
from dashboards.figures.grammar import Drawn, draw_blank_figure
from dashboards.pages import cards
from dashboards.pages.page import SIDE_BY_SIDE, Figure, Page
from dashboards.state import pins
from dashboards.state.board import Pinned, compare_with_first, explain_unpaired, open_pins
from dashboards.state.view import View
from dashboards.text import labels
from dashboards.text.attributes import make_html_attributes
from runs.archive.in_use import use_batch
from runs.errors import WrongInput

EMPTY = "Nothing is pinned. “Pin” on Batches, Overview and Variants puts up to 8 variants here."


def _require_first_view(pinned: Sequence[Pinned]) -> View:
    """Return the view of the first pinned variant; WrongInput if it cannot be shown."""
    first = pinned[0].view
    if first is None:
        raise WrongInput(
            f"The first pin cannot be shown, so that nothing can be compared with it. "
            f"{pinned[0].why}",
            key="pins",
        )
    return first


def _has_fit_draws(pinned: Sequence[Pinned]) -> bool:
    """Say whether the runs of any pin use parameter sets drawn from a fit."""
    return any(one.view is not None and bool(one.view.batch.manifest.fit) for one in pinned)


def _build_content(view: View) -> list[guarded.Item]:
    pinned = open_pins(view)
    if not pinned:
        return [html.P(EMPTY, className="sentence")]
    columns = guarded.assemble_page(
        [PagePart(one.label, partial(_make_pin_column, view, pinned, one)) for one in pinned]
    )
    legend = marks.make_legend(_has_fit_draws(pinned))
    made: list[guarded.Item] = [
        html.Section([html.Div([html.H2("Who calls first?"), legend], className="fh"),
                      html.Div(columns, className="outcomes")], className="card"),
    ]  # fmt: skip
    if len(pinned) > 1:
        made += [
            PagePart("the choice of a metric", lambda: _make_controls(pinned)),
            cards.make_waiting_card("differences", QUESTION, view),
        ]
    csv = html.A("CSV", href=view.link_to_page(format="csv"), className="action")
    json = html.A("JSON", href=view.link_to_page(format="json", figure="pins"), className="action")
    return [*made, html.Div([csv, json], className="actions")]


def _make_controls(pinned: Sequence[Pinned]) -> Component:
    """Return the menu of the metrics that the first pin's runs have."""
    first = _require_first_view(pinned)
    with use_batch(first.manifest):
        return controls.make_control_bar(controls.make_metric_control(first))


def _make_pin_column(view: View, pinned: Sequence[Pinned], entry: Pinned) -> Component:
    """Return a pin's column: head, shares of first movers and median day; or why it is not
    shown.
    """
    if entry.view is None:
        said = guarded.make_paragraphs(entry.why)
        return html.Div([_make_pin_title(view, entry), *said], className="outcome", role="status")
    with use_batch(entry.view.manifest):
        shown = outcomes.read_outcomes(entry.view, [entry.name])
        if shown.shares.empty:
            raise WrongInput(f"The runs of “{entry.name}” cannot be read.", key="pins")
        column = outcomes.make_column(
            entry.view,
            entry.name,
            shown,
            _make_pin_head(view, pinned, entry),
        )
        return html.Div(column, className="sided", style=layout.make_side_colours())


def _make_pin_title(view: View, entry: Pinned) -> Component:
    """Return a pin's number and name, with the links that move or remove it."""
    held = pins.read_pins(view)
    at, last = entry.place - 1, len(held)
    tools = [
        _make_board_link(view, pins.move_pin(held, at, by), sign, f"Move {entry.label} {way}")
        for by, sign, way in ((-1, "↑", "up"), (1, "↓", "down"))
        if 0 <= at + by < last
    ]
    rest = [pin for pin in held if pin != entry.pin]
    gone = _make_board_link(view, rest, "✕", f"Take {entry.label} off the board")
    text = f"{entry.place} {labels.capitalize_sentence(entry.name)}"
    title = dcc.Link(text, href=entry.view.link_to_page("/overview")) if entry.view else text
    return html.Div([html.H3(title), html.Span([*tools, gone], className="more")], className="fh")


def _make_board_link(
    view: View, pins_shown: Sequence[pins.Pin], symbol: str, action: str
) -> Component:
    """Return a link, shown as a symbol, to the board with the pins `pins_shown`; action: what a
    click does, for screen readers.
    """
    shown = html.Span(symbol, **make_html_attributes({"aria-hidden": "true"}))
    address = view.link_to_page(pins=pins.format_pins(pins_shown))
    named = html.Span(action, className="unseen")
    return dcc.Link([shown, named], href=address, title=action, className="pin")


def _make_pin_head(view: View, pinned: Sequence[Pinned], entry: Pinned) -> list[Component]:
    """Return a pin's title, its runs and seed, and what differs from the first pin (`pinned[0]`);
    [] if it cannot be shown.
    """
    if entry.view is None or entry.view.summary is None:
        return []
    summary, first = entry.view.summary, pinned[0]
    runs = next(one.done for one in entry.view.read_status().counts if one.name == entry.name)
    facts = f"{summary.title or summary.name}: {runs:,} runs, seed {summary.seed}"
    return [
        _make_pin_title(view, entry),
        html.P(facts, className="about"),
        html.Div(_describe_change_from_first(first, entry), className="about beside"),
    ]


def _describe_change_from_first(first: Pinned, entry: Pinned) -> list[Component]:
    """Return a pin's settings that differ from the first pin's, and whether both share their random
    numbers; for the first itself, that all are compared with it.
    """
    if entry.place == 1 or entry.view is None:
        return [html.Span("All are compared with it.")]
    if first.view is None:
        return [html.Span("The first cannot be shown.")]
    changes = list_changes(first.view, first.name, entry.view, entry.name)
    why = explain_unpaired(first.view, entry.view)
    said = labels.capitalize_sentence(outcomes.write_changes(changes))
    said += f". Not paired: {why}." if why else ". Paired."
    table = make_changes_table(changes, first.label, entry.label)
    info = [make_info_button(table, f"What differs from {first.label}")] if changes else []
    return [html.Span(said), *info]


def _draw_differences(view: View) -> Drawn:
    """Draw how each pin differs from the first; an empty figure without pins, WrongInput if the
    first cannot be shown.
    """
    pinned = open_pins(view)
    if not pinned:
        return Drawn(QUESTION, EMPTY, "", draw_blank_figure(), pd.DataFrame({"why": [EMPTY]}))
    first = _require_first_view(pinned)
    with use_batch(first.manifest):
        from runs.analysis.estimates.metrics import find_metric

        table = compare_with_first(first, pinned[1:], first.metric)
        return draw_board_differences(table, pinned[0].label, find_metric(first.metric))


def _tabulate_pin(entry: Pinned) -> pd.DataFrame:
    """Return one row of a pinned variant: pin (its number), batch, variant, why (it cannot be
    shown; empty if it can) and, if shown, title, seed and the numbers of summarise_variants.
    """
    from runs.analysis.comparison.overview import summarise_variants

    named = {"pin": entry.place, "batch": entry.pin.batch, "variant": entry.name, "why": entry.why}
    if entry.view is None or entry.view.summary is None:
        return pd.DataFrame([named])
    counted = entry.view.source.tally_outcomes(entry.view.summary)
    with use_batch(entry.view.manifest):
        rows = summarise_variants(counted)
    own = rows[rows["variant"] == entry.name].drop(columns="variant").reset_index(drop=True)
    named |= {"title": entry.view.summary.title, "seed": entry.view.summary.seed}
    return pd.concat([pd.DataFrame([named]), own], axis=1)


def _tabulate_pins(view: View) -> pd.DataFrame:
    """Return a row for each pinned variant (`_tabulate_pin`); WrongInput without pins."""
    pinned = open_pins(view)
    if not pinned:
        raise WrongInput(EMPTY, key="pins")
    return pd.concat([_tabulate_pin(one) for one in pinned], ignore_index=True)


def _list_pin_records(view: View) -> list[dict[str, Any]]:
    """Return the rows of `_tabulate_pins`, each as column -> value without missing values."""
    rows = _tabulate_pins(view).astype(object).to_dict("records")
    return [{str(key): one for key, one in row.items() if one == one} for row in rows]


PAGE = Page(
    path="/board",
    title="Board",
    question="How do variants of any batches compare?",
    content=_build_content,
    figures={"differences": Figure(QUESTION, _draw_differences)},
    rows=_tabulate_pins,
    parts={"pins": _list_pin_records},
    needs_batch=False,
    has_results=lambda view: bool(open_pins(view)),
    choices=lambda view: ("variant",) if view.summary else (),
    link="Board",
    group=SIDE_BY_SIDE,
    has_metric=True,
)

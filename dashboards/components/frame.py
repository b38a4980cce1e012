"""The frame of every page: a side bar of pages by group, a top bar, and tabs on a phone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from dash import dcc, html
from dash.development.base_component import Component

from dashboards.components import controls, guarded
from dashboards.state.pins import MOST, Pin, link_to_toggled_pin, make_pin, read_pins
from dashboards.state.view import View
from dashboards.text import labels
from dashboards.text.attributes import make_html_attributes
from dashboards.text.hints import write_command_hint
from runs.archive.status import describe_absent_variants

PASSING = (
    *("figure", "format", "where", "set", "run", "point", "day", "rule", "sort", "twin", "since"),
    *("days", "levers", "lever", "worlds", "kept", "find", "tags", "hidden"),
    *("made_since", "made_until"),
)
"""Keys of the URL that a change of page leaves behind."""
PICKS = {"variant": "Variant", "a": "A", "b": "B"}


class SideBarEntry(NamedTuple):
    """An entry of the side bar: a page's path, name and group."""

    path: str
    name: str
    group: str


def make_page_address(path: str, view: View) -> str:
    """Return the address of the page at `path` with the choices of this one (batch, variants and
    others), without those of PASSING.
    """
    return view.link_to_page(path, **dict.fromkeys(PASSING))


def _make_entry_link(entry: SideBarEntry, view: View, css_class: str = "") -> Component:
    """Return the link to an entry's page about the same batch, marked if it is the page shown."""
    current = "current" if entry.path == view.path else ""
    return dcc.Link(
        entry.name,
        href=make_page_address(entry.path, view),
        className=f"{css_class} {current}".strip(),
    )


def _group_entries(entries: Sequence[SideBarEntry]) -> Iterable[tuple[str, list[SideBarEntry]]]:
    """Yield each group's name and its entries."""
    for group in dict.fromkeys(entry.group for entry in entries):
        yield group, [entry for entry in entries if entry.group == group]


def make_side_bar(view: View, entries: Sequence[SideBarEntry]) -> Component:
    """Return the side bar: links to all pages by group; a group of one page is a single link."""
    inside: list[Component] = [
        html.Div(dcc.Link("Taijie", href=make_page_address("/", view), className="brand"))
    ]
    for group, members in _group_entries(entries):
        if [member.name for member in members] == [group]:
            inside.append(_make_entry_link(members[0], view, "top"))
            continue
        inside.append(html.P(group, className="group"))
        inside += [_make_entry_link(member, view) for member in members]
    foot = [
        dcc.Link("Help", href=make_page_address("/help", view)),
        html.Button("« Collapse", id="rail-close", type="button"),
    ]
    return html.Nav(
        [*inside, html.Div(foot, className="foot")],
        id="rail",
        className="rail",
        **make_html_attributes({"aria-label": "Pages"}),
    )


def make_bottom_tabs(view: View, entries: Sequence[SideBarEntry]) -> Component:
    """Return the groups of pages as tabs at the foot of a narrow screen."""
    here = next((entry.group for entry in entries if entry.path == view.path), "")
    tabs = [
        dcc.Link(
            group,
            href=make_page_address(members[0].path, view),
            className="current" if group == here else "",
        )
        for group, members in _group_entries(entries)
    ]
    return html.Nav(tabs, className="tabs", **make_html_attributes({"aria-label": "Groups"}))


def make_top_bar(view: View, variant_keys: Sequence[str], status: list[Component]) -> Component:
    """Return the top bar: menus of batch and variants, the state of the batch, and page tools.

    variant_keys: URL keys of the variants that may be chosen here; status: components on the
    batch's state.
    """
    copied = make_html_attributes({"data-batch": view.state.batch or ""})
    opener = make_html_attributes({"aria-label": "All pages", "aria-controls": "rail"})
    tools = [
        *guarded.assemble_page(
            [guarded.PagePart("the pins", lambda: _make_pin_links(view, variant_keys))]
        ),
        html.Button("Print", id="print", type="button"),
        html.Button("Copy link", id="copy", type="button", **copied),
        html.Button(
            "◐", id="theme", type="button", **make_html_attributes({"aria-label": "Dark or light"})
        ),
    ]
    return html.Header(
        [
            html.Button("☰", id="rail-open", type="button", **opener),
            html.Div(make_menus(view, variant_keys), className="picks", id="live-picks"),
            *([_make_batch_details(view)] if view.summary else []),
            html.Div(status, className="facts", id="live-facts"),
            html.Div(tools, className="tools"),
        ],
        className="bar",
    )


def make_menus(view: View, variant_keys: Sequence[str]) -> list[Component]:
    """Return the menus of batch and variants, or why they cannot be shown.

    variant_keys: URL keys of the variants that may be chosen.
    """
    menus = guarded.PagePart(
        "the choice of a batch", lambda: _make_batch_and_variant_menus(view, variant_keys)
    )
    return guarded.assemble_page([menus])


def make_pin_link(view: View, pin: Pin, name: str) -> Component:
    """Return the link that pins a variant, shown as `name`, to the board or unpins it; a note if
    the board is full.
    """
    address, there = link_to_toggled_pin(view, pin)
    if not there and len(read_pins(view)) >= MOST:
        return html.Span("Board full", className="pin")
    said = f"Take {name} off the board" if there else f"Pin {name} to the board"
    named = html.Span(f" {name}", className="unseen")
    return dcc.Link(["Unpin" if there else "Pin", named], href=address, title=said, className="pin")


def _make_pin_links(view: View, variant_keys: Sequence[str]) -> list[Component]:
    """Return the link that pins the variant shown to the board, if `variant_keys` has "variant"
    (the page shows one), and the link to the board, if anything is pinned.
    """
    pinned = len(read_pins(view))
    board = dcc.Link(f"Board {pinned}", href=make_page_address("/board", view), className="pin")
    one = []
    if view.summary and "variant" in variant_keys:
        one = [make_pin_link(view, make_pin(view, view.variant), view.variant)]
    return [*one, *([board] if pinned and view.path != "/board" else [])]


def _make_batch_and_variant_menus(view: View, variant_keys: Sequence[str]) -> list[Component]:
    """Return a menu of the batches that are not hidden, and one for each variant key; [] without a
    batch.
    """
    if view.summary is None:
        return []
    listed = {one.name: one for one in view.source.list_batches() if not one.hidden}
    known = (
        {view.summary.name: view.summary} | listed if view.summary.name not in listed else listed
    )
    options = [(one.name, one.title or one.name) for one in known.values()]
    batch = controls.make_choice_control(
        "batch", "Batch", view.summary.name, options, css_class="pick"
    )
    of = [
        controls.make_variant_control(view, key, PICKS[key], f"pick pick-{key}")
        for key in variant_keys
    ]
    return [batch, *of]


def _make_batch_details(view: View) -> Component:
    """Return the details that identify the batch, folded behind an (i)."""
    rows = guarded.call_with_fallback(
        "what the batch is known by", lambda: _list_batch_facts(view), lambda _: []
    )
    shown = [part for name, text in rows for part in (html.Dt(name), html.Dd(text))]
    return make_info_button([html.Dl(shown)], "About this batch")


def _list_batch_facts(view: View) -> list[tuple[str, str]]:
    """Return (title, text) of the batch's name, size, runs, code version, hash of the configuration
    and, if any, variants without runs.
    """
    manifest, summary = view.batch.manifest, view.summary
    if summary is None:
        return []
    absent = describe_absent_variants(view.read_status())
    return [
        ("batch", summary.name),
        ("size", labels.format_batch_size(summary)),
        ("runs", f"{summary.done:,} done, {summary.failed:,} failed"),
        ("code", (manifest.commit or "unknown")[:12]),
        ("config", manifest.find_variant(view.variant).hash[:10]),
        *([("without runs", absent)] if absent else []),
    ]


def make_info_button(content: list[Component], title: str) -> Component:
    """Return an (i) button that shows `content` when it is opened."""
    name = make_html_attributes({"aria-label": title})
    return html.Details(
        [html.Summary("i", title=title, **name), html.Div(content, className="behind")],
        className="note",
    )


def make_method_note(title: str, *paragraphs: str) -> Component:
    """Return the (i) of the card with this title, which explains how its content is computed; empty
    paragraphs are left out.
    """
    told = [html.P(text, className="about") for text in paragraphs if text]
    return html.Div(
        make_info_button(list(told), f"How this is computed: {title}"), className="method"
    )


def make_batch_facts(view: View) -> list[Component]:
    """Return the components on the batch's size and, if any, on missing and failed runs; without a
    batch, why there is none.
    """
    if view.summary is None and view.unreadable:
        return [html.Span(view.unreadable)]
    if view.summary is None:
        example = write_command_hint(view.source.outputs, f"taijie run {labels.EXAMPLE}")
        return [html.Span(f"No batch in {view.source.outputs} yet: {example}")]
    summary = view.summary
    shown: list[Component] = [html.Span(labels.format_batch_size(summary), className="size")]
    if summary.done < summary.wanted - summary.failed:
        shown.append(html.Span(f"{summary.done:,} of {summary.wanted:,} runs done"))
    if summary.failed:
        address = make_page_address("/failures", view)
        shown.append(dcc.Link(f"{summary.failed:,} failed", href=address, className="failed"))
    return shown

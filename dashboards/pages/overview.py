"""Overview: the answer of a batch, then what it rests on; a batch opens here."""

from __future__ import annotations

import pandas as pd
from dash import dcc, html
from dash.development.base_component import Component

from dashboards.components import guarded, layout, marks, outcomes
from dashboards.components.frame import make_info_button
from dashboards.components.guarded import PagePart
from dashboards.components.story import make_turn_list
from dashboards.components.terms import make_glossary_term
from dashboards.pages import cards
from dashboards.pages.batch_checks import run_checks
from dashboards.pages.page import RESULTS, Page
from dashboards.state import findings, standings
from dashboards.state.levers import find_shown_cross, shorten_names
from dashboards.state.replay_choice import find_runs_by_rule
from dashboards.state.view import View
from dashboards.text import labels
from runs.analysis.runs.representative import MEDOID
from runs.analysis.runs.story import tell_story
from runs.analysis.text.names import format_count

MOST = 6
"""Variants that are shown side by side."""


def choose_shown_variants(view: View) -> list[str]:
    """Return the names of at most MOST variants with runs, in order: the first or, of a lever swept
    over more numbers, some from its one end to the other. The variant of the link is among them,
    as the last if need be, provided it has runs.
    """
    missing = standings.find_variants_without_runs(view)
    there = [one.name for one in view.variants if one.name not in missing]
    cross = find_shown_cross(view)
    shown = there[:MOST]
    if len(there) > MOST and cross is not None and [one.is_number for one in cross.axes] == [True]:
        along = [name for _, name in sorted(cross.names.items()) if name in there]
        shown = [along[place * (len(along) - 1) // (MOST - 1)] for place in range(MOST)]
    if view.variant in there and view.variant not in shown:
        shown[-1] = view.variant
    return shown


def _read_findings(view: View) -> findings.Findings:
    """Return the main sentence and the findings for the variants shown; cached."""
    shown = choose_shown_variants(view)
    return view.compute_once(("found", *shown), lambda: findings.collect_findings(view, shown))


def _make_head(view: View) -> Component | None:
    """Return the heading: the main sentence and what it is based on (before the first run, why
    there is none); None without a batch.
    """
    if view.summary is None:
        return None
    now = view.read_status()
    if not now.done:
        said, asked = standings.describe_empty_batch(now), [PAGE.question]
        return layout.make_answer_head(said, asked, [])
    answer = _read_findings(view).answer
    told: list[Component | str] = [
        labels.CONDITION,
        f" {_write_run_counts(view)}, in the ",
        make_glossary_term("same random worlds"),
        f", over {view.horizon:,} days. {cards.write_few_runs_note(view)}",
    ]
    return layout.make_answer_head(shorten_names(view, answer)[0], told, _make_chips(view))


def _write_run_counts(view: View) -> str:
    """Return the number of runs of a variant in words; the smallest and largest if they differ."""
    counts = [one.done for one in view.read_status().counts if one.done]
    low, high = min(counts), max(counts)
    runs = format_count(high, "run") if low == high else f"{low:,} to {high:,} runs"
    return f"{runs} a variant" if len(view.variants) > 1 else runs


def _make_chips(view: View) -> list[Component]:
    """Return the link to progress while the batch is running, else to its checks with how many
    passed or failed.
    """
    now = view.read_status()
    if now.running:
        said = f"running: {now.done:,} of {now.wanted:,}"
        return [dcc.Link(said, href=view.link_to_page("/live"), className="chip")]
    passed = [value for value in run_checks(view)["passed"] if value is not None]
    failed = sum(not value for value in passed)
    said = f"{failed} of {format_count(len(passed), 'check')} failed"
    whole = f"✓ {format_count(len(passed), 'check')} passed"
    kind = "chip bad" if failed else "chip"
    return [dcc.Link(said if failed else whole, href=view.link_to_page("/checks"), className=kind)]


def _build_content(view: View) -> list[guarded.Item]:
    if not view.read_status().done:
        return [_make_missing_runs_advice(view)]
    return [
        PagePart("who calls first", lambda: _make_outcomes_section(view)),
        PagePart("what the batch shows", lambda: _make_findings_section(view)),
        PagePart("the story of a run", lambda: _make_story_section(view)),
    ]


def _make_missing_runs_advice(view: View) -> Component:
    """Return the card on how to compute missing runs, with a link to progress and, if any failed,
    to failures.
    """
    now = view.read_status()
    told = guarded.make_paragraphs(standings.describe_remedy(view, now))
    ways = [dcc.Link("How far it is", href=view.link_to_page("/live"), className="button")]
    if now.failed:
        failed = view.link_to_page("/failures")
        ways.append(dcc.Link("What failed", href=failed, className="button"))
    return html.Section(
        [html.H2("What can be done?"), *told, html.Div(ways, className="actions")],
        className="card",
    )


def _make_outcomes_section(view: View) -> Component:
    """Return the card of who calls first, a column for each variant shown."""
    shown = choose_shown_variants(view)
    of = view.compute_once(("outcomes", *shown), lambda: outcomes.read_outcomes(view, shown))
    missing = standings.find_variants_without_runs(view)
    more = len(view.variants) - len(missing) - len(shown)
    every = dcc.Link(f"{format_count(more, 'more variant')}", href=view.link_to_page("/variants"))
    absent = [f"{name}: {state}." for name, state in list(missing.items())[:MOST]]
    note = make_info_button(
        [
            html.P(
                "Shares of a variant’s runs, with 95 % Wilson intervals (simulation error). "
                "Each square is a run in a hundred; one that two outcomes share is split. "
                f"{marks.ROUNDED}"
            ),
            *[html.P(said) for said in cards.write_pooling_note(view)],
            html.P("Click a name or a number: its runs."),
        ],
        "How this is computed: Who calls first?",
    )
    head = [html.H2("Who calls first?"), note, outcomes.make_legend(of)]
    return html.Section(
        [
            html.Div(head, className="fh"),
            html.Div(outcomes.make_variant_columns(view, of), className="outcomes"),
            *([html.P(" ".join(absent), className="about")] if absent else []),
            *([html.P(every, className="about")] if more > 0 else []),
        ],
        className="card",
    )


def _make_findings_section(view: View) -> Component:
    """Return the card that lists the findings, each a link to the page that shows it."""
    rows = [
        html.Li([dcc.Link(one.text, href=one.address), html.Span(one.chip, className="about")])
        for one in _read_findings(view).findings
    ]
    return html.Section(
        [html.H2("What the batch shows"), html.Ul(rows, className="findings")],
        className="card half",
    )


def _make_story_section(view: View) -> Component:
    """Return the card with the story of the most ordinary run of the variant shown."""
    own = view.link_to_page
    world = find_runs_by_rule(view)[MEDOID]
    trace = view.trace_run(view.variant, world.run, world.point)
    place = {"run": world.run, "point": world.point or None, "variant": view.variant}
    turns = make_turn_list(
        tell_story(trace),
        lambda day: dcc.Link(
            str(day), href=own("/replay", day=day, **place), className="day", title=f"day {day}"
        ),
    )
    title: list[Component | str] = [
        "The most ",
        make_glossary_term("ordinary"),
        f" run of “{shorten_names(view, view.variant)[0]}”",
    ]
    replay = dcc.Link(f"Replay {world.label}", href=own("/replay", **place))
    return html.Section(
        [
            html.Div([html.H2(title), html.Span(replay, className="more")], className="fh"),
            turns,
        ],
        className="card half",
    )


def _tabulate_shares(view: View) -> pd.DataFrame:
    standings.require_runs(view, ())
    return outcomes.read_outcomes(view, choose_shown_variants(view)).shares


def _precompute_findings(view: View) -> None:
    if view.read_status().done:
        _read_findings(view)


PAGE = Page(
    path="/overview",
    title="Overview",
    question="What came out, and what does it rest on?",
    content=_build_content,
    head=_make_head,
    rows=_tabulate_shares,
    ahead=_precompute_findings,
    choices=lambda _: ("variant",),
    link="Overview",
    group=RESULTS,
    pools_points=True,
)

"""What What-if shows of one setting: its answer, two hundreds, the differences, what follows.

It is laid out once, empty, and filled for the value at which a lever stands (assets/whatif.js):
for each value the same elements in the same order, made here and sent as what differs in them, so
that a slider moves without asking the server.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from dash import html
from dash.development.base_component import Component

from dashboards.components import layout, marks
from dashboards.components.marks import Scale, get_css_class
from dashboards.components.terms import make_glossary_term
from dashboards.figures.palette import order_movers
from dashboards.figures.whatif import format_signed
from dashboards.text import labels
from runs.analysis.estimates.estimates import Estimate
from runs.analysis.sides import get_dyad
from runs.analysis.text.numbers import format_number
from runs.analysis.text.pieces import format_median_day
from runs.studies.whatif.asking import STAGES

Answer = Mapping[str, Any]
GONE = "gone"
REACHES = (10, 20, 40, 60, 100)
"""Ends of the axis of differences, of 100 runs."""


class Setting(NamedTuple):
    """A setting as displayed: its outcomes, and the addresses of its links."""

    answer: Answer
    baseline: Answer
    moved: Mapping[str, float]
    reach: float
    links: Mapping[str, str]
    """replay, launch, csv, json -> address; empty for none. command -> text."""


EMPTY_ROW = {"k": 0, "n": STAGES[0], "estimate": 0.0, "low": 0.0, "high": 0.0,
             "effect": 0.0, "effect_low": 0.0, "effect_high": 0.0}  # fmt: skip


def make_empty_setting() -> Setting:
    """Return a setting without runs, to lay out the page before anything is played."""
    movers = [{"mover": mover, **EMPTY_ROW} for mover in get_dyad().movers]
    median = {"estimate": None, "low": None, "high": None, "n": 1, "horizon": 1}
    empty = {"movers": movers, "median": median, "flips": {"count": 0, "worlds": []}}
    return Setting(empty, empty, {}, REACHES[0], {})


def find_axis_half_width(answers: Sequence[Answer]) -> float:
    """Return half the width of a symmetric axis, in runs of 100, that holds the intervals of the
    differences in who calls first at all values of a lever: the first of REACHES that does.
    """
    ends = [abs(row[f"effect_{end}"]) for one in answers for row in one["movers"]
            for end in ("low", "high")]  # fmt: skip
    return next((reach for reach in REACHES if reach >= 100 * max(ends)), REACHES[-1])


def make_heading(setting: Setting) -> Component:
    """Return the heading: who calls first at the setting, and the number of runs that says so."""
    n = int(setting.answer["movers"][0]["n"])
    answer: list[Component | str] = [
        labels.CONDITION, " ", html.Span(f"n = {n:,} runs each"), ", baseline and change in the ",
        make_glossary_term("same random worlds"), ".",
    ]  # fmt: skip
    more = f"{n:,} worlds" + (f", refining to {STAGES[-1]:,}" if n < STAGES[-1] else "")
    return layout.make_answer_head(
        _write_answer(setting), answer, [html.Span(more, className="chip")]
    )


def _write_answer(setting: Setting) -> str:
    """Return who calls first at the setting, against the baseline if a lever is moved."""
    rows = {row["mover"]: row for row in setting.answer["movers"]}
    if not setting.moved:
        first, second = get_dyad().keys
        return (
            f"Baseline: {labels.format_name(first)} calls first in {_format_percent(rows[first])} "
            f"of 100 runs, {labels.format_name(second)} in {_format_percent(rows[second])}."
        )
    (path, value), *more = setting.moved.items()
    lead = f"With {labels.format_setting_name(path)} at {value:g}"
    lead += f" and {len(more)} more change{'s' if len(more) > 1 else ''}" if more else ""
    apart = [row for row in rows.values() if row["effect_low"] > 0 or row["effect_high"] < 0]
    if not apart:
        return f"{lead}, who calls first cannot be told from the baseline."
    most = max(apart, key=lambda row: abs(row["effect"]))
    count = format_number(abs(100 * most["effect"]), 0)
    than = f"{count} {'more' if most['effect'] > 0 else 'fewer'}"
    doing = {"nobody": "nobody calls", "broker": "a broker brings them together",
             "simultaneous": "both call on the same day"}  # fmt: skip
    what = doing.get(most["mover"], f"{labels.format_name(most['mover'])} calls first")
    return f"{lead}, {what} in {_format_percent(most)} of 100 runs, {than}."


def _format_percent(row: Answer) -> str:
    """Return a row's share as text: a whole number of runs in a hundred."""
    return marks.format_share_per_hundred(float(row["estimate"]))


def make_setting_body(setting: Setting) -> Component:
    """Return a setting's hundred squares beside those of the baseline, their differences, and
    links.
    """
    movers = order_movers(get_dyad().movers)
    before, now = (
        {row["mover"]: row for row in one["movers"]} for one in (setting.baseline, setting.answer)
    )
    shown = {mover for mover in movers if before[mover]["k"] or now[mover]["k"]}
    return html.Div(
        [
            html.Div(
                [_make_hundred_squares("Baseline", movers, before, "was"),
                 _make_hundred_squares("Now", movers, now, "now")],
                className="wholes",
            ),
            html.Div(
                [_make_difference_axis(setting.reach),
                 *[_make_difference_row(now[m], setting.reach, m in shown) for m in movers],
                 _make_median_row(setting)],
                className="differences",
            ),
            _make_links(setting),
        ],
        className="setting",
    )  # fmt: skip


def _make_hundred_squares(
    title: str, movers: Sequence[str], rows: Mapping[str, Answer], css_class: str
) -> Component:
    """Return a title, a hundred squares coloured by first mover, and the share of each.

    rows: by mover.
    """
    shares = [(mover, float(rows[mover]["estimate"])) for mover in movers]
    answer = [(m, _format_percent(rows[m])) for m in movers if rows[m]["k"]]
    said = "; ".join(f"{labels.format_label(mover)} {count}" for mover, count in answer)
    counts = [
        html.Li(
            [
                html.B(_format_percent(rows[mover]), className="tx"),
                html.Span(labels.format_label(mover)),
            ],
            className=get_css_class(mover) if rows[mover]["k"] else GONE,
        )
        for mover in movers
    ]
    return html.Div(
        [
            html.H3(title),
            html.Div([marks.make_hundred_squares(shares, f"{title}, of 100 runs: {said}."),
                      html.Ul(counts)], className="whole"),
        ],
        className=f"outcome {css_class}",
    )  # fmt: skip


def _make_difference_axis(half_width: float) -> Component:
    ends = (f"−{half_width:g}", "0", f"+{half_width:g}")
    return html.Div(
        [html.Span("change"), html.Span([html.Span(end) for end in ends]),
         html.Span("of 100")],
        className="row ax",
    )  # fmt: skip


def _make_difference_row(row: Answer, half_width: float, shown: bool) -> Component:
    """Return the row of a mover: difference from the baseline with its interval; hidden if not
    `shown`.
    """
    mover = str(row["mover"])
    effect, low, high = (float(row[name]) for name in ("effect", "effect_low", "effect_high"))
    ends = f"[{format_signed(100 * low, 0)}, {format_signed(100 * high, 0)}]"
    said = (
        f"{labels.format_label(mover)}: {format_signed(100 * effect, 1)} of 100 runs, 95 % "
        f"interval of the paired difference [{format_signed(100 * low, 1)}, "
        f"{format_signed(100 * high, 1)}], n = {row['n']:,}"
    )
    mark = marks.make_interval_mark(
        Estimate(effect, low, high, int(row["n"])), Scale(-half_width, half_width, 100), mover, said
    )
    value = html.Span(
        [html.B(format_signed(100 * effect, 0)), html.Span(ends)], className="value", title=said
    )
    kind = f"row {get_css_class(mover)}" if shown else GONE
    return html.Div([marks.make_mover_label(mover), mark, value], className=kind)


def _make_median_row(setting: Setting) -> Component:
    now, before = (_format_median_day(one["median"]) for one in (setting.answer, setting.baseline))
    median = setting.answer["median"]
    row = {**median, **{name: math.nan if median[name] is None else median[name]
                        for name in ("estimate", "low", "high")}}  # fmt: skip
    said = f"Half in contact {format_median_day(row, True, False)}"
    return html.Div(
        [html.Span("Half in contact by", className="rl"),
         html.Span([html.B(now), html.Span(f"baseline {before}")], className="value wide",
                   title=said)],
        className="row med",
    )  # fmt: skip


def _format_median_day(median: Answer) -> str:
    """Return the median day of contact as text; that it is later than the horizon if unknown."""
    if median["estimate"] is None:
        return f"later than day {median['horizon']:,}"
    return f"day {median['estimate']:.0f}"


def _make_links(setting: Setting) -> Component:
    """Return the links to replay, launch form, CSV and JSON of a setting, and its command."""
    flips, n = setting.answer["flips"]["count"], int(setting.answer["movers"][0]["n"])
    return html.Div(
        [
            _make_link(
                f"Replay a world that flipped: {flips:,} of {n:,}", setting.links.get("replay")
            ),
            _make_link("Launch with 5,000 runs", setting.links.get("launch")),
            _make_link("CSV", setting.links.get("csv"), "action"),
            _make_link("JSON", setting.links.get("json"), "action"),
            html.Details(
                [html.Summary("The command that plays this"),
                 html.Pre(setting.links.get("command") or "")],
                className="command" if setting.links.get("command") else GONE,
            ),
        ],
        className="actions",
    )  # fmt: skip


def _make_link(text: str, address: str | None, css_class: str = "button") -> Component:
    return html.A(text, href=address or "", className=css_class if address else GONE)

"""What What-if shows of one setting: its answer, two hundreds, the differences, what follows.

It is laid out once, empty, and filled for the value at which a lever stands (assets/whatif.js):
for each value the same elements in the same order, made here and sent as what differs in them, so
that a slider moves without asking the server.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboards.components import layout, marks
from dashboards.components.marks import get_css_class
from dashboards.components.terms import make_glossary_term
from dashboards.components.whatif_rows import (
    GONE,
    make_difference_axis,
    make_difference_row,
    make_median_row,
)
from dashboards.figures.palette import order_movers
from dashboards.figures.whatif import Answer, fill_unknown
from dashboards.text import labels
from runs.analysis.comparison.highest import compute_joint_mean_limits
from runs.analysis.estimates.draws import HIGH, LOW
from runs.analysis.estimates.estimates import extract_estimate
from runs.analysis.sides import get_dyad
from runs.analysis.text.numbers import format_estimate
from runs.analysis.text.over_draws import write_sign_stability
from runs.analysis.text.pieces import format_share
from runs.studies.whatif.asking import STAGES

REACHES = (10, 20, 40, 60, 100)
"""Ends of the axis of differences, of 100 runs."""


class Setting(NamedTuple):
    """A setting of the levers as displayed: its results (`answer`), those of the baseline, the
    levers moved from it (path -> value), half the width of the axis of differences (`reach`), and
    links.
    """

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
    """Return half the width of a symmetric axis for the differences in who calls first at all
    values of a lever: the first of REACHES (runs of 100) that holds all intervals, or the last.
    """
    ends = [abs(row[f"effect_{end}"] or 0.0) for one in answers for row in one["movers"]
            for end in ("low", "high", LOW, HIGH) if f"effect_{end}" in row]  # fmt: skip
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
    """Return in a sentence who calls first at the setting; if a lever is moved, which mover's share
    changes most against the baseline, or that no change can be told.
    """
    rows = _get_rows(setting.answer)
    if not setting.moved:
        first, second = get_dyad().keys
        shares = [format_share(rows[first], full=True, with_n=False), format_share(rows[second])]
        return (
            f"Baseline: {labels.format_name(first)} calls first in {shares[0]}, "
            f"{labels.format_name(second)} in {shares[1]}."
        )
    (path, value), *more = setting.moved.items()
    lead = f"With {labels.format_setting_name(path)} at {labels.format_lever_value(value)}"
    lead += f" and {len(more)} more change{'s' if len(more) > 1 else ''}" if more else ""
    apart, compared = _select_changed_movers(setting)
    if not apart:
        at_once = f" (limits for all {compared} shares at once)" if compared > 1 else ""
        return f"{lead}, who calls first cannot be told from the baseline{at_once}."
    most = max(apart, key=lambda row: abs(row["effect"]))
    count = format_estimate(extract_estimate(most, "effect", "share")).value
    than = f"{count.removeprefix('-')} {'more' if most['effect'] > 0 else 'fewer'}"
    doing = {"nobody": "nobody calls", "broker": "a broker brings them together",
             "simultaneous": "both call on the same day"}  # fmt: skip
    what = doing.get(most["mover"], f"{labels.format_name(most['mover'])} calls first")
    share = format_share(most, full=True, with_n=False)
    return f"{lead}, {what} in {share}, {than}{write_sign_stability(most)}."


def _select_changed_movers(setting: Setting) -> tuple[list[Answer], int]:
    """Return the rows of the movers whose share differs from the baseline's, and the number of
    movers compared: those first in any run of either.

    The limits hold for all of these at once: the largest change of several is in part the luckiest.
    """
    before, now = _get_rows(setting.baseline), _get_rows(setting.answer)
    rows = [row for mover, row in now.items() if row["k"] or before[mover]["k"]]
    low, high = compute_joint_mean_limits(
        pd.DataFrame(rows, columns=["effect", "effect_low", "effect_high", "n"]).set_axis(
            ["estimate", "low", "high", "n"], axis=1
        )
    )
    return [row for row, apart in zip(rows, (low > 0) | (high < 0), strict=True) if apart], len(
        rows
    )


def _get_rows(answer: Answer) -> dict[str, Answer]:
    """Return mover -> its row of a setting's results, NaN where a number is unknown."""
    return {row["mover"]: fill_unknown(row) for row in answer["movers"]}


def make_setting_body(setting: Setting) -> Component:
    """Return a setting's hundred squares beside those of the baseline, their differences, and
    links.
    """
    movers = order_movers(get_dyad().movers)
    before, now = _get_rows(setting.baseline), _get_rows(setting.answer)
    shown = {mover for mover in movers if before[mover]["k"] or now[mover]["k"]}
    medians = (fill_unknown(one["median"]) for one in (setting.answer, setting.baseline))
    return html.Div(
        [
            html.Div(
                [_make_hundred_squares("Baseline", movers, before, "was"),
                 _make_hundred_squares("Now", movers, now, "now")],
                className="wholes",
            ),
            html.Div(
                [make_difference_axis(setting.reach),
                 *[make_difference_row(now[m], setting.reach, m in shown) for m in movers],
                 make_median_row(*medians)],
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
    told = {mover: format_share(rows[mover], named=False) for mover in movers if rows[mover]["k"]}
    said = "; ".join(f"{labels.format_label(mover)} {share}" for mover, share in told.items())
    counts = [
        html.Li(
            [
                html.B(marks.format_share_per_hundred(rows[mover]["estimate"]), className="tx"),
                html.Span(labels.format_label(mover)),
            ],
            className=get_css_class(mover) if rows[mover]["k"] else GONE,
            title=f"{told.get(mover, 0)} of 100 runs",
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

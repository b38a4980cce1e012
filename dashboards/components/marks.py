"""Charts in plain HTML: a hundred squares for a hundred runs, an estimate with its intervals.

Exact at every size, on paper and without scripts. The first side is at the top, the second at the
bottom, the rest between them, so that charts compare at a glance; a square that two outcomes share
is split.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from dash import dcc, html
from dash.development.base_component import Component

from dashboards.text import labels
from dashboards.text.attributes import make_html_attributes
from runs.analysis.comparison.shares import round_to_hundred
from runs.analysis.estimates.estimates import Estimate, Interval
from runs.analysis.sides import get_dyad

SQUARES = 100
ROUNDED = (
    "The whole numbers beside the squares add up to 100, so that one may be rounded the other way "
    "than its share."
)
COLOUR = {"nobody": "transparent"}
SHAPES = {"broker": "◆", "simultaneous": "✚", "nobody": "○"}
"""The shapes of what is no side, beside the circle and the square of the sides."""


class Scale(NamedTuple):
    """The ends of an axis, in the unit of the estimates times `per`."""

    low: float
    high: float
    per: float = 1.0

    def compute_position(self, value: float) -> float:
        """Return the position of a value (times `per`) in percent of the axis, cut to 0..100."""
        share = (value * self.per - self.low) / (self.high - self.low)
        return round(100 * min(1.0, max(0.0, share)), 3)

    def compute_interval_positions(self, low: float, high: float) -> tuple[float, float]:
        """Return the positions of both limits in percent; 0 and 100 for limits that are
        not finite.
        """
        return (self.compute_position(low) if math.isfinite(low) else 0.0,
                self.compute_position(high) if math.isfinite(high) else 100.0)  # fmt: skip


def get_css_class(side_or_mover: str) -> str:
    """Return the CSS class of a side or mover (assets/tokens.css)."""
    keys = get_dyad().keys
    return (
        f"c-{('first', 'second')[keys.index(side_or_mover)]}"
        if side_or_mover in keys
        else f"c-{side_or_mover}"
    )


def get_symbol(side_or_mover: str) -> str:
    """Return the symbol (a character) of a side or mover; "○" for any other word."""
    keys = get_dyad().keys
    return (
        "●■"[keys.index(side_or_mover)] if side_or_mover in keys else SHAPES.get(side_or_mover, "○")
    )


def round_shares(rows: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Return mover -> its runs in a hundred as text: whole numbers that add up to 100.

    rows: each with mover and k (runs), of all movers of one variant or setting.
    """
    runs = {str(row["mover"]): int(row["k"]) for row in rows}
    return dict(zip(runs, map(str, round_to_hundred(list(runs.values()))), strict=True))


def make_hundred_squares(shares: Sequence[tuple[str, float]], alt: str) -> Component:
    """Return a chart of a hundred squares, coloured in order of the shares.

    shares: (first mover, share), summing to 1; alt: its text alternative.
    """
    edges, at = [], 0.0
    for code, share in shares:
        edges.append((code, at, at + share * SQUARES))
        at += share * SQUARES
    squares = [_make_square(i, edges) for i in range(SQUARES)]
    return html.Div(
        squares,
        className="hundred",
        role="img",
        **make_html_attributes({"aria-label": alt}),
    )


def _make_square(i: int, edges: Sequence[tuple[str, float, float]]) -> Component:
    """Return square `i` (0..99), split if it holds parts of several outcomes.

    edges: (mover, start, end) of each outcome, in squares (0..100).
    """
    inside = [(code, max(low - i, 0.0), min(high - i, 1.0)) for code, low, high in edges]
    parts = [(code, low, high) for code, low, high in inside if high - low > 1e-6]
    if len(parts) == 1:
        return html.I(className=get_css_class(parts[0][0]))
    stops = ", ".join(
        f"{COLOUR.get(code, f'var(--of-{get_css_class(code)})')} {low:.0%} {high:.0%}"
        for code, low, high in parts
    )
    hollow = " open" if any(code == "nobody" for code, *_ in parts) else ""
    return html.I(
        className=f"split{hollow}", style={"background": f"linear-gradient(to right, {stops})"}
    )


def make_interval_mark(
    estimate: Estimate,
    scale: Scale,
    mover_or_variant: str,
    alt: str = "",
    absent_bar: str | None = None,
) -> Component:
    """Return an estimate as a tick (none if NaN) with its simulation error as a thin dark line.

    An interval over parameter sets of a fit, if there is one, is a wide light bar behind both.
    mover_or_variant: a first mover or variant, for the colour; absent_bar: CSS class of an element
    in the place of the bar where there is none (None: no element).
    """
    places = dict(
        zip(
            ("--e0", "--e1"),
            scale.compute_interval_positions(estimate.low, estimate.high),
            strict=True,
        )
    )
    parts: list[Component] = [html.I(className="axis")]
    if estimate.parameters is not None:
        places |= zip(
            ("--lo", "--hi"), scale.compute_interval_positions(*estimate.parameters), strict=True
        )
        parts.append(html.I(className="rg"))
    elif absent_bar is not None:
        parts.append(html.I(className=absent_bar))
    parts.append(html.I(className="er"))
    if math.isfinite(estimate.value):
        places["--v"] = scale.compute_position(estimate.value)
        parts.append(html.I(className="pt"))
    named = {"role": "img", **make_html_attributes({"aria-label": alt})} if alt else {}
    return html.Div(
        parts, className=f"im {get_css_class(mover_or_variant)}", style=places, title=alt, **named
    )


def make_first_mover_label(code: str, href: str = "") -> Component:
    """Return the symbol and name of a first mover, as a link if `href` is given."""
    inside: list[Component | str] = [
        html.Span(
            get_symbol(code), className="sign", **make_html_attributes({"aria-hidden": "true"})
        ),
        labels.format_label(code),
    ]
    kind = f"rl {get_css_class(code)}"
    return (
        dcc.Link(inside, href=href, className=kind) if href else html.Span(inside, className=kind)
    )


def make_legend(with_parameter_bar: bool) -> Component:
    """Return the legend of the interval mark, with the bar over a fit's parameter sets if
    `with_parameter_bar`.
    """
    sample = Estimate(50, 38, 62, 1, parameters=Interval(8, 92) if with_parameter_bar else None)
    error: list[Component | str] = [html.B("simulation error"), ", tick: estimate"]
    said = ["thin, range: ", *error]
    if with_parameter_bar:
        said = ["wide, range: ", html.B("over the parameters"), ", thin: ", *error]
    return html.Div(
        [make_interval_mark(sample, Scale(0, 100), "v1"), html.Span(said)], className="leg about"
    )

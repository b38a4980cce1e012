"""Two changes, each with and without the other: do they add up?"""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboards.figures.counts import format_hover_texts, get_difference_unit
from dashboards.figures.grammar import (
    VARIANT_COLOURS,
    VARIANT_DASHES,
    VARIANT_MARKERS,
    Drawn,
    draw_figure,
    extract_interval_ends,
    make_interval_marks,
)
from dashboards.figures.matrix import Lever
from dashboards.figures.spread_bars import make_spread_bars
from dashboards.text import labels
from dashboards.text.rows import to_records, use_adjusted_limits
from runs.analysis.comparison.families import HIGHER, LOWER
from runs.analysis.estimates.estimates import extract_estimate
from runs.analysis.text.numbers import format_in_brackets, get_unit

QUESTION = "Do the two changes add up?"
APART = (HIGHER, LOWER)


def draw_factorial(
    effects: pd.DataFrame,
    cells: pd.DataFrame,
    levers: tuple[Lever, Lever],
    label_and_unit: tuple[str, str],
    link: str,
) -> Drawn:
    """Draw the four cells of a two-by-two cross, and both main effects with their interaction.

    Args:
        effects: of factorial.compute_factorial_effects, in its order.
        cells: x, y (values of the levers as shown), estimate, low, high, n, runs.
        levers: the first change, and the second.
        label_and_unit: of the metric.
        link: the address that a click on an effect opens.
    """
    label, unit = label_and_unit
    table = use_adjusted_limits(effects).assign(name=_name_effects(levers))
    traces = [_make_cell_line(cells, place, value, levers, unit)
              for place, value in enumerate(levers[1].values)]  # fmt: skip
    unit_said = f"{label} ({get_unit(unit).name})".replace(" ()", "")
    return Drawn(
        QUESTION,
        labels.IN_THIS_MODEL + _write_effects_sentence(table, levers, label, unit),
        f"n = {int(effects['n_pairs'].iloc[0]):,} random worlds, each played four times. On the "
        "left each cell with its own 95 % interval. On the right paired contrasts, Holm-adjusted "
        "over the three (Monte-Carlo error): a main effect is the mean over the other change’s two "
        "levels; the interaction is what the first change does at the second’s other level, more "
        "than at its first one.",
        draw_figure(
            [*traces, *_make_bars_over_draws(table, unit), *_make_effect_marks(table, unit, link)],
            height=340,
            xaxis={"domain": [0, 0.36], "type": "category", "title": {"text": levers[0].name}},
            yaxis={"title": {"text": unit_said}},
            xaxis2={"domain": [0.62, 1], "anchor": "y2", "zeroline": True,
                    "title": {"text": f"effect ({get_difference_unit(unit)})"}},
            yaxis2={"anchor": "x2", "type": "category", "autorange": "reversed"},
        ),
        table.drop(columns="name"),
    )  # fmt: skip


def _name_effects(levers: tuple[Lever, Lever]) -> list[str]:
    """Return the names of both main effects, with the lever's two values, and of the
    interaction.
    """
    return [*(f"{lever.name}<br>{lever.values[0]} → {lever.values[1]}" for lever in levers),
            "interaction"]  # fmt: skip


def _make_cell_line(
    cells: pd.DataFrame, index: int, value: str, levers: tuple[Lever, Lever], unit: str
) -> go.Scatter:
    """Return the two cells at one value of the second change, the first (`index` 0) or second (1)
    of its values, joined by a line.
    """
    rows, colour = cells[cells["y"] == value], VARIANT_COLOURS[index]
    name = f"{levers[1].name} {value}"
    trace = make_interval_marks(
        extract_interval_ends(rows, get_unit(unit).per),
        rows["x"],
        (colour, VARIANT_MARKERS[index]),
        upright=True,
        name=name,
        customdata=rows["runs"],
        text=[f"{levers[0].name} {x}, {name}: {told}"
              for x, told in zip(rows["x"], format_hover_texts(rows, unit), strict=True)],
        hovertemplate="%{text}<extra></extra>",
    )  # fmt: skip
    line: dict[str, Any] = {"color": colour, "dash": VARIANT_DASHES[index], "width": 2}
    return trace.update(mode="lines+markers", line=line)


def _make_bars_over_draws(table: pd.DataFrame, unit: str) -> list[go.Scatter]:
    """Return the effects' intervals over a fit's parameter sets as wide bars; [] without a fit."""
    colour, per = VARIANT_COLOURS[2], get_unit(unit).per
    return make_spread_bars(table, table["name"], colour, per, xaxis="x2", yaxis="y2")


def _make_effect_marks(table: pd.DataFrame, unit: str, link: str) -> list[go.Scatter]:
    """Return the marks of the main effects of two levers and of their interaction, a row of `table`
    each, those that differ from 0 filled; unit: of the metric; link: opened by a click.
    """
    marks = []
    for decided, symbol in ((True, "diamond"), (False, "circle-open")):
        rows = table[table["verdict"].isin(APART) == decided]
        marks.append(
            make_interval_marks(
                extract_interval_ends(rows, get_unit(unit).per, "effect"),
                rows["name"],
                (VARIANT_COLOURS[2], symbol),
                showlegend=False,
                customdata=[link] * len(rows),
                text=format_hover_texts(rows, unit, "effect", "world", get_difference_unit(unit)),
                hovertemplate="%{y}: %{text}<extra></extra>",
                xaxis="x2",
                yaxis="y2",
            )
        )
    return marks


def _write_effects_sentence(
    table: pd.DataFrame, levers: tuple[Lever, Lever], label: str, unit: str
) -> str:
    """Return a sentence on both main effects, and on whether they add up."""
    first, second, both = to_records(table)
    of = get_difference_unit(unit)
    told = [f"{lever.name} from {lever.values[0]} to {lever.values[1]} moves “{label}” by "
            f"{_write_effect(row, unit)}" for lever, row in
            zip(levers, (first, second), strict=True)]  # fmt: skip
    open_ = "that they add up is not ruled out"
    joint = "they do not simply add up" if both["verdict"] in APART else open_
    return f"{told[0]} {of}; {told[1]}; {joint}: the interaction is {_write_effect(both, unit)}."


def _write_effect(row: dict[str, Any], unit: str) -> str:
    """Return an effect with its interval, as text."""
    return format_in_brackets(extract_estimate(row, "effect", unit, ""))

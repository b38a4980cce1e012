"""Dots, sentence, hover and caption of a figure are of one source, in the unit of the page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qs

import numpy as np
import pandas as pd
import pytest

from dashboards.figures.box import draw_box
from dashboards.figures.compare import draw_pair_differences
from dashboards.figures.counts import format_sample_sizes
from dashboards.figures.first import draw_hundred_runs
from dashboards.figures.grammar import TITLE, Drawn
from dashboards.figures.palette import order_movers
from dashboards.figures.variants import draw_variant_shares
from dashboards.state.store import Source
from dashboards.state.view import resolve_view
from dashboards.text import links
from runs.analysis.comparison.shares import (
    compute_mover_shares,
    count_movers_per_hundred,
    list_shown_movers,
)
from tests.dashboards.drawn_figures import FIGURES, draw_figure

MOVERS = ("us", "china", "broker", "simultaneous", "nobody")


def outcomes(k: Sequence[int], variant: str = "v") -> pd.DataFrame:
    """Return runs of which k had each first mover."""
    movers = np.repeat(MOVERS, k)
    own = {"variant": variant, "point": 0, "seed": 0, "replication": range(len(movers))}
    return pd.DataFrame(own).assign(first_mover_true=movers)


def axis_of(figure: Any, trace: Any, way: str) -> Any:
    return figure.layout[f"{way}axis{str(trace[f'{way}axis'] or way)[1:]}"]


@pytest.mark.parametrize(
    "k", [(676, 848, 284, 3, 189), (61, 29, 5, 0, 5), (1, 1, 1, 0, 0), (7, 0, 0, 0, 0)]
)
def test_dots_sentence_and_hover_of_a_hundred_agree(k: Sequence[int]) -> None:
    frame, n = outcomes(k), sum(k)
    found = draw_hundred_runs(count_movers_per_hundred(frame), compute_mover_shares(frame), "v")
    drawn = list_shown_movers(dict(zip(MOVERS, k, strict=True)))
    marks = found.figure.data[: len(found.figure.data) // 2]
    dots = dict(zip(order_movers(drawn), marks, strict=True))
    assert sum(len(mark.x) for mark in marks) == 100
    told = re.findall(r"in ([\d.]+) (?:of 100 runs )?\(([^)]*?)\)", found.sentence)
    for side, (number, brackets) in enumerate(told):
        share = 100 * k[side] / n
        assert float(number) == pytest.approx(share, abs=0.5)
        mark = dots[MOVERS[side]]
        many = len(mark.x)
        assert (f"drawn as {many} dots" in brackets) == (many != round(share))
        assert f"drawn as {many} of 100 dots" in mark.hovertemplate
        assert f": {number} [" in mark.hovertemplate
    assert f"n = {n:,} run" in found.about
    for mover, mark in dots.items():
        if len(mark.x):
            assert re.search(rf"\b{len(mark.x)} \w", found.about), mover


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ({"a": 2000, "b": 2000}, "n = 2,000 runs each"),
        ({"a": 1}, "n = 1 run"),
        ({"a": 10_000, "b": 40_000, "c": 40_000}, "n = 10,000 runs of “a”, 40,000 of “b”, 40,000"),
        ({name: 10 + place for place, name in enumerate("abcde")}, "n = 10 to 14 runs, each one’s"),
    ],
)
def test_a_caption_says_n_of_each_variant_where_they_differ(
    counts: dict[str, int], said: str
) -> None:
    assert format_sample_sizes(counts, counts.values()).startswith(said)


@pytest.mark.parametrize("sizes", [(10, 40, 40), (50, 50, 50)])
def test_the_shares_of_three_variants_say_what_is_drawn(sizes: Sequence[int]) -> None:
    frames = [outcomes((n // 2, n - n // 2, 0, 0, 0), f"v{place}") for place, n in enumerate(sizes)]
    found = draw_variant_shares(compute_mover_shares(pd.concat(frames, ignore_index=True)), "Said.")
    if len(set(sizes)) == 1:
        assert found.about.startswith(f"n = {sizes[0]} runs each.")
    else:
        assert found.about.startswith("n = 10 runs of “v0”, 40 of “v1”, 40 of “v2”.")
    hovers = " ".join(text for trace in found.figure.data for text in trace.text)
    assert all(f"v{place}: 50 [" in hovers or f"v{place}: 50.0 [" in hovers for place in range(3))
    assert all(f"(n = {n} runs)" in hovers for n in sizes)


@pytest.mark.slow
@pytest.mark.parametrize(("path", "name"), FIGURES)
def test_the_hover_of_a_mark_with_an_interval_says_it_and_n(
    source: Source, path: str, name: str
) -> None:
    for trace in draw_figure(source, path, name).figure.data:
        bars = [bar for key in ("error_x", "error_y") for bar in [getattr(trace, key, None)] if bar]
        if not any(bar.array is not None and len(bar.array) for bar in bars):
            continue
        if trace.text is None:  # a template has the numbers of each mark
            assert "%{" in trace.hovertemplate
            continue
        for text in trace.text:
            assert re.search(r"\[.+, .+\]|no interval", text), text
            assert "n = " in text or path == "/sweep", text


@pytest.mark.slow
@pytest.mark.parametrize(("path", "name"), FIGURES)
def test_no_hover_reads_a_label_of_two_lines_as_one_number(
    source: Source, path: str, name: str
) -> None:
    figure = draw_figure(source, path, name).figure
    for trace in figure.data:
        template = str(getattr(trace, "hovertemplate", "") or "")
        if "%{x}" in template:
            labels = axis_of(figure, trace, "x").ticktext or ()
            assert not any("<br>" in str(label) for label in labels), template


@pytest.mark.parametrize("stage", ["leader", "envoy"])
def test_a_layer_opens_as_many_runs_as_its_hover_says(source: Source, stage: str) -> None:
    search = f"?v=1&stage={stage}"
    view = resolve_view(source, "/first", search)
    frame = view.read_outcomes(view.variant)
    for trace in draw_figure(source, "/first", "incidence", search).figure.data:
        if trace.name == "No call yet" and stage == "envoy":
            continue  # a run in which envoys never meet has no day of theirs
        for place in (29, 89, len(trace.x) - 1):
            where = parse_qs(trace.customdata[place].partition("?")[2])["where"][0]
            runs = links.match_conditions(frame, links.parse_conditions(where)).sum()
            assert trace.y[place] == pytest.approx(100 * runs / len(frame)), (trace.name, place)


def of_changes(change: Sequence[float], unit: str) -> Drawn:
    pairs = pd.DataFrame({"replication": range(len(change)), "point": 0, "seed": 0})
    pairs = pairs.assign(a=0.0, b=list(change), change=list(change))
    pairs["runs"] = links.link_to_paired_replays("v", "w", [(run, 0) for run in range(len(change))])
    row = {"metric": "m", "label": "it", "unit": unit, "effect": 0.0}
    row |= {"adjusted_low": -0.1, "adjusted_high": 0.1}
    return draw_pair_differences(pairs, row | {"n_pairs": len(change)}, ("v", "w"), "Said.")


@pytest.mark.parametrize(
    ("change", "unit", "zero"),
    [
        ([0.0] * 700 + [1.0] * 200 + [-1.0] * 100, "share", "exactly 0 in 700"),
        ([0.0] * 150 + [0.07 * place for place in range(1, 51)], "face", "exactly 0 in 150"),
        ([1.0, -1.0, 1.0], "share", "exactly 0 in none"),
    ],
)
def test_a_difference_of_exactly_0_is_drawn_at_0_and_counted(
    change: Sequence[float], unit: str, zero: str
) -> None:
    found = of_changes(change, unit)
    cloud, per = found.figure.data[0], 100 if unit == "share" else 1
    assert sorted(cloud.x) == pytest.approx(sorted(per * value for value in change))
    assert (np.asarray(cloud.x) == 0).sum() == sum(value == 0 for value in change)
    assert len({(x, y) for x, y in zip(cloud.x, cloud.y, strict=True)}) == len(change)
    assert zero in found.about


@pytest.mark.slow
@pytest.mark.parametrize(("path", "name"), FIGURES)
def test_no_line_of_an_axis_title_is_wider_than_a_phone(
    source: Source, path: str, name: str
) -> None:
    figure = draw_figure(source, path, name).figure
    for axis in (*figure.select_xaxes(), *figure.select_yaxes()):
        assert all(len(line) <= TITLE for line in str(axis.title.text or "").split("<br>"))


def box(points: int, density: float) -> dict[str, Any]:
    found: dict[str, Any] = {"limits": {"us.insulation": {"low": 0, "high": 0.5, "quasi_p": 0.01}}}
    for name, value in (("density", density), ("coverage", 0.4), ("base_rate", 0.1)):
        found |= {name: value, f"{name}_low": value - 0.05, f"{name}_high": value + 0.05}
    return found | {"points": points, "fresh_points": 5, "runs_at_a_point": 50}


@pytest.mark.parametrize(
    ("points", "density", "said"),
    [
        (0, np.nan, "but none of 5 points held out lies in it: nothing is known of its density."),
        (3, 0.5, "density 50.0 [45.0, 55.0] of 100 runs in the box"),
    ],
)
def test_nothing_is_said_of_a_box_without_a_point(points: int, density: float, said: str) -> None:
    design = pd.DataFrame({"point": range(9), "us.insulation": np.linspace(0.1, 0.9, 9)})
    found = draw_box(box(points, density), design.assign(share=0.1), "it is", "v", "taijie")
    assert said in found.sentence.replace("50 [45, 55]", "50.0 [45.0, 55.0]")
    assert "not reached" not in found.sentence


def test_a_ribbon_says_more_when_it_is_pointed_at(source: Source) -> None:
    (flow,) = draw_figure(source, "/compare", "exchange").figure.data
    assert "%{label}" in flow.link.hovertemplate
    said = r".+ → .+: [\d,]+ pairs, .+ of 100 pairs \(n = 150 pairs\)"
    assert all(re.fullmatch(said, text) for text in flow.link.label)
    assert sum(flow.link.value) == 150

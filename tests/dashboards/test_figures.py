"""What every figure keeps to: a question, a sentence, n, a table, links, and one grammar."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import parse_qs

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from dashboards.figures.compare import MOST_DOTS, draw_pair_differences
from dashboards.figures.first import draw_cumulative_incidence
from dashboards.figures.grammar import CONFIG
from dashboards.figures.paths import draw_envoy_leader_flow
from dashboards.state.store import Source
from dashboards.state.view import resolve_view
from dashboards.text import links
from runs.analysis.waiting.stages import cross_tabulate_stages, tabulate_envoy_lead_times
from runs.analysis.waiting.waiting import compute_cumulative_incidence
from tests.analysis.frames import MOVERS, waiting
from tests.dashboards.drawn_figures import FIGURES, draw_figure

STUDIES = ("/history", "/what-if", "/choose", "/fit")


@pytest.mark.slow
@pytest.mark.parametrize(("path", "name"), FIGURES)
def test_a_figure_asks_and_answers(source: Source, path: str, name: str) -> None:
    found = draw_figure(source, path, name)
    assert found.question.endswith("?")
    assert found.sentence.endswith(".")
    assert len(found.table) > 0
    if not found.figure.data:  # nothing to be drawn yet: the sentence says what would be
        return
    assert any(character.isdigit() for character in found.sentence)
    assert "nan" not in found.sentence.lower()


@pytest.mark.parametrize(("path", "name"), FIGURES)
def test_a_figure_says_what_is_error_and_what_is_spread(
    source: Source, path: str, name: str
) -> None:
    drawn = draw_figure(source, path, name)
    assert not drawn.figure.data or re.search(r"\berror|spread", drawn.about)


@pytest.mark.parametrize(("path", "name"), FIGURES)
def test_every_mark_with_a_label_leads_on(source: Source, path: str, name: str) -> None:
    loose = [
        trace.name
        for trace in draw_figure(source, path, name).figure.data
        if trace.hoverinfo != "skip" and trace.name != "calendar" and not list(marks_of(trace))
    ]
    assert loose == [] or path in STUDIES, "the runs of studies are played again, not kept"


def marks_of(trace: Any) -> Iterator[str]:
    """Yield the links of a trace's marks; a trace without marks is no loose end."""
    found = trace.link.customdata if isinstance(trace, go.Sankey) else trace.customdata
    if found is None:
        return
    flat = [cell for row in found for cell in row] if isinstance(trace, go.Heatmap) else list(found)
    yield from flat or ["no marks"]


def test_a_mark_of_the_first_movers_opens_as_many_runs_as_it_counts(source: Source) -> None:
    table = draw_figure(source, "/first", "hundred").table
    view = resolve_view(source, "/first", "")
    frame = view.read_outcomes(view.variant)
    for mover, k, link in zip(table["mover"], table["k"], table["runs"], strict=True):
        where = parse_qs(link.partition("?")[2])["where"][0]
        assert links.match_conditions(frame, links.parse_conditions(where)).sum() == k, mover


def test_the_sentence_says_the_share_that_a_plain_count_gives(source: Source) -> None:
    view = resolve_view(source, "/first", "?v=1&variant=counting+swapped")
    frame = view.read_outcomes(view.variant)
    share = frame["first_mover_true"].value_counts(normalize=True)
    sentence = draw_figure(source, "/first", "hundred", "?v=1&variant=counting+swapped").sentence
    told = re.findall(r"in ([\d.]+) (?:of 100 runs )?\(", sentence)
    assert [float(text) for text in told] == pytest.approx(
        [share["us"] * 100, share["china"] * 100], abs=0.5
    )


@pytest.mark.parametrize("days", [(3, 3, 9, 9), (1, 9, 9, 9), (2, 4, 8, 9)])
def test_the_runs_under_a_day_are_those_without_a_call_at_its_end(days: Sequence[int]) -> None:
    rows = waiting([*days, 9, 9], ["us"] * len(days) + ["nobody"] * 2, horizon=9)
    found = draw_cumulative_incidence(compute_cumulative_incidence(rows), "v", "leader", 9)
    axis = found.figure.layout.xaxis
    for text in axis.ticktext:
        day, left = text.split("<br>")
        assert int(left) == 2 + sum(called > int(day) for called in days)
    assert axis.ticktext[-1] == "9<br>2"
    assert "at its end" in axis.title.text


@pytest.mark.parametrize(
    ("met", "told"),
    [
        ([1, 1, 1], "meet and the leaders speak on a later day in 60 of 100 runs (95 % interval"),
        ([9, 9, 1], "speak before any envoy meeting in 40 of 100 runs (95 % interval"),
    ],
)
def test_an_order_is_told_of_all_runs_and_of_those_with_both_contacts(
    met: Sequence[int], told: str
) -> None:
    rows = waiting([5, 5, 5, 9, 9], ["us"] * 3 + ["nobody"] * 2, horizon=9).assign(
        envoy_duration=[*met, 9, 9],
        envoy_event_observed=[True] * 3 + [False] * 2,
        envoy_first_mover_true=pd.Categorical(["us"] * 3 + ["nobody"] * 2, categories=MOVERS),
    )
    said = draw_envoy_leader_flow(
        cross_tabulate_stages(rows), tabulate_envoy_lead_times(rows), "v"
    ).sentence
    assert told in said
    assert "of 100 among the 3 runs in which both have a contact" in said


def test_the_stack_of_the_incidence_ends_at_one(source: Source) -> None:
    table = draw_figure(source, "/first", "incidence").table
    assert table.groupby("day")["estimate"].sum().to_numpy() == pytest.approx(1.0, abs=1e-12)


def test_the_waterfall_adds_up_to_the_simulated_face(source: Source) -> None:
    view = resolve_view(source, "/face", "")
    frame = view.read_outcomes(view.variant)
    table = draw_figure(source, "/face", "sources").table
    for side in ("us", "china"):
        parts = table[(table["side"] == side) & (table["source"] != "total")]["estimate"].sum()
        assert parts == pytest.approx(frame[f"face_{side}_{side}_end"].mean(), abs=1e-9)


def test_a_variant_compared_with_itself_differs_by_exactly_nothing(source: Source) -> None:
    search = "?v=1&a=as+reported&b=as+reported"
    table = draw_figure(source, "/compare", "forest", search).table
    assert (table["effect"].dropna() == 0).all()
    assert (table["verdict"] == "identical").all()
    assert "exactly 0" in draw_figure(source, "/compare", "survival", search).sentence


def test_showing_another_variant_changes_no_number(source: Source) -> None:
    whole = draw_figure(source, "/variants", "shares").table
    alone = draw_figure(source, "/first", "hundred", "?v=1&variant=face+off").table
    own = whole[whole["variant"] == "face off"].reset_index(drop=True)
    pd.testing.assert_series_equal(own["estimate"], alone["estimate"])


def test_nothing_is_offered_for_upload() -> None:
    assert CONFIG["showSendToCloud"] is False


def test_the_pain_of_groups_is_that_of_their_first_runs(source: Source) -> None:
    found = draw_figure(source, "/tariffs", "groups")
    (cells,) = found.figure.data
    table = found.table
    means = table.pivot(index="group", columns="day", values="estimate")
    places = list(dict.fromkeys(table["group"]))
    assert cells.z == pytest.approx(means.loc[places].to_numpy())
    view = resolve_view(source, "/tariffs", "")
    where = parse_qs(str(cells.customdata[0][0]).partition("?")[2])["where"][0]
    opened = links.match_conditions(
        view.read_outcomes(view.variant), links.parse_conditions(where)
    ).sum()
    assert opened == table["n"].iloc[0] == 150
    assert f"n = {opened} runs" in found.about


def test_of_many_pairs_dots_are_drawn_evenly_and_it_is_said() -> None:
    many = 3 * MOST_DOTS
    change = np.random.default_rng(5).normal(size=many)
    worlds = pd.DataFrame({"seed": 0, "point": 0, "replication": range(many), "change": change})
    worlds = worlds.assign(
        a=0.0,
        b=change,
        runs=links.link_to_paired_replays("v", "w", [(run, 0) for run in range(many)]),
    )
    row = {"unit": "face", "label": "face", "metric": "m", "effect": 0.0}
    row |= {"adjusted_low": -0.1, "adjusted_high": 0.1}
    found = draw_pair_differences(worlds, row, ("v", "w"), "Said.")
    cloud = found.figure.data[0]
    opened = [int(parse_qs(link.split("?")[1])["run"][0]) for link in cloud.customdata]
    chosen = change[opened]
    assert len(chosen) == MOST_DOTS == len(set(opened))
    assert (chosen.min(), chosen.max()) == (change.min(), change.max())
    levels = np.linspace(0.01, 0.99, 50)
    assert np.quantile(chosen, levels) == pytest.approx(np.quantile(change, levels), abs=0.01)
    assert f"{MOST_DOTS:,} of {many:,} pairs drawn" in found.about
    assert len(found.table) == many

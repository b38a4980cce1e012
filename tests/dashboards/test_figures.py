"""What every figure keeps to: a question, a sentence, n, a table, links, and one grammar."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from dashboards import links
from dashboards.figures.compare import MOST_DOTS, paired_dots
from dashboards.figures.grammar import CONFIG, Drawn
from dashboards.pages import catalogue
from dashboards.sources import Source
from dashboards.view import look

FIGURES = [(path, name) for path, page in catalogue().items() for name in page.figures]


def drawn(source: Source, path: str, name: str, search: str = "") -> Drawn:
    return catalogue()[path].figures[name].draw(look(source, path, search))


@pytest.mark.parametrize(("path", "name"), FIGURES)
def test_a_figure_asks_and_answers(source: Source, path: str, name: str) -> None:
    found = drawn(source, path, name)
    assert found.question.endswith("?")
    assert found.sentence.endswith(".")
    assert any(character.isdigit() for character in found.sentence)
    assert "nan" not in found.sentence.lower()
    assert len(found.table) > 0


@pytest.mark.parametrize(("path", "name"), FIGURES)
def test_a_figure_says_what_is_error_and_what_is_spread(
    source: Source, path: str, name: str
) -> None:
    about = drawn(source, path, name).about
    assert "Monte-Carlo error" in about or "spread" in about


@pytest.mark.parametrize(("path", "name"), FIGURES)
def test_every_mark_with_a_label_leads_on(source: Source, path: str, name: str) -> None:
    loose = [
        trace.name
        for trace in drawn(source, path, name).figure.data
        if trace.hoverinfo != "skip" and trace.name != "calendar" and not list(marks_of(trace))
    ]
    assert loose == []


def marks_of(trace: Any) -> Iterator[str]:
    """Yield the links of a trace's marks; a trace without marks is no loose end."""
    found = trace.link.customdata if isinstance(trace, go.Sankey) else trace.customdata
    if found is None:
        return
    flat = [cell for row in found for cell in row] if isinstance(trace, go.Heatmap) else list(found)
    yield from flat or ["no marks"]


def test_a_mark_of_the_first_movers_opens_as_many_runs_as_it_counts(source: Source) -> None:
    table = drawn(source, "/first", "hundred").table
    view = look(source, "/first", "")
    frame = view.outcomes(view.variant)
    for mover, k, link in zip(table["mover"], table["k"], table["runs"], strict=True):
        where = parse_qs(link.partition("?")[2])["where"][0]
        assert links.meeting(frame, links.conditions(where)).sum() == k, mover


def test_the_sentence_says_the_share_that_a_plain_count_gives(source: Source) -> None:
    view = look(source, "/first", "?v=1&variant=counting+swapped")
    frame = view.outcomes(view.variant)
    share = frame["first_mover_true"].value_counts(normalize=True)
    sentence = drawn(source, "/first", "hundred", "?v=1&variant=counting+swapped").sentence
    assert f"in {share.max() * 100:.0f} of 100 runs" in sentence


def test_the_stack_of_the_incidence_ends_at_one(source: Source) -> None:
    table = drawn(source, "/first", "incidence").table
    assert table.groupby("day")["estimate"].sum().to_numpy() == pytest.approx(1.0, abs=1e-12)


def test_the_waterfall_adds_up_to_the_simulated_face(source: Source) -> None:
    view = look(source, "/face", "")
    frame = view.outcomes(view.variant)
    table = drawn(source, "/face", "sources").table
    for side in ("us", "china"):
        parts = table[(table["side"] == side) & (table["source"] != "total")]["estimate"].sum()
        assert parts == pytest.approx(frame[f"face_{side}_{side}_end"].mean(), abs=1e-9)


def test_a_variant_compared_with_itself_differs_by_exactly_nothing(source: Source) -> None:
    search = "?v=1&a=as+reported&b=as+reported"
    table = drawn(source, "/compare", "forest", search).table
    assert (table["effect"].dropna() == 0).all()
    assert (table["verdict"] == "identical").all()
    assert "exactly 0" in drawn(source, "/compare", "survival", search).sentence


def test_showing_another_variant_changes_no_number(source: Source) -> None:
    whole = drawn(source, "/variants", "shares").table
    alone = drawn(source, "/first", "hundred", "?v=1&variant=face+off").table
    own = whole[whole["variant"] == "face off"].reset_index(drop=True)
    pd.testing.assert_series_equal(own["estimate"], alone["estimate"])


def test_nothing_is_offered_for_upload() -> None:
    assert CONFIG["showSendToCloud"] is False


def test_the_pain_of_groups_is_that_of_their_first_runs(source: Source) -> None:
    found = drawn(source, "/tariffs", "groups")
    (cells,) = found.figure.data
    table = found.table
    means = table.pivot(index="group", columns="day", values="estimate")
    places = list(dict.fromkeys(table["group"]))
    assert cells.z == pytest.approx(means.loc[places].to_numpy())
    view = look(source, "/tariffs", "")
    where = parse_qs(str(cells.customdata[0][0]).partition("?")[2])["where"][0]
    opened = links.meeting(view.outcomes(view.variant), links.conditions(where)).sum()
    assert opened == table["n"].iloc[0] == 150
    assert f"n = {opened} runs" in found.about


def test_of_many_pairs_dots_are_drawn_evenly_and_it_is_said() -> None:
    many = 3 * MOST_DOTS
    change = np.random.default_rng(5).normal(size=many)
    worlds = pd.DataFrame({"seed": 0, "point": 0, "replication": range(many), "change": change})
    worlds = worlds.assign(
        a=0.0, b=change, runs=links.pairs("v", "w", [(run, 0) for run in range(many)])
    )
    row = {"unit": "face", "label": "face", "metric": "m", "low": -0.1, "effect": 0.0, "high": 0.1}
    found = paired_dots(worlds, row, ("v", "w"), "Said.")
    cloud = found.figure.data[0]
    opened = [int(parse_qs(link.split("?")[1])["run"][0]) for link in cloud.customdata]
    chosen = change[opened]
    assert len(chosen) == MOST_DOTS == len(set(opened))
    assert (chosen.min(), chosen.max()) == (change.min(), change.max())
    levels = np.linspace(0.01, 0.99, 50)
    assert np.quantile(chosen, levels) == pytest.approx(np.quantile(change, levels), abs=0.01)
    assert f"{MOST_DOTS:,} of {many:,} pairs drawn" in found.about
    assert len(found.table) == many

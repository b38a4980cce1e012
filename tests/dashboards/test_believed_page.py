"""Who is believed, and tariffs: the numbers shown are those of plain counts of the runs."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from dashboards.figures.grammar import Drawn
from dashboards.pages.catalogue import list_pages
from dashboards.state.store import Source
from dashboards.state.view import resolve_view
from dashboards.text import links
from dashboards.web.drawing import draw_figure
from tests.dashboards.test_pages import text_of


def figure_of(source: Source, path: str, name: str, search: str = "") -> Drawn:
    return list_pages()[path].figures[name].draw(resolve_view(source, path, search))


@pytest.fixture(scope="module")
def frame(source: Source) -> pd.DataFrame:
    view = resolve_view(source, "/believed", "")
    return view.read_outcomes(view.variant)


def test_the_flow_counts_every_run_once(source: Source, frame: pd.DataFrame) -> None:
    search = "?v=1&side=china&audience=us_home"
    table = figure_of(source, "/believed", "flow", search).table
    assert table["k"].sum() == len(frame)
    columns = ["first_mover_true", "claimed_china", "believed_us_home"]
    counts = frame[columns].astype(str).value_counts()
    for path, k in zip(table[["truth", "claim", "belief"]].to_numpy(), table["k"], strict=True):
        assert counts[tuple(path)] == k


def test_a_band_of_the_flow_opens_as_many_runs_as_it_counts(
    source: Source, frame: pd.DataFrame
) -> None:
    from urllib.parse import parse_qs

    table = figure_of(source, "/believed", "flow").table
    for link, k in zip(table["runs"], table["k"], strict=True):
        where = parse_qs(link.partition("?")[2])["where"][0]
        assert links.match_conditions(frame, links.parse_conditions(where)).sum() == k


def test_the_sentence_says_how_often_the_world_believes_the_truth(
    source: Source, frame: pd.DataFrame
) -> None:
    truth, belief = (frame[c].astype(str) for c in ("first_mover_true", "believed_world"))
    asked = truth.isin(["us", "china"])
    right = int((truth == belief)[asked].sum())
    sentence = figure_of(source, "/believed", "flow").sentence
    assert f"of {int(asked.sum())} runs" in sentence
    assert f"in {right} ({right / asked.sum() * 100:.0f} of 100)" in sentence


def test_the_distance_is_the_mean_gap_of_the_runs_with_contact(
    source: Source, frame: pd.DataFrame
) -> None:
    table = figure_of(source, "/believed", "distance").table.set_index(["one", "other"])
    gap = (frame["belief_us_home"] - frame["belief_china_home"]).abs().dropna()
    row = table.loc[("us_home", "china_home")]
    assert row["estimate"] == pytest.approx(gap.mean())
    assert row["n"] == len(gap) == int(frame["event_observed"].sum())
    half = 1.96 * gap.std() / np.sqrt(len(gap))
    assert row["high"] - row["estimate"] == pytest.approx(half, rel=0.02)


def test_spin_is_said_to_be_none_where_nothing_told_differs(source: Source) -> None:
    said = figure_of(source, "/believed", "spin", "?a=as+reported").sentence
    assert "None of the 2 changed settings is about what is told or believed" in said
    assert "no price of spin to draw" in said
    assert not figure_of(source, "/believed", "spin", "?a=as+reported").figure.data
    same = text_of(draw_figure(source, "spin", "/believed", "?a=face+off&b=face+off"))
    assert "readout_freedom" in same


def test_the_settings_of_telling_are_found_among_others() -> None:
    from runs.analysis.outcomes.telling import select_account_settings

    paths = ["us.pain", "us.readout_freedom", "signal.claim_other_called.us", "attribution.prior"]
    assert select_account_settings(paths) == paths[1:]


def test_the_middle_tariff_is_the_median_to_a_bin(source: Source, frame: pd.DataFrame) -> None:
    table = figure_of(source, "/tariffs", "tariffs").table
    last = table[table["day"] == table["day"].max()].set_index("variable")
    for side in ("us", "china"):
        middle = frame[f"tariff_{side}_end"].median()
        assert last.loc[f"tariff_{side}", "median"] == pytest.approx(middle, abs=0.05)


def test_tariffs_are_drawn_as_steps_in_per_cent(source: Source) -> None:
    found = figure_of(source, "/tariffs", "tariffs")
    days = [trace for trace in found.figure.data if trace.xaxis == "x"]
    lines = [trace for trace in days if trace.fill is None]
    assert {trace.line.shape for trace in days} == {"hv"}
    own = found.table[found.table["variable"] == "tariff_us"]
    assert np.asarray(lines[0].y) == pytest.approx(own["median"].to_numpy() * 100)


def test_pressure_at_the_call_is_the_mean_of_those_runs(
    source: Source, frame: pd.DataFrame
) -> None:
    table = figure_of(source, "/tariffs", "call").table
    for mover, side, estimate, n in zip(
        table["mover"], table["side"], table["estimate"], table["n"], strict=True
    ):
        held = frame.loc[frame["first_mover_true"] == mover, f"pressure_{side}_call"].dropna()
        assert (estimate, n) == (pytest.approx(held.mean()), len(held))


def test_the_marks_of_the_audiences_are_moved_apart_across_their_scale_and_not_along_it(
    source: Source,
) -> None:
    figure = figure_of(source, "/believed", "truth").figure
    assert figure.layout.scattermode == "group"
    assert {trace.orientation for trace in figure.data} == {"h"}

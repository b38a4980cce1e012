"""The page on which a batch opens: its answer, held against the rows it was counted from."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from plotly.utils import PlotlyJSONEncoder

from dashboards.components.marks import Scale, make_hundred_squares, make_interval_mark
from dashboards.components.outcomes import Outcomes, make_column
from dashboards.components.whatif import Setting, make_setting_body
from dashboards.pages.catalogue import list_pages
from dashboards.state.findings import collect_findings
from dashboards.state.store import Source
from dashboards.state.view import resolve_view
from dashboards.web.drawing import draw_page
from runs.analysis.comparison.shares import compute_mover_shares
from runs.analysis.estimates.estimates import Estimate, Interval
from runs.analysis.runs.story import tell_story
from runs.analysis.sides import get_dyad
from runs.archive.batch import Batch
from tests.dashboards.scenes import scene_of

STATES = (
    "finished",
    "stopped",
    "first_missing",
    "no_run",
    "one_variant",
    "one_failed",
    "all_failed",
    "one_run",
    "design",
)


def text_of(page: Any) -> str:
    return json.dumps(page, cls=PlotlyJSONEncoder, ensure_ascii=False)


def heading_of(page: str) -> str:
    found = re.search(r'"children": "([^"]*)", "id": "title"', page)
    assert found is not None
    return found[1]


def test_the_answer_names_shares_that_the_rows_have(source: Source, batch: Batch) -> None:
    said = heading_of(text_of(draw_page(source, "/overview", "")))
    told = re.fullmatch(
        r"Under “(.+)”, (.+) calls first in (\d+) of 100 runs, (\d+) under “as reported”\.", said
    )
    assert told is not None, said
    side = "us" if told[2] == "the United States" else "china"
    for variant, shown in ((told[1], told[3]), ("as reported", told[4])):
        share = (batch.outcomes(variant)["first_mover_true"] == side).mean()
        assert abs(100 * share - float(shown)) <= 0.5


def test_every_variant_has_a_hundred_and_a_row_for_each_mover(source: Source, batch: Batch) -> None:
    page = text_of(draw_page(source, "/overview", ""))
    assert page.count('"className": "hundred"') == 3
    for variant in ("as reported", "counting swapped", "face off"):
        share = (batch.outcomes(variant)["first_mover_true"] == "us").mean()
        assert f"Of 100 runs: United States {int(100 * share + 0.5)}; " in page


def read_whole_numbers(page: str) -> list[int]:
    """Return the numbers beside the squares, in the order of the page."""
    return [int(found) for found in re.findall(r'"children": "(\d+)", "className": "tx"', page)]


def test_whole_numbers_beside_the_squares_add_up_to_a_hundred(source: Source) -> None:
    view = resolve_view(source, "/overview", "")
    movers = np.repeat(get_dyad().movers, (572, 249, 107, 5, 67))
    frame = pd.DataFrame({"variant": "v", "first_mover_true": movers})
    shares = compute_mover_shares(frame)
    medians = {"v": {"estimate": 55.0, "low": 50.0, "high": 60.0, "n": 1000, "horizon": 180}}
    page = text_of(make_column(view, "v", Outcomes(shares, medians, {}, ["v"]), []))
    assert sorted(read_whole_numbers(page)) == [0, 7, 11, 25, 57]
    assert '{"children": "0.50"' in page
    assert '{"children": "6.7"' in page


def test_whole_numbers_of_a_setting_add_up_to_a_hundred() -> None:
    movers = zip(get_dyad().movers, (41, 111, 33, 5, 10), strict=True)
    one = {"low": 0.0, "high": 1.0, "effect": 0.0, "effect_low": 0.0, "effect_high": 0.0}
    rows = [{"mover": m, "k": k, "n": 200, "estimate": k / 200, **one} for m, k in movers]
    median = {"estimate": 55.0, "low": 50.0, "high": 60.0, "n": 200, "horizon": 180}
    answer = {"movers": rows, "median": median, "flips": {"count": 0, "worlds": []}}
    numbers = read_whole_numbers(text_of(make_setting_body(Setting(answer, answer, {}, 10.0, {}))))
    assert [sum(numbers[:5]), sum(numbers[5:])] == [100, 100]


def test_three_findings_lead_to_their_pages(source: Source) -> None:
    view = resolve_view(source, "/overview", "")
    found = collect_findings(view, ["as reported", "counting swapped", "face off"])
    assert len(found.findings) == 3
    paths = {one.address.partition("?")[0] for one in found.findings}
    assert paths <= set(list_pages())


@pytest.mark.parametrize("state", STATES)
def test_a_batch_opens_in_every_state_without_a_refusal(
    state: str, tmp_path: Path, known: dict[str, Path]
) -> None:
    scene = scene_of(state, tmp_path, known)
    page = text_of(draw_page(scene.source, "/overview", ""))
    assert "cannot be shown" not in page
    assert "could not be worked out" not in page
    if state in ("all_failed", "no_run"):
        assert "of 100 runs" not in heading_of(page)
        assert '"className": "hundred"' not in page
        assert re.search("none done|was done|is done", heading_of(page))
    if state == "one_run":
        assert heading_of(page).startswith("In the one run under “as reported”, ")


def test_squares_make_a_hundred_and_those_of_two_outcomes_are_split() -> None:
    squares = make_hundred_squares([("us", 0.505), ("nobody", 0.03), ("china", 0.465)], "").children
    kinds = [square.className for square in squares]
    assert len(kinds) == 100
    assert kinds[:50] == ["c-first"] * 50
    assert kinds[50] == "split open"
    assert squares[50].style["background"] == (
        "linear-gradient(to right, var(--of-c-first) 0% 50%, transparent 50% 100%)"
    )
    assert kinds[54:] == ["c-second"] * 46


def test_a_mark_has_its_range_only_where_parameters_were_drawn() -> None:
    of = Estimate(0.4, 0.3, 0.5, 100, "share")
    simple = make_interval_mark(of, Scale(0, 100, 100), "us")
    assert simple.style == {"--e0": 30.0, "--e1": 50.0, "--v": 40.0}
    assert [part.className for part in simple.children] == ["axis", "er", "pt"]
    drawn = Estimate(0.4, 0.3, 0.5, 100, "share", parameters=Interval(0.1, 0.8))
    both = make_interval_mark(drawn, Scale(0, 100, 100), "us")
    assert both.style["--lo"] == 10.0
    assert both.style["--hi"] == 80.0
    assert "rg" in [part.className for part in both.children]


def test_a_story_of_a_batch_ends_where_its_outcome_does(source: Source) -> None:
    view = resolve_view(source, "/overview", "")
    trace = view.trace_run("as reported", 0)
    assert tell_story(trace)[-1].day == int(trace["outcome"]["duration"])

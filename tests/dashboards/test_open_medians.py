"""A median beyond the horizon is drawn as one that is not known, and is said to be beyond it.

The sentence is the terminal's, with what is known of its interval.
"""

from __future__ import annotations

import pandas as pd
import pytest

from dashboards.figures.episodes import draw_episode_waits
from dashboards.figures.waiting import draw_quantile_dotplot, draw_survival_curves
from runs.analysis.text.pieces import write_contact_sentence
from runs.analysis.waiting.durations import compute_median_days
from runs.analysis.waiting.waiting import compute_survival
from tests.analysis.frames import outcomes, waiting


@pytest.mark.parametrize(
    ("median", "q75", "symbol", "said"),
    [
        (40.0, 70.0, "line-ns-open", "median of the runs 40 days (half of them 20 to 70; n = 40"),
        (None, None, "line-ew-open", "median of the runs beyond 119 days (half of them 20 to bey"),
        (90.0, None, "line-ns-open", "median of the runs 90 days (half of them 20 to beyond 119;"),
    ],
)
def test_a_median_that_is_not_reached_is_no_day(
    median: float | None, q75: float | None, symbol: str, said: str
) -> None:
    own = {"id": "e00", "title": "Something", "variant": "v", "happened": "33", "censored": False}
    levels = {"q05": 5.0, "q25": 20.0, "median": median, "q75": q75, "q95": None}
    rows = pd.DataFrame([own | levels | {"horizon": 120, "runs": 40}])
    found = draw_episode_waits(rows, "batch", "leader")
    (mark,) = (trace for trace in found.figure.data if str(trace.name).startswith("median"))
    assert list(mark.marker.symbol) == [symbol]
    assert mark.text[0].startswith(said)
    assert found.about.startswith("n = 40 runs.")


@pytest.mark.parametrize(
    ("calls", "end"),
    [
        (49, "not within the 9 days (95 % interval 5 to not reached; n = 100)."),
        (60, "by day 5 (95 % interval 5 to 5; n = 100)."),
    ],
)
def test_a_page_tells_the_median_and_its_interval_as_the_terminal_does(
    calls: int, end: str
) -> None:
    rest = 100 - calls
    frame = waiting([5] * calls + [9] * rest, ["us"] * calls + ["nobody"] * rest, 9)
    drawn = draw_survival_curves(compute_survival(frame), compute_median_days(frame))
    assert drawn.sentence == write_contact_sentence(frame)
    assert drawn.sentence.endswith(end)


@pytest.mark.parametrize(("reached", "step"), [(10, 10), (45, 1)])
def test_ticks_of_dots_do_not_lie_on_one_another(reached: int, step: int) -> None:
    days = [float(5 * place + 1) for place in range(reached)] + [float("nan")] * (50 - reached)
    table = pd.DataFrame({"dot": range(50), "day": days})
    contacts = {"variant": "v", "n": reached, "median": 20.0}
    figure = draw_quantile_dotplot(table, contacts, 50, 300).figure
    assert figure.layout.yaxis.dtick == step


def test_the_wait_of_envoys_is_told_as_theirs() -> None:
    frame = outcomes(60)
    drawn = draw_survival_curves(
        compute_survival(frame, "envoy"), compute_median_days(frame, "envoy"), "envoy"
    )
    assert "half of the runs have had their first envoy contact by day" in drawn.sentence

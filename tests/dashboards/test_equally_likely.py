"""The median day that stands beside fifty dots is that of the rows, not of the dots."""

from __future__ import annotations

import pytest

from dashboards.figures.waiting import draw_quantile_dotplot
from runs.analysis.waiting.durations import compute_observed_medians, compute_quantile_dots
from tests.analysis.frames import waiting

HORIZON = 90
CASES = [
    # 275 of 300 runs have contact, the 138th of them on day 85; the lower of two dots is day 84.
    (
        [84] * 137 + [85] * 138 + [HORIZON] * 25,
        "46 of 50 equally likely outcomes have contact by day 90; half of the 275 runs with "
        "contact have it by day 85.",
    ),
    # Of an even number half have it by the lower of the two in the middle.
    ([3, 5, 7, 80], "half of the 4 runs with contact have it by day 5."),
    ([7] + [HORIZON] * 2, "; the one run with contact has it on day 7."),
    ([HORIZON] * 3, "0 of 50 equally likely outcomes have contact by day 90."),
]


@pytest.mark.parametrize(("days", "said"), CASES)
def test_half_of_the_runs_with_contact_have_it_by_the_day_of_the_rows(
    days: list[int], said: str
) -> None:
    frame = waiting(days, ["us" if day < HORIZON else "nobody" for day in days], HORIZON)
    contacts = compute_observed_medians(frame).iloc[0]
    drawn = draw_quantile_dotplot(compute_quantile_dots(frame), contacts, len(frame), HORIZON)
    assert drawn.sentence.endswith(said)

"""What comes out over a lever under the draws of a fit, against counts of the rows."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from runs.analysis.estimates.draws import (
    DRAW,
    FIT,
    estimate_mean_distribution,
    estimate_share_distribution,
)
from runs.analysis.waiting.waiting import compute_survival
from runs.studies.whatif.answer import describe_setting_outcomes
from tests.analysis.drawn_runs import DRAWS, make_sooner_runs, make_turned_runs


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    return make_turned_runs()


def test_a_what_if_has_the_interval_over_draws_of_shares_differences_and_curves(
    frame: pd.DataFrame,
) -> None:
    other = make_sooner_runs(frame)
    told = describe_setting_outcomes(frame, other, 180)
    draw = frame[DRAW].to_numpy()
    for row in told["movers"]:
        now = (other["first_mover_true"].astype(str) == row["mover"]).to_numpy(float)
        before = (frame["first_mover_true"].astype(str) == row["mover"]).to_numpy(float)
        of = estimate_share_distribution(np.bincount(draw, now), np.bincount(draw))
        assert of is not None
        assert (row["draws_low"], row["draws_high"]) == of.find_interval(now.mean())
        changed = estimate_mean_distribution(now - before, draw, (-1.0, 1.0))
        assert changed is not None
        ends = changed.find_interval(row["effect"])
        assert (row["effect_draws_low"], row["effect_draws_high"]) == ends
    curve = compute_survival(other)
    told = describe_setting_outcomes(frame, other, len(curve))  # its 25 days are those of the curve
    for low, high in (("draws_low", "draws_high"), ("draws_high", "draws_low")):
        np.testing.assert_allclose(told["curve"][low], 1 - curve[high], atol=1e-6)
    gap = told["curve"]
    assert np.all(np.array(gap["effect_draws_low"]) <= np.array(gap["effect"]) + 1e-6)
    assert np.all(np.array(gap["effect_draws_high"]) >= np.array(gap["effect"]) - 1e-6)
    assert max(gap["effect_draws_high"]) > max(gap["effect_high"])  # the draws differ


def test_a_what_if_with_too_few_runs_a_draw_says_nothing_of_the_parameters(
    frame: pd.DataFrame,
) -> None:
    few = frame.iloc[: 2 * DRAWS - 1]
    told = describe_setting_outcomes(few, few.copy(), 180)
    for name in ("draws_low", "draws_high", "effect_draws_low", "effect_draws_high", "draws_sign"):
        assert {row[name] for row in told["movers"]} == {None}
    assert not [name for name in told["curve"] if "draws" in name]
    plain = describe_setting_outcomes(*[few.drop(columns=[DRAW, FIT])] * 2, 180)
    assert not [name for name in (*plain["movers"][0], *plain["median"]) if "draws" in name]

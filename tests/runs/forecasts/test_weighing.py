"""Runs weigh as much as their own rules made what was observed likely: known posteriors."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from agents.block import run_block
from model.lanes import Piece
from model.parameters import Configuration
from runs.errors import WrongInput
from runs.studies.forecasts.forecast import compute_run_weights, find_quantile_day, make_forecast
from runs.studies.forecasts.observing import ObservedRuns, simulate_observed_runs
from runs.studies.forecasts.script import ObservedAct, ObservedScript
from tests.runs.choices.boards import SMALL, compose

STILL = ("contact.inertia=15", "envoys.meeting_rate=0")
HOLD = 1.5
COIN = (
    *SMALL, *STILL, "signal.tariff_raise.enabled=false", "signal.tariff_cut.enabled=false",
    f"signal.hold.motives.constant={HOLD}", "signal.export_control.motives.retaliation=0",
    "signal.export_control.motives.chokepoint=0",
)  # fmt: skip
"""Each day each leader holds or controls exports; nothing else ever moves it."""
TWO_ACTS = tuple(ObservedAct(0, day, "material", "export_control") for day in (1, 3))
TEMPERATURES = np.array([1.0, 4.0])
RUNS = 40


def observe(texts: tuple[str, ...], acts: tuple[ObservedAct, ...], day: int = 4) -> ObservedScript:
    return ObservedScript("toy", compose(*texts), acts, day, 0)


def chance(temperature: float) -> float:
    """The closed form of the coin: the log-odds of holding are its constant over T."""
    return 1.0 / (1.0 + math.exp(HOLD / temperature))


def test_two_acts_leave_two_hypotheses_with_their_known_posterior() -> None:
    script = observe(COIN, TWO_ACTS)
    draws = {"us.policy.temperature": TEMPERATURES}
    runs = simulate_observed_runs(script, 0, RUNS, draws)
    weights, thinned = compute_run_weights(runs, script.day)
    cold, hot = (chance(t) for t in TEMPERATURES)
    posterior = cold**2 / (cold**2 + hot**2)
    assert weights[::2].sum() == pytest.approx(posterior, abs=1e-12)
    assert weights[1::2].sum() == pytest.approx(1 - posterior, abs=1e-12)
    predicted = [(cold + hot) / 2, (cold**2 + hot**2) / (cold + hot), 1.0]
    assert [one.chance for one in thinned] == pytest.approx(predicted, abs=1e-12)


def test_effective_runs_fall_act_by_act_as_the_closed_form_says() -> None:
    script = observe(COIN, TWO_ACTS)
    runs = simulate_observed_runs(script, 0, RUNS, {"us.policy.temperature": TEMPERATURES})
    _, thinned = compute_run_weights(runs, script.day)
    cold, hot = (chance(t) for t in TEMPERATURES)
    for acts, one in zip((1, 2, 2), thinned, strict=True):
        a, b = cold**acts, hot**acts
        assert one.effective == pytest.approx(RUNS / 2 * (a + b) ** 2 / (a**2 + b**2))
    alike = simulate_observed_runs(script, 0, RUNS, {})
    assert compute_run_weights(alike, script.day)[1][-1].effective == pytest.approx(RUNS)


def test_days_without_an_act_count_where_the_script_is_complete() -> None:
    quiet = tuple(ObservedAct(0, day, "material", None) for day in (1, 2, 3, 4))
    script = observe(COIN, quiet)
    runs = simulate_observed_runs(script, 0, RUNS, {"us.policy.temperature": TEMPERATURES})
    cold, hot = ((1.0 - chance(t)) ** 4 for t in TEMPERATURES)
    weights, _ = compute_run_weights(runs, script.day)
    assert weights[::2].sum() == pytest.approx(cold / (cold + hot), abs=1e-12)


def simulate_freely(config: Configuration, runs: int) -> tuple[dict[str, Any], Any]:
    result = run_block([Piece(config, 0, np.arange(runs, dtype=np.int64))], with_journal=True)
    assert result.journal is not None
    return result.outcomes, result.journal.acts


def test_weighed_runs_are_those_of_free_runs_that_did_the_same() -> None:
    """Of runs left to their rules some do, by themselves, what was observed: as many as the
    weights say, and their waits are those of the weighed ones.
    """
    acts = (ObservedAct(0, 2, "material", "tariff_raise"),
            ObservedAct(1, 3, "material", "export_control"))  # fmt: skip
    script = observe((*SMALL, "contact.inertia=2", "signal.hold.motives.constant=0.5"), acts, day=3)
    free, sent = simulate_freely(script.config, 6000)
    did = free["duration"] > script.day
    for act in acts:
        own = (sent.day == act.day) & (sent.side == act.side)
        own &= sent.kind == sent.kinds.index(str(act.kind))
        did &= np.isin(np.arange(6000), sent.lane[own])
    runs = simulate_observed_runs(script, 1, 1000, {})
    weights, thinned = compute_run_weights(runs, script.day)
    joint = math.prod(one.chance for one in thinned)
    share = did.mean()
    assert 0.01 < share < 0.9
    assert joint == pytest.approx(share, abs=4 * math.sqrt(share / 6000))
    kept = free["duration"][did]
    own_mean = float(weights @ runs.columns["duration"])
    error = kept.std() * math.sqrt(1 / len(kept) + 1 / thinned[-1].effective)
    assert own_mean == pytest.approx(kept.mean(), abs=4 * error)


def test_a_rule_without_probabilities_counts_as_what_it_chose() -> None:
    hazard = ("policy@us.policy=constant_hazard", "us.policy.probability=0.3")
    script = observe((*SMALL, *hazard), (ObservedAct(0, 1, "contact", "ask_private"),), day=1)
    runs = simulate_observed_runs(script, 0, 400, {})
    chances = np.exp(runs.log_chances[0])
    assert set(chances) == {0.0, 1.0}
    assert chances.mean() == pytest.approx(0.3, abs=4 * math.sqrt(0.21 / 400))


def test_without_acts_runs_are_those_of_the_seed_and_weigh_alike() -> None:
    script = observe(SMALL, (), day=2)
    runs = simulate_observed_runs(script, 0, 30, {})
    free, _ = simulate_freely(script.config, 30)
    for name, values in runs.columns.items():
        assert (values == free[name]).all()


def test_a_run_in_contact_by_the_day_has_no_weight_and_days_are_the_record_s() -> None:
    columns = {"duration": np.array([2, 5, 9, 20]), "event_observed": np.array([1, 1, 1, 0]),
               "first_mover_true": np.array([0, 1, 0, 4])}  # fmt: skip
    logs = np.log(np.array([[0.5, 0.5, 0.25, 0.25]]))
    script = observe(SMALL, (ObservedAct(0, 1, "material", "hold"),), day=3)
    made = make_forecast(script, ObservedRuns(columns, logs))
    assert made["possible"] == 3
    assert made["effective"] == pytest.approx(1 / (0.5**2 + 2 * 0.25**2))
    assert {day: share for day, share in enumerate(made["days"]) if share} == {
        4: 0.5, 8: 0.25, 20: 0.25,
    }  # fmt: skip
    assert made["contact"]["share"] == pytest.approx(0.75)
    assert made["first_mover"]["us"]["share"] == pytest.approx(0.25)
    assert made["median"] == 4
    assert find_quantile_day(np.array([0.2, 0.1, 0.7]), 0.5) is None


def test_what_no_run_could_have_done_is_refused_by_day_and_side() -> None:
    script = observe((*SMALL, "policy@china.policy=never"),
                     (ObservedAct(1, 2, "material", "export_control"),))  # fmt: skip
    with pytest.raises(WrongInput, match="export_control of china on day 2"):
        make_forecast(script, simulate_observed_runs(script, 0, 6, {}))

"""Robust shares: sets within the band, treatments left alone, signs counted."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from runs.errors import WrongInput
from runs.plan.settings.levers import find_lever
from runs.studies.claims import robust
from runs.studies.claims.plan import Variants, plan_claims
from runs.studies.claims.robust import (
    ParameterSets,
    list_assumed_weights,
    list_treated_paths,
    plan_robust_jobs,
    sample_admissible_sets,
    select_fit_draws,
)
from runs.studies.simulation import Columns, Job
from tests.runs.claims.toys import SHORT, session, silently, toy


def variants() -> Variants:
    return Variants(SHORT)


def test_only_assumed_weights_that_are_not_0_are_scaled() -> None:
    found = variants()
    weights = list_assumed_weights(found.configs[found.compose_and_hash_variant()])
    assert weights["contact.inertia"] == 1.0
    assert weights["us.insulation"] == 0.2
    assert not {"us.loss_aversion", "us.fatigue", "us.policy.temperature"} & set(weights)


def test_scaled_values_stay_within_their_levers_range() -> None:
    factors = np.full((1, 1), 2.0)
    assert (
        robust.scale_weights({"us.face_home": 0.6}, ["us.face_home"], factors)["us.face_home"]
        == 1.0
    )
    info = find_lever("us.face_home")
    assert info is not None
    assert info.high == 1.0


def test_a_claims_own_treatment_is_not_scaled(tmp_path: Path) -> None:
    claims, found = [toy(tmp_path)], variants()
    (one,) = plan_claims(claims, found)
    preset = found.configs[found.compose_and_hash_variant()]
    paths = tuple(list_assumed_weights(preset))
    sets = ParameterSets(paths, np.full((3, len(paths)), 2.0), 3)
    jobs, of = plan_robust_jobs([one], sets, preset, found, 5)
    assert list_treated_paths(one, preset, found) == {"contact.inertia"}
    assert {name for pair, name in of.items() if pair[0] == "T01"} == set(jobs)
    for job in jobs.values():
        assert "contact.inertia" not in job.points
        assert set(job.points["us.insulation"]) == {0.4}
        assert job.lanes == 3 * 5


def test_draws_of_a_fit_are_sets_that_leave_a_treatment_alone(tmp_path: Path) -> None:
    claims, found = [toy(tmp_path)], variants()
    (one,) = plan_claims(claims, found)
    preset = found.configs[found.compose_and_hash_variant()]
    values = {"contact.inertia": np.arange(9.0), "us.insulation": np.arange(9.0) / 10}
    sets = select_fit_draws(preset, 3, lambda _: values | {"us.face_home": np.full(9, 0.5)})
    assert (sets.paths, sets.tried) == (("contact.inertia", "us.insulation"), 9)  # one is fixed
    np.testing.assert_array_equal(sets.factors[:, 0], [0, 4, 8])
    jobs, _ = plan_robust_jobs([one], sets, preset, found, 5)
    for job in jobs.values():
        assert set(job.points) == {"us.insulation", "us.face_home"}
        assert job.points["us.insulation"].tolist() == [0.0, 0.4, 0.8]
    assert select_fit_draws(preset, 20, lambda _: values).factors.shape == (9, 2)
    with pytest.raises(WrongInput, match="No lever of the preset differs between the draws"):
        select_fit_draws(preset, 20, lambda _: {"us.face_home": np.full(9, 0.5)})


def in_band(days: list[float]) -> robust.Simulate:
    """Simulate nothing: each candidate's runs all last one of the given days, in turn."""

    def run(jobs: dict[str, Job]) -> dict[str, Columns]:
        (job,) = jobs.values()
        return {"band": {"duration": np.repeat(np.resize(days, (job.count, 1)), 5, axis=1)}}

    return run  # type: ignore[return-value]


def test_a_set_that_takes_the_preset_out_of_the_band_is_left_out() -> None:
    found = variants()
    preset = found.configs[found.compose_and_hash_variant()]
    sets = sample_admissible_sets(preset, 4, 0, in_band([19, 20, 29, 30]))
    assert (len(sets.factors), sets.tried) == (4, 20)
    assert np.array_equal(
        sets.factors, sample_admissible_sets(preset, 4, 0, in_band([19, 20, 29, 30])).factors
    )
    with pytest.raises(WrongInput, match="only 0 of"):
        sample_admissible_sets(preset, 4, 0, in_band([5]))


@pytest.mark.slow
def test_a_sign_that_holds_everywhere_has_share_1(tmp_path: Path) -> None:
    planned_session = session(toy(tmp_path), sets=4, set_runs=120)
    whole = planned_session.variants.configs[planned_session.preset]
    drawn = np.exp(np.linspace(-0.3, 0.3, 4))[:, None] * np.ones(
        (4, len(list_assumed_weights(whole)))
    )
    sets = ParameterSets(tuple(list_assumed_weights(whole)), drawn, 4)
    jobs, of = plan_robust_jobs(planned_session.claims, sets, whole, planned_session.variants, 120)
    found = planned_session._simulate_jobs(jobs, silently)
    results = {pair: found[name] for pair, name in of.items()}
    table, every = robust.compute_robust_shares(
        planned_session.claims, results, sets, planned_session.variants, whole
    )
    row = table.iloc[0]
    assert (row["as_predicted"], row["opposite"], row["undecided_sets"]) == (4, 0, 0)
    assert row["robust_share"] == 1.0
    assert row["flips_at"] is None
    assert list(every["T01 days_to_call"]) == [1, 1, 1, 1]

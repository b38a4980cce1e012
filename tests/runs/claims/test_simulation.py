"""Jobs are the same runs as a batch's: packing, points and sharing change no bit."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from agents.block import run_block
from model.lanes import Piece
from model.parameters import Configuration, parse_configuration
from runs.plan.executor_settings import ExecutorSettings
from runs.plan.settings.overrides import set_value
from runs.studies.claims.plan import Variants
from runs.studies.claims.robust import list_assumed_weights, scale_weights
from runs.studies.simulation import Job, simulate
from tests.runs.claims.toys import SHORT, session, silently, toy

COLUMNS = ("duration", "first_mover_true", "face_us_us_end", "tension_call")


def preset() -> Configuration:
    variants = Variants(SHORT)
    return variants.configs[variants.compose_and_hash_variant()]


@pytest.mark.slow
def test_a_jobs_columns_are_those_of_the_engine() -> None:
    config = preset()
    jobs = {"one": Job("one", config, 9, COLUMNS)}
    found = simulate(jobs, 3, ExecutorSettings(name="serial", lanes=4), silently)["one"]
    alone = run_block([Piece(config, 3, np.arange(9))]).outcomes
    for name in COLUMNS:
        known = ~np.isnan(found[name][0].astype(float))
        assert (found[name][0][known] == alone[name][known]).all()
        assert known.all() or (alone[name][~known] == -1.0).all()


def test_a_point_is_the_configuration_with_its_values_to_the_last_bit() -> None:
    config = preset()
    weights = list_assumed_weights(config)
    factors = np.exp(np.linspace(-0.6, 0.6, 2 * len(weights))).reshape(2, -1)
    points = scale_weights(weights, tuple(weights), factors)
    jobs = {"sets": Job("sets", config, 6, COLUMNS, points)}
    for row in range(2):
        data = config.model_dump(mode="json")
        for path, values in points.items():
            data = set_value(data, path, float(values[row]))
        jobs[f"{row}"] = Job(f"{row}", parse_configuration(data), 6, COLUMNS)
    found = simulate(jobs, 0, ExecutorSettings(name="serial"), silently)
    for row, name in ((row, name) for row in range(2) for name in COLUMNS):
        expected = found[str(row)][name][0]
        assert np.array_equal(found["sets"][name][row], expected, equal_nan=expected.dtype == float)
    assert not np.array_equal(found["0"]["face_us_us_end"], found["1"]["face_us_us_end"])


def test_a_configuration_that_many_claims_share_is_simulated_once(tmp_path: Path) -> None:
    one = toy(tmp_path)
    other = toy(tmp_path, "t02", a="[contact.inertia=1.0]", b="[us.vow_strength=0.0]")
    planned = session(one, other)
    assert len(planned.plan_table_jobs()) == 3
    assert planned.count_table_runs() == 3 * 24

"""The points that are made: as many as said, within their ranges, the same every time."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from SALib.sample import morris as salib_morris
from SALib.sample import sobol as salib_sobol

from runs.archive import point_tables
from runs.errors import WrongInput
from runs.plan.designs.kinds import DesignKind, Grid, LatinHypercube, Morris, OneAtATime, Sobol
from runs.plan.designs.sampling import (
    count_points,
    make_one_at_a_time_table,
    name_sampling_library,
    sample_points,
)
from runs.plan.designs.table import PointTable, make_piece, replace_lever_values
from runs.plan.planner import Planner
from runs.plan.settings.compose import ConfigComposer
from runs.plan.settings.levers import find_lever
from runs.rectangles import Rectangle

RANGES = {"us.insulation": [0.1, 0.9], "us.face_weight": [0.0, 2.0], "china.insulation": [0.2, 0.3]}
KINDS: list[DesignKind] = [
    LatinHypercube(points=50, seed=3),
    Sobol(base=16, seed=3),
    Morris(trajectories=7, seed=3),
]


@pytest.fixture(scope="module")
def planner(tmp_path_factory: pytest.TempPathFactory) -> Planner:
    return Planner(ConfigComposer(tmp_path_factory.mktemp("elsewhere")))


@pytest.mark.parametrize("kind", KINDS, ids=repr)
def test_points_fill_their_ranges_and_are_made_again(kind: DesignKind) -> None:
    table = sample_points(kind, RANGES)
    assert len(table) == count_points(kind, RANGES)
    for values, (low, high) in zip(table.values.T, RANGES.values(), strict=True):
        assert low <= values.min()
        assert values.max() <= high
        assert np.ptp(values) > 0.8 * (high - low)
    assert sample_points(kind, RANGES).digest == table.digest
    other = kind.model_copy(update={"seed": 4})
    assert sample_points(other, RANGES).digest != table.digest
    assert name_sampling_library(kind)


def test_counts_are_those_the_documents_promise() -> None:
    assert [count_points(kind, RANGES) for kind in KINDS] == [50, 16 * 5, 7 * 4]


def test_sobol_and_morris_are_the_librarys_own() -> None:
    bounds = list(RANGES.values())
    of = {"num_vars": 3, "names": list(RANGES), "bounds": bounds}
    generator = np.random.default_rng
    drawn = salib_sobol.sample(of, 16, calc_second_order=False, seed=generator(3))
    assert np.allclose(sample_points(KINDS[1], RANGES).values, drawn, rtol=0, atol=1e-15)
    drawn = salib_morris.sample(of, 7, num_levels=4, seed=generator(3))
    assert np.allclose(sample_points(KINDS[2], RANGES).values, drawn, rtol=0, atol=1e-15)


def test_each_stratum_of_a_latin_hypercube_is_used_once() -> None:
    table = sample_points(KINDS[0], RANGES)
    for values, (low, high) in zip(table.values.T, RANGES.values(), strict=True):
        strata = np.floor((values - low) / (high - low) * 50).astype(int)
        assert sorted(strata) == list(range(50))


def test_a_grid_crosses_its_values_the_first_lever_slowest() -> None:
    table = sample_points(
        Grid(), {"us.insulation": [0.1, 0.5], "china.insulation": [0.3, 0.2, 0.1]}
    )
    assert table.values.tolist() == [
        [0.1, 0.3], [0.1, 0.2], [0.1, 0.1], [0.5, 0.3], [0.5, 0.2], [0.5, 0.1],
    ]  # fmt: skip


def test_one_at_a_time_halves_and_doubles_each_lever_within_its_range(planner: Planner) -> None:
    config = planner.plan([], multirun=False).variants[0].config
    table, ends = make_one_at_a_time_table(
        OneAtATime(levers=["us.insulation", "us.face_weight"]), config
    )
    base = [config.us.insulation, config.us.face_weight]
    assert table.values[0].tolist() == base
    assert table.values.shape == (5, 2)
    for i, (path, (low, value, high)) in enumerate(ends.items()):
        info = find_lever(path)
        assert info is not None
        assert (low, value, high) == (base[i] / 2, base[i], min(2 * base[i], info.high))
        changed = table.values[1 + 2 * i : 3 + 2 * i]
        assert changed[:, i].tolist() == [low, high]
        assert (np.delete(changed, i, axis=1) == np.delete(base, i)).all()


def test_assumed_takes_every_assumed_lever_that_is_not_zero(planner: Planner) -> None:
    config = planner.plan([], multirun=False).variants[0].config
    table, _ = make_one_at_a_time_table(OneAtATime(), config)
    assert len(table) == 1 + 2 * len(table.paths)
    for path, value in table.get_point_values(0).items():
        info = find_lever(path)
        assert info is not None
        assert value != 0
        assert info.source.startswith("assumed")
    assert {"us.insulation", "attribution.patience"} & set(table.paths)


def test_a_table_is_read_as_it_was_written(tmp_path: Path) -> None:
    table = sample_points(KINDS[1], RANGES)
    path = tmp_path / "stored"
    path.write_bytes(point_tables.to_parquet(table))
    assert point_tables.to_parquet(table) == path.read_bytes()
    assert point_tables.read_point_table(path).digest == table.digest
    frame = point_tables.to_frame(point_tables.read_point_table(path))
    assert list(frame) == ["point", *RANGES]
    assert np.array_equal(frame[list(RANGES)].to_numpy(), table.values)
    damaged = bytearray(path.read_bytes())
    damaged[len(damaged) // 3] ^= 1
    (tmp_path / "damaged").write_bytes(bytes(damaged))
    with pytest.raises(WrongInput, match="points of the design"):
        point_tables.read_point_table(tmp_path / "damaged")


def test_a_piece_holds_its_own_points_alone(planner: Planner) -> None:
    config = planner.plan([], multirun=False).variants[0].config
    table = PointTable(("us.insulation",), np.arange(6.0)[:, None] / 10)
    own = Rectangle("v", 2, 3, 5, 2)
    found = make_piece(config, 1, own, table.select_points(own))
    assert found.replications.tolist() == [5, 6, 5, 6, 5, 6]
    assert found.levers["us.insulation"].tolist() == [0.2, 0.2, 0.3, 0.3, 0.4, 0.4]
    kind = next(iter(config.signal))
    changed = replace_lever_values(
        config, {"us.insulation": 0.25, f"signal.{kind}.deniability": 0.75}
    )
    assert (changed.us.insulation, changed.signal[kind].deniability) == (0.25, 0.75)
    assert (changed.china, config.us.insulation) == (config.china, 0.2)

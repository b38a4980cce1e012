"""`taijie run fit=`: run k plays draw k mod D; without a fit nothing changes."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from model.menu import SLOTS
from runs.archive.batch import Batch
from runs.cli.fork import _add_fit_draws
from runs.errors import WrongInput
from runs.execute.launch import launch_plan
from runs.plan.designs.table import list_lever_values
from runs.plan.executor_settings import ExecutorSettings
from runs.plan.plan import format_plan
from runs.plan.planner import Planner
from runs.studies.events.event_rows import stream_event_table
from runs.studies.fit.carrying import compute_lever_draws
from runs.studies.fit.draws import PRIOR_DRAWS, draw_prior
from runs.studies.forks.fork import estimate_turned_share, fork_run, make_fork_point
from runs.studies.replay.replay import replay, simulate_run_pain
from runs.studies.replay.verification import count_rerun_differences

WORDS = ["scenario=minimal", "horizon=12", "executor=serial"]


def make_plan(tmp_path, *words):
    texts = [*WORDS, f"outputs={tmp_path}", *words]
    return Planner(compute_draws=compute_lever_draws).plan(texts, multirun=True)


@pytest.fixture(scope="module")
def batch(tmp_path_factory) -> Batch:
    plan = make_plan(tmp_path_factory.mktemp("out"), "fit=prior", "runs=6",
                     "us.insulation=0.2,0.8", "batch=b")  # fmt: skip
    return launch_plan(plan, lambda _: None)


def test_a_plan_says_whose_draws_it_plays(tmp_path):
    plan = make_plan(tmp_path, "fit=prior", "runs=6")
    assert plan.as_dict()["fit"] == {"name": "prior", "draws": PRIOR_DRAWS}
    assert f"run k plays draw k mod {PRIOR_DRAWS}" in format_plan(plan, "")


def test_without_a_fit_a_variant_is_what_it_was(tmp_path):
    plain = Planner().plan([*WORDS, "runs=6", f"outputs={tmp_path}"], multirun=False)
    said = make_plan(tmp_path, "fit=none", "runs=6")
    assert plain.variants[0].hash == said.variants[0].hash
    assert said.variants[0].draws is None
    assert make_plan(tmp_path, "fit=prior", "runs=6").variants[0].hash != plain.variants[0].hash


def test_a_batch_keeps_the_draws_it_plays_and_runs_are_the_same_again(batch):
    assert batch.manifest.fit.draws == PRIOR_DRAWS
    assert not batch.missing()
    for variant in batch.manifest.variants:
        assert not count_rerun_differences(batch, variant.hash, 6)["differing"].any()


def test_variants_pair_by_draw(batch):
    one, other = (list_lever_values(batch.draws(one.hash)) for one in batch.manifest.variants)
    assert np.array_equal(one["contact.inertia"], other["contact.inertia"])
    config = batch.configuration(batch.manifest.variants[0].hash)
    assert np.array_equal(one["contact.inertia"],
                          draw_prior().compute_lever_values(config)["contact.inertia"])  # fmt: skip


def test_a_replay_plays_the_draw_of_its_run(batch):
    variant = batch.manifest.variants[0].hash
    rows = batch.outcomes(variant).set_index("replication")
    for replication in (0, 5):
        trace = replay(batch, variant, replication)
        name = "face_us_us_home_end"
        assert trace["outcome"][name] == rows.loc[replication, name]
        pain = simulate_run_pain(batch, variant, replication)
        assert pain["day"].max() == 12


def test_a_fork_starts_from_the_run_at_its_draw(batch):
    variant = batch.manifest.variants[0].hash
    found = fork_run(make_fork_point(batch, variant, 5, 0, (3, 1)), {})
    again = replay(batch, variant, 5)
    assert found.twin == found.run
    assert found.run == {name: again[name] for name in found.run}


def test_the_worlds_of_a_fork_play_the_draws_of_the_batch(batch):
    variant = batch.manifest.variants[0].hash
    place = make_fork_point(batch, variant, 5, 0, (3, 1))
    serial = ExecutorSettings(name="serial")
    turned = estimate_turned_share(place, {}, "first_signal", 6, serial)
    rows = batch.outcomes(variant)["first_signal"].astype(str).value_counts()
    assert {before: n for (before, _), n in turned.counts.items()} == rows[rows > 0].to_dict()
    with pytest.raises(WrongInput, match="plays draws already"):
        _add_fit_draws(place, "prior", batch)
    plain = _add_fit_draws(place._replace(draws={}), "prior", batch)
    assert len(plain.draws["contact.inertia"]) == PRIOR_DRAWS


@pytest.mark.slow
def test_events_are_those_of_the_runs_at_their_draws(batch):
    _, tables = stream_event_table(batch, "csv")
    events = pa.concat_tables(tables).to_pandas()
    for record in batch.manifest.variants:
        kinds = batch.configuration(record.hash).signal
        chosen = {name for name, kind in kinds.items() if kind.slot in SLOTS}
        own = events[(events["variant"] == record.name) & events["kind"].isin(chosen)]
        for replication in range(6):
            signals = replay(batch, record.hash, replication)["signals"]
            sent = sorted(one["kind"] for one in signals if one["slot"] in SLOTS)
            assert sorted(own.loc[own["run"] == replication, "kind"]) == sent


def test_a_fit_that_there_is_not_is_refused_before_anything_is_written(tmp_path):
    with pytest.raises(WrongInput, match="no finished fit mine"):
        make_plan(tmp_path, "fit=mine")
    assert not list(tmp_path.iterdir())


def test_who_knows_no_fits_plans_none(tmp_path):
    with pytest.raises(WrongInput, match="fit=prior"):
        Planner().plan([*WORDS, "fit=prior", f"outputs={tmp_path}"], multirun=False)

"""The first manifest of a batch, and the record of each launch."""

from __future__ import annotations

import socket
from collections.abc import Sequence

import psutil

from runs.archive import engine
from runs.archive.manifest import (
    DesignRecord,
    LaunchRecord,
    Manifest,
    VariantRecord,
    format_current_time,
)
from runs.plan.draws import FitRecord
from runs.plan.executor_settings import ExecutorSettings
from runs.plan.plan import Plan
from runs.plan.plugins.choosing import collect_source_digests, make_plugin_records
from runs.plan.plugins.kinds import POLICY, ROLE
from runs.plan.plugins.metrics import make_metric_records


def make_first_manifest(plan: Plan, workers: int) -> Manifest:
    """Return the manifest of a plan's batch as it is before any run is computed."""
    return Manifest(
        format_version=engine.FORMAT_VERSION,
        name=plan.folder.name,
        created=format_current_time("milliseconds"),
        experiment=plan.experiment,
        runs=plan.runs,
        seed=plan.seed,
        engine=engine.get_engine_with_sources(collect_source_digests(plan.plugins)),
        commands=[make_launch_record(plan.command, plan.runs, plan.executor, workers)],
        variants=[
            VariantRecord(
                name=variant.name,
                hash=variant.hash,
                overrides=list(variant.overrides),
                varied=dict(variant.varied),
                horizon=variant.config.horizon,
                points=plan.points,
            )
            for variant in plan.variants
        ],
        design=DesignRecord(**plan.design.as_dict()) if plan.design else None,
        precision=plan.precision,
        fit=FitRecord(name=plan.fit, draws=plan.draws) if plan.draws else None,
        policies=make_plugin_records(plan.plugins, POLICY),
        roles=make_plugin_records(plan.plugins, ROLE),
        metrics=make_metric_records(plan.plugins),
        sides={key: text.model_dump(mode="json") for key, text in plan.sides.items()},
        **engine.collect_provenance(),
    )


def identify_launcher() -> dict[str, object]:
    """Return the identity of this process: `host`, `process` (its id) and `process_begun` (seconds
    since the epoch).
    """
    me = psutil.Process()
    return {
        "host": socket.gethostname(),
        "process": me.pid,
        "process_begun": me.create_time(),
    }


def make_launch_record(
    command: Sequence[str], runs: int, settings: ExecutorSettings, workers: int
) -> LaunchRecord:
    """Return the record of a launch that begins now.

    command: its words; runs: wanted replications of each variant; workers: number of workers.
    """
    return LaunchRecord(
        time=format_current_time(), command=list(command), runs=runs, executor=settings.name,
        workers=workers, commit=engine.read_git_commit(),
    )  # fmt: skip

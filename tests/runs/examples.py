"""A real batch and real tables beside it, small enough for every suite: the real engine's."""

from __future__ import annotations

from pathlib import Path

from runs.archive.batch import Batch
from runs.execute.launch import launch_plan, resume
from runs.plan.draws import DrawsFunction
from runs.plan.executor_settings import ExecutorSettings
from runs.plan.planner import Planner
from runs.plan.settings.compose import ConfigComposer
from runs.studies.claims.claim import load_claims
from runs.studies.claims.plan import Variants
from runs.studies.claims.run import Request, Session
from runs.studies.episodes.episode import GROUP, Episode
from runs.studies.episodes.planning import EpisodeSettings, plan_episode_batch
from runs.studies.episodes.scoring import compute_mean_scores, make_episode_rows
from runs.studies.episodes.storage import write_episode_table
from runs.studies.patterns.collection import collect_patterns
from runs.studies.patterns.planning import plan_pattern
from runs.studies.patterns.table import compute_pattern_table, write_pattern_table
from runs.studies.study_files import load_study_files, select_entries
from tests.runs import study_results
from tests.shared_folders import Maker

RUNS = 150


def example(
    outputs: Path, runs: int = RUNS, *overrides: str, carry: DrawsFunction | None = None
) -> Batch:
    """Launch `first_call` into a folder of batches, in this process, and return the batch.

    carry: gives the draws of the experiment's fit; without it levers stay as configured.
    """
    texts = ["experiment=first_call", f"runs={runs}", "executor=serial", f"outputs={outputs}"]
    texts += overrides
    plan = Planner(compute_draws=carry).plan(
        texts, multirun=False, command=["taijie", "run", *texts]
    )
    return launch_plan(plan, lambda _: None)


def make_failed_batch(outputs: Path) -> Batch:
    """Return a batch in which one variant's rows are missing because the disk refused them."""
    batch = example(outputs, 10, "horizon=60")
    first = batch.manifest.variants[0].hash
    folder = batch.path / "variants" / first / "daily"
    for part in folder.iterdir():
        part.unlink()
    folder.rmdir()
    folder.write_text("in the way")
    return resume(Batch(batch.path), lambda _: None, executor=ExecutorSettings(name="serial"))


def claims(outputs: Path) -> Path:
    """Decide some claims, one with a map, and store them as the command does."""
    asked = Request(runs=30, executor=ExecutorSettings(name="serial"), map_runs=4)
    session = Session.create(load_claims(["k01", "k13b", "k03", "aa"]), asked, Variants(()))
    others = {"maps": session.compute_maps(lambda _: None)}
    return session.write_table(
        outputs, session.compute_table(lambda _: None), others, ["taijie", "claims"]
    )


def episodes(outputs: Path) -> Path:
    """Run three episodes briefly and store their table as the command does."""
    composer = ConfigComposer()
    known = load_study_files(composer, GROUP, Episode)
    settings = EpisodeSettings(40, 0, outputs, ExecutorSettings(name="serial"), horizon=120)
    whole, read_from = plan_episode_batch(
        composer, select_entries(known, ["e04", "e15", "e17"], GROUP), settings, ["taijie"]
    )
    batch = launch_plan(whole, lambda _: None)
    rows = [
        row
        for name, variant in read_from.items()
        for row in make_episode_rows(
            known, name, batch.outcomes(variant), variant, settings.horizon or 0
        )
    ]
    about = {"batch": batch.name, "engine": batch.manifest.engine.digest, "runs": settings.runs}
    return write_episode_table(
        outputs, {**about, "seed": settings.seed, "rows": rows, "means": compute_mean_scores(rows)}
    )


def patterns(outputs: Path) -> Path:
    """Simulate three patterns briefly and store their table as the command does."""
    composer = ConfigComposer()
    known = collect_patterns(composer)
    planned = {name: plan_pattern(composer, name, known[name]) for name in ("P1", "P17", "E15")}
    serial = ExecutorSettings(name="serial")
    table = compute_pattern_table(planned, 20, 0, serial, lambda _: None)
    return write_pattern_table(outputs, table)


ALL_RESULTS: dict[str, Maker] = {
    "claims": claims,
    "episodes": episodes,
    "choices": study_results.choices,
    "patterns": patterns,
    "fits": study_results.fit,
    "example": lambda outputs: example(outputs, RUNS, "batch=example"),
}
"""What leaves in a folder of batches all that pages read: a batch, and a table of each study."""

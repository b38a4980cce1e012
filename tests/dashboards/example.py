"""A real batch and real tables beside it, small enough for every suite: the real engine's."""

from __future__ import annotations

from pathlib import Path

from runs.archive import Batch
from runs.claims.claim import select
from runs.claims.session import Request, Session
from runs.launching import launch, resume
from runs.plan import Executor
from runs.planning import Planner

RUNS = 150


def example(outputs: Path, runs: int = RUNS) -> Batch:
    """Launch `first_call` into a folder of batches, in this process, and return the batch."""
    texts = ["experiment=first_call", f"runs={runs}", "executor=serial", f"outputs={outputs}"]
    plan = Planner().plan(texts, multirun=False, command=["taijie", "run", *texts])
    return launch(plan, lambda _: None)


def failed(outputs: Path) -> Batch:
    """Return a batch in which one variant's rows are missing because the disk refused them."""
    batch = example(outputs, runs=10)
    first = batch.manifest.variants[0].hash
    folder = batch.path / "variants" / first / "daily"
    for part in folder.iterdir():
        part.unlink()
    folder.rmdir()
    folder.write_text("in the way")
    return resume(Batch(batch.path), lambda _: None, executor=Executor(name="serial"))


def claims(outputs: Path) -> Path:
    """Decide some claims, one with a map, and store them as the command does."""
    asked = Request(runs=30, executor=Executor(name="serial"), map_runs=4)
    session = Session.of(select(["k01", "k13b", "k03", "aa"]), asked)
    others = {"maps": session.maps(lambda _: None)}
    return session.store(outputs, session.table(lambda _: None), others, ["taijie", "claims"])

"""A real batch and real tables beside it, small enough for every suite: the real engine's."""

from __future__ import annotations

from pathlib import Path

from runs.archive import Batch
from runs.claims.claim import select
from runs.claims.session import Request, Session
from runs.episodes.planning import Terms, plan
from runs.episodes.reading import chosen
from runs.episodes.reading import episodes as read_all
from runs.episodes.scoring import means, rows_of
from runs.episodes.store import store
from runs.launching import launch, resume
from runs.plan import Executor
from runs.planning import Planner
from runs.settings import Door

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


def episodes(outputs: Path) -> Path:
    """Run three episodes briefly and store their table as the command does."""
    door = Door()
    known = read_all(door)
    terms = Terms(40, 0, outputs, Executor(name="serial"), horizon=120)
    whole, read_from = plan(door, chosen(known, ["e04", "e15", "e17"]), terms, ["taijie"])
    batch = launch(whole, lambda _: None)
    rows = [
        row
        for name, variant in read_from.items()
        for row in rows_of(known, name, batch.outcomes(variant), variant, terms.horizon or 0)
    ]
    about = {"batch": batch.name, "engine": batch.manifest.engine.digest, "runs": terms.runs}
    return store(outputs, {**about, "seed": terms.seed, "rows": rows, "means": means(rows)})

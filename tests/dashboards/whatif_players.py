"""What-ifs played within the test's own process, in few and short runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from dashboards.state.store import Source
from dashboards.state.view import View, resolve_view
from runs.archive.batch import Batch
from runs.studies.whatif.process import Player
from tests.runs.batches import make_batch

RUNS = 20
PATH = "/what-if"
SEARCH = "?v=1&levers=us.insulation:0.7;china.insulation;us.face_weight:2.0&lever=us.insulation"


class InThisProcess:
    """Plays with `Player` itself, fewer runs, and without a process of its own."""

    def __init__(self) -> None:
        self.player = Player()
        self.asked: list[Any] = []

    def ask(self, question: Any, ahead: bool = False) -> Any:
        self.asked.append((question, ahead))
        return self.player.answer({**question, "runs": RUNS})


def make_short_batch(folder: Path) -> Batch:
    """Return a batch of one variant over twelve days."""
    return make_batch(folder / "batch", overrides=("horizon=12",), runs=RUNS)


def make_playing_source(batch: Batch) -> Source:
    """Return the source of a batch's folder, whose what-ifs are played in this process."""
    source = Source(batch.path.parent)
    source.players = InThisProcess()  # type: ignore[assignment]  # asks the same player
    return source


def see(source: Source, search: str = SEARCH) -> View:
    return resolve_view(source, PATH, search)

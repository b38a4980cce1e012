"""Batches in every state in which a page may meet one: copies of small real ones, brought there.

What a launcher leaves behind (parts, log, lock) tells the states apart, so a copy is brought
into a state by taking parts away and by writing the log that such a launch writes.
"""

from __future__ import annotations

import fcntl
import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from runs.archive.batch import Batch
from runs.archive.manifest import VariantRecord, format_log_line
from runs.execute.launch import resume
from runs.plan.executor_settings import ExecutorSettings
from runs.rectangles import Rectangle
from tests.runs.batches import make_batch, silently
from tests.shared_folders import Maker

RUNS = 12
ERROR = "OSError: [Errno 28] No space left on device"
SHORT = ("experiment=first_call", "horizon=60")
GRID = ("horizon=40", "design=grid", "us.insulation=[0.1,0.9]", "china.insulation=[0.1,0.9]")
SERIAL = ExecutorSettings(name="serial")


def _make_grown_batches(folder: Path) -> None:
    """Play first_call with one run and with twelve: the parts of the larger batch hold run 0 and
    runs 1 to 11 of each variant.
    """
    one = make_batch(folder / "one" / "b", runs=1, overrides=SHORT).path
    grown = shutil.copytree(one, folder / "grown" / "b")
    resume(Batch(grown), silently, executor=SERIAL, runs=RUNS)


def _make_other_batches(folder: Path) -> None:
    """Play a design, and a batch of one variant."""
    make_batch(folder / "design" / "b", runs=4, overrides=GRID)
    make_batch(folder / "alone" / "b", runs=3, overrides=("horizon=60",))


ORIGINALS: dict[str, Maker] = {"grown": _make_grown_batches, "others": _make_other_batches}
"""What plays the batches that the states are copies of."""


def find_originals(folder: Path) -> dict[str, Path]:
    """Return name -> path of each batch in a folder that `ORIGINALS` filled."""
    return {name: folder / name / "b" for name in ("one", "grown", "design", "alone")}


def drop(batch: Batch, record: VariantRecord, keep: int = 0) -> None:
    """Take a variant's parts away, but for the first `keep` of them."""
    for rectangle in batch.list_valid_rectangles(record)[keep:]:
        for part in batch.layout.list_part_paths(rectangle):
            part.unlink()


def log(batch: Batch, *endings: str) -> None:
    """Write the log of one launch that computed the parts which are there, then `endings`."""
    held = [r for record in batch.manifest.variants for r in batch.list_valid_rectangles(record)]
    lines = [format_log_line("launched", done=0, left=batch.manifest.lanes)]
    lines += [format_log_line("done", lanes=r.lanes, seconds=1.0, rectangles=[r]) for r in held]
    batch.layout.status.write_text("".join([*lines, *endings]))


def failed_line(batch: Batch, records: Sequence[VariantRecord]) -> str:
    """Return the log's line of a task that lost what is missing of these variants."""
    lost = [r for r in batch.missing() if r.variant in {one.hash for one in records}]
    told = {"error": ERROR, "traceback": f"Traceback (most recent call last):\n{ERROR}"}
    return format_log_line("failed", rectangles=lost, rerun=f"taijie retry {batch.name}", **told)


def leave_finished(_: Batch) -> None:
    """Leave the batch as it is."""


def make_stopped(batch: Batch) -> None:
    """Whole in the first variant, one run of the second, none of the third."""
    _, second, third = batch.manifest.variants
    drop(batch, second, keep=1)
    drop(batch, third)
    log(batch, format_log_line("stopped", failed=0))


def first_missing(batch: Batch) -> None:
    """Stopped before the first variant, the one a page would show without a choice, had a run."""
    drop(batch, batch.manifest.variants[0])
    log(batch, format_log_line("stopped", failed=0))


def one_failed(batch: Batch) -> None:
    """The last variant has no run: its task raised."""
    last = batch.manifest.variants[-1]
    drop(batch, last)
    log(batch, failed_line(batch, [last]), format_log_line("finished", failed=RUNS))


def all_failed(batch: Batch) -> None:
    """Every task raised."""
    for record in batch.manifest.variants:
        drop(batch, record)
    lost = failed_line(batch, batch.manifest.variants)
    log(batch, lost, format_log_line("finished", failed=batch.manifest.lanes))


def no_run(batch: Batch) -> None:
    """The launcher was killed before the first run was written."""
    for record in batch.manifest.variants:
        drop(batch, record)
    log(batch)


def design_stopped(batch: Batch) -> None:
    """No point of the design has a run."""
    no_run(batch)


def torn_part(batch: Batch) -> None:
    """A part of the first variant is cut in half."""
    part = batch.layout.list_part_paths(
        batch.list_valid_rectangles(batch.manifest.variants[0])[-1]
    )[-1]
    part.write_bytes(part.read_bytes()[: part.stat().st_size // 2])


def spoilt_page(batch: Batch) -> None:
    """A part of the first variant is damaged within, so that only reading its rows shows it."""
    batch.layout.summary.unlink(missing_ok=True)
    batch.layout.excerpt.unlink(missing_ok=True)
    for kind in batch.layout.list_part_paths(
        batch.list_valid_rectangles(batch.manifest.variants[0])[-1]
    ):
        data = bytearray(kind.read_bytes())
        data[60:160] = bytes(100)
        kind.write_bytes(data)


def no_config(batch: Batch) -> None:
    """The configuration of the first variant is gone."""
    batch.layout.get_config_path(batch.manifest.variants[0].hash).unlink()


def torn_config(batch: Batch) -> None:
    """The configuration of the first variant is no YAML."""
    batch.layout.get_config_path(batch.manifest.variants[0].hash).write_text("us: [unclosed\n")


def no_folder(batch: Batch) -> None:
    """The whole folder of the second variant was removed by hand."""
    shutil.rmtree(batch.layout.get_config_path(batch.manifest.variants[1].hash).parent)


def torn_log(batch: Batch) -> None:
    """The log ends in half a line, and holds one of another program."""
    with batch.layout.status.open("a") as file:
        file.write('{"event": "done"}\n{"event": "failed"}\n{"event": "done", "la')


def torn_points(batch: Batch) -> None:
    """The table of a design's points is cut."""
    path = batch.layout.get_points_path(batch.manifest.variants[0].hash)
    path.write_bytes(path.read_bytes()[:100])


def torn_summary(batch: Batch) -> None:
    """What the last launch counted is no Parquet."""
    batch.layout.summary.write_bytes(b"PAR1 and nothing")


def other_format(batch: Batch) -> None:
    """The manifest is of a format that is not known here."""
    said = json.loads(batch.layout.manifest.read_text())
    said |= {"format_version": 99, "shape": "round"}
    batch.layout.manifest.write_text(json.dumps(said))


STATES: dict[str, tuple[str, Callable[[Batch], None]]] = {
    "finished": ("grown", leave_finished),
    "running": ("grown", make_stopped),
    "stopped": ("grown", make_stopped),
    "first_missing": ("grown", first_missing),
    "one_failed": ("grown", one_failed),
    "all_failed": ("grown", all_failed),
    "one_run": ("one", leave_finished),
    "no_run": ("grown", no_run),
    "one_variant": ("alone", leave_finished),
    "one_variant_no_run": ("alone", no_run),
    "design": ("design", leave_finished),
    "design_no_run": ("design", design_stopped),
    "torn_part": ("grown", torn_part),
    "spoilt_page": ("grown", spoilt_page),
    "no_config": ("grown", no_config),
    "torn_config": ("grown", torn_config),
    "no_folder": ("grown", no_folder),
    "torn_log": ("grown", torn_log),
    "torn_points": ("design", torn_points),
    "torn_summary": ("grown", torn_summary),
    "other_format": ("grown", other_format),
}
"""State -> the original it is a copy of, and how the copy comes there."""


@contextmanager
def hold_lock(batch: Batch) -> Iterator[None]:
    """Hold the batch as a launcher at work does."""
    with batch.layout.status.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def bring_to_state(name: str, folder: Path, known: dict[str, Path]) -> Batch:
    """Return a copy in that state, in a folder of batches of its own."""
    original, bring = STATES[name]
    batch = Batch(Path(shutil.copytree(known[original], folder / name)))
    bring(batch)
    return Batch(batch.path)


def lanes(rectangles: Sequence[Rectangle]) -> int:
    """Return the runs of rectangles."""
    return sum(r.lanes for r in rectangles)

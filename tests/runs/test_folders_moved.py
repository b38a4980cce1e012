"""A batch that is deleted keeps launches out; one whose folder is renamed keeps its label."""

from __future__ import annotations

import fcntl
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from shutil import copytree

from runs.archive import labelling, locks
from runs.archive.batch import Archive
from runs.execute.launch_record import make_first_manifest
from tests.runs.batches import make_plan


def make_archive(outputs: Path) -> Archive:
    """Return an archive of one batch, "old", without a row."""
    (outputs / "old").mkdir(parents=True)
    plain = make_first_manifest(make_plan(outputs / "any", runs=1, overrides=("horizon=10",)), 1)
    manifest = plain.model_copy(update={"name": "old"})
    (outputs / "old" / "manifest.json").write_text(manifest.model_dump_json())
    (outputs / "old" / "status.jsonl").write_text("")
    return Archive(outputs)


def test_no_launch_can_begin_while_a_batch_is_deleted(tmp_path: Path) -> None:
    """Else a batch resumed between the look at its lock and its removal would compute into it."""
    archive = make_archive(tmp_path)
    with ThreadPoolExecutor(1) as pool, (tmp_path / ".labels.lock").open("a") as labels:
        fcntl.flock(labels, fcntl.LOCK_EX)  # the deletion waits for it
        with (tmp_path / "old" / "status.jsonl").open() as log:
            deletion = pool.submit(labelling.delete_batch, archive, "old")
            until = time.monotonic() + 4
            while not (held := locks.is_locked(log)) and time.monotonic() < until:
                time.sleep(0.02)
        fcntl.flock(labels, fcntl.LOCK_UN)
        deletion.result(10)
    assert held
    assert not (tmp_path / "old").exists()


def test_a_batch_whose_folder_is_renamed_by_hand_keeps_its_label(tmp_path: Path) -> None:
    archive = make_archive(tmp_path)
    labelling.set_title(archive, "old", "first try")
    (tmp_path / "old").rename(tmp_path / "new")
    assert [(one.name, one.title) for one in archive.batches()] == [("new", "first try")]
    assert archive.open("first try").name == "new"
    assert labelling.change_tags(archive, ["new"], ["pilot"])[0].title == "first try"
    assert list(archive.read_labels()) == ["new"]


def test_a_batch_renamed_by_hand_is_deleted_with_its_label(tmp_path: Path) -> None:
    archive = make_archive(tmp_path)
    labelling.set_title(archive, "old", "first try")
    (tmp_path / "old").rename(tmp_path / "new")
    labelling.delete_batch(archive, "new")
    assert archive.read_labels() == {}


def test_a_copy_of_a_batch_has_no_label_of_it(tmp_path: Path) -> None:
    archive = make_archive(tmp_path)
    labelling.set_title(archive, "old", "first try")
    copytree(tmp_path / "old", tmp_path / "copy")
    titles = {one.name: one.title for one in archive.batches()}
    assert titles == {"old": "first try", "copy": ""}

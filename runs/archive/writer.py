"""The write side of a batch, held by one launcher at a time.

A batch appears whole: it is made under another name, with its configurations and manifest, and
renamed. Its launcher holds a lock on the log until it ends, however it ends. Workers hold none:
they only add parts (`runs.archive.batch.write_part`).
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, TextIO

from runs.archive import locks, point_tables
from runs.archive.batch import Batch
from runs.archive.config_file import dump_yaml
from runs.archive.in_use import use_batch
from runs.archive.manifest import LaunchRecord, Manifest, format_log_line
from runs.archive.parts import (
    list_absent_folders,
    remove_empty_folders,
    sync_folder,
    write_atomically,
)
from runs.errors import CannotContinueError, WrongInput
from runs.layout import Layout
from runs.paths import is_there
from runs.plan.designs.table import PointTable

PATIENCE = 0.3
"""Seconds for which a lock is tried again."""


class BatchWriter:
    """Writes to a batch: holds its lock, its log and its manifest. A context manager.

    made: the folders made for a new batch; None for one that was there.
    """

    def __init__(self, path: Path, log: TextIO, made: Sequence[Path] | None = None) -> None:
        self.path = path
        self._log = log
        self._made = made

    @classmethod
    def create(
        cls,
        path: Path,
        manifest: Manifest,
        configs: Iterable[tuple[str, dict[str, Any]]],
        table: PointTable | None = None,
        draws: Mapping[str, PointTable] | None = None,
    ) -> BatchWriter:
        """Make a new batch and lock it.

        configs: each variant's hash and plain configuration; table: the design's points, if any;
        draws: variant hash -> the levers at each draw (set of parameters) of a fit. Raises
        WrongInput, leaving nothing behind, if the folder exists or cannot be made.
        """
        aside = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
        made = list_absent_folders(path.parent)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            log = _write_new_batch_files(Layout(aside), manifest, configs, table, draws or {})
            try:
                log = _move_new_batch(aside, path, log)  # fails where a batch has the name
            except BaseException:
                log.close()
                raise
            sync_folder(path.parent)
        except OSError as error:
            if is_there(path):
                raise _make_name_taken_error(path) from error
            raise _make_unwritable_error(path.parent, error) from error
        finally:
            shutil.rmtree(aside, ignore_errors=True)
            remove_empty_folders(made)
        return cls(path, log, made)

    @classmethod
    def open(cls, path: Path) -> BatchWriter:
        """Lock a batch to add to it, remove half-written files; WrongInput while another has it."""
        layout = Layout(path)
        try:
            log = _open_locked_log(layout.status)
        except BlockingIOError as error:
            raise WrongInput(f"another launch is at work in {path}.", key="batch") from error
        except OSError as error:
            raise _make_unwritable_error(path, error) from error
        if not layout.status.read_bytes().endswith(b"\n"):
            log.write("\n")  # closes a line torn by a crash
        for leftover in layout.list_leftover_files():
            leftover.unlink(missing_ok=True)
        return cls(path, log)

    def log_event(self, event: str, **fields: Any) -> None:
        """Append one entry to the log; raises CannotContinueError on a full disk."""
        try:
            self._log.write(format_log_line(event, **fields))
            self._log.flush()
        except OSError as error:
            raise _make_cannot_continue_error(Layout(self.path).status, error) from error

    def add_launch(self, launch: LaunchRecord) -> None:
        """Add a launch to the manifest; the batch then wants as many runs as this launch does."""
        commands = [*Batch(self.path).manifest.commands, launch]
        self.change_manifest(runs=launch.runs, commands=commands)

    def change_manifest(self, **fields: Any) -> None:
        """Change these fields of the manifest; raises CannotContinueError on a full disk."""
        changed = Batch(self.path).manifest.model_copy(update=fields)
        place = Layout(self.path).manifest
        try:
            write_atomically(place, _serialise_manifest(changed))
        except OSError as error:
            raise _make_cannot_continue_error(place, error) from error

    def summarise(self) -> None:
        """Write the batch's summary and, if it has many parts, its excerpt.

        A disk error is ignored, since both files only save time.
        """
        from runs.archive import summary_file
        from runs.archive.excerpt import Excerpt, needs_excerpt

        batch, layout = Batch(self.path), Layout(self.path)
        rectangles = [r for v in batch.manifest.variants for r in batch.list_valid_rectangles(v)]
        excerpt = Excerpt(sum(r.lanes for r in rectangles))
        wanted = needs_excerpt(rectangles)
        summary = batch.summarise_from_rows(excerpt.add) if wanted else batch.summary()
        with suppress(OSError):
            if wanted:
                write_atomically(layout.excerpt, excerpt.to_parquet(summary.parts))
            else:
                layout.excerpt.unlink(missing_ok=True)
            if summary.tallies is not None:
                with use_batch(batch.manifest):
                    data = summary_file.to_parquet(summary, batch.manifest.engine.digest)
                write_atomically(layout.summary, data)

    def close(self) -> None:
        """Close the log and so release the batch's lock."""
        with suppress(OSError):  # what a full disk did not take is told already
            self._log.close()

    def __enter__(self) -> BatchWriter:
        return self

    def __exit__(self, _: object, error: BaseException | None, *__: object) -> None:
        made = self._made if locks.is_still_at(self._log, Layout(self.path).status) else None
        self.close()
        _remove_if_ended_without_rows(self.path, made, error)


def _remove_if_ended_without_rows(
    path: Path, made: Sequence[Path] | None, error: BaseException | None
) -> None:
    """Remove a new batch, and the folders made for it, if an error ended it before a row was
    written; not after a Ctrl-C, a full disk or lost workers, after which it resumes.

    made: as of `BatchWriter`; None too if another batch is in its place by now.
    """
    if made is None or not isinstance(error, Exception) or isinstance(error, CannotContinueError):
        return
    batch = Batch(path)
    if not any(batch.list_valid_rectangles(variant) for variant in batch.variants()):
        shutil.rmtree(path, ignore_errors=True)
        remove_empty_folders(made)


def _move_new_batch(aside: Path, path: Path, log: TextIO) -> TextIO:
    """Rename a new batch's folder from `aside` to `path`, and return its locked log."""
    if locks.fcntl is None:  # Windows moves no folder in which a file is open
        log.close()
    aside.rename(path)
    return _open_locked_log(Layout(path).status) if log.closed else log


def _write_new_batch_files(
    layout: Layout,
    manifest: Manifest,
    configs: Iterable[tuple[str, dict[str, Any]]],
    table: PointTable | None,
    draws: Mapping[str, PointTable],
) -> TextIO:
    """Write all files of a new batch except its parts; return its log, locked. configs, table,
    draws: as of `BatchWriter.create`.
    """
    points = point_tables.to_parquet(table) if table else None
    for variant, config in configs:
        for folder in layout.list_part_folders(variant):
            folder.mkdir(parents=True)
        layout.get_config_path(variant).write_bytes(dump_yaml(config))
        if points is not None:
            layout.get_points_path(variant).write_bytes(points)
        if variant in draws:
            layout.get_draws_path(variant).write_bytes(point_tables.to_parquet(draws[variant]))
    write_atomically(layout.manifest, _serialise_manifest(manifest))
    log = _open_locked_log(layout.status)
    os.sync()  # one call for hundreds of small files
    return log


def _open_locked_log(status: Path) -> TextIO:
    """Return the log, open to append and locked; BlockingIOError while another launcher holds
    it.
    """
    log = status.open("a", encoding="utf-8")
    try:
        # Each attempt but the last may meet a reader that looks whether anyone holds it.
        locks.lock(log, PATIENCE)
    except BaseException:
        log.close()
        raise
    return log


def _serialise_manifest(manifest: Manifest) -> bytes:
    """Return a manifest as JSON bytes."""
    return manifest.model_dump_json(indent=1).encode() + b"\n"


def _make_name_taken_error(path: Path) -> WrongInput:
    """Return the error for a new batch whose folder exists."""
    return WrongInput(
        f"batch {path.name} exists already, and a batch is never overwritten: {path}", key="batch"
    )


def _make_cannot_continue_error(path: Path, error: OSError) -> CannotContinueError:
    """Return the error for a file of the batch that cannot be written any more."""
    return CannotContinueError(f"nothing more can be written: {path}: {error.strerror}.")


def _make_unwritable_error(path: Path, error: OSError) -> WrongInput:
    """Return the error for a folder that cannot be written, or has no file locks."""
    if isinstance(error, locks.NoLocksError):
        return locks.make_no_locks_refusal(path, "launches", error)
    within = Path(str(error.filename))
    is_own = within.parent == path and not within.name.startswith(".")  # none that is moved later
    reason = f"cannot write in {path}: {f'{within.name}: ' if is_own else ''}{error.strerror}"
    return WrongInput(reason, key="outputs", value=str(path))

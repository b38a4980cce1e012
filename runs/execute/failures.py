"""Failed tasks: the error in a sentence, and the command that runs their rows again.

A failure names exactly the rows of its task, so that debugging meets the same lanes and no others:
`taijie retry BATCH 3fa4c2d19b07:250-499 executor=serial` means the runs 250 to 499 of the variant
whose hash begins so; `3fa4c2d19b07@8-9:0-99` adds the points of a design.
"""

from __future__ import annotations

import errno
import re
from collections.abc import Iterable, Sequence
from textwrap import indent
from typing import Any

from runs.archive.manifest import Failure, Manifest, format_current_time
from runs.command_text import format_command, make_batch_arguments
from runs.errors import CannotContinueError, WrongInput, describe_exception
from runs.execute.executors import TaskResult
from runs.execute.tasks import Task, TaskReport
from runs.plan.plugins.catalogue import Plugin
from runs.plan.plugins.choosing import find_error_line
from runs.rectangles import Rectangle

NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS}
"""What no later task can do better about: a full disk, a used-up quota, a read-only one."""
LETTERS = 12  # of a hash, in the name of rows
LISTED = 50
"""Rows of more rectangles than this are not listed; the command then means all that failed."""
ROWS = re.compile(r"(?P<variant>.+?)(?:@(?P<points>\d+(?:-\d+)?))?:(?P<runs>\d+(?:-\d+)?)")


def make_failure(ended: TaskResult[Task, TaskReport]) -> Failure:
    """Return the record of a task that raised: its rows, the error, and the command that repeats
    it.
    """
    rectangles = ended.task.rectangles
    named = [format_rows(rectangle) for rectangle in rectangles]
    rows = [*(named if len(named) <= LISTED else []), "executor=serial"]
    return Failure(
        rectangles=tuple(rectangles),
        error=_describe_task_error(ended.task.plugins, ended.error),
        traceback=ended.traceback,
        rerun=format_command("taijie", "retry", *make_batch_arguments(ended.task.batch), *rows),
        time=format_current_time(),
        is_plain=isinstance(ended.error, OSError),
    )


def make_study_error(ended: TaskResult[Any, Any], plugins: Iterable[Plugin]) -> CannotContinueError:
    """Return the error of a study of which a task raised: what it raised, with its traceback unless
    it is the operating system's refusal; plugins: those that the task plays.
    """
    said = f"a task failed: {_describe_task_error(plugins, ended.error)}"
    traceback = "" if isinstance(ended.error, OSError) else indent(ended.traceback.rstrip(), "    ")
    return CannotContinueError(f"{said}\n{traceback}".rstrip())


def _describe_task_error(plugins: Iterable[Plugin], error: BaseException | None) -> str:
    """Return the error of a task as one line, after the place of the user's plug-in (of those that
    the task plays) that raised it, if one did.
    """
    said = describe_error(error)
    for plugin in plugins:
        line = find_error_line(error, plugin.path) if error is not None else None
        if line is not None:
            return f"{plugin.place}, line {line}: {plugin.name} raised {said}"
    return said


def describe_error(error: BaseException | None) -> str:
    """Return the error as one line: an error of the operating system with its file first, any other
    with its type.
    """
    if isinstance(error, OSError) and error.strerror:
        where = f"{error.filename}: " if error.filename else ""
        return f"{where}{error.strerror}"
    return describe_exception(error)


def would_fail_every_task(error: BaseException | None) -> bool:
    """Say whether every further task would fail for the same reason, such as a full disk."""
    return isinstance(error, OSError) and error.errno in NO_ROOM


def format_rows(rectangle: Rectangle) -> str:
    """Return rows (variant, design points, runs) as a user types them: `3fa4c2d19b07:250-499`."""
    points = _format_range(rectangle.first_point, rectangle.end_point)
    among = "" if (rectangle.first_point, rectangle.points) == (0, 1) else f"@{points}"
    runs = _format_range(rectangle.first_replication, rectangle.end_replication)
    return f"{rectangle.variant[:LETTERS]}{among}:{runs}"


def parse_rows(manifest: Manifest, texts: Iterable[str]) -> list[Rectangle]:
    """Return the rows named by texts such as `3fa4c2d19b07:250-499` (hash or name of a variant), a
    rectangle a text.

    Raises WrongInput for a text of another form, an unknown variant, or rows outside the batch.
    """
    wanted = {rectangle.variant: rectangle for rectangle in manifest.list_planned_rectangles()}
    found = []
    for text in texts:
        match = ROWS.fullmatch(text)
        if match is None:
            raise WrongInput(
                f"{text} names no rows.", key=text, allowed=["VARIANT:RUN", "VARIANT:FIRST-LAST"]
            )
        whole = wanted[manifest.find_variant(match["variant"]).hash]
        first_point, points = _parse_range(match["points"] or "0")
        first, runs = _parse_range(match["runs"])
        rows = Rectangle(whole.variant, first_point, points, first, runs)
        if points < 1 or runs < 1 or rows.subtract_rectangle(whole):
            spans = f"{manifest.runs:,} runs (0 to {manifest.runs - 1})"
            raise WrongInput(f"{text}: the batch has {spans} of this variant.", key=text)
        found.append(rows)
    return found


def intersect_rectangles(
    missing: Iterable[Rectangle], chosen: Sequence[Rectangle]
) -> list[Rectangle]:
    """Return the rows of `missing` that lie in one of `chosen`, as rectangles (points by
    replications).
    """
    found = []
    for rectangle in missing:
        rest = [rectangle]
        for rows in chosen:
            rest = [piece for part in rest for piece in part.subtract_rectangle(rows)]
        inside = [rectangle]
        for part in rest:
            inside = [piece for kept in inside for piece in kept.subtract_rectangle(part)]
        found += inside
    return found


def _format_range(first: int, end: int) -> str:
    """Return "250-499" for 250 to 500 (the end not included), "250" for one number."""
    return str(first) if end == first + 1 else f"{first}-{end - 1}"


def _parse_range(text: str) -> tuple[int, int]:
    """Return first and count of "250-499" or "250"; below 1 if the last is before the first."""
    first, _, last = text.partition("-")
    return int(first), int(last or first) - int(first) + 1

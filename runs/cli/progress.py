"""The progress line of a launch, and each failure as soon as it happens."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from textwrap import indent
from typing import Any, Self

import typer

from runs.errors import CannotContinueError
from runs.terminal import format_duration, say

FAILED, INTERRUPTED = 1, 130
"""Exit codes."""
TENTHS = 10  # lines where there is no terminal
TOLD = 5  # failures told one by one


class ProgressLine:
    """Progress of a launch on one line that is rewritten: done, failed, left, rate, time left. A
    context manager.

    Written to standard error; if that is no terminal, a new line for each tenth instead.
    """

    def __init__(self) -> None:
        self.last: Any = None
        self._told = 0
        self._failures = 0
        self._live: Any = None

    def __enter__(self) -> Self:
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.live import Live
            from rich.text import Text

            self._text = Text
            self._live = Live(Text("starting the workers ..."), console=Console(stderr=True))
            self._live.start()
        return self

    def __exit__(self, *failure: object) -> None:
        if self._live is not None:
            self._live.stop()

    def __call__(self, progress: Any) -> None:
        """Show a Progress (`runs.execute.progress`); a failure in it is printed."""
        self.last = progress
        line = self.format_progress(progress)
        if self._live is not None:
            self._live.update(self._text(line))
        elif self._has_reached_next_tenth(progress):
            say(line, error=True)
        if progress.failure is not None:
            self._print_failure(progress.failure)

    def _print_failure(self, failure: Any) -> None:
        """Print a failure, with its traceback if it is the first and no refusal of the system; none
        after the first TOLD failures.
        """
        self._failures += 1
        if self._failures > TOLD:
            return
        say(f"failed: {failure.error}", error=True)
        if self._failures == 1 and not failure.is_plain:
            say(indent(failure.traceback.rstrip(), "    "), error=True)
        say(f"  to run it again: {failure.rerun}", error=True)
        if self._failures == TOLD:
            say("  further failures are counted here and kept for `taijie show`", error=True)

    def format_progress(self, progress: Any) -> str:
        """Return "400 of 3,600 runs done · 3,200 left · 230 runs/s · 14 s to go".

        progress: a Progress (`runs.execute.progress`).
        """
        parts = [f"{progress.done:,} of {_count_launch_runs(progress):,} runs done"]
        if progress.failed:
            parts.append(f"{progress.failed:,} failed")
        parts += [f"{progress.left:,} left", f"{progress.rate:,.0f} runs/s"]
        if progress.seconds_left is not None and progress.left:
            parts.append(f"{format_duration(progress.seconds_left)} to go")
        if progress.stopping:
            parts.append("finishing the runs in hand (Ctrl-C again aborts)")
        return " · ".join(parts)

    def _has_reached_next_tenth(self, progress: Any) -> bool:
        """Say whether another tenth of the launch's runs has ended since the last call that
        returned True.
        """
        ended = progress.done + progress.failed
        tenth = TENTHS * ended // max(1, _count_launch_runs(progress))
        if tenth == self._told:
            return False
        self._told = tenth  # smaller than before where another round of runs has begun
        return bool(tenth)


def _say_that_nothing_is_kept() -> str:
    """Return what is left of most studies that were interrupted."""
    return "nothing of it is kept: the same command begins again"


@contextmanager
def say_what_is_kept(describe: Callable[[], str] = _say_that_nothing_is_kept) -> Iterator[None]:
    """Return a context that says what is kept of a batch or study (`describe`) and exits with 130
    after Ctrl-C, and with 1 if it cannot continue, as without workers.
    """
    try:
        yield
    except KeyboardInterrupt:
        say(f"\naborted; {describe()}", error=True)
        raise typer.Exit(INTERRUPTED) from None
    except CannotContinueError as error:
        say(f"taijie: {error}\n  {describe()}", error=True)
        raise typer.Exit(FAILED) from None


@contextmanager
def show_study_progress() -> Iterator[ProgressLine]:
    """Return a context that shows the progress of a study and, if it is interrupted, says that
    nothing is kept.
    """
    with say_what_is_kept(), ProgressLine() as progress:
        yield progress


def _count_launch_runs(progress: Any) -> int:
    """Return the number of runs of this launch, without those that a resume found completed."""
    return int(progress.done + progress.failed + progress.left)

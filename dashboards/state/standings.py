"""Which variants of a batch have runs, and messages about those that have none."""

from __future__ import annotations

from collections.abc import Sequence

from dashboards.state.view import View
from dashboards.text import labels
from runs.analysis.text.names import format_count
from runs.archive.continuing import make_completion_advice
from runs.archive.status import (
    WORKING,
    BatchStatus,
    describe_absent_variants,
    describe_variant_state,
    explain_missing_results,
    list_states_without_runs,
)
from runs.errors import WrongInput


def list_variant_states(view: View) -> dict[str, str]:
    """Return variant -> its state of computation in words, for the batch shown."""
    now = view.read_status()
    return {count.name: describe_variant_state(count, now.state) for count in now.counts}


def find_variants_without_runs(view: View, names: Sequence[str] | None = None) -> dict[str, str]:
    """Return variant -> state in words for the named variants (default: all) without a run."""
    every = list_states_without_runs(view.read_status())
    return {name: every[name] for name in every if names is None or name in names}


def require_runs(view: View, names: Sequence[str]) -> None:
    """Raise WrongInput, with advice, if a named variant has no run or, without names, if the batch
    has none.
    """
    if not names:
        now = view.read_status()
        if not now.done:
            raise WrongInput(
                f"{describe_empty_batch(now)} {describe_remedy(view, now)}", key="batch"
            )
        return
    missing = find_variants_without_runs(view, names)
    if missing:
        told = describe_remedy(view, view.read_status())
        raise WrongInput(f"{explain_missing_results(missing)} {told}", key="variant")


def describe_empty_batch(now: BatchStatus) -> str:
    """Return a sentence on why a batch without a run shows nothing."""
    if now.failed:
        return f"{now.failed:,} failed, none done: nothing to show."
    if now.state == WORKING:
        return "No run is done yet."
    return f"No run of {now.wanted:,} was done: nothing to show."


def describe_remedy(view: View, now: BatchStatus) -> str:
    """Return a sentence on how to compute a batch's missing runs; empty if none is missing."""
    if now.state == WORKING:
        return "The batch is at work, and they appear here when they are done."
    found = make_completion_advice(view.batch, now.counts)
    return found.text if found else ""


def append_absent_variants(sentence: str, now: BatchStatus) -> str:
    """Return a figure's sentence, followed by a note on the variants without runs, if any."""
    return f"{sentence} {describe_absent_variants(now)}".rstrip()


def write_status_sentence(now: BatchStatus, stopping: bool = False) -> str:
    """Return a sentence on the progress of a batch, with a range for the time left.

    stopping: whether its launcher was asked to stop.
    """
    if stopping and now.running:
        return f"{_write_count_sentence(now)} Stopping: the tasks in hand are being finished."
    if not now.running and not now.done:
        return describe_empty_batch(now) + (
            "" if now.failed else f" {labels.capitalize_sentence(now.state)}."
        )
    ending = "ended, with failures" if now.failed and now.state == "finished" else now.state
    return (
        f"{_write_count_sentence(now)} {labels.capitalize_sentence(ending)}{_write_time_left(now)}."
    )


def _write_count_sentence(now: BatchStatus) -> str:
    """Return how many runs are done, failed and left, in a sentence."""
    done = f"{now.done:,} of {format_count(now.wanted, 'run')} done"
    return f"{done}, {now.failed:,} failed, {now.left:,} left."


def _write_time_left(now: BatchStatus) -> str:
    """Return a clause with a range for the time left; empty unless runs are being computed."""
    from runs.terminal import format_duration

    if now.state != WORKING or not now.left:
        return ""
    if now.pace is None:
        return "; the time left is known once a task has ended"
    low, high = format_duration(now.pace.low), format_duration(now.pace.high)
    ends = low if low == high else f"{low} to {high}"
    return f"; {ends} to go, by the pace of {format_count(now.pace.tasks, 'task')}"

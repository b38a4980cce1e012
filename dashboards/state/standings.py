"""Which variants of a batch have runs, and what is said of those that have none."""

from __future__ import annotations

from collections.abc import Sequence

from dashboards.state.view import View
from dashboards.text import labels
from runs.analysis.text.names import count_text
from runs.archive.continuing import advice
from runs.archive.status import (
    WORKING,
    Standing,
    absent_text,
    nothing_said_of,
    states_without_runs,
    variant_state,
)
from runs.errors import WrongInput


def states(view: View) -> dict[str, str]:
    """Return how each variant of the batch shown stands, in words: name -> state."""
    now = view.standing()
    return {count.name: variant_state(count, now.state) for count in now.counts}


def view_states_without_runs(view: View, names: Sequence[str] | None = None) -> dict[str, str]:
    """Return the variants (of those named, or of all) without a run: name -> state."""
    every = states_without_runs(view.standing())
    return {name: every[name] for name in every if names is None or name in names}


def require_runs(view: View, names: Sequence[str]) -> None:
    """Raise WrongInput, naming them and what can be done, where a variant named has no run.

    Without names, where the whole batch has none.
    """
    if not names:
        now = view.standing()
        if not now.done:
            raise WrongInput(f"{nothing_said(now)} {remedy(view, now)}", key="batch")
        return
    missing = view_states_without_runs(view, names)
    if missing:
        told = remedy(view, view.standing())
        raise WrongInput(f"{nothing_said_of(missing)} {told}", key="variant")


def nothing_said(now: Standing) -> str:
    """Return why a batch without a run shows nothing."""
    if now.failed:
        return f"{now.failed:,} failed, none done: nothing to show."
    if now.state == WORKING:
        return "No run is done yet."
    return f"No run of {now.wanted:,} was done: nothing to show."


def remedy(view: View, now: Standing) -> str:
    """Return what brings the missing runs."""
    if now.state == WORKING:
        return "The batch is at work, and they appear here when they are done."
    found = advice(view.batch, now.counts)
    return found.text if found else ""


def with_absent(said: str, now: Standing) -> str:
    """Return what is said of a figure over variants, then of which variants nothing is."""
    return f"{said} {absent_text(now)}".rstrip()


def sentence(now: Standing, stopping: bool = False) -> str:
    """Return how it stands in a sentence, with a range for the time left."""
    if stopping and now.running:
        return f"{_count_sentence(now)} Stopping: the tasks in hand are being finished."
    if not now.running and not now.done:
        return nothing_said(now) + ("" if now.failed else f" {labels.capital(now.state)}.")
    ending = "ended, with failures" if now.failed and now.state == "finished" else now.state
    return f"{_count_sentence(now)} {labels.capital(ending)}{_time_left(now)}."


def _count_sentence(now: Standing) -> str:
    done = f"{now.done:,} of {count_text(now.wanted, 'run')} done"
    return f"{done}, {now.failed:,} failed, {now.left:,} left."


def _time_left(now: Standing) -> str:
    from runs.terminal import duration

    if now.state != WORKING or not now.left:
        return ""
    if now.pace is None:
        return "; the time left is known once a task has ended"
    low, high = duration(now.pace.low), duration(now.pace.high)
    ends = low if low == high else f"{low} to {high}"
    return f"; {ends} to go, by the pace of {count_text(now.pace.tasks, 'task')}"

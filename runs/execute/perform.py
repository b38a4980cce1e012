"""A task as a launcher hands it to an executor; the launcher needs neither model nor Mesa."""

from __future__ import annotations

from runs.execute.tasks import Task, TaskReport


def perform_task(task: Task) -> TaskReport:
    """Simulate a task, write its parts and return its report. The model and Mesa are imported only
    here, in the process that computes.
    """
    from runs.execute.worker import simulate

    return simulate(task)

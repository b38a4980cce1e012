"""A task as a launcher hands it to an executor; the launcher needs neither model nor Mesa."""

from __future__ import annotations

from runs.execute.tasks import Task, TaskReport


def perform_task(task: Task) -> TaskReport:
    """Simulate a task. The model and Mesa are imported here, where the task is computed."""
    from runs.execute.worker import simulate

    return simulate(task)

"""A plan is executed into an archive: tasks, workers, failures, interruptions."""

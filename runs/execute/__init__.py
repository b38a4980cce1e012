"""The execution of a plan: tasks, workers, failures, interruptions."""

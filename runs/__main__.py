"""Entry point of `taijie` and `python -m runs`."""

from __future__ import annotations

import atexit
import os
import signal
import sys
from contextlib import suppress

INTERRUPTED, TERMINATED = 130, 143


def main() -> None:
    """Run one command and exit: 0 done, 1 failed runs, 2 wrong input, 130 interrupted, 143
    terminated, as `kill` and a cluster's job manager do it: then workers and files are put away as
    after Ctrl-C.
    """
    terminations: list[int] = []

    def abort(number: int, _: object) -> None:
        """Abort the command, as a second Ctrl-C does."""
        terminations.append(number)
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, abort)
    # Before NumPy is imported anywhere: a block's arrays are too small to share among threads.
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    atexit.register(_wait_for_resource_tracker)
    try:
        from runs.cli.app import run_command_line

        code = run_command_line()
    except BaseException as error:
        if not _is_interrupt(error):
            raise
        code = INTERRUPTED
    sys.exit(TERMINATED if terminations else code)


def _is_interrupt(error: BaseException) -> bool:
    """Say whether an error is Ctrl-C, or what Python makes of it while a class is being defined."""
    return isinstance(error, KeyboardInterrupt) or isinstance(error.__cause__, KeyboardInterrupt)


def _wait_for_resource_tracker() -> None:
    """Wait at exit for the helper process that Python starts beside worker processes.

    It would end by itself a moment later. Exit functions run in reverse order of registration:
    registered before multiprocessing's own, this one runs when the helper has nothing left to do.
    """
    tracker = sys.modules.get("multiprocessing.resource_tracker")
    stop = getattr(getattr(tracker, "_resource_tracker", None), "_stop", None)
    if stop is not None:
        with suppress(OSError):
            stop()


if __name__ == "__main__":
    main()

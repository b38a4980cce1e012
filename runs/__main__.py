"""Entry point of `taijie` and `python -m runs`."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run one command and exit: 0 done, 1 failed runs, 2 wrong input, 130 interrupted."""
    # Before NumPy is imported anywhere: a block's arrays are too small to share among threads.
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    from runs.cli import command_line

    sys.exit(command_line())


if __name__ == "__main__":
    main()

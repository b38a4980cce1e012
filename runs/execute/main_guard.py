"""Checks that a script may start worker processes: each of them imports it, up to its main guard.

A script that launches outside of ``if __name__ == "__main__":`` would launch again in every worker
as it is imported there (`runs.execute.script_import`). Python's own message for that is three
tracebacks; here the line is named before anything is written.
"""

from __future__ import annotations

import ast
import sys
import threading
from pathlib import Path
from types import FrameType

from runs.errors import WrongInput
from runs.execute.script_import import Finding, follow_import

STDIN = "<stdin>"
"""What Python calls the file of a script that has none."""


def require_main_guard(executor: str) -> None:
    """Raise WrongInput, naming the line, if workers would repeat the calling script's launch, or
    could not import it.

    `executor`: name of the chosen one; only `local` starts workers that import the script. A
    prompt, a notebook and `python -c` have no script to import.
    """
    if executor == "local" and getattr(sys.modules.get("__main__"), "__file__", "") == STDIN:
        raise WrongInput(
            "the script is read from standard input, and worker processes have no file of it to "
            "import.", key="executor", value=executor,
            allowed=["a script in a file", "executor=serial, which starts no process"],
        )  # fmt: skip
    frame = _find_main_frame() if executor == "local" else None
    if frame is None:
        return
    file, line = Path(frame.f_code.co_filename), frame.f_lineno
    try:
        tree = ast.parse(file.read_bytes())
    except (OSError, SyntaxError, ValueError):
        return
    if (found := follow_import(tree, line)) is not None:
        raise WrongInput(
            f"{file.name}, line {found.line} {_describe_problem(found)}",
            key="executor",
            value=executor,
            allowed=[
                'the launch under `if __name__ == "__main__":`',
                "executor=serial, which starts no process",
            ],
        )


def _describe_problem(found: Finding) -> str:
    """Return in words what is wrong with a line that each worker comes to."""
    if not found.launches:
        return "ends each worker process, which imports the script: none would be left to work."
    how = "launches" if threading.current_thread() is threading.main_thread() else (
        "stands, while a thread launches,"
    )  # fmt: skip
    return (
        f'{how} outside of `if __name__ == "__main__":`, and each worker process imports the '
        "script: it would launch again in every one of them."
    )


def _find_main_frame() -> FrameType | None:
    """Return the frame of the script that was started: in this thread or, for a launch from another
    one, in the main thread; None without a script.
    """
    names = vars(sys.modules.get("__main__", sys))
    main = sys._current_frames().get(threading.main_thread().ident or 0)
    for start in (sys._getframe(), main):
        frame = start
        while frame is not None:
            if frame.f_globals is names and frame.f_code.co_name == "<module>":
                return frame
            frame = frame.f_back
    return None

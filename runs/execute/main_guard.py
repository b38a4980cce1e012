"""Checks that a script may start worker processes: each of them imports it, up to its main guard.

A script that launches outside of ``if __name__ == "__main__":`` would launch again in every worker
as it is imported there. Python's own message for that is three tracebacks; here the line is named
before anything is written.
"""

from __future__ import annotations

import ast
import sys
from pathlib import Path
from types import FrameType

from runs.errors import WrongInput

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
    if file.suffix == ".py" and not _is_guarded(tree, line):
        raise WrongInput(
            f'{file.name}, line {line} launches outside of `if __name__ == "__main__":`, and each '
            "worker process imports the script: it would launch again in every one of them.",
            key="executor",
            value=executor,
            allowed=[
                'the launch under `if __name__ == "__main__":`',
                "executor=serial, which starts no process",
            ],
        )


def _find_main_frame() -> FrameType | None:
    """Return the outermost frame of the script that was started; None without a script."""
    names = vars(sys.modules.get("__main__", sys))
    frame: FrameType | None = sys._getframe()
    while frame is not None:
        if frame.f_globals is names and frame.f_code.co_name == "<module>":
            return frame
        frame = frame.f_back
    return None


def _is_guarded(tree: ast.Module, line: int) -> bool:
    """Say whether a line of a script is inside a condition on `__name__`."""
    return any(
        statement.lineno <= line <= (statement.body[-1].end_lineno or 0)
        and any(isinstance(node, ast.Name) and node.id == "__name__"
                for node in ast.walk(statement.test))
        for statement in tree.body
        if isinstance(statement, ast.If)
    )  # fmt: skip

"""Batches of runs: settings, plan, execution, archive, analysis and the command line.

The five top-level names are short, so another distribution or a stray ``model.py`` in the
current folder can stand in front of one of them. That would mix two programs silently; it is
refused here, before anything else is imported. Nothing is imported for the check.

What a script needs stands here by name, imported when first asked for: the functions of `runs.api`,
the types `Batch`, `Progress` and `WrongInput` (docs/python.md), and the model `Standoff`
(docs/mesa.md).
"""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from runs.api import (
        batches,
        export,
        launch,
        open_batch,
        replay,
        report,
        resume,
        retry,
        sensitivity,
    )
    from runs.archive.batch import Batch
    from runs.errors import WrongInput
    from runs.execute.launch import Progress
    from runs.standoff import Standoff

__all__ = [
    "Batch", "Progress", "Standoff", "WrongInput", "batches", "export", "launch", "open_batch",
    "replay", "report", "resume", "retry", "sensitivity",
]  # fmt: skip

PLACES = {
    "Batch": "runs.archive.batch",
    "Progress": "runs.execute.launch",
    "WrongInput": "runs.errors",
    "Standoff": "runs.standoff",
} | dict.fromkeys(
    ("batches", "export", "launch", "open_batch", "replay", "report", "resume", "retry",
     "sensitivity"), "runs.api",
)  # fmt: skip
"""Where each name of `__all__` is defined."""

COMPANIONS = ("model", "agents", "configs", "dashboards")


def _find_import_path(name: str) -> Path | None:
    """Return the folder or file that ``import name`` would load; None where there is none."""
    spec = find_spec(name)
    if spec is None:
        return None
    if spec.origin is not None:
        origin = Path(spec.origin)
        return origin.parent if origin.name == "__init__.py" else origin
    locations = list(spec.submodule_search_locations or ())
    return Path(locations[0]) if locations else None


def _require_own_packages(home: Path) -> None:
    """Raise ImportError if a package of COMPANIONS would be imported from elsewhere than `home`,
    the folder that contains this package; the message gives the expected path and the one found.
    """
    for name in COMPANIONS:
        wanted, found = home / name, _find_import_path(name)
        if found is None or found.resolve() != wanted.resolve():
            raise ImportError(
                f"taijie needs its own package {name!r} at {wanted}, "
                f"but `import {name}` finds {found or 'nothing'}. "
                "Start from another folder, or install taijie into an environment of its own."
            )


def _remove_current_folder_from_path(home: Path) -> None:
    """Remove the current folder from the import path if the command line itself was started and it
    is not `home`, the folder that contains this package.

    A `model.py` or `agents.py` in that folder, as in Mesa's models, must not be imported by
    mistake; a script that imports this package may import its own.
    """
    started = Path(sys.argv[0]).stem if sys.argv else ""
    if started != "taijie" and sys.orig_argv[1:3] != ["-m", "runs"]:
        return
    try:
        here = Path.cwd()
    except OSError:  # deleted: nothing can be imported from it
        return
    if here != home:
        sys.path[:] = [place for place in sys.path if Path(place or ".").resolve() != here]


_remove_current_folder_from_path(Path(__file__).resolve().parent.parent)
_require_own_packages(Path(__file__).resolve().parent.parent)


def __getattr__(name: str) -> object:
    """Return the object named in `PLACES`, imported when first asked for, as `taijie --help` needs
    none; AttributeError for any other name.
    """
    if name in PLACES:
        return getattr(import_module(PLACES[name]), name)
    raise AttributeError(f"module 'runs' has no attribute {name!r}")


def __dir__() -> list[str]:
    """Return the names of this package, those of `PLACES` among them, sorted."""
    return sorted({*globals(), *PLACES})

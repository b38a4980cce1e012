"""Batches of runs: settings, plan, execution, archive, analysis and the command line.

The five top-level names are short, so another distribution or a stray ``model.py`` in the
current folder can stand in front of one of them. That would mix two programs silently; it is
refused here, before anything else is imported. Nothing is imported for the check.

What a script needs stands here by name and is imported when first asked for: `launch`,
`open_batch`, `batches`, and the types `Batch`, `Progress` and `WrongInput` (docs/python.md).
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from runs.archive import Batch
    from runs.errors import WrongInput
    from runs.launching import Progress
    from runs.scripting import batches, launch, open_batch

__all__ = ["Batch", "Progress", "WrongInput", "batches", "launch", "open_batch"]

PLACES = {
    "Batch": "runs.archive",
    "Progress": "runs.launching",
    "WrongInput": "runs.errors",
    "batches": "runs.scripting",
    "launch": "runs.scripting",
    "open_batch": "runs.scripting",
}
"""Where each name of `__all__` is defined."""

COMPANIONS = ("model", "agents", "configs", "dashboards")


def _place_of(name: str) -> Path | None:
    """Return the folder or file that ``import name`` would load; None where there is none."""
    spec = find_spec(name)
    if spec is None:
        return None
    if spec.origin is not None:
        origin = Path(spec.origin)
        return origin.parent if origin.name == "__init__.py" else origin
    locations = list(spec.submodule_search_locations or ())
    return Path(locations[0]) if locations else None


def _refuse_strangers(home: Path) -> None:
    """Raise ImportError, naming both paths, where a companion package is not in ``home``."""
    for name in COMPANIONS:
        wanted, found = home / name, _place_of(name)
        if found is None or found.resolve() != wanted.resolve():
            raise ImportError(
                f"taijie needs its own package {name!r} at {wanted}, "
                f"but `import {name}` finds {found or 'nothing'}. "
                "Start from another folder, or install taijie into an environment of its own."
            )


_refuse_strangers(Path(__file__).resolve().parent.parent)


def __getattr__(name: str) -> object:
    """Import a name of `PLACES` when it is first asked for: `taijie --help` needs none."""
    if name in PLACES:
        return getattr(import_module(PLACES[name]), name)
    raise AttributeError(f"module 'runs' has no attribute {name!r}")

"""Reads the manifest of a batch, or raises an error that says what can be done.

A manifest may be damaged, edited, or written by a later version. Lists then show one sentence for
that batch, and the other batches are not affected.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TypeAlias

from pydantic import ValidationError

from runs.archive.engine import FORMAT_VERSION
from runs.archive.manifest import Manifest
from runs.errors import WrongInput

FileState: TypeAlias = tuple[int, int, int] | None
"""Number, size and time of change of a file; None if it is not there."""


def read_file_state(path: Path) -> FileState:
    """Return the state of a file, by which a change of it is seen."""
    try:
        state = path.stat()
    except OSError:
        return None
    return state.st_ino, state.st_size, state.st_mtime_ns


def read_manifest(path: Path) -> Manifest:
    """Return the manifest in a file; WrongInput if it is damaged or of a later format, or if its
    folder is gone.
    """
    try:
        plain = json.loads(path.read_bytes())
        version = plain.get("format_version") if isinstance(plain, dict) else None
        if isinstance(version, int) and version > FORMAT_VERSION:
            reason = f"its format is {version}, and this version of Taijie reads 1"
            later = f" to {FORMAT_VERSION}" if FORMAT_VERSION > 1 else ""
            raise WrongInput(
                f"batch {path.parent.name} cannot be read: {reason}{later}. Open it with the "
                f"version that wrote it (commit {str(plain.get('commit') or 'unknown')[:12]}).",
                key="batch",
            )
        return Manifest.model_validate(plain, strict=False)
    except OSError as error:
        if not path.parent.is_dir():
            raise _make_gone_error(path.parent) from None
        why = error.strerror or str(error)
    except ValidationError as error:
        first = error.errors()[0]
        why = f"{'.'.join(str(part) for part in first['loc']) or 'all of it'}: {first['msg']}"
    except ValueError as error:
        why = str(error)
    raise WrongInput(
        f"batch {path.parent.name} cannot be read: its {path.name} is damaged ({why}). Put the "
        "file back from a copy of the batch.",
        key="batch",
    )


def _make_gone_error(folder: Path) -> WrongInput:
    """Return the error for a batch whose folder is not there any more."""
    return WrongInput(
        f"batch {folder.name} cannot be read: its folder is gone ({folder}).",
        key="batch",
        value=folder.name,
        allowed=["a batch that `taijie list` shows"],
    )

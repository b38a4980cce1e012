"""Reads the manifest of a batch, or raises an error that says what can be done.

A manifest may be damaged, edited, or written by a later version. Lists then show one sentence for
that batch, and the other batches are not affected.
"""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import ValidationError

from runs.archive.engine import FORMAT_VERSION
from runs.archive.manifest import Manifest
from runs.errors import WrongInput


class ManifestReader:
    """Reads the manifest in a file, again once the file has changed, as by a launch that adds
    runs.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read: tuple[tuple[int, int, int], Manifest] | None = None

    def read(self) -> Manifest:
        """Return the manifest as it is now; WrongInput as `read_manifest` raises it."""
        try:
            file = self._path.stat()
        except OSError:
            return read_manifest(self._path)  # which says what is wrong
        state = (file.st_ino, file.st_size, file.st_mtime_ns)
        if self._read is None or self._read[0] != state:
            self._read = (state, read_manifest(self._path))
        return self._read[1]


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
        raise make_unread_file_error(path, error) from None
    except ValidationError as error:
        why = describe_validation_error(error)
    except RecursionError:
        why = "it is nested too deeply"
    except ValueError as error:
        why = str(error)
    raise make_damaged_manifest_error(path, why)


def describe_validation_error(error: ValidationError) -> str:
    """Return the first thing wrong in a file: its place, dotted, and what is said of it."""
    first = error.errors()[0]
    return f"{'.'.join(str(part) for part in first['loc']) or 'all of it'}: {first['msg']}"


def make_damaged_manifest_error(path: Path, why: str) -> WrongInput:
    """Return the error for the manifest in a file that is damaged; why: in what."""
    return WrongInput(
        f"batch {path.parent.name} cannot be read: its {path.name} is damaged ({why}). Put the "
        "file back from a copy of the batch.",
        key="batch",
        value=path.parent.name,
    )


def make_unread_file_error(path: Path, error: OSError) -> WrongInput:
    """Return the error for a manifest or log that is missing or that the system keeps closed."""
    why = f"is no readable file ({error.strerror or error}). Allow it to be read, or put it back"
    if isinstance(error, FileNotFoundError):
        why = "is missing. Put it back"
    return WrongInput(
        f"batch {path.parent.name} cannot be read: its {path.name} {why} from a copy of the batch.",
        key="batch",
        value=path.parent.name,
    )


def _make_gone_error(folder: Path) -> WrongInput:
    """Return the error for a batch whose folder is not there any more."""
    return WrongInput(
        f"batch {folder.name} cannot be read: its folder is gone ({folder}).",
        key="batch",
        value=folder.name,
        allowed=["a batch that `taijie list` shows"],
    )

"""Saved views: selections too long for a link, kept beside the batches, one small file each.

    <outputs>/.views/<name>.txt

A name is a hash of the file's content, so that a view never changes and a name always means the
same selection.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from runs.errors import WrongInput

FOLDER = ".views"
NAME = re.compile(r"[0-9a-f]{16}")
LONGEST = 100_000
"""Characters of a view."""


def save_view(outputs: Path, text: str) -> str:
    """Save a selection (a query string) in a file and return its name, a hash of it; WrongInput if
    it is too long or cannot be written.
    """
    from runs.archive.parts import write_atomically

    if len(text) > LONGEST:
        allowed = [f"at most {LONGEST:,} characters"]
        raise WrongInput(f"this selection has {len(text):,}.", key="view", allowed=allowed)
    name = _hash_view_text(text)
    path = _make_view_path(outputs, name)
    try:
        if not path.is_file():
            path.parent.mkdir(exist_ok=True)
            write_atomically(path, text.encode())
    except OSError as error:
        reason = f"the view cannot be kept: {error.strerror or error}."
        raise WrongInput(reason, key="view", value=name) from None
    return name


def load_view(outputs: Path, name: str) -> str:
    """Return the query string saved under that name; WrongInput if there is none or it changed."""
    try:
        text = _make_view_path(outputs, name).read_text() if NAME.fullmatch(name) else ""
    except (OSError, UnicodeDecodeError):
        text = ""
    if not text or _hash_view_text(text) != name:
        raise WrongInput("there is no such view here.", key="view", value=name)
    return text


def _make_view_path(outputs: Path, name: str) -> Path:
    return outputs / FOLDER / f"{name}.txt"


def _hash_view_text(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
